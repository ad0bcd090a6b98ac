/* What the files that read SLD share. */
#ifndef JT_MAP_SLD_READ_H
#define JT_MAP_SLD_READ_H

#include "map/sld.h"

#define SLD_SYMBOLIZERS 16
#define SLD_WORDS 16
#define SLD_ENTRIES 256
#define SLD_STYLES 8

struct sld_reader {
	const void *ctx;
	const struct conf *conf;
	const char *locator;
	int64_t rules, predicates;    /* so far, of the whole document */
	struct err *err;
};

/* Fails with ERR_STYLE, the element's name put in for the two %s. */
bool sld_refuse(struct sld_reader *r, const xmlNode *at, const char *en, const char *fr);

/* The element's text as a number within [least, most]. */
bool sld_number(struct sld_reader *r, const xmlNode *node, double least, double most, double *value);

bool sld_read_symbolizer(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s);
bool sld_is_symbolizer(const xmlNode *node);

/* sld_paint.c: fills, strokes and marks. */
bool sld_read_fill(struct sld_reader *r, const xmlNode *fill, struct sld_paint *paint);
bool sld_read_stroke(struct sld_reader *r, const xmlNode *stroke, struct sld_stroke *s);
bool sld_read_graphic(struct sld_reader *r, const xmlNode *graphic, struct sld_mark *mark);
/* The CssParameter or SvgParameter of that name, or NULL. */
const xmlNode *sld_parameter(const void *ctx, const xmlNode *parent, const char *name);
/* The text of an element that has no other content than text or a literal. */
bool sld_text(struct sld_reader *r, const xmlNode *node, const char **text);

/* sld_filter.c */
/* A property as a plain column name: a prefix of a namespace is left away, a path is not accepted. */
bool sld_property(struct sld_reader *r, const xmlNode *node, const char **column);
bool sld_read_filter(struct sld_reader *r, const xmlNode *filter, const struct sld_filter **f);

/* A copy with room for one more; arrays grow one by one, as ceilings are low. */
#define SLD_ROOM(ctx, array, type, n) ((type *)mem_check(talloc_realloc((ctx), (array), type, (n) + 1)))

#endif
