#include "base/yaml.h"

#include <string.h>
#include <strings.h>

#include <yaml.h>

#define MOST_DEPTH 16
#define MOST_NODES 100000

/* Goes with what it is allocated in; libyaml's own memory with it. */
struct reader {
	yaml_parser_t parser;
	const void *ctx;              /* of the tree */
	size_t nodes, depth;
	const char *locator;
	struct err *err;
};

static int close_reader(struct reader *r)
{
	yaml_parser_delete(&r->parser);
	return 0;
}

static bool next(struct reader *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event) != 0)
		return true;
	err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, r->locator, "line %zu: this is no YAML",
	        "ligne %zu : ce n'est pas du YAML", r->parser.problem_mark.line + 1);
	return err_detail(r->err, r->ctx, "%s", r->parser.problem != NULL ? r->parser.problem : "");
}

static struct yaml_node *read_node(struct reader *r, yaml_event_t *event);

static bool stands(const struct yaml_node *list, const char *key)
{
	for (; list != NULL; list = list->next)
		if (strcmp(list->key, key) == 0)
			return true;
	return false;
}

/* The key of a member: a text that the map does not have yet. The event is read. */
static const char *read_key(struct reader *r, const struct yaml_node *map, yaml_event_t *event)
{
	size_t line = event->start_mark.line + 1;
	struct yaml_node *key = read_node(r, event);

	if (key == NULL)
		return NULL;
	if (key->kind == YAML_TEXT && !stands(map->first, key->text))
		return key->text;
	if (key->kind != YAML_TEXT)
		err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, r->locator, "line %zu: a key is not a text",
		        "ligne %zu : une clé n'est pas un texte", line);
	else
		err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, r->locator, "line %zu: \"%s\" stands twice",
		        "ligne %zu : « %s » s'y trouve deux fois", line, key->text);
	return NULL;
}

static bool read_members(struct reader *r, struct yaml_node *into)
{
	yaml_event_type_t end = into->kind == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	const struct yaml_node **last = &into->first;
	yaml_event_t event;

	for (;;) {
		const char *key = NULL;
		if (!next(r, &event))
			return false;
		if (event.type == end) {
			yaml_event_delete(&event);
			return true;
		}
		if (into->kind == YAML_MAP && ((key = read_key(r, into, &event)) == NULL || !next(r, &event)))
			return false;
		struct yaml_node *member = read_node(r, &event);
		if (member == NULL)
			return false;
		member->key = key;
		*last = member;
		last = &member->next;
	}
}

static struct yaml_node *read_text(struct yaml_node *node, const yaml_event_t *event)
{
	node->kind = YAML_TEXT;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = mem_strndup(node, (const char *)event->data.scalar.value, event->data.scalar.length);
	return node;
}

/* What the event begins; the event is freed. */
static struct yaml_node *read_node(struct reader *r, yaml_event_t *event)
{
	struct yaml_node *node = mem_new(r->ctx, struct yaml_node);
	bool fine = event->type != YAML_ALIAS_EVENT;

	node->line = event->start_mark.line + 1;
	if (!fine)
		err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, r->locator,
		        "line %zu: an alias (*) is not taken: write out what it stands for",
		        "ligne %zu : un alias (*) n'est pas accepté : écrivez ce qu'il désigne", node->line);
	else if (++r->nodes > MOST_NODES || r->depth == MOST_DEPTH)
		fine = err_set(r->err, r->ctx, ERR_TOO_LARGE, r->locator,
		               "line %zu: more than %d entries, or more than %d levels",
		               "ligne %zu : plus de %d éléments, ou plus de %d niveaux", node->line, MOST_NODES, MOST_DEPTH);
	else if (event->type == YAML_SCALAR_EVENT)
		read_text(node, event);
	bool text = event->type == YAML_SCALAR_EVENT;
	node->kind = text ? YAML_TEXT : event->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
	yaml_event_delete(event);
	if (!fine)
		return NULL;
	r->depth++;
	fine = text || read_members(r, node);
	r->depth--;
	return fine ? node : NULL;
}

static bool skip(struct reader *r, yaml_event_type_t type)
{
	yaml_event_t event;

	if (!next(r, &event))
		return false;
	bool same = event.type == type;
	size_t line = event.start_mark.line + 1;
	yaml_event_delete(&event);
	return same || err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, r->locator, "line %zu: there is more than one document",
	                       "ligne %zu : il y a plus d'un document", line);
}

static const struct yaml_node *read_document(struct reader *r)
{
	yaml_event_t event;

	if (!skip(r, YAML_STREAM_START_EVENT) || !next(r, &event))
		return NULL;
	if (event.type == YAML_STREAM_END_EVENT) {
		struct yaml_node *empty = mem_new(r->ctx, struct yaml_node);
		yaml_event_delete(&event);
		*empty = (struct yaml_node){ .kind = YAML_TEXT, .text = "", .plain = true, .line = 1 };
		return empty;
	}
	yaml_event_delete(&event);
	if (!next(r, &event))
		return NULL;
	const struct yaml_node *root = read_node(r, &event);
	return root != NULL && skip(r, YAML_DOCUMENT_END_EVENT) && skip(r, YAML_STREAM_END_EVENT) ? root : NULL;
}

const struct yaml_node *yaml_read(const void *ctx, struct span text, size_t ceiling, const char *locator, struct err *err)
{
	struct reader *r = mem_new(NULL, struct reader);

	if (text.n > ceiling) {
		err_set(err, ctx, ERR_TOO_LARGE, locator, "the document is over the limit of %zu bytes",
		        "le document dépasse la limite de %zu octets", ceiling);
		talloc_free(r);
		return NULL;
	}
	mem_check(yaml_parser_initialize(&r->parser) != 0 ? r : NULL);
	talloc_set_destructor(r, close_reader);
	r->ctx = ctx;
	r->locator = locator;
	r->err = err;
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)text.at, text.n);
	const struct yaml_node *root = read_document(r);
	talloc_free(r);
	return root;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	for (const struct yaml_node *m = map != NULL && map->kind == YAML_MAP ? map->first : NULL; m != NULL; m = m->next)
		if (strcmp(m->key, key) == 0)
			return m;
	return NULL;
}

bool yaml_is_nothing(const struct yaml_node *node)
{
	return node->kind == YAML_TEXT && node->plain &&
	       (*node->text == '\0' || strcmp(node->text, "~") == 0 || strcasecmp(node->text, "null") == 0);
}

const char *yaml_text(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *m = yaml_get(map, key);

	return m != NULL && m->kind == YAML_TEXT && !yaml_is_nothing(m) ? m->text : NULL;
}

bool yaml_bool(const struct yaml_node *map, const char *key, bool before)
{
	static const struct { const char *word; bool value; } words[] = {
		{ "yes", true }, { "true", true }, { "on", true }, { "no", false }, { "false", false }, { "off", false },
	};
	const char *text = yaml_text(map, key);

	for (size_t i = 0; text != NULL && i < sizeof words / sizeof *words; i++)
		if (text_same(text, words[i].word))
			return words[i].value;
	return before;
}
