/* The forms in which the features under a place are told. */
#ifndef JT_MAP_WMS_INFO_H
#define JT_MAP_WMS_INFO_H

#include "base/xml.h"
#include "map/wms_request.h"

/* An answer being written; a form uses of it what it needs. */
struct info {
	const struct exchange *x;
	struct out *out;
	const struct engine_map *map;   /* its layers are those asked about */
	const char *srs_name;         /* of the geometries, as the client wrote it */
	xmlTextWriterPtr w;
	struct json *json;
	int64_t told;                 /* features so far */
	size_t layer;                 /* of the last one; meaningful when told > 0 */
	const char **keys; size_t n_keys;     /* GDAS: of the territories so far */
};

struct info_form {
	const char *type, *content_type;
	void (*begin)(struct info *i);
	void (*feature)(struct info *i, const struct engine_found *f);
	void (*end)(struct info *i);
	enum { SHAPE_NONE, SHAPE_DEGREES, SHAPE_OF_MAP } shape;
	bool listed;                  /* in the capabilities */
	/* In place of begin and end, which are NULL then: all at once, when the features are known. */
	bool (*write)(struct info *i, struct err *err);
};

extern const struct info_form info_forms[];  /* ends with a NULL type */

void info_plain_begin(struct info *i);       /* wms_info_text.c */
void info_plain_feature(struct info *i, const struct engine_found *f);
void info_plain_end(struct info *i);
void info_html_begin(struct info *i);
void info_html_feature(struct info *i, const struct engine_found *f);
void info_html_end(struct info *i);
void info_json_begin(struct info *i);        /* wms_info_json.c */
void info_json_feature(struct info *i, const struct engine_found *f);
void info_json_end(struct info *i);
void info_gml_begin(struct info *i);         /* wms_info_gml.c */
void info_gml_feature(struct info *i, const struct engine_found *f);
void info_gml_end(struct info *i);
void info_gdas_feature(struct info *i, const struct engine_found *f);  /* wms_info_gdas.c */
bool info_gdas_write(struct info *i, struct err *err);

/* The layer that a feature is of. */
const struct layer *info_layer(const struct info *i, const struct engine_found *f);
/* True when this feature is the first of its layer. */
bool info_new_layer(const struct info *i, const struct engine_found *f);
/* Why a value is not there, for people; "" where there is nothing to say. */
const char *info_reason(const struct info *i, const struct engine_found *f, size_t value);
/* What people read for a value's name: the column's title and unit, in their language; in x->ctx. */
const char *info_title(const struct info *i, const struct engine_found *f, size_t value);

#endif
