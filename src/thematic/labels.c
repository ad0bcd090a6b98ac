#include <math.h>
#include <string.h>

#include "base/text.h"
#include "thematic/number.h"
#include "thematic/thematic.h"

/* Digits that a value is told with. */
#define DIGITS 3

static const char *const names[LABELS_KINDS] = {
	[LABELS_NONE] = "none", [LABELS_NAME] = "name", [LABELS_VALUE] = "value", [LABELS_BOTH] = "both",
};

const char *thematic_labels_name(enum thematic_labels labels)
{
	return names[labels];
}

bool thematic_labels_parse(enum thematic_labels *labels, const char *name)
{
	for (int i = 0; i < LABELS_KINDS; i++) {
		if (!text_same(names[i], name))
			continue;
		*labels = (enum thematic_labels)i;
		return true;
	}
	return false;
}

/* Whole numbers are told whole. */
static double rounded(double value)
{
	if (value == floor(value) || fabs(value) < 1e-12)
		return value;
	double places = DIGITS - 1 - floor(log10(fabs(value))), unit = pow(10, places > 0 ? places : 0);
	return round(value * unit) / unit;
}

static const char *value_text(const struct thematic *t, const void *ctx, const struct table *table, size_t column,
                              size_t row, enum lang lang)
{
	size_t place = thematic_place(t, table, column, row);

	if (place >= t->n_classes)
		return "";
	return t->kind == THEMATIC_CATEGORIES ? text_in(t->classes[place].title, lang)
	                                      : number_text(ctx, rounded(table_number(table, column, row)), 0, lang);
}

char *thematic_label(const struct thematic *t, const void *ctx, const struct table *table, size_t column, size_t row,
                     const char *name, enum lang lang)
{
	const char *value = "";

	if (name == NULL || (t->labels != LABELS_NAME && t->labels != LABELS_BOTH))
		name = "";
	if (t->labels == LABELS_VALUE || t->labels == LABELS_BOTH)
		value = value_text(t, ctx, table, column, row, lang);
	return mem_printf(ctx, "%s%s%s", name, *name != '\0' && *value != '\0' ? "\n" : "", value);
}
