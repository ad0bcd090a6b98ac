#include <math.h>
#include <string.h>

#include "base/text.h"
#include "thematic/making.h"

struct thematic_wish thematic_no_wish(void)
{
	return (struct thematic_wish){ .kind = -1, .method = -1, .around = NAN, .scaling = -1 };
}

static bool set_kind(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	enum thematic_kind kind;

	if (!thematic_kind_parse(&kind, value))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "kind",
		               "expects choropleth, symbols or categories",
		               "attend choropleth, symbols ou categories");
	wish->kind = (int)kind;
	return true;
}

static bool set_method(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	enum method method;

	if (!method_parse(&method, value))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "method",
		               "expects quantile, equal, jenks, deviation, geometric, head-tail, nested-means, "
		               "q6 or manual",
		               "attend quantile, equal, jenks, deviation, geometric, head-tail, nested-means, "
		               "q6 ou manual");
	wish->method = (int)method;
	return true;
}

static bool set_classes(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	int64_t n;

	if (!text_int(value, &n) || n < 2 || n > CLASSES_MOST)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "classes", "expects a number from 2 to %d",
		               "attend un nombre de 2 à %d", CLASSES_MOST);
	wish->classes = (size_t)n;
	return true;
}

static bool set_ramp(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	const struct ramp *ramp = ramp_find(value + (*value == '-'));

	if (ramp == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "ramp",
		               "expects the name of a ramp, such as Blues, YlOrRd, viridis, RdBu or Set2",
		               "attend le nom d'une palette, comme Blues, YlOrRd, viridis, RdBu ou Set2");
	wish->ramp = ramp->name;
	wish->reverse = wish->reverse || *value == '-';
	return true;
}

static bool set_breaks(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	size_t n;
	char **pieces = text_split(ctx, value, ',', CLASSES_MOST + 1, &n);
	double *breaks = mem_array(ctx, double, CLASSES_MOST + 1);
	bool right = pieces != NULL;

	for (size_t i = 0; right && i < n; i++)
		right = text_double(pieces[i], &breaks[i]) && (i == 0 || breaks[i] > breaks[i - 1]);
	if (!right)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "breaks",
		               "expects 1 to %d rising numbers with commas between, such as 0,10,20.5",
		               "attend de 1 à %d nombres croissants séparés par des virgules, comme 0,10,20.5",
		               CLASSES_MOST + 1);
	wish->breaks = breaks;
	wish->n_breaks = n;
	return true;
}

static bool set_around(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	return text_double(value, &wish->around) ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "around", "expects a number, such as 0 or 8.5",
	               "attend un nombre, comme 0 ou 8.5");
}

static bool set_scaling(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	if (strcmp(value, "area") != 0 && strcmp(value, "flannery") != 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "scaling", "expects area or flannery",
		               "attend area ou flannery");
	wish->scaling = *value == 'a' ? SCALING_AREA : SCALING_FLANNERY;
	return true;
}

static bool set_flag(bool *flag, const char *name, const void *ctx, const char *value, struct err *err)
{
	if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, name, "expects true or false",
		               "attend true ou false");
	*flag = *value == 't';
	return true;
}

static bool set_reverse(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	return set_flag(&wish->reverse, "reverse", ctx, value, err);
}

static bool set_shade_counts(struct thematic_wish *wish, const void *ctx, const char *value,
                             struct err *err)
{
	return set_flag(&wish->shade_counts, "shade_counts", ctx, value, err);
}

static bool set_labels(struct thematic_wish *wish, const void *ctx, const char *value, struct err *err)
{
	return thematic_labels_parse(&wish->labels, value) ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "labels", "expects name, value, both or none",
	               "attend name, value, both ou none");
}

const char *wish_of_classes(const struct thematic_wish *wish)
{
	return wish->method >= 0      ? "method"
	       : wish->n_breaks > 0   ? "breaks"
	       : !isnan(wish->around) ? "around"
	                              : NULL;
}

static const struct {
	const char *name;
	bool (*set)(struct thematic_wish *, const void *, const char *, struct err *);
} members[] = {
	{ "kind", set_kind },     { "method", set_method }, { "classes", set_classes },
	{ "ramp", set_ramp },     { "breaks", set_breaks }, { "around", set_around },
	{ "reverse", set_reverse }, { "scaling", set_scaling }, { "shade_counts", set_shade_counts },
	{ "labels", set_labels },
};
#define MEMBERS (sizeof members / sizeof *members)

static size_t member_of(const char *name)
{
	size_t i = 0;

	while (i < MEMBERS && !text_same(members[i].name, name))
		i++;
	return i;
}

bool thematic_is_wish(const char *name)
{
	return member_of(name) < MEMBERS;
}

bool thematic_wish_set(struct thematic_wish *wish, const void *ctx, const char *name, const char *value,
                       struct err *err)
{
	size_t i = member_of(name);

	if (i == MEMBERS)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, name, "there is no such parameter of a style",
		               "il n'y a pas de tel paramètre d'un style");
	return *value == '\0' || members[i].set(wish, ctx, value, err);
}
