/* A condition on features as a tree of plain values, beside the SQL that says the same (feature_query.where): so that it can
   be held against mapped columns. Its logic is SQL's: what is compared with null is neither true nor false. */
#ifndef JT_GEOMETRY_FEATURE_TEST_H
#define JT_GEOMETRY_FEATURE_TEST_H

#include "catalogue/catalogue.h"

enum test_kind { TEST_AND, TEST_OR, TEST_NOT, TEST_NEVER, TEST_COMPARE, TEST_LIKE, TEST_NULL, TEST_BOX, TEST_ID };
enum test_operator { TEST_EQUAL, TEST_UNEQUAL, TEST_LESS, TEST_MORE, TEST_AT_MOST, TEST_AT_LEAST };

/* A column of the layer, or a literal: text that the type of the column on the other side gives its meaning. */
struct test_operand {
	const struct column *column;
	const char *text;
};

struct feature_test {
	enum test_kind kind;
	enum test_operator op;        /* TEST_COMPARE */
	bool any_case;                /* of ASCII letters; TEST_COMPARE of texts, TEST_LIKE */
	struct test_operand a, b;     /* TEST_COMPARE; TEST_LIKE: b is a pattern of GLOB, "[c]" the only classes; TEST_NULL: a */
	const struct bbox *box; int box_srs;  /* TEST_BOX: the geometry meets it, as feature_query.bbox */
	int64_t id;                   /* TEST_ID: the number of the data's row */
	const struct feature_test *const *parts; size_t n;  /* TEST_AND, TEST_OR, TEST_NOT */
};

struct direct_rows;
struct feature_query;

/* The test bound to the files of some rows; goes with ctx. NULL where that would not be what SQL says: the source is to be
   asked. */
struct bound_test *feature_test_bind(const void *ctx, const struct feature_test *test, const struct direct_rows *rows,
                                     const struct feature_query *q);

/* Whether it is true of a row. */
bool feature_test_holds(const struct bound_test *test, uint32_t row);

/* A moment or a day ("2016-01-31", "2016-01-31T12:00:00.5+02:00") as a number in the order of time in UTC; false where it is
   none. *exact is false where its text has more than thousandths, or them beside an offset. */
bool feature_moment(int64_t *moment, bool *exact, const char *text);

#endif
