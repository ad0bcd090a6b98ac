#include "onetjs/parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_BYTES     (1 << 20)  /* of a document */
#define MOST_DOCUMENTS 5000

/* A document, read once; NULL root: it is no YAML, and `why` says where. */
struct document {
	const char *path, *folder;
	const struct yaml_node *root;
	struct text why;
};

struct walk {
	const void *ctx;
	struct document *list;
	size_t n;
	struct err *err;
};

static struct span read_file(const void *ctx, const char *path)
{
	FILE *f = fopen(path, "rbe");
	char *text = mem_array(ctx, char, MOST_BYTES + 1);
	size_t n = f != NULL ? fread(text, 1, MOST_BYTES + 1, f) : 0;

	if (f != NULL)
		fclose(f);
	return (struct span){ text, n };
}

static void add_document(struct walk *w, const char *folder, const char *name)
{
	void *tmp = talloc_new(w->ctx);
	struct document d = { .path = mem_printf(w->ctx, "%s/%s", folder, name), .folder = folder };
	struct err err = { 0 };

	d.root = yaml_read(w->ctx, read_file(tmp, d.path), MOST_BYTES, name, &err);
	if (d.root == NULL)
		d.why = err.message;
	talloc_free(tmp);
	w->list = mem_grow(w->ctx, w->list, struct document, w->n + 1);
	w->list[w->n++] = d;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* A folder, and those in it. */
static bool walk_folder(struct walk *w, const char *folder, int depth)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, by_name);

	if (n < 0) {
		err_set(w->err, w->ctx, ERR_NOT_FOUND, "FOLDER", "There is no such folder, or it cannot be read.",
		        "Ce dossier n'existe pas ou ne peut être lu.");
		return err_detail(w->err, w->ctx, "%s: %s", folder, strerror(errno));
	}
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		if (*name != '.' && (text_ends(name, ".yml") || text_ends(name, ".yaml")) && w->n < MOST_DOCUMENTS)
			add_document(w, folder, name);
		else if (*name != '.' && depth > 0 && is_folder(mem_printf(w->ctx, "%s/%s", folder, name)))
			walk_folder(w, mem_printf(w->ctx, "%s/%s", folder, name), depth - 1);
		free(entries[i]);
	}
	free(entries);
	return true;
}

static bool is_dataset(const struct yaml_node *root)
{
	const struct yaml_node *attributes = yaml_get(root, "attributes"), *frameworks = yaml_get(root, "frameworks");

	return attributes != NULL && attributes->kind == YAML_LIST && frameworks != NULL && frameworks->kind == YAML_LIST;
}

/* The members of a map that are described by `member`: frameworks, services. */
static const struct yaml_node *first_with(const struct yaml_node *node, const char *member)
{
	while (node != NULL && yaml_get(node, member) == NULL)
		node = node->next;
	return node;
}

static const struct yaml_node *members(const struct yaml_node *root, const char *member)
{
	return root != NULL && root->kind == YAML_MAP ? first_with(root->first, member) : NULL;
}

/* All that is served is in one language: the first of the services that are in use. */
static enum lang language(const struct walk *w)
{
	enum lang lang = LANG_FR;

	for (size_t i = 0; i < w->n; i++)
		for (const struct yaml_node *s = members(w->list[i].root, "data_dir_path"); s != NULL;
		     s = first_with(s->next, "data_dir_path")) {
			const struct yaml_node *list = yaml_get(s, "languages");
			const struct yaml_node *first = list != NULL && list->kind == YAML_LIST ? list->first : NULL;
			if (yaml_bool(s, "activated", true) && first != NULL && first->kind == YAML_TEXT &&
			    lang_parse(&lang, first->text))
				return lang;
		}
	return lang;
}

static void take_frameworks(struct onetjs *o, const struct walk *w)
{
	struct onetjs_framework *list = mem_array(w->ctx, struct onetjs_framework, 0);

	for (size_t i = 0; i < w->n; i++)
		for (const struct yaml_node *f = members(w->list[i].root, "key_col"); f != NULL; f = first_with(f->next, "key_col")) {
			list = mem_grow(w->ctx, list, struct onetjs_framework, o->n_frameworks + 1);
			o->n_frameworks += onetjs_framework(&list[o->n_frameworks], w->ctx, f);
		}
	o->frameworks = list;
}

static const struct onetjs_framework *find_framework(const struct onetjs *o, const char *uri)
{
	for (size_t i = 0; i < o->n_frameworks; i++)
		if (strcmp(o->frameworks[i].uri, uri) == 0)
			return &o->frameworks[i];
	return NULL;
}

static void link_frameworks(const struct onetjs *o, const void *ctx, struct onetjs_dataset *d)
{
	struct onetjs_link *links = mem_array(ctx, struct onetjs_link, d->n_links + 1);

	for (size_t i = 0; i < d->n_links; i++) {
		links[i] = d->links[i];
		links[i].framework = find_framework(o, links[i].uri);
	}
	d->links = links;
}

static int dataset_by_name(const void *a, const void *b)
{
	return strcmp(((const struct onetjs_dataset *)a)->name, ((const struct onetjs_dataset *)b)->name);
}

/* A document that is no YAML may be a dataset: it is one that says why it cannot be taken. */
static void take_datasets(struct onetjs *o, const struct walk *w)
{
	struct onetjs_dataset *list = mem_array(w->ctx, struct onetjs_dataset, w->n + 1);

	for (size_t i = 0; i < w->n; i++) {
		const struct document *d = &w->list[i];
		struct onetjs_dataset *to = &list[o->n_datasets];
		if (d->root != NULL && !is_dataset(d->root))
			continue;
		o->n_datasets++;
		if (d->root != NULL)
			onetjs_dataset(to, w->ctx, d->root, d->folder, o->lang);
		else
			*to = (struct onetjs_dataset){ .name = strrchr(d->path, '/') + 1, .uri = "", .refused = d->why };
		link_frameworks(o, w->ctx, to);
	}
	qsort(list, o->n_datasets, sizeof *list, dataset_by_name);
	o->datasets = list;
}

bool onetjs_read(struct onetjs *o, const void *ctx, const char *folder, struct err *err)
{
	struct walk w = { .ctx = ctx, .list = mem_array(ctx, struct document, 0), .err = err };

	*o = (struct onetjs){ .lang = LANG_FR };
	if (!walk_folder(&w, folder, 1))
		return false;
	o->lang = language(&w);
	take_frameworks(o, &w);
	take_datasets(o, &w);
	return o->n_datasets > 0 || err_set(err, ctx, ERR_NOT_FOUND, "FOLDER",
	                                    "The folder has no document of YAML that describes a table.",
	                                    "Le dossier n'a pas de document YAML qui décrive un tableau.");
}
