#include "catalogue/naming.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

/* As people call it, the likeliest first; then what it begins or ends with. */
static const char *const names[] = {
	"nom", "name", "libelle", "label", "libgeo", "nom_officiel", "nom_com", "nom_commune", "nom_dep",
	"nom_reg", "nom_epci", "nom_iris", "lib", "nccenr", "namelsad", "denomination", "title", "titre",
};
static const char *const starts[] = { "nom_", "name_", "lib_", "libelle" };
static const char *const ends[] = { "_nom", "_name", "_lib", "_libelle", "_label" };

static bool may_name(const struct layer *layer, const struct column *c)
{
	return c->type == COLUMN_STRING && strcmp(c->name, layer->key) != 0;
}

static bool ends_so(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);
	return n > k && strcasecmp(name + n - k, end) == 0;
}

const struct column *naming_column(const struct layer *layer)
{
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		for (size_t i = 0; i < layer->n_columns; i++)
			if (may_name(layer, &layer->columns[i]) && text_same(layer->columns[i].name, names[k]))
				return &layer->columns[i];
	for (size_t i = 0; i < layer->n_columns; i++) {
		const char *name = layer->columns[i].name;
		if (!may_name(layer, &layer->columns[i]))
			continue;
		for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
			if (strncasecmp(name, starts[k], strlen(starts[k])) == 0)
				return &layer->columns[i];
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			if (ends_so(name, ends[k]))
				return &layer->columns[i];
	}
	return NULL;
}
