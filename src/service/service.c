#include "service/service.h"

#include <string.h>

#include "catalogue/catalogue.h"
#include "geometry/features.h"
#include "geometry/mapped.h"

bool service_answer(const struct service *service, const struct exchange *x, struct out *out,
                    struct err *err)
{
	if (!service->serve(x, out, err)) {
		if (out_committed(out))
			return false;
		out_restart(out);
		service->refuse(x, err, out);
	}
	return out_finish(out);
}

char *service_href(const struct exchange *x, const char *path, const char *query)
{
	char *href = mem_printf(x->ctx, "%s%s", x->conf->base_url, path);
	char join = '?';

	if (query != NULL && *query != '\0') {
		href = mem_check(talloc_asprintf_append(href, "%c%s", join, query));
		join = '&';
	}
	if (x->key != NULL)
		href = mem_check(talloc_asprintf_append(href, "%ckey=%s", join,
		                                        text_url_encode(x->ctx, x->key)));
	return href;
}

bool service_files(const struct exchange *x, struct feature_query *q, struct err *err)
{
	q->mapped = x->mapped;
	if (q->layer->joined == NULL)
		return true;
	if (x->mapped == NULL)
		return err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "joined columns cannot be read here",
		               "les colonnes jointes ne peuvent pas être lues ici");
	q->store = mapped_geometry(x->mapped, x->ctx, q->layer, err);
	const struct columns_file *file = q->store != NULL ? mapped_columns(x->mapped, x->ctx, q->layer, err)
	                                                   : NULL;
	if (file != NULL)
		q->joined = file->table;
	return file != NULL;
}

static bool etag_listed(const char *list, const char *etag)
{
	size_t n = strlen(etag);

	for (const char *p = list; *p != '\0'; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		if (*p == '*')
			return true;
		if (strncmp(p, "W/", 2) == 0)
			p += 2;
		if (strncmp(p, etag, n) == 0 && strchr(", \t", p[n]) != NULL)
			return true;
	}
	return false;
}

static char *etag_of(const struct exchange *x, const char *version)
{
	const struct request *r = x->request;
	struct digest *d = digest_new(x->ctx);
	char text[DIGEST_TEXT];

	digest_add_text(d, x->view->hash);
	digest_add_text(d, lang_tag(x->lang));
	digest_add_text(d, r->path);
	for (size_t i = 0; i < r->query.n; i++) {
		digest_add_text(d, r->query.pair[i].name);
		digest_add_text(d, r->query.pair[i].value);
	}
	digest_add(d, r->body.at, r->body.n);
	digest_add_text(d, r->accept != NULL ? r->accept : "");
	digest_add_text(d, version != NULL ? version : "");
	digest_text(d, text);
	return mem_printf(x->ctx, "\"%llu-%.20s\"",
	                  (unsigned long long)x->view->catalogue->edition, text);
}

bool service_not_modified(const struct exchange *x, struct out *out, const char *version)
{
	return service_unchanged(x, out, version, false);
}

static bool answer_same(const struct exchange *x, struct out *out, const char *etag, const char *modified)
{
	const struct request *r = x->request;

	out_header(out, "ETag", mem_printf(x->ctx, "W/%s", etag));
	if (modified != NULL)
		out_header(out, "Last-Modified", modified);
	/* "no-cache" says the same, but Qt, and so QGIS, does not ask again on hearing it */
	out_header(out, "Cache-Control", mem_printf(x->ctx, "%s, max-age=0, must-revalidate",
	                                            x->view->subject != NULL ? "private" : "public"));
	out_header(out, "Vary", "Authorization, Accept-Language, Accept");
	bool same = r->if_none_match != NULL ? etag_listed(r->if_none_match, etag)
	          : r->if_modified_since != NULL && modified != NULL &&
	            strcmp(r->if_modified_since, modified) == 0;
	if (same && (r->method == METHOD_GET || r->method == METHOD_HEAD)) {
		out_status(out, 304);
		return true;
	}
	return false;
}

bool service_unchanged(const struct exchange *x, struct out *out, const char *version, bool live)
{
	const char *published = live ? NULL : x->view->catalogue->published;
	char *modified = published != NULL ? text_http_date(x->ctx, published) : NULL;

	/* within its own second an edition may have a successor that no date could tell from it */
	if (modified != NULL && strcmp(published, text_now(x->ctx)) == 0)
		modified = NULL;
	return answer_same(x, out, etag_of(x, version), modified);
}

bool service_same(const struct exchange *x, struct out *out, const char *tag)
{
	return answer_same(x, out, mem_printf(x->ctx, "\"%s\"", tag), NULL);
}
