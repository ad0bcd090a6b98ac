#include "publish/request.h"

#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/text.h"

#define MOST_BYTES (4 << 20)
#define MOST_ITEMS 1000

/* One reading: where it puts things, and what it says when it cannot. */
struct reading {
	struct publish_request *request;
	const void *ctx;
	const char *folder;
	struct err *err;
};

typedef bool read_fn(struct reading *r, void *to, const char *path, json_t *value);

/* A member of a JSON object: how it is read, and where it goes in the struct that stands for the
   object. */
struct member {
	const char *name;
	read_fn *read;
	size_t offset;
};

/* `form` is JSON as it should have been, the same in every language. */
static bool wrong(struct reading *r, const char *path, const char *form)
{
	return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "--metadata",
	               "Metadata: \"%s\" must have the form %s.",
	               "Métadonnées : « %s » doit avoir la forme %s.", path, form);
}

static bool read_members(struct reading *r, void *to, const char *path, json_t *object,
                         const struct member *members)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		const struct member *m = members;
		while (m->name != NULL && strcmp(m->name, name) != 0)
			m++;
		const char *here = *path != '\0' ? mem_printf(r->ctx, "%s.%s", path, name) :
			mem_strdup(r->ctx, name);
		if (m->name == NULL) {
			char *known = mem_strdup(r->ctx, members[0].name);
			for (m = members + 1; m->name != NULL; m++)
				known = mem_check(talloc_asprintf_append(known, ", %s", m->name));
			return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "--metadata",
			               "Metadata: there is no member \"%s\" here; there are: %s.",
			               "Métadonnées : il n'y a pas de membre « %s » ici ; il y a : "
			               "%s.",
			               here, known);
		}
		if (!m->read(r, (char *)to + m->offset, here, value))
			return false;
	}
	return true;
}

static bool read_string(struct reading *r, void *to, const char *path, json_t *value)
{
	const char *s = json_string_value(value);

	if (s == NULL || !text_is_utf8(s, strlen(s)))
		return wrong(r, path, "\"...\"");
	*(const char **)to = mem_strdup(r->ctx, s);
	return true;
}

static bool read_text(struct reading *r, void *to, const char *path, json_t *value)
{
	static const struct member members[] = {
		{ "fr", read_string, offsetof(struct text, fr) },
		{ "en", read_string, offsetof(struct text, en) },
		{ 0 }
	};

	if (json_is_string(value)) {
		struct text *text = to;
		bool ok = read_string(r, &text->fr, path, value);
		text->en = text->fr;
		return ok;
	}
	if (!json_is_object(value))
		return wrong(r, path, "{\"fr\": \"...\", \"en\": \"...\"}");
	return read_members(r, to, path, value, members);
}

static bool read_bool(struct reading *r, void *to, const char *path, json_t *value)
{
	if (!json_is_boolean(value))
		return wrong(r, path, "true, false");
	*(bool *)to = json_is_true(value);
	return true;
}

static bool read_scale(struct reading *r, void *to, const char *path, json_t *value)
{
	if (!json_is_number(value) || json_number_value(value) < 0)
		return wrong(r, path, "25000");
	*(double *)to = json_number_value(value);
	r->request->scales_given = true;
	return true;
}

static bool read_srs(struct reading *r, void *to, const char *path, json_t *value)
{
	if (!json_is_integer(value) || json_integer_value(value) < 1 ||
	    json_integer_value(value) > 999999)
		return wrong(r, path, "2154");
	*(int *)to = (int)json_integer_value(value);
	return true;
}

static bool read_level(struct reading *r, void *to, const char *path, json_t *value)
{
	const char *name = json_string_value(value);

	if (name == NULL || !level_parse(to, name))
		return wrong(r, path, "\"public\", \"professional\", \"internal\"");
	r->request->level_given = true;
	return true;
}

static bool read_contact(struct reading *r, void *to, const char *path, json_t *value)
{
	static const struct member members[] = {
		{ "person", read_string, offsetof(struct contact, person) },
		{ "organisation", read_string, offsetof(struct contact, organisation) },
		{ "email", read_string, offsetof(struct contact, email) },
		{ "url", read_string, offsetof(struct contact, url) },
		{ 0 }
	};

	if (!json_is_object(value))
		return wrong(r, path,
		             "{\"person\": \"...\", \"organisation\": \"...\", \"email\": \"...\", "
		             "\"url\": \"...\"}");
	return read_members(r, to, path, value, members);
}

static bool read_columns(struct reading *r, void *to JT_UNUSED, const char *path, json_t *value)
{
	static const struct member members[] = {
		{ "title", read_text, offsetof(struct publish_column, title) },
		{ "unit", read_string, offsetof(struct publish_column, unit) },
		{ 0 }
	};
	struct publish_column *columns;
	const char *name;
	json_t *one;
	size_t n = 0;

	if (!json_is_object(value) || json_object_size(value) > MOST_ITEMS)
		return wrong(r, path,
		             "{\"...\": {\"title\": {\"fr\": \"...\", \"en\": \"...\"}, \"unit\": "
		             "\"...\"}}");
	columns = mem_array(r->ctx, struct publish_column, json_object_size(value) + 1);
	json_object_foreach(value, name, one) {
		const char *here = mem_printf(r->ctx, "%s.%s", path, name);
		columns[n].name = mem_strdup(r->ctx, name);
		if (!json_is_object(one))
			return wrong(r, here, "{\"title\": {\"fr\": \"...\", \"en\": \"...\"}}");
		if (!read_members(r, &columns[n++], here, one, members))
			return false;
	}
	r->request->columns = columns;
	r->request->n_columns = n;
	return true;
}

static bool read_items(struct reading *r, void *to, size_t size, const char *path, json_t *array,
                       const struct member *members)
{
	json_t *one;
	size_t i;

	json_array_foreach(array, i, one) {
		const char *here = mem_printf(r->ctx, "%s[%zu]", path, i);
		if (!json_is_object(one))
			return wrong(r, here, "{...}");
		if (!read_members(r, (char *)to + i * size, here, one, members))
			return false;
	}
	return true;
}

static bool read_file_name(struct reading *r, void *to, const char *path, json_t *value)
{
	const char *name;

	if (!read_string(r, &name, path, value))
		return false;
	*(const char **)to = *name == '/' ? name : mem_printf(r->ctx, "%s%s", r->folder, name);
	return true;
}

static bool read_styles(struct reading *r, void *to JT_UNUSED, const char *path, json_t *value)
{
	static const char form[] = "[{\"name\": \"...\", \"title\": {...}, \"file\": \"....sld\"}]";
	static const struct member members[] = {
		{ "name", read_string, offsetof(struct publish_style, name) },
		{ "title", read_text, offsetof(struct publish_style, title) },
		{ "file", read_file_name, offsetof(struct publish_style, file) },
		{ 0 }
	};
	size_t n = json_array_size(value);

	if (!json_is_array(value) || n > MOST_ITEMS)
		return wrong(r, path, form);
	struct publish_style *styles = mem_array(r->ctx, struct publish_style, n + 1);
	if (!read_items(r, styles, sizeof *styles, path, value, members))
		return false;
	for (size_t i = 0; i < n; i++)
		if (styles[i].name == NULL || styles[i].file == NULL ||
		    !text_is_name(styles[i].name))
			return wrong(r, path, form);
	r->request->styles = styles;
	r->request->n_styles = n;
	r->request->styles_given = true;
	return true;
}

static bool read_dimensions(struct reading *r, void *to JT_UNUSED, const char *path, json_t *value)
{
	static const char form[] = "[{\"name\": \"elevation\", \"column\": \"...\", \"units\": "
	                           "\"m\"}]";
	static const struct member members[] = {
		{ "name", read_string, offsetof(struct publish_dimension, name) },
		{ "column", read_string, offsetof(struct publish_dimension, column) },
		{ "units", read_string, offsetof(struct publish_dimension, units) },
		{ 0 }
	};
	size_t n = json_array_size(value);

	if (!json_is_array(value) || n > MOST_ITEMS)
		return wrong(r, path, form);
	struct publish_dimension *d = mem_array(r->ctx, struct publish_dimension, n + 1);
	if (!read_items(r, d, sizeof *d, path, value, members))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (d[i].name == NULL || d[i].column == NULL)
			return wrong(r, path, form);
		if (d[i].units == NULL)
			d[i].units = "";
	}
	r->request->dimensions = d;
	r->request->n_dimensions = n;
	r->request->dimensions_given = true;
	return true;
}

#define AT(member) offsetof(struct publish_request, member)

static const struct member document[] = {
	{ "title", read_text, AT(metadata.title) },
	{ "abstract", read_text, AT(metadata.abstract) },
	{ "keywords", read_text, AT(metadata.keywords) },
	{ "licence", read_text, AT(metadata.licence) },
	{ "licence_url", read_string, AT(metadata.licence_url) },
	{ "attribution", read_text, AT(metadata.attribution) },
	{ "contact", read_contact, AT(metadata.contact) },
	{ "documentation_url", read_string, AT(metadata.documentation_url) },
	{ "reference_date", read_string, AT(metadata.reference_date) },
	{ "organisation", read_string, AT(organisation) },
	{ "theme", read_string, AT(theme) },
	{ "level", read_level, AT(level) },
	{ "key", read_string, AT(key) },
	{ "parent", read_string, AT(parent_series) },
	{ "parent_column", read_string, AT(parent_column) },
	{ "table", read_string, AT(table) },
	{ "where", read_string, AT(where) },
	{ "srs", read_srs, AT(srs) },
	{ "columns", read_columns, 0 },
	{ "styles", read_styles, 0 },
	{ "time", read_string, AT(time) },
	{ "dimensions", read_dimensions, 0 },
	{ "min_scale", read_scale, AT(min_scale) },
	{ "max_scale", read_scale, AT(max_scale) },
	{ "repair", read_bool, AT(repair) },
	{ 0 }
};

bool request_read(struct publish_request *request, const void *ctx, const char *file,
                  struct err *err)
{
	const char *slash = strrchr(file, '/');
	struct reading r = { .request = request, .ctx = ctx, .err = err };
	struct stat st;
	json_error_t where;

	r.folder = mem_strndup(ctx, file, slash != NULL ? (size_t)(slash - file) + 1 : 0);
	if (stat(file, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > MOST_BYTES) {
		err_set(err, ctx, ERR_NOT_FOUND, "--metadata",
		        "The metadata file cannot be read, or is larger than %d MB.",
		        "Le fichier de métadonnées est illisible ou dépasse %d Mo.",
		        MOST_BYTES >> 20);
		return err_detail(err, ctx, "%s", file);
	}
	json_t *root = json_load_file(file, JSON_REJECT_DUPLICATES, &where);
	if (root == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "--metadata",
		               "The metadata file is not JSON: line %d, column %d: %s.",
		               "Le fichier de métadonnées n'est pas du JSON : ligne %d, colonne %d "
		               ": %s.",
		               where.line, where.column, where.text);
	bool ok = json_is_object(root) ? read_members(&r, request, "", root, document) :
		wrong(&r, "", "{...}");
	json_decref(root);
	return ok;
}
