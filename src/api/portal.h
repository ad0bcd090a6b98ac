/* The portal's files, as npm builds them, at / and /portal/...; where they are not installed, a plain page
   at / that leads to the services. */
#ifndef JT_API_PORTAL_H
#define JT_API_PORTAL_H

#include "service/service.h"

extern const struct service portal_service;

#endif
