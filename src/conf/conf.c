#include "conf/conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "conf/ini.h"

enum setting_kind { SETTING_TEXT, SETTING_LANG, SETTING_NUMBER, SETTING_SIZE };

struct setting {
	const char *section, *name;
	enum setting_kind kind;
	size_t offset;
	const char *initial;
	int64_t least, most;
	struct text help;
};

#define TILE_CACHE_LEAST (64 << 20)

#define AT(member) offsetof(struct conf, member)

/* clang-format off */
static const struct setting settings[] = {
	{ "server", "base_url", SETTING_TEXT, AT(base_url), "http://127.0.0.1:8080", 0, 0,
	  { "URL publique, sans / final : tous les liens des réponses en partent",
	    "public URL, without a final /: every link in an answer starts with it" } },
	{ "server", "language", SETTING_LANG, AT(language), "fr", 0, 0,
	  { "langue des réponses quand le client n'en demande pas : fr ou en",
	    "language of answers where the client asks for none: fr or en" } },
	{ "server", "title_fr", SETTING_TEXT, AT(title.fr), "Catalogue de géodonnées", 0, 0,
	  { "titre du service, en français", "title of the service, in French" } },
	{ "server", "title_en", SETTING_TEXT, AT(title.en), "Geodata catalogue", 0, 0,
	  { "titre du service, en anglais", "title of the service, in English" } },
	{ "server", "abstract_fr", SETTING_TEXT, AT(abstract.fr), "", 0, 0,
	  { "résumé du service, en français", "abstract of the service, in French" } },
	{ "server", "abstract_en", SETTING_TEXT, AT(abstract.en), "", 0, 0,
	  { "résumé du service, en anglais", "abstract of the service, in English" } },
	{ "server", "contact_person", SETTING_TEXT, AT(contact_person), "", 0, 0,
	  { "personne à contacter", "whom to contact" } },
	{ "server", "contact_organisation", SETTING_TEXT, AT(contact_organisation), "", 0, 0,
	  { "organisation qui tient le service", "organisation that runs the service" } },
	{ "server", "contact_email", SETTING_TEXT, AT(contact_email), "", 0, 0,
	  { "adresse électronique du contact", "e-mail address of the contact" } },
	{ "server", "cors_origin", SETTING_TEXT, AT(cors_origin), "*", 0, 0,
	  { "origine web admise (CORS) : *, une origine, ou vide pour aucune",
	    "web origin that may call (CORS): *, one origin, or empty for none" } },
	{ "server", "portal", SETTING_TEXT, AT(portal), "", 0, 0,
	  { "dossier du portail construit ; vide : celui qui est installé",
	    "folder of the built portal; empty: the installed one" } },
	{ "server", "access_log", SETTING_TEXT, AT(access_log), "-", 0, 0,
	  { "journal des accès : un fichier de l'espace de travail, ou - pour la sortie d'erreur",
	    "access log: a file in the workspace, or - for standard error" } },
	{ "server", "error_log", SETTING_TEXT, AT(error_log), "-", 0, 0,
	  { "journal des erreurs : un fichier de l'espace de travail, ou -",
	    "error log: a file in the workspace, or -" } },
	{ "server", "user", SETTING_TEXT, AT(user), "", 0, 0,
	  { "utilisateur système des processus de travail quand le maître démarre en root",
	    "system user of the workers when the master starts as root" } },

	{ "workers", "workers", SETTING_NUMBER, AT(workers), "0", 0, 256,
	  { "processus de travail ; 0 : un par cœur", "worker processes; 0: one per core" } },
	{ "workers", "max_requests", SETTING_NUMBER, AT(max_requests), "10000", 1, INT64_C(1000000000),
	  { "un processus est remplacé après autant de requêtes (à 10 % près)",
	    "a worker is replaced after so many requests (give or take 10 %)" } },
	{ "workers", "worker_memory", SETTING_SIZE, AT(worker_memory), "400M", 64 << 20, INT64_C(1) << 40,
	  { "mémoire au-delà de laquelle un processus est remplacé",
	    "memory beyond which a worker is replaced" } },
	{ "workers", "deadline", SETTING_NUMBER, AT(deadline), "30", 1, 3600,
	  { "secondes accordées à une requête", "seconds that a request may take" } },
	{ "workers", "open_sources", SETTING_NUMBER, AT(open_sources), "64", 1, 10000,
	  { "sources de données qu'un processus garde ouvertes", "data sources that a worker keeps open" } },
	{ "workers", "kept_srs", SETTING_NUMBER, AT(kept_srs), "3857", 0, 999999,
	  { "code EPSG d'un second système où les géométries sont gardées prêtes pour les cartes web ; 0 : aucun",
	    "EPSG code of a second system in which geometry is kept ready for web maps; 0: none" } },
	{ "workers", "store_memory", SETTING_SIZE, AT(store_memory), "2G", 16 << 20, INT64_C(1) << 40,
	  { "mémoire que la préparation d'une couche (géométrie et colonnes) peut prendre ; au-delà, la couche est servie "
	    "depuis son fichier de données", "memory that preparing a layer (geometry and columns) may take; beyond it the layer "
	    "is served from its data file" } },
	{ "workers", "document_cache", SETTING_SIZE, AT(document_cache), "32M", 1 << 20, INT64_C(1) << 34,
	  { "mémoire des documents gardés par un processus", "memory for the documents that a worker keeps" } },
	{ "workers", "answer_cache", SETTING_SIZE, AT(answer_cache), "16M", 0, INT64_C(1) << 34,
	  { "mémoire des images et légendes gardées par un processus ; 0 : aucune",
	    "memory for the pictures and legends that a worker keeps; 0: none" } },
	{ "workers", "view_cache", SETTING_SIZE, AT(view_cache), "48M", 0, INT64_C(1) << 34,
	  { "mémoire des vues de territoires gardées par un processus", "memory for the views of territories that a worker keeps" } },

	{ "limits", "max_body", SETTING_SIZE, AT(max_body), "4M", 1024, INT64_C(1) << 34,
	  { "corps de requête le plus grand", "largest request body" } },
	{ "limits", "max_url", SETTING_SIZE, AT(max_url), "16K", 256, 1 << 20,
	  { "chaîne de requête la plus longue", "longest query string" } },
	{ "limits", "max_pixels", SETTING_NUMBER, AT(max_pixels), "16777216", 65536, INT64_C(1) << 30,
	  { "pixels d'une carte (largeur x hauteur)", "pixels of a map (width x height)" } },
	{ "limits", "max_layers", SETTING_NUMBER, AT(max_layers), "64", 1, 1000,
	  { "couches d'une requête", "layers of one request" } },
	{ "limits", "max_features", SETTING_NUMBER, AT(max_features), "10000", 1, 100000000,
	  { "objets d'une réponse, au plus", "features of one answer, at most" } },
	{ "limits", "default_features", SETTING_NUMBER, AT(default_features), "10", 1, 10000,
	  { "objets d'une page de l'OGC API quand le client ne dit rien",
	    "features of a page of the OGC API where the client says nothing" } },
	{ "limits", "max_filter_bytes", SETTING_SIZE, AT(max_filter_bytes), "256K", 1024, 64 << 20,
	  { "taille d'un filtre", "size of a filter" } },
	{ "limits", "max_predicates", SETTING_NUMBER, AT(max_predicates), "500", 1, 5000,
	  { "prédicats d'un filtre", "predicates of a filter" } },
	{ "limits", "max_filter_depth", SETTING_NUMBER, AT(max_filter_depth), "32", 2, 64,
	  { "niveaux d'un filtre", "levels of a filter" } },
	{ "limits", "max_ids", SETTING_NUMBER, AT(max_ids), "100", 1, 10000,
	  { "identifiants d'une requête", "identifiers of one request" } },
	{ "limits", "max_sld_bytes", SETTING_SIZE, AT(max_sld_bytes), "256K", 1024, 64 << 20,
	  { "taille d'un document SLD", "size of an SLD document" } },
	{ "limits", "max_sld_rules", SETTING_NUMBER, AT(max_sld_rules), "200", 1, 5000,
	  { "règles d'un document SLD", "rules of an SLD document" } },

	{ "joins", "may_join", SETTING_TEXT, AT(may_join), "anyone", 0, 0,
	  { "qui peut demander une jointure : anyone, professional, internal, nobody",
	    "who may ask for a join: anyone, professional, internal, nobody" } },
	{ "joins", "max_upload", SETTING_SIZE, AT(max_upload), "50M", 1024, INT64_C(1) << 32,
	  { "taille d'un tableau envoyé", "size of a table that is sent" } },
	{ "joins", "max_rows", SETTING_NUMBER, AT(max_rows), "200000", 1, INT64_C(100000000),
	  { "lignes d'un tableau envoyé", "rows of a table that is sent" } },
	{ "joins", "max_columns", SETTING_NUMBER, AT(max_columns), "200", 2, 2000,
	  { "colonnes d'un tableau envoyé", "columns of a table that is sent" } },
	{ "joins", "max_cell", SETTING_SIZE, AT(max_cell), "32K", 16, 16 << 20,
	  { "taille d'une cellule", "size of a cell" } },
	{ "joins", "join_days", SETTING_NUMBER, AT(join_days), "30", 0, 36500,
	  { "jours de vie d'une jointure ; 0 : sans fin", "days that a join lives; 0: for ever" } },
	{ "joins", "max_join_days", SETTING_NUMBER, AT(max_join_days), "366", 0, 36500,
	  { "jours de vie qu'on peut demander, au plus ; 0 : sans limite",
	    "most days of life that may be asked for; 0: no limit" } },
	{ "joins", "joins_per_subject", SETTING_NUMBER, AT(joins_per_subject), "1000", 1, 1000000,
	  { "jointures d'un même demandeur", "joins of one subject" } },
	{ "joins", "max_joins", SETTING_NUMBER, AT(max_joins), "10000", 1, 10000000,
	  { "jointures en tout", "joins of all" } },
	{ "joins", "joins_size", SETTING_SIZE, AT(joins_size), "4G", 1 << 20, INT64_C(1) << 44,
	  { "place prise par toutes les jointures", "room that all joins may take" } },
	{ "joins", "jobs", SETTING_NUMBER, AT(jobs), "2", 1, 64,
	  { "jointures traitées en même temps", "joins in hand at once" } },
	{ "joins", "job_memory", SETTING_SIZE, AT(job_memory), "512M", 64 << 20, INT64_C(1) << 40,
	  { "mémoire d'un traitement", "memory that a job may take" } },
	{ "joins", "job_seconds", SETTING_NUMBER, AT(job_seconds), "20", 1, 3600,
	  { "temps de processeur d'un traitement, en secondes", "processor time of a job, in seconds" } },
	{ "joins", "join_wait", SETTING_NUMBER, AT(join_wait), "10000", 0, 600000,
	  { "millisecondes pendant lesquelles une réponse attend sa jointure",
	    "milliseconds that an answer waits for its join" } },
	{ "joins", "fetch_allow", SETTING_TEXT, AT(fetch_allow), "", 0, 0,
	  { "hôtes, séparés par des virgules, d'où un tableau peut venir en http ou depuis une adresse privée",
	    "hosts, comma-separated, that a table may come from by plain http or from a private address" } },
	{ "joins", "fetch_seconds", SETTING_NUMBER, AT(fetch_seconds), "30", 1, 600,
	  { "secondes accordées à l'arrivée d'un tableau", "seconds that a table may take to come" } },

	{ "catalogue", "grace", SETTING_NUMBER, AT(grace), "3600", 60, 31536000,
	  { "secondes avant qu'un fichier de données inutilisé soit retiré",
	    "seconds before an unused data file is removed" } },
	{ "catalogue", "history", SETTING_NUMBER, AT(history), "365", 0, 36500,
	  { "jours pendant lesquels une version passée peut être rétablie",
	    "days that a past version can be restored" } },
	{ "catalogue", "tile_cache", SETTING_SIZE, AT(tile_cache), "1G", 0, INT64_C(1) << 44,
	  { "place sur le disque de toutes les tuiles gardées (au moins 64M) ; 0 : aucune n'est gardée",
	    "room on disk for all tiles that are kept (at least 64M); 0: none are" } },
	{ "catalogue", "poll_milliseconds", SETTING_NUMBER, AT(poll_milliseconds), "200", 0, 60000,
	  { "intervalle auquel une nouvelle édition est cherchée", "how often a new edition is looked for" } },
};
/* clang-format on */

#define N_SETTINGS (sizeof settings / sizeof *settings)

static const struct setting *find(const char *section, const char *name)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strcmp(settings[i].section, section) == 0 && strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

static bool parse_size(const char *value, int64_t *bytes)
{
	static const struct { char letter; int shift; } units[] = { { 'K', 10 }, { 'M', 20 }, { 'G', 30 } };
	char digits[24];
	size_t n = strlen(value);
	int shift = 0;

	if (n == 0 || n >= sizeof digits)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (value[n - 1] == units[i].letter)
			shift = units[i].shift;
	n -= shift > 0;
	memcpy(digits, value, n);
	digits[n] = '\0';
	if (!text_int(digits, bytes) || *bytes < 0 || *bytes > INT64_MAX >> shift)
		return false;
	*bytes <<= shift;
	return true;
}

static bool set(struct conf *conf, const struct setting *s, const char *value)
{
	char *at = (char *)conf + s->offset;
	int64_t number;

	switch (s->kind) {
	case SETTING_TEXT:
		if (!text_is_utf8(value, strlen(value)))
			return false;
		*(const char **)at = mem_strdup(conf, value);
		return true;
	case SETTING_LANG:
		return lang_parse((enum lang *)at, value);
	case SETTING_NUMBER:
	case SETTING_SIZE:
		if (!(s->kind == SETTING_SIZE ? parse_size(value, &number) : text_int(value, &number)) ||
		    number < s->least || number > s->most)
			return false;
		*(int64_t *)at = number;
		return true;
	}
	return false;
}

enum fault { FAULT_NONE, FAULT_UNKNOWN, FAULT_TWICE, FAULT_VALUE };

struct reading {
	struct conf *conf;
	const void *ctx;
	bool seen[N_SETTINGS];
	enum fault fault;          /* the first one; its line is told afterwards */
	const struct setting *setting;
	const char *section, *name;
};

static bool on_setting(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;

	r->setting = find(section, name);
	if (r->setting == NULL)
		r->fault = FAULT_UNKNOWN;
	else if (r->seen[r->setting - settings])
		r->fault = FAULT_TWICE;
	else if (!set(r->conf, r->setting, value))
		r->fault = FAULT_VALUE;
	else
		r->seen[r->setting - settings] = true;
	if (r->fault != FAULT_NONE) {
		r->section = mem_strdup(r->ctx, section);
		r->name = mem_strdup(r->ctx, name);
	}
	return r->fault == FAULT_NONE;
}

static bool explain(const struct reading *r, int line, struct err *err)
{
	const void *ctx = r->ctx;
	const char *where = mem_printf(ctx, "%s.%s", r->section, r->name);
	const struct setting *s = r->setting;

	if (r->fault == FAULT_UNKNOWN)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, where,
		               "jointure.conf, line %d: there is no setting \"%s\" in [%s]",
		               "jointure.conf, ligne %d : il n'y a pas de réglage « %s » dans [%s]",
		               line, r->name, r->section);
	if (r->fault == FAULT_TWICE)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, where,
		               "jointure.conf, line %d: \"%s\" is set a second time",
		               "jointure.conf, ligne %d : « %s » est donné une seconde fois",
		               line, r->name);
	if (s->kind == SETTING_TEXT)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, where,
		               "jointure.conf, line %d: \"%s\" is not valid UTF-8 text",
		               "jointure.conf, ligne %d : « %s » n'est pas du texte UTF-8 valide",
		               line, r->name);
	if (s->kind == SETTING_LANG)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, where,
		               "jointure.conf, line %d: \"%s\" expects fr or en",
		               "jointure.conf, ligne %d : « %s » attend fr ou en", line, r->name);
	return err_set(err, ctx, ERR_INVALID_PARAMETER, where,
	               "jointure.conf, line %d: \"%s\" expects a whole number from %lld to %lld%s",
	               "jointure.conf, ligne %d : « %s » attend un nombre entier de %lld à %lld%s",
	               line, r->name, (long long)s->least, (long long)s->most,
	               s->kind == SETTING_SIZE ? " (K, M, G)" : "");
}

static bool is_asker(const char *word)
{
	static const char *const words[] = { "anyone", "professional", "internal", "nobody" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static bool check(struct conf *conf, const void *ctx, struct err *err)
{
	const char *url = conf->base_url;
	bool http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;

	if (!http || strpbrk(url, " ?#<>\"") != NULL || text_ends(url, "/") || strstr(url, ":///") != NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "server.base_url",
		               "jointure.conf: \"base_url\" expects an http or https URL without a final /",
		               "jointure.conf : « base_url » attend une URL http ou https sans / final");
	if (!is_asker(conf->may_join))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "joins.may_join",
		               "jointure.conf: \"may_join\" expects anyone, professional, internal or nobody",
		               "jointure.conf : « may_join » attend anyone, professional, internal ou nobody");
	if (conf->tile_cache > 0 && conf->tile_cache < TILE_CACHE_LEAST)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "catalogue.tile_cache",
		               "jointure.conf: \"tile_cache\" expects 0 or at least 64M",
		               "jointure.conf : « tile_cache » attend 0 ou au moins 64M");
	const char *path = strchr(strstr(url, "://") + 3, '/');
	conf->base_path = mem_strdup(conf, path != NULL ? path : "");
	return true;
}

static void put_stamp(struct conf *conf)
{
	struct out *all = out_new_buffer(conf);
	struct digest *d = digest_new(conf);
	char text[DIGEST_TEXT];
	size_t n;

	conf_print(conf, all);
	const void *bytes = out_held(all, &n);
	digest_add(d, bytes, n);
	digest_text(d, text);
	memcpy(conf->stamp, text, sizeof conf->stamp - 1);
	talloc_free(all);
	talloc_free(d);
}

const struct conf *conf_load(const void *ctx, const char *workspace, struct err *err)
{
	struct conf *conf = mem_new(ctx, struct conf);
	struct reading reading = { .conf = conf, .ctx = ctx };
	char *absolute = realpath(workspace, NULL);
	const char *path = mem_printf(conf, "%s/jointure.conf", workspace);
	int line;

	conf->workspace = mem_strdup(conf, absolute != NULL ? absolute : workspace);
	free(absolute);
	for (size_t i = 0; i < N_SETTINGS; i++)
		set(conf, &settings[i], settings[i].initial);
	bool read = ini_read(conf, path, on_setting, &reading, &line);
	if (!read && line == 0) {
		err_set(err, ctx, ERR_NOT_FOUND, NULL,
		        "there is no readable jointure.conf in this folder: make a workspace with "
		        "\"jointure init DIR\", or name one with --workspace",
		        "il n'y a pas de jointure.conf lisible dans ce dossier : créez un espace de travail "
		        "avec « jointure init DOSSIER », ou indiquez-en un avec --workspace");
		err_detail(err, ctx, "%s: %s", path, strerror(errno));
	} else if (reading.fault != FAULT_NONE) {
		explain(&reading, line, err);
	} else if (!read) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, NULL,
		        "jointure.conf, line %d: neither [section], nor name = value, nor a ; comment",
		        "jointure.conf, ligne %d : ni [section], ni nom = valeur, ni commentaire ;", line);
	}
	if (err->code != ERR_NONE || !check(conf, ctx, err)) {
		talloc_free(conf);
		return NULL;
	}
	put_stamp(conf);
	return conf;
}

bool conf_write_template(struct out *out, enum lang lang, const char *base_url)
{
	static const struct text head = {
		"; Réglages de Jointure. Ce qui est servi est dans le catalogue (jointure publish), jamais ici.\n"
		"; Chaque ligne commentée montre la valeur par défaut.\n",
		"; Settings of Jointure. What is served is in the catalogue (jointure publish), never here.\n"
		"; Every line in comments shows the default.\n",
	};
	const char *section = "";

	out_text(out, text_in(head, lang));
	for (size_t i = 0; i < N_SETTINGS; i++) {
		const struct setting *s = &settings[i];
		bool given = strcmp(s->name, "base_url") == 0 && base_url != NULL;
		if (strcmp(section, s->section) != 0)
			out_printf(out, "\n[%s]\n", s->section);
		section = s->section;
		out_printf(out, "; %s\n%s%s = %s\n", text_in(s->help, lang), given ? "" : ";", s->name,
		           given ? base_url : s->initial);
	}
	return true;
}

bool conf_print(const struct conf *conf, struct out *out)
{
	for (size_t i = 0; i < N_SETTINGS; i++) {
		const struct setting *s = &settings[i];
		const char *at = (const char *)conf + s->offset;
		out_printf(out, "%s.%s = ", s->section, s->name);
		if (s->kind == SETTING_TEXT)
			out_printf(out, "%s\n", *(const char *const *)at);
		else if (s->kind == SETTING_LANG)
			out_printf(out, "%s\n", lang_tag(*(const enum lang *)at));
		else
			out_printf(out, "%lld\n", (long long)*(const int64_t *)at);
	}
	return true;
}
