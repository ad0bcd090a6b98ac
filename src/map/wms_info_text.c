#include "map/wms_info.h"

static const char *layer_title(const struct info *i, const struct engine_found *f)
{
	const struct layer *layer = info_layer(i, f);
	const char *title = text_in(layer->metadata.title, i->x->lang);
	return *title != '\0' ? title : layer->name;
}

static const char *nothing_found(const struct info *i)
{
	static const struct text text = { .fr = "Aucun objet à cet endroit.", .en = "Nothing at this place." };
	return text_in(text, i->x->lang);
}

void info_plain_begin(struct info *i)
{
	(void)i;
}

void info_plain_feature(struct info *i, const struct engine_found *f)
{
	if (info_new_layer(i, f))
		out_printf(i->out, "%s%s (%s)\n", i->told > 0 ? "\n" : "", layer_title(i, f),
		           info_layer(i, f)->name);
	out_printf(i->out, "\n");
	for (size_t k = 0; k < f->n; k++)
		out_text(i->out, TEXT_JOIN(i->x->ctx, "  ", info_title(i, f, k), ": ",
		                           f->values[k] != NULL ? f->values[k] : info_reason(i, f, k), "\n"));
}

void info_plain_end(struct info *i)
{
	if (i->told == 0)
		out_printf(i->out, "%s\n", nothing_found(i));
}

/* An end tag of its own, as HTML wants it also for what is empty. */
static void element(xmlTextWriterPtr w, const char *name, const char *text)
{
	xml_start(w, name);
	xml_text(w, text);
	xmlTextWriterFullEndElement(w);
}

static const char style[] =
	"body{font:14px/1.4 system-ui,sans-serif;margin:.5rem;color:#222}h1{font-size:1rem;margin:.6rem 0 .3rem}"
	"table{border-collapse:collapse;margin:0 0 .6rem}th{text-align:left;font-weight:600}"
	"th,td{padding:.15rem .6rem .15rem 0;border-bottom:1px solid #ddd;vertical-align:top}";

void info_html_begin(struct info *i)
{
	static const struct text title = { .fr = "Ce qui se trouve ici", .en = "What is here" };
	xmlTextWriterPtr w = i->w = xml_writer(i->x->ctx, i->out);

	out_header(i->out, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
	out_header(i->out, "X-Content-Type-Options", "nosniff");
	xmlTextWriterWriteDTD(w, X("html"), NULL, NULL, NULL);
	xml_start(w, "html");
	xml_attribute(w, "lang", lang_tag(i->x->lang));
	xml_start(w, "head");
	xml_start(w, "meta");
	xml_attribute(w, "charset", "utf-8");
	xml_end(w);
	element(w, "title", text_in(title, i->x->lang));
	element(w, "style", style);
	xml_end(w);
	xml_start(w, "body");
}

void info_html_feature(struct info *i, const struct engine_found *f)
{
	if (info_new_layer(i, f))
		element(i->w, "h1", layer_title(i, f));
	xml_start(i->w, "table");
	for (size_t k = 0; k < f->n; k++) {
		xml_start(i->w, "tr");
		xml_start(i->w, "th");
		xml_attribute(i->w, "scope", "row");
		xml_text(i->w, info_title(i, f, k));
		xmlTextWriterFullEndElement(i->w);
		element(i->w, "td", f->values[k] != NULL ? f->values[k] : info_reason(i, f, k));
		xmlTextWriterFullEndElement(i->w);
	}
	xmlTextWriterFullEndElement(i->w);
}

void info_html_end(struct info *i)
{
	if (i->told == 0)
		element(i->w, "p", nothing_found(i));
	xmlTextWriterFullEndElement(i->w);
	xmlTextWriterEndDocument(i->w);
}
