#include "tests/unit.h"

#include "conf/conf.h"
#include "map/filter.h"

static const struct column columns[] = {
	{ .name = "code", .type = COLUMN_STRING }, { .name = "n", .type = COLUMN_INTEGER },
	{ .name = "share", .type = COLUMN_REAL }, { .name = "open", .type = COLUMN_BOOLEAN },
	{ .name = "day", .type = COLUMN_DATE }, { .name = "odd\"name", .type = COLUMN_STRING },
};
static const struct layer layer = {
	.name = "communes", .geometry = GEOMETRY_POLYGON, .srs = 4326, .geographic = { -5, 41, 10, 52 },
	.bbox = { -5, 41, 10, 52 }, .columns = columns, .n_columns = 6, .key = "code",
	.source = { .digest = "00", .extension = "gpkg", .uri = "", .table = "communes",
	            .geometry_column = "geom", .id_column = "code" },
};
static const struct conf conf = { .max_predicates = 20, .max_filter_depth = 6, .max_ids = 3,
                                  .max_filter_bytes = 1 << 18 };

struct compiled {
	void *ctx;
	struct filter filter;
	struct err err;
};

static struct compiled compile_for(const struct layer *l, const char *inner)
{
	struct compiled c = { .ctx = talloc_new(NULL) };
	char *text = mem_printf(c.ctx, "<f:Filter xmlns:f=\"http://www.opengis.net/fes/2.0\" "
	                        "xmlns:gml=\"http://www.opengis.net/gml/3.2\">%s</f:Filter>", inner);
	struct span span = { text, strlen(text) };
	xmlDocPtr doc = xml_parse(c.ctx, span, 1 << 20, 60, "FILTER", &c.err);
	assert_non_null(doc);
	struct filter_scope scope = { c.ctx, &conf, l, wfs_crs_of(c.ctx, l->srs, WFS_200) };
	bool ok = filter_read(&c.filter, &scope, xmlDocGetRootElement(doc), &c.err);
	assert_int_equal(ok, c.err.code == ERR_NONE);
	return c;
}

static struct compiled compile(const char *inner)
{
	return compile_for(&layer, inner);
}

static void assert_sql(const char *inner, const char *sql)
{
	struct compiled c = compile(inner);

	assert_int_equal(c.err.code, ERR_NONE);
	assert_string_equal(c.filter.where != NULL ? c.filter.where : "", sql);
	talloc_free(c.ctx);
}

#define IS(op, name, value) "<f:PropertyIs" op "><f:ValueReference>" name "</f:ValueReference><f:Literal>" \
	value "</f:Literal></f:PropertyIs" op ">"
#define LIKE(value) "<f:PropertyIsLike wildCard=\"*\" singleChar=\"?\" escapeChar=\"!\"><f:ValueReference>code" \
	"</f:ValueReference><f:Literal>" value "</f:Literal></f:PropertyIsLike>"
#define BOX(corners) "<f:BBOX><gml:Envelope srsName=\"EPSG:4326\">" corners "</gml:Envelope></f:BBOX>"

static void values_are_quoted_by_the_type_of_their_column(void **state JT_UNUSED)
{
	assert_sql(IS("EqualTo", "code", "01"), "(\"code\" = '01')");
	assert_sql(IS("EqualTo", "code", "' OR 1=1 --"), "(\"code\" = ''' OR 1=1 --')");
	assert_sql(IS("EqualTo", "odd\"name", "a"), "(\"odd\"\"name\" = 'a')");
	assert_sql(IS("LessThan", "n", "5"), "(\"n\" < 5)");
	assert_sql(IS("GreaterThanOrEqualTo", "n", "5.50"), "(\"n\" >= 5.5)");
	assert_sql(IS("NotEqualTo", "share", "1e3"), "(\"share\" <> 1000)");
	assert_sql(IS("EqualTo", "open", "true"), "(\"open\" = 1)");
	assert_sql(IS("EqualTo", "day", "2016-01-31"), "(strftime('%Y-%m-%dT%H:%M:%f', \"day\") = "
	           "strftime('%Y-%m-%dT%H:%M:%f', '2016-01-31'))");
	assert_sql("<f:PropertyIsEqualTo><f:Literal>5</f:Literal><f:ValueReference>n</f:ValueReference>"
	           "</f:PropertyIsEqualTo>", "(5 = \"n\")");
	assert_sql("<f:PropertyIsEqualTo matchCase=\"false\"><f:ValueReference>code</f:ValueReference>"
	           "<f:Literal>A</f:Literal></f:PropertyIsEqualTo>", "(lower(\"code\") = lower('A'))");
	assert_sql("<f:PropertyIsNull><f:ValueReference>geom</f:ValueReference></f:PropertyIsNull>",
	           "(\"geom\" IS NULL)");
}

static void a_value_that_its_column_cannot_hold_is_refused(void **state JT_UNUSED)
{
	static const char *const wrong[] = {
		IS("EqualTo", "n", "five"), IS("EqualTo", "n", ""), IS("EqualTo", "n", "1; DROP TABLE x"),
		IS("EqualTo", "n", "nan"), IS("EqualTo", "n", "0x10"), IS("EqualTo", "open", "yes"),
		IS("EqualTo", "day", "2016"), IS("EqualTo", "day", "now"), IS("EqualTo", "day", "2016-1-1"),
		IS("EqualTo", "day", "2016-01-01T25"), IS("EqualTo", "day", "2016-01-01' OR '1"),
		IS("EqualTo", "geom", "1"), IS("EqualTo", "nonesuch", "1"), IS("EqualTo", "@gml:id", "1"),
		IS("EqualTo", "a/b/c", "1"),
		"<f:PropertyIsEqualTo><f:ValueReference>n</f:ValueReference></f:PropertyIsEqualTo>",
		"<f:PropertyIsEqualTo><f:Literal>1</f:Literal><f:Literal>1</f:Literal></f:PropertyIsEqualTo>",
		"<f:PropertyIsBetween><f:ValueReference>n</f:ValueReference></f:PropertyIsBetween>",
		"<f:PropertyIsNull/>", "<f:And/>", "<f:Not/>", "", "<f:Nonesuch/>",
		"<f:Not>" IS("EqualTo", "n", "1") IS("EqualTo", "n", "1") "</f:Not>",
		IS("EqualTo", "n", "1") IS("EqualTo", "n", "1"),
		"<f:PropertyIsEqualTo><f:Function name=\"f\"/><f:Literal>1</f:Literal></f:PropertyIsEqualTo>",
		"<f:PropertyIsEqualTo><f:Add/><f:Literal>1</f:Literal></f:PropertyIsEqualTo>",
		"<f:ResourceId/>", "<f:ResourceId rid=\"a.1\" version=\"ALL\"/>",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct compiled c = compile(wrong[i]);
		assert_int_not_equal(c.err.code, ERR_NONE);
		assert_string_equal(c.err.locator, "FILTER");
		talloc_free(c.ctx);
	}
}

static void patterns_stand_for_text_alone(void **state JT_UNUSED)
{
	assert_sql(LIKE("a*"), "(CAST(\"code\" AS TEXT) GLOB 'a*')");
	assert_sql(LIKE("a?b"), "(CAST(\"code\" AS TEXT) GLOB 'a?b')");
	assert_sql(LIKE("a!*b!!c!?"), "(CAST(\"code\" AS TEXT) GLOB 'a[*]b!c[?]')");
	assert_sql(LIKE("[a]"), "(CAST(\"code\" AS TEXT) GLOB '[[]a]')");
	assert_sql(LIKE("L'H*"), "(CAST(\"code\" AS TEXT) GLOB 'L''H*')");
	assert_sql(LIKE("%_"), "(CAST(\"code\" AS TEXT) GLOB '%_')");
	struct layer postgis = layer;
	postgis.source.referenced = true;
	postgis.source.uri = "PG:service=x";
	struct compiled c = compile_for(&postgis, LIKE("5%_!*é*"));
	assert_string_equal(c.filter.where, "(CAST(\"code\" AS TEXT) LIKE '5!%!_*é%' ESCAPE '!')");
	talloc_free(c.ctx);
}

static void patterns_are_bounded(void **state JT_UNUSED)
{
	struct compiled c = compile(LIKE("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a"));
	assert_int_equal(c.err.code, ERR_TOO_LARGE);
	talloc_free(c.ctx);
	char long_one[600] = { 0 };
	memset(long_one, 'x', 300);
	void *ctx = talloc_new(NULL);
	c = compile(mem_printf(ctx, LIKE("%s"), long_one));
	assert_int_equal(c.err.code, ERR_TOO_LARGE);
	talloc_free(c.ctx);
	talloc_free(ctx);
}

static char *times(void *ctx, const char *text, int n)
{
	char *all = mem_strdup(ctx, "");
	while (n-- > 0)
		all = mem_check(talloc_strdup_append(all, text));
	return all;
}

static void operators_and_their_depth_are_counted(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	static const struct { int n, depth; bool good; } cases[] = {
		{ 19, 0, true }, { 20, 0, false }, { 1, 5, true }, { 1, 6, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *many = times(ctx, IS("EqualTo", "n", "1"), cases[i].n);
		char *text = cases[i].depth == 0 ? mem_printf(ctx, "<f:Or>%s</f:Or>", many)
			: mem_printf(ctx, "%s%s%s", times(ctx, "<f:Not>", cases[i].depth), many,
			             times(ctx, "</f:Not>", cases[i].depth));
		struct compiled c = compile(text);
		assert_int_equal(c.err.code, cases[i].good ? ERR_NONE : ERR_TOO_LARGE);
		talloc_free(c.ctx);
	}
	struct compiled c = compile(times(ctx, "<f:ResourceId rid=\"communes.1\"/>", 4));
	assert_int_equal(c.err.code, ERR_TOO_LARGE);
	talloc_free(c.ctx);
	talloc_free(ctx);
}

static void identifiers_of_other_types_match_nothing(void **state JT_UNUSED)
{
	assert_sql("<f:Not><f:ResourceId rid=\"communes.2A004\"/></f:Not>", "(NOT \"code\" = '2A004')");
	assert_sql("<f:Not><f:ResourceId rid=\"communes._x0027__x0020_OR\"/></f:Not>", "(NOT \"code\" = ''' OR')");
	assert_sql("<f:Not><f:ResourceId rid=\"regions.1\"/></f:Not>", "(NOT 1 = 0)");
	assert_sql("<f:Not><f:ResourceId rid=\"nonsense\"/></f:Not>", "(NOT 1 = 0)");
	struct layer numbered = layer;
	numbered.source.id_column = "fid";
	struct compiled c = compile_for(&numbered, "<f:Not><f:ResourceId rid=\"communes.12\"/></f:Not>");
	assert_string_equal(c.filter.where, "(NOT \"fid\" = 12)");
	talloc_free(c.ctx);
	c = compile_for(&numbered, "<f:Not><f:ResourceId rid=\"communes.1_x002C_2\"/></f:Not>");
	assert_string_equal(c.filter.where, "(NOT 1 = 0)");
	talloc_free(c.ctx);
}

static void identifiers_alone_are_no_sql(void **state JT_UNUSED)
{
	struct compiled c = compile("<f:ResourceId rid=\"communes.2A004\"/><f:ResourceId rid=\"regions.1\"/>"
	                            "<f:ResourceId rid=\"communes._x0027__x0020_OR\"/>");

	assert_null(c.filter.where);
	assert_int_equal(c.filter.n_ids, 2);
	assert_string_equal(c.filter.ids[0], "2A004");
	assert_string_equal(c.filter.ids[1], "' OR");
	talloc_free(c.ctx);
	c = compile("<f:ResourceId rid=\"nonsense\"/>");
	assert_non_null(c.filter.ids);
	assert_int_equal(c.filter.n_ids, 0);
	talloc_free(c.ctx);
}

static void a_box_by_itself_is_no_sql(void **state JT_UNUSED)
{
	struct compiled c = compile(BOX("<gml:lowerCorner>2 48</gml:lowerCorner><gml:upperCorner>3 49"
	                                "</gml:upperCorner>"));

	assert_null(c.filter.where);
	assert_true(c.filter.boxed);
	assert_int_equal(c.filter.box_srs, 4326);
	assert_float_equal(c.filter.box.minx, 2, 0);
	assert_float_equal(c.filter.box.maxy, 49, 0);
	talloc_free(c.ctx);
	c = compile("<f:And>" BOX("<gml:pos>2 48</gml:pos><gml:pos>3 49</gml:pos>")
	            IS("EqualTo", "n", "1") "</f:And>");
	assert_string_equal(c.filter.where, "(\"n\" = 1)");
	assert_true(c.filter.boxed);
	talloc_free(c.ctx);
	/* under Not the box must be said, and nothing may be left out by an index */
	c = compile("<f:Not>" BOX("<gml:coordinates>2,48 3,49</gml:coordinates>") "</f:Not>");
	assert_false(c.filter.boxed);
	assert_string_equal(c.filter.where, "(NOT ST_Intersects(\"geom\", ST_GeomFromText('POLYGON((2 48,3 48,3 49,"
	                    "2 49,2 48))', 4326)) = 1)");
	talloc_free(c.ctx);
}

static void of_two_boxes_one_is_said_and_one_handed_on(void **state JT_UNUSED)
{
	struct compiled c = compile("<f:And>" BOX("<gml:pos>2 48</gml:pos><gml:pos>9 50</gml:pos>")
	                            BOX("<gml:pos>2 48</gml:pos><gml:pos>3 49</gml:pos>") "</f:And>");

	assert_true(c.filter.boxed);
	assert_non_null(strstr(c.filter.where, "ST_Intersects"));
	talloc_free(c.ctx);
	c = compile("<f:Or>" BOX("<gml:pos>2 48</gml:pos><gml:pos>3 49</gml:pos>")
	            BOX("<gml:pos>5 43</gml:pos><gml:pos>6 44</gml:pos>") "</f:Or>");
	assert_true(c.filter.boxed);
	assert_float_equal(c.filter.box.maxx, 6, 0);
	assert_float_equal(c.filter.box.miny, 43, 0);
	talloc_free(c.ctx);
	c = compile("<f:Or>" BOX("<gml:pos>2 48</gml:pos><gml:pos>3 49</gml:pos>") IS("EqualTo", "n", "1")
	            "</f:Or>");
	assert_false(c.filter.boxed);
	talloc_free(c.ctx);
}

static void geometries_of_every_gml_are_read(void **state JT_UNUSED)
{
	static const struct { const char *gml, *wkt; } cases[] = {
		{ "<gml:Point srsName=\"EPSG:4326\"><gml:pos>2 48</gml:pos></gml:Point>", "'POINT(2 48)'" },
		{ "<gml:Point srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:pos>48 2</gml:pos></gml:Point>",
		  "'POINT(2 48)'" },
		{ "<gml:Point><gml:coordinates>48,2</gml:coordinates></gml:Point>", "'POINT(2 48)'" },
		{ "<gml:Point srsName=\"CRS:84\"><gml:coord><gml:X>2</gml:X><gml:Y>48</gml:Y></gml:coord></gml:Point>",
		  "'POINT(2 48)'" },
		{ "<gml:LineString srsName=\"EPSG:4326\" srsDimension=\"3\"><gml:posList>1 2 9 3 4 9</gml:posList>"
		  "</gml:LineString>", "'LINESTRING(1 2,3 4)'" },
		{ "<gml:LineString srsName=\"EPSG:4326\"><gml:coordinates cs=\" \" ts=\",\">1 2, 3 4"
		  "</gml:coordinates></gml:LineString>", NULL },
		{ "<gml:LineString srsName=\"EPSG:4326\"><gml:coordinates cs=\";\" ts=\"|\">1;2|3;4"
		  "</gml:coordinates></gml:LineString>", "'LINESTRING(1 2,3 4)'" },
		{ "<gml:Polygon srsName=\"EPSG:4326\"><gml:exterior><gml:LinearRing><gml:posList>0 0 9 0 9 9 0 0"
		  "</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>"
		  "5 1 6 1 6 2 5 1</gml:posList></gml:LinearRing></gml:interior></gml:Polygon>",
		  "'POLYGON((0 0,9 0,9 9,0 0),(5 1,6 1,6 2,5 1))'" },
		{ "<gml:Polygon srsName=\"EPSG:4326\"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 9,0 9,9"
		  "</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>",
		  "'POLYGON((0 0,9 0,9 9,0 0))'" },
		{ "<gml:MultiPoint srsName=\"EPSG:4326\"><gml:pointMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point>"
		  "</gml:pointMember><gml:pointMembers><gml:Point><gml:pos>3 4</gml:pos></gml:Point></gml:pointMembers>"
		  "</gml:MultiPoint>", "'MULTIPOINT((1 2),(3 4))'" },
		{ "<gml:MultiCurve srsName=\"EPSG:4326\"><gml:curveMember><gml:LineString><gml:posList>1 2 3 4"
		  "</gml:posList></gml:LineString></gml:curveMember></gml:MultiCurve>",
		  "'MULTILINESTRING((1 2,3 4))'" },
		{ "<gml:Surface srsName=\"EPSG:4326\"><gml:patches><gml:PolygonPatch><gml:exterior><gml:LinearRing>"
		  "<gml:posList>0 0 9 0 9 9 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:PolygonPatch>"
		  "</gml:patches></gml:Surface>", "'POLYGON((0 0,9 0,9 9,0 0))'" },
		{ "<gml:Curve srsName=\"EPSG:4326\"><gml:segments><gml:LineStringSegment><gml:posList>1 2 3 4"
		  "</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>", "'LINESTRING(1 2,3 4)'" },
		{ "<gml:Point srsName=\"EPSG:4326\"><gml:pos>2</gml:pos></gml:Point>", NULL },
		{ "<gml:Point srsName=\"EPSG:4326\"><gml:pos>a b</gml:pos></gml:Point>", NULL },
		{ "<gml:Point srsName=\"EPSG:4326\"/>", NULL },
		{ "<gml:Point srsName=\"EPSG:999999\"><gml:pos>1 2</gml:pos></gml:Point>", NULL },
		{ "<gml:Point srsName=\"EPSG:4326\"><gml:pos>1 1e999</gml:pos></gml:Point>", NULL },
		{ "<gml:Polygon srsName=\"EPSG:4326\"/>", NULL },
		{ "<gml:Polygon srsName=\"EPSG:4326\"><gml:exterior><gml:LinearRing><gml:posList>0 0 9 0</gml:posList>"
		  "</gml:LinearRing></gml:exterior></gml:Polygon>", NULL },
		{ "<gml:MultiSurface srsName=\"EPSG:4326\"/>", NULL },
		{ "<gml:MultiSurface srsName=\"EPSG:4326\"><gml:surfaceMember><gml:Point/></gml:surfaceMember>"
		  "</gml:MultiSurface>", NULL },
		{ "<gml:Envelope srsName=\"EPSG:4326\"><gml:lowerCorner>3 3</gml:lowerCorner><gml:upperCorner>1 1"
		  "</gml:upperCorner></gml:Envelope>", NULL },
		{ "<gml:Tin/>", NULL }, { "", NULL },
	};
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct compiled c = compile(mem_printf(ctx, "<f:Within><f:ValueReference>geom</f:ValueReference>%s"
		                                       "</f:Within>", cases[i].gml));
		if (cases[i].wkt == NULL) {
			assert_int_not_equal(c.err.code, ERR_NONE);
		} else {
			assert_int_equal(c.err.code, ERR_NONE);
			assert_string_equal(c.filter.where, mem_printf(ctx,
				"(ST_Within(\"geom\", ST_GeomFromText(%s, 4326)) = 1)", cases[i].wkt));
			assert_true(c.filter.boxed);
		}
		talloc_free(c.ctx);
	}
	talloc_free(ctx);
}

static void a_geometry_of_another_system_is_moved_to_the_layer_s(void **state JT_UNUSED)
{
	struct compiled c = compile("<f:Intersects><f:ValueReference>geom</f:ValueReference><gml:Point "
	                            "srsName=\"EPSG:2154\"><gml:pos>652000 6862000</gml:pos></gml:Point>"
	                            "</f:Intersects>");

	assert_string_equal(c.filter.where, "(ST_Intersects(\"geom\", ST_Transform(ST_GeomFromText("
	                    "'POINT(652000 6862000)', 2154), 4326)) = 1)");
	assert_int_equal(c.filter.box_srs, 4326);
	assert_float_equal(c.filter.box.minx, 2.345, 0.01);
	talloc_free(c.ctx);
}

static void distances_are_on_the_ground(void **state JT_UNUSED)
{
#define NEAR(distance) "<f:DWithin><f:ValueReference>geom</f:ValueReference><gml:Point srsName=\"EPSG:4326\">" \
	"<gml:pos>2 48</gml:pos></gml:Point>" distance "</f:DWithin>"
	struct compiled c = compile(NEAR("<f:Distance uom=\"km\">11</f:Distance>"));

	assert_string_equal(c.filter.where, "(ST_Distance(ST_Transform(\"geom\", 32631), ST_Transform("
	                    "ST_GeomFromText('POINT(2 48)', 4326), 32631)) <= 11000)");
	assert_true(c.filter.boxed);
	assert_float_equal(c.filter.box.maxy, 48.1, 0.01);
	assert_true(c.filter.box.maxx > 2.14 && c.filter.box.maxx < 2.2);
	talloc_free(c.ctx);
	c = compile(NEAR("<f:Distance uom=\"degree\">0.5</f:Distance>"));
	assert_non_null(strstr(c.filter.where, "ST_Distance(\"geom\", ST_GeomFromText("));
	talloc_free(c.ctx);
	static const char *const wrong[] = { NEAR(""), NEAR("<f:Distance uom=\"m\">-1</f:Distance>"),
		NEAR("<f:Distance uom=\"furlong\">1</f:Distance>"), NEAR("<f:Distance>x</f:Distance>") };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		c = compile(wrong[i]);
		assert_int_equal(c.err.code, ERR_INVALID_PARAMETER);
		talloc_free(c.ctx);
	}
}

static void times_are_compared_as_moments(void **state JT_UNUSED)
{
#define T(text) "strftime('%Y-%m-%dT%H:%M:%f', " text ")"
#define PERIOD "<gml:TimePeriod><gml:beginPosition>2016-01-01</gml:beginPosition><gml:endPosition>2017-01-01" \
	"</gml:endPosition></gml:TimePeriod>"
#define INSTANT "<gml:TimeInstant><gml:timePosition>2016-01-01T12:00:00Z</gml:timePosition></gml:TimeInstant>"
	assert_sql("<f:During><f:ValueReference>day</f:ValueReference>" PERIOD "</f:During>",
	           "(" T("\"day\"") " > " T("'2016-01-01'") " AND " T("\"day\"") " < " T("'2017-01-01'") ")");
	assert_sql("<f:After><f:ValueReference>day</f:ValueReference>" PERIOD "</f:After>",
	           "(" T("\"day\"") " > " T("'2017-01-01'") ")");
	assert_sql("<f:Before><f:ValueReference>day</f:ValueReference><f:Literal>" INSTANT "</f:Literal></f:Before>",
	           "(" T("\"day\"") " < " T("'2016-01-01T12:00:00Z'") ")");
	static const char *const wrong[] = {
		"<f:During><f:ValueReference>day</f:ValueReference>" INSTANT "</f:During>",
		"<f:After><f:ValueReference>code</f:ValueReference>" INSTANT "</f:After>",
		"<f:After><f:ValueReference>day</f:ValueReference></f:After>",
		"<f:After><f:ValueReference>day</f:ValueReference><gml:TimeInstant/></f:After>",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct compiled c = compile(wrong[i]);
		assert_int_equal(c.err.code, ERR_INVALID_PARAMETER);
		talloc_free(c.ctx);
	}
}

static void a_box_parameter_is_read_by_its_system(void **state JT_UNUSED)
{
	static const struct { const char *text; int srs; double minx; } cases[] = {
		{ "48,2,49,3", 4326, 2 }, { "2,48,3,49,EPSG:4326", 4326, 2 }, { "2,48,3,49,CRS:84", 4326, 2 },
		{ "48,2,49,3,urn:ogc:def:crs:EPSG::4326", 4326, 2 },
		{ "600000, 6800000, 700000, 6900000, EPSG:2154", 0, 0 },
		{ "600000,6800000,700000,6900000,urn:ogc:def:crs:EPSG::2154", 2154, 600000 },
		{ "1,2,3", 0, 0 }, { "1,2,3,4,5,6", 0, 0 }, { "3,2,1,4,EPSG:4326", 0, 0 }, { "1,2,3,inf", 0, 0 },
		{ "", 0, 0 }, { "1,2,3,4,", 0, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *ctx = talloc_new(NULL);
		struct filter_scope scope = { ctx, &conf, &layer, wfs_crs_of(ctx, 4326, WFS_200) };
		struct filter f;
		struct err err = { 0 };
		assert_int_equal(filter_box(&f, &scope, cases[i].text, &err), cases[i].srs != 0);
		if (cases[i].srs == 0) {
			assert_string_equal(err.locator, "BBOX");
		} else {
			assert_int_equal(f.box_srs, cases[i].srs);
			assert_float_equal(f.box.minx, cases[i].minx, 0);
		}
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_quoted_by_the_type_of_their_column),
		cmocka_unit_test(a_value_that_its_column_cannot_hold_is_refused),
		cmocka_unit_test(patterns_stand_for_text_alone),
		cmocka_unit_test(patterns_are_bounded),
		cmocka_unit_test(operators_and_their_depth_are_counted),
		cmocka_unit_test(identifiers_of_other_types_match_nothing),
		cmocka_unit_test(identifiers_alone_are_no_sql),
		cmocka_unit_test(a_box_by_itself_is_no_sql),
		cmocka_unit_test(of_two_boxes_one_is_said_and_one_handed_on),
		cmocka_unit_test(geometries_of_every_gml_are_read),
		cmocka_unit_test(a_geometry_of_another_system_is_moved_to_the_layer_s),
		cmocka_unit_test(distances_are_on_the_ground),
		cmocka_unit_test(times_are_compared_as_moments),
		cmocka_unit_test(a_box_parameter_is_read_by_its_system),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
