#include "service/desk_files.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define OUTCOME_MOST (64 << 20)

/* --- the outcome --- */

static int close_json(json_t **root)
{
	json_decref(*root);
	return 0;
}

static json_t *load_json(const void *ctx, const char *text)
{
	json_t **root = mem_new(ctx, json_t *);

	*root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	talloc_set_destructor(root, close_json);
	return *root;
}

static const char *member(const void *ctx, const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value != NULL ? mem_strdup(ctx, value) : NULL;
}

static bool tell_error(const json_t *error, const void *ctx, struct err *err)
{
	const char *code = json_string_value(json_object_get(error, "code"));
	const char *fr = member(ctx, error, "fr"), *en = member(ctx, error, "en");
	const char *detail = member(ctx, error, "detail");

	err_set(err, ctx, desk_code(code), member(ctx, error, "locator"), "%1$s%2$.0s",
	        "%1$.0s%2$s", en != NULL ? en : "", fr != NULL ? fr : "");
	return detail != NULL ? err_detail(err, ctx, "%s", detail) : false;
}

/* Why there is no outcome. */
static bool tell_loss(const struct exchange *x, const void *ctx, const char *folder, struct err *err)
{
	const long long mb = (long long)(x->conf->job_memory >> 20), s = (long long)x->conf->job_seconds;
	enum desk_loss loss;

	if (!desk_is_folder(folder) || !desk_loss(&loss, x->ctx, x->conf->workspace, folder))
		return err_set(err, ctx, ERR_NOT_FOUND, NULL,
		               "there is no such order, or it is over a day old: send the table again",
		               "cette demande n'existe pas, ou elle a plus d'un jour : envoyez à nouveau le tableau");
	switch (loss) {
	case LOSS_MEMORY:
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "table",
		               "reading and joining this table takes more than %lld MB of memory: send a "
		               "smaller one",
		               "lire et joindre ce tableau demande plus de %lld Mo de mémoire : envoyez-en un "
		               "plus petit", mb);
	case LOSS_TIME:
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "table",
		               "reading and joining this table takes more than %lld seconds of computing: "
		               "send a smaller one",
		               "lire et joindre ce tableau demande plus de %lld secondes de calcul : "
		               "envoyez-en un plus petit", s);
	case LOSS_SIZE:
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "table",
		               "joining this table makes files larger than a join may have: send a smaller one",
		               "joindre ce tableau produit des fichiers plus gros qu'une jointure n'en admet : "
		               "envoyez-en un plus petit");
	case LOSS_CRASH:
		return err_set(err, ctx, ERR_INTERNAL, "table",
		               "the program that reads tables broke down on this one; nothing was stored. "
		               "Send it as plain CSV",
		               "le programme qui lit les tableaux s'est arrêté sur celui-ci ; rien n'a été "
		               "enregistré. Envoyez-le en simple CSV");
	case LOSS_RESTART:
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		               "the service was restarted before the join was done: send the table again",
		               "le service a redémarré avant la fin de la jointure : envoyez à nouveau le "
		               "tableau");
	}
	return false;
}

bool desk_outcome(struct outcome *o, const void *ctx, const struct exchange *x, const char *folder,
                  struct err *err)
{
	const char *path = desk_path(x->ctx, x->conf->workspace, folder, DESK_OUTCOME);
	const char *text = desk_is_folder(folder) ? desk_read(ctx, path, OUTCOME_MOST) : NULL;

	*o = (struct outcome){ .join = "", .text = text };
	if (text == NULL)
		return tell_loss(x, ctx, folder, err);
	const json_t *root = load_json(x->ctx, text), *error = json_object_get(root, "error");
	if (error != NULL)
		return tell_error(error, ctx, err);
	if (!json_is_object(root)) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "what came of the join cannot be read",
		        "le résultat de la jointure est illisible");
		return err_detail(err, ctx, "%s", path);
	}
	const char *join = member(ctx, root, "join");
	o->join = join != NULL ? join : "";
	o->created = json_is_true(json_object_get(root, "created"));
	return true;
}

/* --- the desk --- */

static bool nobody(const struct exchange *x, struct err *err)
{
	return err_set(err, x->ctx, ERR_UNAVAILABLE, NULL,
	               "this service runs without a master, and so makes no joins: start it by "
	               "\"jointure serve\"",
	               "ce service fonctionne sans processus maître et ne fait donc pas de jointures : "
	               "lancez-le par « jointure serve »");
}

static bool ask(const struct exchange *x, const char *folder, int milliseconds, bool again,
                enum desk_state *state, struct err *err)
{
	enum desk_loss loss;

	if (x->desk == NULL)
		return nobody(x, err);
	if (!x->desk->run(x->desk, folder, milliseconds, again, state, x->ctx, err))
		return false;
	/* it may have ended between our look and the master's */
	if (*state == DESK_LOST && desk_has_outcome(x->conf->workspace, folder))
		*state = DESK_DONE;
	if (*state == DESK_LOST && !desk_loss(&loss, x->ctx, x->conf->workspace, folder))
		desk_leave_loss(x->conf->workspace, folder, LOSS_RESTART);
	return *state != DESK_LOST || tell_loss(x, x->ctx, folder, err);
}

bool desk_run(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state,
              struct err *err)
{
	return ask(x, folder, milliseconds, false, state, err);
}

bool desk_wait(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state,
               struct err *err)
{
	enum desk_loss loss;
	bool named = desk_is_folder(folder);

	*state = DESK_DONE;
	if (named && desk_has_outcome(x->conf->workspace, folder))
		return true;
	*state = DESK_LOST;
	if (!named || !desk_is_there(x->conf->workspace, folder) ||
	    desk_loss(&loss, x->ctx, x->conf->workspace, folder))
		return tell_loss(x, x->ctx, folder, err);
	return ask(x, folder, milliseconds, true, state, err);
}

bool desk_fetch(const struct exchange *x, const char *url, const char *folder, const char *name,
                int64_t limit, const char **type, struct err *err)
{
	*type = "";
	if (x->desk == NULL)
		return nobody(x, err);
	return x->desk->fetch(x->desk, url, folder, name, limit, type, x->ctx, err);
}

/* Scheme and authority of `url`, its default port left out; how long they are there. */
static char *origin(const void *ctx, const char *url, size_t *n)
{
	const char *host = strstr(url, "://");
	bool tls = host != NULL && strncasecmp(url, "https:", 6) == 0;

	*n = host != NULL ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : 0;
	char *text = mem_strndup(ctx, url, *n);
	const char *port = tls ? ":443" : ":80";
	if (text_ends(text, port))
		text[*n - strlen(port)] = '\0';
	return text;
}

bool desk_is_own(const struct exchange *x, const char *url, const char **path)
{
	size_t n, base_n, prefix = strlen(x->conf->base_path);
	const char *ours = origin(x->ctx, x->conf->base_url, &base_n), *theirs = origin(x->ctx, url, &n);

	if (n == 0 || strcasecmp(ours, theirs) != 0 || strncmp(url + n, x->conf->base_path, prefix) != 0)
		return false;
	const char *rest = url + n + prefix;
	if (*rest != '\0' && *rest != '/' && *rest != '?' && *rest != '#')
		return false;
	*path = mem_strndup(x->ctx, rest, strcspn(rest, "#"));
	return true;
}
