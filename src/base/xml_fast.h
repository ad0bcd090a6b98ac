/* Very many small elements in the midst of a document, written past libxml2's writer, which takes several times as long for
   them: the same bytes that it would write. What cannot be in XML leaves as U+FFFD here, too. */
#ifndef JT_BASE_XML_FAST_H
#define JT_BASE_XML_FAST_H

#include "base/pen.h"
#include "base/xml.h"

struct xml_fast {
	struct out *out;
	bool gone;                    /* the client: nothing need be written any more */
	struct pen pen;               /* what gathers; what needs no escaping may be written there */
};

/* What the writer holds goes out first; an element is open in it. Until xml_fast_close nothing is written by it. It may be
   NULL: then there is nothing before. `f` is of its own in memory, and new. */
void xml_fast_open(struct xml_fast *f, xmlTextWriterPtr w, struct out *out);
void xml_fast_close(struct xml_fast *f);

/* Sends on what has gathered, where that is much: before pieces that go to the pen itself. */
void xml_fast_relieve(struct xml_fast *f);

/* "<name", attributes, then ">" or "/>"; names are ours, and are not looked at. */
void xml_fast_start(struct xml_fast *f, const char *name);
void xml_fast_attribute(struct xml_fast *f, const char *name, const char *value);
void xml_fast_inside(struct xml_fast *f);
void xml_fast_empty(struct xml_fast *f);
void xml_fast_text(struct xml_fast *f, const char *text);
/* A text in which every character stands for itself; else false, and nothing is written. */
bool xml_fast_plain(struct xml_fast *f, const char *text);
void xml_fast_end(struct xml_fast *f, const char *name);

/* The tags of an element that are known before, each as one piece; the first is without its end where attributes follow. */
struct xml_tags {
	struct span open, close;
};

#define XML_TAGS(name) { SPAN("<" name ">"), SPAN("</" name ">") }
#define XML_TAGS_OPEN(name) { SPAN("<" name), SPAN("</" name ">") }

/* The whole of an element that holds a text; nothing where that is NULL. */
void xml_fast_element(struct xml_fast *f, const char *name, const char *text);

#endif
