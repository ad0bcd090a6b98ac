#include "tests/unit.h"

#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>

#include "service/exception.h"
#include "tests/service/unit_exchange.h"

static const char *draw(struct exchange *x, enum dialect d, enum err_code code, int *status, const char **type)
{
	struct err err = { 0 };
	struct out *out = out_new_buffer(x->ctx);
	size_t n;

	err_set(&err, x->ctx, code, "BBOX", "a < b", "a < b, dit-on");
	exception_draw(x, d, &err, out);
	*status = out_status_get(out);
	if (type != NULL)
		*type = out_header_get(out, "Content-Type");
	const char *text = out_held(out, &n);
	return mem_strndup(x->ctx, text, n);
}

static void each_dialect_names_the_parameter_in_the_language_asked(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	for (int d = 0; d < DIALECTS; d++) {
		int status;
		const char *text = draw(x, (enum dialect)d, ERR_INVALID_PARAMETER, &status, NULL);
		assert_non_null(strstr(text, "BBOX"));
		assert_non_null(strstr(text, "dit-on"));
		assert_non_null(strstr(text, "InvalidParameterValue"));
		assert_int_equal(status, d <= DIALECT_WFS_100 ? 200 : 400);
	}
	talloc_free(ctx);
}

static void codes_are_those_of_each_version(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	int status;
	assert_non_null(strstr(draw(x, DIALECT_WMS_111, ERR_CRS, &status, NULL), "\"InvalidSRS\""));
	assert_non_null(strstr(draw(x, DIALECT_WMS_130, ERR_CRS, &status, NULL), "\"InvalidCRS\""));
	assert_non_null(strstr(draw(x, DIALECT_WMS_130, ERR_LAYER, &status, NULL), "\"LayerNotDefined\""));
	assert_non_null(strstr(draw(x, DIALECT_OWS_110, ERR_LAYER, &status, NULL), "\"InvalidParameterValue\""));
	assert_int_equal(status, 400);
	draw(x, DIALECT_PROBLEM, ERR_LAYER, &status, NULL);
	assert_int_equal(status, 404);
	draw(x, DIALECT_WMS_130, ERR_UNAUTHORIZED, &status, NULL);
	assert_int_equal(status, 401);
	talloc_free(ctx);
}

static bool valid(const char *schema, const char *text)
{
	const char *shared = getenv("JOINTURE_SHARED");
	char name[] = "exception-XXXXXX", command[4096];
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (long long)strlen(text));
	close(fd);
	snprintf(command, sizeof command, "%s/ogc/validate.sh %s %s >&2", shared, schema, name);
	int rc = system(command);
	unlink(name);
	return WIFEXITED(rc) && WEXITSTATUS(rc) == 0;
}

static void every_document_is_valid_against_its_schema(void **state)
{
	(void)state;
	static const struct { enum dialect d; const char *schema; } schemas[] = {
		{ DIALECT_WMS_130, "wms/1.3.0/exceptions_1_3_0.xsd" },
		{ DIALECT_WFS_100, "wfs/1.0.0/OGC-exception.xsd" },
		{ DIALECT_OWS_100, "ows/1.0.0/owsExceptionReport.xsd" },
		{ DIALECT_OWS_110, "ows/1.1.0/owsAll.xsd" },
	};
	if (getenv("JOINTURE_SHARED") == NULL || access(getenv("JOINTURE_SHARED"), R_OK) != 0)
		skip();
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
		int status;
		assert_true(valid(schemas[i].schema, draw(x, schemas[i].d, ERR_VERSION, &status, NULL)));
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_dialect_names_the_parameter_in_the_language_asked),
		cmocka_unit_test(codes_are_those_of_each_version),
		cmocka_unit_test(every_document_is_valid_against_its_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
