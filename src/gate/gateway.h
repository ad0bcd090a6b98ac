/* The composition: settings, catalogue, view, the list of services, the log line. Knows no transport. */
#ifndef JT_GATE_GATEWAY_H
#define JT_GATE_GATEWAY_H

#include "service/service.h"

struct gateway;

/* Opens the workspace: settings, store, present edition, engine (warm). */
struct gateway *gateway_open(const void *ctx, const char *workspace, struct err *err);

/* Where services hand in what a worker does not do itself; without one they say so. Lent. */
void gateway_set_desk(struct gateway *gw, const struct desk *desk);

/* Answers one request, whatever happens: notices a new edition, finds the subject, hands the view to
   the service that claims the request, logs one line. false: the answer was cut short. */
bool gateway_answer(struct gateway *gw, const struct request *request, struct out *out);

/* Answers a request of that name (request_name) with the very answer that it got before, where that still holds, and logs it; false
   where there is none: gateway_answer is due then. `address` is for the log. */
bool gateway_answer_again(struct gateway *gw, const char *name, const char *address, struct out *out);

/* An answer for a request that request_build refused: `request` is as far as it got, so that the
   service that would have answered draws the error in its own form. */
bool gateway_refuse(struct gateway *gw, const struct request *request, const struct err *err,
                    struct out *out);

/* The error that is due when a request ended in a fault (base/guard.h) at that address; which file it was is in its detail, and
   one that can be made anew is removed. What the request had in hand is lost: gateway_refuse may follow, no other request. */
void gateway_fault(struct gateway *gw, const void *ctx, const void *at, struct err *err);

/* Between requests: takes a newer edition, where there is one, so that no request has to wait for it. false when that fails, which the
   log tells. */
bool gateway_look(struct gateway *gw);

/* The log that errors go to. */
struct log *gateway_log(const struct gateway *gw);

const struct conf *gateway_conf(const struct gateway *gw);

/* Reads jointure.conf again; false and the old settings stay when it is wrong. */
bool gateway_reload(struct gateway *gw, struct err *err);

#endif
