#include "map/sld.h"

#include <string.h>

#include "map/sld_read.h"
#include "map/thematic_sld.h"

#define DEPTH 40

bool sld_refuse(struct sld_reader *r, const xmlNode *at, const char *en, const char *fr)
{
	char *whole_en = mem_printf(r->ctx, "SLD line %ld, %s: %s", xmlGetLineNo(at),
	                            (const char *)at->name, en);
	char *whole_fr = mem_printf(r->ctx, "SLD ligne %ld, %s : %s",
	                            xmlGetLineNo(at), (const char *)at->name, fr);
	return err_set(r->err, r->ctx, ERR_STYLE, r->locator, "%s%.0s", "%.0s%s", whole_en, whole_fr);
}

bool sld_number(struct sld_reader *r, const xmlNode *node, double least, double most, double *value)
{
	const char *text;

	if (!sld_text(r, node, &text))
		return false;
	if (!text_double(text, value) || *value < least || *value > most)
		return sld_refuse(r, node, mem_printf(r->ctx, "expects a number from %g to %g", least, most),
		                  mem_printf(r->ctx, "attend un nombre de %g à %g", least, most));
	return true;
}

static bool read_scale(struct sld_reader *r, const xmlNode *rule, const char *name, double *scale)
{
	const xmlNode *node = xml_child(rule, name);
	return node == NULL || sld_number(r, node, 0, 1e12, scale);
}

/* Title, or the Description that 1.1.0 puts it in. */
static const char *title_of(const void *ctx, const xmlNode *node)
{
	const xmlNode *title = xml_child(node, "Title");

	if (title == NULL)
		title = xml_child(xml_child(node, "Description"), "Title");
	return title != NULL ? xml_content(ctx, title) : "";
}

static const char *name_of(const void *ctx, const xmlNode *node)
{
	const xmlNode *name = xml_child(node, "Name");
	return name != NULL ? xml_content(ctx, name) : "";
}

static bool read_symbolizers(struct sld_reader *r, const xmlNode *node, struct sld_rule *rule)
{
	struct sld_symbolizer *all = NULL;

	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n)) {
		if (!sld_is_symbolizer(n))
			continue;
		if (rule->n_symbolizers == SLD_SYMBOLIZERS)
			return sld_refuse(r, n, "a rule has at most 16 symbolizers",
			                  "une règle a au plus 16 symboliseurs");
		all = SLD_ROOM(r->ctx, all, struct sld_symbolizer, rule->n_symbolizers);
		if (!sld_read_symbolizer(r, n, &all[rule->n_symbolizers++]))
			return false;
		rule->symbolizers = all;
	}
	/* libmapserver once crashed over such a rule; drawing nothing is not a rule */
	return rule->n_symbolizers > 0 ||
	       sld_refuse(r, node, "has no symbolizer", "n'a pas de symboliseur");
}

static bool read_rule(struct sld_reader *r, const xmlNode *node, struct sld_rule *rule)
{
	const xmlNode *filter = xml_child(node, "Filter");

	*rule = (struct sld_rule){ .name = name_of(r->ctx, node), .title = title_of(r->ctx, node) };
	rule->otherwise = xml_child(node, "ElseFilter") != NULL;
	if (++r->rules > r->conf->max_sld_rules)
		return sld_refuse(r, node, mem_printf(r->ctx, "the document has more than %lld rules",
		                                      (long long)r->conf->max_sld_rules),
		                  mem_printf(r->ctx, "le document a plus de %lld règles",
		                             (long long)r->conf->max_sld_rules));
	return read_scale(r, node, "MinScaleDenominator", &rule->min_scale) &&
	       read_scale(r, node, "MaxScaleDenominator", &rule->max_scale) &&
	       (filter == NULL || rule->otherwise || sld_read_filter(r, filter, &rule->filter)) &&
	       read_symbolizers(r, node, rule);
}

static bool read_features(struct sld_reader *r, const xmlNode *node, struct sld_features *f)
{
	struct sld_rule *rules = NULL;

	*f = (struct sld_features){ 0 };
	if (xml_child(node, "OnlineResource") != NULL)
		return sld_refuse(r, node, "an outside reference is not accepted",
		                  "une référence extérieure n'est pas acceptée");
	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n)) {
		if (!xml_is(n, "Rule"))
			continue;
		rules = SLD_ROOM(r->ctx, rules, struct sld_rule, f->n_rules);
		if (!read_rule(r, n, &rules[f->n_rules++]))
			return false;
		f->rules = rules;
	}
	return f->n_rules > 0 || sld_refuse(r, node, "has no rule", "n'a pas de règle");
}

static bool read_style(struct sld_reader *r, const xmlNode *node, struct sld_style *style)
{
	struct sld_features *all = NULL;

	*style = (struct sld_style){ .name = "" };
	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n)) {
		if (xml_is(n, "CoverageStyle") || xml_is(n, "OnlineResource"))
			return sld_refuse(r, n, "is not accepted", "n'est pas accepté");
		if (!xml_is(n, "FeatureTypeStyle"))
			continue;
		if (style->n_features == SLD_STYLES)
			return sld_refuse(r, n, "a style has at most 8 of these", "un style en a au plus 8");
		all = SLD_ROOM(r->ctx, all, struct sld_features, style->n_features);
		if (!read_features(r, n, &all[style->n_features++]))
			return false;
		style->features = all;
	}
	return style->n_features > 0 || sld_refuse(r, node, "has no FeatureTypeStyle",
	                                           "n'a pas de FeatureTypeStyle");
}

static bool read_layer(struct sld_reader *r, const xmlNode *node, struct sld_layer *layer)
{
	const xmlNode *user = xml_child(node, "UserStyle"), *named = xml_child(node, "NamedStyle");

	*layer = (struct sld_layer){ .name = name_of(r->ctx, node), .style = { .name = "" } };
	if (*layer->name == '\0')
		return sld_refuse(r, node, "has no Name", "n'a pas de Name");
	if (xml_child(node, "LayerFeatureConstraints") != NULL)
		return sld_refuse(r, node, "LayerFeatureConstraints is not accepted; put a Filter in the rules",
		                  "LayerFeatureConstraints n'est pas accepté ; mettez un Filter dans les règles");
	if (user != NULL)
		return read_style(r, user, &layer->style);
	if (named != NULL)
		layer->style.name = name_of(r->ctx, named);
	return true;
}

static bool read_document(struct sld_reader *r, const xmlNode *root, struct sld *sld)
{
	struct sld_layer *layers = NULL;

	if (!xml_is(root, "StyledLayerDescriptor"))
		return sld_refuse(r, root, "a StyledLayerDescriptor is expected",
		                  "un StyledLayerDescriptor est attendu");
	for (const xmlNode *n = xml_first(root); n != NULL; n = xml_next(n)) {
		if (xml_is(n, "UserLayer") || xml_is(n, "UseSLDLibrary"))
			return sld_refuse(r, n, "is not accepted", "n'est pas accepté");
		if (!xml_is(n, "NamedLayer"))
			continue;
		if (sld->n_layers == (size_t)r->conf->max_layers)
			return sld_refuse(r, n, "there are too many", "il y en a trop");
		layers = SLD_ROOM(r->ctx, layers, struct sld_layer, sld->n_layers);
		if (!read_layer(r, n, &layers[sld->n_layers++]))
			return false;
		sld->layers = layers;
	}
	return sld->n_layers > 0 || sld_refuse(r, root, "has no NamedLayer", "n'a pas de NamedLayer");
}

const struct sld *sld_parse(const void *ctx, const struct conf *conf, struct span text,
                            const char *locator, struct err *err)
{
	struct sld *sld = mem_new(ctx, struct sld);
	struct sld_reader r = { .ctx = sld, .conf = conf, .locator = locator, .err = err };
	xmlDocPtr doc = xml_parse(ctx, text, (size_t)conf->max_sld_bytes, DEPTH, locator, err);

	if (doc == NULL)
		return NULL;
	r.ctx = ctx;
	return read_document(&r, xmlDocGetRootElement(doc), sld) ? sld : NULL;
}

static bool column_known(const void *ctx, const struct layer *layer, const char *column,
                         const char *locator, struct err *err)
{
	if (column == NULL || layer_column(layer, column) != NULL ||
	    thematic_state_column(ctx, layer, column) != NULL)
		return true;
	return err_set(err, ctx, ERR_STYLE, locator, "the style names \"%s\", which is no column of \"%s\"",
	               "le style nomme « %s », qui n'est pas une colonne de « %s »", column, layer->name);
}

static bool filter_known(const void *ctx, const struct layer *layer, const struct sld_filter *f,
                         const char *locator, struct err *err)
{
	for (size_t i = 0; i < f->n_children; i++)
		if (!filter_known(ctx, layer, &f->children[i], locator, err))
			return false;
	return column_known(ctx, layer, f->column, locator, err);
}

static bool rule_known(const void *ctx, const struct layer *layer, const struct sld_rule *rule,
                       const char *locator, struct err *err)
{
	for (size_t i = 0; i < rule->n_symbolizers; i++) {
		const struct sld_label *label = &rule->symbolizers[i].label;
		for (size_t k = 0; k < label->n_words; k++)
			if (!column_known(ctx, layer, label->words[k].column, locator, err))
				return false;
		if (!column_known(ctx, layer, rule->symbolizers[i].mark.sized_by, locator, err))
			return false;
	}
	return rule->filter == NULL || filter_known(ctx, layer, rule->filter, locator, err);
}

bool sld_check(const void *ctx, const struct sld_style *style, const struct layer *layer,
               const char *locator, struct err *err)
{
	for (size_t f = 0; f < style->n_features; f++)
		for (size_t i = 0; i < style->features[f].n_rules; i++)
			if (!rule_known(ctx, layer, &style->features[f].rules[i], locator, err))
				return false;
	return true;
}
