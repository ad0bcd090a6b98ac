/* The services of the gateway, in the order in which they are asked whether a request is theirs. */
#ifndef JT_GATE_ROUTES_H
#define JT_GATE_ROUTES_H

#include "service/service.h"

/* NULL-ended. */
extern const struct service *const routes[];

/* /health: 200 with the edition while requests can be answered. */
extern const struct service health_service;

/* Draws the refusal of what no service claims: an OWS exception below /ows, problem+json elsewhere. */
void routes_refuse(const struct exchange *x, const struct err *err, struct out *out);

/* Fills `err` with why nothing claims the request. Returns false. */
bool routes_explain(const struct exchange *x, struct err *err);

#endif
