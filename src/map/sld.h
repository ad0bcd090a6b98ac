/* Styled Layer Descriptor 1.0.0 and 1.1.0 (with Symbology Encoding): the part of it that we draw, as
   plain values. Nothing outside of the document is ever looked at: what would reach there is
   refused. Sizes are pixels. */
#ifndef JT_MAP_SLD_H
#define JT_MAP_SLD_H

#include "base/xml.h"
#include "catalogue/catalogue.h"
#include "conf/conf.h"

struct sld_paint {
	bool given;
	uint32_t color;               /* 0xrrggbb */
	double opacity;               /* 0 to 1 */
};

enum sld_cap { SLD_CAP_BUTT, SLD_CAP_ROUND, SLD_CAP_SQUARE };
enum sld_join { SLD_JOIN_MITER, SLD_JOIN_ROUND, SLD_JOIN_BEVEL };
#define SLD_DASHES 10

struct sld_stroke {
	struct sld_paint paint;
	double width;
	double dashes[SLD_DASHES]; int n_dashes;
	enum sld_cap cap;
	enum sld_join join;
};

struct sld_mark {
	const char *name;             /* one of classes_symbols; NULL: none */
	struct sld_paint fill;
	struct sld_stroke stroke;
	double size, rotation;        /* degrees, clockwise; of a hatch from horizontal lines, `size` apart */
	/* A size that a column gives, in place of `size`: factor |value|^exponent. NULL: none does. */
	const char *sized_by;
	double factor, exponent;
};

/* A piece of a label: text, or the value of a column. */
struct sld_words {
	const char *literal, *column;
};

struct sld_label {
	const struct sld_words *words; size_t n_words;
	struct sld_paint fill, halo;
	double size, halo_radius, rotation;
	double anchor_x, anchor_y;    /* 0 to 1, from the lower left corner of the text */
	double offset_x, offset_y;    /* up is positive */
	bool along;                   /* follows the line */
};

enum sld_map_kind { SLD_MAP_RAMP, SLD_MAP_INTERVALS, SLD_MAP_VALUES };

struct sld_map_entry {
	double value;
	struct sld_paint paint;
	const char *label;
};

enum sld_kind { SLD_LINE, SLD_POLYGON, SLD_POINT, SLD_TEXT, SLD_RASTER };

struct sld_symbolizer {
	enum sld_kind kind;
	struct sld_paint fill;        /* POLYGON */
	struct sld_stroke stroke;     /* LINE, POLYGON */
	struct sld_mark mark;         /* POINT; POLYGON: what the area is filled with */
	struct sld_label label;       /* TEXT */
	double opacity;               /* RASTER */
	enum sld_map_kind map;
	const struct sld_map_entry *entries; size_t n_entries;
};

enum sld_operator { SLD_AND, SLD_OR, SLD_NOT, SLD_EQUAL, SLD_NOT_EQUAL, SLD_LESS, SLD_LESS_EQUAL,
                    SLD_GREATER, SLD_GREATER_EQUAL, SLD_LIKE, SLD_NULL };

struct sld_filter {
	enum sld_operator op;
	const struct sld_filter *children; size_t n_children;   /* AND, OR, NOT */
	const char *column, *literal; /* LIKE: % for any letters, _ for one, \ before either */
	bool any_case;
	bool number;                  /* of CLASS blocks: the column is compared as a number, else as a text */
};

struct sld_rule {
	const char *name, *title;     /* "" where there is none */
	double min_scale, max_scale;  /* denominators; 0 for no limit */
	const struct sld_filter *filter;  /* NULL: every feature */
	bool otherwise;               /* features that no rule before took */
	bool labelled;                /* of CLASS blocks: it has labels, perhaps some that SLD has no words for */
	const struct sld_symbolizer *symbolizers; size_t n_symbolizers;
};

/* Drawn one after the other; in one, every rule that a feature meets is drawn. */
struct sld_features {
	const struct sld_rule *rules; size_t n_rules;
};

struct sld_style {
	const char *name;             /* of a NamedStyle, when there are no features; else "" */
	const struct sld_features *features; size_t n_features;
};

struct sld_layer {
	const char *name;
	struct sld_style style;
};

struct sld {
	const struct sld_layer *layers; size_t n_layers;
};

/* Reads a document within the ceilings of `conf`. Errors name `locator`. */
const struct sld *sld_parse(const void *ctx, const struct conf *conf, struct span text,
                            const char *locator, struct err *err);

/* True when every column that the style names is one of the layer. */
bool sld_check(const void *ctx, const struct sld_style *style, const struct layer *layer,
               const char *locator, struct err *err);

/* Writes a UserStyle in the words of SLD 1.0.0, or of 1.1.0 (prefixes se and ogc, declared by the caller;
   in 1.0.0 the default namespace is that of SLD). */
struct sld_written {
	const char *name, *title;
	bool first;                   /* it is the layer's default */
	bool symbology_encoding;      /* 1.1.0 */
};
void sld_write(xmlTextWriterPtr w, const void *ctx, const struct sld_style *style,
               const struct sld_written *as);

#endif
