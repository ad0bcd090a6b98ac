#include "joining/parts.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "table/columns_file.h"

#define LISTED_MOST 100   /* rows and territories of each reason, where the CSV has all */

struct drawing {
	struct report report;
	const struct table_origin *origin;
	struct out *out;
};

/* As what the table was read: what was told from its content, too. */
static void write_origin(const struct table_origin *o, struct json *w)
{
	const char separator[2] = { o->separator, '\0' };

	json_open_object(w, "table");
	json_string_if(w, "format", o->format);
	json_string_if(w, "encoding", o->encoding);
	if (o->encoding != NULL && *o->encoding != '\0')
		json_bool(w, "byteOrderMark", o->mark);
	json_string_if(w, "separator", separator);
	if (o->header_row > 0)
		json_int(w, "headerRow", o->header_row);
	json_close_object(w);
}

static void tell_origin(const struct drawing *d)
{
	const struct table_origin *o = d->origin;
	const void *ctx = d->report.ctx;
	bool french = d->report.lang == LANG_FR, text = o->encoding != NULL && *o->encoding != '\0';
	const char *mark = !o->mark ? "" : french ? ", avec une marque d'ordre des octets" : ", with a byte order mark";

	if (o->format == NULL || *o->format == '\0')
		return;
	const char *sentence = mem_printf(ctx, french ? "Tableau lu comme %s%s%s%s." : "Table read as %s%s%s%s.", o->format,
	                                  text ? (french ? ", codage " : ", encoding ") : "", text ? o->encoding : "", mark);
	out_text(d->out, "<p>");
	out_text(d->out, text_html(ctx, sentence));
	out_text(d->out, "</p>\n");
}

static void draw_json(const struct drawing *d)
{
	struct json w = json_writer(d->out);

	json_open_object(&w, NULL);
	report_numbers(&d->report, &w);
	report_ours(&d->report, &w);
	write_origin(d->origin, &w);
	json_close_object(&w);
}

static void draw_keys(const struct drawing *d)
{
	struct json w = json_writer(d->out);

	json_open_object(&w, NULL);
	report_keys(&d->report, &w);
	json_close_object(&w);
}

static void draw_html(const struct drawing *d)
{
	tell_origin(d);
	report_html(&d->report, d->out);
}

static void draw_csv(const struct drawing *d)
{
	report_csv(&d->report, d->out);
}

static const struct form {
	const char *name;
	enum lang lang;
	size_t most;
	void (*draw)(const struct drawing *d);
} forms[] = {
	{ "report.fr.json", LANG_FR, LISTED_MOST, draw_json },
	{ "report.en.json", LANG_EN, LISTED_MOST, draw_json },
	{ "report.fr.html", LANG_FR, LISTED_MOST, draw_html },
	{ "report.en.html", LANG_EN, LISTED_MOST, draw_html },
	{ "report.fr.csv", LANG_FR, 0, draw_csv },
	{ "report.en.csv", LANG_EN, 0, draw_csv },
	{ "keys.json", LANG_EN, 0, draw_keys },
};

struct columns_text *work_texts(const struct work *w, size_t *n)
{
	struct columns_text *texts = mem_array(w->ctx, struct columns_text, sizeof forms / sizeof *forms);

	*n = sizeof forms / sizeof *forms;
	for (size_t i = 0; i < *n; i++) {
		void *scratch = talloc_new(w->ctx);
		struct drawing d = {
			.report = { .account = &w->r->account, .lang = forms[i].lang, .most = forms[i].most,
			            .ctx = scratch,
			            .several_meant = w->o->reduction >= 0 || w->pivot != DOCTOR_NO_COLUMN },
			.origin = &w->r->origin, .out = out_new_buffer(w->ctx),
		};
		forms[i].draw(&d);
		texts[i].name = forms[i].name;
		texts[i].body = out_held(d.out, &texts[i].size);
		talloc_free(scratch);
	}
	return texts;
}
