#include "gdas/blocks.h"

#include <string.h>

static const char *filled(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

/* "2016/2023" is a period, anything else stands for itself. */
static void reference_date(const struct tjs_page *p, const char *date)
{
	const char *slash = strchr(date, '/');

	tjs_start(p, "tjs:ReferenceDate");
	if (slash != NULL)
		xml_attribute(p->w, "startDate", mem_strndup(p->x->ctx, date, (size_t)(slash - date)));
	xml_text(p->w, slash != NULL ? slash + 1 : date);
	xml_end(p->w);
}

static void sentence(const struct tjs_page *p, bool *after, const char *words, const char *what)
{
	if (*what == '\0')
		return;
	xml_text(p->w, *after ? " " : "");
	xml_text(p->w, words);
	xml_text(p->w, what);
	xml_text(p->w, text_ends(what, ".") ? "" : ".");
	*after = true;
}

/* What TJS has no element for: the licence and whom to name stand at the end of the abstract. */
static void abstract(const struct tjs_page *p, const struct metadata *m)
{
	bool fr = p->x->lang == LANG_FR, after = false;

	tjs_start(p, "tjs:Abstract");
	sentence(p, &after, "", text_in(m->abstract, p->x->lang));
	sentence(p, &after, fr ? "Licence : " : "Licence: ", text_in(m->licence, p->x->lang));
	sentence(p, &after, fr ? "Source : " : "Source: ", text_in(m->attribution, p->x->lang));
	xml_end(p->w);
}

static void head(const struct tjs_page *p, const struct organisation *owner, const struct metadata *m,
                 const char *name, const char *date, uint64_t version)
{
	struct text title = text_empty(m->title) ? (struct text){ name, name } : m->title;

	tjs_element(p, "tjs:Organization", owner == NULL ? ""
	            : text_empty(owner->title) ? owner->name : text_in(owner->title, p->x->lang));
	tjs_text(p, "tjs:Title", title);
	abstract(p, m);
	reference_date(p, date);
	tjs_element(p, "tjs:Version", mem_printf(p->x->ctx, "%llu", (unsigned long long)version));
	tjs_element(p, "tjs:Documentation", filled(m->documentation_url));
}

static void bound(const struct tjs_page *p, const char *name, double degrees)
{
	tjs_element(p, name, mem_printf(p->x->ctx, "%.6f", degrees));
}

bool tjs_framework_head(const struct tjs_page *p, const struct framework *f, struct err *err)
{
	const struct layer *layer = f->layer;
	struct tjs_keys keys;

	if (!tjs_keys_open(&keys, p->x, f, err))
		return false;
	tjs_element(p, "tjs:FrameworkURI", tjs_framework_uri(p->x, f));
	head(p, layer->owner, &layer->metadata, f->series,
	     filled(layer->metadata.reference_date) != NULL ? layer->metadata.reference_date : f->version,
	     layer->changed);
	tjs_start(p, "tjs:FrameworkKey");
	tjs_keys_columns(p, &keys, NULL);
	xml_end(p->w);
	tjs_start(p, "tjs:BoundingCoordinates");
	bound(p, "tjs:North", layer->geographic.maxy);
	bound(p, "tjs:South", layer->geographic.miny);
	bound(p, "tjs:East", layer->geographic.maxx);
	bound(p, "tjs:West", layer->geographic.minx);
	xml_end(p->w);
	return true;
}

void tjs_datasets_link(const struct tjs_page *p, const struct framework *f)
{
	tjs_link(p, "tjs:DescribeDatasetsRequest", tjs_href(p->x, "DescribeDatasets", f, NULL, NULL));
}

/* The reference date that was said; else the periods of the attributes; else when it was published. */
static const char *dataset_date(const struct tjs_page *p, const struct dataset *d)
{
	const char *first = NULL, *last = NULL;

	if (filled(d->metadata.reference_date) != NULL)
		return d->metadata.reference_date;
	for (size_t i = 0; i < d->n_attributes; i++) {
		const char *period = filled(d->attributes[i].period);
		if (period != NULL && (first == NULL || strcmp(period, first) < 0))
			first = period;
		if (period != NULL && (last == NULL || strcmp(period, last) > 0))
			last = period;
	}
	if (first == NULL)
		return mem_strndup(p->x->ctx, d->metadata.updated, strcspn(d->metadata.updated, "T"));
	return strcmp(first, last) == 0 ? first : mem_printf(p->x->ctx, "%s/%s", first, last);
}

void tjs_dataset_head(const struct tjs_page *p, const struct dataset *d)
{
	tjs_element(p, "tjs:DatasetURI", tjs_dataset_uri(p->x, d));
	head(p, d->owner, &d->metadata, d->name, dataset_date(p, d), d->changed);
	tjs_link(p, "tjs:DescribeDataRequest", tjs_href(p->x, "DescribeData", d->framework, d, NULL));
}

/* Words for the units that need some; any other is its own. */
static const struct {
	const char *unit;
	struct text words;
	const char *reference;
} units[] = {
	{ "%", { "pour cent", "per cent" }, "http://www.opengis.net/def/uom/UCUM/0/%25" },
	{ "€", { "euros", "euros" }, NULL },
	{ "hab", { "habitants", "inhabitants" }, NULL },
	{ "hab.", { "habitants", "inhabitants" }, NULL },
	{ "{habitant}", { "habitants", "inhabitants" }, NULL },
	{ "hab/km2", { "habitants par kilomètre carré", "inhabitants per square kilometre" }, NULL },
	{ "hab/km²", { "habitants par kilomètre carré", "inhabitants per square kilometre" }, NULL },
	{ "km2", { "kilomètres carrés", "square kilometres" }, "http://www.opengis.net/def/uom/UCUM/0/km2" },
	{ "km²", { "kilomètres carrés", "square kilometres" }, "http://www.opengis.net/def/uom/UCUM/0/km2" },
	{ "ha", { "hectares", "hectares" }, "http://www.opengis.net/def/uom/UCUM/0/har" },
	{ "m", { "mètres", "metres" }, "http://www.opengis.net/def/uom/UCUM/0/m" },
	{ "km", { "kilomètres", "kilometres" }, "http://www.opengis.net/def/uom/UCUM/0/km" },
	{ "t", { "tonnes", "tonnes" }, "http://www.opengis.net/def/uom/UCUM/0/t" },
	{ "1", { "nombre", "number" }, "http://www.opengis.net/def/uom/UCUM/0/1" },
};

static void uom(const struct tjs_page *p, const char *unit)
{
	struct text words = { unit, unit };
	const char *reference = NULL;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(units[i].unit, unit) == 0) {
			words = units[i].words;
			reference = units[i].reference;
		}
	tjs_start(p, "tjs:UOM");
	xml_attribute(p->w, "ows:reference", reference);
	tjs_element(p, "tjs:ShortForm", unit);
	tjs_text(p, "tjs:LongForm", words);
	xml_end(p->w);
}

static void titled(const struct tjs_page *p, const char *identifier, struct text title, struct text abstract)
{
	tjs_element(p, "tjs:Identifier", identifier);
	tjs_text(p, "tjs:Title", title);
	tjs_text(p, "tjs:Abstract", text_empty(abstract) ? title : abstract);
}

static void null_code(const struct tjs_page *p, enum value_state state, struct text title, struct text abstract)
{
	tjs_start(p, "tjs:Null");
	titled(p, tjs_null_code(state), title, abstract);
	xml_end(p->w);
}

static void exceptions(const struct tjs_page *p, const struct tjs_column *c)
{
	static const struct text secret = { "Secret statistique", "Statistical confidentiality" },
		secret_words = { "La valeur existe et n'est pas diffusée.", "The value exists and is not disclosed." },
		senseless = { "Sans objet", "Not applicable" },
		senseless_words = { "Une valeur n'aurait pas de sens ici.", "A value would have no meaning here." };

	if (!c->secret && !c->not_applicable)
		return;
	tjs_start(p, "tjs:Exceptions");
	if (c->secret)
		null_code(p, VALUE_SECRET, secret, secret_words);
	if (c->not_applicable)
		null_code(p, VALUE_NOT_APPLICABLE, senseless, senseless_words);
	xml_end(p->w);
}

static void classes(const struct tjs_page *p, const struct attribute *a)
{
	static const char hex[] = "0123456789ABCDEF";

	if (a->n_classes == 0)
		return;
	tjs_start(p, "tjs:Classes");
	tjs_text(p, "tjs:Title", text_empty(a->title) ? (struct text){ a->name, a->name } : a->title);
	tjs_text(p, "tjs:Abstract", a->abstract);
	for (size_t i = 0; i < a->n_classes; i++) {
		const struct attribute_class *c = &a->classes[i];
		char color[7] = "";
		for (int k = 0; c->color >= 0 && k < 6; k++)
			color[k] = hex[c->color >> (20 - 4 * k) & 15];
		tjs_start(p, "tjs:Value");
		if (a->kind == ATTRIBUTE_ORDINAL)
			xml_attribute(p->w, "rank", mem_printf(p->x->ctx, "%d", c->rank > 0 ? c->rank : (int)i + 1));
		xml_attribute(p->w, "color", filled(color));
		struct text value = { c->value, c->value };
		titled(p, c->value, text_empty(c->title) ? value : c->title, c->abstract);
		xml_end(p->w);
	}
	xml_end(p->w);
}

static void values(const struct tjs_page *p, const struct tjs_column *c)
{
	static const char *const names[] = {
		[ATTRIBUTE_COUNT] = "tjs:Count", [ATTRIBUTE_MEASURE] = "tjs:Measure",
		[ATTRIBUTE_ORDINAL] = "tjs:Ordinal", [ATTRIBUTE_NOMINAL] = "tjs:Nominal",
	};
	const struct attribute *a = c->attribute;

	tjs_start(p, "tjs:Values");
	tjs_start(p, names[a->kind]);
	if (a->kind == ATTRIBUTE_COUNT || a->kind == ATTRIBUTE_MEASURE) {
		uom(p, filled(a->unit) != NULL ? a->unit : "1");
		if (filled(a->uncertainty) != NULL) {
			tjs_start(p, "tjs:Uncertainty");
			xml_attribute(p->w, "gaussian", "unknown");
			xml_text(p->w, a->uncertainty);
			xml_end(p->w);
		}
	} else {
		classes(p, a);
	}
	exceptions(p, c);
	xml_end(p->w);
	xml_end(p->w);
}

static void column(const struct tjs_page *p, const struct tjs_data *d, const struct tjs_column *c)
{
	const struct attribute *a = c->attribute;

	tjs_start(p, "tjs:Column");
	xml_attribute(p->w, "name", a->name);
	xml_attribute(p->w, "type", mem_printf(p->x->ctx, TJS_TYPES "%s", c->type));
	xml_attribute(p->w, "length", mem_printf(p->x->ctx, "%zu", c->length));
	if (c->values->type == CELL_INTEGER)
		xml_attribute(p->w, "decimals", "0");
	xml_attribute(p->w, "purpose", c->purpose);
	tjs_text(p, "tjs:Title", text_empty(a->title) ? (struct text){ a->name, a->name } : a->title);
	tjs_text(p, "tjs:Abstract", a->abstract);
	tjs_element(p, "tjs:Documentation", filled(a->documentation_url));
	values(p, c);
	tjs_link(p, "tjs:GetDataRequest", tjs_href(p->x, "GetData", d->dataset->framework, d->dataset, a->name));
	xml_end(p->w);
}

void tjs_columnset(const struct tjs_page *p, const struct tjs_data *d, const size_t *columns, size_t n)
{
	tjs_start(p, "tjs:Columnset");
	tjs_start(p, "tjs:FrameworkKey");
	xml_attribute(p->w, "relationship", d->dataset->many ? "many" : "one");
	xml_attribute(p->w, "complete", d->complete ? "true" : "false");
	tjs_keys_columns(p, &d->key, d->dataset->key);
	xml_end(p->w);
	tjs_start(p, "tjs:Attributes");
	for (size_t i = 0; i < n; i++)
		column(p, d, &d->columns[columns[i]]);
	xml_end(p->w);
	xml_end(p->w);
}

static bool add_column(size_t *columns, size_t *n, const struct exchange *x, const struct tjs_data *d,
                       const char *name, struct err *err)
{
	int j = tjs_data_column(d, name);

	if (j < 0)
		return err_set(err, x->ctx, ERR_ATTRIBUTE_NAME, name,
		               "the dataset has no attribute \"%s\": DescribeData lists those there are",
		               "le jeu de données n'a pas d'attribut « %s » : DescribeData donne la liste", name);
	for (size_t i = 0; i < *n; i++)
		if (columns[i] == (size_t)j)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "Attributes",
			               "the attribute \"%s\" is asked for twice",
			               "l'attribut « %s » est demandé deux fois", name);
	columns[(*n)++] = (size_t)j;
	return true;
}

bool tjs_columns_named(const size_t **columns, size_t *n, const struct exchange *x, const struct tjs_data *d,
                       const char *list, struct err *err)
{
	size_t n_names, *chosen = mem_array(x->ctx, size_t, d->n_columns + 1);
	char **names = list != NULL ? text_split(x->ctx, list, ',', d->n_columns + 1, &n_names) : NULL;

	*columns = chosen;
	*n = 0;
	if (list == NULL) {
		while (*n < d->n_columns) {
			chosen[*n] = *n;
			(*n)++;
		}
		return true;
	}
	if (names == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "Attributes",
		               "more attributes are asked for than the %zu that the dataset has",
		               "il est demandé plus d'attributs que les %zu du jeu de données", d->n_columns);
	for (size_t i = 0; i < n_names; i++) {
		char *name = names[i] + strspn(names[i], " ");
		size_t end = strlen(name);
		while (end > 0 && name[end - 1] == ' ')
			name[--end] = '\0';
		if (!add_column(chosen, n, x, d, name, err))
			return false;
	}
	return true;
}
