/* What WFS documents are written with; the operations themselves. */
#ifndef JT_MAP_WFS_WRITE_H
#define JT_MAP_WFS_WRITE_H

#include "map/wfs_request.h"
#include "service/compose.h"

/* Namespaces and schemas of each version. */
struct wfs_words {
	const char *wfs, *wfs_schema;      /* of requests and feature collections */
	const char *ows, *ows_prefix;
	const char *filter, *filter_prefix;
};
extern const struct wfs_words wfs_words[WFS_VERSIONS];

struct wfs_gml_words {
	enum wfs_version version;          /* whose collection carries it */
	const char *gml, *schema;
	const char *described_as;          /* OUTPUTFORMAT of its DescribeFeatureType */
	const char *feature, *feature_type;
	const char *geometry[GEOMETRY_RASTER];  /* property types by enum geometry_kind */
};
extern const struct wfs_gml_words wfs_gml_words[WFS_GML32 + 1];

/* An absolute URL of this service to which a client adds parameters: it ends in "?" or "&". */
char *wfs_get_href(const struct exchange *x);

/* xmlns:prefix="uri"; xsi:schemaLocation with its pairs already written. */
void wfs_namespace(xmlTextWriterPtr w, const struct exchange *x, const char *prefix,
                   const char *uri);
void wfs_schema_location(xmlTextWriterPtr w, const char *pairs);

/* Calls `each` for every comma-separated keyword, trimmed. */
void wfs_keywords(xmlTextWriterPtr w, const struct exchange *x, struct text keywords,
                  const char *element);

/* The name of a document (service/document.h) that lists the types: moves with the stored joins. */
const char *wfs_listing(const struct exchange *x, const char *name);

/* Rises with every edition and with every change among the stored joins. */
uint64_t wfs_sequence(const struct exchange *x);

/* The parts of capabilities. */
compose_make_fn wfs_capabilities_100_make;
void wfs_filter_capabilities(xmlTextWriterPtr w, enum wfs_version version);

/* Title, abstract, keywords of the service: of the theme, else of the settings. */
struct metadata wfs_service_metadata(const struct exchange *x);

/* The operations. */
bool wfs_get_capabilities(const struct wfs_request *r, const struct exchange *x, struct out *out,
                          struct err *err);
bool wfs_describe_feature_type(const struct wfs_request *r, const struct exchange *x,
                               struct out *out, struct err *err);
bool wfs_get_feature(const struct wfs_request *r, const struct exchange *x, struct out *out,
                     struct err *err);
bool wfs_get_property_value(const struct wfs_request *r, const struct exchange *x, struct out *out,
                            struct err *err);
bool wfs_list_stored_queries(const struct wfs_request *r, const struct exchange *x, struct out *out,
                             struct err *err);
bool wfs_describe_stored_queries(const struct wfs_request *r, const struct exchange *x,
                                 struct out *out, struct err *err);

#endif
