#include "map/filter_parts.h"

#include <string.h>

#include "base/text.h"

static char *quoted(const void *ctx, const char *s, char quote)
{
	char *text = mem_array(ctx, char, 2 * strlen(s) + 3), *to = text;

	*to++ = quote;
	for (; *s != '\0'; s++) {
		if (*s == quote)
			*to++ = quote;
		*to++ = *s;
	}
	*to = quote;
	return text;
}

char *filter_name(const void *ctx, const char *name)
{
	return quoted(ctx, name, '"');
}

char *filter_value(const void *ctx, const char *value)
{
	return quoted(ctx, value, '\'');
}

char *filter_not_null(const void *ctx, const char *column)
{
	return mem_printf(ctx, "(%s IS NOT NULL)", filter_name(ctx, column));
}

bool filter_is_property(const xmlNode *node)
{
	return xml_is(node, "PropertyName") || xml_is(node, "ValueReference");
}

bool filter_property(struct walk *w, const xmlNode *node, struct wfs_property *property)
{
	return wfs_property_find(property, w->scope->ctx, w->scope->layer,
	                         xml_content(w->scope->ctx, node), "FILTER", w->err);
}

const char *filter_sql(struct walk *w, struct condition *c)
{
	if (c->sql == NULL) {
		const void *ctx = w->scope->ctx;
		struct literal box = { .box = c->box, .is_box = true,
		                       .crs = { .srs = c->box_srs } };
		filter_box_literal(w, &box);
		c->sql = mem_printf(ctx, "ST_Intersects(%s, %s)%s",
		                    filter_name(ctx, wfs_geometry_name(w->scope->layer)),
		                    filter_literal_sql(w, &box), w->postgis ? "" : " = 1");
	}
	return c->sql;
}

struct feature_test *filter_test(struct walk *w, enum test_kind kind)
{
	struct feature_test *t = mem_new(w->scope->ctx, struct feature_test);

	t->kind = kind;
	return t;
}

/* NULL where one of the parts is. */
static const struct feature_test *compound(struct walk *w, enum test_kind kind,
                                           const struct feature_test *const *parts, size_t n)
{
	struct feature_test *t = filter_test(w, kind);

	t->parts = parts;
	t->n = n;
	for (size_t i = 0; i < n; i++)
		if (parts[i] == NULL)
			return NULL;
	return t;
}

static bool node(struct walk *w, const xmlNode *n, struct condition *c);

/* The operands of And and Or. */
static bool operands(struct walk *w, const xmlNode *n, struct condition **list, size_t *count)
{
	size_t many = 0;

	for (const xmlNode *child = xml_first(n); child != NULL; child = xml_next(child))
		many++;
	if (many == 0)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER", "%s has no operands",
		               "%s n'a pas d'opérandes", (const char *)n->name);
	*list = mem_array(w->scope->ctx, struct condition, many);
	*count = 0;
	for (const xmlNode *child = xml_first(n); child != NULL; child = xml_next(child))
		if (!node(w, child, &(*list)[(*count)++]))
			return false;
	return true;
}

/* In halves, so that no list makes an expression deeper than the database takes. */
static char *joined(const void *ctx, const char *const *parts, size_t n, const char *word)
{
	if (n == 1)
		return mem_strdup(ctx, parts[0]);
	char *left = joined(ctx, parts, n / 2, word);
	char *right = joined(ctx, parts + n / 2, n - n / 2, word);
	char *both = mem_printf(ctx, "(%s %s %s)", left, word, right);

	talloc_free(left);
	talloc_free(right);
	return both;
}

static double area(const struct bbox *b)
{
	return (b->maxx - b->minx) * (b->maxy - b->miny);
}

static bool and_(struct walk *w, const xmlNode *n, struct condition *c)
{
	struct condition *list;
	size_t count, boxed;

	if (!operands(w, n, &list, &count))
		return false;
	/* one box can be handed on: one that says it all, else the smallest */
	boxed = count;
	for (size_t i = 0; i < count; i++) {
		if (!list[i].boxed)
			continue;
		const struct condition *best = boxed < count ? &list[boxed] : NULL;
		if (best == NULL || (best->sql != NULL && list[i].sql == NULL) ||
		    (best->sql != NULL && list[i].box_srs == best->box_srs &&
		     area(&list[i].box) < area(&best->box)))
			boxed = i;
	}
	size_t said = 0;
	const char **parts = mem_array(w->scope->ctx, const char *, count);
	const struct feature_test **tests = mem_array(w->scope->ctx, const struct feature_test *, count);
	for (size_t i = 0; i < count; i++)
		if (i != boxed || list[i].sql != NULL) {
			tests[said] = list[i].test;
			parts[said++] = filter_sql(w, &list[i]);
		}
	if (said > 0) {
		c->sql = joined(w->scope->ctx, parts, said, "AND");
		c->test = compound(w, TEST_AND, tests, said);
	}
	if (boxed < count) {
		c->boxed = true;
		c->box = list[boxed].box;
		c->box_srs = list[boxed].box_srs;
		c->test = said > 0 ? c->test : list[boxed].test;
	}
	return true;
}

static void widen(struct bbox *b, const struct bbox *by)
{
	b->minx = by->minx < b->minx ? by->minx : b->minx;
	b->miny = by->miny < b->miny ? by->miny : b->miny;
	b->maxx = by->maxx > b->maxx ? by->maxx : b->maxx;
	b->maxy = by->maxy > b->maxy ? by->maxy : b->maxy;
}

static bool or_(struct walk *w, const xmlNode *n, struct condition *c)
{
	struct condition *list;
	size_t count;

	if (!operands(w, n, &list, &count))
		return false;
	const char **parts = mem_array(w->scope->ctx, const char *, count);
	const struct feature_test **tests = mem_array(w->scope->ctx, const struct feature_test *, count);
	c->boxed = true;
	c->box = list[0].box;
	c->box_srs = list[0].box_srs;
	for (size_t i = 0; i < count; i++) {
		c->boxed = c->boxed && list[i].boxed && list[i].box_srs == c->box_srs;
		widen(&c->box, &list[i].box);
		parts[i] = filter_sql(w, &list[i]);
		tests[i] = list[i].test;
	}
	c->sql = joined(w->scope->ctx, parts, count, "OR");
	c->test = compound(w, TEST_OR, tests, count);
	return true;
}

static bool not_(struct walk *w, const xmlNode *n, struct condition *c)
{
	struct condition inner = { 0 };
	const xmlNode *child = xml_first(n);

	if (child == NULL || xml_next(child) != NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "Not takes one operand", "Not prend un seul opérande");
	if (!node(w, child, &inner))
		return false;
	const struct feature_test **tests = mem_array(w->scope->ctx, const struct feature_test *, 1);
	tests[0] = inner.test;
	c->sql = mem_printf(w->scope->ctx, "(NOT %s)", filter_sql(w, &inner));
	c->test = compound(w, TEST_NOT, tests, 1);
	return true;
}

/* The SQL value of an id as its column has it; NULL when it can be none of that column. */
static char *id_value(const void *ctx, const struct column *column, const char *id)
{
	int64_t whole;

	if (column != NULL && column->type != COLUMN_INTEGER)
		return filter_value(ctx, id);
	return text_int(id, &whole) ? mem_printf(ctx, "%lld", (long long)whole) : NULL;
}

static bool too_many_ids(const struct filter_scope *scope, struct err *err)
{
	return err_set(err, scope->ctx, ERR_TOO_LARGE, "FILTER",
	               "there are more than %lld identifiers", "il y a plus de %lld identifiants",
	               (long long)scope->conf->max_ids);
}

static void id_condition(struct walk *w, const char *text, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const struct layer *layer = w->scope->layer;
	const struct column *column = layer_column(layer, layer->source.id_column);
	const char *name, *id, *value = NULL;

	if (wfs_feature_id_parse(ctx, text, &name, &id) && strcmp(name, wfs_type_name(ctx, layer)) == 0)
		value = id_value(ctx, column, id);
	struct feature_test *t = filter_test(w, value == NULL ? TEST_NEVER : column != NULL ? TEST_COMPARE : TEST_ID);
	t->a.column = column;
	t->b.text = id;
	if (t->kind == TEST_ID)
		text_int(id, &t->id);
	c->test = t;
	c->sql = value == NULL ? mem_strdup(ctx, "1 = 0")
	                       : mem_printf(ctx, "%s = %s", filter_name(ctx, layer->source.id_column), value);
}

bool filter_ids(struct filter *f, const struct filter_scope *scope, const char *const *ids, size_t n,
                struct err *err)
{
	const char *type = wfs_type_name(scope->ctx, scope->layer), *name;
	const char **own = mem_array(scope->ctx, const char *, n + 1);

	*f = (struct filter){ .ids = own };
	if ((int64_t)n > scope->conf->max_ids)
		return too_many_ids(scope, err);
	for (size_t i = 0; i < n; i++)
		if (wfs_feature_id_parse(scope->ctx, ids[i], &name, &own[f->n_ids]) && strcmp(name, type) == 0)
			f->n_ids++;
	return true;
}

static bool is_resource(const xmlNode *n)
{
	return xml_is(n, "FeatureId") || xml_is(n, "GmlObjectId") || xml_is(n, "ResourceId");
}

/* The identifier that one of these holds; NULL and an error when it holds none. */
static const char *resource_id(struct walk *w, const xmlNode *n)
{
	const void *ctx = w->scope->ctx;
	const char *id = xml_get(ctx, n, "rid");

	if (id == NULL)
		id = xml_get(ctx, n, xml_is(n, "FeatureId") ? "fid" : "id");
	if ((int64_t)++w->ids > w->scope->conf->max_ids)
		too_many_ids(w->scope, w->err);
	else if (id == NULL)
		err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER", "%s has no identifier",
		        "%s n'a pas d'identifiant", (const char *)n->name);
	else if (xml_get(ctx, n, "version") != NULL || xml_get(ctx, n, "startDate") != NULL ||
	         xml_get(ctx, n, "endDate") != NULL || xml_get(ctx, n, "previousRid") != NULL)
		err_set(w->err, ctx, ERR_OPTION, "FILTER", "this service keeps no versions of features",
		        "ce service ne garde pas de versions des objets");
	return w->err->code == ERR_NONE ? id : NULL;
}

static bool resource(struct walk *w, const xmlNode *n, struct condition *c)
{
	const char *id = resource_id(w, n);

	if (id != NULL)
		id_condition(w, id, c);
	return id != NULL;
}

/* clang-format off */
static const struct {
	const char *name;
	operator_fn *compile;
} operators[] = {
	{ "And", and_ }, { "Or", or_ }, { "Not", not_ },
	{ "PropertyIsEqualTo", filter_comparison }, { "PropertyIsNotEqualTo", filter_comparison },
	{ "PropertyIsLessThan", filter_comparison }, { "PropertyIsGreaterThan", filter_comparison },
	{ "PropertyIsLessThanOrEqualTo", filter_comparison },
	{ "PropertyIsGreaterThanOrEqualTo", filter_comparison },
	{ "PropertyIsLike", filter_like }, { "PropertyIsNull", filter_null },
	{ "PropertyIsNil", filter_null }, { "PropertyIsBetween", filter_between },
	{ "After", filter_temporal }, { "Before", filter_temporal }, { "During", filter_temporal },
	{ "Begins", filter_temporal }, { "Ends", filter_temporal }, { "TEquals", filter_temporal },
	{ "BBOX", filter_bbox }, { "Equals", filter_spatial }, { "Disjoint", filter_spatial },
	{ "Intersects", filter_spatial }, { "Intersect", filter_spatial }, { "Touches", filter_spatial },
	{ "Crosses", filter_spatial }, { "Within", filter_spatial }, { "Contains", filter_spatial },
	{ "Overlaps", filter_spatial }, { "DWithin", filter_distance }, { "Beyond", filter_distance },
	{ "FeatureId", resource }, { "GmlObjectId", resource }, { "ResourceId", resource },
};
/* clang-format on */

static bool node(struct walk *w, const xmlNode *n, struct condition *c)
{
	const struct filter_scope *s = w->scope;

	if (++w->predicates > s->conf->max_predicates)
		return err_set(w->err, s->ctx, ERR_TOO_LARGE, "FILTER",
		               "the filter has more than %lld operators",
		               "le filtre a plus de %lld opérateurs", (long long)s->conf->max_predicates);
	if (++w->depth > s->conf->max_filter_depth)
		return err_set(w->err, s->ctx, ERR_TOO_LARGE, "FILTER",
		               "the filter's operators stand more than %lld deep",
		               "les opérateurs du filtre sont imbriqués sur plus de %lld niveaux",
		               (long long)s->conf->max_filter_depth);
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (!xml_is(n, operators[i].name))
			continue;
		if (!operators[i].compile(w, n, c))
			return false;
		w->depth--;
		return true;
	}
	return err_set(w->err, s->ctx, ERR_OPTION, "FILTER",
	               "\"%s\" is not an operator of this service's filters",
	               "« %s » n'est pas un opérateur des filtres de ce service", (const char *)n->name);
}

/* What a filter holds is one operator, or any number of identifiers. */
static bool check_root(struct walk *w, const xmlNode *root)
{
	const xmlNode *first = xml_first(root);

	if (!xml_is(root, "Filter"))
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "a filter is an element Filter, not %s",
		               "un filtre est un élément Filter, pas %s", (const char *)root->name);
	if (first == NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER", "the filter is empty",
		               "le filtre est vide");
	for (const xmlNode *n = xml_next(first); n != NULL; n = xml_next(n))
		if (!is_resource(first) || !is_resource(n))
			return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
			               "a filter has one operator: put several into And or Or",
			               "un filtre a un seul opérateur : mettez-en plusieurs dans And ou Or");
	return true;
}

static bool read_ids(struct filter *f, struct walk *w, const xmlNode *first)
{
	const void *ctx = w->scope->ctx;
	const char **ids = mem_array(ctx, const char *, 1);
	size_t n = 0;

	for (const xmlNode *node = first; node != NULL; node = xml_next(node)) {
		ids = mem_grow(ctx, ids, const char *, n + 1);
		ids[n] = resource_id(w, node);
		if (ids[n++] == NULL)
			return false;
	}
	return filter_ids(f, w->scope, ids, n, w->err);
}

static bool is_postgis(const struct layer *layer)
{
	return layer->source.referenced && (text_starts(layer->source.uri, "PG:") ||
	                                    text_starts(layer->source.uri, "postgresql:"));
}

bool filter_read(struct filter *f, const struct filter_scope *scope, const xmlNode *root,
                 struct err *err)
{
	struct walk w = { .scope = scope, .postgis = is_postgis(scope->layer), .err = err };
	struct condition c = { 0 };

	if (!check_root(&w, root))
		return false;
	if (is_resource(xml_first(root)))
		return read_ids(f, &w, xml_first(root));
	if (!node(&w, xml_first(root), &c))
		return false;
	*f = (struct filter){ .where = c.sql, .test = c.test, .boxed = c.boxed, .box = c.box, .box_srs = c.box_srs };
	return true;
}

bool filter_box(struct filter *f, const struct filter_scope *scope, const char *text,
                struct err *err)
{
	struct wfs_crs crs = scope->crs;
	double v[4];
	size_t n;
	char **parts = text_split(scope->ctx, text, ',', 5, &n);
	bool good = parts != NULL && n >= 4;

	for (size_t i = 0; good && i < 4; i++)
		good = text_double(parts[i] + strspn(parts[i], " "), &v[i]);
	if (!good)
		return err_set(err, scope->ctx, ERR_INVALID_PARAMETER, "BBOX",
		               "BBOX expects four numbers, and a reference system if need be: 2,48,3,49,EPSG:4326",
		               "BBOX attend quatre nombres, et un système de référence au besoin : "
		               "2,48,3,49,EPSG:4326");
	if (n == 5 && !wfs_crs_parse(&crs, scope->ctx, parts[4], "BBOX", err))
		return false;
	struct bbox box = crs.y_first ? (struct bbox){ v[1], v[0], v[3], v[2] }
	                              : (struct bbox){ v[0], v[1], v[2], v[3] };
	if (box.minx > box.maxx || box.miny > box.maxy)
		return err_set(err, scope->ctx, ERR_INVALID_PARAMETER, "BBOX",
		               "the lower corner of BBOX comes first, then the upper one",
		               "BBOX donne d'abord le coin inférieur, puis le coin supérieur");
	*f = (struct filter){ .boxed = true, .box = box, .box_srs = crs.srs };
	return true;
}
