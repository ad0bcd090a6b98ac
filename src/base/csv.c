#include "base/csv.h"

#include <string.h>

#include "base/text.h"

static void quoted(struct out *out, const char *before, const char *text)
{
	out_text(out, before);
	for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
		out_write(out, text, (size_t)(quote - text) + 1);
		out_write(out, "\"", 1);
	}
	out_text(out, text);
	out_write(out, "\"", 1);
}

bool csv_is_formula(const char *text)
{
	static const char marks[] = "=+-@\t\r";
	double number;

	return *text != '\0' && strchr(marks, *text) != NULL && !text_double(text, &number);
}

void csv_cell(struct out *out, char separator, const char *text)
{
	if (csv_is_formula(text))
		quoted(out, "\"'", text);
	else
		csv_plain(out, separator, text);
}

void csv_plain(struct out *out, char separator, const char *text)
{
	const char special[] = { separator, '"', '\n', '\r', '\0' };

	if (strpbrk(text, special) != NULL)
		quoted(out, "\"", text);
	else
		out_text(out, text);
}
