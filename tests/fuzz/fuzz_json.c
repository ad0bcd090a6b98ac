/* Any bytes as JSON: a reader takes the document, and finds what was put in where that was text. The
   input is a list of lines, each a member: "s" and a string, "d" and the bytes of a double, "[" and "]". */
/* jansson has makers of values by these names, which this needs not */
#define json_string jansson_string
#define json_null jansson_null
#include <jansson.h>
#undef json_string
#undef json_null

#include "base/json.h"
#include "tests/fuzz/fuzz.h"

static void member(struct json *w, const char *line)
{
	double d = 0;

	switch (*line) {
	case '[':
		if (w->depth < JSON_DEPTH - 2)
			json_open_array(w, NULL);
		break;
	case ']':
		if (w->depth > 1)
			json_close_array(w);
		break;
	case 'd':
		memcpy(&d, line + 1, strnlen(line + 1, sizeof d));
		json_double(w, NULL, d);
		break;
	default:
		json_string(w, NULL, line);
	}
}

static void check_string(const char *given, const json_t *got)
{
	const char *s = json_string_value(got);

	assert(s != NULL);
	if (text_is_utf8(given, strlen(given)))
		assert(strcmp(s, given) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const char *text = fuzz_text(ctx, data, size);
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	json_error_t where;
	size_t n;
	char **lines = text_split(ctx, text, '\n', 1000, &n);

	json_open_array(&w, NULL);
	json_string(&w, NULL, text);
	for (size_t i = 0; lines != NULL && i < n; i++)
		member(&w, lines[i]);
	while (w.depth > 0)
		json_close_array(&w);
	const char *document = out_held(out, &n);
	json_t *root = json_loadb(document, n, JSON_REJECT_DUPLICATES, &where);
	assert(root != NULL);
	check_string(text, json_array_get(root, 0));
	json_decref(root);
	talloc_free(ctx);
	return 0;
}
