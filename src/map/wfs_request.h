/* One WFS request as a plain value, the same whether it came as key-value pairs or as XML. Its texts
   are the client's; nothing in it has been looked up in the catalogue yet. */
#ifndef JT_MAP_WFS_REQUEST_H
#define JT_MAP_WFS_REQUEST_H

#include "base/xml.h"
#include "map/wfs_names.h"

enum wfs_operation {
	WFS_GET_CAPABILITIES, WFS_DESCRIBE_FEATURE_TYPE, WFS_GET_FEATURE, WFS_GET_PROPERTY_VALUE,
	WFS_LIST_STORED_QUERIES, WFS_DESCRIBE_STORED_QUERIES, WFS_OPERATIONS
};

const char *wfs_operation_name(enum wfs_operation operation);

#define WFS_FEATURE_BY_ID "urn:ogc:def:query:OGC-WFS::GetFeatureById"

/* One Query or StoredQuery. */
struct wfs_part {
	const char *type;             /* type name; NULL where the identifiers name it */
	const char *srs;              /* or NULL */
	const char **properties; size_t n_properties;  /* none: all */
	const char *sort;             /* "a,b DESC", or NULL */
	const xmlNode *filter;        /* the Filter element, or NULL */
	const char *bbox;             /* of key-value pairs, or NULL */
	const char **ids; size_t n_ids;
	const char *stored_query;     /* its identifier, or NULL; its ID parameter is in ids */
};

struct wfs_request {
	enum wfs_version version;
	enum wfs_operation operation;
	const char *format;           /* outputFormat, or NULL */
	const char *update_sequence, *sections;  /* GetCapabilities; comma-separated; or NULL */
	const char **names; size_t n_names;      /* DescribeFeatureType: types; DescribeStoredQueries: queries */
	bool hits;
	int64_t count, start;         /* count -1: not asked for */
	const char *value_reference;  /* GetPropertyValue */
	struct wfs_part *parts; size_t n_parts;
};

/* Reads x->request; what it keeps of XML lives as long as x->ctx. */
bool wfs_request_read(struct wfs_request *r, const struct exchange *x, struct err *err);

/* For exceptions and the log, which must also speak of what could not be read: the version in whose
   form to answer, and the operation's name as far as it is one of WFS's, else "". */
enum wfs_version wfs_request_version(const struct exchange *x);
const char *wfs_request_operation(const struct exchange *x);

/* The parts of the reader. */
bool wfs_kvp_read(struct wfs_request *r, const struct exchange *x, struct err *err);
bool wfs_xml_read(struct wfs_request *r, const struct exchange *x, const xmlNode *root,
                  struct err *err);
bool wfs_posted(const struct exchange *x);   /* the request is an XML document */
bool wfs_operation_find(enum wfs_operation *operation, const void *ctx, const char *name,
                        enum wfs_version version, struct err *err);
/* The versions that a GetCapabilities request accepts, best first, comma-separated, to the one it gets. */
bool wfs_negotiate(enum wfs_version *version, const void *ctx, const char *accepted, struct err *err);
bool wfs_result_type(bool *hits, const void *ctx, const char *text, struct err *err);
bool wfs_whole_number(int64_t *value, const void *ctx, const char *name, const char *text,
                      struct err *err);

/* The request as key-value pairs, for links to pages: without STARTINDEX, RESULTTYPE, SERVICE. NULL when it
   would be longer than `most` bytes. */
const char *wfs_request_write(const struct wfs_request *r, const struct exchange *x, size_t most);

#endif
