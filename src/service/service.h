/* What the gateway asks of a service. Each is one const table; the gateway
   holds the list of them and knows nothing else about any. */
#ifndef JT_SERVICE_SERVICE_H
#define JT_SERVICE_SERVICE_H

#include "base/digest.h"
#include "base/err.h"
#include "base/log.h"
#include "base/out.h"
#include "catalogue/access.h"
#include "conf/conf.h"
#include "http/request.h"

struct engine;     /* src/map: libmapserver kept warm */
struct documents;  /* service/document.h */
struct source_pool; /* geometry/source_pool.h */
struct mapped;     /* geometry/mapped.h */
struct scenes;     /* draw/scenes.h */
struct thematics;  /* thematic/kept.h */
struct desk;       /* service/desk.h */
struct feature_query;  /* geometry/features.h */
struct tile_cache; /* tiles/cache.h */
struct tile;       /* tiles/tile.h */
struct tile_format;

/* All that a service is given for one request. Lives as long as `ctx`. */
struct exchange {
	const void *ctx;
	const struct conf *conf;
	const struct request *request;
	const struct view *view;
	enum lang lang;               /* LANGUAGE or lang parameter, else Accept-Language, else the setting */
	const struct theme *theme;    /* /ows/{theme}; NULL for the whole catalogue */
	const char *key;              /* to carry on in hrefs, or NULL; never logged */
	struct engine *engine;        /* NULL in tests that draw nothing */
	struct documents *documents;  /* made documents, and the parts of long ones */
	struct documents *answers;    /* pictures and the like, by their ETag; NULL: none are kept */
	struct source_pool *sources;  /* vector sources kept open between requests; NULL in tests without data */
	struct mapped *mapped;        /* geometry stores and joined columns; NULL in tests without joins */
	struct scenes *scenes;        /* views of territories, drawn before; NULL: none are kept */
	struct thematics *thematics;  /* thematic styles, read or made before; NULL: none are kept */
	struct tile_cache *tiles;     /* tiles on disk; NULL: none are kept */
	const struct desk *desk;      /* who does what workers may not; NULL: nobody */
	/* Reads the stored joins anew into the view, once this very request had one made or removed; what
	   view_layer lent of joins before is gone. Returns the view (that of a copy of the exchange is to be set
	   to it), NULL on failure. A NULL function: they stay as they are. */
	const struct view *(*look_again)(const struct exchange *x, struct err *err);
	void *gate;                   /* what look_again works on */
	/* Whether a style can be drawn on a layer; NULL in tests that draw nothing. */
	bool (*check_style)(const struct exchange *x, const struct layer *layer, const struct style *style,
	                    struct err *err);
	/* Answers with a tile, validators included (map/tile.h); NULL in tests that draw nothing. */
	bool (*tile)(const struct exchange *x, struct out *out, const struct tile *tile,
	             const struct tile_format *format, struct err *err);
	struct log *log;
};

struct service {
	const char *name;             /* for the log: "wms" */
	bool (*claims)(const struct exchange *x);
	bool (*serve)(const struct exchange *x, struct out *out, struct err *err);
	void (*refuse)(const struct exchange *x, const struct err *err, struct out *out);
	const char *(*operation)(const struct exchange *x);  /* for the log; may be NULL */
	bool changes;                 /* PUT and DELETE are its to answer, too */
};

/* Serves, and puts the service's own exception in place of a failed answer. false when the answer
   was cut short: the caller then cuts the stream. `err` is filled when it failed. */
bool service_answer(const struct service *service, const struct exchange *x, struct out *out,
                    struct err *err);

/* An absolute URL of ours: base_url + path, then "?" or "&" and key=... where hrefs carry a key. `path`
   begins with "/" and is encoded; `query` may be NULL, and is encoded ("a=1&b=2"). In x->ctx. */
char *service_href(const struct exchange *x, const char *path, const char *query);

/* Validators (RFC 9110, 8.8; 13.1): sets ETag, Last-Modified, Cache-Control and Vary for an answer that is
   a function of the edition, the view, the language and the request (`version` may add to that, or be
   NULL). true when the client's copy is current: the status is set to 304 and nothing more is due.
   Not for answers from referenced sources. */
bool service_not_modified(const struct exchange *x, struct out *out, const char *version);
/* The same; `live` tells that the answer also shows stored joins, which change without an edition: `version` then says
   which they are, and there is no date. */
bool service_unchanged(const struct exchange *x, struct out *out, const char *version, bool live);

/* The same for an answer about these layers and nothing else of the catalogue: it stays current over editions in which they
   do not change. `version` adds to that. */
bool service_layers_unchanged(const struct exchange *x, struct out *out, const struct layer *const *layers, size_t n,
                              const char *version);
/* What an answer about a layer depends on: which one it is, under which name, and which version. */
void service_layer_version(struct digest *d, const struct layer *layer);

/* The same for an answer that is a function of `tag` alone, whatever the edition: its ETag. No date goes with it. */
bool service_same(const struct exchange *x, struct out *out, const char *tag);

/* Fills in where the files of the query's layer are, and its joined columns; those of one without any stay NULL. */
bool service_files(const struct exchange *x, struct feature_query *q, struct err *err);

#endif
