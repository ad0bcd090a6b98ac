#include "pack/pack.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdeflate.h>

enum { FORM = 1, ALIGN = 64, CHUNK = 1 << 30 };

static const char MAGIC[8] = "JTPACK\r\n";
static const uint32_t BYTE_ORDER_MARK = 0x01020304;

/* The first bytes of the file. The directory ends it. */
struct head {
	char magic[8];
	uint32_t order, form;
	char kind[PACK_NAME + 1];
	uint32_t version, n_sections;
	uint64_t directory, size;     /* where the directory begins; of the file */
	uint32_t checksum, head_checksum;  /* of the directory; of what stands before this */
};

_Static_assert(sizeof(struct head) == ALIGN, "the head is what sections are aligned to");
_Static_assert(sizeof(struct pack_section) == 40, "a directory's entry has no holes");

/* That of zlib and PNG, by the processor's own instructions where it has them: a worker looks at all of a file that it maps. */
static uint32_t checksum(const void *data, size_t n)
{
	return libdeflate_crc32(0, data, n);
}

static uint32_t head_checksum(const struct head *h)
{
	return checksum(h, offsetof(struct head, head_checksum));
}

struct pack_writer {
	const void *ctx;
	char *path;
	int fd;
	bool done;
	uint64_t at;                  /* bytes written */
	struct head head;
	struct pack_section *sections;
};

static int drop_writer(struct pack_writer *w)
{
	close(w->fd);
	if (!w->done)
		unlink(w->path);
	return 0;
}

static bool cannot_write(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT || why == EFBIG)
		err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		        "the disk is full: make room and try again",
		        "le disque est plein : faites de la place et réessayez");
	else
		err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		        "a file of the workspace cannot be written: is its folder there, and may this user "
		        "write in it?",
		        "un fichier de l'espace de travail ne peut pas être écrit : son dossier existe-t-il, "
		        "et cet utilisateur a-t-il le droit d'y écrire ?");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

static bool put(struct pack_writer *w, const void *data, size_t n, struct err *err)
{
	const char *at = data;

	while (n > 0) {
		ssize_t done = write(w->fd, at, n < CHUNK ? n : CHUNK);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return cannot_write(w->ctx, w->path, err);
		at += done;
		n -= (size_t)done;
		w->at += (uint64_t)done;
	}
	return true;
}

static bool pad(struct pack_writer *w, struct err *err)
{
	static const char zeros[ALIGN];
	return put(w, zeros, (ALIGN - w->at % ALIGN) % ALIGN, err);
}

struct pack_writer *pack_writer_new(const void *ctx, const char *path, const char *kind, uint32_t version,
                                    struct err *err)
{
	assert(strlen(kind) <= PACK_NAME);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		cannot_write(ctx, path, err);
		return NULL;
	}
	struct pack_writer *w = mem_new(ctx, struct pack_writer);
	w->fd = fd;
	w->ctx = ctx;
	w->path = mem_strdup(w, path);
	talloc_set_destructor(w, drop_writer);
	w->head = (struct head){ .order = BYTE_ORDER_MARK, .form = FORM, .version = version };
	memcpy(w->head.magic, MAGIC, sizeof MAGIC);
	memcpy(w->head.kind, kind, strlen(kind));

	/* the head comes last: a file that was not finished has none */
	if (put(w, &(struct head){ 0 }, sizeof(struct head), err))
		return w;
	talloc_free(w);
	return NULL;
}

bool pack_write(struct pack_writer *w, const char *name, const void *data, size_t size, struct err *err)
{
	uint32_t n = w->head.n_sections++;

	assert(strlen(name) <= PACK_NAME);
	if (talloc_array_length(w->sections) <= n)
		w->sections = mem_grow(w, w->sections, struct pack_section, 2 * (size_t)n + 16);
	struct pack_section *s = &w->sections[n];
	*s = (struct pack_section){ .offset = w->at, .size = size, .checksum = checksum(data, size) };
	memcpy(s->name, name, strlen(name));
	return put(w, data, size, err) && pad(w, err);
}

static int by_name(const void *a, const void *b)
{
	const struct pack_section *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static bool finish(struct pack_writer *w, struct err *err)
{
	size_t n = w->head.n_sections;

	if (n > 0)
		qsort(w->sections, n, sizeof *w->sections, by_name);
	for (size_t i = 1; i < n; i++)
		assert(strcmp(w->sections[i - 1].name, w->sections[i].name) != 0);
	w->head.directory = w->at;
	w->head.checksum = checksum(w->sections, n * sizeof *w->sections);
	if (!put(w, w->sections, n * sizeof *w->sections, err))
		return false;
	w->head.size = w->at;
	w->head.head_checksum = head_checksum(&w->head);
	if (pwrite(w->fd, &w->head, sizeof w->head, 0) != (ssize_t)sizeof w->head || fsync(w->fd) != 0)
		return cannot_write(w->ctx, w->path, err);
	return true;
}

bool pack_writer_end(struct pack_writer *w, struct err *err)
{
	bool done = finish(w, err);

	w->done = done;
	talloc_free(w);
	return done;
}

struct mapping {
	struct pack pack;             /* first: what is lent is this */
	unsigned char *base;
	size_t n;
	struct stat stat;             /* of the file when it was mapped */
};

static int unmap(struct mapping *m)
{
	if (m->base != NULL)
		munmap(m->base, m->n);
	return 0;
}

/* What a file that is no pack, or none of ours, is called; the reason goes to the log. */
static struct pack *refuse(struct err *err, const void *ctx, const char *path, const char *why)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL,
	        "a stored file cannot be used: it is damaged, cut short or of another version",
	        "un fichier enregistré est inutilisable : endommagé, tronqué ou d'une autre version");
	err_detail(err, ctx, "%s: %s", path, why);
	return NULL;
}

/* NULL where it is whole and asked for; else why not. */
static const char *wrong_head(const struct mapping *m, const char *kind, uint32_t version)
{
	const struct head *h = (const void *)m->base;

	if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0)
		return "is no pack";
	if (h->order != BYTE_ORDER_MARK || h->form != FORM)
		return "is of another machine or form";
	if (h->head_checksum != head_checksum(h))
		return "has a head that changed";
	if (h->kind[PACK_NAME] != '\0' || strcmp(h->kind, kind) != 0)
		return "is of another kind";
	if (h->version != version)
		return "is of another version";
	if (h->size != m->n)
		return "has another size than it says";
	if (h->directory > m->n || h->directory % ALIGN != 0 ||
	    m->n - h->directory != h->n_sections * sizeof(struct pack_section))
		return "has no directory";
	if (h->checksum != checksum(m->base + h->directory, m->n - h->directory))
		return "has a directory that changed";
	return NULL;
}

static const char *wrong_sections(const struct pack *p, uint64_t end)
{
	for (size_t i = 0; i < p->n_sections; i++) {
		const struct pack_section *s = &p->sections[i];
		if (s->name[PACK_NAME] != '\0' || s->offset % ALIGN != 0 || s->offset < ALIGN ||
		    s->offset > end || s->size > end - s->offset)
			return "has a section outside of it";
		if (i > 0 && strcmp(p->sections[i - 1].name, s->name) >= 0)
			return "has sections out of order";
	}
	return NULL;
}

static bool same_bytes(const struct mapping *m, const struct pack_section *s)
{
	return checksum(m->base + s->offset, s->size) == s->checksum;
}

static const char *wrong(struct mapping *m, const char *kind, uint32_t version, bool check)
{
	const char *why = wrong_head(m, kind, version);

	if (why != NULL)
		return why;
	const struct head *h = (const void *)m->base;
	m->pack.sections = (const void *)(m->base + h->directory);
	m->pack.n_sections = h->n_sections;
	why = wrong_sections(&m->pack, h->directory);
	for (size_t i = 0; why == NULL && check && i < m->pack.n_sections; i++)
		if (!same_bytes(m, &m->pack.sections[i]))
			why = "has a section that changed";
	return why;
}

/* Maps the whole file; NULL or why it cannot be. */
static const char *map_file(struct mapping *m, int fd)
{
	struct stat *st = &m->stat;

	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))
		return "is no file";
	if ((uint64_t)st->st_size < sizeof(struct head))
		return "is cut short";
	void *base = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		return strerror(errno);
	m->pack.base = m->base = base;
	m->n = m->pack.size = (size_t)st->st_size;
	return NULL;
}

struct pack *pack_open(const void *ctx, const char *path, const char *kind, uint32_t version, bool check,
                       struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		err_set(err, ctx, ERR_NOT_FOUND, NULL, "a stored file is not there",
		        "un fichier enregistré est introuvable");
		err_detail(err, ctx, "%s", path);
		return NULL;
	}
	if (fd < 0)
		return refuse(err, ctx, path, strerror(errno));
	struct mapping *m = mem_new(ctx, struct mapping);
	talloc_set_destructor(m, unmap);
	const char *why = map_file(m, fd);
	close(fd);
	if (why == NULL)
		why = wrong(m, kind, version, check);
	if (why == NULL) {
		m->pack.path = mem_strdup(m, path);
		return &m->pack;
	}
	talloc_free(m);
	return refuse(err, ctx, path, why);
}

/* The file at the pack's path, when that is the mapped one. */
static bool look_at(struct stat *is, const struct pack *p, const struct stat *was)
{
	return stat(p->path, is) == 0 && is->st_dev == was->st_dev && is->st_ino == was->st_ino;
}

bool pack_in_place(const struct pack *p)
{
	const struct mapping *m = (const void *)p;
	struct stat is;

	return look_at(&is, p, &m->stat);
}

bool pack_current(const struct pack *p)
{
	const struct stat *was = &((const struct mapping *)(const void *)p)->stat;
	struct stat is;

	return look_at(&is, p, was) && is.st_size == was->st_size && is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       is.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

static const struct pack_section *find(const struct pack *p, const char *name)
{
	size_t low = 0, high = p->n_sections;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(p->sections[middle].name, name);
		if (order == 0)
			return &p->sections[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const void *pack_section(const struct pack *p, const char *name, size_t *size)
{
	const struct mapping *m = (const void *)p;
	const struct pack_section *s = find(p, name);

	*size = s != NULL ? s->size : 0;
	return s != NULL ? m->base + s->offset : NULL;
}

bool pack_intact(const struct pack *p, const char *name)
{
	const struct pack_section *s = find(p, name);
	return s != NULL && same_bytes((const void *)p, s);
}

bool pack_array(const struct pack *p, const char *name, size_t each, size_t n, const void **data)
{
	size_t size;

	*data = pack_section(p, name, &size);
	return *data != NULL && n <= SIZE_MAX / each && size == n * each;
}
