/* XML by libxml2, and the only place that includes it: a writer over a response,
   so that escaping is never ours, and a reader for what clients post. */
#ifndef JT_BASE_XML_H
#define JT_BASE_XML_H

#include <libxml/tree.h>
#include <libxml/xmlwriter.h>

#include "base/err.h"
#include "base/out.h"
#include "base/text.h"

#define X(s) ((const xmlChar *)(s))

/* The writer goes with `ctx`; end the document before then. */
xmlTextWriterPtr xml_writer(const void *ctx, struct out *out);

/* Short forms; a NULL value writes nothing at all, and what XML cannot carry leaves as U+FFFD. */
void xml_start(xmlTextWriterPtr w, const char *name);
void xml_end(xmlTextWriterPtr w);
void xml_attribute(xmlTextWriterPtr w, const char *name, const char *value);
void xml_element(xmlTextWriterPtr w, const char *name, const char *value);
void xml_text(xmlTextWriterPtr w, const char *value);

/* Parses a posted document of at most `ceiling` bytes into a tree that goes with
   `ctx`. Its prefixes are bound, and no two attributes of an element have one name. No network, no DTD (any DOCTYPE is refused before a tree exists), no
   entities but the five of XML, at most `depth` levels. Errors name `locator`
   (may be NULL) and the line. threats.md, rule 3. */
xmlDocPtr xml_parse(const void *ctx, struct span text, size_t ceiling, int depth,
                    const char *locator, struct err *err);

/* The same, but what elements of the name `hollow` hold is looked at and then left out: for a document around one that
   is too long for a tree. `ceiling` is that of the rest. */
xmlDocPtr xml_parse_hollow(const void *ctx, struct span text, size_t ceiling, int depth, const char *hollow,
                           const char *locator, struct err *err);

/* A document as it comes, element by element, in little memory whatever its length; under the same rules. Names are
   local ones. Each function may refuse: it fills `err` and returns false, and nothing more is read. */
struct xml_attributes;
struct xml_events {
	bool (*start)(void *arg, const char *name, const struct xml_attributes *attributes, struct err *err);
	bool (*text)(void *arg, const char *s, size_t n, struct err *err);   /* of an element, in any number of pieces */
	bool (*end)(void *arg, const char *name, struct err *err);
};
struct xml_source {
	const char *path;             /* of a file; or NULL: */
	struct span text;
};
bool xml_stream(const void *ctx, const struct xml_source *from, int64_t ceiling, int depth,
                const struct xml_events *events, void *arg, const char *locator, struct err *err);

/* The value of an attribute by its local name, in ctx; NULL when there is none. *prefixed (may be NULL) tells whether it
   has a namespace. */
const char *xml_attribute_get(const struct xml_attributes *a, const void *ctx, const char *name, bool *prefixed);

/* Each of them, from 0; false behind the last. `value` is as it was parsed, `uri` its namespace or NULL. */
struct xml_attribute {
	const char *name, *uri;
	struct span value;
};
bool xml_attribute_at(const struct xml_attributes *a, int i, struct xml_attribute *one);

/* The first element of the name with all that it holds, written to `to` anew, so that it stands alone: elements in no
   namespace, whatever they were in; attributes in theirs. Comments and instructions go. Nothing where there is none. */
bool xml_copy(struct out *to, const void *ctx, const struct xml_source *from, int64_t ceiling, int depth,
              const char *name, const char *locator, struct err *err);

/* Reading a tree. Local names are compared, namespaces only where asked. */
bool xml_is(const xmlNode *node, const char *local_name);
const xmlNode *xml_child(const xmlNode *parent, const char *local_name);  /* first of that name, or NULL */
const xmlNode *xml_first(const xmlNode *parent);                          /* first element, or NULL */
const xmlNode *xml_next(const xmlNode *node);                             /* next element, or NULL */
const char *xml_get(const void *ctx, const xmlNode *node, const char *attribute); /* or NULL; any namespace */
char *xml_content(const void *ctx, const xmlNode *node);                  /* text, ends trimmed; never NULL */

/* The subtree as text, with the namespaces it needs declared on its root. */
char *xml_serialize(const void *ctx, const xmlNode *node);

#endif
