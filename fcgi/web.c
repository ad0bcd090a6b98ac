#include "fcgi/web.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define HEAD_ROOM (8 * 1024)    /* for the header lines beside a URL as long as max_url */
#define HEAD_MOST (63 * 1024)   /* what both web servers take */
#define PATIENCE  10            /* seconds past all that a worker may take, so that the worker's end is noticed first */

static const struct {
	const char *name;
	const char *text;
	int graceful;
} kinds[] = {
	[WEB_NONE] = { NULL, NULL, 0 },
	[WEB_LIGHTTPD] = { "lighttpd", web_lighttpd_template, SIGINT },
	[WEB_NGINX] = { "nginx", web_nginx_template, SIGQUIT },
};

bool web_parse(enum web_kind *kind, const char *name)
{
	for (size_t i = WEB_LIGHTTPD; i <= WEB_NGINX; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = (enum web_kind)i;
			return true;
		}
	return false;
}

int web_graceful(enum web_kind kind)
{
	return kinds[kind].graceful;
}

struct value {
	const char *name, *text;
};

static const char *value_of(const struct value *values, const char *name, size_t n)
{
	for (const struct value *v = values; v->name != NULL; v++)
		if (strlen(v->name) == n && memcmp(v->name, name, n) == 0)
			return v->text;
	return NULL;
}

/* @NAME@ becomes its value; an @ that begins no known name stays. */
static char *fill_in(const void *ctx, const char *template, const struct value *values)
{
	char *text = mem_strdup(ctx, "");

	for (const char *p = template; *p != '\0';) {
		size_t plain = strcspn(p, "@");
		text = mem_check(talloc_strndup_append_buffer(text, p, plain));
		p += plain;
		if (*p == '\0')
			break;
		size_t n = strcspn(p + 1, "@");
		const char *value = p[1 + n] == '@' ? value_of(values, p + 1, n) : NULL;
		text = mem_check(talloc_strdup_append_buffer(text, value != NULL ? value : "@"));
		p += value != NULL ? n + 2 : 1;
	}
	return text;
}

static bool check_path(const void *ctx, const char *path, struct err *err)
{
	if (strpbrk(path, "\"\\$\r\n") == NULL)
		return true;
	return err_set(err, ctx, ERR_INVALID_PARAMETER, "--workspace",
	               "the folder's name holds a character (\", \\, $ or a line end) that the "
	               "configuration of a web server cannot carry: rename it",
	               "le nom du dossier contient un caractère (\", \\, $ ou fin de ligne) que la "
	               "configuration d'un serveur web ne peut pas porter : le renommer");
}

/* A page of HTML without a character that means something to either web server. */
static char *too_large_page(const void *ctx, int64_t most)
{
	return mem_printf(ctx, "<!DOCTYPE html><html><meta charset=utf-8><title>413</title>"
	                  "<p lang=fr>Ce qui a été envoyé dépasse les %lld octets que ce service accepte."
	                  "<p lang=en>What was sent is larger than the %lld bytes that this service accepts."
	                  "</html>", (long long)most, (long long)most);
}

char *web_config(const void *ctx, const struct web_site *site, const struct conf *conf,
                 struct err *err)
{
	int64_t head = conf->max_url + HEAD_ROOM < HEAD_MOST ? conf->max_url + HEAD_ROOM : HEAD_MOST;
	/* a table, and what stands around it: http/body.h */
	int64_t body = conf->max_upload + conf->max_body;
	int64_t patience = conf->deadline + conf->fetch_seconds + conf->join_wait / 1000 + PATIENCE;
	bool six = strchr(site->address, ':') != NULL;
	const char *address = six ? mem_printf(ctx, "[%s]", site->address) : site->address;

	if (!check_path(ctx, site->run, err) || !check_path(ctx, site->socket, err))
		return NULL;
	return fill_in(ctx, kinds[site->kind].text, (struct value[]){
		{ "ADDRESS", address },
		{ "PORT", mem_printf(ctx, "%d", site->port) },
		{ "LISTEN", mem_printf(ctx, "%s:%d%s", address, site->port,
		                       six ? " ipv6only=off" : "") },
		{ "RUN", site->run },
		{ "SOCKET", site->socket },
		{ "MAX_BODY", mem_printf(ctx, "%lld", (long long)body) },
		{ "MAX_BODY_KIB", mem_printf(ctx, "%lld", (long long)(body + 1023) / 1024) },
		{ "TOO_LARGE", too_large_page(ctx, body) },
		{ "MAX_HEAD", mem_printf(ctx, "%lld", (long long)head) },
		{ "PATIENCE", mem_printf(ctx, "%lld", (long long)patience) },
		{ "USER", geteuid() == 0 ? "user root;" : "" },
		{ NULL, NULL } });
}

static const char *config_path(const void *ctx, const struct web_site *site)
{
	return mem_printf(ctx, "%s/%s.conf", site->run, kinds[site->kind].name);
}

static bool write_config(const void *ctx, const char *path, const char *text, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0 && close(fd) != 0)
		good = false;
	if (good)
		return true;
	err_set(err, ctx, ERR_INTERNAL, NULL, "the web server's configuration cannot be written",
	        "la configuration du serveur web ne peut pas être écrite");
	return err_detail(err, ctx, "%s: %s", path, strerror(errno));
}

bool web_prepare(const void *ctx, const struct web_site *site, const struct conf *conf,
                 struct err *err)
{
	static const char *const folders[] = { "empty", "tmp", "errors" };
	const char *text = web_config(ctx, site, conf, err);

	if (text == NULL)
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		mkdir(mem_printf(ctx, "%s/%s", site->run, folders[i]), 0755);
	return write_config(ctx, mem_printf(ctx, "%s/errors/413.html", site->run),
	                    too_large_page(ctx, conf->max_upload + conf->max_body), err) &&
	       write_config(ctx, config_path(ctx, site), text, err);
}

char *const *web_command(const void *ctx, const struct web_site *site)
{
	char **argv = mem_array(ctx, char *, 7);
	size_t n = 0;

	argv[n++] = mem_strdup(argv, kinds[site->kind].name);
	if (site->kind == WEB_NGINX) {
		argv[n++] = mem_strdup(argv, "-e");
		argv[n++] = mem_strdup(argv, "stderr");
		argv[n++] = mem_strdup(argv, "-c");
	} else {
		argv[n++] = mem_strdup(argv, "-D");
		argv[n++] = mem_strdup(argv, "-f");
	}
	argv[n] = mem_strdup(argv, config_path(ctx, site));
	return argv;
}
