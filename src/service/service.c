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
	bool asked = query != NULL && *query != '\0';
	char *href = TEXT_JOIN(x->ctx, x->conf->base_url, path, asked ? "?" : "", asked ? query : "");

	if (x->key != NULL)
		href = TEXT_JOIN(x->ctx, href, asked ? "&" : "?", "key=", text_url_encode(x->ctx, x->key));
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

static void add_number(struct digest *d, int64_t n)
{
	digest_add(d, &n, sizeof n);
}

/* An organisation may change its title without its layers. */
static void add_owner(struct digest *d, const struct organisation *owner)
{
	const struct text none = { "", "" }, *title = owner != NULL && owner->title.fr != NULL ? &owner->title : &none;

	digest_add_text(d, title->fr);
	digest_add_text(d, title->en != NULL ? title->en : "");
}

void service_layer_version(struct digest *d, const struct layer *layer)
{
	const struct joined *j = layer->joined;

	digest_add_text(d, layer->name);
	add_number(d, layer->id);
	add_number(d, (int64_t)layer->changed);
	digest_add_text(d, layer->metadata.updated != NULL ? layer->metadata.updated : "");
	digest_add_text(d, j != NULL ? j->version : "");
	add_number(d, j != NULL ? (int64_t)j->base->changed : -1);
	add_owner(d, layer->owner);
	add_owner(d, j != NULL ? j->base->owner : NULL);
}

/* What an answer depends on beside the catalogue. */
static struct digest *digest_of_request(const struct exchange *x, const char *version)
{
	const struct request *r = x->request;
	struct digest *d = digest_new(x->ctx);

	digest_add_text(d, PACKAGE_VERSION);
	digest_add_text(d, x->conf->stamp);
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
	return d;
}

static char *etag_of(const struct exchange *x, struct digest *d, const char *state)
{
	char text[DIGEST_TEXT];

	digest_text(d, text);
	text[20] = '\0';
	return TEXT_JOIN(x->ctx, "\"", state, "-", text, "\"");
}

bool service_not_modified(const struct exchange *x, struct out *out, const char *version)
{
	return service_unchanged(x, out, version, false);
}

static bool answer_same(const struct exchange *x, struct out *out, const char *etag, const char *modified)
{
	const struct request *r = x->request;

	out_header(out, "ETag", TEXT_JOIN(x->ctx, "W/", etag));
	if (modified != NULL)
		out_header(out, "Last-Modified", modified);
	/* "no-cache" says the same, but Qt, and so QGIS, does not ask again on hearing it */
	out_header(out, "Cache-Control", x->view->subject != NULL ? "private, max-age=0, must-revalidate"
	                                                          : "public, max-age=0, must-revalidate");
	out_header(out, "Vary", "Authorization, Accept-Language, Accept");
	if (modified != NULL)
		out_repeatable(out);
	bool same = r->if_none_match != NULL ? etag_listed(r->if_none_match, etag)
	          : r->if_modified_since != NULL && modified != NULL &&
	            strcmp(r->if_modified_since, modified) == 0;
	if (same && (r->method == METHOD_GET || r->method == METHOD_HEAD)) {
		out_status(out, 304);
		return true;
	}
	return false;
}

/* When the edition was made, as a header says it; NULL where that tells nothing. */
static const char *modified(const struct exchange *x, bool live)
{
	const char *published = live ? NULL : x->view->catalogue->published;

	/* within its own second an edition may have a successor that no date could tell from it */
	return published != NULL && strcmp(published, text_now(x->ctx)) != 0 ? text_http_date(x->ctx, published) : NULL;
}

bool service_unchanged(const struct exchange *x, struct out *out, const char *version, bool live)
{
	const char *edition = text_from_int(x->ctx, (int64_t)x->view->catalogue->edition);
	struct digest *d = digest_of_request(x, version);

	digest_add_text(d, edition);
	digest_add_text(d, x->view->catalogue->published != NULL ? x->view->catalogue->published : "");
	return answer_same(x, out, etag_of(x, d, edition), modified(x, live));
}

bool service_layers_unchanged(const struct exchange *x, struct out *out, const struct layer *const *layers, size_t n,
                              const char *version)
{
	struct digest *d = digest_of_request(x, version);
	bool live = false;

	for (size_t i = 0; i < n; i++) {
		live = live || layer_live_version(layers[i]) != NULL;
		service_layer_version(d, layers[i]);
	}
	return answer_same(x, out, etag_of(x, d, "layers"), modified(x, live));
}

bool service_same(const struct exchange *x, struct out *out, const char *tag)
{
	return answer_same(x, out, TEXT_JOIN(x->ctx, "\"", tag, "\""), NULL);
}
