#include "tests/map/valid.h"

#include <stdlib.h>
#include <unistd.h>

static const char *schemas(struct fixture *f)
{
	const char *folder = getenv("JOINTURE_SHARED"), *srcdir = getenv("srcdir");
	char *path = folder != NULL ? mem_printf(f, "%s/ogc", folder) :
		mem_printf(f, "%s/../shared/ogc", srcdir != NULL ? srcdir : ".");

	if (access(mem_printf(f, "%s/validate.sh", path), R_OK) != 0)
		skip();
	return path;
}

static void run(struct fixture *f, const char *command, const char *body)
{
	char name[] = "valid-XXXXXX";
	int fd = mkstemp(name);
	size_t n = strlen(body);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, body, n), n);
	close(fd);
	int rc = system(mem_printf(f, "%s %s > %s.log 2>&1 || { cat %s.log >&2; false; }", command, name,
	                           name, name));
	unlink(mem_printf(f, "%s.log", name));
	unlink(name);
	assert_int_equal(rc, 0);
}

struct tree {
	char path[32];
};

static int remove_tree(struct tree *t)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", t->path);
	return system(command);
}

/* A copy of the schemas in which every import is relative, as libxml2 wants it; made once a fixture. */
static const char *local_tree(struct fixture *f, const char *folder)
{
	if (f->schemas == NULL) {
		struct tree *t = mem_new(f, struct tree);
		memcpy(t->path, "schemas-XXXXXX", sizeof "schemas-XXXXXX");
		assert_non_null(mkdtemp(t->path));
		talloc_set_destructor(t, remove_tree);
		assert_int_equal(system(mem_printf(f, "sh %s/localize.sh %s", folder, t->path)), 0);
		f->schemas = t->path;
	}
	return f->schemas;
}

void assert_valid(struct fixture *f, const char *schema, const char *body)
{
	const char *folder = schemas(f);
	const char *tree = local_tree(f, folder);
	run(f, mem_printf(f, "SCHEMA_TREE=$PWD/%s sh %s/validate.sh %s", tree, folder, schema), body);
}

void assert_valid_dtd(struct fixture *f, const char *dtd, const char *body)
{
	const char *folder = schemas(f);
	run(f, mem_printf(f, "xmllint --nonet --noout --dtdvalid %s/schemas/%s", folder, dtd), body);
}
