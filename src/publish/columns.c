#include <string.h>

#include "base/text.h"
#include "publish/plan.h"

static const struct publish_column *described(const struct plan *plan, size_t i)
{
	const struct publish_request *r = plan->request;

	for (size_t k = 0; k < r->n_columns; k++)
		if (strcmp(r->columns[k].name, plan->source_names[i]) == 0 ||
		    strcmp(r->columns[k].name, plan->layer->columns[i].name) == 0)
			return &r->columns[k];
	return NULL;
}

static bool find(const struct plan *plan, const char *name, size_t *found)
{
	for (size_t i = 0; i < plan->layer->n_columns; i++) {
		if (strcmp(plan->source_names[i], name) != 0 &&
		    strcmp(plan->layer->columns[i].name, name) != 0)
			continue;
		*found = i;
		return true;
	}
	return false;
}

static void note_unknown(struct plan *plan)
{
	const struct publish_request *r = plan->request;
	size_t at;

	for (size_t k = 0; k < r->n_columns; k++)
		if (!find(plan, r->columns[k].name, &at))
			notes_add(&plan->result->notes, plan->ctx,
			          "The metadata describe a column %s that the source does not "
			          "have.",
			          "Les métadonnées décrivent une colonne %s que la source n'a pas.",
			          r->columns[k].name);
}

void plan_columns(struct plan *plan, const struct column *columns, size_t n)
{
	struct column *own = mem_array(plan->ctx, struct column, n + 1);
	bool first = plan->layer->columns == NULL;

	if (n > 0)
		memcpy(own, columns, n * sizeof *own);
	plan->layer->columns = own;
	plan->layer->n_columns = n;
	for (size_t i = 0; i < n; i++) {
		const struct publish_column *said = described(plan, i);
		const struct column *old =
			plan->basis != NULL ? layer_column(plan->basis, own[i].name) : NULL;
		if (said != NULL && !text_empty(said->title))
			own[i].title = said->title;
		else if (old != NULL && !text_empty(old->title))
			own[i].title = old->title;
		if (said != NULL && said->unit != NULL)
			own[i].unit = said->unit;
		else if (old != NULL)
			own[i].unit = old->unit;
	}
	if (first)
		note_unknown(plan);
}

const char *plan_column(struct plan *plan, const char *option, const char *name, struct err *err)
{
	char *known = mem_strdup(plan->ctx, "");
	size_t at;

	if (find(plan, name, &at))
		return plan->layer->columns[at].name;
	for (size_t i = 0; i < plan->layer->n_columns; i++)
		known = mem_check(talloc_asprintf_append(known, "%s%s", i > 0 ? ", " : "",
		                                         plan->layer->columns[i].name));
	err_set(err, plan->ctx, ERR_INVALID_PARAMETER, option,
	        "%s: the source has no column %s; its columns: %s.",
	        "%s : la source n'a pas de colonne %s ; ses colonnes : %s.", option, name, known);
	return NULL;
}
