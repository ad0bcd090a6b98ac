#include "tests/tjs/country.h"

#include "catalogue/access.h"
#include "catalogue/data.h"
#include "geometry/mapped.h"
#include "geometry/source_pool.h"
#include "table/columns_file.h"
#include "table/write.h"

#define N 6
static const char *const keys[N] = { "75", "01", "2A", "02", "2B", "FR-93" };

static void publish_frameworks(struct workspace *w)
{
	const char *departements = source_geojson(w, w->folder, "departements.geojson",
		FEATURE("\"code\":\"75\",\"nom\":\"Paris\",\"reg\":\"11\"", SQUARE(2, 48)) ","
		FEATURE("\"code\":\"01\",\"nom\":\"Ain\",\"reg\":\"84\"", SQUARE(5, 46)) ","
		FEATURE("\"code\":\"2A\",\"nom\":\"Corse-du-Sud\",\"reg\":\"94\"", SQUARE(8, 41)) ","
		FEATURE("\"code\":\"02\",\"nom\":\"Aisne & <Oise>\",\"reg\":\"32\"", SQUARE(3, 49)) ","
		FEATURE("\"code\":\"2B\",\"nom\":null,\"reg\":\"94\"", SQUARE(9, 42)) ","
		FEATURE("\"code\":\"FR-93\",\"nom\":\"Seine-Saint-Denis\",\"reg\":\"11\"", SQUARE(4, 48)));
	const char *regions = source_geojson(w, w->folder, "regions.geojson",
		FEATURE("\"code\":\"11\",\"nom\":\"Île-de-France\"", SQUARE(2, 48)) ","
		FEATURE("\"code\":\"84\",\"nom\":\"Auvergne-Rhône-Alpes\"", SQUARE(5, 46)));

	assert_true(workspace_publish(w, (struct publish_request){
		.name = "departements", .is_framework = true, .version = "2026-01-01", .source = departements,
		.key = "code", .theme = "territories", .metadata = {
			.title = { "Départements", "Departments" }, .abstract = { "Les départements", "The departments" },
			.licence = { "Licence Ouverte 2.0", "Open Licence 2.0" } } }));
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "regions", .is_framework = true, .version = "2026-01-01", .source = regions, .key = "code",
		.theme = "territories", .metadata.title = { "Régions", "Regions" } }));
}

/* A column of texts; NULL is missing, "!s" secret, "!so" not applicable. */
static struct table_column texts(const void *ctx, const char *name, const char *const *values, size_t n)
{
	struct table_column c = { .name = name, .unit = "", .type = CELL_TEXT };
	size_t used = 0;

	c.text.offsets = mem_array(ctx, uint32_t, n);
	c.text.pool = mem_array(ctx, char, 1000);
	c.states = mem_array(ctx, uint8_t, n);
	for (size_t i = 0; i < n; i++) {
		const char *s = values[i] != NULL ? values[i] : "";
		c.states[i] = values[i] == NULL ? VALUE_MISSING : strcmp(s, "!s") == 0 ? VALUE_SECRET :
			strcmp(s, "!so") == 0 ? VALUE_NOT_APPLICABLE : VALUE_PRESENT;
		c.text.offsets[i] = (uint32_t)used;
		memcpy(c.text.pool + used, s, strlen(s) + 1);
		used += strlen(s) + 1;
	}
	return c;
}

static struct table_column numbers(const void *ctx, const char *name, bool whole, const char *const *values, size_t n)
{
	struct table_column from = texts(ctx, name, values, n), c = { .name = name, .unit = "", .states = from.states };

	c.type = whole ? CELL_INTEGER : CELL_REAL;
	if (whole)
		c.integers = mem_array(ctx, int64_t, n);
	else
		c.reals = mem_array(ctx, double, n);
	for (size_t i = 0; i < n; i++)
		if (c.states[i] == VALUE_PRESENT && whole)
			assert_true(text_int(values[i], &c.integers[i]));
		else if (c.states[i] == VALUE_PRESENT)
			assert_true(text_double(values[i], &c.reals[i]));
	return c;
}

static char *take(struct workspace *w, const char *path, const char *extension, int64_t *size)
{
	char *digest = mem_array(w, char, DIGEST_TEXT);

	assert_true(data_take(w, w->sample->workspace, path, extension, digest, size, &w->err));
	return digest;
}

/* The rows of a table whose first column is the key, as they lie beside the joined columns: by key. */
static const struct columns_rows *rows_by_key(struct workspace *w, const struct table *t)
{
	struct columns_rows *rows = mem_new(w, struct columns_rows);
	struct table *to = mem_new(w, struct table);
	uint32_t *feature = mem_array(w, uint32_t, t->n_rows);
	const struct table_column *key = &t->columns[0], *an = &t->columns[1], *value = &t->columns[2];
	size_t n = 0;

	to->columns = mem_array(w, struct table_column, 2);
	to->n_columns = 2;
	for (size_t c = 0; c < 2; c++) {
		to->columns[c] = t->columns[c + 1];
		to->columns[c].integers = mem_array(w, int64_t, t->n_rows);
	}
	to->columns[1].states = mem_array(w, uint8_t, t->n_rows);
	for (const char *const *k = (const char *const []){ "01", "75", NULL }; *k != NULL; k++)
		for (size_t i = 0; i < t->n_rows; i++) {
			if (strcmp(key->text.pool + key->text.offsets[i], *k) != 0)
				continue;
			to->columns[0].integers[n] = an->integers[i];
			to->columns[1].integers[n] = value->integers[i];
			to->columns[1].states[n] = value->states[i];
			for (uint32_t f = 0; f < N; f++)
				if (strcmp(keys[f], *k) == 0)
					feature[n] = f;
			n++;
		}
	to->n_rows = n;
	*rows = (struct columns_rows){ to, feature };
	return rows;
}

static void publish(struct workspace *w, const char *name, struct text title, const char *theme, enum level level,
                    struct table_column *columns, const struct attribute *attributes, size_t n,
                    const struct table *rows, bool many)
{
	static const struct style plain = { "default", { NULL, NULL }, STYLE_CLASSES, "CLASS STYLE COLOR 9 9 9 END END" };
	struct table t = { N, n, columns };
	char *path = data_incoming(w, w->sample->workspace, "columns", &w->err);
	char *file = data_incoming(w, w->sample->workspace, "gpkg", &w->err);
	int64_t size, columns_size;
	struct column *layer_columns = mem_array(w, struct column, n);
	struct table all = { N, n + 1, mem_array(w, struct table_column, n + 1) };

	for (size_t i = 0; i < n; i++) {
		layer_columns[i] = (struct column){ .name = columns[i].name, .unit = "", .nullable = true,
			.title = attributes[i].title, .type = columns[i].type == CELL_TEXT ? COLUMN_STRING :
			columns[i].type == CELL_INTEGER ? COLUMN_INTEGER : COLUMN_REAL };
		all.columns[i + 1] = columns[i];
	}
	all.columns[0] = texts(w, "dep", keys, N);
	assert_true(columns_write_rows(w, path, &t, many ? rows_by_key(w, rows) : NULL, NULL, 0, &w->err));
	assert_true(table_write(w, file, name, name, rows != NULL ? rows : &all, &w->err));
	const char *digest = take(w, file, "gpkg", &size), *columns_digest = take(w, path, "columns", &columns_size);
	const struct dataset_publication d = {
		.series = "departements", .version = "2026-01-01", .columns = layer_columns, .attributes = attributes,
		.n_attributes = n, .columns_digest = columns_digest, .columns_size = columns_size, .many = many,
	};
	const struct publication p = {
		.layer = { .name = name, .level = level, .key = "dep", .styles = &plain, .n_styles = 1,
		           .metadata = { .title = title, .reference_date = "2019/2023", .licence_url = "",
		                         .documentation_url = "https://example.org/doc",
		                         .attribution = { "Insee", NULL },
		                         .contact = { "", "", "", "" } },
		           .source = { .digest = digest, .extension = "gpkg", .table = name, .geometry_column = "",
		                       .id_column = "fid", .uri = "" } },
		.organisation = "insee", .theme = theme, .data_size = size, .dataset = &d,
	};
	if (!edit_publish(w->sample->db, w, &p, true, &w->sample->edition, &w->err))
		fail_msg("%s: %s", name, w->err.message.en);
}

#define ATTRIBUTE(column, fr, en, what, of) \
	.name = column, .title = { fr, en }, .kind = what, .unit = of, .documentation_url = "", .series = "", \
	.period = "", .aggregation = ""

static void publish_menages(struct workspace *w)
{
	static const char *const pop[N] = { "2133111", "671937", "!s", "525503", "185153", NULL },
		*const taux[N] = { "-0.63", "0.85", NULL, "-0.4", "12.5", NULL },
		*const type[N] = { "U", "R", "R", "R", "!so", NULL },
		*const densite[N] = { "3", "2", "1", "2", "1", NULL },
		*const note[N] = { "a < b & \"c\"", "é", NULL, "=2+3", "", NULL };
	static const struct attribute_class types[] = {
		{ "U", { "Urbain", "Urban" }, { NULL, NULL }, 0, 0xb2182b },
		{ "R", { "Rural", "Rural" }, { "À la campagne", NULL }, 0, -1 },
	}, densities[] = {
		{ "1", { "Faible", "Low" }, { NULL, NULL }, 1, 0xfee5d9 }, { "2", { "Moyenne", "Middling" }, { NULL, NULL }, 2, -1 },
		{ "3", { "Forte", "High" }, { NULL, NULL }, 0, -1 },
	};
	const struct attribute attributes[] = {
		{ ATTRIBUTE("pop", "Population", "Population", ATTRIBUTE_COUNT, "hab"), .uncertainty = "" },
		{ ATTRIBUTE("taux", "Taux d'évolution", "Rate of change", ATTRIBUTE_MEASURE, "%"), .uncertainty = "0.2" },
		{ ATTRIBUTE("type", "Type dominant", "Main kind", ATTRIBUTE_NOMINAL, ""), .uncertainty = "", .classes = types, .n_classes = 2 },
		{ ATTRIBUTE("densite", "Densité", "Density", ATTRIBUTE_ORDINAL, ""), .uncertainty = "", .classes = densities, .n_classes = 3 },
		{ ATTRIBUTE("note", NULL, NULL, ATTRIBUTE_NOMINAL, ""), .uncertainty = "" },
	};
	struct table_column columns[] = {
		numbers(w, "pop", true, pop, N), numbers(w, "taux", false, taux, N), texts(w, "type", type, N),
		texts(w, "densite", densite, N), texts(w, "note", note, N),
	};

	publish(w, "menages", (struct text){ "Ménages", "Households" }, "territories", LEVEL_PUBLIC, columns, attributes, 5,
	        NULL, false);
}

static void publish_prix(struct workspace *w)
{
	static const char *const eur[N] = { "3.5", "2", "1e-7", "123456789.125", "0", "2.25" };
	const struct attribute attributes[] = {
		{ ATTRIBUTE("eur", "Prix de l'eau", "Price of water", ATTRIBUTE_MEASURE, "€/m³"), .uncertainty = "" },
	};
	struct table_column columns[] = { numbers(w, "eur", false, eur, N) };

	publish(w, "prix", (struct text){ "Prix de l'eau", "Price of water" }, "eau", LEVEL_PUBLIC, columns, attributes, 1,
	        NULL, false);
	publish(w, "secret", (struct text){ "Zorglub", "Zorglub" }, "eau", LEVEL_INTERNAL, columns, attributes, 1, NULL,
	        false);
}

static void publish_annees(struct workspace *w)
{
	static const char *const mean[N] = { "10", "20", NULL, NULL, NULL, NULL },
		*const dep[] = { "75", "01", "75", "01", "99" }, *const an[] = { "2021", "2021", "2020", "2020", "2020" },
		*const value[] = { "11", "!s", "9", "20", "1" };
	const struct attribute attributes[] = {
		{ ATTRIBUTE("value", "Valeur", "Value", ATTRIBUTE_COUNT, "hab"), .uncertainty = "" },
	};
	struct table_column columns[] = { numbers(w, "value", true, mean, N) };
	struct table_column rows[] = { texts(w, "dep", dep, 5), numbers(w, "an", true, an, 5), numbers(w, "value", true, value, 5) };
	const struct table t = { 5, 3, rows };

	publish(w, "annees", (struct text){ "Par année", "By year" }, "eau", LEVEL_PUBLIC, columns, attributes, 1, &t, true);
}

static const struct view *look_again(const struct exchange *x, struct err *err)
{
	struct country *c = x->gate;
	bool changed;

	assert_true(joins_refresh(c->joins, c->workspace->sample->db, c->catalogue, &changed, err));
	c->view = c->x.view = view_open(c, c->catalogue, c->joins, NULL);
	return c->view;
}

struct country *country_new(void)
{
	struct country *c = mem_new(NULL, struct country);
	static const struct theme eau = { .name = "eau", .metadata.title = { "Eau", "Water" } };
	void *w;

	workspace_set_up(&w);
	c->workspace = talloc_steal(c, w);
	struct sample *s = c->workspace->sample;
	assert_true(edit_theme(s->db, s, &eau, &s->edition, &s->err));
	publish_frameworks(c->workspace);
	publish_menages(c->workspace);
	publish_prix(c->workspace);
	publish_annees(c->workspace);
	c->catalogue = sample_load(s);
	c->view = view_open(c, c->catalogue, NULL, NULL);
	c->conf = (struct conf){
		.workspace = s->workspace, .base_url = BASE, .base_path = "/geo", .title = { "Essai", "Trial" },
		.abstract = { NULL, NULL }, .contact_person = "", .contact_organisation = "", .contact_email = "",
		.max_body = 4 << 20, .max_columns = 200, .max_rows = 200000, .max_upload = 50 << 20, .max_cell = 32768,
		.join_wait = 1000, .max_ids = 100, .max_sld_bytes = 65536, .join_days = 30, .may_join = "anyone", .language = LANG_FR,
	};
	source_write(c, s->workspace, "jointure.conf", "[server]\nbase_url = " BASE "\n");
	c->joins = joins_new(c);
	c->x = (struct exchange){
		.desk = unit_desk_open(&c->desk, s->workspace), .look_again = look_again, .gate = c,
		.ctx = c, .conf = &c->conf, .request = &c->request, .view = c->view, .lang = LANG_FR,
		.documents = documents_new(c, 1 << 20), .sources = source_pool_new(c, 4),
		.mapped = mapped_new(c, s->workspace, 8),
	};
	return c;
}

static const char *answer(struct country *c, const char *path)
{
	size_t n;

	c->request.path = path;
	c->x.theme = strncmp(path, "/ows/", 5) == 0 ? view_theme(c->view, path + 5) : NULL;
	c->err = (struct err){ 0 };
	c->out = out_new_buffer(c);
	assert_true(tjs_service.claims(&c->x));
	if (!tjs_service.serve(&c->x, c->out, &c->err)) {
		assert_int_not_equal(c->err.code, ERR_NONE);
		out_restart(c->out);
		tjs_service.refuse(&c->x, &c->err, c->out);
	}
	const char *body = out_held(c->out, &n);
	return mem_strndup(c, body, n);
}

const char *country_get(struct country *c, const char *path, const char *query)
{
	c->request = (struct request){ .method = METHOD_GET, .content_type = "" };
	assert_true(kvp_parse(&c->request.query, c, query, &c->err));
	return answer(c, path);
}

const char *country_form(struct country *c, const char *path, const char *form)
{
	c->request = (struct request){ .method = METHOD_POST, .content_type = "application/x-www-form-urlencoded",
	                               .body = { form, strlen(form) } };
	assert_true(kvp_parse(&c->request.query, c, form, &c->err));
	return answer(c, path);
}

const char *country_post(struct country *c, const char *path, const char *document)
{
	c->request = (struct request){ .method = METHOD_POST, .content_type = "text/xml",
	                               .body = { document, strlen(document) } };
	return answer(c, path);
}

const char *country_uris(struct country *c, const char *dataset)
{
	return mem_printf(c, "FrameworkURI=%s&DatasetURI=%s", text_url_encode(c, DEPARTEMENTS),
	                  text_url_encode(c, mem_printf(c, BASE "/tjs/datasets/%s", dataset)));
}

static const char *schemas(struct country *c)
{
	const char *shared = getenv("JOINTURE_SHARED");
	const char *ogc = mem_printf(c, "%s/ogc", shared != NULL ? shared : "../shared");

	return access(mem_printf(c, "%s/validate.sh", ogc), R_OK) == 0 ? ogc : NULL;
}

static void validate(struct country *c, const char *schema, const char *body)
{
	const char *ogc = schemas(c);

	if (ogc == NULL)
		return;
	const char *path = source_write(c, c->workspace->folder, "document.xml", body);
	const char *log = mem_printf(c, "%s.log", path);
	int rc = system(mem_printf(c, "sh %s/validate.sh %s %s > %s 2>&1 || { head -c 2000 %s >&2; false; }", ogc, schema,
	                           path, log, log));
	if (rc != 0)
		fail_msg("not valid: %.3000s", body);
}

void assert_valid_tjs(struct country *c, const char *body)
{
	validate(c, "tjs/1.0/tjsAll.xsd", body);
}

void assert_valid_ows(struct country *c, const char *body)
{
	validate(c, "ows/1.1.0/owsAll.xsd", body);
}

void assert_has(const char *body, const char *text)
{
	if (strstr(body, text) == NULL)
		fail_msg("\"%s\" is not in: %.4000s", text, body);
}

void assert_has_not(const char *body, const char *text)
{
	if (strstr(body, text) != NULL)
		fail_msg("\"%s\" is in: %.4000s", text, body);
}

void assert_exception(struct country *c, const char *body, const char *code, const char *locator, int status)
{
	assert_has(body, mem_printf(c, "exceptionCode=\"%s\"", code));
	if (locator != NULL)
		assert_has(body, mem_printf(c, "locator=\"%s\"", locator));
	else
		assert_has_not(body, "locator=");
	assert_has(body, "version=\"1.0.0\"");
	assert_int_equal(out_status_get(c->out), status);
	assert_valid_ows(c, body);
}

int country_set_up(void **state)
{
	*state = country_new();
	return 0;
}

int country_tear_down(void **state)
{
	return talloc_free(*state);
}
