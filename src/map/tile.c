#include "map/tile.h"

#include <string.h>

#include "base/gzip.h"
#include "map/choropleth.h"
#include "map/wms_thematic.h"
#include "tiles/cache.h"

/* What libmapserver draws is drawn for so many tiles in each direction at once: opening, asking and setting out cost as
   much as drawing. Around them a margin, so that symbols and labels do not end at the edge of a tile. */
enum { BLOCK = 4, MARGIN = 32 };

#define TILE_BYTES_MOST ((size_t)1 << 28)     /* of a vector tile */

/* Tiles that are made together, or the one asked for by itself. */
struct block {
	int64_t column, row;          /* of the first */
	int64_t width, height;
	size_t which;                 /* place of the one asked for */
};

struct making {
	const struct exchange *x;
	const struct tile *tile;
	const struct tile_format *format;
	struct bbox box;
	const char *version;          /* of the layer; NULL: nothing is kept */
	struct engine_drawn drawn;    /* what a picture shows, once it is to be made */
};

static struct engine_picture picture_of(const struct tile_format *format)
{
	return (struct engine_picture){ .format = format->engine, .transparent = format->transparent,
	                                .background = 0xffffff };
}

static struct engine_map map_of(const struct making *m, const struct bbox *box)
{
	return (struct engine_map){ .layers = &m->drawn, .n_layers = 1, .srs = m->tile->set->srs, .bbox = *box,
	                            .width = MATRIX_PIXELS, .height = MATRIX_PIXELS };
}

static struct block block_of(const struct tile *t, int64_t step)
{
	struct block b = { .column = t->column - t->column % step, .row = t->row - t->row % step };
	int64_t width, height;

	matrix_size(t->set, t->z, &width, &height);
	b.width = width - b.column < step ? width - b.column : step;
	b.height = height - b.row < step ? height - b.row : step;
	b.which = (size_t)((t->row - b.row) * b.width + t->column - b.column);
	return b;
}

/* The name in the cache: of all that the tiles of the block depend on. */
static char *name_of(const struct making *m, const struct block *b)
{
	const struct exchange *x = m->x;
	const struct tile *t = m->tile;
	bool picture = m->format->engine != NULL, joined = t->layer->joined != NULL;

	return tile_cache_name(x->ctx, m->version, mem_printf(x->ctx, "%s %d\n%s %d %lld %lld %lld %lld\n%s\n%s\n%s",
		m->format->type, t->points, t->set->name, t->z, (long long)b->column, (long long)b->row, (long long)b->width,
		(long long)b->height, picture ? t->style->name : "", picture && joined ? wms_thematic_asked(x) : "",
		picture ? wms_dimensions_asked(x, t->layer) : ""));
}

/* The block with its margin, where the set has room for one. */
static struct bbox block_box(const struct tile *t, const struct block *b, int *margin)
{
	double edge = MARGIN * matrix_resolution(t->set, t->z);
	const struct bbox *all = &t->set->bbox;
	struct bbox first, last;

	matrix_tile(&first, t->set, t->z, b->column, b->row);
	matrix_tile(&last, t->set, t->z, b->column + b->width - 1, b->row + b->height - 1);
	struct bbox box = { first.minx - edge, last.miny - edge, last.maxx + edge, first.maxy + edge };
	bool room = box.minx >= all->minx && box.miny >= all->miny && box.maxx <= all->maxx && box.maxy <= all->maxy;
	*margin = room ? MARGIN : 0;
	return room ? box : (struct bbox){ first.minx, last.miny, last.maxx, first.maxy };
}

static bool draw_block(const struct making *m, const struct block *b, struct out **pieces, struct err *err)
{
	int margin;
	struct bbox box = block_box(m->tile, b, &margin);
	struct engine_map map = map_of(m, &box);
	struct engine_picture picture = picture_of(m->format);

	map.width = (int)b->width * MATRIX_PIXELS + 2 * margin;
	map.height = (int)b->height * MATRIX_PIXELS + 2 * margin;
	return choropleth_suits(m->x, &map, &picture)
	     ? choropleth_pieces(m->x, &map, &picture, MATRIX_PIXELS, margin, pieces, err)
	     : engine_draw_pieces(m->x->engine, m->x, &map, &picture, MATRIX_PIXELS, margin, pieces, err);
}

/* Whether it is ours to draw, and then by itself: that is quicker than a block. Labels are set out in a block. */
static bool is_own(const struct making *m)
{
	struct engine_map map = map_of(m, &m->box);
	struct engine_picture picture = picture_of(m->format);

	return m->format->engine == NULL ||
	       (choropleth_suits(m->x, &map, &picture) && !choropleth_labelled(m->x, &map, &picture));
}

static bool make_own(const struct making *m, struct out *piece, struct err *err)
{
	struct engine_map map = map_of(m, &m->box);
	struct engine_picture picture = picture_of(m->format);

	return m->format->engine == NULL ? tile_vectors(m->x, piece, m->tile, &m->box, err)
	                                 : choropleth_draw(m->x, &map, &picture, piece, err);
}

/* The tiles of a block, in an array of the exchange; NULL on failure. */
static struct tile_piece *make(const struct making *m, const struct block *b, bool own, struct err *err)
{
	size_t n = (size_t)(b->width * b->height);
	struct out **outs = mem_array(m->x->ctx, struct out *, n);
	struct tile_piece *pieces = mem_array(m->x->ctx, struct tile_piece, n);

	for (size_t i = 0; i < n; i++)
		outs[i] = out_new_buffer(m->x->ctx);
	if (!(own ? make_own(m, outs[0], err) : draw_block(m, b, outs, err)))
		return NULL;
	for (size_t i = 0; i < n; i++)
		pieces[i].bytes = out_held(outs[i], &pieces[i].n);
	return pieces;
}

static void keep(const struct making *m, struct tile_turn *turn, const struct tile_piece *pieces, const struct block *b)
{
	int why;

	if (!tile_cache_write(turn, pieces, (size_t)(b->width * b->height), &why) && why != 0)
		log_event(m->x->log, LOG_LEVEL_WARNING, "tiles_not_kept", (struct log_field[]){
			{ "layer", m->tile->layer->name }, { "detail", strerror(why) }, { NULL, NULL } });
}

/* A vector tile is kept and sent packed; pictures are as small as they get. */
static void pack(const struct making *m, struct tile_piece *piece, bool kept)
{
	size_t n;
	const void *packed = m->format->engine == NULL && (kept || request_takes_gzip(m->x->request)) ?
		gzip_pack(m->x->ctx, piece->bytes, piece->n, kept ? GZIP_WELL : GZIP_QUICK, &n) : NULL;

	if (packed != NULL)
		*piece = (struct tile_piece){ packed, n };
}

/* Makes the tile, unless somebody else does meanwhile. */
static bool make_once(struct tile_piece *piece, const struct making *m, struct err *err)
{
	const struct exchange *x = m->x;
	bool own = is_own(m);
	struct block b = block_of(m->tile, own || m->version == NULL || x->tiles == NULL ? 1 : BLOCK);
	const char *name = m->version != NULL ? name_of(m, &b) : NULL;
	struct tile_turn *turn = name != NULL ? tile_cache_turn(x->tiles, x->ctx, name) : NULL;

	if (turn != NULL && tile_cache_read(piece, x->tiles, x->ctx, name, b.which)) {
		talloc_free(turn);
		return true;
	}
	struct tile_piece *pieces = make(m, &b, own, err);
	if (pieces != NULL) {
		pack(m, &pieces[b.which], turn != NULL);
		*piece = pieces[b.which];
	}
	/* a vector tile without features is made as quickly as it is read */
	if (pieces != NULL && turn != NULL && (m->format->engine != NULL || piece->n > 0))
		keep(m, turn, pieces, &b);
	talloc_free(turn);
	return pieces != NULL;
}

/* Where it may be kept: by itself, or in its block. */
static bool find(struct tile_piece *piece, const struct making *m)
{
	const struct exchange *x = m->x;
	struct block single = block_of(m->tile, 1), several = block_of(m->tile, BLOCK);

	return m->version != NULL && x->tiles != NULL &&
	       (tile_cache_read(piece, x->tiles, x->ctx, name_of(m, &single), 0) ||
	        (m->format->engine != NULL &&
	         tile_cache_read(piece, x->tiles, x->ctx, name_of(m, &several), several.which)));
}

/* What the picture shows. */
static bool read_asked(struct making *m, struct err *err)
{
	if (m->format->engine == NULL)
		return true;
	m->drawn = (struct engine_drawn){ .layer = m->tile->layer, .style = m->tile->style };
	return wms_read_thematic(&m->drawn, 1, m->x, err) && wms_read_dimensions(&m->drawn, m->x, err);
}

/* The validators are of what the tile is made of: an edition that leaves that alone leaves them, too. */
static bool is_current(const struct making *m, struct out *out)
{
	struct block single = block_of(m->tile, 1);

	if (m->version != NULL && layer_live_version(m->tile->layer) == NULL)
		out_repeatable(out);
	if (m->version != NULL)
		return service_same(m->x, out, name_of(m, &single) + 32);
	out_header(out, "Cache-Control", "no-cache");
	return false;
}

static bool answer(const struct making *m, struct out *out, const struct tile_piece *piece, struct err *err)
{
	struct tile_piece plain = *piece;
	bool packed = m->format->engine == NULL && gzip_is(piece->bytes, piece->n);

	if (m->format->engine == NULL)
		out_header(out, "Vary", "Accept-Encoding");
	if (packed && request_takes_gzip(m->x->request))
		out_header(out, "Content-Encoding", "gzip");
	else if (packed && (plain.bytes = gzip_unpack(m->x->ctx, piece->bytes, piece->n, TILE_BYTES_MOST, &plain.n)) == NULL)
		return err_set(err, m->x->ctx, ERR_UNAVAILABLE, NULL, "the tile cannot be read", "la tuile est illisible");
	out_write(out, plain.bytes, plain.n);  /* a client that left is out_finish's to report */
	return true;
}

bool tile_answer(const struct exchange *x, struct out *out, const struct tile *tile,
                 const struct tile_format *format, struct err *err)
{
	struct making m = { .x = x, .tile = tile, .format = format };
	struct tile_piece piece;

	if (!matrix_tile(&m.box, tile->set, tile->z, tile->column, tile->row))
		return err_set(err, x->ctx, ERR_TILE, "TileRow", "the matrix %d of %s has no tile in column %lld, row %lld",
		               "la matrice %d de %s n'a pas de tuile en colonne %lld, ligne %lld", tile->z,
		               tile->set->name, (long long)tile->column, (long long)tile->row);
	if (format->engine == NULL && !tile_has_vectors(tile->layer))
		return err_set(err, x->ctx, ERR_FORMAT, "FORMAT",
		               "this layer has no vector tiles: they are made of imported layers of points, of lines or of areas",
		               "cette couche n'a pas de tuiles vectorielles : elles sont faites des couches importées de "
		               "points, de lignes ou de surfaces");
	out_header(out, "Content-Type", format->type);
	m.version = tile_version(x->ctx, tile->layer, format->engine != NULL);
	if (is_current(&m, out))
		return true;
	if (!find(&piece, &m) && (!read_asked(&m, err) || !make_once(&piece, &m, err)))
		return false;
	return answer(&m, out, &piece, err);
}
