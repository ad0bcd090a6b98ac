#include "geometry/source_pool.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/digest.h"
#include "base/text.h"
#include "geometry/lease.h"

enum { IDLE_SECONDS = 600, COUNTS = 64 };

struct count {
	char question[DIGEST_TEXT];
	int64_t n;
};

struct entry {
	char *name;
	struct gdal_source *source;
	size_t users;
	time_t used;
	bool dropped;                 /* closes with its last user */
	uint64_t tables;
	struct count counts[COUNTS];  /* the oldest is overwritten first */
	size_t n_counts;              /* ever kept */
};

struct source_pool {
	struct entry **entries;       /* the one used last comes last */
	size_t n, most;
};

struct source_pool *source_pool_new(const void *ctx, size_t most)
{
	struct source_pool *pool = mem_new(ctx, struct source_pool);

	pool->most = most > 0 ? most : 1;
	pool->entries = mem_array(pool, struct entry *, pool->most);
	return pool;
}

size_t source_pool_count(const struct source_pool *pool)
{
	return pool->n;
}

static void take_out(struct source_pool *pool, size_t at)
{
	memmove(&pool->entries[at], &pool->entries[at + 1],
	        (pool->n - at - 1) * sizeof *pool->entries);
	pool->n--;
}

static void close_at(struct source_pool *pool, size_t at)
{
	struct entry *entry = pool->entries[at];

	take_out(pool, at);
	entry->dropped = true;
	if (entry->users == 0)
		talloc_free(entry);
}

static void close_idle(struct source_pool *pool, time_t now)
{
	for (size_t i = 0; i < pool->n;)
		if (pool->entries[i]->users == 0 && now - pool->entries[i]->used > IDLE_SECONDS)
			close_at(pool, i);
		else
			i++;
}

static struct entry *look_up(struct source_pool *pool, const char *name)
{
	for (size_t i = pool->n; i-- > 0;) {
		struct entry *entry = pool->entries[i];
		if (strcmp(entry->name, name) != 0)
			continue;
		take_out(pool, i);
		pool->entries[pool->n++] = entry;
		return entry;
	}
	return NULL;
}

/* A file of the data store: nobody writes to it. */
static bool is_sealed(const char *name)
{
	struct stat st;
	return stat(name, &st) == 0 && (st.st_mode & 0222) == 0;
}

/* Moments without a zone in PostgreSQL are taken as UTC, wherever the server stands. SQLite reads a file that does
   not change where the system has it, without a copy of each page: rows out of their order come four times as
   fast. */
static void set_up(const struct gdal_source *source, const char *name)
{
	const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(source->dataset));
	const char *sql = strcmp(driver, "PostgreSQL") == 0 ? "SET TIME ZONE 'UTC'"
	                : strcmp(driver, "GPKG") == 0 && is_sealed(name) ? "PRAGMA mmap_size = 1073741824" : NULL;

	if (sql == NULL)
		return;
	gdal_hush();
	OGRLayerH none = GDALDatasetExecuteSQL(source->dataset, sql, NULL, NULL);
	if (none != NULL)
		GDALDatasetReleaseResultSet(source->dataset, none);
	gdal_unhush();
}

static struct entry *open_entry(const void *ctx, const void *err_ctx, const char *name,
                                struct err *err)
{
	struct entry *entry = mem_new(ctx, struct entry);
	struct err why = { 0 };

	entry->name = mem_strdup(entry, name);
	entry->source = gdal_open_vector(entry, name, &why);
	if (entry->source != NULL) {
		set_up(entry->source, name);
		return entry;
	}
	err_set(err, err_ctx, ERR_UNAVAILABLE, NULL, "the data of this layer do not open at present",
	        "les données de cette couche ne s'ouvrent pas actuellement");
	/* a connection string may hold a password */
	err_detail(err, err_ctx, "%s: %s", text_starts(name, "PG:") ? "PostgreSQL" : name,
	           why.detail != NULL ? why.detail : text_in(why.message, LANG_EN));
	talloc_free(entry);
	return NULL;
}

static struct entry *open_kept(struct source_pool *pool, const void *err_ctx, const char *name,
                               struct err *err)
{
	struct entry *entry = open_entry(pool, err_ctx, name, err);

	if (entry == NULL)
		return NULL;
	if (pool->n == pool->most)
		close_at(pool, 0);
	pool->entries[pool->n++] = entry;
	return entry;
}

static int give_back(struct source_lease *lease)
{
	struct entry *entry = lease->entry;

	if (--entry->users == 0 && entry->dropped)
		talloc_free(entry);
	return 0;
}

struct source_lease *source_borrow(const void *ctx, struct source_pool *pool, const char *name,
                                   struct err *err)
{
	struct source_lease *lease = mem_new(ctx, struct source_lease);
	time_t now = time(NULL);

	if (pool != NULL) {
		close_idle(pool, now);
		lease->entry = look_up(pool, name);
		lease->fresh = lease->entry == NULL;
		if (lease->fresh)
			lease->entry = open_kept(pool, ctx, name, err);
	} else {
		lease->fresh = true;
		lease->entry = open_entry(lease, ctx, name, err);
	}
	lease->pool = pool;
	if (lease->entry == NULL)
		return NULL;
	lease->source = lease->entry->source;
	lease->entry->used = now;
	lease->entry->users++;
	if (pool != NULL)
		talloc_set_destructor(lease, give_back);
	return lease;
}

void source_drop(struct source_lease *lease)
{
	struct source_pool *pool = lease->pool;

	for (size_t i = 0; pool != NULL && i < pool->n; i++)
		if (pool->entries[i] == lease->entry) {
			close_at(pool, i);
			return;
		}
}

uint64_t *source_tables(const struct source_lease *lease)
{
	return &lease->entry->tables;
}

static void name_question(char name[DIGEST_TEXT], const struct source_lease *lease, const char *of,
                          const char *sql)
{
	struct digest *d = digest_new(lease);

	digest_add_text(d, of);
	digest_add_text(d, sql);
	digest_text(d, name);
	talloc_free(d);
}

bool source_counted(const struct source_lease *lease, const char *of, const char *sql, int64_t *n)
{
	const struct entry *entry = lease->entry;
	char question[DIGEST_TEXT];

	name_question(question, lease, of, sql);
	for (size_t i = 0; i < COUNTS && i < entry->n_counts; i++)
		if (strcmp(entry->counts[i].question, question) == 0) {
			*n = entry->counts[i].n;
			return true;
		}
	return false;
}

void source_count_keep(const struct source_lease *lease, const char *of, const char *sql, int64_t n)
{
	struct entry *entry = lease->entry;
	struct count *count = &entry->counts[entry->n_counts++ % COUNTS];

	name_question(count->question, lease, of, sql);
	count->n = n;
}
