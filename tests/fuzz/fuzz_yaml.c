/* A document of YAML, and what is made of it as one of OneTjs: every text is there, every list ends. */
#include "tests/fuzz/fuzz.h"

#include "base/yaml.h"
#include "onetjs/parts.h"

static size_t count(const struct yaml_node *node, enum yaml_kind of)
{
	size_t n = 1;

	assert(node->line > 0 && (node->kind == YAML_TEXT) == (node->text != NULL));
	assert(of != YAML_MAP || node->key != NULL);
	for (const struct yaml_node *m = node->first; m != NULL; m = m->next)
		n += count(m, node->kind);
	return n;
}

static void look_at(const struct onetjs_dataset *d)
{
	assert(d->name != NULL && d->uri != NULL && d->title != NULL && d->period != NULL && d->file != NULL);
	for (size_t i = 0; text_empty(d->refused) && i < d->n_columns; i++) {
		const struct attribute *a = &d->columns[i].attribute;
		assert(*a->name != '\0' && a->unit != NULL && a->aggregation != NULL);
		for (size_t k = 0; k < a->n_classes; k++)
			assert(a->classes[k].value != NULL && a->classes[k].color < 1 << 24 && a->classes[k].rank >= 0);
	}
	assert(!text_empty(d->refused) || (d->n_columns > 0 && d->n_links > 0 && *d->file != '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	const struct span text = { (const char *)data, size };
	const struct yaml_node *root = yaml_read(ctx, text, 1 << 20, "x.yml", &err);

	if (root == NULL) {
		fuzz_explained(&err);
	} else {
		struct onetjs_dataset d;
		assert(count(root, YAML_LIST) <= 100001);
		const struct yaml_node *columns = yaml_get(root, "attributes"), *links = yaml_get(root, "frameworks");
		if (columns != NULL && columns->kind == YAML_LIST && links != NULL && links->kind == YAML_LIST) {
			onetjs_dataset(&d, ctx, root, "/nowhere", LANG_FR);
			look_at(&d);
		}
		for (const struct yaml_node *f = root->kind == YAML_MAP ? root->first : NULL; f != NULL; f = f->next)
			onetjs_framework(&(struct onetjs_framework){ 0 }, ctx, f);
	}
	talloc_free(ctx);
	return 0;
}
