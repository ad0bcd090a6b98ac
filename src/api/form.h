/* The forms that a client sends: which fields each has, and their values, checked. */
#ifndef JT_API_FORM_H
#define JT_API_FORM_H

#include "api/call.h"
#include "api/multipart.h"

enum field_kind { FIELD_TEXT, FIELD_FILE, FIELD_URI, FIELD_INTEGER, FIELD_BOOLEAN };

struct form_field {
	const char *name;
	enum field_kind kind;
	bool required;                /* as the API definition has it */
	struct text description;
};

/* End with a NULL name. */
extern const struct form_field form_of_join[];
extern const struct form_field form_of_refresh[];
extern const struct form_field form_of_files[];

struct posted {
	const struct call *c;
	struct multipart parts;
};

/* Reads the body of the call; a field that the route does not have, or that comes twice, is refused. A call without a
   body is a form without fields. */
bool form_open(struct posted *f, const struct call *c, struct err *err);

/* The text of a field, trimmed; NULL when it is absent or empty. */
const char *form_get(const struct posted *f, const char *name);
/* The same as it was sent, spaces and all. */
const char *form_get_raw(const struct posted *f, const char *name);

/* As form_get; absent is an error. */
bool form_need(const struct posted *f, const char *name, const char **value, struct err *err);

/* An uploaded file, or NULL; a file without a name and content is none (what browsers send for an empty field). */
const struct multipart_part *form_file(const struct posted *f, const char *name);

bool form_int(const struct posted *f, const char *name, int64_t least, int64_t most, int64_t otherwise,
              int64_t *value, struct err *err);
bool form_bool(const struct posted *f, const char *name, bool *value, struct err *err);

/* A comma-separated list; a piece that holds a comma stands in double quotes, and one may be empty. */
bool form_list(const struct posted *f, const char *name, size_t most, const char ***pieces, size_t *n,
               struct err *err);

#endif
