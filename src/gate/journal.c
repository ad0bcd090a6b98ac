#include "gate/journal.h"

#include <string.h>

#define QUERY_MOST 1000
#define NAME_MOST  64
#define VALUE_MOST 200

/* The bytes of a text's beginning, in whole characters. */
static size_t beginning(const char *s, size_t most)
{
	size_t n = strnlen(s, most + 1);

	if (n > most)
		for (n = most; n > 0 && (s[n] & 0xc0) == 0x80;)
			n--;
	return n;
}

/* The beginning of a text that a client may have had its part in: valid UTF-8. */
static const char *for_log(const void *ctx, const char *s, size_t most)
{
	return s != NULL ? text_clean(ctx, mem_strndup(ctx, s, beginning(s, most)), true) : NULL;
}

static size_t add(char *to, const char *s, size_t most)
{
	size_t n = beginning(s, most);

	memcpy(to, s, n);
	return n;
}

static const char *path_for_log(const struct exchange *x)
{
	return for_log(x->ctx, x->request->path, 500);
}

static const char *query_for_log(const struct exchange *x)
{
	const struct kvp *query = &x->request->query;
	char text[QUERY_MOST + NAME_MOST + VALUE_MOST + 3];
	size_t n = 0;

	for (size_t i = 0; i < query->n && n < QUERY_MOST; i++) {
		if (text_same(query->pair[i].name, "key"))
			continue;
		if (n > 0)
			text[n++] = '&';
		n += add(text + n, query->pair[i].name, NAME_MOST);
		text[n++] = '=';
		n += add(text + n, query->pair[i].value, VALUE_MOST);
	}
	text[n] = '\0';
	return text_clean(x->ctx, text, true);
}

char *journal_text(const struct exchange *x, const struct service *service, const struct out *out)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE",
	                                        "OPTIONS", "OTHER" };
	bool named = service != NULL && service->operation != NULL;

	return log_text(x->ctx, (struct log_field[]){
		{ "service", service != NULL ? service->name : "-" },
		{ "operation", named ? service->operation(x) : NULL },
		{ "method", methods[x->request->method] },
		{ "path", path_for_log(x) },
		{ "query", query_for_log(x) },
		{ "status", text_from_int(x->ctx, out_status_get(out)) },
		{ "bytes", text_from_int(x->ctx, (int64_t)out_bytes(out)) },
		{ NULL, NULL } });
}

void journal_answer(struct log *log, const void *ctx, const char *text, int64_t milliseconds, const struct subject *s,
                    const char *address, const char *error)
{
	log_with(log, LOG_LEVEL_INFO, "request", text, (struct log_field[]){
		{ "ms", text_from_int(ctx, milliseconds) },
		{ "subject", s != NULL ? text_from_int(ctx, s->id) : NULL },
		{ "address", address },
		{ "error", for_log(ctx, error, 300) },
		{ NULL, NULL } });
}

void journal_failure(struct log *log, const struct exchange *x, const struct err *err)
{
	int due = err_http_status(err->code);

	if (err->code != ERR_NONE && (err->detail != NULL || (due >= 500 && due != 501)))
		log_event(log, LOG_LEVEL_ERROR, "failed", (struct log_field[]){
			{ "path", path_for_log(x) }, { "query", query_for_log(x) },
			{ "message", for_log(x->ctx, err->message.en, 300) },
			{ "detail", for_log(x->ctx, err->detail, 2000) }, { NULL, NULL } });
}
