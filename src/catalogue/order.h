/* The order of each table of a snapshot: by bytes of the name (of the digest, for subjects),
   whatever the store's collation. For qsort and bsearch. */
#ifndef JT_CATALOGUE_ORDER_H
#define JT_CATALOGUE_ORDER_H

int order_organisations(const void *a, const void *b);
int order_themes(const void *a, const void *b);
int order_layers(const void *a, const void *b);
int order_datasets(const void *a, const void *b);
int order_subjects(const void *a, const void *b);
int order_mapfiles(const void *a, const void *b);
int order_frameworks(const void *a, const void *b);  /* by series, then version */

#endif
