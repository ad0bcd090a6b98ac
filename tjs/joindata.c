#include <string.h>

#include "base/json.h"
#include "service/desk.h"
#include "service/ows.h"
#include "tjs/join.h"
#include "tjs/operations.h"

/* Who may: the setting may_join. */
static bool check_may(const struct exchange *x, struct err *err)
{
	const struct subject *s = x->view->subject;
	const char *who = x->conf->may_join != NULL ? x->conf->may_join : "anyone";
	enum level least = LEVEL_PUBLIC;

	if (strcmp(who, "nobody") != 0 && (!level_parse(&least, who) || (s != NULL && s->level >= least)))
		return true;
	return err_set(err, x->ctx, s == NULL && strcmp(who, "nobody") != 0 ? ERR_UNAUTHORIZED : ERR_FORBIDDEN, NULL,
	               "joins are made here by: %s", "les jointures sont faites ici par : %s", who);
}

static bool put_order(struct tjs_errand *e, struct err *err)
{
	struct out *text = out_new_buffer(e->x->ctx);
	struct json json = json_writer(text);
	struct span content;

	order_write(&e->order, &json);
	content.at = out_held(text, &content.n);
	return tjs_join_put(e, "order.json", content, err);
}

/* The errors of a job are about the members of an order: a client knows the parameters of JoinData. No key of the
   table that is one of the framework has a code of its own. */
static bool translate(struct err *err)
{
	const char *l = err->locator;

	if (l == NULL)
		return false;
	if (strcmp(l, "key") == 0) {
		err->code = ERR_LINKAGE;
		err->locator = NULL;
	} else if (strcmp(l, "framework") == 0) {
		err->locator = "FrameworkURI";
	} else if (strcmp(l, "styles") == 0) {
		err->locator = "StylingURL";
	} else if (strstr(l, "URI") == NULL && strstr(l, "URL") == NULL) {
		err->locator = "GetDataURL";
	}
	return false;
}

static const struct layer *find_join(const struct exchange *x, const char *id)
{
	const struct layer *l = view_layer(x->view, mem_printf(x->ctx, "join_%s", id));
	return l != NULL && l->joined != NULL && l->joined->join != NULL ? l : NULL;
}

/* The layer of a join that was just made. */
static const struct layer *see_join(struct exchange *x, const char *id, struct err *err)
{
	if (x->look_again != NULL && (x->view = x->look_again(x, err)) == NULL)
		return NULL;
	const struct layer *layer = find_join(x, id);
	if (layer == NULL)
		err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "the join is made and will be served in a moment",
		        "la jointure est faite et sera servie dans un instant");
	return layer;
}

static bool answer_completed(const struct exchange *asked, const char *id, bool soap, const char *words, struct out *out,
                             struct err *err)
{
	struct exchange x = *asked;
	const struct layer *layer = see_join(&x, id, err);

	if (layer == NULL)
		return false;
	out_header(out, "Content-Type", tjs_media_type);
	out_header(out, "Content-Language", lang_tag(x.lang));
	out_header(out, "Cache-Control", "no-store");
	const struct tjs_page p = tjs_page(&x, out, soap);
	if (!tjs_join_completed(&p, layer, words, err))
		return false;
	tjs_close(&p);
	return true;
}

static bool answer_pending(const struct exchange *x, const struct tjs_skeleton *s, const char *folder, bool soap,
                           const struct err *failure, struct out *out, struct err *err)
{
	const char *query = mem_printf(x->ctx, "FrameworkURI=%s&source=%s&columns=%s&language=%s",
		text_url_encode(x->ctx, tjs_framework_uri(x, s->framework)), text_url_encode(x->ctx, s->source),
		text_url_encode(x->ctx, s->columns), lang_tag(x->lang));
	const char *href = tjs_resource_href(x, mem_printf(x->ctx, "/jobs/%s", folder), query);

	out_header(out, "Content-Type", tjs_media_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	out_header(out, "Cache-Control", "no-store");
	if (failure == NULL)
		out_header(out, "Retry-After", "1");
	const struct tjs_page p = tjs_page(x, out, soap);
	if (!tjs_join_pending(&p, s, href, failure, err))
		return false;
	tjs_close(&p);
	return true;
}

static struct order new_order(const struct exchange *x)
{
	const struct subject *s = x->view->subject;
	const char *visibility = ows_get(x, "visibility");

	return (struct order){
		.act = ORDER_JOIN, .reduction = -1, .life = x->conf->join_days * 86400,
		.organisation = s != NULL && s->organisation != NULL ? s->organisation->id : 0,
		.level = s != NULL ? s->level : LEVEL_PUBLIC,
		.visibility = visibility != NULL && text_same(visibility, "private") ? JOIN_PRIVATE : JOIN_LISTED,
	};
}

static bool check_styling(const struct tjs_request *r, const struct exchange *x, struct err *err)
{
	if (r->styling_identifier != NULL && !text_same(r->styling_identifier, "SLD"))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "StylingIdentifier",
		               "the styling language is SLD, not \"%s\"", "le langage de style est SLD, pas « %s »",
		               r->styling_identifier);
	return r->styling_identifier == NULL || r->styling_url != NULL ||
	       err_set(err, x->ctx, ERR_MISSING_PARAMETER, "StylingURL",
	               "StylingIdentifier goes with a StylingURL", "StylingIdentifier va avec un StylingURL");
}

static bool hand_in(struct tjs_errand *e, struct err *err)
{
	const struct tjs_request *r = e->request;

	return tjs_join_source(e, err) && tjs_join_style(e, err) &&
	       (r->classification_url == NULL || tjs_join_classification(e, r->classification_url, err)) &&
	       put_order(e, err);
}

static bool run(struct tjs_errand *e, enum desk_state *state, struct outcome *o, struct err *err)
{
	const struct exchange *x = e->x;

	*state = DESK_LOST;
	return hand_in(e, err) && desk_run(x, e->folder, (int)x->conf->join_wait, state, err) &&
	       (*state == DESK_WORKING || desk_outcome(o, x->ctx, x, e->folder, err));
}

bool tjs_join_data(const struct tjs_request *r, const struct exchange *x, struct out *out, struct err *err)
{
	struct tjs_errand e = { .x = x, .request = r, .folder = "", .order = new_order(x) };
	const char *words = "";
	enum desk_state state;
	struct outcome o;

	if (!check_may(x, err) || !check_styling(r, x, err))
		return false;
	if (r->selection.framework != NULL &&
	    tjs_framework_find(x, r->selection.framework, "FrameworkURI", err) == NULL)
		return false;
	bool fine = run(&e, &state, &o, err);
	if (fine && state == DESK_WORKING) {
		const struct tjs_skeleton s = { e.framework, e.source, e.columns };
		return answer_pending(x, &s, e.folder, r->soap, NULL, out, err);
	}
	if (*e.folder != '\0')
		desk_remove(x, e.folder);
	if (!fine)
		return translate(err);
	if (*e.left_out != '\0')
		words = mem_printf(x->ctx, x->lang == LANG_FR ? "Au-delà de la limite, non joints : %s."
		                                              : "Over the limit, not joined: %s.", e.left_out);
	return answer_completed(x, o.join, r->soap, words, out, err);
}

/* /jobs/{folder}: its address carries what a document must tell of a join that is not there yet. */
static bool answer_job(const struct exchange *x, const char *folder, struct out *out, struct err *err)
{
	const char *uri = ows_need(x, "FrameworkURI", err), *source = ows_get(x, "source"), *columns = ows_get(x, "columns");
	const struct framework *f = uri != NULL ? tjs_framework_find(x, uri, "FrameworkURI", err) : NULL;
	const struct tjs_skeleton s = { f, source != NULL ? source : "", columns != NULL ? columns : "" };
	enum desk_state state = DESK_WORKING;
	struct err failure = { 0 };
	struct outcome o;

	if (f == NULL)
		return false;
	if (!desk_is_folder(folder))
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no join in hand at this address",
		               "aucune jointure n'est en cours à cette adresse");
	bool fine = desk_wait(x, folder, (int)x->conf->join_wait, &state, &failure);
	if (!fine && failure.code == ERR_NOT_FOUND) {
		*err = failure;
		return false;
	}
	if (fine && state == DESK_WORKING)
		return answer_pending(x, &s, folder, false, NULL, out, err);
	if (fine && desk_outcome(&o, x->ctx, x, folder, &failure))
		return answer_completed(x, o.join, false, "", out, err);
	translate(&failure);
	return answer_pending(x, &s, folder, false, &failure, out, err);
}

bool tjs_join_status(const struct exchange *x, struct out *out, struct err *err)
{
	static const char jobs[] = "/jobs/", joins[] = "/joins/";
	const char *path = tjs_resource_name(x);

	if (text_starts(path, jobs))
		return answer_job(x, path + strlen(jobs), out, err);
	const char *id = path + strlen(joins);
	const struct layer *layer = find_join(x, id);
	if (layer == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no join at this address, or no longer",
		               "il n'y a pas de jointure à cette adresse, ou plus");
	return answer_completed(x, id, false, "", out, err);
}
