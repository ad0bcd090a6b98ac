#include "api/wanted.h"

#include <string.h>

#include "api/outputs.h"
#include "api/wanted_style.h"

/* --- who --- */

bool wanted_may(const struct exchange *x, struct err *err)
{
	const struct subject *s = x->view->subject;
	const char *who = x->conf->may_join;
	enum level least = LEVEL_PUBLIC;

	if (strcmp(who, "nobody") == 0)
		return err_set(err, x->ctx, ERR_FORBIDDEN, NULL, "this service makes no joins (its setting may_join)",
		               "ce service ne fait pas de jointures (son réglage may_join)");
	if (!level_parse(&least, who))
		return true;
	if (s == NULL)
		return err_set(err, x->ctx, ERR_UNAUTHORIZED, "key",
		               "a join is made here with a key of level %s only",
		               "une jointure se fait ici avec une clé de niveau %s seulement", who);
	return s->level >= least ||
	       err_set(err, x->ctx, ERR_FORBIDDEN, "key", "a join is made here with a key of level %s only",
	               "une jointure se fait ici avec une clé de niveau %s seulement", who);
}

static void set_subject(struct order *o, const struct exchange *x)
{
	const struct subject *s = x->view->subject;

	o->organisation = s != NULL && s->organisation != NULL ? s->organisation->id : 0;
	o->level = s != NULL ? s->level : LEVEL_PUBLIC;
}

/* --- the left side --- */

static bool read_left(struct wanted *w, const struct layer **left, const struct posted *f, struct err *err)
{
	const void *ctx = f->c->x->ctx;
	const char *id, *key = form_get(f, "collection-key");

	if (!form_need(f, "collection-id", &id, err))
		return false;
	*left = view_layer(f->c->x->view, id);
	if (*left == NULL)
		return err_set(err, ctx, ERR_NOT_FOUND, "collection-id",
		               "there is no collection %s; /api/collections lists them",
		               "il n'y a pas de collection %s ; /api/collections les énumère", id);
	const struct framework *framework = (*left)->framework;
	if (framework == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "collection-id",
		               "the collection %s has no key fields: nothing can be joined to it",
		               "la collection %s n'a pas de champ clé : rien ne peut lui être joint", id);
	if (key != NULL && strcmp(key, framework->key) != 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "collection-key",
		               "%s has no key field %s; it has %s", "%s n'a pas de champ clé %s ; il a %s", id, key,
		               framework->key);
	w->order.series = framework->series;
	w->order.version = framework->version;
	return true;
}

/* --- the right side --- */

static bool read_separator(struct order *o, const struct posted *f, bool required, struct err *err)
{
	static const struct { const char *written; char separator; } separators[] = {
		{ ",", ',' }, { ";", ';' }, { "|", '|' }, { "\t", '\t' }, { " ", ' ' }, { "\\t", '\t' },
		{ "tab", '\t' },
	};
	const char *text = form_get_raw(f, "csv-file-delimiter");

	for (size_t i = 0; text != NULL && i < sizeof separators / sizeof *separators; i++)
		if (strcmp(text, separators[i].written) == 0)
			o->options.separator = separators[i].separator;
	if (o->options.separator != 0 || (text == NULL && !required))
		return true;
	return err_set(err, f->c->x->ctx, text == NULL ? ERR_MISSING_PARAMETER : ERR_INVALID_PARAMETER,
	               "csv-file-delimiter", "a CSV file needs its delimiter: one of , ; | tab (\\t) or space",
	               "un fichier CSV demande son séparateur : l'un de , ; | tabulation (\\t) ou espace");
}

/* Exactly one of a file and a URL. */
static bool read_source(const struct multipart_part **file, const char **url, const struct posted *f,
                        const char *file_field, const char *url_field, struct err *err)
{
	*file = form_file(f, file_field);
	*url = form_get(f, url_field);
	if (*file != NULL && *url != NULL)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, url_field,
		               "%s and %s are both there: send one of them",
		               "%s et %s sont là tous les deux : envoyez l'un des deux", file_field, url_field);
	return true;
}

static bool need_source(const struct multipart_part *file, const char *url, const struct posted *f,
                        const char *file_field, const char *url_field, struct err *err)
{
	if (file == NULL && url == NULL)
		return err_set(err, f->c->x->ctx, ERR_MISSING_PARAMETER, file_field,
		               "there is nothing to join: send %s or %s",
		               "il n'y a rien à joindre : envoyez %s ou %s", file_field, url_field);
	if (file != NULL && file->content.n == 0)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, file_field, "the file in %s is empty",
		               "le fichier de %s est vide", file_field);
	return true;
}

static bool read_table(struct wanted *w, const struct posted *f, bool required, struct err *err)
{
	struct order *o = &w->order;
	const char *format = form_get(f, "right-dataset-format");
	const struct input *input = NULL;

	if (format == NULL && required)
		return form_need(f, "right-dataset-format", &format, err);
	if (format != NULL) {
		input = input_parse(f->c, "right-dataset-format", format, err);
		if (input == NULL)
			return false;
		o->format = input->format;
	}
	if (!read_source(&w->file, &w->url, f, "right-dataset-file", "right-dataset-url", err) ||
	    (required && !need_source(w->file, w->url, f, "right-dataset-file", "right-dataset-url", err)) ||
	    !read_separator(o, f, input != NULL && input->separated && required, err) ||
	    !form_int(f, "csv-file-header-row-number", 1, 1000000, o->options.header_row,
	              &o->options.header_row, err) ||
	    !form_int(f, "csv-file-data-start-row-number", 1, 1000000, o->options.first_row,
	              &o->options.first_row, err))
		return false;
	if (input != NULL && input->separated && o->options.header_row == 0)
		o->options.header_row = 1;
	if (o->options.first_row != 0 && o->options.first_row <= o->options.header_row)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "csv-file-data-start-row-number",
		               "the data begin after the header row, row %lld",
		               "les données commencent après la ligne des noms, la ligne %lld",
		               (long long)o->options.header_row);
	if (form_get(f, "encoding") != NULL)
		o->options.encoding = form_get(f, "encoding");
	if (form_get(f, "sheet") != NULL)
		o->options.sheet = form_get(f, "sheet");
	if (w->file != NULL && w->file->filename != NULL)
		o->source = w->file->filename;
	else if (w->file != NULL)
		o->source = "";
	else if (w->url != NULL)
		o->source = w->url;
	return true;
}

/* --- the mapping --- */

/* A column by its number from 0, or by its name. A number that no table reaches is a name: "2016". */
static const char *column_of(const struct posted *f, const char *piece)
{
	int64_t number;

	if (*piece != '+' && *piece != '-' && text_int(piece, &number) && number < f->c->x->conf->max_columns)
		return mem_printf(f->c->x->ctx, "#%lld", (long long)number);
	return piece;
}

static bool empty_piece(const struct posted *f, const char *field, struct err *err)
{
	return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, field,
	               "%s names columns by number (from 0) or by name; one of them is empty",
	               "%s nomme des colonnes par leur numéro (à partir de 0) ou par leur nom ; l'une est vide",
	               field);
}

static bool read_keys(struct order *o, const struct posted *f, bool required, struct err *err)
{
	static const char field[] = "right-dataset-key";
	const char **pieces, *text = form_get(f, field);
	size_t n;

	if (text == NULL && required)
		return form_need(f, field, &text, err);
	if (text == NULL)
		return true;
	o->n_keys = 0;
	if (strcmp(text, "detect") == 0)
		return true;
	if (!form_list(f, field, JOIN_KEY_PARTS, &pieces, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (*pieces[i] == '\0')
			return empty_piece(f, field, err);
		o->keys[i] = column_of(f, pieces[i]);
	}
	o->n_keys = n;
	return true;
}

static bool read_attributes(struct order *o, const struct posted *f, bool required, struct err *err)
{
	static const char field[] = "right-dataset-data-value-list";
	const char **pieces, *text = form_get(f, field);
	size_t n;

	if (text == NULL && required)
		return form_need(f, field, &text, err);
	if (text == NULL)
		return true;
	o->attributes = NULL;
	o->n_attributes = 0;
	if (strcmp(text, "*") == 0)
		return true;
	if (!form_list(f, field, (size_t)f->c->x->conf->max_columns, &pieces, &n, err))
		return false;
	struct order_attribute *list = mem_array(f->c->x->ctx, struct order_attribute, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (*pieces[i] == '\0')
			return empty_piece(f, field, err);
		list[i] = (struct order_attribute){ .column = column_of(f, pieces[i]), .kind = -1,
		                                    .reduction = -1 };
	}
	o->attributes = list;
	o->n_attributes = n;
	return true;
}

static bool read_mapping(struct order *o, const struct posted *f, bool required, struct err *err)
{
	const char *reduction = form_get(f, "reduction"), *pivot = form_get(f, "pivot");
	enum reduction found = REDUCE_FIRST;

	if (!read_keys(o, f, required, err) || !read_attributes(o, f, required, err))
		return false;
	if (reduction != NULL && !reduction_parse(&found, reduction))
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "reduction",
		               "reduction is one of: first, error, sum, mean, weighted-mean, list",
		               "reduction vaut l'un de : first, error, sum, mean, weighted-mean, list");
	if (reduction != NULL || required)
		o->reduction = (int)found;
	if (pivot != NULL)
		o->pivot = column_of(f, pivot);
	return wanted_style(o, f, err);
}

/* --- what becomes of it --- */

static bool read_life(struct order *o, const struct posted *f, struct err *err)
{
	const struct conf *conf = f->c->x->conf;
	const char *title = form_get(f, "title"), *visibility = form_get(f, "visibility");
	int64_t most = conf->max_join_days > 0 ? conf->max_join_days : 36500, days;

	if (!form_int(f, "days", conf->max_join_days > 0 ? 1 : 0, most, conf->join_days, &days, err))
		return false;
	if (form_get(f, "days") != NULL || o->join == NULL)
		o->life = days * 86400;
	if (title != NULL && strlen(title) > 500)
		return err_set(err, f->c->x->ctx, ERR_TOO_LARGE, "title", "a title has at most 500 bytes",
		               "un titre a au plus 500 octets");
	if (title != NULL)
		o->title = f->c->x->lang == LANG_FR ? (struct text){ .fr = title } : (struct text){ .en = title };
	if (visibility != NULL && strcmp(visibility, "listed") != 0 && strcmp(visibility, "private") != 0)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "visibility",
		               "visibility is listed or private", "visibility vaut listed ou private");
	if (visibility != NULL)
		o->visibility = strcmp(visibility, "private") == 0 ? JOIN_PRIVATE : JOIN_LISTED;
	return true;
}

static bool read_outputs(struct wanted *w, const struct posted *f, struct err *err)
{
	if (!outputs_parse(&w->outputs, f->c, form_get(f, "output-formats"), err) ||
	    !form_bool(f, "include-join-metadata", &w->metadata, err))
		return false;
	w->direct = (w->outputs & 1u << OUTPUT_DIRECT) != 0;
	return true;
}

bool wanted_join(struct wanted *w, const struct layer **left, const struct posted *f, struct err *err)
{
	*w = (struct wanted){ .order = { .reduction = -1 } };
	set_subject(&w->order, f->c->x);
	if (!read_left(w, left, f, err) || !read_table(w, f, true, err) || !read_mapping(&w->order, f, true, err) ||
	    !read_life(&w->order, f, err) || !read_outputs(w, f, err))
		return false;
	w->order.act = w->direct ? ORDER_DIRECT : ORDER_JOIN;
	return true;
}

bool wanted_refresh(struct wanted *w, const struct stored_join *join, const struct posted *f, struct err *err)
{
	*w = (struct wanted){ .outputs = 0 };
	if (!order_read(&w->order, f->c->x->ctx, join->mapping, strlen(join->mapping), err))
		return false;
	set_subject(&w->order, f->c->x);
	w->order.act = ORDER_JOIN;
	w->order.join = join->id;
	w->order.file = NULL;
	w->order.visibility = join->visibility;
	if (!read_table(w, f, false, err) || !read_mapping(&w->order, f, false, err) ||
	    !read_life(&w->order, f, err) || !read_outputs(w, f, err))
		return false;
	if (w->direct)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "output-formats",
		               "a stored join is refreshed, not answered: leave the direct output out",
		               "une jointure enregistrée se rafraîchit, sans réponse directe : ôtez cette sortie");
	if (w->file != NULL || w->url != NULL || w->order.dataset != NULL)
		return need_source(w->file, w->order.dataset != NULL ? "" : w->url, f, "right-dataset-file",
		                   "right-dataset-url", err);
	if (text_starts(join->source, "http://") || text_starts(join->source, "https://"))
		w->url = join->source;
	return need_source(w->file, w->url, f, "right-dataset-file", "right-dataset-url", err);
}

/* "$.features[*].properties.code", "$.features[*].properties['code']", "$.features[*].id": the property, "" for the
   id. */
static const char *property_of(const void *ctx, const char *path)
{
	static const char features[] = "$.features[*]", properties[] = ".properties";
	size_t n;

	if (!text_starts(path, features))
		return NULL;
	path += strlen(features);
	if (strcmp(path, ".id") == 0)
		return "";
	if (!text_starts(path, properties))
		return NULL;
	path += strlen(properties);
	n = strlen(path);
	if (*path == '.')
		return path[1] != '\0' && strpbrk(path + 1, ".[]*'\"?() ") == NULL ? path + 1 : NULL;
	if (n > 4 && *path == '[' && (path[1] == '\'' || path[1] == '"') && path[n - 1] == ']' &&
	    path[n - 2] == path[1] && memchr(path + 2, path[1], n - 4) == NULL)
		return mem_strndup(ctx, path + 2, n - 4);
	return NULL;
}

static bool read_left_file(struct wanted *w, const struct posted *f, struct err *err)
{
	const char *format, *key;

	if (!form_need(f, "left-dataset-format", &format, err) ||
	    !form_need(f, "left-dataset-key", &key, err) ||
	    !read_source(&w->left_file, &w->left_url, f, "left-dataset-file", "left-dataset-url", err) ||
	    !need_source(w->left_file, w->left_url, f, "left-dataset-file", "left-dataset-url", err))
		return false;
	const char *geojson = outputs_uri(f->c->x->ctx, "input-geojson", false);
	if (strcmp(format, geojson) != 0 && strcmp(format, outputs_uri(f->c->x->ctx, "input/geojson", false)) != 0)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "left-dataset-format",
		               "left-dataset-format is %s", "left-dataset-format vaut %s", geojson);
	w->order.left_key = property_of(f->c->x->ctx, key);
	if (w->order.left_key == NULL)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "left-dataset-key",
		               "left-dataset-key is a JSONPath of the form $.features[*].properties.code or $.features[*].id",
		               "left-dataset-key est un JSONPath de la forme $.features[*].properties.code ou $.features[*].id");
	return true;
}

bool wanted_files(struct wanted *w, const struct posted *f, struct err *err)
{
	*w = (struct wanted){ .order = { .reduction = -1, .act = ORDER_FILES }, .direct = true };
	set_subject(&w->order, f->c->x);
	if (!read_left_file(w, f, err) || !read_table(w, f, true, err))
		return false;
	return read_mapping(&w->order, f, true, err);
}
