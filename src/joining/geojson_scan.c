#include "joining/geojson_scan.h"

#include <string.h>

static long long line_of(const struct geojson_scan *s)
{
	long long line = 1;

	for (const char *p = s->begin; p < s->at; p++)
		line += *p == '\n';
	return line;
}

bool geojson_wrong(const struct geojson_scan *s, const char *en, const char *fr)
{
	return err_set(s->err, s->ctx, ERR_INVALID_PARAMETER, "left", "line %1$lld of the GeoJSON file: %2$s%3$.0s",
	               "ligne %1$lld du fichier GeoJSON : %2$.0s%3$s", line_of(s), en, fr);
}

char geojson_next(struct geojson_scan *s)
{
	while (s->at < s->end && strchr(" \t\r\n", *s->at) != NULL && *s->at != '\0')
		s->at++;
	return s->at < s->end ? *s->at : '\0';
}

static bool take(struct geojson_scan *s, char c)
{
	if (geojson_next(s) != c)
		return false;
	s->at++;
	return true;
}

bool geojson_value(struct geojson_scan *s, struct span *written, json_t **value)
{
	const size_t flags = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES;
	json_error_t where;

	geojson_next(s);
	json_t *read = json_loadb(s->at, (size_t)(s->end - s->at), flags, &where);
	if (read == NULL)
		return geojson_wrong(s, "this is not JSON", "ce n'est pas du JSON");
	written->at = s->at;
	written->n = (size_t)where.position;
	s->at += where.position;
	if (value != NULL)
		*value = read;
	else
		json_decref(read);
	return true;
}

static bool read_member(struct geojson_scan *s, geojson_member_fn *each, void *to)
{
	struct span written;
	json_t *name;

	if (geojson_next(s) != '"')
		return geojson_wrong(s, "the name of a member is expected", "un nom de membre est attendu");
	if (!geojson_value(s, &written, &name))
		return false;
	bool good = take(s, ':') ? each(to, s, json_string_value(name), written)
	                         : geojson_wrong(s, "a colon is expected", "un deux-points est attendu");
	json_decref(name);
	return good;
}

bool geojson_object(struct geojson_scan *s, geojson_member_fn *each, void *to)
{
	if (!take(s, '{'))
		return geojson_wrong(s, "an object is expected", "un objet est attendu");
	if (take(s, '}'))
		return true;
	do {
		if (!read_member(s, each, to))
			return false;
	} while (take(s, ','));
	return take(s, '}') || geojson_wrong(s, "an object does not end", "un objet n'est pas fermé");
}

bool geojson_array(struct geojson_scan *s, bool (*each)(void *to, struct geojson_scan *s), void *to)
{
	if (!take(s, '['))
		return geojson_wrong(s, "an array is expected", "un tableau est attendu");
	if (take(s, ']'))
		return true;
	do {
		if (!each(to, s))
			return false;
	} while (take(s, ','));
	return take(s, ']') || geojson_wrong(s, "an array does not end", "un tableau n'est pas fermé");
}

bool geojson_end(struct geojson_scan *s)
{
	return geojson_next(s) == '\0' && s->at == s->end
		? true : geojson_wrong(s, "something follows its end", "quelque chose suit sa fin");
}
