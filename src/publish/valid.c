#include "publish/valid.h"

#include <string.h>
#include <time.h>

#include "base/text.h"

static bool is_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

bool valid_url(const char *s)
{
	return (text_starts(s, "http://") || text_starts(s, "https://")) &&
	       strpbrk(s, " \t\r\n\"<>\\^`{|}") == NULL;
}

static bool is_address(const char *s)
{
	const char *at = strchr(s, '@');
	return at != NULL && at > s && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
	       strpbrk(s, " \t\r\n\"<>,;:") == NULL;
}

bool valid_day(const char *s)
{
	struct tm tm = { .tm_mday = 1 };
	char again[16];
	const char *end = strptime(s, "%Y-%m-%d", &tm);

	if (end == NULL || *end != '\0')
		return false;
	time_t t = timegm(&tm);   /* makes 30 February a day in March */
	return gmtime_r(&t, &tm) != NULL &&
	       strftime(again, sizeof again, "%Y-%m-%d", &tm) > 0 && strcmp(again, s) == 0;
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool is_date(const char *s)
{
	char day[] = "2000-01-01";
	size_t n = strlen(s);

	if (n != 4 && n != 7 && n != 10)
		return false;
	memcpy(day, s, n);
	return valid_day(day);
}

/* A date, or two that a period begins and ends with: "2019/2023". */
bool valid_time(const void *ctx, const char *s)
{
	const char *slash = strchr(s, '/');
	const char *start = slash != NULL ? mem_strndup(ctx, s, (size_t)(slash - s)) : NULL;

	return slash == NULL ? is_date(s) : is_date(start) && is_date(slash + 1) && strcmp(start, slash + 1) <= 0;
}

static bool check_url(const char *url, const char *what, const void *ctx, struct err *err)
{
	return is_empty(url) || valid_url(url) ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, what,
	               "%s must be an address that begins with http:// or https://, not \"%s\".",
	               "%s doit être une adresse qui commence par http:// ou https://, et non « %s ».",
	               what, url);
}

bool valid_contact(const struct contact *contact, const void *ctx, struct err *err)
{
	if (!is_empty(contact->email) && !is_address(contact->email))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "email",
		               "email must be an address such as %s, not \"%s\".",
		               "email doit être une adresse comme %s, et non « %s ».",
		               "geo@example.org", contact->email);
	return check_url(contact->url, "url", ctx, err);
}

bool valid_metadata(const struct metadata *m, const void *ctx, struct err *err)
{
	const char *date = m->reference_date;

	if (!is_empty(date) && !valid_time(ctx, date))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "reference_date",
		               "reference_date must be YYYY, YYYY-MM or YYYY-MM-DD, or two of these with a \"/\" "
		               "between, not \"%s\".",
		               "reference_date doit être AAAA, AAAA-MM ou AAAA-MM-JJ, ou deux de ces dates "
		               "séparées par « / », et non « %s ».",
		               date);
	return check_url(m->licence_url, "licence_url", ctx, err) &&
	       check_url(m->documentation_url, "documentation_url", ctx, err) &&
	       valid_contact(&m->contact, ctx, err);
}
