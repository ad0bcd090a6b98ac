/* A gateway for the tests of the processes: it stands behind the real worker in place of
   src/gate, and does on demand what the real one should never do. */
#include "gate/gateway.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/guard.h"
#include "service/desk.h"

struct gateway {
	const struct conf *conf;
	struct log *log;
	const char *workspace;
	const struct desk *desk;
};

struct gateway *gateway_open(const void *ctx, const char *workspace, struct err *err)
{
	struct gateway *gw = mem_new(ctx, struct gateway);

	gw->workspace = mem_strdup(gw, workspace);
	if (access(mem_printf(gw, "%s/die-at-start", workspace), F_OK) == 0)
		abort();
	if (access(mem_printf(gw, "%s/slow-start", workspace), F_OK) == 0)
		sleep(1);
	gw->log = log_new(gw, STDERR_FILENO, LOG_LEVEL_INFO);
	gw->conf = conf_load(gw, workspace, err);
	return gw->conf != NULL ? gw : NULL;
}

void gateway_set_desk(struct gateway *gw, const struct desk *desk)
{
	gw->desk = desk;
}

const struct conf *gateway_conf(const struct gateway *gw)
{
	return gw->conf;
}

struct log *gateway_log(const struct gateway *gw)
{
	return gw->log;
}

bool gateway_answer_again(struct gateway *gw JT_UNUSED, const char *name JT_UNUSED, const char *address JT_UNUSED,
                          struct out *out JT_UNUSED)
{
	return false;
}

bool gateway_look(struct gateway *gw JT_UNUSED)
{
	return true;
}

bool gateway_reload(struct gateway *gw, struct err *err)
{
	const struct conf *conf = conf_load(gw, gw->workspace, err);

	if (conf != NULL)
		gw->conf = conf;
	return conf != NULL;
}

void gateway_fault(struct gateway *gw JT_UNUSED, const void *ctx, const void *at JT_UNUSED, struct err *err)
{
	guard_refuse(err, ctx, NULL);
}

bool gateway_refuse(struct gateway *gw, const struct request *request, const struct err *err,
                    struct out *out)
{
	(void)gw;
	(void)request;
	out_status(out, err_http_status(err->code));
	out_header(out, "Content-Type", "text/plain; charset=UTF-8");
	out_text(out, text_in(err->message, LANG_EN));
	return out_finish(out);
}

static int64_t number(const struct request *r, const char *name)
{
	const char *value = kvp_get(&r->query, name);
	int64_t n = 0;

	if (value != NULL)
		text_int(value, &n);
	return n;
}

static void wait_ms(int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&t, &t) != 0)
		;
}

/* Keeps `mb` megabytes for good. */
static void eat(const struct gateway *gw, int64_t mb)
{
	for (int64_t i = 0; i < mb; i++)
		memset(mem_array(gw, char, 1 << 20), 1, 1 << 20);
}

static void write_bytes(struct out *out, int64_t n, int64_t pause)
{
	char block[4096];

	memset(block, 'x', sizeof block);
	for (int64_t at = 0; at < n; at += (int64_t)sizeof block) {
		size_t part = n - at < (int64_t)sizeof block ? (size_t)(n - at) : sizeof block;
		if (!out_write(out, block, part))
			return;
		if (pause > 0 && at % (1 << 16) == 0)
			wait_ms(pause);
	}
}

/* A mapped file that is cut short when `n` bytes of the answer are written. */
static void read_what_is_gone(int64_t n, struct out *out)
{
	long page = sysconf(_SC_PAGESIZE);
	int fd = memfd_create("fault", 0);

	if (fd < 0 || ftruncate(fd, page) != 0)
		abort();
	const volatile char *at = mmap(NULL, (size_t)page, PROT_READ, MAP_SHARED, fd, 0);
	write_bytes(out, n, 0);
	if (ftruncate(fd, 0) != 0)
		abort();
	out_printf(out, "%d", *at);
}

static void echo(const struct gateway *gw, const struct request *r, struct out *out)
{
	const char *key = kvp_get(&r->query, "q");

	out_printf(out, "pid=%d\nmethod=%d\npath=%s\nq=%s\nbody=%zu\n", (int)getpid(),
	           (int)r->method, r->path, key != NULL ? key : "", r->body.n);
	out_printf(out, "authorization=%s\nuser=%s\ntitle=%s\n",
	           r->authorization != NULL ? r->authorization : "",
	           r->remote_user != NULL ? r->remote_user : "", gw->conf->title.en);
}

/* --- the desk: /run?order=...&wait=ms (or folder=..., made by the test), /wait?folder=...&wait=ms, /fetch?url=...&limit=n --- */

static void tell_error(const struct err *err, struct out *out)
{
	out_status(out, err_http_status(err->code));
	out_printf(out, "error=%s\n", err->message.en);
}

static void put_order(const struct exchange *x, const char *folder)
{
	const char *order = kvp_get(&x->request->query, "order");
	int fd = open(desk_path(x->ctx, x->conf->workspace, folder, "order.json"), O_WRONLY | O_CREAT, 0600);

	if (fd < 0 || write(fd, order, strlen(order)) < 0)
		abort();
	close(fd);
}

static void run_order(const struct exchange *x, bool again, struct out *out)
{
	static const char *const states[] = { "done", "working", "lost" };
	const char *folder = kvp_get(&x->request->query, "folder");
	int wait = (int)number(x->request, "wait");
	enum desk_state state = DESK_LOST;
	struct outcome o = { 0 };
	struct err err = { 0 };

	if (folder == NULL) {
		folder = desk_folder(x->ctx, x, &err);
		put_order(x, folder);
	}
	bool good = (again ? desk_wait : desk_run)(x, folder, wait, &state, &err);
	out_printf(out, "pid=%d\nfolder=%s\nstate=%s\n", (int)getpid(), folder, states[state]);
	if (good && state == DESK_DONE)
		good = desk_outcome(&o, x->ctx, x, folder, &err);
	if (!good)
		tell_error(&err, out);
	else if (o.text != NULL)
		out_printf(out, "outcome=%s\n", o.text);
}

static void fetch_table(const struct exchange *x, struct out *out)
{
	const char *type = "", *url = kvp_get(&x->request->query, "url");
	struct err err = { 0 };
	struct stat st = { 0 };
	char *folder = desk_folder(x->ctx, x, &err);

	if (!desk_fetch(x, url, folder, "table", number(x->request, "limit"), &type, &err))
		tell_error(&err, out);
	bool there = stat(desk_path(x->ctx, x->conf->workspace, folder, "table"), &st) == 0;
	out_printf(out, "folder=%s\ntype=%s\nsize=%lld\n", folder, type, there ? (long long)st.st_size : -1);
}

static bool at_the_desk(struct gateway *gw, const struct request *r, struct out *out)
{
	void *ctx = talloc_new(NULL);
	struct exchange x = { .ctx = ctx, .conf = gw->conf, .request = r, .desk = gw->desk, .log = gw->log };
	bool run = strcmp(r->path, "/run") == 0, wait = strcmp(r->path, "/wait") == 0;
	bool fetch = strcmp(r->path, "/fetch") == 0;

	if (run || wait)
		run_order(&x, wait, out);
	else if (fetch)
		fetch_table(&x, out);
	talloc_free(ctx);
	return run || wait || fetch;
}

bool gateway_answer(struct gateway *gw, const struct request *r, struct out *out)
{
	out_header(out, "Content-Type", "text/plain; charset=UTF-8");
	if (r->accept_encoding != NULL && strstr(r->accept_encoding, "gzip") != NULL)
		out_allow_gzip(out);
	if (r->method == METHOD_HEAD)
		out_head_only(out);
	wait_ms(number(r, "ms"));
	eat(gw, number(r, "mb"));
	wait_ms(number(r, "ms_after"));
	if (strcmp(r->path, "/crash") == 0)
		raise(SIGSEGV);
	else if (strcmp(r->path, "/fault") == 0)
		read_what_is_gone(number(r, "bytes"), out);
	else if (strcmp(r->path, "/exit") == 0)
		_exit(3);
	else if (strcmp(r->path, "/big") == 0)
		write_bytes(out, number(r, "bytes"), number(r, "pause"));
	else if (strcmp(r->path, "/cut") == 0) {
		write_bytes(out, number(r, "bytes"), 0);
		return false;
	} else if (!at_the_desk(gw, r, out))
		echo(gw, r, out);
	return out_finish(out);
}
