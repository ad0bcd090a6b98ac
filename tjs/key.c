/* DescribeKey: every key of a framework, with the title of its territory where a column bears it. */
#include "base/xml_fast.h"
#include "gdas/blocks.h"
#include "tjs/operations.h"
#include "tjs/titles.h"

static void write_rows(const struct tjs_page *p, const struct tjs_keys *keys, const struct table_column *titles)
{
	const struct geometry_store *g = keys->store;
	const char *row = tjs_name(p, "tjs:Row"), *k = tjs_name(p, "tjs:K"), *title = tjs_name(p, "tjs:Title");
	struct xml_fast *fast = mem_new(p->x->ctx, struct xml_fast);

	xml_fast_open(fast, p->w, p->out);
	for (size_t i = 0; i < g->n && !fast->gone; i++) {
		if (g->keys[g->key_offsets[g->by_key[i]]] == '\0')
			continue;
		xml_fast_start(fast, row);
		xml_fast_inside(fast);
		tjs_keys_write(fast, keys, k, g->by_key[i]);
		xml_fast_element(fast, title, tjs_title(titles, g->by_key[i]));
		xml_fast_end(fast, row);
	}
	xml_fast_close(fast);
}

bool tjs_describe_key(const struct tjs_request *r, const struct exchange *x, struct out *out,
                      struct err *err)
{
	const struct framework *f = tjs_framework_find(x, r->selection.framework, "FrameworkURI", err);
	const struct table_column *titles;
	struct tjs_keys keys;

	if (f == NULL)
		return false;
	out_header(out, "Content-Type", tjs_media_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	if (service_not_modified(x, out, NULL))
		return true;
	if (!tjs_keys_open(&keys, x, f, err) || !tjs_titles(&titles, x, f, err))
		return false;
	const struct tjs_page p = tjs_page(x, out, r->soap);
	tjs_open(&p, "tjs:FrameworkKeyDescription", NULL);
	tjs_start(&p, "tjs:Framework");
	if (!tjs_framework_head(&p, f, err))
		return false;
	tjs_start(&p, "tjs:Rowset");
	write_rows(&p, &keys, titles);
	tjs_close(&p);
	return true;
}
