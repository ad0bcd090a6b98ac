/* Every form in which an OGC service can draw an error, as one table. */
#ifndef JT_SERVICE_EXCEPTION_H
#define JT_SERVICE_EXCEPTION_H

#include "base/xml.h"
#include "service/service.h"

enum dialect {
	DIALECT_WMS_111,      /* ServiceExceptionReport 1.1.1, application/vnd.ogc.se_xml, HTTP 200 */
	DIALECT_WMS_130,      /* ServiceExceptionReport 1.3.0, text/xml, HTTP 200 */
	DIALECT_WFS_100,      /* ServiceExceptionReport 1.2.0, text/xml, HTTP 200 */
	DIALECT_OWS_100,      /* ExceptionReport, ows/1.0 (WFS 1.1.0) */
	DIALECT_OWS_110,      /* ExceptionReport, ows/1.1 (WFS 2.0.0) */
	DIALECT_TJS,          /* the same, with the version that TJS 1.0 gives it */
	DIALECT_PROBLEM,      /* application/problem+json (RFC 9457): OGC API */
	DIALECTS
};

/* Writes the whole answer: status, headers (also WWW-Authenticate with 401, Allow with 405), body in x->lang. */
void exception_draw(const struct exchange *x, enum dialect dialect, const struct err *err,
                    struct out *out);

/* The element of a dialect that is XML, alone: for an envelope that somebody else draws. */
void exception_element(xmlTextWriterPtr w, const struct exchange *x, enum dialect dialect,
                       const struct err *err);

/* The code as OWS Common and the standards above it name it: "InvalidParameterValue". */
const char *exception_code(enum err_code code);

#endif
