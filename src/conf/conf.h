/* jointure.conf: the settings of the process, declared once in a table that
   parses, defaults, refuses unknown names with file and line, documents itself
   and prints itself. What is served stands in the catalogue, never here. */
#ifndef JT_CONF_CONF_H
#define JT_CONF_CONF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"

struct conf {
	const char *workspace;       /* absolute folder of jointure.conf; not a setting */
	char stamp[17];              /* changes with any setting: part of every ETag; derived */

	/* [server] */
	const char *base_url;        /* public, without a final "/": "http://127.0.0.1:8080" */
	const char *base_path;       /* its path: "" or "/prefix"; derived */
	enum lang language;          /* of answers where the client asks for none */
	struct text title, abstract; /* of the whole service */
	const char *contact_person, *contact_organisation, *contact_email;
	const char *cors_origin;     /* "*" or one origin; empty for none */
	const char *portal;          /* folder of the built portal; empty: the installed one */
	const char *access_log, *error_log; /* file names in the workspace, or "-" for stderr */
	const char *user;            /* who workers run as when the master starts as root; empty: unchanged */

	/* [workers] */
	int64_t workers;             /* 0: one per core */
	int64_t max_requests;        /* a worker leaves after so many, +-10 % */
	int64_t worker_memory;       /* bytes (mapped files not counted) beyond which it leaves */
	int64_t deadline;            /* seconds per request, then SIGKILL */
	int64_t open_sources;        /* data sources a worker keeps open */
	int64_t kept_srs;            /* EPSG code of a second system that geometry is kept ready in; 0: none */
	int64_t store_memory;        /* bytes that preparing a layer (its files in cache/geometry/) may take */
	int64_t document_cache;      /* bytes of made documents a worker keeps */
	int64_t answer_cache;        /* bytes of pictures and other answers a worker keeps; 0: none */
	int64_t view_cache;          /* bytes of drawn views a worker keeps */

	/* [limits] of what a client may ask */
	int64_t max_body, max_pixels, max_layers, max_features, default_features;
	int64_t max_filter_bytes, max_predicates, max_filter_depth, max_ids;
	int64_t max_sld_bytes, max_sld_rules, max_url;

	/* [joins] what clients may have joined; an operator's own tables have no such limits */
	const char *may_join;        /* "anyone", "professional", "internal" (keys of at least that level) or "nobody" */
	int64_t max_upload;          /* bytes of a table sent, or fetched */
	int64_t max_rows, max_columns, max_cell; /* of such a table; cell in bytes */
	int64_t join_days;           /* life of a join whose maker says nothing; 0: for ever */
	int64_t max_join_days;       /* longest that may be asked for; 0: no limit */
	int64_t joins_per_subject, max_joins;    /* that may be stored */
	int64_t joins_size;          /* bytes of all stored joins */
	int64_t jobs;                /* joins in hand at once */
	int64_t job_memory;          /* bytes that a job may take */
	int64_t job_seconds;         /* processor time of a job */
	int64_t join_wait;           /* milliseconds that an answer waits for its join */
	const char *fetch_allow;     /* hosts, comma-separated, that tables may come from by plain http, or from
	                                addresses that are not public; empty: none */
	int64_t fetch_seconds;       /* that a table may take to come */

	/* [catalogue] */
	int64_t grace;               /* seconds before an unused data file is removed */
	int64_t history;             /* days that past versions stay restorable */
	int64_t tile_cache;          /* bytes on disk of all kept tiles; 0: none are kept */
	int64_t poll_milliseconds;   /* how often a worker looks for a new edition */
};

/* Reads the workspace's jointure.conf. NULL and `err` when it is wrong: the message
   names the file's line and the setting. */
const struct conf *conf_load(const void *ctx, const char *workspace, struct err *err);

/* A commented jointure.conf with every setting at its default, comments in `lang`;
   what `jointure init` writes. `base_url` may be NULL. */
bool conf_write_template(struct out *out, enum lang lang, const char *base_url);

/* "section.name = value" of every setting in force, one a line (`jointure settings`). */
bool conf_print(const struct conf *conf, struct out *out);

#endif
