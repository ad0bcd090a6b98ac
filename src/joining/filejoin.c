#include "joining/filejoin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <uthash.h>

#include "base/text.h"
#include "joining/geojson_scan.h"
#include "joining/parts.h"

#define NO_KEY ((size_t)-1)

/* A text and its number: a key and its place among the keys, the name of a property. */
struct known {
	char *text;
	size_t number;
	UT_hash_handle hh;
};

struct left {
	const void *ctx;
	const struct order *order;
	struct span file;
	struct known *keys, *names;   /* by text */
	const char **texts; size_t n_keys;
	size_t *feature_key; size_t n;        /* per feature: the number of its key, or NO_KEY */
	bool features;                /* there was such a member */
	/* of the feature that is being read */
	char *key;
	bool is_feature;
	/* while it is written */
	FILE *out;
	const struct table *joined;
	const char **joined_names;
	size_t at, n_matched;
	const uint32_t *rows_of;      /* per key: rows that were joined */
	bool first, properties;       /* of the object that is being written */
};

static int forget(struct left *l)
{
	HASH_CLEAR(hh, l->keys);
	HASH_CLEAR(hh, l->names);
	return 0;
}

static struct known *know(struct known **set, const void *ctx, const char *text, size_t number)
{
	struct known *k;

	HASH_FIND_STR(*set, text, k);
	if (k != NULL)
		return k;
	k = mem_new(ctx, struct known);
	k->text = mem_strdup(k, text);
	k->number = number;
	HASH_ADD_KEYPTR(hh, *set, k->text, strlen(k->text), k);
	return k;
}

static struct geojson_scan scan_of(const struct left *l, struct err *err)
{
	return (struct geojson_scan){ l->ctx, err, l->file.at, l->file.at, l->file.at + l->file.n };
}

/* --- reading --- */

static bool read_file(struct left *l, const char *path, int64_t most, struct err *err)
{
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (f == NULL || fstat(fileno(f), &st) != 0 || (most > 0 && st.st_size > most)) {
		if (f != NULL)
			fclose(f);
		return err_set(err, l->ctx, ERR_TOO_LARGE, "left", "the GeoJSON file has more than %lld bytes",
		               "le fichier GeoJSON a plus de %lld octets", (long long)most);
	}
	char *text = mem_array(l->ctx, char, (size_t)st.st_size + 1);
	size_t n = fread(text, 1, (size_t)st.st_size, f);
	fclose(f);
	static const char mark[] = "\xef\xbb\xbf";
	size_t skip = n >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	l->file = (struct span){ text + skip, n - skip };
	return true;
}

/* A key as text: a string, or a number as it is written. */
static void take_key(struct left *l, json_t *value, struct span written)
{
	talloc_free(l->key);
	l->key = NULL;
	if (json_is_string(value) && *json_string_value(value) != '\0')
		l->key = mem_strdup(l->ctx, json_string_value(value));
	else if (json_is_number(value))
		l->key = mem_strndup(l->ctx, written.at, written.n);
}

static bool read_property(void *to, struct geojson_scan *s, const char *name, struct span written_name JT_UNUSED)
{
	struct left *l = to;
	struct span written;
	json_t *value;

	know(&l->names, l->ctx, name, 0);
	if (!geojson_value(s, &written, &value))
		return false;
	if (strcmp(name, l->order->left_key) == 0)
		take_key(l, value, written);
	json_decref(value);
	return true;
}

static bool read_feature_member(void *to, struct geojson_scan *s, const char *name, struct span written_name JT_UNUSED)
{
	struct left *l = to;
	struct span written;
	json_t *value;

	if (strcmp(name, "properties") == 0 && geojson_next(s) == '{')
		return geojson_object(s, read_property, l);
	if (!geojson_value(s, &written, &value))
		return false;
	if (strcmp(name, "type") == 0)
		l->is_feature = json_is_string(value) && strcmp(json_string_value(value), "Feature") == 0;
	if (strcmp(name, "id") == 0 && *l->order->left_key == '\0')
		take_key(l, value, written);
	json_decref(value);
	return true;
}

static bool read_feature(void *to, struct geojson_scan *s)
{
	struct left *l = to;
	const struct known *key = NULL;

	TALLOC_FREE(l->key);
	l->is_feature = false;
	if (!geojson_object(s, read_feature_member, l))
		return false;
	if (!l->is_feature)
		return geojson_wrong(s, "this is no Feature", "ce n'est pas une Feature");
	if (l->key != NULL)
		key = know(&l->keys, l->ctx, l->key, l->n_keys);
	if (key != NULL && key->number == l->n_keys) {
		if ((l->n_keys & (l->n_keys + 1)) == 0)
			l->texts = mem_grow(l->ctx, l->texts, const char *, 2 * l->n_keys + 2);
		l->texts[l->n_keys++] = key->text;
	}
	if ((l->n & (l->n + 1)) == 0)
		l->feature_key = mem_grow(l->ctx, l->feature_key, size_t, 2 * l->n + 2);
	l->feature_key[l->n++] = key != NULL ? key->number : NO_KEY;
	return true;
}

static bool read_member(void *to, struct geojson_scan *s, const char *name, struct span written_name JT_UNUSED)
{
	struct left *l = to;
	struct span written;

	if (strcmp(name, "features") != 0)
		return geojson_value(s, &written, NULL);
	if (l->features)
		return geojson_wrong(s, "\"features\" comes twice", "« features » vient deux fois");
	l->features = true;
	return geojson_array(s, read_feature, l);
}

static bool read_left(struct left *l, const struct joining *on, struct err *err)
{
	if (!read_file(l, l->order->left, on->limits.bytes, err))
		return false;
	struct geojson_scan s = scan_of(l, err);
	if (!geojson_object(&s, read_member, l) || !geojson_end(&s))
		return false;
	if (!l->features)
		return err_set(err, l->ctx, ERR_INVALID_PARAMETER, "left", "the file is not a GeoJSON FeatureCollection",
		               "le fichier n'est pas une FeatureCollection GeoJSON");
	return l->n_keys > 0 ||
	       err_set(err, l->ctx, ERR_INVALID_PARAMETER, "left_key", "no feature of the GeoJSON file has this key",
	               "aucun objet du fichier GeoJSON n'a cette clé");
}

/* --- writing --- */

/* A value that a row has, or null. */
static void write_value(const struct left *l, size_t column, size_t row)
{
	const struct table_column *c = &l->joined->columns[column];
	char scratch[40];
	const char *text = row != NO_KEY ? table_text(l->joined, column, row, scratch) : NULL;

	if (text == NULL) {
		fputs("null", l->out);
	} else if (c->type == CELL_TEXT) {
		json_t *value = json_stringn(text, strlen(text));
		json_dumpf(value, l->out, JSON_ENCODE_ANY);
		json_decref(value);
	} else if (c->type == CELL_INTEGER) {
		fputs(text, l->out);
	} else {
		char *shortest = text_from_double(NULL, c->reals[row]);
		fputs(shortest, l->out);
		talloc_free(shortest);
	}
}

static void write_joined(struct left *l, bool first)
{
	size_t row = l->feature_key[l->at];

	for (size_t i = 0; i < l->joined->n_columns; i++) {
		json_t *name = json_stringn(l->joined_names[i], strlen(l->joined_names[i]));
		if (i > 0 || !first)
			fputc(',', l->out);
		json_dumpf(name, l->out, JSON_ENCODE_ANY);
		fputc(':', l->out);
		write_value(l, i, row);
		json_decref(name);
	}
	if (row != NO_KEY && l->rows_of[row] > 0)
		l->n_matched++;
}

static void copy(const struct left *l, struct span written)
{
	fwrite(written.at, 1, written.n, l->out);
}

static void open_member(struct left *l, struct span written_name)
{
	if (!l->first)
		fputc(',', l->out);
	l->first = false;
	copy(l, written_name);
	fputc(':', l->out);
}

static bool copy_member(void *to, struct geojson_scan *s, const char *name JT_UNUSED, struct span written_name)
{
	struct left *l = to;
	struct span written;

	open_member(l, written_name);
	if (!geojson_value(s, &written, NULL))
		return false;
	copy(l, written);
	return true;
}

static bool copy_feature_member(void *to, struct geojson_scan *s, const char *name, struct span written_name)
{
	struct left *l = to;
	struct span written;

	if (strcmp(name, "properties") != 0)
		return copy_member(to, s, name, written_name);
	open_member(l, written_name);
	fputc('{', l->out);
	l->first = l->properties = true;
	if (geojson_next(s) == '{' ? !geojson_object(s, copy_member, l) : !geojson_value(s, &written, NULL))
		return false;
	write_joined(l, l->first);
	fputc('}', l->out);
	l->first = false;
	return true;
}

static bool copy_feature(void *to, struct geojson_scan *s)
{
	struct left *l = to;

	fputs(l->at > 0 ? ",\n{" : "\n{", l->out);
	l->first = true;
	l->properties = false;
	if (!geojson_object(s, copy_feature_member, l))
		return false;
	if (!l->properties) {
		fputs(",\"properties\":{", l->out);
		write_joined(l, true);
		fputc('}', l->out);
	}
	fputc('}', l->out);
	l->at++;
	return true;
}

static bool copy_top_member(void *to, struct geojson_scan *s, const char *name, struct span written_name)
{
	struct left *l = to;

	if (strcmp(name, "features") != 0)
		return copy_member(to, s, name, written_name);
	open_member(l, written_name);
	fputc('[', l->out);
	if (!geojson_array(s, copy_feature, l))
		return false;
	fputs("\n]", l->out);
	l->first = false;
	return true;
}

static bool write_left(struct left *l, const char *to, struct err *err)
{
	struct geojson_scan s = scan_of(l, err);

	l->out = fopen(to, "wb");
	if (l->out != NULL) {
		l->first = true;
		fputc('{', l->out);
		if (!geojson_object(&s, copy_top_member, l)) {
			fclose(l->out);
			return false;
		}
		fputs("}\n", l->out);
		bool whole = ferror(l->out) == 0;
		whole = fclose(l->out) == 0 && whole;
		if (whole)
			return true;
	}
	int why = errno;
	err_set(err, l->ctx, ERR_UNAVAILABLE, NULL, "there is no room for the joined file",
	        "il n'y a pas de place pour le fichier joint");
	return err_detail(err, l->ctx, "%s", strerror(why));
}

/* --- the join --- */

/* As the table's header has them, but for those that the features have already. */
static void name_columns(struct left *l, const struct work *w)
{
	const struct table *t = w->r->join.columns;
	struct known *taken;

	l->joined_names = mem_array(l->ctx, const char *, t->n_columns + 1);
	for (size_t i = 0; i < t->n_columns; i++) {
		const char *name = t->columns[i].name;
		HASH_FIND_STR(l->names, name, taken);
		for (int n = 2; taken != NULL; n++) {
			name = mem_printf(l->ctx, "%s_%d", t->columns[i].name, n);
			HASH_FIND_STR(l->names, name, taken);
		}
		know(&l->names, l->ctx, name, 0);
		l->joined_names[i] = name;
	}
}

static bool join(struct work *w, struct left *l)
{
	struct doctor_proposal p;
	struct doctor_wishes wishes = { w->o->successors, w->o->arrondissements };
	bool found;

	if (!work_read(w) || !work_keys(w))
		return false;
	w->list = mem_new(w->ctx, struct doctor_framework);
	*w->list = (struct doctor_framework){ .series = w->o->series, .version = "", .n = l->n_keys, .keys = l->texts };
	w->n = 1;
	return work_propose(w, &p, &found) &&
	       doctor_treat(&w->r->account, w->ctx, w->table, w->list, 1, &p, &wishes, w->err) && work_join(w);
}

bool filejoin_run(const char *to, const void *ctx, const struct joining *on, const struct order *o, size_t *matched,
                  struct err *err)
{
	struct joined_result result = { .columns_size = 0 };
	struct order order = *o;
	struct left *l = mem_new(ctx, struct left);

	*matched = 0;
	order.series = "left-dataset-file";
	*l = (struct left){ .ctx = l, .order = &order };
	talloc_set_destructor(l, forget);
	struct work w = { .ctx = ctx, .on = on, .o = &order, .r = &result, .err = err };
	if (!read_left(l, on, err) || !join(&w, l))
		return false;
	name_columns(l, &w);
	l->joined = result.join.columns;
	l->rows_of = result.join.feature_rows;
	bool written = write_left(l, to, err);
	*matched = l->n_matched;
	return written;
}
