/* seed: tiles made before anybody asks for them. */
#include "fcgi/cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/joins.h"
#include "gate/seed.h"

enum { PROCESSES_MOST = 64, WORDS = 512 };

struct asked {
	const char *style, *set, *zoom, *format, *bbox, *processes;
	bool dry_run;
};

static const struct cli_option options[] = {
	{ "style", CLI_STRING, offsetof(struct asked, style), "NAME",
	  { "un style de la couche ; sinon le premier", "a style of the layer; else the first" } },
	{ "set", CLI_STRING, offsetof(struct asked, set), "NAME",
	  { "WebMercatorQuad (par défaut), LAMB93_10cm ou WorldCRS84Quad",
	    "WebMercatorQuad (by default), LAMB93_10cm or WorldCRS84Quad" } },
	{ "zoom", CLI_STRING, offsetof(struct asked, zoom), "N[-N]",
	  { "matrices à faire ; sinon 0-8", "matrices to make; else 0-8" } },
	{ "format", CLI_STRING, offsetof(struct asked, format), "FORMAT",
	  { "png (par défaut), jpg, webp ou mvt : des tuiles vectorielles",
	    "png (by default), jpg, webp or mvt: vector tiles" } },
	{ "bbox", CLI_STRING, offsetof(struct asked, bbox), "W,S,E,N",
	  { "une partie seulement, en degrés", "a part only, in degrees" } },
	{ "processes", CLI_STRING, offsetof(struct asked, processes), "N",
	  { "processus à la fois ; sinon un par cœur", "processes at a time; else one per core" } },
	{ "dry-run", CLI_FLAG, offsetof(struct asked, dry_run), NULL,
	  { "dit combien il y en aurait, et n'en fait aucune", "says how many there would be, and makes none" } },
	CLI_END
};

/* What a process tells the first one. */
struct note {
	int64_t tiles, files, bytes;  /* more than at its last note */
	enum err_code code;           /* why it ended, or ERR_NONE */
	char fr[WORDS], en[WORDS];
};

struct telling {
	int fd;
	struct tile_counts told;
};

static bool tell(void *arg, int64_t tiles, const struct tile_counts *so_far)
{
	struct telling *t = arg;
	struct note note = { .tiles = tiles, .files = (int64_t)(so_far->made - t->told.made),
	                     .bytes = (int64_t)(so_far->bytes - t->told.bytes) };

	t->told = *so_far;
	return write(t->fd, &note, sizeof note) == (ssize_t)sizeof note;
}

static void copy(char to[WORDS], const char *from)
{
	size_t n = from != NULL ? strnlen(from, WORDS - 1) : 0;

	memcpy(to, from != NULL ? from : "", n);
	to[n] = '\0';
}

static void run_part(const struct seed *s, const char *workspace, int part, int parts, int fd)
{
	void *ctx = mem_check(talloc_new(NULL));
	struct telling telling = { .fd = fd };
	struct err err = { 0 };

	if (!seed_run(s, ctx, workspace, part, parts, tell, &telling, &err)) {
		struct note note = { .code = err.code };
		copy(note.fr, err.message.fr);
		copy(note.en, err.message.en);
		ssize_t done = write(fd, &note, sizeof note);
		(void)done; /* nobody is left to be told */
	}
	talloc_free(ctx);
	_exit(err.code == ERR_NONE ? 0 : 1);
}

struct family {
	pid_t pids[PROCESSES_MOST];
	int n, from;                  /* where their notes come from */
};

static bool start(struct family *f, const struct seed *s, const char *workspace, int n)
{
	int ends[2];

	f->n = 0;
	if (pipe(ends) != 0)
		return false;
	fflush(NULL);
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			close(ends[0]);
			run_part(s, workspace, i, n, ends[1]);
		}
		if (pid < 0)
			break;
		f->pids[f->n++] = pid;
	}
	close(ends[1]);
	f->from = ends[0];
	return f->n == n;
}

/* false when one of them came to a bad end that nobody told of. */
static bool end(struct family *f, bool stop)
{
	bool well = true;
	int status;

	for (int i = 0; stop && i < f->n; i++)
		kill(f->pids[i], SIGTERM);
	for (int i = 0; i < f->n; i++)
		well = waitpid(f->pids[i], &status, 0) == f->pids[i] && WIFEXITED(status) && well;
	if (f->from >= 0)
		close(f->from);
	return well || stop;
}

/* Gathers the notes until all have ended, one has failed, or somebody has had enough; a note is written whole, as it is
   shorter than what a pipe takes at once. */
static bool gather(struct cli *cli, struct family *f, int64_t total, struct note *sum)
{
	struct note note;

	for (ssize_t n; (n = read(f->from, &note, sizeof note)) != 0;) {
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n != (ssize_t)sizeof note)
			return err_set(&cli->err, cli->ctx, ERR_INTERNAL, NULL, "A process was not understood.",
			               "Un processus n'a pas été compris.");
		if (n > 0 && note.code != ERR_NONE) {
			cli->err = (struct err){ .code = note.code, .message = { .fr = mem_strdup(cli->ctx, note.fr),
			                                                        .en = mem_strdup(cli->ctx, note.en) } };
			return false;
		}
		if (n > 0) {
			sum->tiles += note.tiles;
			sum->files += note.files;
			sum->bytes += note.bytes;
		}
		if (!cli_progress(cli, (double)sum->tiles / (double)(total > 0 ? total : 1)))
			return err_set(&cli->err, cli->ctx, ERR_UNAVAILABLE, NULL, "Stopped.", "Arrêté.");
	}
	return true;
}

static bool read_zoom(struct seed *s, struct cli *cli, const char *text)
{
	size_t n;
	int64_t first, last;
	char **parts = text_split(cli->ctx, text != NULL ? text : "0-8", '-', 2, &n);

	if (parts == NULL || n < 1 || !text_int(parts[0], &first) || !text_int(parts[n - 1], &last) || first < 0 ||
	    last < first || last >= s->set->n)
		return false;
	s->first = (int)first;
	s->last = (int)last;
	return true;
}

static bool read_box(struct seed *s, struct cli *cli, const char *text)
{
	size_t n;
	double v[4];
	char **parts = text_split(cli->ctx, text, ',', 4, &n);

	if (parts == NULL || n != 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!text_double(parts[i], &v[i]))
			return false;
	struct bbox *box = mem_new(cli->ctx, struct bbox);
	*box = (struct bbox){ v[0], v[1], v[2], v[3] };
	s->box = box;
	return v[0] <= v[2] && v[1] <= v[3];
}

/* -1 to go on, else the exit status. */
static int read_asked(struct seed *s, int *processes, struct cli *cli, const struct asked *a)
{
	int64_t n = sysconf(_SC_NPROCESSORS_ONLN);

	s->style = a->style;
	s->set = matrix_set_find(a->set != NULL ? a->set : "WebMercatorQuad");
	if (s->set == NULL)
		return cli_usage(cli, "There is no tile matrix set %s.", "Il n'y a pas de jeu de matrices de tuiles %s.", a->set);
	s->format = tile_format_find(a->format != NULL ? a->format : "png");
	if (s->format == NULL)
		return cli_usage(cli, "--format is png, jpg, webp or mvt, not %s.",
		                 "--format vaut png, jpg, webp ou mvt, et non %s.", a->format);
	if (!read_zoom(s, cli, a->zoom))
		return cli_usage(cli, "--zoom expects a matrix of %s or a span, as in 0-%d.",
		                 "--zoom attend une matrice de %s ou un intervalle, comme 0-%d.", s->set->name, s->set->n - 1);
	if (a->bbox != NULL && !read_box(s, cli, a->bbox))
		return cli_usage(cli, "--bbox expects west,south,east,north in degrees.",
		                 "--bbox attend ouest,sud,est,nord en degrés.");
	if (a->processes != NULL && (!text_int(a->processes, &n) || n < 1 || n > PROCESSES_MOST))
		return cli_usage(cli, "--processes expects a number from 1 to %d.", "--processes attend un nombre de 1 à %d.",
		                 PROCESSES_MOST);
	*processes = n < 1 ? 1 : n > PROCESSES_MOST ? PROCESSES_MOST : (int)n;
	return -1;
}

/* The layer of the present edition, or of a join; how many tiles it will be. */
static bool find(int64_t *total, struct cli *cli, const struct seed *s)
{
	struct joins *joins = joins_new(cli->ctx);
	bool changed;

	if (!cli_open(cli, CLI_READ) || !joins_refresh(joins, cli->db, cli->catalogue, &changed, &cli->err))
		return false;
	const struct layer *layer = seed_layer(cli->catalogue, joins, s->layer);
	if (layer == NULL)
		return err_set(&cli->err, cli->ctx, ERR_LAYER, "NAME", "There is no layer %s.", "Il n'y a pas de couche %s.",
		               s->layer);
	if (!seed_check(s, cli->ctx, cli->conf, layer, &cli->err))
		return false;
	*total = seed_count(s, layer);
	talloc_free(joins);
	TALLOC_FREE(cli->db);  /* SQLite's state does not outlive a fork */
	return true;
}

static int report(struct cli *cli, const struct seed *s, int64_t total, const struct note *sum, bool dry)
{
	cli_progress_end(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_string(&w, "layer", s->layer);
		json_string(&w, "set", s->set->name);
		json_int(&w, "tiles", total);
		json_int(&w, "files", sum->files);
		json_int(&w, "bytes", sum->bytes);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	if (dry)
		cli_say(cli, "There would be %lld tiles.", "Il y aurait %lld tuiles.", (long long)total);
	else
		cli_say(cli, "Of %lld tiles, all that show something are there; %lld files were made, of %lld kB in all.",
		        "Des %lld tuiles, toutes celles qui montrent quelque chose sont là ; %lld fichiers ont été faits, "
		        "de %lld ko en tout.", (long long)total,
		        (long long)sum->files, (long long)(sum->bytes / 1000));
	return CLI_DONE;
}

int cli_seed(struct cli *cli, struct cli_line line)
{
	struct asked asked = { .dry_run = false };
	struct seed s = { .style = NULL };
	struct note sum = { .tiles = 0 };
	struct family family = { .from = -1 };
	int processes = 1, status = cli_arguments(cli, line, options, &asked, &s.layer, 1, 1);
	int64_t total = 0;

	if (status >= 0 || (status = read_asked(&s, &processes, cli, &asked)) >= 0)
		return status;
	if (!find(&total, cli, &s))
		return cli_fail(cli);
	if (asked.dry_run)
		return report(cli, &s, total, &sum, true);
	bool started = start(&family, &s, cli->workspace, processes);
	bool done = started && gather(cli, &family, total, &sum);
	if (!end(&family, !done) || !started) {
		done = false;
		if (cli->err.code == ERR_NONE)
			err_set(&cli->err, cli->ctx, ERR_INTERNAL, NULL, "A process that made tiles came to a bad end.",
			        "Un processus qui faisait des tuiles a mal fini.");
	}
	return done ? report(cli, &s, total, &sum, false) : cli_fail(cli);
}
