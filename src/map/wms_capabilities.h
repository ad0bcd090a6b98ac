/* The two halves of a capabilities document. */
#ifndef JT_MAP_WMS_CAPABILITIES_H
#define JT_MAP_WMS_CAPABILITIES_H

#include "base/xml.h"
#include "map/wms_request.h"
#include "service/compose.h"

struct capabilities {
	const struct exchange *x;
	struct compose *to;
	const char *kind;             /* of the elements of layers: all that they depend on beside layer and language */
	enum wms_version version;
	xmlTextWriterPtr w;
	const char *href;             /* of this service, ends in "?" or "&" */
};

/* <OnlineResource xlink:href="..."/> */
void capabilities_resource(const struct capabilities *c, const char *href);
/* <KeywordList> of comma-separated words, where there are any. */
void capabilities_keywords(const struct capabilities *c, struct text keywords);
/* The tree of layers: all, by theme (wms_capabilities_layers.c). */
void capabilities_layers(const struct capabilities *c);

#endif
