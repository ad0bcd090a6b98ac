#include "publish/request.h"

#include <string.h>

#include "base/text.h"

/* "folder/rivers.sld" -> "rivers" */
static char *base_name(const void *ctx, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash != NULL ? slash + 1 : file;
	const char *dot = strrchr(name, '.');
	return mem_strndup(ctx, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
}

static bool has_default(const struct publish_request *request)
{
	for (size_t i = 0; i < request->n_styles; i++)
		if (strcmp(request->styles[i].name, "default") == 0)
			return true;
	return false;
}

bool request_add_style(struct publish_request *request, const void *ctx, const char *text,
                       struct err *err)
{
	const char *equals = strchr(text, '=');
	struct publish_style style = { .file = mem_strdup(ctx, text) };

	if (equals != NULL && memchr(text, '/', (size_t)(equals - text)) == NULL) {
		style.name = mem_strndup(ctx, text, (size_t)(equals - text));
		style.file = mem_strdup(ctx, equals + 1);
	} else {
		style.name = has_default(request) ? base_name(ctx, text) : "default";
	}
	if (!text_is_name(style.name) || *style.file == '\0')
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "--style",
		               "A style is given as FILE or NAME=FILE, not \"%s\".",
		               "Un style se donne sous la forme FICHIER ou NOM=FICHIER, et non « "
		               "%s ».",
		               text);
	struct publish_style *all = mem_array(ctx, struct publish_style, request->n_styles + 1);
	if (request->n_styles > 0)
		memcpy(all, request->styles, request->n_styles * sizeof *all);
	all[request->n_styles++] = style;
	request->styles = all;
	request->styles_given = true;
	return true;
}

bool request_add_dimension(struct publish_request *request, const void *ctx, const char *text,
                           struct err *err)
{
	const char *equals = strchr(text, '='), *colon = strrchr(text, ':');
	struct publish_dimension d = { .units = "" };

	if (equals == NULL || equals == text || equals[1] == '\0')
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "--dimension",
		               "A dimension is given as NAME=COLUMN or NAME=COLUMN:UNITS, not "
		               "\"%s\".",
		               "Une dimension se donne sous la forme NOM=COLONNE ou "
		               "NOM=COLONNE:UNITÉS, et non « %s ».",
		               text);
	if (colon != NULL && colon > equals)
		d.units = mem_strdup(ctx, colon + 1);
	else
		colon = text + strlen(text);
	d.name = mem_strndup(ctx, text, (size_t)(equals - text));
	d.column = mem_strndup(ctx, equals + 1, (size_t)(colon - equals - 1));
	struct publish_dimension *all = mem_array(ctx, struct publish_dimension,
	                                          request->n_dimensions + 1);
	if (request->n_dimensions > 0)
		memcpy(all, request->dimensions, request->n_dimensions * sizeof *all);
	all[request->n_dimensions++] = d;
	request->dimensions = all;
	request->dimensions_given = true;
	return true;
}
