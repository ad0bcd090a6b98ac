#include "map/engine_ms.h"

#include <stdlib.h>

extern char **environ;

/* libmapserver and GDAL read the environment, where a web server's manager may have put a
   request of its own: nothing of that kind stays. */
static void clean_environment(void)
{
	static const char *const ours[] = { "HTTP_", "MS_", "REQUEST_", "REMOTE_", "SERVER_", "QUERY_",
	                                    "SCRIPT_", "PATH_INFO", "PATH_TRANSLATED", "CONTENT_",
	                                    "HTTPS", "DOCUMENT_", "REDIRECT_", "CURL_", "MAPSERVER_" };

	for (char **v = environ; v != NULL && *v != NULL;) {
		bool theirs = false;
		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			theirs = theirs || text_starts(*v, ours[i]);
		if (!theirs) {
			v++;
			continue;
		}
		char *name = mem_strndup(NULL, *v, strcspn(*v, "="));
		unsetenv(name);
		talloc_free(name);
		v = environ;
	}
}

static int close_engine(struct engine *e)
{
	masters_free(e);
	srs_free(e);
	engine_clean(e);
	engine_close_sources(e);
	return 0;
}

struct engine *engine_new(const void *ctx, const struct conf *conf, struct log *log,
                          struct err *err)
{
	clean_environment();
	if (msSetup() != MS_SUCCESS) {
		engine_failed(ctx, err);
		return NULL;
	}
	struct engine *e = mem_new(ctx, struct engine);
	e->conf = conf;
	e->log = log;
	e->head = head_new(e, err);
	if (e->head == NULL)
		return NULL;
	talloc_set_destructor(e, close_engine);
	return e;
}

void engine_edition(struct engine *engine, const struct catalogue *catalogue)
{
	masters_edition(engine, catalogue);
}
