/* JSON out, streamed (RFC 8259). Commas and escaping are the writer's; what is
   not valid UTF-8 leaves as U+FFFD. Read JSON with jansson. */
#ifndef JT_BASE_JSON_H
#define JT_BASE_JSON_H

#include <stdint.h>

#include "base/out.h"
#include "base/pen.h"

#define JSON_DEPTH 32

struct json {
	struct out *out;
	int depth;
	bool first[JSON_DEPTH];
	bool after_key;
};

/* A writer over `out`; keeps nothing to free. */
struct json json_writer(struct out *out);

/* `key` is NULL for an element of an array and for the root. */
void json_open_object(struct json *w, const char *key);
void json_close_object(struct json *w);
void json_open_array(struct json *w, const char *key);
void json_close_array(struct json *w);

void json_string(struct json *w, const char *key, const char *value); /* NULL writes null */
void json_double(struct json *w, const char *key, double value);      /* not finite writes null */
void json_int(struct json *w, const char *key, int64_t value);
void json_bool(struct json *w, const char *key, bool value);
void json_null(struct json *w, const char *key);

/* Nothing at all when `value` is NULL or empty. */
void json_string_if(struct json *w, const char *key, const char *value);

/* JSON text that somebody else has made, as it is: a value, or, without a key in an object, members of it. */
void json_raw(struct json *w, const char *key, const char *text);
void json_raw_n(struct json *w, const char *key, const char *text, size_t n);

/* A string with its quotes, for those who put such text together. */
void json_quote(struct pen *to, const char *text);

#endif
