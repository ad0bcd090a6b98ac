/* A TJS request as one plain value, whatever encoding it came in: key-value pairs by GET or POST, an XML
   document, or the same document in an envelope of SOAP 1.1. */
#ifndef JT_TJS_REQUEST_H
#define JT_TJS_REQUEST_H

#include "base/xml.h"
#include "service/service.h"

enum tjs_operation {
	TJS_GET_CAPABILITIES, TJS_DESCRIBE_FRAMEWORKS, TJS_DESCRIBE_DATASETS, TJS_DESCRIBE_DATA, TJS_GET_DATA,
	TJS_DESCRIBE_JOIN_ABILITIES, TJS_DESCRIBE_KEY, TJS_JOIN_DATA, TJS_OPERATIONS
};
const char *tjs_operation_name(enum tjs_operation operation);

/* Which rows and columns of which dataset; NULL where it was not said. */
struct tjs_selection {
	const char *framework, *dataset;             /* URIs */
	const char *attributes, *keys;               /* comma lists */
	const char *filter_column, *filter_value;
};

struct tjs_request {
	enum tjs_operation operation;
	bool soap;
	/* GetCapabilities */
	const char *accept_versions, *sections, *accept_formats, *update_sequence;
	/* the Describe operations, GetData; of JoinData the framework (key-value pairs only) */
	struct tjs_selection selection;
	const char *xsl, *output_format;             /* GetData; the second is ours */
	bool aid;
	/* JoinData: where the table is, one of the three */
	const char *data_url;
	const char *data_host, *data_language;       /* of GetDataXML: host NULL means this server */
	const struct tjs_selection *data;            /* GetDataXML */
	struct span data_text;                       /* a GDAS in the request itself: ours; at NULL: none */
	bool update;
	const char *styling_identifier, *styling_url, *classification_url;
};

/* Reads the request and checks what all operations share: service, version, language. *lang is the
   language of the answer. Errors name the parameter as the standard writes it. */
bool tjs_request_read(struct tjs_request *r, enum lang *lang, const struct exchange *x, struct err *err);

/* A table in the request itself, which may be long: no tree is made of what it holds. */
#define TJS_INLINE "GDAS"
enum { TJS_DEPTH = 40 };

/* The same two halves, for one encoding each. `node` is the operation's element. */
bool tjs_kvp_read(struct tjs_request *r, const struct exchange *x, struct err *err);
bool tjs_xml_read(struct tjs_request *r, const struct exchange *x, const xmlNode *node, struct err *err);

/* By name, in any letter case where `exact` is false. ERR_NOT_SUPPORTED with `locator` when there is none. */
bool tjs_operation_find(enum tjs_operation *operation, const void *ctx, const char *name, bool exact,
                        const char *locator, struct err *err);
/* "true" or "false" ("1", "0"); absent (NULL) is false. */
bool tjs_flag_read(bool *flag, const void *ctx, const char *name, const char *text, struct err *err);
/* 1, 1.0 or 1.0.0; absent (NULL) is fine. */
bool tjs_version_check(const void *ctx, const char *version, struct err *err);
/* `tag` against the languages there are: the same, or the same before a hyphen. */
bool tjs_language_read(enum lang *lang, const void *ctx, const char *tag, struct err *err);
/* A name that comes in no operation but those of TJS. */
extern const char *const tjs_own_requests[];

/* How the request came, told without a full reading: for refusals and the log. */
struct tjs_manner {
	bool posted;                  /* a document, not key-value pairs */
	bool soap;
	enum lang lang;
	const char *operation;        /* "" where it cannot be told */
};
struct tjs_manner tjs_manner_of(const struct exchange *x);

#endif
