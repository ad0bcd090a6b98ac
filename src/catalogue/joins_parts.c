/* The parts of a join as one text, made to be read without care for its length: a worker knows every stored join, and
   reads them all when it starts. Fields end in US, nothing is escaped (control characters of a text become
   spaces), and what is read points into one copy of the text. */
#include <string.h>

#include "base/out.h"
#include "base/text.h"
#include "catalogue/joins_row.h"
#include "catalogue/schema.h"

#define END '\x1f'

/* --- writing --- */

static void put(struct out *out, const char *text)
{
	char *field = mem_strdup(out, text != NULL ? text : "");

	for (char *p = field; (p = strchr(p, END)) != NULL;)
		*p = ' ';
	out_text(out, field);
	out_write(out, &(char){ END }, 1);
	talloc_free(field);
}

static void put_number(struct out *out, int64_t n)
{
	char *text = mem_printf(out, "%lld", (long long)n);

	put(out, text);
	talloc_free(text);
}

static void put_both(struct out *out, struct text t)
{
	put(out, t.fr);
	put(out, t.en);
}

static void put_column(struct out *out, const struct column *c)
{
	put(out, c->name);
	put(out, schema_column_types[c->type]);
	put_both(out, c->title);
	put(out, c->unit);
}

static void put_attribute(struct out *out, const struct attribute *a)
{
	put(out, a->name);
	put_both(out, a->title);
	put_both(out, a->abstract);
	put(out, schema_attributes[a->kind]);
	put(out, a->unit);
	put(out, a->documentation_url);
	put(out, a->series);
	put(out, a->period);
	put(out, a->aggregation);
	put_number(out, a->confidential);
	put(out, a->uncertainty);
	put_number(out, (int64_t)a->n_classes);
	for (size_t i = 0; i < a->n_classes; i++) {
		put(out, a->classes[i].value);
		put_both(out, a->classes[i].title);
		put_both(out, a->classes[i].abstract);
		put_number(out, a->classes[i].rank);
		put_number(out, a->classes[i].color);
	}
}

static void put_style(struct out *out, const struct style *s)
{
	put(out, s->name);
	put_both(out, s->title);
	put(out, schema_styles[s->kind]);
	put(out, s->body);
}

char *join_parts_write(const void *ctx, const struct stored_join *j)
{
	struct out *out = out_new_buffer(ctx);
	size_t n;

	put_both(out, j->abstract);
	put_number(out, (int64_t)j->n_columns);
	for (size_t i = 0; i < j->n_columns; i++)
		put_column(out, &j->columns[i]);
	for (size_t i = 0; i < j->n_columns; i++)
		put_attribute(out, &j->attributes[i]);
	put_number(out, (int64_t)j->n_styles);
	for (size_t i = 0; i < j->n_styles; i++)
		put_style(out, &j->styles[i]);
	const char *held = out_held(out, &n);
	char *text = mem_strndup(ctx, held, n);
	talloc_free(out);
	return text;
}

/* --- reading --- */

struct reading {
	const void *ctx;
	char *at, *end;
	bool strange;                 /* something is not as it was written */
};

static const char *get(struct reading *r)
{
	char *field = r->at, *end = strchr(field, END);

	if (end == NULL) {
		r->strange = true;
		return "";
	}
	*end = '\0';
	r->at = end + 1;
	return field;
}

static int64_t get_number(struct reading *r)
{
	int64_t n = 0;

	r->strange |= !text_int(get(r), &n);
	return n;
}

/* No more than there can be fields. */
static size_t get_count(struct reading *r)
{
	int64_t n = get_number(r);

	if (n < 0 || n > r->end - r->at) {
		r->strange = true;
		return 0;
	}
	return (size_t)n;
}

static int get_choice(struct reading *r, const char *const *names)
{
	const char *s = get(r);

	for (int i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	r->strange = true;
	return 0;
}

static struct text get_both(struct reading *r)
{
	const char *fr = get(r);
	return (struct text){ .fr = fr, .en = get(r) };
}

static void get_column(struct reading *r, struct column *c)
{
	c->name = get(r);
	c->type = (enum column_type)get_choice(r, schema_column_types);
	c->title = get_both(r);
	c->unit = get(r);
	c->nullable = true;
}

static const struct attribute_class *get_classes(struct reading *r, size_t n)
{
	struct attribute_class *classes = n > 0 ? mem_array(r->ctx, struct attribute_class, n) : NULL;

	for (size_t i = 0; i < n; i++) {
		classes[i].value = get(r);
		classes[i].title = get_both(r);
		classes[i].abstract = get_both(r);
		classes[i].rank = (int)get_number(r);
		classes[i].color = (int)get_number(r);
	}
	return classes;
}

static void get_attribute(struct reading *r, struct attribute *a)
{
	a->name = get(r);
	a->title = get_both(r);
	a->abstract = get_both(r);
	a->kind = (enum attribute_kind)get_choice(r, schema_attributes);
	a->unit = get(r);
	a->documentation_url = get(r);
	a->series = get(r);
	a->period = get(r);
	a->aggregation = get(r);
	a->confidential = get_number(r) != 0;
	a->uncertainty = get(r);
	a->n_classes = get_count(r);
	a->classes = get_classes(r, a->n_classes);
}

static void get_style(struct reading *r, struct style *s)
{
	s->name = get(r);
	s->title = get_both(r);
	s->kind = (enum style_kind)get_choice(r, schema_styles);
	s->body = get(r);
}

bool join_parts_read(struct stored_join *j, const void *ctx, const char *parts, struct err *err)
{
	struct reading r = { .ctx = ctx, .at = mem_strdup(ctx, parts) };

	r.end = r.at + strlen(r.at);
	j->abstract = get_both(&r);
	j->n_columns = get_count(&r);
	struct column *columns = mem_array(ctx, struct column, j->n_columns);
	struct attribute *attributes = mem_array(ctx, struct attribute, j->n_columns);
	for (size_t i = 0; i < j->n_columns; i++)
		get_column(&r, &columns[i]);
	for (size_t i = 0; i < j->n_columns; i++)
		get_attribute(&r, &attributes[i]);
	j->n_styles = get_count(&r);
	struct style *styles = mem_array(ctx, struct style, j->n_styles);
	for (size_t i = 0; i < j->n_styles; i++)
		get_style(&r, &styles[i]);
	j->columns = columns;
	j->attributes = attributes;
	j->styles = styles;
	if (*r.at != '\0' || j->n_styles == 0)
		r.strange = true;
	return !r.strange ||
	       err_set(err, ctx, ERR_INTERNAL, NULL,
	               "the join %s is not stored as this program stores joins",
	               "la jointure %s n'est pas conservée comme ce programme les conserve", j->id);
}
