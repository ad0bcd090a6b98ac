/* The addresses that another Table Joining Service is asked at, and the names that its datasets get here: pure functions
   of text. */
#ifndef JT_HARVEST_ADDRESS_H
#define JT_HARVEST_ADDRESS_H

#include "base/text.h"

/* What all requests begin with: the address that was given, without its fragment and without what a request of TJS says
   (service, request, version, language ... in any case of letters). Other parameters stay, as "map=" and "key=". */
const char *harvest_base(const void *ctx, const char *url);

struct harvest_ask {
	const char *operation;
	const char *language;         /* or NULL; as the other members */
	const char *framework, *dataset, *attributes;
};

/* A GET request by KVP. Everything is asked where the operator pointed to: a server that tells another place for its own is
   as often mistaken about it as not. */
const char *harvest_href(const void *ctx, const char *base, const struct harvest_ask *ask);

/* "host:port" of an https or http URL, in ctx: what the operator has named with it, and nothing beside; NULL where it is none. */
const char *harvest_host(const void *ctx, const char *url);

/* The last word of a URI, which is what people call the thing by. */
const char *harvest_last_word(const char *uri);

#endif
