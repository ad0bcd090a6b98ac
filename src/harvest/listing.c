#include "harvest/listing.h"

#include <string.h>

#include "base/text.h"

#define DEPTH           40
#define WORDS           65536    /* bytes of a text that is kept */
#define MOST_FRAMEWORKS 10000
#define MOST_DATASETS   20000
#define MOST_LANGUAGES  100

enum place {
	IN_NOTHING,                    /* of interest, and nothing below it is */
	IN_ROOT, IN_IDENTIFICATION, IN_PROVIDER, IN_LANGUAGES, IN_OPERATIONS, IN_FRAMEWORK, IN_DATASET, IN_KEY,
	OF_SITE, OF_OPERATION, OF_KEY_COLUMN,      /* what counts are the attributes */
	WORDS_OF_LISTING, WORDS_OF_HEAD, WORDS_OF_DATE, WORDS_OF_LANGUAGE,
};

/* Where elements stand, and of words where they go in struct listing or struct gdas_head. */
#define LISTING(member) offsetof(struct listing, member)
#define HEAD(member) offsetof(struct gdas_head, member)
#define HEADS(in, uri_name) \
	{ in, uri_name, WORDS_OF_HEAD, HEAD(uri) }, \
	{ in, "Organization", WORDS_OF_HEAD, HEAD(organization) }, { in, "Title", WORDS_OF_HEAD, HEAD(title) }, \
	{ in, "Abstract", WORDS_OF_HEAD, HEAD(abstract) }, { in, "ReferenceDate", WORDS_OF_DATE, HEAD(date) }, \
	{ in, "Version", WORDS_OF_HEAD, HEAD(version) }, { in, "Documentation", WORDS_OF_HEAD, HEAD(documentation) }

static const struct {
	enum place parent;
	const char *name;
	enum place place;
	size_t member;
} places[] = {
	{ IN_ROOT, "Framework", IN_FRAMEWORK, 0 }, { IN_FRAMEWORK, "Dataset", IN_DATASET, 0 },
	{ IN_FRAMEWORK, "FrameworkKey", IN_KEY, 0 }, { IN_KEY, "Column", OF_KEY_COLUMN, 0 },
	HEADS(IN_FRAMEWORK, "FrameworkURI"), HEADS(IN_DATASET, "DatasetURI"),
	{ IN_ROOT, "ServiceIdentification", IN_IDENTIFICATION, 0 },
	{ IN_IDENTIFICATION, "Title", WORDS_OF_LISTING, LISTING(title) },
	{ IN_IDENTIFICATION, "AccessConstraints", WORDS_OF_LISTING, LISTING(constraints) },
	{ IN_ROOT, "ServiceProvider", IN_PROVIDER, 0 },
	{ IN_PROVIDER, "ProviderName", WORDS_OF_LISTING, LISTING(provider) },
	{ IN_PROVIDER, "ProviderSite", OF_SITE, 0 },
	{ IN_ROOT, "Languages", IN_LANGUAGES, 0 }, { IN_LANGUAGES, "Language", WORDS_OF_LANGUAGE, 0 },
	{ IN_ROOT, "OperationsMetadata", IN_OPERATIONS, 0 }, { IN_OPERATIONS, "Operation", OF_OPERATION, 0 },
};

struct reading {
	const void *ctx;
	struct listing *l;
	const char *root;
	struct err *err;
	struct { enum place place; size_t member; } stack[DEPTH + 2];
	size_t depth, n_datasets;
	char *words; size_t n_words;   /* of the element at `kept`, with what is in it */
	size_t kept;
};

static struct listing_framework *last_framework(const struct reading *r)
{
	return &r->l->frameworks[r->l->n_frameworks - 1];
}

static struct gdas_head empty_head(void)
{
	return (struct gdas_head){ "", "", "", "", "", "", "", "" };
}

/* --- what begins --- */

static bool too_many(struct reading *r, int most)
{
	return err_set(r->err, r->ctx, ERR_TOO_LARGE, "URL",
	               "%s lists more than %d frameworks, datasets or languages",
	               "%s donne plus de %d référentiels, jeux de données ou langues", r->root, most);
}

static bool begin_framework(struct reading *r)
{
	struct listing *l = r->l;

	if (l->n_frameworks == MOST_FRAMEWORKS)
		return too_many(r, MOST_FRAMEWORKS);
	l->frameworks = mem_grow(r->ctx, l->frameworks, struct listing_framework, l->n_frameworks + 1);
	l->frameworks[l->n_frameworks++] = (struct listing_framework){ .head = empty_head() };
	return true;
}

static bool begin_dataset(struct reading *r)
{
	struct listing_framework *f = last_framework(r);

	if (r->n_datasets++ == MOST_DATASETS)
		return too_many(r, MOST_DATASETS);
	f->datasets = mem_grow(r->ctx, f->datasets, struct gdas_head, f->n_datasets + 1);
	f->datasets[f->n_datasets++] = empty_head();
	return true;
}

static void begin_key_column(struct reading *r, const struct xml_attributes *a)
{
	struct listing_framework *f = last_framework(r);
	const char *name = xml_attribute_get(a, r->ctx, "name", NULL);

	if (f->n_keys < GDAS_KEYS)
		f->keys[f->n_keys] = name != NULL ? name : "";
	f->n_keys++;
}

static struct gdas_head *head_of(const struct reading *r, enum place parent)
{
	struct listing_framework *f = last_framework(r);
	return parent == IN_DATASET ? &f->datasets[f->n_datasets - 1] : &f->head;
}

static bool begin(struct reading *r, enum place place, enum place parent, const struct xml_attributes *a)
{
	const char *value;

	if (place == IN_FRAMEWORK)
		return begin_framework(r);
	if (place == IN_DATASET)
		return begin_dataset(r);
	if (place == OF_KEY_COLUMN)
		begin_key_column(r, a);
	if (place == IN_OPERATIONS)
		r->l->says_operations = true;
	if (place == WORDS_OF_DATE && (value = xml_attribute_get(a, r->ctx, "startDate", NULL)) != NULL)
		head_of(r, parent)->start_date = value;
	if (place == OF_SITE && (value = xml_attribute_get(a, r->ctx, "href", NULL)) != NULL)
		r->l->site = value;
	if (place == OF_OPERATION && (value = xml_attribute_get(a, r->ctx, "name", NULL)) != NULL)
		r->l->gives_data = r->l->gives_data || strcmp(value, "GetData") == 0;
	return true;
}

/* The codes of OWS and TJS, which say more than that there was an exception, in words that are not the other side's. */
static bool not_a_listing(struct reading *r, const char *name)
{
	if (strstr(name, "Exception") != NULL)
		return err_set(r->err, r->ctx, ERR_UPSTREAM, "URL",
		               "the server answers with an exception in place of %s",
		               "le serveur répond par une exception à la place de %s", r->root);
	return err_set(r->err, r->ctx, ERR_UPSTREAM, "URL",
	               "what the server answers with is no %s of TJS 1.0",
	               "ce que le serveur répond n'est pas un %s du TJS 1.0", r->root);
}

static bool on_start(void *arg, const char *name, const struct xml_attributes *a, struct err *err)
{
	struct reading *r = arg;
	enum place parent = r->stack[r->depth].place, place = IN_NOTHING;
	size_t member = 0;

	(void)err;
	if (r->depth == 0) {
		const char *lang = xml_attribute_get(a, r->ctx, "lang", NULL);
		if (strcmp(name, r->root) != 0)
			return not_a_listing(r, name);
		if (lang != NULL)
			r->l->lang = lang;
		place = IN_ROOT;
	}
	for (size_t i = 0; r->depth > 0 && i < sizeof places / sizeof *places; i++)
		if (places[i].parent == parent && strcmp(places[i].name, name) == 0) {
			place = places[i].place;
			member = places[i].member;
			break;
		}
	if (!begin(r, place, parent, a))
		return false;
	r->stack[++r->depth].place = place;
	r->stack[r->depth].member = member;
	if (place >= WORDS_OF_LISTING && r->kept == 0) {
		r->kept = r->depth;
		r->n_words = 0;
	}
	return true;
}

static bool on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct reading *r = arg;

	(void)err;
	if (r->kept == 0)
		return true;
	if (r->n_words + n > WORDS)
		return err_set(r->err, r->ctx, ERR_TOO_LARGE, "URL", "a text of %s is over %d bytes",
		               "un texte de %s dépasse %d octets", r->root, WORDS);
	memcpy(r->words + r->n_words, s, n);
	r->n_words += n;
	return true;
}

/* --- what ends --- */

/* Ends are trimmed, and all that a terminal would act on becomes a space: line ends, and the controls that XML can carry. */
static const char *kept_words(const struct reading *r)
{
	char *words = mem_strndup(r->ctx, r->words, r->n_words);

	for (unsigned char *p = (unsigned char *)words; *p != '\0'; p++) {
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			*p = p[1] = ' ';
		else if (*p < ' ' || *p == 0x7f)
			*p = ' ';
	}
	words += strspn(words, " ");
	size_t n = strlen(words);
	while (n > 0 && words[n - 1] == ' ')
		words[--n] = '\0';
	return words;
}

static bool keep(struct reading *r, enum place place, size_t member, enum place parent)
{
	struct listing *l = r->l;
	const char *words = kept_words(r);

	if (place == WORDS_OF_LANGUAGE) {
		if (l->n_languages == MOST_LANGUAGES)
			return too_many(r, MOST_LANGUAGES);
		l->languages = mem_grow(r->ctx, l->languages, const char *, l->n_languages + 1);
		l->languages[l->n_languages++] = words;
		return true;
	}
	void *whose = place == WORDS_OF_LISTING ? (void *)l : head_of(r, parent);
	*(const char **)((char *)whose + member) = words;
	return true;
}

static bool on_end(void *arg, const char *name, struct err *err)
{
	struct reading *r = arg;
	size_t at = r->depth--;

	(void)name, (void)err;
	if (r->kept != at)
		return true;
	r->kept = 0;
	return keep(r, r->stack[at].place, r->stack[at].member, r->stack[at - 1].place);
}

bool listing_read(struct listing *l, const void *ctx, const struct xml_source *from, int64_t bytes, const char *root,
                  struct err *err)
{
	static const struct xml_events events = { on_start, on_text, on_end };
	struct reading r = { .ctx = ctx, .l = l, .root = root, .err = err, .words = mem_array(ctx, char, WORDS) };

	*l = (struct listing){ .lang = "", .title = "", .constraints = "", .provider = "", .site = "" };
	return xml_stream(ctx, from, bytes, DEPTH, &events, &r, "URL", err);
}
