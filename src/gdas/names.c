#include "gdas/names.h"

#include <string.h>

#include "catalogue/joins.h"
#include "service/ows.h"

#define FRAMEWORKS "/tjs/frameworks/"
#define DATASETS "/tjs/datasets/"

const char *tjs_framework_uri(const struct exchange *x, const struct framework *f)
{
	return mem_printf(x->ctx, "%s" FRAMEWORKS "%s/%s", x->conf->base_url, f->series, f->version);
}

const char *tjs_dataset_uri(const struct exchange *x, const struct dataset *d)
{
	return mem_printf(x->ctx, "%s" DATASETS "%s", x->conf->base_url, d->name);
}

/* What follows `root` in a URI, ours or that of another server of this house; NULL where nothing does. */
static const char *below(const char *uri, const char *root)
{
	const char *at = strstr(uri, root);
	return at != NULL ? at + strlen(root) : NULL;
}

bool tjs_framework_named(const void *ctx, const char *uri, const char **series, const char **version)
{
	const char *name = below(uri, FRAMEWORKS);
	size_t n = name != NULL ? strcspn(name, "/") : 0;

	if (n == 0)
		return false;
	*series = mem_strndup(ctx, name, n);
	*version = name[n] == '/' && name[n + 1] != '\0' ? name + n + 1 : NULL;
	return true;
}

const struct framework *tjs_framework_of(const struct exchange *x, const char *uri)
{
	const char *series, *version;

	return tjs_framework_named(x->ctx, uri, &series, &version) ? view_framework(x->view, series, version) : NULL;
}

const struct framework *tjs_framework_find(const struct exchange *x, const char *uri, const char *locator,
                                           struct err *err)
{
	const struct framework *f = tjs_framework_of(x, uri);

	if (f == NULL)
		err_set(err, x->ctx, ERR_INVALID_PARAMETER, locator,
		        "there is no framework \"%s\": DescribeFrameworks and DescribeJoinAbilities list "
		        "those there are",
		        "il n'y a pas de référentiel « %s » : DescribeFrameworks et DescribeJoinAbilities "
		        "donnent la liste", uri);
	return f;
}

const struct dataset *tjs_join_dataset(const struct exchange *x, const struct layer *layer)
{
	const struct stored_join *join = layer->joined->join;
	struct dataset *d = mem_new(x->ctx, struct dataset);

	*d = (struct dataset){
		.name = layer->name, .metadata = layer->metadata, .level = layer->level, .owner = layer->owner,
		.framework = layer->joined->framework, .key = layer->joined->framework->key,
		.attributes = layer->joined->attributes, .n_attributes = layer->n_columns - layer->joined->first,
		.changed = join->sequence, .layer = layer,
	};
	d->metadata.reference_date = mem_strndup(x->ctx, join->refreshed, strcspn(join->refreshed, "T"));
	d->metadata.documentation_url = "";
	return d;
}

static const struct dataset *known_dataset(const struct exchange *x, const char *name)
{
	const struct dataset *d = view_dataset(x->view, name);
	const struct layer *layer = d == NULL ? view_layer(x->view, name) : NULL;

	return layer != NULL && layer->joined != NULL && layer->joined->join != NULL ? tjs_join_dataset(x, layer) : d;
}

static const struct dataset *find_dataset(const struct exchange *x, const char *uri, struct err *err)
{
	const char *name = below(uri, DATASETS);
	const struct dataset *d = name != NULL ? known_dataset(x, name) : NULL;

	if (d == NULL)
		err_set(err, x->ctx, ERR_INVALID_PARAMETER, "DatasetURI",
		        "there is no dataset \"%s\": DescribeDatasets lists those there are",
		        "il n'y a pas de jeu de données « %s » : DescribeDatasets donne la liste", uri);
	return d;
}

static bool belongs(const struct exchange *x, const struct dataset *d)
{
	return d->layer != NULL && d->layer->joined != NULL &&
	       (x->theme == NULL || d->theme == x->theme);
}

static bool nothing(const struct exchange *x, const struct framework *f, const struct dataset *d,
                    struct err *err)
{
	if (d != NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "DatasetURI",
		               "the dataset is not keyed to this framework, or not of this theme",
		               "le jeu de données n'est pas lié à ce référentiel, ou pas dans ce thème");
	if (f != NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "FrameworkURI",
		               "no dataset is keyed to this framework here",
		               "aucun jeu de données n'est lié à ce référentiel ici");
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "this service has no dataset yet",
	               "ce service n'a encore aucun jeu de données");
}

static bool is_join(const struct dataset *d)
{
	return d != NULL && d->layer->joined != NULL && d->layer->joined->join != NULL;
}

/* The group of a stored join, which no list has. */
static bool group_of_join(struct tjs_group *g, const struct exchange *x, const struct framework *f,
                          const struct dataset *d)
{
	const struct dataset **one = mem_array(x->ctx, const struct dataset *, 1);

	one[0] = d;
	*g = (struct tjs_group){ d->framework, one, 1 };
	return f == NULL || f == d->framework;
}

bool tjs_groups(struct tjs_group **groups, size_t *n, const struct exchange *x, const char *framework,
                const char *dataset, struct err *err)
{
	const struct framework *f = NULL;
	const struct dataset *d = NULL;
	size_t n_frameworks, n_datasets;

	if (framework != NULL && (f = tjs_framework_find(x, framework, "FrameworkURI", err)) == NULL)
		return false;
	if (dataset != NULL && (d = find_dataset(x, dataset, err)) == NULL)
		return false;
	const struct framework **frameworks = view_frameworks(x->view, x->ctx, &n_frameworks);
	const struct dataset **datasets = view_datasets(x->view, x->ctx, &n_datasets);
	*groups = mem_array(x->ctx, struct tjs_group, n_frameworks + 1);
	*n = is_join(d) && group_of_join(&(*groups)[0], x, f, d) ? 1 : 0;
	for (size_t i = 0; i < n_frameworks && !is_join(d); i++) {
		struct tjs_group *g = &(*groups)[*n];
		if (f != NULL && frameworks[i] != f)
			continue;
		*g = (struct tjs_group){ frameworks[i], mem_array(x->ctx, const struct dataset *, n_datasets + 1), 0 };
		for (size_t j = 0; j < n_datasets; j++)
			if (datasets[j]->framework == g->framework && belongs(x, datasets[j]) &&
			    (d == NULL || datasets[j] == d))
				g->datasets[g->n++] = datasets[j];
		*n += g->n > 0;
	}
	return *n > 0 || nothing(x, f, d, err);
}

const char *tjs_path(const struct exchange *x)
{
	const char *path = x->request->path;

	if (strcmp(path, "/tjs/geoclip") == 0 || strncmp(path, "/tjs/geoclip/", 13) == 0)
		return "/tjs/geoclip";
	return strncmp(path, "/ows", 4) == 0 ? ows_path(x) : "/tjs";
}

static void add(char **query, const struct exchange *x, const char *name, const char *value)
{
	if (value != NULL)
		*query = mem_check(talloc_asprintf_append_buffer(*query, "&%s=%s", name,
		                                                 text_url_encode(x->ctx, value)));
}

const char *tjs_href(const struct exchange *x, const char *operation, const struct framework *f,
                     const struct dataset *d, const char *attributes)
{
	char *query = mem_printf(x->ctx, "service=TJS&version=1.0&request=%s", operation);

	add(&query, x, "language", lang_tag(x->lang));
	add(&query, x, "FrameworkURI", f != NULL ? tjs_framework_uri(x, f) : NULL);
	add(&query, x, "DatasetURI", d != NULL ? tjs_dataset_uri(x, d) : NULL);
	add(&query, x, "Attributes", attributes);
	return service_href(x, tjs_path(x), query);
}

const char *tjs_resource_href(const struct exchange *x, const char *name, const char *query)
{
	const char *root = text_starts(tjs_path(x), "/tjs") ? tjs_path(x) : "/tjs";

	return service_href(x, mem_printf(x->ctx, "%s%s", root, name), query);
}

const char *tjs_capabilities_href(const struct exchange *x)
{
	return service_href(x, tjs_path(x), mem_printf(x->ctx, "service=TJS&request=GetCapabilities&language=%s",
	                                               lang_tag(x->lang)));
}
