#include "api/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/export_csv.h"
#include "api/items.h"
#include "api/links.h"
#include "base/digest.h"
#include "catalogue/random.h"
#include "geometry/export.h"

#define KEPT_MOST 100              /* files in the cache; the oldest go */
#define CHUNK     65536

enum made { MADE_CSV, MADE_GEOPACKAGE };

/* --- GeoJSON --- */

static bool open_all(struct filter *f, const struct call *c, struct err *err)
{
	if (!filter_open(f, c, err))
		return false;
	f->q.limit = -1;
	f->q.offset = 0;
	f->q.n_equals = 0;            /* parameters of a job are no columns */
	f->q.geometry = true;
	return true;
}

bool export_geojson(const struct call *c, struct out *out, struct err *err)
{
	struct json w = json_writer(out);
	struct filter f;
	enum features_step step;

	if (!open_all(&f, c, err))
		return false;
	struct features *features = features_open(c->x->ctx, &f.q, err);
	if (features == NULL)
		return false;
	const struct items_writer to = items_writer(c, &f);
	out_header(out, "Content-Type", "application/geo+json");
	json_open_object(&w, NULL);
	json_string(&w, "type", "FeatureCollection");
	json_string(&w, "name", c->layer->name);
	json_open_array(&w, "features");
	while ((step = features_next(features, err)) == FEATURES_ROW) {
		json_open_object(&w, NULL);
		items_write_feature(&to, &w, features);
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	return step == FEATURES_END;
}

/* --- files that are kept --- */

static char *folder_of(const struct call *c)
{
	return mem_printf(c->x->ctx, "%s/cache/exports", c->x->conf->workspace);
}

/* The oldest files go where there are too many. */
static void make_room(const struct call *c, const char *folder)
{
	for (;;) {
		DIR *dir = opendir(folder);
		size_t n = 0;
		time_t oldest = 0;
		const char *name = NULL;
		for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
			struct stat st;
			if (*e->d_name == '.' || fstatat(dirfd(dir), e->d_name, &st, 0) != 0)
				continue;
			n++;
			if (name == NULL || st.st_mtime < oldest) {
				name = mem_strdup(c->x->ctx, e->d_name);
				oldest = st.st_mtime;
			}
		}
		if (dir != NULL)
			closedir(dir);
		if (n <= KEPT_MOST || unlink(mem_printf(c->x->ctx, "%s/%s", folder, name)) != 0)
			return;
	}
}

struct file {
	FILE *f;
	bool head;                    /* the head of the answer has come, which is not kept */
};

static bool to_file(void *to, const void *data, size_t n)
{
	struct file *file = to;

	if (!file->head) {
		file->head = true;
		return true;
	}
	return fwrite(data, 1, n, file->f) == n;
}

static bool make(const struct call *c, enum made made, struct out *out, struct err *err)
{
	struct filter f;
	struct export_layer one = { .name = c->layer->name,
	                            .title = text_in(c->layer->metadata.title, c->x->lang), .query = &f.q };

	if (!open_all(&f, c, err))
		return false;
	f.q.srs = c->layer->srs;
	f.q.geometry = made == MADE_GEOPACKAGE;
	return made == MADE_CSV ? export_csv(c, &f.q, out, err)
	                        : export_features(out, c->x->ctx, EXPORT_GEOPACKAGE, &one, 1, err);
}

/* Makes the file beside its place and moves it there; NULL without `err` where there is no writing, so that
   the answer is made without being kept. */
static bool make_file(const struct call *c, enum made made, const char *path, bool *kept, struct err *err)
{
	char random[RANDOM_TEXT];
	const char *folder = folder_of(c);

	random_text(random);
	const char *incoming = mem_printf(c->x->ctx, "%s/.%s", folder, random);
	mkdir(mem_printf(c->x->ctx, "%s/cache", c->x->conf->workspace), 0777);
	mkdir(folder, 0777);
	struct file file = { .f = fopen(incoming, "wbx") };
	*kept = file.f != NULL;
	if (!*kept)
		return true;
	struct out *out = out_new(c->x->ctx, to_file, &file, CHUNK);
	bool good = make(c, made, out, err);
	bool whole = good && out_finish(out);
	*kept = fclose(file.f) == 0 && whole && rename(incoming, path) == 0;
	if (!*kept)
		unlink(incoming);
	else
		make_room(c, folder);
	return good;
}

static bool send_file(const struct call *c, FILE *f, struct out *out)
{
	char *chunk = mem_array(c->x->ctx, char, CHUNK);
	struct stat st;
	size_t n;

	if (fstat(fileno(f), &st) == 0)
		out_header(out, "Content-Length", mem_printf(c->x->ctx, "%lld", (long long)st.st_size));
	while ((n = fread(chunk, 1, CHUNK, f)) > 0)
		if (!out_write(out, chunk, n))
			break;
	bool whole = ferror(f) == 0;
	fclose(f);
	return whole;
}

/* Named by all that it depends on. */
static const char *path_of(const struct call *c, const char *extension)
{
	struct digest *d = digest_new(c->x->ctx);
	char text[DIGEST_TEXT];

	digest_add_text(d, c->layer->name);
	digest_add_text(d, c->layer->joined->version);
	digest_add_text(d, c->layer->source.digest);
	digest_add_text(d, lang_tag(c->x->lang));
	digest_text(d, text);
	return mem_printf(c->x->ctx, "%s/%.32s.%s", folder_of(c), text, extension);
}

static bool serve_file(const struct call *c, enum made made, const char *extension, struct out *out,
                       struct err *err)
{
	const char *path = path_of(c, extension);
	FILE *f = fopen(path, "rb");
	bool kept = true;

	if (f == NULL) {
		if (!make_file(c, made, path, &kept, err))
			return false;
		f = kept ? fopen(path, "rb") : NULL;
	}
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Disposition",
	           mem_printf(c->x->ctx, "attachment; filename=\"%s.%s\"", c->layer->name, extension));
	return f != NULL ? send_file(c, f, out) : make(c, made, out, err);
}

bool export_serve(const struct call *c, struct out *out, struct err *err)
{
	if (c->layer->joined == NULL)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId",
		               "%s is not a joined layer: its items come in pages, or by WFS",
		               "%s n'est pas une couche jointe : ses objets viennent par pages, ou par WFS",
		               c->layer->name);
	if (service_unchanged(c->x, out, c->layer->joined->version, true))
		return true;
	if (strcmp(c->as->type, "application/geo+json") == 0)
		return export_geojson(c, out, err);
	bool csv = text_starts(c->as->type, "text/csv");
	return serve_file(c, csv ? MADE_CSV : MADE_GEOPACKAGE, csv ? "csv" : "gpkg", out, err);
}
