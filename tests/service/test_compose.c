#include "tests/unit.h"

#include <string.h>
#include <zlib.h>

#include "service/compose.h"
#include "tests/service/unit_exchange.h"

#define LAYERS 2000

struct country {
	struct fixture f;
	struct layer layers[LAYERS];
	const struct layer *list[LAYERS];
	size_t n;
	int written;                  /* elements of layers made so far */
};

static struct country *country_new(void **state)
{
	struct country *c = mem_new(NULL, struct country);

	fixture_make(&c->f, c, "");
	for (size_t i = 0; i < LAYERS; i++) {
		c->layers[i] = (struct layer){ .id = (int64_t)i, .name = mem_printf(c, "layer_%04zu", i), .changed = 1,
			.metadata.updated = "2026-01-01T00:00:00Z" };
		c->list[i] = &c->layers[i];
	}
	c->n = LAYERS;
	*state = c;
	return c;
}

static void write_layer(void *arg, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer)
{
	struct country *c = arg;

	c->written++;
	xml_start(w, "Layer");
	xml_attribute(w, "version", text_from_int(x->ctx, (int64_t)layer->changed));
	xml_text(w, layer->name);
	xml_end(w);
}

static void make(const struct exchange *x, struct compose *to, void *arg)
{
	struct country *c = arg;
	xmlTextWriterPtr w = compose_writer(to);

	xml_start(w, "Capabilities");
	xml_attribute(w, "edition", text_from_int(x->ctx, (int64_t)x->view->catalogue->edition));
	compose_layers(to, "test", c->list, c->n / 2, write_layer, c);
	xml_element(w, "Middle", "é");
	compose_layers(to, "test", c->list + c->n / 2, c->n - c->n / 2, write_layer, c);
	xml_end(w);
}

static const char *unpacked(void *ctx, const void *bytes, size_t n)
{
	union { const void *lent; Bytef *in; } u = { .lent = bytes };
	z_stream z = { .next_in = u.in, .avail_in = (uInt)n };
	char *text = mem_array(ctx, char, 1 << 20);

	z.next_out = (Bytef *)text;
	z.avail_out = (1 << 20) - 1;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);  /* checksum and length hold */
	assert_int_equal(z.avail_in, 0);
	inflateEnd(&z);
	return text;
}

static const char *ask(struct country *c, const char *encoding)
{
	struct out *out = out_new_buffer(c);
	size_t n;

	c->f.request.accept_encoding = encoding;
	c->written = 0;
	compose_answer(&c->f.x, out, "doc", "text/xml", make, c);
	const char *type = out_header_get(out, "Content-Encoding");
	const void *bytes = out_held(out, &n);
	assert_true((type != NULL) == (encoding != NULL));
	return encoding != NULL ? unpacked(c, bytes, n) : mem_strndup(c, bytes, n);
}

static const char *whole(struct country *c)
{
	char *text = mem_printf(c, "<Capabilities edition=\"%d\">", (int)c->f.catalogue.edition);

	for (size_t i = 0; i < c->n; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%s<Layer version=\"%d\">%s</Layer>",
			i == c->n / 2 ? "<Middle>é</Middle>" : "", (int)c->list[i]->changed, c->list[i]->name));
	return mem_printf(c, "%s</Capabilities>", text);
}

static void a_document_is_the_same_whole_from_new_parts_from_kept_ones_and_kept_itself(void **state)
{
	struct country *c = country_new(state);
	const char *expected = whole(c);

	assert_string_equal(ask(c, "gzip"), expected);
	assert_int_equal(c->written, LAYERS);
	assert_string_equal(ask(c, "gzip"), expected);
	assert_string_equal(ask(c, NULL), expected);
	assert_int_equal(c->written, 0);
	c->f.catalogue.edition++;
	documents_edition(c->f.x.documents, c->f.catalogue.edition);
	assert_string_equal(ask(c, NULL), whole(c));
	assert_int_equal(c->written, 0);
	talloc_free(c);
}

static void a_publication_makes_only_what_changed(void **state)
{
	struct country *c = country_new(state);

	ask(c, "gzip");
	c->f.catalogue.edition++;
	c->layers[700].changed = 2;
	assert_string_equal(ask(c, "gzip"), whole(c));
	assert_in_range(c->written, 1, 128);

	/* one comes, another goes */
	c->f.catalogue.edition++;
	memmove(&c->list[300], &c->list[301], (LAYERS - 301) * sizeof *c->list);
	c->n = LAYERS - 1;
	assert_string_equal(ask(c, "gzip"), whole(c));
	assert_in_range(c->written, 1, 300);
	talloc_free(c);
}

static void what_a_part_depends_on_keeps_it_apart(void **state)
{
	struct country *c = country_new(state);
	struct theme theme = { .name = "forest" };

	ask(c, "gzip");
	c->f.x.lang = LANG_EN;
	ask(c, "gzip");
	assert_int_equal(c->written, LAYERS);
	c->f.x.theme = &theme;
	ask(c, "gzip");
	assert_int_equal(c->written, LAYERS);
	c->f.x.key = "secret";
	ask(c, "gzip");
	assert_int_equal(c->written, LAYERS);
	talloc_free(c);
}

static void a_store_too_small_for_the_document_still_answers_whole(void **state)
{
	struct country *c = country_new(state);

	c->f.x.documents = documents_new(c, 4000);
	assert_string_equal(ask(c, "gzip"), whole(c));
	assert_string_equal(ask(c, NULL), whole(c));
	talloc_free(c);
}

static void the_client_that_has_it_is_told_so(void **state)
{
	struct country *c = country_new(state);
	struct out *out = out_new_buffer(c), *again = out_new_buffer(c);
	size_t n;

	compose_answer(&c->f.x, out, "doc", "text/xml", make, c);
	c->f.request.if_none_match = out_header_get(out, "ETag");
	compose_answer(&c->f.x, again, "doc", "text/xml", make, c);
	assert_int_equal(out_status_get(again), 304);
	out_held(again, &n);
	assert_int_equal(n, 0);
	talloc_free(c);
}

static void write_value(void *arg, const struct exchange *x, struct out *out, const struct layer *layer)
{
	struct country *c = arg;

	c->written++;
	out_text(out, mem_printf(x->ctx, "{\"id\":\"%s\",\"title\":\"%s\"}", layer->name, text_in(layer->theme->metadata.title, x->lang)));
}

static void add_theme(struct digest *d, const struct layer *layer)
{
	digest_add_text(d, layer->theme->metadata.title.fr);
}

static void make_values(const struct exchange *x JT_UNUSED, struct compose *to, void *arg)
{
	struct country *c = arg;

	out_text(compose_out(to), "[");
	compose_values(to, "values", c->list, c->n, write_value, add_theme, c);
	out_text(compose_out(to), "]");
}

static const char *ask_values(struct country *c)
{
	struct out *out = out_new_buffer(c);
	size_t n;

	c->written = 0;
	compose_answer(&c->f.x, out, "values", "application/json", make_values, c);
	const void *bytes = out_held(out, &n);
	return mem_strndup(c, bytes, n);
}

static const char *all_values(struct country *c)
{
	char *text = mem_strdup(c, "[");

	for (size_t i = 0; i < c->n; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%s{\"id\":\"%s\",\"title\":\"%s\"}", i > 0 ? "," : "", c->list[i]->name,
			c->list[i]->theme->metadata.title.fr));
	return mem_printf(c, "%s]", text);
}

static void values_are_an_array_wherever_it_begins_and_tell_what_layers_do_not(void **state)
{
	struct country *c = country_new(state);
	struct theme theme = { .name = "forest", .metadata.title = { "Forêts", "Forests" } };

	for (size_t i = 0; i < LAYERS; i++)
		c->layers[i].theme = &theme;
	assert_string_equal(ask_values(c), all_values(c));
	assert_int_equal(c->written, LAYERS);

	/* a page that begins elsewhere */
	c->f.catalogue.edition++;
	c->n = LAYERS - 500;
	memmove(c->list, c->list + 500, c->n * sizeof *c->list);
	assert_string_equal(ask_values(c), all_values(c));
	assert_in_range(c->written, 1, 128);

	c->f.catalogue.edition++;
	theme.metadata.title.fr = "Bois";
	assert_string_equal(ask_values(c), all_values(c));
	assert_int_equal(c->written, c->n);
	c->n = 0;
	c->f.catalogue.edition++;
	assert_string_equal(ask_values(c), "[]");
	talloc_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_the_same_whole_from_new_parts_from_kept_ones_and_kept_itself),
		cmocka_unit_test(a_publication_makes_only_what_changed),
		cmocka_unit_test(what_a_part_depends_on_keeps_it_apart),
		cmocka_unit_test(a_store_too_small_for_the_document_still_answers_whole),
		cmocka_unit_test(values_are_an_array_wherever_it_begins_and_tell_what_layers_do_not),
		cmocka_unit_test(the_client_that_has_it_is_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
