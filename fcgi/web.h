/* The web server in front: its configuration, made from a template, and how it is started. */
#ifndef JT_FCGI_WEB_H
#define JT_FCGI_WEB_H

#include "conf/conf.h"

enum web_kind { WEB_NONE, WEB_LIGHTTPD, WEB_NGINX };

struct web_site {
	enum web_kind kind;
	const char *run;          /* folder for what it writes */
	const char *socket;       /* of the workers */
	const char *address;
	int port;
};

/* "lighttpd", "nginx"; false when it is neither. */
bool web_parse(enum web_kind *kind, const char *name);

/* The whole configuration as text. NULL and `err` when a path cannot stand in it. */
char *web_config(const void *ctx, const struct web_site *site, const struct conf *conf,
                 struct err *err);

/* Writes the configuration and the folders that it names below `run`. */
bool web_prepare(const void *ctx, const struct web_site *site, const struct conf *conf,
                 struct err *err);

/* The command to start it in the foreground, NULL-ended. */
char *const *web_command(const void *ctx, const struct web_site *site);

/* The signal that lets it finish the answers in flight and end. */
int web_graceful(enum web_kind kind);

/* The templates (lighttpd.conf.in, nginx.conf.in) as text, made at build time. */
extern const char web_lighttpd_template[], web_nginx_template[];

#endif
