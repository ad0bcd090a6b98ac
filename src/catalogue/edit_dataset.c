#include "catalogue/editing.h"

#include <inttypes.h>
#include <string.h>

#include "catalogue/harvests.h"
#include "catalogue/schema.h"

bool dataset_check(const void *ctx, const struct publication *p, struct err *err)
{
	const struct dataset_publication *d = p->dataset;

	if (p->layer.key == NULL || *p->layer.key == '\0')
		return err_set(err, ctx, ERR_MISSING_PARAMETER, "key",
		               "a dataset needs a key: name the column that says which territory a "
		               "row is of",
		               "un jeu de données a besoin d'une clé : nommez la colonne qui dit de "
		               "quel territoire est chaque ligne");
	if (d->n_attributes == 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "attributes",
		               "a dataset needs one column at least beside its key",
		               "un jeu de données a besoin d'au moins une colonne en plus de sa clé");
	if (p->layer.source.referenced || d->columns_digest == NULL || *d->columns_digest == '\0')
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "table",
		               "the data of a dataset are imported: they cannot stay where they are",
		               "les données d'un jeu de données sont importées : elles ne peuvent pas "
		               "rester où elles sont");
	return true;
}

static bool insert_classes(struct change *c, const struct attribute *a, int64_t version, size_t at)
{
	for (size_t i = 0; i < a->n_classes; i++) {
		const struct attribute_class *k = &a->classes[i];
		if (!change_run(c,
		                "insert into attribute_class (version, attribute, position, "
		                CLASS_COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		                VALUES(value_int(version), value_int((int64_t)at),
		                       value_int((int64_t)i), value_text(k->value),
		                       value_text(k->title.fr), value_text(k->title.en),
		                       value_text(k->abstract.fr), value_text(k->abstract.en),
		                       value_int(k->rank), value_int(k->color))))
			return false;
	}
	return true;
}

static bool insert_attribute(struct change *c, const struct attribute *a, int64_t version, size_t at)
{
	return change_run(c,
	                  "insert into attribute (version, position, " ATTRIBUTE_COLUMNS ")"
	                  " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	                  " $15)",
	                  VALUES(value_int(version), value_int((int64_t)at), value_text(a->name),
	                         value_text(a->title.fr), value_text(a->title.en),
	                         value_text(a->abstract.fr), value_text(a->abstract.en),
	                         value_text(schema_attributes[a->kind]), value_text(a->unit),
	                         value_text(a->documentation_url), value_text(a->series),
	                         value_text(a->period), value_text(a->aggregation),
	                         value_int(a->confidential), value_text(a->uncertainty))) &&
	       insert_classes(c, a, version, at);
}

/* The framework version, present, that the dataset is keyed to. */
static bool find_framework(struct change *c, const struct dataset_publication *d, int64_t *id)
{
	if (!change_ask(c, id,
	                "select o.id from object o join present p on p.object = o.id"
	                " where o.kind = 'framework' and o.series = $1 and o.series_version = $2",
	                VALUES(value_text(d->series), value_text(d->version))))
		return false;
	return *id != 0 || err_set(c->err, c->ctx, ERR_NOT_FOUND, "framework",
	                           "there is no framework %s of version %s in the catalogue",
	                           "il n'y a pas de référentiel %s de version %s dans le catalogue",
	                           d->series != NULL ? d->series : "",
	                           d->version != NULL ? d->version : "");
}

bool change_demand_base(struct change *c, int64_t version)
{
	int64_t good;

	if (!change_ask(c, &good,
	                "select count(*) from version v join present p on p.object = v.framework"
	                " join version f on f.id = p.version"
	                " where v.id = $1 and f.digest = v.base_digest",
	                VALUES(value_int(version))))
		return false;
	return good > 0 || err_set(c->err, c->ctx, ERR_CONFLICT, "framework",
	                           "the framework does not have the data any more that this table "
	                           "was joined to: publish the table again",
	                           "le référentiel n'a plus les données auxquelles cette table a été "
	                           "jointe : publiez la table de nouveau");
}

/* Whence the version was read in, if it was: what was known of the object before is of the past. */
static bool note_harvest(struct change *c, const struct harvest_item *h, int64_t version)
{
	if (!change_run(c, "delete from harvest_item where object = (select object from version where id = $1)",
	                VALUES(value_int(version))))
		return false;
	return h == NULL ||
	       change_run(c,
	                  "insert into harvest_item (url, framework_uri, dataset_uri, object, version, signature,"
	                  " harvested) values ($1, $2, $3, (select object from version where id = $4), $5, $6, $7)"
	                  " on conflict (url, framework_uri, dataset_uri) do update set object = excluded.object,"
	                  " version = excluded.version, signature = excluded.signature,"
	                  " harvested = excluded.harvested",
	                  VALUES(value_text(h->url), value_text(h->framework), value_text(h->dataset),
	                         value_int(version), value_text(h->version), value_text(h->signature),
	                         value_text(c->now)));
}

bool change_insert_dataset(struct change *c, const struct dataset_publication *d, int64_t version)
{
	int64_t framework;

	if (!find_framework(c, d, &framework) ||
	    !change_run(c,
	                "update version set framework = $1, columns_digest = $2, many = $3,"
	                " base_digest = coalesce($4, (select v.digest from present p join version v"
	                " on v.id = p.version where p.object = $1)) where id = $5",
	                VALUES(value_int(framework), value_text(d->columns_digest),
	                       value_int(d->many), value_text_or_null(d->base_digest),
	                       value_int(version))) ||
	    !change_demand_base(c, version) || !note_harvest(c, d->harvest, version) ||
	    !change_data_file(c, d->columns_digest, "columns", d->columns_size))
		return false;
	for (size_t i = 0; i < d->n_attributes; i++)
		if (!insert_attribute(c, &d->attributes[i], version, i))
			return false;
	return true;
}

bool change_keeps_base(struct change *c, const struct object *framework, const char *digest)
{
	int64_t keyed;

	if (!change_ask(c, &keyed,
	                "select count(*) from present p join version v on v.id = p.version"
	                " where v.framework = $1 and v.base_digest <> $2",
	                VALUES(value_int(framework->id), value_text(digest))))
		return false;
	return keyed == 0 ||
	       err_set(c->err, c->ctx, ERR_CONFLICT, "version",
	               "the data of %s must stay as they are while %" PRId64 " datasets are keyed to "
	               "it: publish these data as another version",
	               "les données de %s doivent rester telles quelles tant que %" PRId64
	               " jeux de données s'y rattachent : publiez celles-ci comme une autre version",
	               framework->name, keyed);
}
