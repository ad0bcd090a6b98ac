/* Which addresses a table may be fetched from: pure functions of text and bytes. */
#ifndef JT_FCGI_FETCH_GUARD_H
#define JT_FCGI_FETCH_GUARD_H

#include <netinet/in.h>

#include "fcgi/fetch_reasons.h"

#define GUARD_HOST 256

struct guard_target {
	bool tls;
	char host[GUARD_HOST];        /* lower case; an IPv6 address without its brackets */
	bool literal;                 /* host is an address, in the only form that is taken for one */
	int port;
	bool named;                   /* by the operator: http, other ports and private places are allowed */
	const char *rest;             /* of the URL, after the authority: path and query, or "" */
	size_t rest_n;                /* of it, without the fragment */
};

/* Reads a URL as strictly as can be: what two readers could take for different places is refused. `allow` is a list
   of hosts, comma-separated, each with or without a port ("host", "host:8080", "[::1]:80"; without: any). The
   addresses that a name leads to are yet to be checked. */
enum fetch_reason guard_url(struct guard_target *target, const char *url, const char *allow);

enum guard_place {
	PLACE_PUBLIC,
	PLACE_PRIVATE,                /* loopback, private networks, those shared behind a carrier's NAT */
	PLACE_NEVER,                  /* link-local, multicast, reserved, addresses that stand for others */
};
enum guard_place guard_address(const struct sockaddr *address);

/* FETCH_DONE, or FETCH_PRIVATE. */
enum fetch_reason guard_reach(const struct guard_target *target, const struct sockaddr *address);

#endif
