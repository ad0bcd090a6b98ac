/* Spatial operators. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "geometry/srs.h"
#include "map/filter_parts.h"

/* The operands, in either order; a property that is not named is the geometry. */
static bool operands(struct walk *w, const xmlNode *n, struct literal *g)
{
	const xmlNode *found = NULL;
	struct wfs_property property;

	for (const xmlNode *child = xml_first(n); child != NULL; child = xml_next(child)) {
		const xmlNode *inside = xml_is(child, "Literal") ? xml_first(child) : child;
		if (filter_is_property(child)) {
			if (!filter_property(w, child, &property))
				return false;
			if (!property.geometry)
				return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
				               "\"%s\" is not a geometry: %s is",
				               "« %s » n'est pas une géométrie : %s en est une",
				               xml_content(w->scope->ctx, child),
				               wfs_geometry_name(w->scope->layer));
		} else if (inside != NULL && filter_is_geometry(inside)) {
			found = inside;
		} else if (!xml_is(child, "Distance")) {
			return err_set(w->err, w->scope->ctx, ERR_OPTION, "FILTER",
			               "%s cannot take %s here", "%s ne prend pas %s ici",
			               (const char *)n->name, (const char *)child->name);
		}
	}
	if (found == NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s needs a geometry", "%s a besoin d'une géométrie", (const char *)n->name);
	return filter_geometry(w, found, g);
}

/* Beyond that nothing is, in any system. */
#define FAR 1e9

/* The same, of which the geometry goes to the layer's system: each of its points must have one place there. PROJ goes round the
   world, in steps. */
static bool placed_operands(struct walk *w, const xmlNode *n, struct literal *g)
{
	if (!operands(w, n, g))
		return false;
	const struct bbox *b = &g->box;
	struct bbox world = *b;
	bool near = fabs(b->minx) <= FAR && fabs(b->miny) <= FAR && fabs(b->maxx) <= FAR && fabs(b->maxy) <= FAR;
	if (g->crs.srs == 3857)
		srs_clip_mercator(&world);
	return g->crs.srs == w->scope->layer->srs || (near && b->minx >= world.minx && b->maxx <= world.maxx) ||
	       err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
	               "the geometry goes beyond where EPSG:%d has a meaning: make it smaller, or give it in EPSG:%d",
	               "la géométrie dépasse le domaine où EPSG:%d a un sens : réduisez-la, ou donnez-la en EPSG:%d",
	               g->crs.srs, w->scope->layer->srs);
}

static char *geometry_name(struct walk *w)
{
	return filter_name(w->scope->ctx, wfs_geometry_name(w->scope->layer));
}

bool filter_bbox(struct walk *w, const xmlNode *n, struct condition *c)
{
	struct literal g;

	if (!operands(w, n, &g))
		return false;
	if (!g.is_box)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "BBOX takes an Envelope", "BBOX prend un Envelope");
	c->boxed = true;
	c->box = g.box;
	c->box_srs = g.crs.srs;
	struct bbox *box = mem_new(w->scope->ctx, struct bbox);
	struct feature_test *t = filter_test(w, TEST_BOX);
	*box = g.box;
	t->box = box;
	t->box_srs = g.crs.srs;
	c->test = t;
	return true;
}

static void widen(struct bbox *b, double x, double y)
{
	b->minx -= x;
	b->maxx += x;
	b->miny -= y;
	b->maxy += y;
}

/* Where the index may look. The straight edges of a geometry are not where those of its box go in another
   system, so that the box becomes wider there. */
static bool hint(struct condition *c, const struct literal *g, int srs)
{
	c->box_srs = srs;
	if (!bbox_transform(&c->box, &g->box, g->crs.srs, srs))
		return false;
	if (g->crs.srs != srs)
		widen(&c->box, (c->box.maxx - c->box.minx) / 20, (c->box.maxy - c->box.miny) / 20);
	return true;
}

bool filter_spatial(struct walk *w, const xmlNode *n, struct condition *c)
{
	const char *name = xml_is(n, "Intersect") ? "Intersects" : (const char *)n->name;
	struct literal g;

	if (!placed_operands(w, n, &g))
		return false;
	c->sql = mem_printf(w->scope->ctx, "(ST_%s(%s, %s)%s)", name, geometry_name(w),
	                    filter_literal_sql(w, &g), w->postgis ? "" : " = 1");
	c->boxed = strcmp(name, "Disjoint") != 0 && hint(c, &g, w->scope->layer->srs);
	return true;
}

/* clang-format off */
static const struct {
	const char *name;
	double metres;                /* 0: degrees */
} units[] = {
	{ "m", 1 }, { "metre", 1 }, { "meter", 1 }, { "metres", 1 }, { "meters", 1 },
	{ "urn:ogc:def:uom:EPSG::9001", 1 }, { "http://www.opengis.net/def/uom/EPSG/0/9001", 1 },
	{ "urn:ogc:def:uom:OGC::metre", 1 },
	{ "km", 1000 }, { "kilometre", 1000 }, { "kilometer", 1000 }, { "kilometres", 1000 },
	{ "kilometers", 1000 }, { "mi", 1609.344 }, { "mile", 1609.344 }, { "miles", 1609.344 },
	{ "ft", 0.3048 }, { "foot", 0.3048 }, { "feet", 0.3048 }, { "nmi", 1852 },
	{ "deg", 0 }, { "degree", 0 }, { "degrees", 0 }, { "dd", 0 },
	{ "urn:ogc:def:uom:EPSG::9102", 0 }, { "urn:ogc:def:uom:EPSG::9122", 0 },
};
/* clang-format on */

struct distance {
	double value;                 /* in metres, or degrees */
	bool degrees;
};

static bool read_distance(struct walk *w, const xmlNode *n, bool geographic, struct distance *d)
{
	const void *ctx = w->scope->ctx;
	const xmlNode *node = xml_child(n, "Distance");
	const char *unit = node != NULL ? xml_get(ctx, node, "uom") : NULL;
	size_t i = 0, many = sizeof units / sizeof *units;

	if (node != NULL && unit == NULL)
		unit = xml_get(ctx, node, "units");
	if (node == NULL || !text_double(xml_content(ctx, node), &d->value) || d->value < 0)
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s needs a Distance of 0 or more: <Distance uom=\"m\">1000</Distance>",
		               "%s a besoin d'une Distance positive : <Distance uom=\"m\">1000</Distance>",
		               (const char *)n->name);
	d->degrees = geographic;
	if (unit == NULL)
		return true;  /* the unit of the layer's system */
	unit += strspn(unit, "#");
	while (i < many && !text_same(unit, units[i].name))
		i++;
	if (i == many || (units[i].metres == 0 && !geographic))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "\"%s\" is not a unit of distance here: m, km and mi are, and degree in a "
		               "geographic system",
		               "« %s » n'est pas une unité de distance ici : m, km et mi en sont, et degree dans "
		               "un système géographique", unit);
	d->degrees = units[i].metres == 0;
	d->value *= d->degrees ? 1 : units[i].metres;
	return true;
}

/* The UTM zone (WGS 84) at the middle of a box in degrees: metres there are metres on the ground. */
static int utm_at(const struct bbox *b)
{
	int zone = (int)floor(((b->minx + b->maxx) / 2 + 180) / 6) + 1;

	zone = zone < 1 ? 1 : zone > 60 ? 60 : zone;
	return (b->miny + b->maxy < 0 ? 32700 : 32600) + zone;
}

/* In degrees: farther than half of it from the middle of a zone, metres are a twelfth too long. */
#define METRES_WIDEST 48

/* Column and literal where distances between them are metres. */
static bool in_metres(struct walk *w, const struct bbox *box, const char **column, const char **literal)
{
	const void *ctx = w->scope->ctx;
	int utm = utm_at(box != NULL ? box : &w->scope->layer->geographic);

	if (box != NULL && box->maxx - box->minx > METRES_WIDEST)
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "a distance in metres can be asked for from a geometry of at most %d degrees of longitude; "
		               "ask for smaller parts, in EPSG:4326 or a system of the layer", "une distance en mètres se demande à "
		               "partir d'une géométrie d'au plus %d degrés de longitude ; demandez des parties plus petites, en "
		               "EPSG:4326 ou dans un système de la couche", METRES_WIDEST);
	*column = mem_printf(ctx, "ST_Transform(%s, %d)", *column, utm);
	*literal = mem_printf(ctx, "ST_Transform(%s, %d)", *literal, utm);
	return true;
}

/* Where something within the distance can be. */
static void reach(struct bbox *b, const struct distance *d, bool geographic)
{
	if (!geographic || d->degrees) {
		widen(b, d->value, d->value);
		return;
	}
	double up = d->value / 110000 * 1.01;
	double latitude = fmin(fmax(fabs(b->miny), fabs(b->maxy)) + up, 89);
	widen(b, up / cos(latitude * M_PI / 180), up);
}

bool filter_distance(struct walk *w, const xmlNode *n, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const struct layer *layer = w->scope->layer;
	struct srs_facts facts = { 0 };
	struct literal g;
	struct distance d;

	srs_facts(&facts, layer->srs);
	if (!placed_operands(w, n, &g) || !read_distance(w, n, facts.geographic, &d))
		return false;
	const char *column = geometry_name(w), *literal = filter_literal_sql(w, &g);
	struct bbox box;
	bool known = bbox_transform(&box, &g.box, g.crs.srs, layer->srs);
	if (facts.geographic && !d.degrees && !in_metres(w, known ? &box : NULL, &column, &literal))
		return false;
	bool within = xml_is(n, "DWithin");
	c->sql = mem_printf(ctx, "(ST_Distance(%s, %s) %s %s)", column, literal, within ? "<=" : ">",
	                    text_from_double(ctx, d.value));
	c->boxed = within && known;
	if (c->boxed) {
		reach(&box, &d, facts.geographic);
		c->box = box;
		c->box_srs = layer->srs;
	}
	return true;
}
