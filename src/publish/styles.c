#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "publish/plan.h"
#include "publish/style_default.h"

#define MOST_BYTES (1 << 20)

static bool read_body(struct plan *plan, struct style *style, const char *file, struct err *err)
{
	struct stat st;
	FILE *f = fopen(file, "rb");

	if (f == NULL || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > MOST_BYTES) {
		if (f != NULL)
			fclose(f);
		err_set(err, plan->ctx, ERR_NOT_FOUND, "--style",
		        "The file of style %s cannot be read, or is larger than %d MB.",
		        "Le fichier du style %s est illisible ou dépasse %d Mo.", style->name,
		        MOST_BYTES >> 20);
		return err_detail(err, plan->ctx, "%s", file);
	}
	char *body = mem_array(plan->ctx, char, (size_t)st.st_size + 1);
	size_t n = fread(body, 1, (size_t)st.st_size, f);
	fclose(f);
	body[n] = '\0';
	if (n != (size_t)st.st_size || strlen(body) != n || !text_is_utf8(body, n))
		return err_set(err, plan->ctx, ERR_STYLE, "--style",
		               "The file of style %s is not UTF-8 text.",
		               "Le fichier du style %s n'est pas du texte UTF-8.", style->name);
	style->body = body;
	return true;
}

static bool two_alike(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;

	for (size_t i = 0; i < r->n_styles; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(r->styles[k].name, r->styles[i].name) == 0) {
				err_set(err, plan->ctx, ERR_STYLE, "--style",
				        "Two styles are named %s.", "Deux styles s'appellent %s.",
				        r->styles[i].name);
				return true;
			}
	return false;
}

/* The styles in the order given, but "default" first: ours, where none of that name is given. */
static bool read_given(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;
	struct style *styles = mem_array(plan->ctx, struct style, r->n_styles + 1);
	size_t n = 1;

	if (two_alike(plan, err))
		return false;
	styles[0] = style_default(plan->ctx, plan->layer);
	for (size_t i = 0; i < r->n_styles; i++) {
		bool first = strcmp(r->styles[i].name, "default") == 0;
		struct style *s = &styles[first ? 0 : n++];
		s->name = r->styles[i].name;
		s->kind = text_ends(r->styles[i].file, ".sld") ? STYLE_SLD : STYLE_CLASSES;
		if (!first || !text_empty(r->styles[i].title))
			s->title = r->styles[i].title;
		if (text_empty(s->title))
			s->title = (struct text){ .fr = s->name, .en = s->name };
		if (!read_body(plan, s, r->styles[i].file, err))
			return false;
	}
	plan->layer->styles = styles;
	plan->layer->n_styles = n;
	return true;
}

/* Whether a layer looks as it would without a style of its own. */
static bool looks_default(const void *ctx, const struct layer *layer)
{
	return layer->n_styles == 1 && layer->styles[0].kind == STYLE_CLASSES &&
	       strcmp(layer->styles[0].body, style_default(ctx, layer).body) == 0;
}

bool plan_styles(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;
	const struct layer *basis = plan->basis;
	const struct publisher *publisher = plan->publisher;

	if (r->styles_given && r->n_styles > 0) {
		if (!read_given(plan, err))
			return false;
	} else if (!r->styles_given && basis != NULL && basis->n_styles > 0 &&
	           basis->geometry == plan->layer->geometry && !looks_default(plan->ctx, basis)) {
		plan->layer->styles = basis->styles;
		plan->layer->n_styles = basis->n_styles;
	} else {
		struct style *one = mem_new(plan->ctx, struct style);
		*one = style_default(plan->ctx, plan->layer);
		plan->layer->styles = one;
		plan->layer->n_styles = 1;
	}
	for (size_t i = 0; publisher->check_style != NULL && i < plan->layer->n_styles; i++)
		if (!publisher->check_style(publisher->check_arg, plan->layer,
		                            &plan->layer->styles[i], err))
			return false;
	return true;
}
