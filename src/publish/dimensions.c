#include <string.h>

#include "base/text.h"
#include "publish/plan.h"

#define MOST_VALUES 10000

/* YYYY, YYYY-MM, YYYY-MM-DD or a moment: what TIME may be (WMS 1.3.0, annex D). */
static bool is_moment(const char *s)
{
	static const char *const shapes[] = { "dddd", "dddd-dd", "dddd-dd-dd" };
	size_t n = strcspn(s, "T");

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		bool fits = strlen(shapes[i]) == n;
		for (size_t k = 0; fits && k < n; k++)
			fits = shapes[i][k] == 'd' ? s[k] >= '0' && s[k] <= '9' : s[k] == '-';
		if (fits)
			return s[n] == '\0' || (i == 2 && strspn(s + n + 1, "0123456789:.Z+-") ==
			                        strlen(s + n + 1));
	}
	return false;
}

static char *joined(const void *ctx, const char *const *values, size_t n)
{
	size_t bytes = 1;
	for (size_t i = 0; i < n; i++)
		bytes += strlen(values[i]) + 1;
	char *text = mem_array(ctx, char, bytes), *to = text;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*to++ = ',';
		to = stpcpy(to, values[i]);
	}
	return text;
}

static bool fill(struct plan *plan, struct dimension *d, const char *option, const char *column,
                 const char *open_name, struct err *err)
{
	bool time = strcmp(d->name, "time") == 0;
	const char **values;
	size_t n;

	d->column = plan_column(plan, option, column, err);
	if (d->column == NULL ||
	    !vector_distinct(&values, &n, plan->ctx, open_name, plan->layer->source.table,
	                     d->column, MOST_VALUES, err))
		return false;
	if (n == 0)
		return err_set(err, plan->ctx, ERR_DIMENSION, option, "Column %s has no values.",
		               "La colonne %s n'a aucune valeur.", d->column);
	for (size_t i = 0; i < n; i++)
		if ((time && !is_moment(values[i])) || strpbrk(values[i], ",/") != NULL)
			return err_set(err, plan->ctx, ERR_DIMENSION, option,
			               "The value \"%s\" of column %s cannot stand in dimension "
			               "%s.",
			               "La valeur « %s » de la colonne %s ne peut figurer dans la "
			               "dimension %s.",
			               values[i], d->column, d->name);
	d->extent = joined(plan->ctx, values, n);
	d->initial = time ? values[n - 1] : values[0];
	return true;
}

/* The same column of the basis still stands for the dimension, when nothing else was said. */
static size_t from_basis(struct plan *plan, struct publish_dimension *wanted)
{
	size_t n = 0;

	for (size_t i = 0; plan->basis != NULL && i < plan->basis->n_dimensions; i++) {
		const struct dimension *old = &plan->basis->dimensions[i];
		bool time = strcmp(old->name, "time") == 0;
		if ((time && plan->request->time != NULL) ||
		    (!time && plan->request->dimensions_given))
			continue;
		wanted[n++] = (struct publish_dimension){ old->name, old->column, old->units };
	}
	return n;
}

static size_t wanted_dimensions(struct plan *plan, struct publish_dimension *wanted)
{
	const struct publish_request *r = plan->request;
	size_t n = 0;

	if (r->time != NULL && *r->time != '\0')
		wanted[n++] = (struct publish_dimension){ "time", r->time, "ISO8601" };
	n += from_basis(plan, wanted + n);
	for (size_t i = 0; i < r->n_dimensions; i++)
		wanted[n++] = r->dimensions[i];
	return n;
}

bool plan_dimensions(struct plan *plan, const char *open_name, struct err *err)
{
	size_t most = 1 + plan->request->n_dimensions +
		(plan->basis != NULL ? plan->basis->n_dimensions : 0);
	struct publish_dimension *wanted = mem_array(plan->ctx, struct publish_dimension, most);
	struct dimension *made = mem_array(plan->ctx, struct dimension, most);
	size_t n = wanted_dimensions(plan, wanted);

	for (size_t i = 0; i < n; i++) {
		const char *option = strcmp(wanted[i].name, "time") == 0 ? "--time" : "--dimension";
		if (!text_is_name(wanted[i].name))
			return err_set(err, plan->ctx, ERR_DIMENSION, "--dimension",
			               "\"%s\" cannot be the name of a dimension.",
			               "« %s » ne peut être le nom d'une dimension.",
			               wanted[i].name);
		for (size_t k = 0; k < i; k++)
			if (text_same(wanted[k].name, wanted[i].name))
				return err_set(err, plan->ctx, ERR_DIMENSION, "--dimension",
				               "Two dimensions are named %s.",
				               "Deux dimensions s'appellent %s.", wanted[i].name);
		made[i].name = wanted[i].name;
		made[i].units = strcmp(wanted[i].name, "time") == 0 ? "ISO8601" : wanted[i].units;
		if (!fill(plan, &made[i], option, wanted[i].column, open_name, err))
			return false;
	}
	plan->layer->dimensions = made;
	plan->layer->n_dimensions = n;
	return true;
}
