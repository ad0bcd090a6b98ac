/* Days and moments of ISO 8601 as SQLite's strftime understands them. */
#include <ctype.h>

#include "geometry/feature_test.h"

struct moment {
	int year, month, day, hour, minute, millisecond;
};

/* A number of so many digits, from `least` to `most`; *p moves behind it. */
static bool digits(int *value, const char **p, int n, int least, int most)
{
	*value = 0;
	for (int i = 0; i < n; i++, ++*p) {
		if (!isdigit((unsigned char)**p))
			return false;
		*value = 10 * *value + (**p - '0');
	}
	return *value >= least && *value <= most;
}

static bool skip(const char **p, char c)
{
	if (**p != c)
		return false;
	++*p;
	return true;
}

/* ":SS" and its fraction, both of which may be absent. */
static bool read_seconds(struct moment *m, const char **p, bool *exact)
{
	int second, unit = 100;

	if (!skip(p, ':'))
		return true;
	if (!digits(&second, p, 2, 0, 59))
		return false;
	m->millisecond = 1000 * second;
	if (!skip(p, '.'))
		return true;
	for (; isdigit((unsigned char)**p); ++*p, unit /= 10) {
		m->millisecond += unit * (**p - '0');
		*exact = *exact && (unit > 0 || **p == '0');
	}
	return true;
}

static bool read_zone(int *offset, const char **p)
{
	int hours, minutes, way = **p == '-' ? -1 : 1;

	*offset = 0;
	if (skip(p, 'Z') || (**p != '+' && **p != '-'))
		return true;
	++*p;
	if (!digits(&hours, p, 2, 0, 14) || !skip(p, ':') || !digits(&minutes, p, 2, 0, 59))
		return false;
	*offset = way * (60 * hours + minutes);
	return true;
}

/* Days since a day long ago, of the proleptic Gregorian calendar; days beyond the end of a month are those of the next. */
static int64_t days_of(const struct moment *m)
{
	int64_t year = m->year - (m->month <= 2), month = (m->month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + m->day - 1;
}

static void set_days(struct moment *m, int64_t days)
{
	int64_t year = (10000 * days + 14780) / 3652425;
	int64_t rest = days - (365 * year + year / 4 - year / 100 + year / 400);

	if (rest < 0) {
		year--;
		rest = days - (365 * year + year / 4 - year / 100 + year / 400);
	}
	int64_t month = (100 * rest + 52) / 3060;
	m->month = (int)((month + 2) % 12 + 1);
	m->year = (int)(year + (month + 2) / 12);
	m->day = (int)(rest - (month * 306 + 5) / 10 + 1);
}

static void to_utc(struct moment *m, int offset)
{
	int64_t minutes = (days_of(m) * 24 + m->hour) * 60 + m->minute - offset;

	set_days(m, minutes / 1440);
	m->hour = (int)(minutes % 1440 / 60);
	m->minute = (int)(minutes % 60);
}

bool feature_moment(int64_t *moment, bool *exact, const char *text)
{
	struct moment m = { 0 };
	const char *p = text;
	int offset = 0;

	*exact = true;
	if (!digits(&m.year, &p, 4, 0, 9999) || !skip(&p, '-') || !digits(&m.month, &p, 2, 1, 12) || !skip(&p, '-') ||
	    !digits(&m.day, &p, 2, 1, 31))
		return false;
	if ((skip(&p, 'T') || skip(&p, ' ')) && *p != '\0' &&
	    (!digits(&m.hour, &p, 2, 0, 24) || !skip(&p, ':') || !digits(&m.minute, &p, 2, 0, 59) ||
	     !read_seconds(&m, &p, exact) || !read_zone(&offset, &p)))
		return false;
	if (*p != '\0')
		return false;
	if (offset != 0) {
		*exact = *exact && m.millisecond % 1000 == 0;
		to_utc(&m, offset);
	}
	*moment = ((((int64_t)m.year * 13 + m.month) * 32 + m.day) * 25 + m.hour) * 60 + m.minute;
	*moment = *moment * 60000 + m.millisecond;
	return true;
}
