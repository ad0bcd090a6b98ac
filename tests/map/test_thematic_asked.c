#include <stdlib.h>

#include "tests/map/joined_picture.h"

#include "catalogue/joins.h"

#define PLAIN "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=CRS:84&LAYERS=squares&STYLES=" \
              "&WIDTH=320&HEIGHT=40&BBOX=0,45,8,46"

static void a_published_style_of_classes_sees_them_too(void **state)
{
	static const struct style classes[] = { { "default", { "C", "C" }, STYLE_CLASSES,
		"CLASSITEM \"kind\" CLASS NAME \"w\" EXPRESSION \"wood\" STYLE COLOR 1 2 3 END END "
		"CLASS NAME \"n\" EXPRESSION ('[nom]' = 'Carré 2') STYLE COLOR 4 5 6 END END" } };
	struct fixture *f = *state;
	struct layer *l = joined_layer_of(f);
	const struct style *before = l->styles;
	size_t n = l->n_styles;

	l->styles = classes;
	l->n_styles = 1;
	struct picture p = map_of(f, ALL "&STYLES=");
	assert_int_equal(middle_of(&p, 1), 0x010203ff);
	assert_int_equal(middle_of(&p, 2), 0x040506ff);
	assert_int_equal(middle_of(&p, 3), 0x010203ff);
	assert_int_equal(middle_of(&p, 4), 0xffffffff);
	/* the parameters of thematic maps go for it as well */
	p = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues");
	assert_int_equal(middle_of(&p, 2), middle_of(&p, 4));
	l->styles = before;
	l->n_styles = n;
	joined_layer_of(f);
}

static void a_join_whose_columns_are_gone_says_so(void **state)
{
	static const char *const queries[] = { ALL "&STYLES=rate", ALL "&STYLES=people", ALL "&STYLES=&attribute=rate&classes=2" };
	struct fixture *f = *state;
	struct layer *l = joined_layer_of(f);
	const struct joined *before = l->joined;
	struct joined *j = mem_new(f, struct joined);

	*j = *before;
	j->columns_path = "joins/gone.columns";
	j->version = "v3";
	l->joined = j;
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		wms_get(f, "/ows", queries[i]);
		assert_int_not_equal(f->err.code, ERR_NONE);
		assert_non_null(f->err.message.fr);
		assert_null(strstr(f->err.message.fr, "gone"));
	}
	l->joined = before;
	map_of(f, ALL "&STYLES=rate");
}

static void parameters_make_another_map(void **state)
{
	struct fixture *f = *state;
	struct picture stored = map_of(f, ALL "&STYLES=rate");
	struct picture two = map_of(f, ALL "&STYLES=rate&classes=2&method=equal&ramp=Reds");
	struct picture breaks = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues");

	assert_int_equal(middle_of(&two, 1), middle_of(&two, 2));
	assert_int_equal(middle_of(&two, 3), middle_of(&two, 4));
	assert_int_not_equal(middle_of(&two, 1), middle_of(&two, 4));
	assert_int_not_equal(middle_of(&two, 4), middle_of(&stored, 4));
	assert_int_not_equal(middle_of(&breaks, 1), middle_of(&breaks, 2));
	assert_int_equal(middle_of(&breaks, 2), middle_of(&breaks, 4));
	struct picture again = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues");
	assert_same(&breaks, &again);
	struct picture turned = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues&reverse=true");
	assert_int_equal(middle_of(&turned, 1), middle_of(&breaks, 2));
}

static double darkness(const struct picture *p)
{
	double sum = 0;

	for (int y = 0; y < p->height; y++)
		for (int x = 0; x < p->width; x++)
			sum += (picture_at(p, x, y) >> 8 & 0xff) < 0x60;
	return sum;
}

/* Names are longer than values; neither changes the classes, or what is kept of them. */
static void labels_are_asked_for_beside_a_style(void **state)
{
	struct fixture *f = *state;
	struct picture bare = map_of(f, ALL "&STYLES=rate"), names = map_of(f, ALL "&STYLES=rate&labels=name");
	struct picture values = map_of(f, ALL "&STYLES=rate&labels=value&lang=en");
	struct picture asked = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues&labels=both");
	struct picture plain = map_of(f, ALL "&STYLES=&attribute=rate&breaks=0,10,40&ramp=Blues");
	struct picture none = map_of(f, ALL "&STYLES=rate&labels=none");

	assert_same(&bare, &none);
	assert_true(darkness(&names) > darkness(&bare) + 100);
	assert_true(darkness(&values) > darkness(&bare) + 50);
	assert_true(darkness(&asked) > darkness(&plain) + 100);
	assert_int_equal(picture_at(&bare, 3, 3), picture_at(&names, 3, 3));
	const char *told = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetStyles&LAYERS=statistics&STYLES=rate&labels=both");
	assert_non_null(strstr(told, "<ogc:PropertyName>nom</ogc:PropertyName>: <ogc:PropertyName>rate"));
}

static void a_period_is_chosen_among_those_of_the_series(void **state)
{
	struct fixture *f = *state;
	struct picture named = map_of(f, ALL "&STYLES=rate_2017");
	struct picture moved = map_of(f, ALL "&STYLES=rate_2016&period=2017");

	assert_same(&named, &moved);
	/* the same breaks in all periods: 6 of 2016 is below 11 of 2017 */
	struct picture first = map_of(f, ALL "&STYLES=rate_2016&classes=2&method=equal");
	struct picture second = map_of(f, ALL "&STYLES=rate_2016&classes=2&method=equal&period=2017");
	assert_int_equal(middle_of(&first, 1), middle_of(&first, 6));
	assert_int_not_equal(middle_of(&first, 1), middle_of(&second, 8));
}

static void wrong_parameters_are_refused_by_name(void **state)
{
	static const struct { const char *query, *locator; enum err_code code; } cases[] = {
		{ "&STYLES=&attribute=nothing", "attribute", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&classes=99", "classes", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&method=guess", "method", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&ramp=Mud", "ramp", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&breaks=a,b", "breaks", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&around=x", "around", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&kind=pie", "kind", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=people&kind=choropleth", "kind", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&reverse=perhaps", "reverse", ERR_INVALID_PARAMETER },
		{ "&STYLES=rate&labels=some", "labels", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate&period=2016", "period", ERR_INVALID_PARAMETER },
		{ "&STYLES=&attribute=rate_2016&period=1999", "period", ERR_INVALID_PARAMETER },
		{ "&STYLES=nothing", "STYLES", ERR_STYLE },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		wms_get(f, "/ows", mem_printf(f, ALL "%s", cases[i].query));
		assert_int_equal(f->err.code, cases[i].code);
		assert_string_equal(f->err.locator, cases[i].locator);
		assert_non_null(f->err.message.fr);
	}
	get(f, ALL "&STYLES=&attribute=people&kind=choropleth&shade_counts=true");
}

static const char *etag(struct fixture *f, const char *query)
{
	get(f, query);
	return mem_strdup(f, out_header_get(f->out, "ETag"));
}

static void a_new_version_of_a_join_has_other_validators(void **state)
{
	struct fixture *f = *state;
	struct joined *j = mem_new(f, struct joined);
	struct layer *l = joined_layer_of(f);
	const char *before = etag(f, ALL "&STYLES=rate"), *plain = etag(f, PLAIN);

	assert_string_equal(before, etag(f, ALL "&STYLES=rate"));
	*j = *l->joined;
	j->version = "v2";
	l->joined = j;
	assert_string_not_equal(before, etag(f, ALL "&STYLES=rate"));
	assert_non_null(out_header_get(f->out, "Last-Modified"));
	assert_string_equal(plain, etag(f, PLAIN));
	static const struct stored_join stored = { .id = "x" };
	j->join = &stored;  /* which changes without an edition: no date tells of it */
	etag(f, ALL "&STYLES=rate");
	assert_null(out_header_get(f->out, "Last-Modified"));
	j->join = NULL;
}

static int open_fixture(void **state)
{
	*state = joined_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_published_style_of_classes_sees_them_too),
		cmocka_unit_test(a_join_whose_columns_are_gone_says_so),
		cmocka_unit_test(parameters_make_another_map),
		cmocka_unit_test(labels_are_asked_for_beside_a_style),
		cmocka_unit_test(a_period_is_chosen_among_those_of_the_series),
		cmocka_unit_test(wrong_parameters_are_refused_by_name),
		cmocka_unit_test(a_new_version_of_a_join_has_other_validators),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
