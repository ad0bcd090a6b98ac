#include "map/engine_ms.h"

#include "map/classes.h"
#include "map/sld.h"

static const char *default_classes(enum geometry_kind kind)
{
	switch (kind) {
	case GEOMETRY_POINT:
		return "CLASS STYLE SYMBOL \"circle\" SIZE 7 COLOR 200 60 40 OUTLINECOLOR 255 255 255 "
		       "OUTLINEWIDTH 1 END END";
	case GEOMETRY_LINE:
		return "CLASS STYLE COLOR 40 90 150 WIDTH 1.6 LINECAP round LINEJOIN round END END";
	case GEOMETRY_POLYGON:
	case GEOMETRY_ANY:
		return "CLASS STYLE COLOR 205 221 236 OPACITY 80 END "
		       "STYLE OUTLINECOLOR 70 100 130 WIDTH 0.8 LINEJOIN round END END";
	case GEOMETRY_RASTER:
		break;
	}
	return "";
}

static int drop_layer(layerObj **l)
{
	freeLayer(*l);
	msFree(*l);
	return 0;
}

/* A layer of no map, to be thrown away. */
static layerObj *scratch_layer(struct engine *e, const void *ctx)
{
	layerObj **l = mem_new(ctx, layerObj *);

	*l = msSmallCalloc(1, sizeof **l);
	initLayer(*l, e->head);
	talloc_set_destructor(l, drop_layer);
	return *l;
}

static bool refuse_classes(const void *ctx, struct err *err)
{
	const char *text = engine_errors(ctx);
	const char *at = strstr(text, "(line ");
	long line = at != NULL ? strtol(at + strlen("(line "), NULL, 10) : 0;

	err_set(err, ctx, ERR_STYLE, NULL, "line %ld of the style is not right MapServer CLASS syntax",
	        "la ligne %ld du style n'est pas une syntaxe CLASS de MapServer correcte", line);
	err_detail(err, ctx, "%s", text);
	msResetErrorList();
	return false;
}

/* Only the classes, and by which column they go, come over. */
static bool take_classes(layerObj *l, const layerObj *from, const void *ctx, struct err *err)
{
	for (int i = 0; i < from->numclasses; i++) {
		if (msGrowLayerClasses(l) == NULL || initClass(l->class[l->numclasses]) != MS_SUCCESS ||
		    msCopyClass(l->class[l->numclasses], from->class[i], l) != MS_SUCCESS)
			return engine_failed(ctx, err);
		l->class[l->numclasses]->layer = l;
		l->numclasses++;
	}
	if (from->classitem != NULL)
		MS_SET(l->classitem, from->classitem);
	if (from->labelitem != NULL)
		MS_SET(l->labelitem, from->labelitem);
	return true;
}

static bool fill_classes(struct engine *e, layerObj *l, const void *ctx, const char *body,
                         enum geometry_kind kind, struct err *err)
{
	layerObj *scratch = scratch_layer(e, ctx);

	scratch->type = layer_type(kind);
	if (msUpdateLayerFromString(scratch, mem_printf(ctx, "LAYER %s\nEND", body)) != MS_SUCCESS)
		return refuse_classes(ctx, err);
	return take_classes(l, scratch, ctx, err);
}

bool style_fill(struct engine *e, layerObj *l, const void *ctx, const struct layer *layer,
                enum geometry_kind kind, const struct style *style, struct err *err)
{
	const char *body = style->body;

	if (body == NULL || *body == '\0')
		return fill_classes(e, l, ctx, default_classes(kind), kind, err);
	return classes_check(ctx, layer, body, err) && fill_classes(e, l, ctx, body, kind, err);
}

/* The document's first layer with rules; what its names say is the publisher's affair. */
const struct sld_style *style_sld(struct engine *e, const void *ctx, const struct layer *layer,
                                  const struct style *style, struct err *err)
{
	struct span text = { style->body, strlen(style->body) };
	const struct sld *sld = sld_parse(ctx, e->conf, text, NULL, err);

	for (size_t i = 0; sld != NULL && i < sld->n_layers; i++) {
		const struct sld_style *s = &sld->layers[i].style;
		if (s->n_features > 0)
			return sld_check(ctx, s, layer, NULL, err) ? s : NULL;
	}
	if (sld != NULL)
		err_set(err, ctx, ERR_STYLE, NULL, "the SLD document has no UserStyle",
		        "le document SLD n'a pas de UserStyle");
	return NULL;
}

bool engine_check_style(struct engine *engine, const void *ctx, const struct layer *layer,
                        const struct style *style, struct err *err)
{
	void *scratch = talloc_new(engine);
	layerObj *l = scratch_layer(engine, scratch);
	bool ok = style->kind == STYLE_SLD ? style_sld(engine, ctx, layer, style, err) != NULL
	                                   : style_fill(engine, l, ctx, layer, layer->geometry, style, err);

	talloc_free(scratch);
	msResetErrorList();
	return ok;
}
