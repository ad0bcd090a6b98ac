#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/number.h"

bool text_double(const char *s, double *value)
{
	char *end;

	if (*s == '\0' || strspn(s, "0123456789+-.eE") != strlen(s))
		return false;
	errno = 0;
	double v = strtod(s, &end);
	if (*end != '\0' || !isfinite(v) || (errno == ERANGE && fabs(v) > 1))
		return false;
	*value = v;
	return true;
}

bool text_int(const char *s, int64_t *value)
{
	char *end;

	if (*s == '\0' || strspn(s, "0123456789+-") != strlen(s))
		return false;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (*end != '\0' || errno != 0)
		return false;
	*value = v;
	return true;
}

char **text_split(const void *ctx, const char *s, char separator, size_t ceiling, size_t *n)
{
	size_t count = *s != '\0';
	for (const char *p = s; *p != '\0'; p++)
		count += *p == separator;
	*n = 0;
	if (count > ceiling)
		return NULL;
	char **pieces = mem_array(ctx, char *, count + 1);
	for (size_t i = 0; i < count; i++) {
		const char *end = strchr(s, separator);
		size_t len = end != NULL ? (size_t)(end - s) : strlen(s);
		pieces[i] = mem_strndup(pieces, s, len);
		s += len + 1;
	}
	*n = count;
	return pieces;
}

/* The length of the UTF-8 sequence at `s`, or 0. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	static const struct { unsigned char mask, lead; size_t length; uint32_t least; } forms[] = {
		{ 0xe0, 0xc0, 2, 0x80 }, { 0xf0, 0xe0, 3, 0x800 }, { 0xf8, 0xf0, 4, 0x10000 },
	};

	if (s[0] < 0x80)
		return s[0] >= 0x20 || s[0] == '\t' || s[0] == '\n' || s[0] == '\r';
	for (size_t f = 0; f < 3; f++) {
		if ((s[0] & forms[f].mask) != forms[f].lead)
			continue;
		if (n < forms[f].length)
			return 0;
		uint32_t c = s[0] & (unsigned char)~forms[f].mask;
		for (size_t i = 1; i < forms[f].length; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[i] & 0x3f);
		}
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		bool ok = c >= forms[f].least && c <= 0x10ffff && !surrogate &&
		          c != 0xfffe && c != 0xffff;
		return ok ? forms[f].length : 0;
	}
	return 0;
}

/* How many of the first n bytes, by eights, are ASCII without controls (but DEL). */
static size_t plain_eights(const char *s, size_t n)
{
	const uint64_t high = 0x8080808080808080U, spaces = 0x2020202020202020U;
	size_t i = 0;

	for (uint64_t eight; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		if (((eight | (eight - spaces)) & high) != 0)
			break;
	}
	return i;
}

bool text_is_utf8(const char *s, size_t n)
{
	for (size_t i = plain_eights(s, n); i < n;) {
		size_t step = s[i] >= 0x20 && s[i] < 0x7f ? 1 : utf8_length((const unsigned char *)s + i, n - i);
		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

char *text_clean(const void *ctx, const char *s, bool controls)
{
	size_t n = strlen(s);
	char *clean = mem_array(ctx, char, n * 3 + 1), *to = clean;

	while (n > 0) {
		size_t plain = 0;
		while (plain < n && s[plain] >= 0x20 && s[plain] < 0x7f)
			plain++;
		memcpy(to, s, plain);
		to += plain;
		s += plain;
		n -= plain;
		if (n == 0)
			break;
		size_t step = utf8_length((const unsigned char *)s, n);
		if (step == 0 && controls && (unsigned char)*s < 0x20)
			step = 1;
		const char *from = step > 0 ? s : "\xef\xbf\xbd";
		size_t put = step > 0 ? step : 3;
		memcpy(to, from, put);
		to += put;
		step = step > 0 ? step : 1;
		s += step;
		n -= step;
	}
	return clean;
}

double text_weight(struct span entry)
{
	const char *end = entry.at + entry.n;
	char number[8] = "";
	double weight;

	for (const char *p = memchr(entry.at, ';', entry.n); p != NULL; p = memchr(p, ';', (size_t)(end - p))) {
		do
			p++;
		while (p < end && (*p == ' ' || *p == '\t'));
		if (end - p < 2 || (*p != 'q' && *p != 'Q') || p[1] != '=')
			continue;
		for (size_t i = 0; p + 2 + i < end && i < sizeof number - 1 && strchr("0123456789.", p[2 + i]) != NULL; i++)
			number[i] = p[2 + i];
		return text_double(number, &weight) && weight <= 1 ? weight : 0;
	}
	return 1;
}

bool text_same(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

bool text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);
	return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool text_is_name(const char *s)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	size_t n = strlen(s);

	if (n < 1 || n > 64 || strchr(first, s[0]) == NULL)
		return false;
	for (size_t i = 1; i < n; i++)
		if (s[i] != '.' && s[i] != '-' && strchr(first, s[i]) == NULL)
			return false;
	return true;
}

char *text_from_double(const void *ctx, double value)
{
	char s[NUMBER_MOST];

	number_double(s, value);
	return mem_strdup(ctx, s);
}

char *text_from_int(const void *ctx, int64_t value)
{
	char s[NUMBER_MOST];

	number_int(s, value);
	return mem_strdup(ctx, s);
}

char *text_join(const void *ctx, const char *const *pieces)
{
	size_t n = 1;

	for (const char *const *p = pieces; *p != NULL; p++)
		n += strlen(*p);
	char *text = mem_array(ctx, char, n), *to = text;
	for (; *pieces != NULL; pieces++) {
		size_t length = strlen(*pieces);
		memcpy(to, *pieces, length);
		to += length;
	}
	*to = '\0';
	return text;
}

char *text_url_encode(const void *ctx, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = mem_array(ctx, char, strlen(s) * 3 + 1);
	char *to = out;

	for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++) {
		if (isalnum(*p) || strchr("-._~", *p) != NULL) {
			*to++ = (char)*p;
		} else {
			*to++ = '%';
			*to++ = hex[*p >> 4];
			*to++ = hex[*p & 15];
		}
	}
	return out;
}

char *text_html(const void *ctx, const char *s)
{
	char *out = mem_array(ctx, char, strlen(s) * 6 + 1);
	char *to = out;

	for (; *s != '\0'; s++) {
		const char *entity = *s == '&' ? "&amp;" : *s == '<' ? "&lt;" : *s == '>' ? "&gt;" :
			*s == '"' ? "&quot;" : *s == '\'' ? "&#39;" : NULL;
		if (entity != NULL) {
			size_t n = strlen(entity);
			memcpy(to, entity, n);
			to += n;
		} else {
			*to++ = *s;
		}
	}
	return out;
}

char *text_time(const void *ctx, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	char s[] = "0000-00-00T00:00:00Z";

	/* by hand: every request tells the moment, and strftime takes a microsecond */
	gmtime_r(&t, &tm);
	const int parts[] = { tm.tm_year / 100 + 19, tm.tm_year % 100, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	                      tm.tm_sec };
	static const int places[] = { 0, 2, 5, 8, 11, 14, 17 };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		s[places[i]] = (char)('0' + parts[i] / 10 % 10);
		s[places[i] + 1] = (char)('0' + parts[i] % 10);
	}
	return mem_strdup(ctx, s);
}

char *text_now(const void *ctx)
{
	return text_time(ctx, time(NULL));
}

char *text_http_date(const void *ctx, const char *iso)
{
	struct tm tm = { 0 };
	char s[64];

	const char *end = strptime(iso, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (end == NULL || *end != '\0')
		return NULL;
	time_t t = timegm(&tm);
	gmtime_r(&t, &tm);
	strftime(s, sizeof s, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	return mem_strdup(ctx, s);
}
