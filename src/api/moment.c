#include "api/moment.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

struct moment {
	int year, month, day, hour, minute, second;  /* month and day from 1 */
	int parts;                    /* how many of the six were given: 1, 2, 3 or 6 */
};

static bool digits(const char **p, int n, int least, int most, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*value = *value * 10 + (**p - '0');
	}
	return *value >= least && *value <= most;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

static void move_to_utc(struct moment *m, int minutes)
{
	struct tm tm = { .tm_year = m->year - 1900, .tm_mon = m->month - 1, .tm_mday = m->day,
	                 .tm_hour = m->hour, .tm_min = m->minute, .tm_sec = m->second };
	time_t at = timegm(&tm) - minutes * 60;

	if (gmtime_r(&at, &tm) != NULL)
		*m = (struct moment){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		                      tm.tm_min, tm.tm_sec, 6 };
}

/* "Z", "+02:00" or nothing, which stands for UTC; the end of the text. */
static bool read_zone(struct moment *m, const char *p)
{
	int hours, minutes, sign = *p == '-' ? 1 : -1;

	if (*p == '\0' || strcmp(p, "Z") == 0 || strcmp(p, "z") == 0)
		return true;
	if (*p != '+' && *p != '-')
		return false;
	p++;
	if (!digits(&p, 2, 0, 23, &hours) || *p++ != ':' || !digits(&p, 2, 0, 59, &minutes) ||
	    *p != '\0')
		return false;
	move_to_utc(m, -sign * (hours * 60 + minutes));
	return true;
}

static bool read_time(struct moment *m, const char *p)
{
	if (!digits(&p, 2, 0, 23, &m->hour) || *p++ != ':' || !digits(&p, 2, 0, 59, &m->minute) ||
	    *p++ != ':' || !digits(&p, 2, 0, 60, &m->second))
		return false;
	if (m->second == 60)
		m->second = 59;
	if (*p == '.') {
		size_t n = strspn(++p, "0123456789");
		if (n == 0)
			return false;
		p += n;
	}
	m->parts = 6;
	return read_zone(m, p);
}

static bool read_moment(struct moment *m, const char *p)
{
	*m = (struct moment){ 0, 1, 1, 0, 0, 0, 1 };
	if (!digits(&p, 4, 0, 9999, &m->year))
		return false;
	if (*p == '\0')
		return true;
	m->parts = 2;
	if (*p++ != '-' || !digits(&p, 2, 1, 12, &m->month))
		return false;
	if (*p == '\0')
		return true;
	m->parts = 3;
	if (*p++ != '-' || !digits(&p, 2, 1, days_in(m->year, m->month), &m->day))
		return false;
	if (*p == '\0')
		return true;
	return (*p == 'T' || *p == 't' || *p == ' ') && read_time(m, p + 1);
}

static char *write_moment(const void *ctx, const struct moment *m)
{
	static const int lengths[] = { 0, 4, 7, 10, 10, 10, 19 };
	char *text = mem_printf(ctx, "%04d-%02d-%02dT%02d:%02d:%02d", m->year, m->month, m->day,
	                        m->hour, m->minute, m->second);
	text[lengths[m->parts]] = '\0';
	return text;
}

static bool side(const char **to, const void *ctx, const char *text, struct err *err)
{
	struct moment m;

	*to = NULL;
	if (*text == '\0' || strcmp(text, "..") == 0)
		return true;
	if (!read_moment(&m, text))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "datetime",
		               "%s is not a moment as 2016-06-01T12:00:00Z or 2016-06-01, nor an interval of two (\"..\" for an open side)",
		               "%s n'est pas un instant comme 2016-06-01T12:00:00Z ou 2016-06-01, ni un intervalle de deux (« .. » pour un côté ouvert)",
		               text);
	*to = write_moment(ctx, &m);
	return true;
}

bool moments_parse(struct moments *m, const void *ctx, const char *text, struct err *err)
{
	size_t n;
	char **pieces = text_split(ctx, text, '/', 2, &n);

	if (pieces == NULL || n == 0 || (n == 1 && strcmp(pieces[0], "..") == 0))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "datetime",
		               "datetime is one moment or an interval of two, as 2016-01-01/2016-12-31",
		               "datetime est un instant ou un intervalle de deux, comme 2016-01-01/2016-12-31");
	if (!side(&m->from, ctx, pieces[0], err) || !side(&m->to, ctx, pieces[n - 1], err))
		return false;
	if (m->from != NULL && m->to != NULL && strncmp(m->from, m->to, strlen(m->to)) > 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "datetime",
		               "the interval ends before it begins", "l'intervalle finit avant de commencer");
	return true;
}

char *moment_first(const void *ctx, const char *text)
{
	struct moment m;

	if (!read_moment(&m, text))
		return NULL;
	m.parts = 6;
	return mem_printf(ctx, "%sZ", write_moment(ctx, &m));
}

char *moment_last(const void *ctx, const char *text)
{
	struct moment m;

	if (!read_moment(&m, text))
		return NULL;
	if (m.parts < 2)
		m.month = 12;
	if (m.parts < 3)
		m.day = days_in(m.year, m.month);
	if (m.parts < 6) {
		m.hour = 23;
		m.minute = m.second = 59;
	}
	m.parts = 6;
	return mem_printf(ctx, "%sZ", write_moment(ctx, &m));
}
