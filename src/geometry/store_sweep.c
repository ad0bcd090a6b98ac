#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "geometry/store.h"

enum { LEFT_BEHIND = 24 * 3600 };

struct folder {
	DIR *dir;
};

static int close_folder(struct folder *f)
{
	closedir(f->dir);
	return 0;
}

static bool failed(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the geometry stores in cache/ cannot be tidied up",
	        "les géométries enregistrées dans cache/ ne peuvent pas être nettoyées");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

/* Of a data file that is gone; or the beginning of one whose maker was killed. */
static bool useless(const void *ctx, const char *workspace, const char *path, const char *name)
{
	static const char *const kinds[] = { ".store", ".columns", ".moved", ".large" };
	struct stat st;
	bool ours = false;

	if (text_ends(name, ".new"))
		return stat(path, &st) == 0 && time(NULL) - st.st_mtime > LEFT_BEHIND;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ours = ours || text_ends(name, kinds[i]);
	if (!ours || strcspn(name, "-") != DIGEST_TEXT - 1)
		return false;
	char *data = data_path(ctx, workspace, mem_strndup(ctx, name, DIGEST_TEXT - 1), "gpkg");
	return access(data, F_OK) != 0 && errno == ENOENT;
}

bool geometry_store_sweep(const void *ctx, const char *workspace, size_t *removed, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = mem_printf(tmp, "%s/cache/geometry", workspace);
	struct folder *f = mem_new(tmp, struct folder);
	bool done = true;

	f->dir = opendir(path);
	if (f->dir != NULL)
		talloc_set_destructor(f, close_folder);
	else
		done = errno == ENOENT || failed(ctx, path, err);
	for (struct dirent *e; done && f->dir != NULL && (e = readdir(f->dir)) != NULL;) {
		char *file = mem_printf(f, "%s/%s", path, e->d_name);
		if (!useless(file, workspace, file, e->d_name))
			continue;
		done = unlink(file) == 0 || errno == ENOENT || failed(ctx, file, err);
		*removed += done;
	}
	talloc_free(tmp);
	return done;
}
