#include "api/form.h"

#include <string.h>

#define TEXT_MOST 65536

/* clang-format off */
#define RIGHT_DATASET \
	{ "right-dataset-format", FIELD_URI, true, \
	  { "forme du tableau : …/conf/input-csv, ou l'une des nôtres que /conformance énumère", \
	    "form of the table: …/conf/input-csv, or one of ours that /conformance lists" } }, \
	{ "right-dataset-file", FIELD_FILE, false, \
	  { "le tableau ; ou right-dataset-url", "the table; or right-dataset-url" } }, \
	{ "right-dataset-url", FIELD_URI, false, \
	  { "adresse du tableau ; ou right-dataset-file", "address of the table; or right-dataset-file" } }, \
	{ "right-dataset-key", FIELD_TEXT, true, \
	  { "colonne de la clé : son numéro à partir de 0, ou son nom ; plusieurs séparées par des virgules ; « detect »", \
	    "column of the key: its number from 0, or its name; several separated by commas; \"detect\"" } }, \
	{ "right-dataset-data-value-list", FIELD_TEXT, true, \
	  { "colonnes à joindre : numéros à partir de 0 ou noms, séparés par des virgules ; « * » : toutes", \
	    "columns to join: numbers from 0 or names, separated by commas; \"*\": all" } }, \
	{ "csv-file-delimiter", FIELD_TEXT, false, \
	  { "séparateur : , ; | tabulation (\\t) ou espace ; exigé pour un CSV", \
	    "delimiter: , ; | tab (\\t) or space; required for CSV" } }, \
	{ "csv-file-header-row-number", FIELD_INTEGER, false, \
	  { "ligne des noms de colonnes, à partir de 1 ; par défaut 1", \
	    "row of the column names, from 1; 1 by default" } }, \
	{ "csv-file-data-start-row-number", FIELD_INTEGER, false, \
	  { "première ligne de données ; par défaut celle qui suit les noms", \
	    "first row of data; by default the one after the names" } }, \
	{ "encoding", FIELD_TEXT, false, \
	  { "codage du texte (UTF-8, CP1252 …) ; par défaut reconnu", \
	    "encoding of the text (UTF-8, CP1252 ...); told from the content by default" } }, \
	{ "sheet", FIELD_TEXT, false, \
	  { "feuille d'un classeur ; par défaut la première", "sheet of a workbook; the first by default" } }, \
	{ "reduction", FIELD_TEXT, false, \
	  { "plusieurs lignes pour une clé : first (par défaut), error, sum, mean, list", \
	    "several rows for a key: first (default), error, sum, mean, list" } }, \
	{ "pivot", FIELD_TEXT, false, \
	  { "colonne dont chaque valeur (une année, un sexe) donne une colonne", \
	    "column each value of which (a year, a sex) makes a column" } }

#define LIFE \
	{ "title", FIELD_TEXT, false, { "titre de la couche", "title of the layer" } }, \
	{ "visibility", FIELD_TEXT, false, \
	  { "listed (par défaut) ou private", "listed (default) or private" } }, \
	{ "days", FIELD_INTEGER, false, { "jours de vie", "days of life" } }, \
	{ "attribute-kinds", FIELD_TEXT, false, \
	  { "pour chaque colonne jointe : count, measure, ordinal, nominal, ou rien", \
	    "of each joined column: count, measure, ordinal, nominal, or nothing" } }, \
	{ "main-attribute", FIELD_TEXT, false, \
	  { "colonne que le style par défaut dessine", "column that the default style draws" } }, \
	{ "kind", FIELD_TEXT, false, \
	  { "genre de carte : choropleth, symbols, categories", "kind of map: choropleth, symbols, categories" } }, \
	{ "method", FIELD_TEXT, false, \
	  { "méthode de discrétisation : quantile, equal, jenks, deviation, geometric, head-tail, nested-means, q6, manual", \
	    "method of classification: quantile, equal, jenks, deviation, geometric, head-tail, nested-means, q6, manual" } }, \
	{ "classes", FIELD_INTEGER, false, { "nombre de classes", "number of classes" } }, \
	{ "breaks", FIELD_TEXT, false, { "bornes, séparées par des virgules", "breaks, separated by commas" } }, \
	{ "ramp", FIELD_TEXT, false, { "dégradé de couleurs", "ramp of colours" } }, \
	{ "reverse", FIELD_BOOLEAN, false, { "dégradé retourné", "ramp reversed" } }, \
	{ "around", FIELD_TEXT, false, \
	  { "valeur au milieu d'un dégradé divergent", "value in the middle of a diverging ramp" } }, \
	{ "shade-counts", FIELD_BOOLEAN, false, \
	  { "colorier des effectifs bruts malgré tout", "shade raw counts all the same" } }, \
	{ "labels", FIELD_TEXT, false, \
	  { "ce qui est écrit sur les territoires : none, name, value, both", \
	    "what is written on territories: none, name, value, both" } }, \
	{ "successors", FIELD_BOOLEAN, false, \
	  { "joindre les lignes de territoires fusionnés à leur successeur", \
	    "join rows of merged territories to their successor" } }, \
	{ "arrondissements", FIELD_BOOLEAN, false, \
	  { "joindre les arrondissements municipaux à Paris, Lyon et Marseille", \
	    "join municipal arrondissements to Paris, Lyon and Marseille" } }, \
	{ "output-formats", FIELD_TEXT, false, \
	  { "URI des sorties voulues, séparés par des virgules ; par défaut …/conf/output-geojson", \
	    "URIs of the outputs wanted, separated by commas; …/conf/output-geojson by default" } }, \
	{ "include-join-metadata", FIELD_BOOLEAN, false, \
	  { "décrire les clés jointes et celles qui ne le sont pas", "describe the keys that matched and those that did not" } }

const struct form_field form_of_join[] = {
	{ "collection-id", FIELD_TEXT, true, { "identifiant d'une collection qui a des clés", "identifier of a collection that has keys" } },
	{ "collection-key", FIELD_TEXT, false, { "champ clé de la collection ; par défaut le sien", "key field of the collection; its default one by default" } },
	RIGHT_DATASET,
	LIFE,
	{ 0 },
};
const struct form_field form_of_refresh[] = {
	RIGHT_DATASET,
	LIFE,
	{ 0 },
};
const struct form_field form_of_files[] = {
	{ "left-dataset-format", FIELD_URI, true, { "…/conf/input-geojson", "…/conf/input-geojson" } },
	{ "left-dataset-file", FIELD_FILE, false, { "les objets, en GeoJSON ; ou left-dataset-url", "the features as GeoJSON; or left-dataset-url" } },
	{ "left-dataset-url", FIELD_URI, false, { "leur adresse", "their address" } },
	{ "left-dataset-key", FIELD_TEXT, true, { "JSONPath de la clé : $.features[*].properties.code", "JSONPath of the key: $.features[*].properties.code" } },
	RIGHT_DATASET,
	{ 0 },
};
/* clang-format on */

static const struct form_field *field_of(const struct call *c, const char *name)
{
	for (const struct form_field *f = c->route->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static const struct multipart_part *find(const struct posted *f, const char *name)
{
	for (size_t i = 0; i < f->parts.n; i++)
		if (strcmp(f->parts.parts[i].name, name) == 0)
			return &f->parts.parts[i];
	return NULL;
}

static bool check_part(const struct posted *f, const struct multipart_part *part, struct err *err)
{
	const void *ctx = f->c->x->ctx;
	const struct form_field *field = field_of(f->c, part->name);

	if (field == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, part->name,
		               "this form has no field %s; /api/openapi lists those that it has",
		               "ce formulaire n'a pas de champ %s ; /api/openapi énumère les siens", part->name);
	if (find(f, part->name) != part)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, field->name, "the field %s comes twice: send it once",
		               "le champ %s vient deux fois : envoyez-le une seule fois", field->name);
	if (field->kind == FIELD_FILE)
		return true;
	if (part->content.n > TEXT_MOST || !text_is_utf8(part->content.at, part->content.n))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, field->name,
		               "the field %s expects text in UTF-8, of at most %d bytes",
		               "le champ %s attend du texte en UTF-8, d'au plus %d octets", field->name, TEXT_MOST);
	return true;
}

bool form_open(struct posted *f, const struct call *c, struct err *err)
{
	const struct request *r = c->x->request;

	*f = (struct posted){ .c = c };
	if (r->body.n == 0 && *r->content_type == '\0')
		return true;
	if (!multipart_read(&f->parts, c->x->ctx, r->content_parameters, r->body, err))
		return false;
	for (size_t i = 0; i < f->parts.n; i++)
		if (!check_part(f, &f->parts.parts[i], err))
			return false;
	return true;
}

const char *form_get_raw(const struct posted *f, const char *name)
{
	const struct multipart_part *part = find(f, name);

	return part != NULL && part->content.n > 0
		? mem_strndup(f->c->x->ctx, part->content.at, part->content.n) : NULL;
}

const char *form_get(const struct posted *f, const char *name)
{
	const char *text = form_get_raw(f, name);
	size_t n;

	if (text == NULL)
		return NULL;
	text += strspn(text, " \t\r\n");
	for (n = strlen(text); n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL;)
		n--;
	return n > 0 ? mem_strndup(f->c->x->ctx, text, n) : NULL;
}

bool form_need(const struct posted *f, const char *name, const char **value, struct err *err)
{
	*value = form_get(f, name);
	return *value != NULL ||
	       err_set(err, f->c->x->ctx, ERR_MISSING_PARAMETER, name, "the field %s is missing",
	               "le champ %s manque", name);
}

const struct multipart_part *form_file(const struct posted *f, const char *name)
{
	const struct multipart_part *part = find(f, name);
	bool none = part == NULL ||
	            (part->content.n == 0 && (part->filename == NULL || *part->filename == '\0'));

	return none ? NULL : part;
}

bool form_int(const struct posted *f, const char *name, int64_t least, int64_t most, int64_t otherwise,
              int64_t *value, struct err *err)
{
	const char *text = form_get(f, name);

	*value = otherwise;
	if (text == NULL || (text_int(text, value) && *value >= least && *value <= most))
		return true;
	return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, name,
	               "%s expects a whole number from %lld to %lld",
	               "%s attend un nombre entier de %lld à %lld", name, (long long)least, (long long)most);
}

bool form_bool(const struct posted *f, const char *name, bool *value, struct err *err)
{
	const char *text = form_get(f, name);

	*value = text != NULL && text_same(text, "true");
	return text == NULL || *value || text_same(text, "false") ||
	       err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, name, "%s is true or false",
	               "%s vaut true ou false", name);
}

/* One piece of a list, from *p on; *p is then after its comma, or at the end. NULL when its quotes do not end. */
static char *take_piece(const void *ctx, const char **p)
{
	const char *s = *p + strspn(*p, " \t\r\n");
	char *piece;

	if (*s == '"') {
		size_t n = strcspn(s + 1, "\"");
		if (s[n + 1] == '\0')
			return NULL;
		piece = mem_strndup(ctx, s + 1, n);
		s += n + 2;
		s += strspn(s, " \t\r\n");
		if (*s != ',' && *s != '\0')
			return NULL;
	} else {
		size_t n = strcspn(s, ","), kept = n;
		while (kept > 0 && strchr(" \t\r\n", s[kept - 1]) != NULL)
			kept--;
		piece = mem_strndup(ctx, s, kept);
		s += n;
	}
	*p = s;
	return piece;
}

bool form_list(const struct posted *f, const char *name, size_t most, const char ***pieces, size_t *n,
               struct err *err)
{
	const void *ctx = f->c->x->ctx;
	const char *p = form_get(f, name);

	*pieces = mem_array(ctx, const char *, most + 1);
	for (*n = 0; p != NULL; p++) {
		if (*n == most)
			return err_set(err, ctx, ERR_TOO_LARGE, name, "%s holds more than %zu pieces",
			               "%s a plus de %zu éléments", name, most);
		const char *piece = take_piece(ctx, &p);
		if (piece == NULL)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, name,
			               "%s: a quotation mark does not end where its piece does",
			               "%s : un guillemet ne se ferme pas à la fin de son élément", name);
		(*pieces)[(*n)++] = piece;
		if (*p == '\0')
			break;
	}
	return true;
}
