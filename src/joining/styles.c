#include "joining/parts.h"

#include <string.h>

#include "base/json.h"
#include "catalogue/naming.h"
#include "publish/style_default.h"

/* All periods of an indicator are drawn by one scale. */
static size_t periods_of(const struct work *w, size_t column, size_t *columns)
{
	const struct attribute *a = w->r->attributes;
	size_t n = 0;

	if (*a[column].series == '\0')
		return 0;
	for (size_t i = 0; i < w->r->n_columns; i++)
		if (strcmp(a[i].series, a[column].series) == 0 && a[i].kind == a[column].kind &&
		    w->r->join.columns->columns[i].type != CELL_TEXT)
			columns[n++] = i;
	return n > 1 ? n : 0;
}

static const struct order_attribute *asked_of(const struct work *w, size_t column)
{
	return w->asked[column / (w->r->n_columns / w->n_attributes)];
}

/* false where the column cannot be drawn, or not so: that is no error of the join. */
static bool draw(const struct work *w, size_t column, size_t *series, struct style *style)
{
	const struct column *naming = naming_column(w->r->framework->layer);
	const struct joined_result *r = w->r;
	const struct order_attribute *asked = asked_of(w, column);
	struct thematic_wish wish = asked != NULL && asked->wish != NULL ? *asked->wish : thematic_no_wish();
	struct thematic t;
	struct err err = { 0 };
	size_t n;

	wish.names = naming != NULL ? naming->name : w->r->framework->key;
	if (!thematic_make(&t, w->ctx, r->join.columns, column, &r->attributes[column],
	                   r->framework->layer->geometry, series, periods_of(w, column, series), &wish, &err))
		return false;
	struct json json = json_writer(out_new_buffer(w->ctx));
	thematic_write(&t, &json);
	const char *body = out_held(json.out, &n);
	*style = (struct style){
		.name = r->columns[column].name, .title = t.title, .kind = STYLE_THEMATIC,
		.body = mem_strndup(w->ctx, body, n),
	};
	talloc_free(json.out);
	return true;
}

/* The column whose style is the default: the one that was asked for, else the first that holds numbers to be drawn as
   such, else the first that can be drawn. */
static size_t main_style(const struct work *w, const struct style *styles, size_t n)
{
	const struct joined_result *r = w->r;

	for (size_t i = 0; w->o->main_attribute != NULL && i < n; i++)
		if (strcmp(styles[i].name, w->o->main_attribute) == 0)
			return i;
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < r->n_columns; c++)
			if (strcmp(r->columns[c].name, styles[i].name) == 0 &&
			    r->attributes[c].kind <= ATTRIBUTE_MEASURE)
				return i;
	return 0;
}

static bool check_main(const struct work *w)
{
	const char *name = w->o->main_attribute;

	for (size_t c = 0; c < w->r->n_columns; c++)
		if (name != NULL && strcmp(w->r->columns[c].name, name) == 0)
			name = NULL;
	return name == NULL ||
	       err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, "attributes",
	               "the join has no attribute \"%s\"", "la jointure n'a pas d'attribut « %s »", name);
}

/* A column that names the territories has a value for each, and no map. */
static bool is_label(const struct work *w, size_t column)
{
	return w->r->from[column] == w->r->account.proposal.label_column && !w->r->pivoted &&
	       asked_of(w, column) == NULL;
}

bool work_styles(struct work *w)
{
	struct joined_result *r = w->r;
	struct style *styles = mem_array(w->ctx, struct style, r->n_columns + 2);
	size_t *series = mem_array(w->ctx, size_t, r->n_columns + 1), n = 0;

	if (!check_main(w))
		return false;
	for (size_t i = 0; i < r->n_columns; i++)
		n += !is_label(w, i) && draw(w, i, series, &styles[n + 1]);
	if (w->o->sld != NULL) {
		styles[0] = (struct style){ .name = "default", .title = { "SLD", "SLD" }, .kind = STYLE_SLD,
		                            .body = w->o->sld };
	} else if (n == 0) {
		styles[0] = style_default(w->ctx, r->framework->layer);
	} else {
		styles[0] = styles[1 + main_style(w, styles + 1, n)];
		styles[0].name = "default";
	}
	r->styles = styles;
	r->n_styles = n + 1;
	return true;
}
