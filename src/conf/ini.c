#include "conf/ini.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static char *read_whole(const void *ctx, const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *text = f != NULL ? mem_array(ctx, char, INI_MOST_BYTES + 2) : NULL;

	if (f == NULL)
		return NULL;
	*n = fread(text, 1, INI_MOST_BYTES + 1, f);
	bool good = ferror(f) == 0 && *n <= INI_MOST_BYTES;
	if (*n > INI_MOST_BYTES)
		errno = EFBIG;
	fclose(f);
	return good ? text : NULL;
}

/* Without blanks around it; `end` becomes the end of the text. */
static char *trimmed(char *at, char *end)
{
	while (end > at && strchr(" \t\r", end[-1]) != NULL)
		end--;
	*end = '\0';
	return at + strspn(at, " \t");
}

struct ini {
	char *section;
	ini_set_fn *set;
	void *arg;
};

static bool take_section(struct ini *ini, char *s)
{
	char *close = strchr(s, ']');
	char *rest = close != NULL ? close + 1 + strspn(close + 1, " \t") : NULL;

	if (rest == NULL || (*rest != '\0' && *rest != ';' && *rest != '#'))
		return false;
	ini->section = trimmed(s + 1, close);
	return true;
}

static bool take_line(struct ini *ini, char *at, char *end)
{
	bool whole = memchr(at, '\0', (size_t)(end - at)) == NULL;
	char *s = trimmed(at, end), *equals = strchr(s, '=');

	if (!whole)
		return false;
	if (*s == '\0' || *s == ';' || *s == '#')
		return true;
	if (*s == '[')
		return take_section(ini, s);
	if (equals == NULL || equals == s)
		return false;
	const char *value = trimmed(equals + 1, equals + 1 + strlen(equals + 1));
	return ini->set(ini->arg, ini->section, trimmed(s, equals), value);
}

bool ini_read(const void *ctx, const char *path, ini_set_fn *set, void *arg, int *line)
{
	size_t n;
	char none[] = "";
	struct ini ini = { none, set, arg };
	char *text = read_whole(ctx, path, &n);

	*line = 0;
	if (text == NULL)
		return false;
	char *at = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text, *last = text + n;
	bool good = true;
	while (good && at < last) {
		char *end = memchr(at, '\n', (size_t)(last - at));
		end = end != NULL ? end : last;
		++*line;
		good = take_line(&ini, at, end);
		at = end + 1;
	}
	talloc_free(text);
	return good;
}
