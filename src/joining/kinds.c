#include "joining/parts.h"

#include <math.h>
#include <string.h>

#include "doctor/fold.h"

/* Words in names of columns, small letters without accents. */
static const char *const measures[] = {
	"taux", "tx", "part", "pct", "pourcent", "pourcentage", "percent", "rate", "ratio", "share", "indice",
	"index", "moyen", "moyenne", "mean", "average", "avg", "mediane", "median", "med", "densite", "density",
	"evolution", "evol", "variation", "gini", "quartile", "decile", "proportion", "age",
};
static const char *const counts[] = {
	"pop", "population", "nb", "nombre", "nbr", "effectif", "effectifs", "count", "number", "total", "menages",
	"emploi", "emplois", "logements", "habitants", "chomeurs", "actifs", "naissances", "deces", "births",
	"deaths", "capacite", "places", "lits",
};
static const char *const codes[] = {
	"code", "cod", "id", "type", "typo", "typologie", "categorie", "cat", "classe", "class", "annee", "year",
	"insee", "siren", "siret", "zone", "region", "reg", "departement", "dep", "cv", "arr", "canton", "epci",
};

/* Whether one of the words stands in the name: "Taux_chomage", "tx2016", "P16_POP". */
static bool says(const char *folded, const char *const *words, size_t n)
{
	for (size_t at = 0; folded[at] != '\0';) {
		size_t length = strspn(folded + at, "abcdefghijklmnopqrstuvwxyz");
		for (size_t i = 0; length > 0 && i < n; i++)
			if (strlen(words[i]) == length && strncmp(folded + at, words[i], length) == 0)
				return true;
		at += length > 0 ? length : 1;
	}
	return false;
}

#define SAYS(words) says(folded, words, sizeof words / sizeof *words)

struct values {
	size_t n;
	double least, most;
	bool whole;
};

static struct values values_of(const struct table *t, size_t column)
{
	struct values v = { .least = INFINITY, .most = -INFINITY, .whole = true };

	for (size_t i = 0; i < t->n_rows; i++) {
		double value = table_number(t, column, i);
		if (isnan(value))
			continue;
		v.n++;
		v.least = fmin(v.least, value);
		v.most = fmax(v.most, value);
		v.whole = v.whole && value == floor(value);
	}
	return v;
}

/* A few numbers that come again and again are marks of a typology. */
static bool few(const struct values *v)
{
	return v->n >= 30 && v->least >= 0 && v->most < 20;
}

enum attribute_kind kind_told(const struct table *t, size_t column, const char *name, const char *unit)
{
	char folded[FOLD_ROOM];

	if (t->columns[column].type == CELL_TEXT)
		return ATTRIBUTE_NOMINAL;
	fold_name(name, folded);
	struct values v = values_of(t, column);
	if (strchr(unit, '%') != NULL || SAYS(measures) || (v.n > 0 && v.least < 0))
		return ATTRIBUTE_MEASURE;
	if (SAYS(counts))
		return ATTRIBUTE_COUNT;
	if (v.whole && SAYS(codes))
		return ATTRIBUTE_NOMINAL;
	if (t->columns[column].type == CELL_REAL)
		return ATTRIBUTE_MEASURE;
	return few(&v) ? ATTRIBUTE_NOMINAL : ATTRIBUTE_COUNT;
}
