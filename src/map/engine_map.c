#include "map/engine_ms.h"

#include <uthash.h>

#include <mapserver/mapthread.h>
#include <mapserver/maptime.h>

struct map_handle {
	mapObj *map;
};

struct opened {
	UT_hash_handle hh;
	char *connection;
};

static int free_map(struct map_handle *h)
{
	msFreeMap(h->map);
	return 0;
}

mapObj *engine_own_map(const void *ctx, mapObj *map)
{
	if (map != NULL) {
		struct map_handle *h = mem_new(ctx, struct map_handle);
		h->map = map;
		talloc_set_destructor(h, free_map);
	}
	return map;
}

mapObj *engine_map(struct engine *e, const void *scratch, const void *ctx, struct err *err)
{
	mapObj *map = engine_own_map(scratch, msNewMapObj());

	if (map == NULL || msCopyMap(map, e->head) != MS_SUCCESS) {
		engine_failed(ctx, err);
		return NULL;
	}
	return map;
}

layerObj *engine_new_layer(mapObj *map, const void *ctx, struct err *err)
{
	layerObj *l = msGrowMapLayers(map);

	if (l == NULL || initLayer(l, map) == -1) {
		engine_failed(ctx, err);
		return NULL;
	}
	l->index = map->numlayers;
	map->layerorder[map->numlayers] = map->numlayers;
	map->numlayers++;
	return l;
}

char *engine_errors(const void *ctx)
{
	char *text = mem_strdup(ctx, "");

	for (const errorObj *e = msGetErrorObj(); e != NULL && e->code != MS_NOERR; e = e->next)
		text = mem_check(talloc_asprintf_append_buffer(text, "%s%s: %s", *text ? "; " : "",
		                                               e->routine, e->message));
	return text;
}

bool engine_failed(const void *ctx, struct err *err)
{
	err_set(err, ctx, ERR_INTERNAL, NULL, "the map engine could not answer this request",
	        "le moteur cartographique n'a pas pu répondre à cette requête");
	return err_detail(err, ctx, "%s", engine_errors(ctx));
}

static void forget_opened(struct engine *e)
{
	struct opened *o, *next;

	HASH_ITER(hh, e->opened, o, next) {
		HASH_DEL(e->opened, o);
		talloc_free(o);
	}
}

void engine_opens(struct engine *e, const char *connection)
{
	struct opened *o;

	HASH_FIND_STR(e->opened, connection, o);
	if (o != NULL)
		return;
	o = mem_new(e, struct opened);
	o->connection = mem_strdup(o, connection);
	HASH_ADD_KEYPTR(hh, e->opened, o->connection, strlen(o->connection), o);
}

void engine_close_sources(struct engine *e)
{
	msConnPoolCloseUnreferenced();
	forget_opened(e);
}

void engine_clean(struct engine *e)
{
	msIO_installHandlers(NULL, NULL, NULL);
	msResetErrorList();
	msUnsetLimitedPatternToUse();
	if (HASH_COUNT(e->opened) > (unsigned)e->conf->open_sources)
		engine_close_sources(e);
}
