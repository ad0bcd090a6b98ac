/* The folders of orders: what desk.h says of them but for what stands in an outcome. */
#include "service/desk_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "catalogue/random.h"

#define INCOMING  "joins/incoming"
#define LOSS      "loss"
#define FILE_MOST 32

/* --- names and places --- */

bool desk_is_folder(const char *name)
{
	return strlen(name) == DESK_NAME - 1 && strspn(name, "0123456789abcdef") == DESK_NAME - 1;
}

bool desk_is_file(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= FILE_MOST && *name != '.' && strstr(name, "..") == NULL &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == n;
}

char *desk_path(const void *ctx, const char *workspace, const char *folder, const char *name)
{
	return mem_printf(ctx, "%s/" INCOMING "/%s%s%s", workspace, folder, name != NULL ? "/" : "",
	                  name != NULL ? name : "");
}

static bool cannot_write(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT)
		err_set(err, ctx, ERR_UNAVAILABLE, NULL, "there is no room left to keep what was sent",
		        "il n'y a plus de place pour garder ce qui a été envoyé");
	else
		err_set(err, ctx, ERR_INTERNAL, NULL, "the folder of incoming tables cannot be written to",
		        "le dossier des tableaux reçus n'est pas accessible en écriture");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

char *desk_folder(const void *ctx, const struct exchange *x, struct err *err)
{
	static const char *const above[] = { "joins", INCOMING };
	char dice[RANDOM_TEXT], digest[DIGEST_TEXT];
	struct digest *d = digest_new(x->ctx);

	random_text(dice);
	digest_add_text(d, dice);
	digest_text(d, digest);
	digest[DESK_NAME - 1] = '\0';
	char *path = desk_path(x->ctx, x->conf->workspace, digest, NULL);
	for (size_t i = 0; i < sizeof above / sizeof *above; i++)
		mkdir(mem_printf(x->ctx, "%s/%s", x->conf->workspace, above[i]), 0755);
	if (mkdir(path, 0700) != 0) {
		cannot_write(x->ctx, path, err);
		return NULL;
	}
	return mem_strdup(ctx, digest);
}

static bool exists(const char *workspace, const char *folder, const char *name)
{
	char *path = desk_path(NULL, workspace, folder, name);
	struct stat st;
	bool is = lstat(path, &st) == 0;

	talloc_free(path);
	return is;
}

bool desk_is_there(const char *workspace, const char *folder)
{
	return exists(workspace, folder, NULL);
}

bool desk_has_outcome(const char *workspace, const char *folder)
{
	return exists(workspace, folder, DESK_OUTCOME);
}

/* --- files --- */

/* A new file takes its name only once it is whole. */
static bool leave(const void *ctx, const char *path, const void *bytes, size_t n)
{
	const char *partial = mem_printf(ctx, "%s.part", path);
	int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	const char *at = bytes;
	bool good = fd >= 0;

	while (good && n > 0) {
		ssize_t done = write(fd, at, n);
		good = done > 0 || (done < 0 && errno == EINTR);
		at += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	if (fd >= 0)
		good = close(fd) == 0 && good;
	return good && rename(partial, path) == 0;
}

char *desk_read(const void *ctx, const char *path, size_t most)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *text = NULL;
	struct stat st;
	size_t used = 0;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= most)
		text = mem_array(ctx, char, (size_t)st.st_size + 1);
	for (ssize_t n; text != NULL && used < (size_t)st.st_size; used += (size_t)n) {
		n = read(fd, text + used, (size_t)st.st_size - used);
		if (n <= 0)
			break;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

/* --- the outcome --- */

/* clang-format off */
static const char *const codes[] = {
	[ERR_NONE] = "none", [ERR_MISSING_PARAMETER] = "missing-parameter",
	[ERR_INVALID_PARAMETER] = "invalid-parameter", [ERR_NOT_SUPPORTED] = "not-supported",
	[ERR_OPTION] = "option", [ERR_VERSION] = "version", [ERR_LAYER] = "layer", [ERR_STYLE] = "style",
	[ERR_CRS] = "crs", [ERR_FORMAT] = "format", [ERR_POINT] = "point", [ERR_TILE] = "tile",
	[ERR_NOT_QUERYABLE] = "not-queryable", [ERR_DIMENSION] = "dimension",
	[ERR_UPDATE_SEQUENCE] = "update-sequence",
	[ERR_UPDATE_SEQUENCE_INVALID] = "update-sequence-invalid",
	[ERR_DUPLICATE_QUERY] = "duplicate-query", [ERR_ATTRIBUTE_NAME] = "attribute-name", [ERR_KEY] = "key",
	[ERR_LINKAGE] = "linkage", [ERR_UNAUTHORIZED] = "unauthorized",
	[ERR_FORBIDDEN] = "forbidden", [ERR_NOT_FOUND] = "not-found", [ERR_METHOD] = "method",
	[ERR_NOT_ACCEPTABLE] = "not-acceptable", [ERR_TOO_LARGE] = "too-large",
	[ERR_UPSTREAM] = "upstream", [ERR_UNAVAILABLE] = "unavailable", [ERR_CONFLICT] = "conflict",
	[ERR_INTERNAL] = "internal",
};
/* clang-format on */

enum err_code desk_code(const char *name)
{
	for (size_t i = 1; name != NULL && i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i], name) == 0)
			return (enum err_code)i;
	return ERR_INTERNAL;
}

static void write_error(struct json *w, const struct err *why)
{
	json_open_object(w, "error");
	json_string(w, "code", codes[why->code]);
	json_string_if(w, "locator", why->locator);
	json_string(w, "fr", why->message.fr);
	json_string(w, "en", why->message.en);
	json_string_if(w, "detail", why->detail);
	json_close_object(w);
}

bool desk_leave_outcome(const void *ctx, const char *workspace, const char *folder, const struct outcome *o,
                        const struct err *why, struct err *err)
{
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	size_t n;

	json_open_object(&w, NULL);
	if (why != NULL && why->code != ERR_NONE) {
		write_error(&w, why);
	} else {
		json_string(&w, "join", o->join);
		json_bool(&w, "created", o->created);
		if (o->text != NULL)
			json_raw(&w, "report", o->text);
	}
	json_close_object(&w);
	const void *text = out_held(out, &n);
	const char *path = desk_path(ctx, workspace, folder, DESK_OUTCOME);
	return leave(ctx, path, text, n) || cannot_write(ctx, path, err);
}

/* --- losses --- */

static const char *const losses[] = {
	[LOSS_MEMORY] = "memory", [LOSS_TIME] = "time", [LOSS_SIZE] = "size", [LOSS_CRASH] = "crash",
	[LOSS_RESTART] = "restart",
};

void desk_leave_loss(const char *workspace, const char *folder, enum desk_loss loss)
{
	void *ctx = mem_check(talloc_new(NULL));

	/* where even this cannot be written, the order stays one that nobody knows of */
	leave(ctx, desk_path(ctx, workspace, folder, LOSS), losses[loss], strlen(losses[loss]));
	talloc_free(ctx);
}

bool desk_loss(enum desk_loss *loss, const void *ctx, const char *workspace, const char *folder)
{
	const char *word = desk_read(ctx, desk_path(ctx, workspace, folder, LOSS), 32);

	for (size_t i = 0; word != NULL && i < sizeof losses / sizeof *losses; i++)
		if (strcmp(word, losses[i]) == 0) {
			*loss = (enum desk_loss)i;
			return true;
		}
	return false;
}

/* --- removal --- */

/* What a job leaves for whoever asked. */
static bool is_left(const char *name)
{
	return strcmp(name, DESK_OUTCOME) == 0 || strcmp(name, LOSS) == 0 || text_starts(name, DESK_RESULT);
}

/* The folder's entries, all or but what the job leaves; a folder in it would stay, and nobody makes one. */
static void empty(const char *path, bool all)
{
	DIR *dir = opendir(path);

	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && (all || !is_left(e->d_name)))
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

void desk_strip(const char *workspace, const char *folder)
{
	char *path = desk_path(NULL, workspace, folder, NULL);

	empty(path, false);
	talloc_free(path);
}

void desk_remove(const struct exchange *x, const char *folder)
{
	const char *path = desk_path(x->ctx, x->conf->workspace, folder, NULL);

	if (!desk_is_folder(folder))
		return;
	empty(path, true);
	rmdir(path);
}

static bool remove_old(const char *path, int64_t age)
{
	struct stat st;

	if (lstat(path, &st) != 0 || (int64_t)time(NULL) - (int64_t)st.st_mtime <= age)
		return false;
	if (!S_ISDIR(st.st_mode))
		return unlink(path) == 0;
	empty(path, true);
	return rmdir(path) == 0;
}

bool desk_sweep(const void *ctx, const char *workspace, int64_t age, size_t *removed, struct err *err)
{
	const char *path = mem_printf(ctx, "%s/" INCOMING, workspace);
	DIR *dir = opendir(path);

	*removed = 0;
	if (dir == NULL && errno == ENOENT)
		return true;
	if (dir == NULL)
		return cannot_write(ctx, path, err);
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			*removed += remove_old(mem_printf(ctx, "%s/%s", path, e->d_name), age);
	closedir(dir);
	return true;
}
