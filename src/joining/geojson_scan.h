/* Walks through a GeoJSON file without making a tree of it: jansson reads each value, and tells where it ends; a feature
   collection of any length takes the memory of its largest value. What is walked over is whole and valid JSON. */
#ifndef JT_JOINING_GEOJSON_SCAN_H
#define JT_JOINING_GEOJSON_SCAN_H

#include <jansson.h>

#include "base/err.h"
#include "base/text.h"

struct geojson_scan {
	const void *ctx;
	struct err *err;
	const char *begin, *at, *end;
};

/* A member of an object, its value as it is written; `name` lives until the function returns. */
typedef bool geojson_member_fn(void *to, struct geojson_scan *s, const char *name, struct span written_name);

/* At an object: calls `each` for every member; s->at is then at the value, which `each` must walk over. */
bool geojson_object(struct geojson_scan *s, geojson_member_fn *each, void *to);

/* At an array: the same for its elements. */
bool geojson_array(struct geojson_scan *s, bool (*each)(void *to, struct geojson_scan *s), void *to);

/* Walks over one value; *value may be NULL, else the caller has it to json_decref. */
bool geojson_value(struct geojson_scan *s, struct span *written, json_t **value);

/* What comes next: '{', '[', '"' ... or 0 at the end. */
char geojson_next(struct geojson_scan *s);

/* Nothing may follow. */
bool geojson_end(struct geojson_scan *s);

/* The file is not as it should be: where, and what is wrong. */
bool geojson_wrong(const struct geojson_scan *s, const char *en, const char *fr);

#endif
