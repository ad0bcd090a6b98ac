/* What the OGC services share: SERVICE, REQUEST and VERSION, by KVP or from the root of
   a posted document, and version negotiation. */
#ifndef JT_SERVICE_OWS_H
#define JT_SERVICE_OWS_H

#include "base/xml.h"
#include "service/service.h"

/* The parameter's value, or NULL when it is absent or empty. Names without case. */
const char *ows_get(const struct exchange *x, const char *name);

/* The same, but its absence is ERR_MISSING_PARAMETER with the name as locator. */
const char *ows_need(const struct exchange *x, const char *name, struct err *err);

/* Whole number in [least, most], or `otherwise` when absent. */
bool ows_get_int(const struct exchange *x, const char *name, int64_t least, int64_t most,
                 int64_t otherwise, int64_t *value, struct err *err);

/* true when the request is for `service` ("WMS"): by SERVICE=, or by the root element's
   service attribute of a posted XML document; or, with neither, by a request name in
   `requests` (NULL-ended), as WMS clients of old do. The path must be /ows or /ows/{theme}. */
bool ows_claims(const struct exchange *x, const char *service, const char *const *requests);

/* The path of this service: "/ows" or "/ows/{theme}". */
const char *ows_path(const struct exchange *x);

#endif
