#include "map/engine_ms.h"

#include <gdal.h>
#include <uthash.h>

#include <mapserver/mapthread.h>
#include <mapserver/maptime.h>

struct map_handle {
	mapObj *map;
};

struct opened {
	UT_hash_handle hh;
	char *name;
	GDALDatasetH raster;      /* ours, which keeps libmapserver's open too; NULL: in its pool of vectors */
};

static int close_raster(struct opened *o)
{
	if (o->raster != NULL)
		GDALClose(o->raster);
	return 0;
}

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
	if (err->code != ERR_NONE)
		return false;
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

void engine_opens(struct engine *e, const layerObj *l, bool referenced)
{
	const char *name = l->connection != NULL ? l->connection : l->data;
	struct opened *o;

	HASH_FIND_STR(e->opened, name, o);
	if (o != NULL || (referenced && l->connectiontype != MS_POSTGIS))
		return;
	o = mem_new(e, struct opened);
	talloc_set_destructor(o, close_raster);
	o->name = mem_strdup(o, name);
	if (l->connectiontype == MS_RASTER) {
		GDALAllRegister();
		o->raster = GDALOpenShared(name, GA_ReadOnly);
	}
	HASH_ADD_KEYPTR(hh, e->opened, o->name, strlen(o->name), o);
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
