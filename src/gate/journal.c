#include "gate/journal.h"

#include <string.h>

/* The beginning of a text that a client may have had its part in: whole characters, valid UTF-8. */
static const char *for_log(const void *ctx, const char *s, size_t most)
{
	size_t n = s != NULL ? strnlen(s, most + 1) : 0;

	if (s == NULL)
		return NULL;
	if (n > most)
		for (n = most; n > 0 && (s[n] & 0xc0) == 0x80;)
			n--;
	return text_clean(ctx, mem_strndup(ctx, s, n), true);
}

static const char *path_for_log(const struct exchange *x)
{
	return for_log(x->ctx, x->request->path, 500);
}

static const char *query_for_log(const struct exchange *x)
{
	const struct kvp *query = &x->request->query;
	char *text = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < query->n && strlen(text) < 1000; i++)
		if (!text_same(query->pair[i].name, "key"))
			text = TEXT_JOIN(x->ctx, text, *text != '\0' ? "&" : "", for_log(x->ctx, query->pair[i].name, 64),
			                 "=", for_log(x->ctx, query->pair[i].value, 200));
	return text;
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
