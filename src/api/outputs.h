/* What a join comes out as, what tables come in as, and the URIs of both: those of OGC API - Joins (22-026) and our own.
   The same tables make /conformance, read the forms and write the links of a join. */
#ifndef JT_API_OUTPUTS_H
#define JT_API_OUTPUTS_H

#include "api/links.h"

enum output {
	OUTPUT_GEOJSON, OUTPUT_DIRECT, OUTPUT_WMS, OUTPUT_WFS, OUTPUT_GEOPACKAGE, OUTPUT_CSV, OUTPUT_REPORT, OUTPUT_SLD,
	OUTPUT_QML, OUTPUT_MAPLIBRE, OUTPUT_LEGEND,
	OUTPUTS
};
#define OUTPUTS_ALL ((1u << OUTPUTS) - 1 - (1u << OUTPUT_DIRECT))

/* A comma-separated list of URIs as flags; GeoJSON where it is NULL. Both spellings of the draft are taken. */
bool outputs_parse(unsigned *flags, const struct call *c, const char *list, struct err *err);

/* Writes the links (rel=output) of the outputs in `flags`, but for the direct one, into an open array. */
void outputs_write(struct json *w, const struct call *c, const struct layer *layer, unsigned flags);

/* The same: `each` gets every link in turn. */
typedef void output_fn(void *to, const struct link *link);
void outputs_each(const struct call *c, const struct layer *layer, unsigned flags, output_fn *each, void *to);

/* A form in which a table comes. */
struct input {
	const char *name;             /* "input-csv": the end of its URI */
	bool ours;
	const char *format;           /* of the order; NULL: told from the content */
	bool separated;               /* has a delimiter */
	struct text title;
};

/* By URI; NULL and `err` (which names `field`) when it is none. */
const struct input *input_parse(const struct call *c, const char *field, const char *uri, struct err *err);

/* The conformance classes of joins; the URI of number i, in ctx, or NULL beyond the last. */
char *outputs_class(const void *ctx, size_t i);

/* "http://www.opengis.net/spec/ogcapi-joins-1/1.0/conf/" or ours. */
char *outputs_uri(const void *ctx, const char *name, bool ours);

#endif
