#include "joining/order.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "joining/order_names.h"

static void write_text(struct json *w, const char *key, struct text text)
{
	if (text.fr == NULL && text.en == NULL)
		return;
	json_open_object(w, key);
	if (text.fr != NULL)
		json_string(w, "fr", text.fr);
	if (text.en != NULL)
		json_string(w, "en", text.en);
	json_close_object(w);
}

static void write_said(struct json *w, const char *key, const char *value)
{
	if (value != NULL)
		json_string(w, key, value);
}

static void write_flag(struct json *w, const char *key, bool value)
{
	if (value)
		json_bool(w, key, true);
}

static void write_wish(struct json *w, const struct thematic_wish *wish)
{
	json_open_object(w, "style");
	if (wish->kind >= 0)
		json_string(w, "kind", thematic_kind_name((enum thematic_kind)wish->kind));
	if (wish->method >= 0)
		json_string(w, "method", method_name((enum method)wish->method));
	if (wish->classes > 0)
		json_int(w, "classes", (int64_t)wish->classes);
	if (wish->n_breaks > 0) {
		json_open_array(w, "breaks");
		for (size_t i = 0; i < wish->n_breaks; i++)
			json_double(w, NULL, wish->breaks[i]);
		json_close_array(w);
	}
	write_said(w, "ramp", wish->ramp);
	write_flag(w, "reverse", wish->reverse);
	if (!isnan(wish->around))
		json_double(w, "around", wish->around);
	if (wish->scaling >= 0)
		json_string(w, "scaling", order_scalings[wish->scaling]);
	write_flag(w, "shade_counts", wish->shade_counts);
	if (wish->labels != LABELS_NONE)
		json_string(w, "labels", thematic_labels_name(wish->labels));
	json_close_object(w);
}

static void write_attribute(struct json *w, const struct order_attribute *a)
{
	json_open_object(w, NULL);
	json_string(w, "column", a->column);
	write_said(w, "name", a->name);
	write_text(w, "title", a->title);
	write_said(w, "unit", a->unit);
	if (a->kind >= 0)
		json_string(w, "kind", attribute_kind_name((enum attribute_kind)a->kind));
	if (a->reduction >= 0)
		json_string(w, "reduction", reduction_name((enum reduction)a->reduction));
	write_said(w, "weight", a->weight);
	if (a->wish != NULL)
		write_wish(w, a->wish);
	json_close_object(w);
}

static void write_mapping(struct json *w, const struct order *o)
{
	json_open_object(w, "mapping");
	json_open_array(w, "keys");
	for (size_t i = 0; i < o->n_keys; i++)
		json_string(w, NULL, o->keys[i]);
	json_close_array(w);
	json_open_array(w, "attributes");
	for (size_t i = 0; i < o->n_attributes; i++)
		write_attribute(w, &o->attributes[i]);
	json_close_array(w);
	if (o->reduction >= 0)
		json_string(w, "reduction", reduction_name((enum reduction)o->reduction));
	write_said(w, "pivot", o->pivot);
	write_flag(w, "successors", o->successors);
	write_flag(w, "arrondissements", o->arrondissements);
	write_flag(w, "certain_only", o->certain_only);
	write_said(w, "main", o->main_attribute);
	write_said(w, "styling", o->styling);
	json_close_object(w);
}

static void write_options(struct json *w, const struct order *o)
{
	const char separator[2] = { o->options.separator, '\0' };

	write_said(w, "format", o->format);
	write_said(w, "encoding", o->options.encoding);
	if (o->options.separator != 0)
		json_string(w, "separator", separator);
	write_said(w, "sheet", o->options.sheet);
	if (o->options.header_row != 0)
		json_int(w, "header_row", o->options.header_row);
	if (o->options.first_row != 0)
		json_int(w, "first_row", o->options.first_row);
}

void order_write(const struct order *o, struct json *w)
{
	json_open_object(w, NULL);
	json_string(w, "act", order_acts[o->act]);
	json_open_object(w, "subject");
	json_int(w, "organisation", o->organisation);
	json_string(w, "level", level_name(o->level));
	json_close_object(w);
	write_said(w, "join", o->join);
	if (o->left != NULL || o->left_key != NULL) {
		json_open_object(w, "left");
		write_said(w, "file", o->left);
		write_said(w, "key", o->left_key);
		json_close_object(w);
	}
	json_open_object(w, "framework");
	write_said(w, "series", o->series);
	write_said(w, "version", o->version);
	json_close_object(w);
	json_open_object(w, "table");
	write_said(w, "file", o->file);
	write_said(w, "dataset", o->dataset);
	write_said(w, "source", o->source);
	write_options(w, o);
	json_close_object(w);
	write_mapping(w, o);
	write_text(w, "title", o->title);
	write_text(w, "abstract", o->abstract);
	json_string(w, "visibility", order_visibilities[o->visibility]);
	write_said(w, "sld", o->sld);
	json_int(w, "life", o->life);
	json_close_object(w);
}

const char *order_identifier(const void *ctx, const struct order *o, const char *series, const char *version,
                             const char *source_digest)
{
	void *scratch = talloc_new(ctx);
	struct digest *d = digest_new(scratch);
	struct json w = json_writer(out_new_buffer(scratch));
	char text[DIGEST_TEXT];
	size_t n;

	json_open_object(&w, NULL);
	json_int(&w, "organisation", o->organisation);
	json_string(&w, "level", level_name(o->level));
	json_string(&w, "series", series);
	json_string(&w, "version", version);
	json_string(&w, "source", source_digest);
	write_options(&w, o);
	write_mapping(&w, o);
	json_close_object(&w);
	const void *bytes = out_held(w.out, &n);
	digest_add(d, bytes, n);
	digest_text(d, text);
	talloc_free(scratch);
	return mem_strndup(ctx, text, 32);
}
