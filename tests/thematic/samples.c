/* Writes styles of small tables in every form into a folder, for test_forms.py: NAME.legend.json, NAME.legend.html,
   NAME.qml, NAME.sld, NAME.maplibre.json, and NAME.rows.json with each value, its class and its title. */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/json.h"
#include "map/thematic_sld.h"
#include "tests/thematic/making.h"
#include "thematic/forms.h"

#define ROWS 60

struct sample {
	const char *name;
	enum attribute_kind kind;
	enum geometry_kind geometry;
	enum cell_type type;
	double (*number)(int i);
	const char *(*text)(int i);
	int missing, secret;          /* every so manieth row; 0: none */
	const char *wishes[4][2];
};

static double ratio(int i)
{
	return (i * i * 7 % 101) / 4.0;
}

static double change(int i)
{
	return (i * 37 % 60 - 25) / 3.0;
}

static double people(int i)
{
	return floor(exp(i / 4.0)) + 1;
}

static double balance(int i)
{
	return (i % 2 == 0 ? 1 : -1) * floor(exp(i / 7.0));
}

static double nothing(int i)
{
	(void)i;
	return NAN;
}

static double same(int i)
{
	(void)i;
	return 3.5;
}

static double digits(int i)
{
	return i % 5 * 1000 + 75056;
}

static const char *landscape(int i)
{
	static const char *const words[] = { "bois", "L'eau", "\"ville\"", "<roc> & sable", "1", "01", "champ\\pré" };
	return words[i * i % 7];
}

static const char *many(int i)
{
	static const char *const words[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
	return words[(i * i + i / 7) % 12];
}

/* clang-format off */
static const struct sample samples[] = {
	{ "rate", ATTRIBUTE_MEASURE, GEOMETRY_POLYGON, CELL_REAL, ratio, NULL, 7, 11, { { "method", "quantile" },
	  { "labels", "both" } } },
	{ "whole", ATTRIBUTE_MEASURE, GEOMETRY_POLYGON, CELL_REAL, ratio, NULL, 0, 0,
	  { { "breaks", "5,10.25,17.5" }, { "ramp", "-viridis" } } },
	{ "change", ATTRIBUTE_MEASURE, GEOMETRY_POLYGON, CELL_REAL, change, NULL, 9, 0, { { "around", "2" } } },
	{ "people", ATTRIBUTE_COUNT, GEOMETRY_POLYGON, CELL_INTEGER, people, NULL, 9, 0, { { "labels", "value" } } },
	{ "balance", ATTRIBUTE_COUNT, GEOMETRY_POLYGON, CELL_INTEGER, balance, NULL, 0, 9, { { "scaling", "flannery" } } },
	{ "landscape", ATTRIBUTE_NOMINAL, GEOMETRY_POLYGON, CELL_TEXT, NULL, landscape, 0, 0, { { NULL, NULL } } },
	{ "many", ATTRIBUTE_NOMINAL, GEOMETRY_POLYGON, CELL_TEXT, NULL, many, 8, 0, { { "classes", "5" } } },
	{ "few", ATTRIBUTE_NOMINAL, GEOMETRY_POLYGON, CELL_TEXT, NULL, many, 0, 0, { { "classes", "4" } } },
	{ "codes", ATTRIBUTE_NOMINAL, GEOMETRY_POLYGON, CELL_INTEGER, digits, NULL, 8, 0, { { "labels", "name" } } },
	{ "stations", ATTRIBUTE_MEASURE, GEOMETRY_POINT, CELL_REAL, ratio, NULL, 8, 0, { { NULL, NULL } } },
	{ "visitors", ATTRIBUTE_COUNT, GEOMETRY_POINT, CELL_INTEGER, people, NULL, 8, 0, { { NULL, NULL } } },
	{ "roads", ATTRIBUTE_COUNT, GEOMETRY_LINE, CELL_INTEGER, people, NULL, 8, 0, { { NULL, NULL } } },
	{ "nothing", ATTRIBUTE_MEASURE, GEOMETRY_POLYGON, CELL_REAL, nothing, NULL, 1, 0, { { NULL, NULL } } },
	{ "same", ATTRIBUTE_MEASURE, GEOMETRY_POLYGON, CELL_REAL, same, NULL, 8, 0, { { NULL, NULL } } },
};
/* clang-format on */

static struct table *table_for(void *ctx, const struct sample *s)
{
	double v[ROWS];
	const char *words[ROWS];
	for (int i = 0; i < ROWS; i++) {
		v[i] = s->number != NULL ? s->number(i) : 0;
		words[i] = s->text != NULL ? s->text(i) : "";
	}
	struct table *t = s->type == CELL_TEXT ? names(ctx, words, ROWS) : reals(ctx, v, ROWS);
	struct table_column *c = &t->columns[0];
	if (s->type == CELL_INTEGER) {
		int64_t *integers = mem_array(ctx, int64_t, ROWS);
		for (int i = 0; i < ROWS; i++)
			integers[i] = (int64_t)v[i];
		c->type = CELL_INTEGER;
		c->integers = integers;
	}
	c->states = mem_array(ctx, uint8_t, ROWS);
	for (int i = 0; i < ROWS; i++)
		c->states[i] = s->missing > 0 && i % s->missing == s->missing - 1 ? VALUE_MISSING
		               : s->secret > 0 && i % s->secret == s->secret - 1  ? VALUE_SECRET
		                                                                  : VALUE_PRESENT;
	return t;
}

static void put(void *ctx, const char *folder, const char *name, const char *form, struct out *out)
{
	size_t n;
	const void *body = out_held(out, &n);
	FILE *f = fopen(mem_printf(ctx, "%s/%s.%s", folder, name, form), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(body, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void put_rows(void *ctx, const char *folder, const struct sample *s, const struct thematic *t,
                     const struct table *table)
{
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	json_open_object(&w, NULL);
	json_string(&w, "geometry", s->geometry == GEOMETRY_POINT  ? "Point"
	                            : s->geometry == GEOMETRY_LINE ? "LineString"
	                                                           : "Polygon");
	json_string(&w, "type", s->type == CELL_TEXT ? "string" : s->type == CELL_REAL ? "double" : "integer");
	json_open_array(&w, "rows");
	for (size_t row = 0; row < ROWS; row++) {
		char scratch[40];
		size_t place = thematic_place(t, table, 0, row);
		json_open_object(&w, NULL);
		if (place >= t->n_classes)
			json_null(&w, "value");
		else if (s->type == CELL_TEXT)
			json_string(&w, "value", table_text(table, 0, row, scratch));
		else
			json_double(&w, "value", table_number(table, 0, row));
		if (place < t->n_classes)
			json_int(&w, "place", (int64_t)place);
		else
			json_string(&w, "state", thematic_state_name((enum thematic_state)(place - t->n_classes)));
		json_string(&w, "title", thematic_class_title(t, table, 0, row, LANG_FR));
		json_double(&w, "size", thematic_size(t, table_number(table, 0, row)));
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	put(ctx, folder, s->name, "rows.json", out);
}

static void put_sld(void *ctx, struct out *out, const struct thematic *t)
{
	const struct sld_written as = { "default", "sample", true, false };
	xmlTextWriterPtr w = xml_writer(ctx, out);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, "StyledLayerDescriptor");
	xml_attribute(w, "version", "1.0.0");
	xml_attribute(w, "xmlns", "http://www.opengis.net/sld");
	xml_attribute(w, "xmlns:ogc", "http://www.opengis.net/ogc");
	xml_start(w, "NamedLayer");
	xml_element(w, "Name", "sample");
	sld_write(w, ctx, thematic_sld(ctx, t, LANG_FR), &as);
	xmlTextWriterEndDocument(w);
}

static void write_sample(const char *folder, const struct sample *s)
{
	void *ctx = talloc_new(NULL);
	struct table *table = table_for(ctx, s);
	struct attribute a = { .name = "v", .title = { "Valeur", "Value" }, .kind = s->kind, .unit = "" };
	struct thematic_wish wish = thematic_no_wish();
	struct thematic t;
	struct err err = { 0 };
	for (int i = 0; i < 4 && s->wishes[i][0] != NULL; i++)
		assert_true(thematic_wish_set(&wish, ctx, s->wishes[i][0], s->wishes[i][1], &err));
	wish.names = "v";
	assert_true(thematic_make(&t, ctx, table, 0, &a, s->geometry, NULL, 0, &wish, &err));
	put_rows(ctx, folder, s, &t, table);

	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	thematic_legend_json(&t, LANG_FR, &w);
	put(ctx, folder, s->name, "legend.json", out);
	out = out_new_buffer(ctx);
	thematic_legend_html(&t, LANG_FR, out);
	put(ctx, folder, s->name, "legend.html", out);
	out = out_new_buffer(ctx);
	w = json_writer(out);
	json_open_array(&w, NULL);
	thematic_maplibre(&t, LANG_FR, "sample", NULL, &w);
	json_close_array(&w);
	put(ctx, folder, s->name, "maplibre.json", out);
	out = out_new_buffer(ctx);
	xmlTextWriterPtr x = xml_writer(ctx, out);
	xmlTextWriterStartDocument(x, NULL, "UTF-8", NULL);
	thematic_qml(&t, LANG_FR, x);
	xmlTextWriterEndDocument(x);
	put(ctx, folder, s->name, "qml", out);
	out = out_new_buffer(ctx);
	put_sld(ctx, out, &t);
	put(ctx, folder, s->name, "sld", out);
	talloc_free(ctx);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		write_sample(argv[1], &samples[i]);
	return 0;
}
