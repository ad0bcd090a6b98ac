/* Our own pictures of areas beside libmapserver's: random views, styles and reference systems. The tolerance: channels
   (times the opacity, 0 to 255) differ by at most BLOCK in the mean of a square of 16 pixels where areas are wider than
   three pixels (of smaller ones libmapserver leaves many out); and where they are wide enough to be seen one by one and
   none is hatched, as libmapserver's hatchings begin elsewhere, by at most MEAN on average, and by more than a quarter of
   the range in at most FAR of the pixels: those along borders, which libmapserver draws once for each neighbour. */
#include <math.h>

#include "geometry/mapped.h"
#include "draw/scenes.h"
#include "map/choropleth.h"
#include "map/sld.h"
#include "tests/map/mosaic.h"
#include "tests/map/picture.h"

#define VIEWS 700
#define LAYERS 3
#define SIDE 16
#define BLOCK 32.0
#define MEAN 4.5
#define FAR 0.06

static const int systems[] = { 4326, 3857, 2154, 3035, 32630, 4258, 3395 };

#define CLASSES(e1, e2, e3) "CLASS " e1 " STYLE COLOR 240 240 210 OUTLINECOLOR 90 90 90 WIDTH 0.8 END END\n" \
	"CLASS " e2 " STYLE COLOR 120 170 90 END STYLE OUTLINECOLOR 90 90 90 WIDTH 0.8 END END\n" \
	"CLASS " e3 " STYLE COLOR 200 60 40 OUTLINECOLOR 90 90 90 WIDTH 0.8 END END\n"
#define SLD(rules) "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" " \
	"xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer><Name>m</Name><UserStyle><FeatureTypeStyle>" rules \
	"</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
#define RULE(filter, color) "<Rule>" filter "<PolygonSymbolizer><Fill><CssParameter name=\"fill\">" color \
	"</CssParameter></Fill></PolygonSymbolizer></Rule>"
#define IS(op, column, value) "<ogc:Filter><ogc:" op "><ogc:PropertyName>" column "</ogc:PropertyName><ogc:Literal>" \
	value "</ogc:Literal></ogc:" op "></ogc:Filter>"

#define TEXT(column) "<TextSymbolizer><Label><ogc:PropertyName>" column "</ogc:PropertyName></Label><Halo/></TextSymbolizer>"
#define LABEL(text, limits) "LABEL TEXT '" text "' SIZE 9 COLOR 20 20 20 OUTLINECOLOR 255 255 255 OUTLINEWIDTH 2 " limits \
	" END "

static const struct style styles[] = {
	{ "default", { "", "" }, STYLE_CLASSES, "" },
	{ "by_item", { "", "" }, STYLE_CLASSES,
	  "CLASSITEM \"reg\"\n" CLASSES("EXPRESSION \"A\"", "EXPRESSION \"C\"", "") },
	{ "by_number", { "", "" }, STYLE_CLASSES,
	  CLASSES("EXPRESSION ([pop] < 1000)", "EXPRESSION ([pop] < 20000)", "EXPRESSION ([pop] >= 20000)") },
	{ "by_list", { "", "" }, STYLE_CLASSES,
	  CLASSES("EXPRESSION ('[reg]' IN 'A,B')", "EXPRESSION ('[reg]' = 'D')", "EXPRESSION ('[code]' = 'C007')") },
	{ "by_sld", { "", "" }, STYLE_SLD,
	  SLD(RULE(IS("PropertyIsLessThan", "rate", "30"), "#ffeedd") RULE(IS("PropertyIsGreaterThan", "rate", "60"), "#884422")
	      RULE(IS("PropertyIsEqualTo", "reg", "E"), "#2244cc")) },
	{ "outlines", { "", "" }, STYLE_CLASSES, "CLASS STYLE OUTLINECOLOR 0 0 0 WIDTH 2 END END" },
	{ "labels", { "", "" }, STYLE_CLASSES,
	  "CLASS EXPRESSION ([pop] < 5000) STYLE COLOR 230 230 200 OUTLINECOLOR 90 90 90 END " LABEL("[code]", "") "END\n"
	  "CLASS EXPRESSION ('[reg]' = 'A') " LABEL("nothing but [reg], that is it", "") "END\n"
	  "CLASS STYLE COLOR 130 160 200 OUTLINECOLOR 90 90 90 END " LABEL("[reg]\n[pop]", "MAXSCALEDENOM 4000000") "END" },
	{ "labels_sld", { "", "" }, STYLE_SLD,
	  SLD(RULE(IS("PropertyIsLessThan", "rate", "30"), "#ffeedd") RULE(IS("PropertyIsGreaterThan", "rate", "60"), "#884422")
	      "<Rule>" TEXT("code") "</Rule>") },
	{ "scales", { "", "" }, STYLE_CLASSES,
	  "CLASS EXPRESSION ([pop] < 5000) MINSCALEDENOM 3000000 STYLE COLOR 230 30 20 OUTLINECOLOR 90 90 90 END END\n"
	  "CLASS MAXSCALEDENOM 5000000 STYLE COLOR 130 160 200 OUTLINECOLOR 90 90 90 END END" },
	{ "dashes", { "", "" }, STYLE_CLASSES, "CLASS STYLE OUTLINECOLOR 0 0 200 WIDTH 2 PATTERN 6 4 END END END" },
};
enum { STYLES = sizeof styles / sizeof *styles, OURS = STYLES - 1 };

/* What a picture is of, for the message and to draw it again. */
struct trial {
	struct engine_drawn drawn[LAYERS];
	struct engine_map map;
	struct engine_picture picture;
	const char *what;
	bool seen;                    /* areas are wider than three pixels */
	bool clear;                   /* they are seen one by one, none is hatched */
};

static const struct thematic *any_thematic(struct fixture *f, struct dice *d)
{
	static const char *const ramps[] = { "Blues", "RdBu", "viridis" };
	struct thematic_wish wish = thematic_no_wish();
	static const char *const columns[] = { "share", "kind", "people" };
	size_t of = dice_of(d, 3);

	if (of == 0) {
		wish.classes = 3 + dice_of(d, 5);
		wish.ramp = ramps[dice_of(d, 3)];
	}
	return mosaic_thematic(f, columns[of], &wish);
}

/* Of half of the layers, those of two regions, or those of many people. */
static void add_filter(struct fixture *f, struct dice *d, struct engine_drawn *drawn)
{
	static const struct engine_range regions[] = { { "B", "D" }, { "A", "A" } }, people[] = { { "1000", "90000.5" } };
	struct engine_filter *filter = mem_new(f, struct engine_filter);
	bool by_region = dice_of(d, 2) == 0;

	filter->column = layer_column(drawn->layer, by_region ? "reg" : "pop");
	filter->ranges = by_region ? regions : people;
	filter->n_ranges = by_region ? 2 : 1;
	drawn->filters = filter;
	drawn->n_filters = 1;
}

/* A layer in a style of its own, a client's, or a thematic one. */
static struct engine_drawn any_drawn(struct fixture *f, struct dice *d, size_t n_styles)
{
	size_t style = dice_of(d, n_styles + 4);
	struct engine_drawn drawn = { .layer = &f->layers[style < n_styles ? 0 : 1],
	                              .style = &styles[style < n_styles ? style : 0] };

	if (style >= n_styles)
		drawn.thematic = any_thematic(f, d);
	else if (drawn.style->kind == STYLE_SLD && dice_of(d, 2) == 0) {
		const struct sld *sld = sld_parse(f, &f->conf, (struct span){ drawn.style->body, strlen(drawn.style->body) }, "",
		                                  &f->err);
		assert_non_null(sld);
		drawn.sld = &sld->layers[0].style;
		drawn.sld_digest = drawn.style->name;
	}
	if (dice_of(d, 5) == 0)
		add_filter(f, d, &drawn);
	return drawn;
}

static const char *name_of(const struct engine_drawn *d)
{
	return d->thematic != NULL ? thematic_kind_name(d->thematic->kind) : d->style->name;
}

/* One layer of ours, or several of which one at least is. */
static void add_layers(struct trial *t, struct fixture *f, struct dice *d)
{
	t->map.n_layers = dice_of(d, 3) == 0 ? 2 + dice_of(d, LAYERS - 1) : 1;
	t->what = "";
	t->clear = true;
	for (size_t i = 0; i < t->map.n_layers; i++) {
		const struct engine_drawn one = any_drawn(f, d, i == 0 ? OURS : STYLES);
		t->drawn[i] = one;
		t->what = mem_printf(f, "%s%s%s", t->what, i > 0 ? "+" : "", name_of(&one));
		t->clear = t->clear && (one.thematic == NULL || one.thematic->kind == THEMATIC_CHOROPLETH);
	}
}

static struct trial any_trial(struct fixture *f, struct dice *d)
{
	struct trial t = { .picture = { "png", dice_of(d, 2) == 0, 0xffffff } };
	double x = dice(d, -5, 8), y = dice(d, 42, 50), half = exp(dice(d, log(0.01), log(14)));
	struct bbox box = { x - half, y - half * 0.7, x + half, y + half * 0.7 };
	int srs = systems[dice_of(d, sizeof systems / sizeof *systems)];

	t.map = (struct engine_map){ .srs = srs, .width = 40 + (int)dice_of(d, 220) };
	add_layers(&t, f, d);
	if (srs == 4326 || srs == 4258)
		t.map.bbox = box;
	else
		assert_true(engine_transform(f->x.engine, &t.map.bbox, &box, 4326, srs));
	t.map.height = (int)lround(t.map.width * (t.map.bbox.maxy - t.map.bbox.miny) / (t.map.bbox.maxx - t.map.bbox.minx));
	/* areas are about 0.37 degrees wide */
	double wide = 0.37 / (2 * half) * t.map.width;
	t.seen = wide > 3;
	t.clear = t.clear && wide > 8;
	return t;
}

static struct picture drawn(struct fixture *f, const struct trial *t, bool by_ourselves)
{
	struct engine_map map = t->map;

	map.layers = t->drawn;
	fixture_request(f, "/ows", "");
	bool good = by_ourselves ? choropleth_draw(&f->x, &map, &t->picture, f->out, &f->err)
	                         : engine_draw(f->x.engine, &f->x, &map, &t->picture, f->out, &f->err);
	if (!good)
		fail_msg("%s: %s (%s)", t->what, f->err.message.en, f->err.detail);
	return picture_of(f);
}

/* Channels as they are seen: times the opacity. */
static int seen(const struct picture *p, size_t i, int channel)
{
	const uint8_t *at = p->pixels + 4 * i;
	return channel == 3 ? at[3] : at[channel] * at[3] / 255;
}

struct difference {
	double mean, far, block;
};

/* The mean of what a channel differs by, signed, in a square. */
static double block_of(const struct picture *a, const struct picture *b, int left, int top, int channel)
{
	double sum = 0;

	for (int y = top; y < top + SIDE; y++)
		for (int x = left; x < left + SIDE; x++) {
			size_t i = (size_t)y * (size_t)a->width + (size_t)x;
			sum += seen(a, i, channel) - seen(b, i, channel);
		}
	return fabs(sum / (SIDE * SIDE));
}

static struct difference compare(const struct picture *a, const struct picture *b)
{
	size_t n = (size_t)a->width * (size_t)a->height;
	struct difference d = { 0, 0, 0 };

	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (size_t i = 0; i < n; i++) {
		int most = 0;
		for (int c = 0; c < 4; c++) {
			int away = abs(seen(a, i, c) - seen(b, i, c));
			d.mean += away / (4.0 * (double)n);
			most = away > most ? away : most;
		}
		d.far += (most > 64) / (double)n;
	}
	for (int y = 0; y + SIDE <= a->height; y += SIDE)
		for (int x = 0; x + SIDE <= a->width; x += SIDE)
			for (int c = 0; c < 4; c++)
				d.block = fmax(d.block, block_of(a, b, x, y, c));
	return d;
}

static void keep(struct fixture *f, const struct trial *t, bool by_ourselves, int view)
{
	const char *folder = getenv("ALIKE_KEEP");
	size_t n;

	if (folder == NULL)
		return;
	drawn(f, t, by_ourselves);
	const char *body = fixture_body(f, &n);
	FILE *file = fopen(mem_printf(f, "%s/%03d-%s-%s.png", folder, view, t->what, by_ourselves ? "ours" : "theirs"), "wb");
	assert_non_null(file);
	fwrite(body, 1, n, file);
	fclose(file);
}

static struct difference try(struct fixture *f, struct dice *d, int view)
{
	struct trial t = any_trial(f, d);
	struct engine_map map = t.map;

	map.layers = t.drawn;
	fixture_request(f, "/ows", "");
	if (!choropleth_suits(&f->x, &map, &t.picture))
		fail_msg("%s is left to libmapserver", t.what);
	struct picture ours = drawn(f, &t, true), theirs = drawn(f, &t, false);
	struct difference one = compare(&ours, &theirs);
	if (!t.clear)
		one.mean = one.far = 0;
	if (!t.seen)
		one.block = 0;
	if (one.mean <= MEAN && one.far <= FAR && one.block <= BLOCK)
		return one;
	keep(f, &t, true, view);
	keep(f, &t, false, view);
	print_message("# view %d, %s, EPSG:%d, %dx%d at %.4f,%.4f,%.4f,%.4f: mean %.2f, far %.3f, block %.1f\n", view, t.what,
	              t.map.srs, t.map.width, t.map.height, t.map.bbox.minx, t.map.bbox.miny, t.map.bbox.maxx,
	              t.map.bbox.maxy, one.mean, one.far, one.block);
	return one;
}

static void pictures_are_alike(void **state JT_UNUSED)
{
	struct fixture *f = mosaic_new();
	struct dice d = { 2026 };
	struct difference most = { 0, 0, 0 };

	f->x.scenes = scenes_new(f, 48 << 20);
	for (int view = 0; view < VIEWS; view++) {
		struct difference one = try(f, &d, view);
		most = (struct difference){ fmax(most.mean, one.mean), fmax(most.far, one.far), fmax(most.block, one.block) };
	}
	print_message("# %d views, at most: mean %.2f, far %.3f, block %.1f\n", VIEWS, most.mean, most.far, most.block);
	assert_true(most.mean <= MEAN && most.far <= FAR && most.block <= BLOCK);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(pictures_are_alike) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
