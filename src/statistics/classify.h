/* Cutting a column of numbers into classes for a map. Pure: no I/O.

   Classes are given by their bounds: class i holds bounds[i] <= v < bounds[i + 1], the last one
   its upper bound too. Bounds rise strictly, so that a value has one class and no class is
   without width; where the values allow fewer classes than asked, there are fewer. */
#ifndef JT_STATISTICS_CLASSIFY_H
#define JT_STATISTICS_CLASSIFY_H

#include "base/err.h"
#include "statistics/distribution.h"

#define CLASSES_MOST 20

enum method {
	METHOD_QUANTILE,        /* as many values in each class */
	METHOD_EQUAL,           /* equal intervals */
	METHOD_JENKS,           /* natural breaks: least sum of squares within (Fisher 1958), exact */
	METHOD_DEVIATION,       /* steps of one standard deviation around the mean */
	METHOD_GEOMETRIC,       /* bounds in geometric progression; all values positive */
	METHOD_HEAD_TAIL,       /* head/tail breaks (Jiang 2013) */
	METHOD_NESTED_MEANS,    /* means of halves, 2, 4, 8 or 16 classes (Scripter 1970) */
	METHOD_Q6,              /* 5, 25, 50, 75 and 95 per cent of the values */
	METHOD_MANUAL,          /* bounds as given */
	METHODS
};

/* "quantile", "equal", "jenks", "deviation", "geometric", "head-tail", "nested-means", "q6", "manual". */
const char *method_name(enum method method);
bool method_parse(enum method *method, const char *name);
struct text method_title(enum method method);

struct classes {
	enum method method;
	size_t n;
	double bounds[CLASSES_MOST + 1];
	size_t counts[CLASSES_MOST];
};

/* `n` classes asked for (2..20; ignored by Q6, head/tail and manual); `manual` holds `n_manual` inner or
   whole bounds, ascending. Errors name "classes", "method" or "breaks". */
bool classify(struct classes *c, const void *ctx, const struct distribution *d, enum method method,
              size_t n, const double *manual, size_t n_manual, struct err *err);

/* The class of a value: 0..n-1; -1 for NaN and for what lies outside the bounds. */
int classes_of(const struct classes *c, double value);

/* The method and number of classes that suit a distribution, and why, in one sentence; `n` where their number was said
   (0: it was not; then no method that makes its own number is chosen). */
struct choice {
	enum method method;
	size_t n;
	struct text reason;
};
struct choice classify_choose(const struct distribution *d, size_t n);

#endif
