#include <string.h>

#include "base/text.h"
#include "publish/plan.h"
#include "publish/valid.h"

static bool name_fits(const char *name, size_t most)
{
	return text_is_name(name) && strlen(name) <= most && !(*name >= '0' && *name <= '9');
}

const char *publish_version_name(const void *ctx, const char *series, const char *version)
{
	return mem_printf(ctx, "%s_%s", series, version);
}

static bool check_version(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;

	if (r->version == NULL || !valid_day(r->version))
		return err_set(err, plan->ctx,
		               r->version == NULL ? ERR_MISSING_PARAMETER : ERR_INVALID_PARAMETER,
		               "--version", "A framework needs --version with a date as %s.",
		               "Un référentiel demande --version avec une date comme %s.",
		               "2022-01-01");
	if (r->key == NULL && (plan->basis == NULL || *plan->basis->key == '\0'))
		return err_set(err, plan->ctx, ERR_MISSING_PARAMETER, "--key",
		               "A framework needs --key: the column whose codes name its features.",
		               "Un référentiel demande --key : la colonne des codes de ses "
		               "objets.");
	return true;
}

static bool find_before(struct plan *plan, struct err *err)
{
	const struct catalogue *c = plan->publisher->catalogue;
	const struct publish_request *r = plan->request;
	const struct layer *same = catalogue_layer(c, r->name);
	const struct framework *newest =
		r->is_framework ? catalogue_framework(c, r->name, NULL) : NULL;
	const struct framework *version = newest != NULL && r->version != NULL ?
		catalogue_framework(c, r->name, r->version) : NULL;

	if (same != NULL && !r->is_framework && same->framework != NULL)
		return err_set(err, plan->ctx, ERR_CONFLICT, "NAME",
		               "%s is a framework; publish it with \"publish framework\".",
		               "%s est un référentiel ; publiez-le par « publish framework ».",
		               r->name);
	if (same != NULL && r->is_framework && (same->framework == NULL || newest == NULL))
		return err_set(err, plan->ctx, ERR_CONFLICT, "SERIES",
		               "%s is the name of a layer that is not a framework.",
		               "%s est le nom d'une couche qui n'est pas un référentiel.", r->name);
	if (r->is_framework) {
		plan->result->before = version != NULL ? version->layer : NULL;
		plan->basis = version != NULL ? version->layer :
		              newest != NULL  ? newest->layer :
		                                NULL;
	} else {
		plan->result->before = plan->basis = same;
	}
	return true;
}

static bool check_names(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;
	size_t most = r->is_framework ? 64 - strlen("_2022-01-01") : 64;

	if (!name_fits(r->name, most))
		return err_set(err, plan->ctx, ERR_INVALID_PARAMETER, "NAME",
		               "A name begins with a letter or _ and has up to %zu letters of "
		               "ASCII, digits, \"_\", \".\", \"-\".",
		               "Un nom commence par une lettre ou _ et compte jusqu'à %zu lettres "
		               "ASCII, chiffres, « _ », « . », « - ».",
		               most);
	if (catalogue_theme(plan->publisher->catalogue, r->name) != NULL)
		return err_set(err, plan->ctx, ERR_CONFLICT, "NAME",
		               "%s is the name of a theme; maps could not tell them apart.",
		               "%s est le nom d'un thème ; les cartes ne les distingueraient pas.",
		               r->name);
	return true;
}

/* The parent's series and the column that points to it: both, or neither. */
static bool find_parent(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;
	const struct framework *old = plan->basis != NULL ? plan->basis->framework : NULL;
	struct publication *p = plan->publication;

	p->parent_series = p->parent_column = "";
	if (!r->is_framework)
		return true;
	const char *series = r->parent_series, *column = r->parent_column;
	if (series == NULL)
		series = old != NULL ? old->parent_series : "";
	if (column == NULL)
		column = old != NULL && *series != '\0' ? old->parent_column : "";
	if ((*series == '\0') != (*column == '\0'))
		return err_set(err, plan->ctx, ERR_MISSING_PARAMETER,
		               *series == '\0' ? "--parent" : "--parent-column",
		               "--parent and --parent-column go together: the series above, and "
		               "the column that holds its keys.",
		               "--parent et --parent-column vont ensemble : la série au-dessus, et "
		               "la colonne qui contient ses clés.");
	if (*series != '\0' && (strcmp(series, r->name) == 0 ||
	    catalogue_framework(plan->publisher->catalogue, series, NULL) == NULL))
		return err_set(err, plan->ctx, ERR_NOT_FOUND, "--parent",
		               "There is no other framework %s; publish it before its children.",
		               "Il n'y a pas d'autre référentiel %s ; publiez-le avant ses "
		               "enfants.",
		               series);
	p->parent_series = series;
	p->parent_column = column;
	return true;
}

static bool find_owner(struct plan *plan, struct err *err)
{
	const struct catalogue *c = plan->publisher->catalogue;
	const char *name = plan->request->organisation;
	char *known = mem_strdup(plan->ctx, "");

	if (name == NULL && plan->basis != NULL)
		name = plan->basis->owner->name;
	if (name == NULL && c->n_organisations == 1)
		name = c->organisations[0].name;
	plan->publication->organisation = name;
	if (name != NULL && catalogue_organisation(c, name) != NULL)
		return true;
	for (size_t i = 0; i < c->n_organisations; i++)
		known = mem_check(talloc_asprintf_append(known, "%s%s", i > 0 ? ", " : "",
		                                         c->organisations[i].name));
	if (c->n_organisations == 0)
		return err_set(err, plan->ctx, ERR_NOT_FOUND, "--organisation",
		               "There is no organisation yet; make one: jointure organisation NAME "
		               "--title-en \"...\".",
		               "Il n'y a pas encore d'organisation ; créez-en une : jointure "
		               "organisation NOM --title-fr \"...\".");
	if (name == NULL)
		return err_set(err, plan->ctx, ERR_MISSING_PARAMETER, "--organisation",
		               "Say whose it is with --organisation: %s.",
		               "Dites à qui c'est par --organisation : %s.", known);
	return err_set(err, plan->ctx, ERR_NOT_FOUND, "--organisation",
	               "There is no organisation %s; there are: %s.",
	               "Il n'y a pas d'organisation %s ; il y a : %s.", name, known);
}

static bool find_theme(struct plan *plan, struct err *err)
{
	const struct catalogue *c = plan->publisher->catalogue;
	const char *name = plan->request->theme;
	char *known = mem_strdup(plan->ctx, "");

	if (name == NULL)
		name = plan->basis != NULL && plan->basis->theme != NULL ?
		               plan->basis->theme->name :
		               "";
	plan->publication->theme = name;
	if (*name == '\0' || catalogue_theme(c, name) != NULL)
		return true;
	for (size_t i = 0; i < c->n_themes; i++)
		known = mem_check(talloc_asprintf_append(known, "%s%s", i > 0 ? ", " : "",
		                                         c->themes[i].name));
	return err_set(err, plan->ctx, ERR_NOT_FOUND, "--theme",
	               "There is no theme %s; there are: %s.",
	               "Il n'y a pas de thème %s ; il y a : %s.", name, known);
}

bool plan_identity(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;
	struct publication *p = plan->publication;

	if (!check_names(plan, err) || !find_before(plan, err))
		return false;
	if (r->is_framework && !check_version(plan, err))
		return false;
	if (!find_parent(plan, err) || !find_owner(plan, err) || !find_theme(plan, err))
		return false;
	p->is_framework = r->is_framework;
	p->series = r->is_framework ? r->name : "";
	p->version = r->is_framework ? r->version : "";
	plan->layer->name = r->name;
	plan->layer->level = r->level_given ? r->level :
		plan->basis != NULL ? plan->basis->level : LEVEL_PUBLIC;
	return true;
}

static const char *chosen(const char *said, const char *before)
{
	return said != NULL ? said : before != NULL ? before : "";
}

static struct text chosen_text(struct text said, struct text before)
{
	return (struct text){ .fr = chosen(said.fr, before.fr), .en = chosen(said.en, before.en) };
}

bool plan_metadata(struct plan *plan, struct err *err)
{
	static const struct metadata none = { .licence_url = "" };
	const struct metadata *said = &plan->request->metadata;
	const struct metadata *old = plan->basis != NULL ? &plan->basis->metadata : &none;
	struct metadata *m = &plan->layer->metadata;

	m->title = chosen_text(said->title, old->title);
	if (text_empty(m->title))
		m->title = (struct text){ .fr = plan->layer->name, .en = plan->layer->name };
	m->abstract = chosen_text(said->abstract, old->abstract);
	m->keywords = chosen_text(said->keywords, old->keywords);
	m->licence = chosen_text(said->licence, old->licence);
	m->licence_url = chosen(said->licence_url, old->licence_url);
	m->attribution = chosen_text(said->attribution, old->attribution);
	m->contact.person = chosen(said->contact.person, old->contact.person);
	m->contact.organisation = chosen(said->contact.organisation, old->contact.organisation);
	m->contact.email = chosen(said->contact.email, old->contact.email);
	m->contact.url = chosen(said->contact.url, old->contact.url);
	m->documentation_url = chosen(said->documentation_url, old->documentation_url);
	m->reference_date = chosen(said->reference_date,
	                           plan->request->is_framework ? plan->request->version : NULL);
	m->updated = text_now(plan->ctx);
	return valid_metadata(m, plan->ctx, err);
}
