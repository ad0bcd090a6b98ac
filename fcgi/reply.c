#include "fcgi/reply.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <fastcgi.h>

#define RECORD 65528          /* the longest content that is a multiple of eight */
#define BATCH  16             /* records of one system call */
#define VECTORS (BATCH * 3)

/* What goes out in one system call. */
struct batch {
	struct iovec at[VECTORS];
	unsigned char heads[BATCH][FCGI_HEADER_LEN];
	size_t n, n_heads;
};

static void add(struct batch *b, const void *bytes, size_t n)
{
	/* iovec lacks the const that sendmsg keeps */
	union { const void *lent; void *at; } u = { .lent = bytes };

	b->at[b->n++] = (struct iovec){ u.at, n };
}

static void add_head(struct batch *b, const struct reply *r, unsigned char type, size_t n)
{
	unsigned char *head = b->heads[b->n_heads++];
	const unsigned char all[FCGI_HEADER_LEN] = {
		FCGI_VERSION_1, type, (unsigned char)(r->id >> 8), (unsigned char)r->id,
		(unsigned char)(n >> 8), (unsigned char)n, 0, 0 };

	memcpy(head, all, sizeof all);
	add(b, head, sizeof all);
}

/* What the system took of it is done with. */
static void move_on(struct msghdr *m, size_t taken)
{
	while (m->msg_iovlen > 0 && taken >= m->msg_iov->iov_len) {
		taken -= m->msg_iov->iov_len;
		m->msg_iov++;
		m->msg_iovlen--;
	}
	if (m->msg_iovlen > 0) {
		m->msg_iov->iov_base = (char *)m->msg_iov->iov_base + taken;
		m->msg_iov->iov_len -= taken;
	}
}

static bool send_batch(struct reply *r, struct batch *b)
{
	struct msghdr m = { .msg_iov = b->at, .msg_iovlen = b->n };

	while (!r->gone && m.msg_iovlen > 0) {
		ssize_t taken = sendmsg(r->fd, &m, MSG_NOSIGNAL);
		if (taken >= 0)
			move_on(&m, (size_t)taken);
		else if (errno != EINTR)
			r->gone = true;
	}
	b->n = b->n_heads = 0;
	return !r->gone;
}

static size_t length(const struct span *parts, size_t n)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += parts[i].n;
	return all;
}

/* The parts as records; what does not fill a batch stays in it. */
static void add_parts(struct batch *b, struct reply *r, const struct span *parts, size_t n)
{
	size_t left = length(parts, n), of_record = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t at = 0, piece; at < parts[i].n; at += piece) {
			if (of_record == 0) {
				/* a record takes a head and a piece, and one more where a part ends in it; the end takes two heads */
				if (b->n_heads == BATCH - 2 || b->n > VECTORS - REPLY_PARTS - 4)
					send_batch(r, b);
				of_record = left < RECORD ? left : RECORD;
				left -= of_record;
				add_head(b, r, FCGI_STDOUT, of_record);
			}
			piece = parts[i].n - at < of_record ? parts[i].n - at : of_record;
			add(b, parts[i].at + at, piece);
			of_record -= piece;
		}
	}
}

bool reply_put(void *to, const struct span *parts, size_t n, bool last)
{
	struct reply *r = to;
	struct batch b = { .n = 0 };

	assert(n <= REPLY_PARTS);
	if (last) {
		r->n_last = n;
		for (size_t i = 0; i < n; i++)
			r->last[i] = parts[i];
		return !r->gone;
	}
	add_parts(&b, r, parts, n);
	return send_batch(r, &b);
}

bool reply_end(struct reply *r)
{
	static const FCGI_EndRequestBody done = { .protocolStatus = FCGI_REQUEST_COMPLETE };
	struct batch b = { .n = 0 };

	add_parts(&b, r, r->last, r->n_last);
	add_head(&b, r, FCGI_STDOUT, 0);
	add_head(&b, r, FCGI_END_REQUEST, sizeof done);
	add(&b, &done, sizeof done);
	return send_batch(r, &b);
}
