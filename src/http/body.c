#include "http/body.h"

#include <string.h>
#include <strings.h>

#define HEAD 4096

/* "<JoinData", "<tjs:JoinData ..." */
static bool begins_join(struct span head)
{
	static const char name[] = "JoinData";
	const size_t n = sizeof name - 1;

	for (size_t i = 1; i + n < head.n; i++) {
		if (memcmp(head.at + i, name, n) != 0 || memchr(" \t\r\n/>", head.at[i + n], 6) == NULL)
			continue;
		size_t before = i - 1;
		if (head.at[before] == ':')
			while (before > 0 && strchr("<> \t\r\n\"'=/", head.at[before]) == NULL)
				before--;
		if (head.at[before] == '<')
			return true;
	}
	return false;
}

static bool starts_a_path(const char *path, const char *with)
{
	size_t n = strlen(with);
	return strncmp(path, with, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

bool body_may_bring_table(const struct body_plan *plan, struct span head)
{
	const char *type = plan->content_type != NULL ? plan->content_type : "";

	if (strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0)
		return false;
	if (strcmp(plan->method, "POST") != 0 && strcmp(plan->method, "PUT") != 0)
		return false;
	return starts_a_path(plan->path, "/api/joins") || starts_a_path(plan->path, "/api/filejoin") ||
	       begins_join(head);
}

static bool too_large(const void *ctx, int64_t most, struct err *err)
{
	return err_set(err, ctx, ERR_TOO_LARGE, NULL,
	               "the request body is larger than the %lld bytes that this service accepts",
	               "le corps de la requête dépasse les %lld octets que ce service accepte",
	               (long long)most);
}

static bool broken_off(const void *ctx, struct err *err)
{
	return err_set(err, ctx, ERR_INVALID_PARAMETER, "Content-Length",
	               "the request body ended before its Content-Length",
	               "le corps de la requête s'est arrêté avant son Content-Length");
}

struct reading {
	const void *ctx;
	body_read_fn *read;
	void *from;
	char *bytes;
	size_t used, room;
};

/* At most `n` bytes more; false at the end. */
static bool read_more(struct reading *r, size_t n)
{
	const size_t most = 1 << 20;

	int got = r->read(r->from, r->bytes + r->used, (int)(n < most ? n : most));
	r->used += got > 0 ? (size_t)got : 0;
	return got > 0;
}

static void make_room(struct reading *r, size_t room)
{
	r->bytes = mem_grow(r->ctx, r->bytes, char, room);
	r->room = room;
}

/* To the end, or one byte beyond the ceiling. */
static void read_on(struct reading *r, int64_t announced, int64_t most)
{
	for (;;) {
		if (r->used == r->room)
			make_room(r, (int64_t)r->room <= announced ? (size_t)announced + 1 : r->room * 2);
		size_t left = (size_t)most + 1 - r->used, room = r->room - r->used;
		if (left == 0 || !read_more(r, left < room ? left : room))
			return;
	}
}

/* What was announced, into nothing. */
static void read_past(struct reading *r, int64_t announced)
{
	for (int64_t gone = (int64_t)r->used; gone < announced; gone += (int64_t)r->used) {
		r->used = 0;
		if (!read_more(r, r->room))
			return;
	}
}

bool body_read(struct span *body, const void *ctx, const struct body_plan *plan, body_read_fn *read, void *from,
               struct err *err)
{
	struct reading r = { .ctx = ctx, .read = read, .from = from };
	const int64_t longest = plan->most + plan->most_table;
	int64_t announced = 0;

	*body = (struct span){ "", 0 };
	if (plan->content_length != NULL && *plan->content_length != '\0' &&
	    (!text_int(plan->content_length, &announced) || announced < 0))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "Content-Length",
		               "Content-Length is not a whole number",
		               "Content-Length n'est pas un nombre entier");
	if (announced > longest)
		return too_large(ctx, body_may_bring_table(plan, *body) ? plan->most_table : plan->most, err);
	make_room(&r, HEAD);
	while (r.used < HEAD && read_more(&r, HEAD - r.used))
		;
	bool table = body_may_bring_table(plan, (struct span){ r.bytes, r.used });
	int64_t most = table ? longest : plan->most;
	if (announced > most)
		read_past(&r, announced);
	else if (r.used == HEAD)
		read_on(&r, announced, most);
	if (announced > most || (int64_t)r.used > most)
		return too_large(ctx, table ? plan->most_table : plan->most, err);
	if ((int64_t)r.used < announced)
		return broken_off(ctx, err);
	*body = (struct span){ r.bytes, r.used };
	return true;
}
