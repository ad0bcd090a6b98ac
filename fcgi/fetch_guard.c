#include "fcgi/fetch_guard.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define URL_MOST 4000
#define DIGITS   "0123456789"

/* --- addresses --- */

struct network {
	uint32_t of;
	int bits;
	enum guard_place place;
};

/* IANA's registry of special addresses of IPv4. */
static enum guard_place place_of_four(uint32_t address)
{
	static const struct network special[] = {
		{ 0x00000000, 8, PLACE_NEVER },    /* "this" network */
		{ 0x0a000000, 8, PLACE_PRIVATE },
		{ 0x64400000, 10, PLACE_PRIVATE }, /* behind a carrier's NAT */
		{ 0x7f000000, 8, PLACE_PRIVATE },
		{ 0xa9fe0000, 16, PLACE_NEVER },   /* link-local */
		{ 0xac100000, 12, PLACE_PRIVATE },
		{ 0xc0000000, 24, PLACE_NEVER },   /* protocol assignments */
		{ 0xc0000200, 24, PLACE_NEVER },   /* documentation */
		{ 0xc0586300, 24, PLACE_NEVER },   /* 6to4 relays */
		{ 0xc0a80000, 16, PLACE_PRIVATE },
		{ 0xc6120000, 15, PLACE_NEVER },   /* benchmarks */
		{ 0xc6336400, 24, PLACE_NEVER },   /* documentation */
		{ 0xcb007100, 24, PLACE_NEVER },
		{ 0xe0000000, 3, PLACE_NEVER },    /* multicast, reserved, broadcast */
	};
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if ((address ^ special[i].of) >> (32 - special[i].bits) == 0)
			return special[i].place;
	return PLACE_PUBLIC;
}

static enum guard_place place_of_six(const unsigned char a[16])
{
	static const unsigned char loopback[16] = { [15] = 1 };

	if (memcmp(a, loopback, 16) == 0 || (a[0] & 0xfe) == 0xfc)
		return PLACE_PRIVATE;
	if ((a[0] & 0xe0) != 0x20)
		return PLACE_NEVER; /* all but global unicast: mapped, NAT64, link-local, multicast ... */
	if (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe) == 0)
		return PLACE_NEVER; /* 2001::/23: Teredo and other protocols */
	if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8)
		return PLACE_NEVER; /* documentation */
	if (a[0] == 0x20 && a[1] == 0x02)
		return PLACE_NEVER; /* 6to4: any address of IPv4 */
	if (a[0] == 0x3f && a[1] == 0xff && (a[2] & 0xf0) == 0)
		return PLACE_NEVER; /* documentation */
	return PLACE_PUBLIC;
}

enum guard_place guard_address(const struct sockaddr *address)
{
	/* as the system aligns them */
	union { const struct sockaddr *any; const struct sockaddr_in *four; const struct sockaddr_in6 *six; } u = {
		.any = address };

	if (address->sa_family == AF_INET)
		return place_of_four(ntohl(u.four->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
		return place_of_six(u.six->sin6_addr.s6_addr);
	return PLACE_NEVER;
}

enum fetch_reason guard_reach(const struct guard_target *target, const struct sockaddr *address)
{
	enum guard_place place = guard_address(address);

	if (place == PLACE_PUBLIC || (place == PLACE_PRIVATE && target->named))
		return FETCH_DONE;
	return FETCH_PRIVATE;
}

/* --- URLs --- */

/* Printable ASCII; nothing that programs read in different ways. */
static bool is_plain(const char *url)
{
	size_t n = strlen(url);

	for (size_t i = 0; i < n; i++)
		if (url[i] <= ' ' || url[i] > '~' || strchr("\\\"<>^`{|}", url[i]) != NULL)
			return false;
	return n > 0 && n <= URL_MOST;
}

static bool read_port(int *port, const char *text, size_t n)
{
	*port = 0;
	for (size_t i = 0; i < n; i++)
		*port = *port * 10 + (text[i] - '0');
	return n > 0 && n <= 5 && strspn(text, DIGITS) >= n && *text != '0' && *port <= 65535;
}

/* "2130706433", "0x7f.1", "127.1": inet_aton(3) takes these for addresses, and we for nothing. */
static bool looks_numeric(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last != NULL ? last + 1 : host;
	return strspn(last, DIGITS) == strlen(last) || strncasecmp(last, "0x", 2) == 0;
}

static bool read_name(struct guard_target *t, const char *at, size_t n)
{
	struct in_addr four;

	if (n > 1 && at[n - 1] == '.')
		n--;
	if (n == 0 || n > 253)
		return false;
	for (size_t i = 0; i < n; i++)
		t->host[i] = (char)(at[i] >= 'A' && at[i] <= 'Z' ? at[i] - 'A' + 'a' : at[i]);
	t->host[n] = '\0';
	if (strspn(t->host, "abcdefghijklmnopqrstuvwxyz" DIGITS "-._") != n || *t->host == '.' ||
	    strstr(t->host, "..") != NULL || t->host[n - 1] == '.')
		return false;
	t->literal = inet_pton(AF_INET, t->host, &four) == 1;
	return t->literal || !looks_numeric(t->host);
}

static bool read_bracketed(struct guard_target *t, const char *at, size_t n)
{
	struct in6_addr six;

	if (n == 0 || n >= INET6_ADDRSTRLEN)
		return false;
	memcpy(t->host, at, n);
	t->host[n] = '\0';
	t->literal = true;
	/* one form for one address */
	return inet_pton(AF_INET6, t->host, &six) == 1 &&
	       inet_ntop(AF_INET6, &six, t->host, sizeof t->host) != NULL;
}

/* "host", "host:port", "[address]:port"; *port stays where there is none. */
static bool read_authority(struct guard_target *t, int *port, const char *at, size_t n)
{
	bool six = n > 0 && *at == '[';
	const char *close = six ? memchr(at, ']', n) : memchr(at, ':', n);
	size_t host_n = close != NULL ? (size_t)(close - at) : n;

	if (six && close == NULL)
		return false;
	if (!(six ? read_bracketed(t, at + 1, host_n - 1) : read_name(t, at, host_n)))
		return false;
	host_n += six;
	if (host_n == n)
		return true;
	return at[host_n] == ':' && read_port(port, at + host_n + 1, n - host_n - 1);
}

static bool is_named(const struct guard_target *t, const char *allow)
{
	for (const char *p = allow; *p != '\0'; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		struct guard_target entry = { .port = 0 };
		size_t n = strcspn(p, ", \t");
		int port = 0;
		if (n > 0 && read_authority(&entry, &port, p, n) && strcmp(entry.host, t->host) == 0 &&
		    (port == 0 || port == t->port))
			return true;
	}
	return false;
}

static enum fetch_reason check_literal(const struct guard_target *t)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, t->host, &four.sin_addr) == 1)
		return guard_reach(t, (const struct sockaddr *)&four);
	inet_pton(AF_INET6, t->host, &six.sin6_addr);
	return guard_reach(t, (const struct sockaddr *)&six);
}

enum fetch_reason guard_url(struct guard_target *t, const char *url, const char *allow)
{
	const char *mark = strstr(url, "://");

	*t = (struct guard_target){ .port = 80 };
	if (!is_plain(url))
		return FETCH_URL;
	t->tls = mark == url + 5 && strncasecmp(url, "https", 5) == 0;
	if (!t->tls && (mark != url + 4 || strncasecmp(url, "http", 4) != 0))
		return mark != NULL ? FETCH_SCHEME : FETCH_URL;
	const char *at = mark + 3;
	size_t n = strcspn(at, "/?#");
	if (memchr(at, '@', n) != NULL)
		return FETCH_USER;
	t->port = t->tls ? 443 : 80;
	if (!read_authority(t, &t->port, at, n))
		return FETCH_URL;
	t->rest = at + n;
	t->rest_n = strcspn(t->rest, "#");
	t->named = is_named(t, allow);
	if (!t->tls && !t->named)
		return FETCH_SCHEME;
	if (t->port != 80 && t->port != 443 && !t->named)
		return FETCH_PORT;
	return t->literal ? check_literal(t) : FETCH_DONE;
}
