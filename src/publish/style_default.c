#include "publish/style_default.h"

#include "base/mem.h"

/* Text that stands between double quotes in MapServer's language as it is. */
static const char *plain(const void *ctx, const char *text)
{
	char *s = mem_strdup(ctx, text);

	for (char *p = s; *p != '\0'; p++)
		if (*p == '"' || *p == '\\' || (unsigned char)*p < ' ')
			*p = *p == '"' ? '\'' : ' ';
	return s;
}

struct style style_default(const void *ctx, const struct layer *layer)
{
	static const char *const looks[] = {
		[GEOMETRY_POINT] = "  STYLE\n    SYMBOL \"circle\"\n    SIZE 7\n"
			"    COLOR 178 84 52\n    OUTLINECOLOR 255 255 255\n  END\n",
		[GEOMETRY_LINE] = "  STYLE\n    COLOR 62 104 150\n    WIDTH 1.5\n  END\n",
		[GEOMETRY_POLYGON] = "  STYLE\n    COLOR 222 232 216\n  END\n"
			"  STYLE\n    OUTLINECOLOR 96 118 92\n    WIDTH 0.7\n  END\n",
		[GEOMETRY_ANY] = "  STYLE\n    SYMBOL \"circle\"\n    SIZE 7\n"
			"    COLOR 222 232 216\n    OUTLINECOLOR 96 118 92\n  END\n",
		[GEOMETRY_RASTER] = NULL,
	};
	struct style style = {
		.name = "default",
		.title = { .fr = "Style par défaut", .en = "Default style" },
		.kind = STYLE_CLASSES,
		.body = "",
	};

	if (looks[layer->geometry] != NULL)
		style.body = mem_printf(ctx, "CLASS\n  NAME \"%s\"\n%sEND\n",
		                        plain(ctx, text_in(layer->metadata.title, LANG_FR)),
		                        looks[layer->geometry]);
	return style;
}
