#include "onetjs/parts.h"

#include <string.h>
#include <unistd.h>

static const char *text_or_empty(const struct yaml_node *map, const char *key)
{
	const char *text = yaml_text(map, key);
	return text != NULL ? text : "";
}

static struct text words(enum lang lang, const char *text)
{
	return lang == LANG_FR ? (struct text){ *text != '\0' ? text : NULL, NULL }
	                       : (struct text){ NULL, *text != '\0' ? text : NULL };
}

static void refuse(struct onetjs_dataset *d, const char *en, const char *fr)
{
	if (text_empty(d->refused))
		d->refused = (struct text){ .fr = fr, .en = en };
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool is_date(const char *s)
{
	size_t n = s != NULL ? strlen(s) : 0;

	for (size_t i = 0; i < n; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	return n == 4 || n == 7 || n == 10;
}

const char *onetjs_period(const void *ctx, const char *a, const char *b)
{
	const char *from = is_date(a) ? a : is_date(b) ? b : "", *to = is_date(b) ? b : from;

	if (strcmp(from, to) == 0)
		return from;
	return strcmp(from, to) < 0 ? mem_printf(ctx, "%s/%s", from, to) : mem_printf(ctx, "%s/%s", to, from);
}

bool onetjs_framework(struct onetjs_framework *f, const void *ctx, const struct yaml_node *node)
{
	const char *period = onetjs_period(ctx, yaml_text(node, "start_date"), yaml_text(node, "reference_date"));
	const char *slash;

	if (*period == '\0')
		period = onetjs_period(ctx, yaml_text(node, "version"), NULL);
	slash = strchr(period, '/');
	*f = (struct onetjs_framework){
		.name = node->key, .uri = text_or_empty(node, "uri"), .title = text_or_empty(node, "title"),
		.key = text_or_empty(yaml_get(node, "key_col"), "name"),
		.from = slash != NULL ? mem_strndup(ctx, period, (size_t)(slash - period)) : period,
		.to = slash != NULL ? slash + 1 : period,
	};
	return *f->uri != '\0' && *f->key != '\0';
}

/* "f59c2b", with or without "#"; -1 for what is none. */
static int color_of(const char *text)
{
	int color = 0;

	text += *text == '#';
	if (strlen(text) != 6)
		return -1;
	for (; *text != '\0'; text++) {
		static const char digits[] = "0123456789abcdef";
		char small = *text >= 'A' && *text <= 'F' ? (char)(*text + 'a' - 'A') : *text;
		const char *at = strchr(digits, small);
		if (at == NULL)
			return -1;
		color = color * 16 + (int)(at - digits);
	}
	return color;
}

/* A class without a value stands for what is not there, which is no class. */
static void read_classes(struct attribute *a, const void *ctx, const struct yaml_node *list, enum lang lang)
{
	struct attribute_class *classes = mem_array(ctx, struct attribute_class, 0);
	size_t n = 0;

	for (const struct yaml_node *c = list != NULL && list->kind == YAML_LIST ? list->first : NULL; c != NULL; c = c->next) {
		const char *value = yaml_text(c, "identifier");
		int64_t rank = 0;
		if (value == NULL)
			continue;
		if (yaml_text(c, "rank") != NULL && (!text_int(yaml_text(c, "rank"), &rank) || rank < 0 || rank > 1000000))
			rank = 0;
		classes = mem_grow(ctx, classes, struct attribute_class, n + 1);
		classes[n++] = (struct attribute_class){
			.value = value, .title = words(lang, text_or_empty(c, "title")),
			.abstract = words(lang, text_or_empty(c, "abstract")), .rank = (int)rank,
			.color = color_of(text_or_empty(c, "color")),
		};
	}
	a->classes = classes;
	a->n_classes = n;
}

static bool read_column(struct onetjs_column *to, const void *ctx, const struct yaml_node *node, enum lang lang)
{
	static const struct { const char *name; enum attribute_kind kind; const char *aggregation; } kinds[] = {
		{ "Count", ATTRIBUTE_COUNT, "sum" }, { "Measure", ATTRIBUTE_MEASURE, "" },
		{ "Ordinal", ATTRIBUTE_ORDINAL, "none" }, { "Nominal", ATTRIBUTE_NOMINAL, "none" },
	};
	const char *values = text_or_empty(node, "values"), *type = text_or_empty(node, "type");
	struct attribute *a = &to->attribute;

	*a = (struct attribute){
		.name = text_or_empty(node, "name"), .title = words(lang, text_or_empty(node, "title")),
		.abstract = words(lang, text_or_empty(node, "abstract")), .unit = text_or_empty(node, "uom_short_form"),
		.documentation_url = text_or_empty(node, "documentation"), .series = "", .period = "",
		.uncertainty = text_or_empty(node, "uncertainty"), .aggregation = NULL,
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_same(values, kinds[i].name)) {
			a->kind = kinds[i].kind;
			a->aggregation = kinds[i].aggregation;
		}
	to->text = text_ends(type, "#string") || a->kind == ATTRIBUTE_ORDINAL || a->kind == ATTRIBUTE_NOMINAL;
	read_classes(a, ctx, yaml_get(node, "choices"), lang);
	return *a->name != '\0' && a->aggregation != NULL;
}

static void read_columns(struct onetjs_dataset *d, const void *ctx, const struct yaml_node *list, enum lang lang)
{
	struct onetjs_column *columns = mem_array(ctx, struct onetjs_column, 0);

	for (const struct yaml_node *c = list->first; c != NULL; c = c->next) {
		columns = mem_grow(ctx, columns, struct onetjs_column, d->n_columns + 1);
		if (!read_column(&columns[d->n_columns], ctx, c, lang)) {
			refuse(d, mem_printf(ctx, "line %zu: an attribute has a name, and values that are Count, Measure, Ordinal or "
			                          "Nominal", c->line),
			       mem_printf(ctx, "ligne %zu : un attribut a un nom (name), et des valeurs (values) Count, Measure, "
			                       "Ordinal ou Nominal", c->line));
			return;
		}
		d->n_columns++;
	}
	d->columns = columns;
	if (d->n_columns == 0)
		refuse(d, "it has no attributes", "il n'a pas d'attributs");
}

static void read_links(struct onetjs_dataset *d, const void *ctx, const struct yaml_node *list)
{
	struct onetjs_link *links = mem_array(ctx, struct onetjs_link, 0);

	for (const struct yaml_node *f = list->first; f != NULL; f = f->next) {
		const char *uri = yaml_text(f, "uri");
		if (uri == NULL)
			continue;
		links = mem_grow(ctx, links, struct onetjs_link, d->n_links + 1);
		links[d->n_links++] = (struct onetjs_link){
			.name = text_or_empty(f, "name"), .uri = uri,
			.many = text_same(text_or_empty(f, "relationship"), "many"),
		};
	}
	d->links = links;
	if (d->n_links == 0)
		refuse(d, "it names no framework", "il ne nomme aucun référentiel");
}

/* A table may have been saved in another format since: the file beside it with another ending will do, and is told. */
static const char *find_file(struct onetjs_dataset *d, const void *ctx, const char *folder, const char *name)
{
	static const char *const endings[] = { "csv", "tsv", "txt", "xlsx", "ods", "xls" };
	char *path = mem_printf(ctx, "%s/%s", folder, name);
	const char *dot = strrchr(name, '.');

	if (access(path, R_OK) == 0)
		return path;
	for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++) {
		path = mem_printf(ctx, "%s/%.*s.%s", folder, (int)(dot - name), name, endings[i]);
		if (access(path, R_OK) != 0)
			continue;
		const char *taken = strrchr(path, '/') + 1;
		d->substitute = (struct text){
			.fr = mem_printf(ctx, "%s n'est pas là : %s a été lu", name, taken),
			.en = mem_printf(ctx, "%s is not there: %s was read", name, taken),
		};
		return path;
	}
	refuse(d, mem_printf(ctx, "its table, %s, is not in the folder", name),
	       mem_printf(ctx, "son tableau, %s, n'est pas dans le dossier", name));
	return "";
}

/* Files only, and only those of the folder: no database, nothing elsewhere on the disk. */
static void read_source(struct onetjs_dataset *d, const void *ctx, const struct yaml_node *source, const char *folder)
{
	const char *type = text_or_empty(source, "type"), *path = text_or_empty(source, "path");

	d->file = "";
	if (!text_same(type, "csv") && !text_same(type, "xls") && !text_same(type, "xlsx"))
		refuse(d, mem_printf(ctx, "its data are in \"%s\": files are read, csv and xls; save the table as one", type),
		       mem_printf(ctx, "ses données sont en « %s » : on lit des fichiers, csv et xls ; enregistrez le tableau ainsi",
		                  type));
	else if (*path == '\0' || *path == '/' || strstr(path, "..") != NULL)
		refuse(d, "the path of its table is not one below its folder",
		       "le chemin de son tableau n'est pas dans son dossier");
	else
		d->file = find_file(d, ctx, folder, path);
}

void onetjs_dataset(struct onetjs_dataset *d, const void *ctx, const struct yaml_node *root, const char *folder,
                    enum lang lang)
{
	*d = (struct onetjs_dataset){
		.name = text_or_empty(root, "name"), .uri = text_or_empty(root, "uri"),
		.organisation = text_or_empty(root, "organization"), .title = text_or_empty(root, "title"),
		.abstract = text_or_empty(root, "abstract"), .documentation = text_or_empty(root, "documentation"),
		.period = onetjs_period(ctx, yaml_text(root, "start_date"), yaml_text(root, "reference_date")),
	};
	if (!yaml_bool(root, "activated", true))
		refuse(d, "it is not activated", "il n'est pas activé");
	if (*d->uri == '\0')
		d->uri = d->name;
	read_source(d, ctx, yaml_get(root, "data_source"), folder);
	read_links(d, ctx, yaml_get(root, "frameworks"));
	read_columns(d, ctx, yaml_get(root, "attributes"), lang);
}
