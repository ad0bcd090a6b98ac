/* jointure-fcgi, the worker: accepts FastCGI requests one at a time on the socket that is its
   standard input, and answers them through the gateway. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/guard.h"
#include "fcgi/attention.h"
#include "fcgi/board.h"
#include "fcgi/counter.h"
#include "fcgi/deadline.h"
#include "fcgi/operator.h"
#include "fcgi/reply.h"
#include "gate/gateway.h"
#include "http/body.h"

#define HOLD           (256 * 1024)
#define POOL           (32 * 1024)         /* bytes from which most requests take all their small pieces */
#define OWN_DEADLINE   2                   /* seconds beyond the master's, for the case of none */
#define MEMORY_EVERY 16       /* requests between two looks at the memory in use */
#define CUT_PAUSE      200000000           /* nanoseconds for the web server to send on its head */
#define IDLE           500                 /* milliseconds without a request, then it looks for a new edition */
#define LISTENER       STDIN_FILENO

struct worker {
	struct gateway *gateway;
	struct board *board;
	struct counter *counter;
	struct attention *attention;   /* signals are looked at between requests only */
	struct deadline *deadline;
	uint64_t left;         /* requests until it leaves */
	bool leaving;
	bool blind;            /* its last look at the catalogue failed: the next is due to a request */
	bool fault;            /* a request was left in the middle: no other comes after it */
};

struct options {
	const char *workspace;
	int ready, board, desk;    /* descriptors from a master, or -1 */
};

/* --- one request --- */

static const char *variable(void *from, const char *name)
{
	FCGX_Request *fcgi = from;
	return FCGX_GetParam(name, fcgi->envp);
}

/* A body that was read to its end leaves nothing on the connection that closing it could lose: no need to wait until the
   web server has closed its side. */
static int read_stream(void *from, char *to, int n)
{
	FCGX_Request *fcgi = from;
	int got = FCGX_GetStr(to, n, fcgi->in);

	if (got < n && FCGX_GetError(fcgi->in) == 0)
		FCGX_Detach(fcgi);
	return got;
}

static const char *named(FCGX_Request *fcgi, const char *name)
{
	const char *value = FCGX_GetParam(name, fcgi->envp);
	return value != NULL ? value : "";
}

static const char *path_of(FCGX_Request *fcgi)
{
	const char *path = named(fcgi, "PATH_INFO");
	return *path != '\0' ? path : named(fcgi, "SCRIPT_NAME");
}

/* false for a request that has brought workers down before. */
static bool may_answer(struct worker *w, const void *ctx, FCGX_Request *fcgi, struct span body,
                       struct out *out, struct err *err)
{
	const char *method = named(fcgi, "REQUEST_METHOD"), *path = path_of(fcgi);
	uint64_t key = board_key(method, path, named(fcgi, "QUERY_STRING"), body);
	uint64_t seconds = board_refuses(w->board, key);

	board_name(w->board, method, path, key);
	if (seconds == 0)
		return true;
	out_header(out, "Retry-After", mem_printf(ctx, "%llu", (unsigned long long)seconds));
	return err_set(err, ctx, ERR_UNAVAILABLE, NULL,
	               "this request has stopped the service more than once and is refused for %llu "
	               "seconds: ask for less, or ask otherwise",
	               "cette requête a arrêté le service plus d'une fois et elle est refusée pendant "
	               "%llu secondes : demandez moins, ou autrement",
	               (unsigned long long)seconds);
}

/* One request in hand. */
struct visit {
	struct worker *worker;
	const void *ctx;
	FCGX_Request *fcgi;
	struct reply reply;
	struct out *out;
	struct request request;
	bool whole;            /* the answer */
};

static void answer(void *arg)
{
	struct visit *v = arg;
	struct worker *w = v->worker;
	FCGX_Request *fcgi = v->fcgi;
	const struct conf *conf = gateway_conf(w->gateway);
	const void *ctx = v->ctx;
	struct span body;
	struct err err = { 0 };
	const char *name = request_name(ctx, variable, fcgi);

	v->whole = name != NULL && gateway_answer_again(w->gateway, name, variable(fcgi, "REMOTE_ADDR"), v->out);
	if (v->whole) {
		read_stream(fcgi, (char[1]){ 0 }, 1);
		return;
	}
	const struct body_plan plan = {
		.method = named(fcgi, "REQUEST_METHOD"),
		.path = request_path(ctx, path_of(fcgi), conf->base_path),
		.content_type = FCGX_GetParam("CONTENT_TYPE", fcgi->envp),
		.content_length = FCGX_GetParam("CONTENT_LENGTH", fcgi->envp),
		.most = conf->max_body, .most_table = conf->max_upload };
	bool read = body_read(&body, ctx, &plan, read_stream, fcgi, &err) &&
	            may_answer(w, ctx, fcgi, body, v->out, &err);
	struct err *second = read ? &err : &(struct err){ 0 };
	bool built = request_build(&v->request, ctx, variable, fcgi, body, conf->base_path, second);
	v->request.name = name;
	v->whole = read && built ? gateway_answer(w->gateway, &v->request, v->out)
	                         : gateway_refuse(w->gateway, &v->request, &err, v->out);
}

/* A mapped file was cut short under the request. What the request had in hand stays where it is. */
static void answer_fault(struct visit *v, const void *at)
{
	struct worker *w = v->worker;
	struct err err = { 0 };

	w->fault = true;
	gateway_fault(w->gateway, v->ctx, at, &err);
	if (out_committed(v->out)) {
		log_event(gateway_log(w->gateway), LOG_LEVEL_ERROR, "cut_short", (struct log_field[]){
			{ "path", path_of(v->fcgi) }, { "message", err.message.en }, { "detail", err.detail },
			{ NULL, NULL } });
		v->whole = false;
		return;
	}
	out_restart(v->out);
	out_header(v->out, "Retry-After", "1");
	v->whole = gateway_refuse(w->gateway, &v->request, &err, v->out);
}

static void *request_context(void)
{
#ifdef JT_SANITIZED
	return mem_check(talloc_new(NULL));
#else
	return mem_check(talloc_pool(NULL, POOL));
#endif
}

static void serve_one(struct worker *w, FCGX_Request *fcgi)
{
	void *ctx = request_context();
	struct visit v = { .worker = w, .ctx = ctx, .fcgi = fcgi,
	                   .reply = { .fd = fcgi->ipcFd, .id = (unsigned)fcgi->requestId } };
	const void *at;

	FCGX_Attach(fcgi);   /* not yet read to its end */
	board_name(w->board, named(fcgi, "REQUEST_METHOD"), path_of(fcgi), 0);
	v.out = out_new_parts(ctx, reply_put, &v.reply, HOLD);
	if (!guard_run(answer, &v, &at))
		answer_fault(&v, at);
	/* An answer cut short ends without the record that closes a request, so that the web server
	   breaks off too; and no connection is kept, as it would bind this worker to one client. */
	if (v.whole)
		reply_end(&v.reply);
	else
		/* lighttpd takes what has come together with the end of the connection for a whole
		   answer; what it has begun to pass on it breaks off */
		nanosleep(&(struct timespec){ .tv_nsec = CUT_PAUSE }, NULL);
	FCGX_Free(fcgi, 1);
	if (!w->fault)
		talloc_free(ctx);
}

/* --- between requests --- */

static void reload(struct worker *w)
{
	void *ctx = mem_check(talloc_new(NULL));
	struct err err = { 0 };

	if (!gateway_reload(w->gateway, &err)) {
		enum lang lang = gateway_conf(w->gateway)->language;
		log_event(gateway_log(w->gateway), LOG_LEVEL_ERROR, "reload_refused", (struct log_field[]){
			{ "message", text_in(err.message, lang) }, { "detail", err.detail },
			{ NULL, NULL } });
	}
	talloc_free(ctx);
}

/* Waits for a request or a signal; true when there may be a request, which is then to be taken: others were not told. */
static bool wait_for_request(struct worker *w)
{
	struct attention_event e = attention_wait(w->attention, counter_accepts(w->counter), w->blind ? -1 : IDLE);

	if (e.nothing)
		w->blind = !gateway_look(w->gateway);
	if (e.word)
		counter_hear(w->counter);
	w->leaving = w->leaving || e.leave;
	if (e.reload)
		reload(w);
	return e.request;
}

/* false when there was no request after all: the socket does not block, and another worker
   may have been faster. */
static bool take_one(struct worker *w, FCGX_Request *fcgi)
{
	board_begin(w->board);
	deadline_watch(w->deadline, (unsigned)gateway_conf(w->gateway)->deadline + OWN_DEADLINE);
	bool accepted = FCGX_Accept_r(fcgi) == 0;
	w->blind = false;
	if (accepted)
		serve_one(w, fcgi);
	board_end(w->board, accepted);
	return accepted;
}

static enum worker_exit serve_all(struct worker *w)
{
	FCGX_Request fcgi;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, LISTENER, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return WORKER_FAILED;
	while (!w->leaving) {
		if (!wait_for_request(w) || !take_one(w, &fcgi))
			continue;
		if (w->fault)
			return WORKER_FAULT;
		if (--w->left == 0)
			return WORKER_COUNT;
		if (w->left % MEMORY_EVERY == 0 &&
		    board_memory(0) > (uint64_t)gateway_conf(w->gateway)->worker_memory)
			return WORKER_MEMORY;
	}
	return WORKER_DONE;
}

/* As many as the settings say, give or take a tenth, so that workers do not leave together. */
static uint64_t lifetime(int64_t requests)
{
	uint64_t dice = 0, spread = (uint64_t)requests / 5;

	if (getrandom(&dice, sizeof dice, GRND_NONBLOCK) < 0)
		dice = (uint64_t)getpid();
	uint64_t n = (uint64_t)requests - spread / 2 + dice % (spread + 1);
	return n > 0 ? n : 1;
}

static void tell_ready(int fd)
{
	if (fd < 0)
		return;
	ssize_t done = write(fd, "r", 1);
	(void)done; /* a master that is gone has signalled already */
	close(fd);
}

/* --- start --- */

static void usage(FILE *to, enum lang lang)
{
	fputs(text_in((struct text){
		.en = "usage: jointure-fcgi [--workspace DIR]\n"
		      "Answers FastCGI requests on the socket that is its standard input; started by\n"
		      "`jointure serve`, spawn-fcgi or a web server's process manager.\n"
		      "  --workspace DIR   folder that `jointure init` made (default: $JOINTURE_WORKSPACE,\n"
		      "                    else the present folder)\n"
		      "  --ready-fd N      descriptor to write a byte to once requests are accepted\n"
		      "  --board-fd N      descriptor of the page shared with the master\n"
		      "  --desk-fd N       descriptor of the socket to the master, who runs jobs\n"
		      "  --help, --version\n",
		.fr = "usage : jointure-fcgi [--workspace DOSSIER]\n"
		      "Répond aux requêtes FastCGI sur la socket qui est son entrée standard ; lancé par\n"
		      "`jointure serve`, spawn-fcgi ou le gestionnaire de processus d'un serveur web.\n"
		      "  --workspace DOSSIER  dossier fait par `jointure init` (par défaut :\n"
		      "                       $JOINTURE_WORKSPACE, sinon le dossier courant)\n"
		      "  --ready-fd N         descripteur où écrire un octet dès que les requêtes sont\n"
		      "                       acceptées\n"
		      "  --board-fd N         descripteur de la page partagée avec le maître\n"
		      "  --desk-fd N          descripteur de la socket vers le maître, qui lance les tâches\n"
		      "  --help, --version\n" }, lang), to);
}

static int complain(enum lang lang, struct text message, const char *detail)
{
	fprintf(stderr, "jointure-fcgi: %s%s%s%s\n", text_in(message, lang),
	        detail != NULL ? " (" : "", detail != NULL ? detail : "", detail != NULL ? ")" : "");
	return WORKER_FAILED;
}

static bool descriptor(int *fd, const char *text)
{
	int64_t n;

	if (!text_int(text, &n) || n < 0 || n > 1 << 20 || fcntl((int)n, F_GETFD) < 0)
		return false;
	*fd = (int)n;
	return true;
}

/* -1 to go on, else the exit status. */
static int read_options(struct options *o, int argc, char **argv, enum lang lang)
{
	static const struct option names[] = {
		{ "workspace", required_argument, NULL, 'w' },
		{ "ready-fd", required_argument, NULL, 'r' },
		{ "board-fd", required_argument, NULL, 'b' },
		{ "desk-fd", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	const char *workspace = getenv("JOINTURE_WORKSPACE");
	bool good = true;
	int c;

	*o = (struct options){ workspace != NULL && *workspace != '\0' ? workspace : ".", -1, -1, -1 };
	while (good && (c = getopt_long(argc, argv, "w:", names, NULL)) != -1) {
		if (c == 'w')
			o->workspace = optarg;
		else if (c == 'r')
			good = descriptor(&o->ready, optarg);
		else if (c == 'b')
			good = descriptor(&o->board, optarg);
		else if (c == 'd')
			good = descriptor(&o->desk, optarg);
		else if (c == 'h' || c == 'v') {
			if (c == 'v')
				puts(PACKAGE_STRING);
			else
				usage(stdout, lang);
			return WORKER_DONE;
		} else {
			good = false;
		}
	}
	if (good && optind == argc)
		return -1;
	usage(stderr, lang);
	return WORKER_USAGE;
}

static bool is_listening(int fd)
{
	int yes = 0;
	socklen_t n = sizeof yes;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 && yes;
}

static int run(const void *ctx, const struct options *o, enum lang lang)
{
	struct worker w = { 0 };
	struct err err = { 0 };

	if (!is_listening(LISTENER) ||
	    fcntl(LISTENER, F_SETFL, fcntl(LISTENER, F_GETFL) | O_NONBLOCK) != 0) {
		complain(lang, (struct text){
			.en = "standard input is not a listening socket: start it by "
			      "`jointure serve` or spawn-fcgi",
			.fr = "l'entrée standard n'est pas une socket en écoute : le lancer par "
			      "`jointure serve` ou spawn-fcgi" }, NULL);
		return WORKER_USAGE;
	}
	if (o->desk >= 0)
		prctl(PR_SET_NAME, "jointure-start");
	w.attention = attention_new(ctx, LISTENER, o->desk, &err);
	if (w.attention != NULL)
		w.board = board_attach(ctx, o->board, &err);
	if (w.board != NULL)
		w.deadline = deadline_new(ctx, w.board, &err);
	if (w.deadline != NULL)
		w.gateway = gateway_open(ctx, o->workspace, &err);
	if (w.gateway == NULL)
		return complain(lang, err.message, err.detail);
	w.counter = counter_new(ctx, o->desk, w.board, w.gateway);
	gateway_set_desk(w.gateway, counter_desk(w.counter));
	w.left = lifetime(gateway_conf(w.gateway)->max_requests);
	if (o->desk >= 0)
		prctl(PR_SET_NAME, "jointure-spare"); /* until the master says otherwise */
	guard_stay();
	tell_ready(o->ready);
	return serve_all(&w);
}

/* Memory that one request gave back is there for the next one: it does not go to the system, to come anew, page by page. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

int main(int argc, char **argv)
{
	enum lang lang = operator_lang();
	struct options o;
	int status = read_options(&o, getenv("QUERY_STRING") == NULL ? argc : 1, argv, lang);

	if (status >= 0)
		return status;
	keep_memory();
	void *ctx = mem_check(talloc_new(NULL));
	status = run(ctx, &o, lang);
	if (status == WORKER_FAULT)
		_exit(status);   /* nothing of what was in hand is in a state to be closed */
	talloc_free(ctx);
	return status;
}
