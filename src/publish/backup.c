#include "publish/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "catalogue/joins.h"

struct backup {
	struct backup_result *result;
	const void *ctx;
	const char *workspace, *to;
	progress_fn *progress;
	void *arg;
	struct err *err;

	struct data_file { const char *digest, *extension; } *files;
	size_t n_files;
};

static bool cannot(struct backup *b, const char *path)
{
	if (b->err->code != ERR_NONE)
		return false;
	int why = errno;
	err_set(b->err, b->ctx, ERR_INTERNAL, "DIR", "The copy cannot be written.",
	        "La copie ne peut être écrite.");
	return err_detail(b->err, b->ctx, "%s: %s", path, strerror(why));
}

static bool folder(struct backup *b, const char *path)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST || cannot(b, path);
}

static bool copy_bytes(int in, int out)
{
	char buffer[1 << 16];
	ssize_t n;

	while ((n = read(in, buffer, sizeof buffer)) > 0)
		for (ssize_t at = 0, part; at < n; at += part)
			if ((part = write(out, buffer + at, (size_t)(n - at))) < 0)
				return false;
	return n == 0 && fsync(out) == 0;
}

/* Whole or not at all: under another name until it is there. */
static bool copy_file(struct backup *b, const char *from, const char *to)
{
	char *part = mem_printf(b->ctx, "%s.part", to);
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in >= 0 ? open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
	bool ok = out >= 0 && copy_bytes(in, out);

	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0)
		ok = false;
	ok = ok && rename(part, to) == 0;
	if (!ok)
		cannot(b, to);
	if (!ok && out >= 0)
		unlink(part);
	talloc_free(part);
	return ok;
}

static bool list_file(void *arg, const char *digest, const char *extension, int64_t age JT_UNUSED)
{
	struct backup *b = arg;

	b->files = mem_grow(b->ctx, b->files, struct data_file, b->n_files + 1);
	b->files[b->n_files++] = (struct data_file){ mem_strdup(b->ctx, digest),
	                                             mem_strdup(b->ctx, extension) };
	return true;
}

static bool copy_data(struct backup *b)
{
	if (!data_sweep(b->ctx, b->workspace, list_file, b, b->err) ||
	    !folder(b, mem_printf(b->ctx, "%s/data", b->to)))
		return false;
	for (size_t i = 0; i < b->n_files; i++) {
		const struct data_file *f = &b->files[i];
		char *from = data_path(b->ctx, b->workspace, f->digest, f->extension);
		char *to = data_path(b->ctx, b->to, f->digest, f->extension);
		struct stat there, here;
		if (stat(to, &there) == 0 && stat(from, &here) == 0 &&
		    there.st_size == here.st_size) {
			b->result->present++;
			continue;
		}
		char *slash = strrchr(to, '/');
		if (!folder(b, mem_strndup(b->ctx, to, (size_t)(slash - to))) ||
		    !copy_file(b, from, to))
			return false;
		b->result->copied++;
		if (b->progress != NULL &&
		    !b->progress(b->arg, (double)(i + 1) / (double)b->n_files))
			return err_set(b->err, b->ctx, ERR_UNAVAILABLE, NULL,
			               "The backup was stopped.", "La sauvegarde a été arrêtée.");
	}
	return true;
}

/* The files of one folder of the workspace, of which nothing has to be there. */
static bool copy_folder(struct backup *b, const char *name)
{
	char *from = mem_printf(b->ctx, "%s/%s", b->workspace, name);
	char *to = mem_printf(b->ctx, "%s/%s", b->to, name);
	DIR *dir = opendir(from);
	struct dirent *entry;
	bool ok = folder(b, to);

	while (ok && dir != NULL && (entry = readdir(dir)) != NULL) {
		char *one = mem_printf(b->ctx, "%s/%s", from, entry->d_name);
		struct stat st;
		if (stat(one, &st) == 0 && S_ISREG(st.st_mode))
			ok = copy_file(b, one, mem_printf(b->ctx, "%s/%s", to, entry->d_name));
	}
	if (dir != NULL)
		closedir(dir);
	return ok;
}

/* A join's file is replaced under a name of its own; one that is gone meanwhile is a join that was deleted
   since the catalogue was copied. */
static bool copy_joins(struct backup *b, struct db *db)
{
	const struct stored_join *joins;
	size_t n;

	if (!joins_list(db, b->ctx, &joins, &n, b->err) || !folder(b, mem_printf(b->ctx, "%s/joins", b->to)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!copy_folder(b, mem_printf(b->ctx, "joins/%s", joins[i].id)))
			return false;
	return true;
}

/* Data before the catalogue that points to them: a backup that is cut short leaves the older one
   whole. The catalogue is taken first, so that no file which it needs is missing from the list. */
static bool copy_workspace(struct backup *b, struct db *db)
{
	char *taken = mem_printf(b->ctx, "%s/catalogue.sqlite.part", b->to);
	char *catalogue = mem_printf(b->ctx, "%s/catalogue.sqlite", b->to);
	unlink(taken);
	if (!db_backup(db, taken, b->err) || !copy_data(b) || !copy_joins(b, db) ||
	    !copy_folder(b, "mapfiles") || !copy_folder(b, "codes") || !folder(b, mem_printf(b->ctx, "%s/cache", b->to)))
		return false;
	return copy_file(b, mem_printf(b->ctx, "%s/jointure.conf", b->workspace),
	                 mem_printf(b->ctx, "%s/jointure.conf", b->to)) &&
	       (rename(taken, catalogue) == 0 || cannot(b, catalogue));
}

bool backup_run(struct backup_result *result, const void *ctx, struct db *db, const char *workspace,
                const char *to, progress_fn *progress, void *arg, struct err *err)
{
	struct backup b = {
		.result = result,
		.ctx = ctx,
		.workspace = workspace,
		.to = to,
		.progress = progress,
		.arg = arg,
		.err = err,
	};
	struct stat st;
	bool there = stat(to, &st) == 0;

	*result = (struct backup_result){ .whole = text_ends(to, "/") ||
		                                   (there && S_ISDIR(st.st_mode)) };
	if (!result->whole && there)
		return err_set(err, ctx, ERR_CONFLICT, "FILE", "That file is there already.",
		               "Ce fichier existe déjà.");
	if (!result->whole)
		return db_backup(db, to, err);
	return folder(&b, to) && copy_workspace(&b, db);
}
