/* What was parsed can be written, and reads back as the same. */
#include "base/xml.h"
#include "tests/fuzz/fuzz.h"

enum { CEILING = 64 << 10, DEPTH = 32 };

static void visit(const void *ctx, const xmlNode *node, int depth)
{
	assert(depth <= DEPTH);
	xml_content(ctx, node);
	xml_get(ctx, node, "service");
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c))
		visit(ctx, c, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	xmlDocPtr doc = xml_parse(ctx, (struct span){ (const char *)data, size }, CEILING, DEPTH, NULL,
	                          &err);

	if (doc == NULL) {
		fuzz_explained(&err);
	} else {
		const xmlNode *root = xmlDocGetRootElement(doc);
		visit(ctx, root, 1);
		char *once = xml_serialize(ctx, root);
		doc = xml_parse(ctx, (struct span){ once, strlen(once) }, 8 * CEILING, DEPTH, NULL, &err);
		assert(doc != NULL);
		assert(strcmp(once, xml_serialize(ctx, xmlDocGetRootElement(doc))) == 0);
	}
	talloc_free(ctx);
	return 0;
}
