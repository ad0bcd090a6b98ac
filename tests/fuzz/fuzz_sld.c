/* A client's style: what is read can be written in both versions, and reads back. */
#include "map/sld.h"
#include "tests/fuzz/fuzz.h"

static void write_again(const void *ctx, const struct fuzz_world *w, const struct sld_style *style,
                        bool se)
{
	struct out *out = out_new_buffer(ctx);
	xmlTextWriterPtr writer = xml_writer(ctx, out);
	struct err err = { 0 };
	size_t n;

	xml_start(writer, "StyledLayerDescriptor");
	xml_attribute(writer, "version", se ? "1.1.0" : "1.0.0");
	xml_attribute(writer, "xmlns", "http://www.opengis.net/sld");
	xml_attribute(writer, "xmlns:se", "http://www.opengis.net/se");
	xml_attribute(writer, "xmlns:ogc", "http://www.opengis.net/ogc");
	xml_start(writer, "NamedLayer");
	xml_element(writer, se ? "se:Name" : "Name", "communes");
	sld_write(writer, ctx, style, &(struct sld_written){ "default", "Titre", true, se });
	xmlTextWriterEndDocument(writer);
	const char *text = out_held(out, &n);
	assert(sld_parse(ctx, &w->conf, (struct span){ text, n }, "SLD_BODY", &err) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct err err = { 0 };
	const struct sld *sld = sld_parse(ctx, &w->conf, (struct span){ (const char *)data, size },
	                                  "SLD_BODY", &err);

	if (sld == NULL)
		fuzz_explained(&err);
	for (size_t i = 0; sld != NULL && i < sld->n_layers; i++) {
		struct err wrong = { 0 };
		const struct sld_style *style = &sld->layers[i].style;
		if (!sld_check(ctx, style, &w->layer, "SLD_BODY", &wrong))
			fuzz_explained(&wrong);
		else if (style->n_features > 0) {
			write_again(ctx, w, style, false);
			write_again(ctx, w, style, true);
		}
	}
	talloc_free(ctx);
	return 0;
}
