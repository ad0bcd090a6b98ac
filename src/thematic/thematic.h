/* How a joined column becomes a map: classes, colours, sizes and their words, computed once and the same in
   every form: picture, legend, SLD, QML, MapLibre, CSV. Pure: no I/O.

   A value has one place: its class, 0..n_classes-1; or what stands for "no data", "secret", "not
   applicable", each with a hatching of its own. */
#ifndef JT_THEMATIC_THEMATIC_H
#define JT_THEMATIC_THEMATIC_H

#include "catalogue/catalogue.h"
#include "statistics/classify.h"
#include "table/table.h"

#define THEMATIC_POINT_SIZE 9.0   /* pixels: of a point that a colour alone tells of */
#define THEMATIC_LINE_WIDTH 2.5

enum thematic_kind {
	THEMATIC_CHOROPLETH,          /* a ratio: areas (points, lines) coloured by class */
	THEMATIC_SYMBOLS,             /* a count: circles, their area proportional to the value */
	THEMATIC_CATEGORIES,          /* a nominal or ordinal column: a colour for each value */
	THEMATIC_KINDS
};
const char *thematic_kind_name(enum thematic_kind kind);   /* "choropleth", "symbols", "categories" */
bool thematic_kind_parse(enum thematic_kind *kind, const char *name);

enum thematic_scaling { SCALING_AREA, SCALING_FLANNERY };  /* radius by value^0.5, or ^0.5716 (Flannery 1971) */

enum thematic_state { STATE_NO_DATA, STATE_SECRET, STATE_NOT_APPLICABLE, STATES };
const char *thematic_state_name(enum thematic_state state);   /* "no-data", "secret", "not-applicable" */

enum thematic_labels { LABELS_NONE, LABELS_NAME, LABELS_VALUE, LABELS_BOTH, LABELS_KINDS };
const char *thematic_labels_name(enum thematic_labels labels);   /* "none", "name", "value", "both" */
bool thematic_labels_parse(enum thematic_labels *labels, const char *name);

struct thematic_class {
	double from, to;              /* choropleth and symbols: from <= v < to, the last one closed; what lies outside
	                                 of all belongs to the first or the last. Categories: NAN */
	const char *value;            /* categories: the value as text, NULL for the rest ("Autres"); else NULL */
	struct text title;            /* of the legend: "12,5 à moins de 20" | "12.5 to under 20"; symbols: the value
	                                 whose size stands there, "2 000" (thematic_shown) */
	struct text range;            /* of a row: as the title; symbols: "500 à moins de 2 000" */
	uint32_t color;               /* 0xrrggbb: fill */
	double size;                  /* pixels: diameter of the value shown; of points; width of lines; 0: areas */
	size_t count;                 /* features */
};

/* A hatching: lines at an angle; points and lines are drawn in the colour `line`, hollow and dashed. */
struct thematic_hatch {
	struct text title;            /* "Absence de données", "Secret statistique", "Sans objet" */
	uint32_t line, ground;        /* 0xrrggbb */
	double angle, spacing, width; /* degrees, counter-clockwise from a horizontal line; pixels */
	size_t count;                 /* features; the legend has those with some */
};

struct thematic {
	enum thematic_kind kind;
	enum geometry_kind geometry;  /* of the features */
	const char *attribute;        /* name of the column */
	struct text title;            /* of the attribute, with its unit: "Taux de chômage (%)" */
	struct text explanation;      /* why this method and these classes, one sentence */
	const char *unit;
	enum method method;           /* choropleth */
	const char *ramp;             /* "" for symbols in their usual colours */
	bool reversed;
	double around;                /* of a diverging ramp: the value in its middle; NAN for none */
	enum thematic_scaling scaling;
	double largest, largest_size; /* symbols: the value drawn at that diameter, smaller where many
	                                 are to share a map */
	uint32_t outline, edge;       /* of areas; of circles */
	double outline_width, edge_width;   /* pixels */
	double opacity;               /* of fills, 0..1 */
	struct thematic_class *classes; size_t n_classes;  /* none when no value is there */
	struct thematic_hatch hatches[STATES];
	enum thematic_labels labels;  /* what is written on the features */
	const char *names;            /* the column that names them; "" where none is known */
};

/* What is asked for; members that were not said are -1, NULL, NAN or 0. */
struct thematic_wish {
	int kind;                     /* enum thematic_kind, or -1 */
	int method;                   /* enum method, or -1 */
	size_t classes;               /* 0: chosen */
	const double *breaks; size_t n_breaks;  /* METHOD_MANUAL */
	const char *ramp;             /* by name (ramps.h) */
	bool reverse;
	double around;
	int scaling;
	bool shade_counts;            /* told to shade a raw count over areas all the same */
	enum thematic_labels labels;
	const char *names;            /* the column that names the features, for who makes a style to say */
};

/* The wish that says nothing: begin with it. */
struct thematic_wish thematic_no_wish(void);

/* Sets one member as parameters and options name it: "kind", "method", "classes", "ramp" (a "-" before it
   reverses it), "reverse" ("true", "false"), "breaks" ("0,10,20"), "around", "scaling" ("area", "flannery"),
   "shade_counts" ("true", "false"), "labels" ("none", "name", "value", "both"). An
   empty value says nothing. False with an error that names the parameter; one of another name is
   ERR_INVALID_PARAMETER, too (thematic_is_wish tells beforehand). */
bool thematic_is_wish(const char *name);
bool thematic_wish_set(struct thematic_wish *wish, const void *ctx, const char *name, const char *value,
                       struct err *err);

/* Makes the classes of `column` of a joined table (row = feature). `series` are the columns of all periods that share
   its breaks, `column` among them (n_series 0: it alone). `wish` may be NULL. Bounds of a method are rounded to what
   a reader can keep: where no value lies between, without effect, else by at most a fortieth of a class; manual
   ones and `around` stay as given. A column without any value makes no class: all is hatched. Errors name "attribute",
   "method", "classes", "ramp", "breaks", "around", "kind"; a count shaded over areas without being told to is refused
   with the reason. */
bool thematic_make(struct thematic *t, const void *ctx, const struct table *table, size_t column,
                   const struct attribute *attribute, enum geometry_kind geometry, const size_t *series,
                   size_t n_series, const struct thematic_wish *wish, struct err *err);

/* Where a row belongs: 0..n_classes-1, or n_classes + enum thematic_state. Infinite is no value. */
size_t thematic_place(const struct thematic *t, const struct table *table, size_t column, size_t row);

/* The same of n rows, as bytes. */
void thematic_places(uint8_t *places, const struct thematic *t, const struct table *table, size_t column,
                     const uint32_t *rows, size_t n);

/* Symbols: the diameter of a value, 0 where there is none; a negative one has the size of its absolute value, and the
   colour of its class. */
double thematic_size(const struct thematic *t, double value);

/* Symbols: the value that a class shows in the legend: its bound farther from zero. */
double thematic_shown(const struct thematic_class *c);

/* The width of the edge of a class's circles: 0 for small ones, which it would hide. */
double thematic_edge(const struct thematic *t, size_t i);

/* What is written on a feature of that name (or NULL): the name, and below it the value to three digits, or the title of
   its category. "" where there is nothing to write. In ctx. */
char *thematic_label(const struct thematic *t, const void *ctx, const struct table *table, size_t column, size_t row,
                     const char *name, enum lang lang);
#define THEMATIC_LABEL_SIZE 9     /* of letters, pixels */
#define THEMATIC_LABEL_COLOR 0x202020
#define THEMATIC_HALO_COLOR 0xffffff
#define THEMATIC_HALO_WIDTH 2

/* What stands for all three states where a form sees only that a value is null (SLD, QML, MapLibre): the look of "no
   data", the titles of those that occur. */
struct thematic_hatch thematic_nulls(const struct thematic *t, const void *ctx);

/* The stored form (the body of a STYLE_THEMATIC style): JSON, whole; what thematic_read makes of it is equal. An error
   is ERR_INTERNAL, the place at fault in its detail. */
struct json;
void thematic_write(const struct thematic *t, struct json *w);
bool thematic_read(struct thematic *t, const void *ctx, const char *body, struct err *err);

/* The style of a layer read from its body; kept nowhere. */
bool thematic_of_style(struct thematic *t, const void *ctx, const struct style *style, struct err *err);

#endif
