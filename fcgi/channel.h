/* What a worker and its master say to each other, beside the board: messages over a pair of sockets that keep
   their bounds (SOCK_SEQPACKET), one struct each. */
#ifndef JT_FCGI_CHANNEL_H
#define JT_FCGI_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#define CHANNEL_NAME 33
#define CHANNEL_TEXT 4096

enum say {
	/* of a worker */
	SAY_RUN,                      /* the order in `folder`; answered at once, and again at its end */
	SAY_WAIT,                     /* the same for an order that was handed in before */
	SAY_FETCH,                    /* `text`, a URL, into `folder`/`name`, `limit` bytes at most; likewise */
	SAY_STORE,                    /* what the layer lacks whose data's digest begins with `folder`; likewise */
	/* of the master */
	SAY_TAKEN, SAY_FULL,          /* the first answer */
	SAY_DONE, SAY_LOST,           /* the order's end; SAY_LOST also first: there is no such order */
	SAY_FETCHED,                  /* `reason`, an enum fetch_reason; `text` is the media type */
	SAY_ACCEPT, SAY_REST,         /* answer requests from now on, or do not */
	SAYINGS,
};

struct message {
	uint32_t what, serial;        /* an answer has the serial of its question */
	uint32_t reason;
	int64_t limit;
	char folder[CHANNEL_NAME], name[CHANNEL_NAME];
	char text[CHANNEL_TEXT];
};

/* Two ends, close-on-exec, neither of which blocks. */
bool channel_open(int ends[2]);

/* false when the other end is gone, or does not listen. */
bool channel_say(int fd, const struct message *m);

enum heard { HEARD, HEARD_NOTHING, HEARD_END };

/* The next message; what is not one (another length, an unknown saying) is passed over. Its texts end. */
enum heard channel_hear(int fd, struct message *m);

/* Puts `value` into a text of the message; false when it is too long. */
bool channel_put(char *room, uint64_t size, const char *value);

#endif
