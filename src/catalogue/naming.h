/* Which column of a layer names its features to people. */
#ifndef JT_CATALOGUE_NAMING_H
#define JT_CATALOGUE_NAMING_H

#include "catalogue/catalogue.h"

/* The one that names are likeliest in ("nom", "name", "libelle" ...), or NULL. */
const struct column *naming_column(const struct layer *layer);

#endif
