#include "fcgi/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "fcgi/board.h"
#include "fcgi/fetch_guard.h"

#define RESULT     3          /* descriptor */
#define REDIRECTS  3
#define CONNECT_MS 5000L
#define ADDRESSES  8          /* of a name, that are tried */
#define MS         UINT64_C(1000000)

/* One table on its way. */
struct fetch {
	const struct fetch_order *order;
	struct guard_target target;   /* of the present hop */
	CURL *curl;
	int fd;
	int64_t written;
	uint64_t end;                 /* board_now when time is over */
	enum fetch_reason stopped;    /* by one of our callbacks, and why; else FETCH_DONE */
};

struct handle {
	CURL *curl;
	struct curl_slist *pinned, *headers;
};

static int release(struct handle *h)
{
	curl_easy_cleanup(h->curl);
	curl_slist_free_all(h->pinned);
	curl_slist_free_all(h->headers);
	return 0;
}

/* --- where to --- */

/* "host:port:address,address": curl asks nobody else. Every address of the name must be one to go to. */
static enum fetch_reason pin(const struct fetch *f, char **pinned, const void *ctx)
{
	const struct guard_target *t = &f->target;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = t->literal ? AI_NUMERICHOST : 0 };
	struct addrinfo *all = NULL;
	enum fetch_reason reason = FETCH_DONE;
	char text[NI_MAXHOST];
	int n = 0;

	if (getaddrinfo(t->host, NULL, &hints, &all) != 0 || all == NULL)
		return FETCH_UNKNOWN;
	*pinned = mem_printf(ctx, "%s:%d:", t->host, t->port);
	for (const struct addrinfo *a = all; a != NULL && reason == FETCH_DONE; a = a->ai_next) {
		reason = guard_reach(t, a->ai_addr);
		if (n >= ADDRESSES || getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0,
		                                  NI_NUMERICHOST) != 0)
			continue;
		bool six = a->ai_family == AF_INET6;
		*pinned = mem_check(talloc_asprintf_append(*pinned, "%s%s%s%s", n++ > 0 ? "," : "",
		                                           six ? "[" : "", text, six ? "]" : ""));
	}
	freeaddrinfo(all);
	return reason;
}

/* The last gate: whatever curl is about to connect to. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct fetch *f = arg;

	if (purpose != CURLSOCKTYPE_IPCXN || guard_reach(&f->target, &address->addr) != FETCH_DONE) {
		f->stopped = FETCH_PRIVATE;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- what comes --- */

static size_t take(char *bytes, size_t one, size_t n, void *arg)
{
	struct fetch *f = arg;
	size_t size = one * n;
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return size; /* what an error or a redirect says is for nobody */
	if ((int64_t)size > f->order->limit - f->written) {
		f->stopped = FETCH_SIZE;
		return 0;
	}
	for (size_t at = 0; at < size;) {
		ssize_t done = write(f->fd, bytes + at, size - at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			f->stopped = FETCH_DISK;
			return 0;
		}
		at += (size_t)done;
	}
	f->written += (int64_t)size;
	return size;
}

static enum fetch_reason reason_of(const struct fetch *f, CURLcode code)
{
	curl_off_t connected = 0;

	if (f->stopped != FETCH_DONE)
		return f->stopped;
	curl_easy_getinfo(f->curl, CURLINFO_CONNECT_TIME_T, &connected);
	if (code == CURLE_OK)
		return FETCH_DONE;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return connected > 0 ? FETCH_TIME : FETCH_CONNECT;
	if (code == CURLE_COULDNT_CONNECT)
		return FETCH_CONNECT;
	if (code == CURLE_FILESIZE_EXCEEDED)
		return FETCH_SIZE;
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR)
		return FETCH_TLS;
	return code == CURLE_URL_MALFORMAT ? FETCH_URL : FETCH_BROKEN;
}

static enum fetch_reason reason_of_status(long status)
{
	if (status == 200)
		return FETCH_DONE;
	if (status == 404 || status == 410)
		return FETCH_ABSENT;
	return status == 401 || status == 403 || status == 407 || status == 451 ? FETCH_REFUSED : FETCH_STATUS;
}

/* --- one hop --- */

/* clang-format off */
static bool prepare(struct fetch *f, struct handle *h, const char *url, const char *pinned)
{
	CURL *c = f->curl;
	long left = (long)((f->end - board_now()) / MS) + 1;

	/* an address needs no asking, and "host:port:" has no form for one of IPv6 */
	h->pinned = f->target.literal ? NULL : curl_slist_append(NULL, pinned);
	h->headers = curl_slist_append(NULL, "Accept: text/csv, application/xml;q=0.9, */*;q=0.8");
	return (h->pinned != NULL || f->target.literal) && h->headers != NULL &&
	       curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_RESOLVE, h->pinned) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOPROXY, "*") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, left) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->order->limit) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEDATA, f) == CURLE_OK;
}
/* clang-format on */

/* "text/csv" of "Text/CSV; charset=..."; "" where it is no media type. */
static void keep_type(struct fetch_result *result, const char *type)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-";
	size_t n = type != NULL ? strcspn(type, "; \t") : 0;

	if (n == 0 || n >= sizeof result->type)
		return;
	for (size_t i = 0; i < n; i++)
		result->type[i] = (char)(type[i] >= 'A' && type[i] <= 'Z' ? type[i] - 'A' + 'a' : type[i]);
	size_t main = strspn(result->type, token);
	if (result->type[main] != '/' || main == 0 || result->type[main + 1] == '\0' ||
	    strspn(result->type + main + 1, token) != n - main - 1)
		memset(result->type, 0, sizeof result->type);
}

/* *next is where a redirect leads, else NULL. */
static void hop(struct fetch *f, struct fetch_result *result, const char *url, const void *ctx, char **next)
{
	const struct guard_target *t = &f->target;
	char *pinned = NULL, *type = NULL, *location = NULL;
	long status = 0;

	*next = NULL;
	result->reason = guard_url(&f->target, url, f->order->allow);
	if (result->reason == FETCH_DONE)
		result->reason = pin(f, &pinned, ctx);
	if (result->reason != FETCH_DONE)
		return;
	result->reason = FETCH_TIME;
	if (board_now() >= f->end)
		return;
	struct handle *h = mem_new(ctx, struct handle);
	h->curl = f->curl = curl_easy_init();
	talloc_set_destructor(h, release);
	bool six = strchr(t->host, ':') != NULL;
	const char *exact = mem_printf(ctx, "%s://%s%s%s:%d%s%.*s", t->tls ? "https" : "http", six ? "[" : "",
	                               t->host, six ? "]" : "", t->port, *t->rest == '/' ? "" : "/",
	                               (int)t->rest_n, t->rest);
	result->reason = FETCH_FAILED;
	if (f->curl == NULL || !prepare(f, h, exact, pinned))
		return;
	result->reason = reason_of(f, curl_easy_perform(f->curl));
	if (result->reason != FETCH_DONE)
		return;
	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->curl, CURLINFO_REDIRECT_URL, &location);
	curl_easy_getinfo(f->curl, CURLINFO_CONTENT_TYPE, &type);
	result->reason = reason_of_status(status);
	if (result->reason == FETCH_DONE)
		keep_type(result, type);
	else if (status >= 300 && status < 400 && location != NULL)
		*next = mem_strdup(ctx, location);
}

void fetch_run(struct fetch_result *result, const struct fetch_order *order)
{
	void *ctx = mem_check(talloc_new(NULL));
	struct fetch f = { .order = order,
	                   .end = board_now() + (uint64_t)order->seconds * 1000 * MS };
	const char *url = order->url;
	char *next = NULL;

	*result = (struct fetch_result){ .reason = FETCH_DISK };
	f.fd = open(order->path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	for (int i = 0; f.fd >= 0 && url != NULL; i++, url = next) {
		result->reason = FETCH_REDIRECTS;
		if (i > REDIRECTS)
			break;
		hop(&f, result, url, ctx, &next);
	}
	if (f.fd >= 0 && close(f.fd) != 0 && result->reason == FETCH_DONE)
		result->reason = FETCH_DISK;
	if (f.fd >= 0 && result->reason != FETCH_DONE)
		unlink(order->path);
	talloc_free(ctx);
}

int fetch_main(const void *arg)
{
	struct fetch_result result;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	fetch_run(&result, arg);
	return write(RESULT, &result, sizeof result) == (ssize_t)sizeof result ? 0 : 1;
}
