/* A thematic style in the forms that people and programs take it in. SLD stands in map/thematic_sld.h, as it is drawn
   there. All agree class by class and colour by colour. */
#ifndef JT_THEMATIC_FORMS_H
#define JT_THEMATIC_FORMS_H

#include "base/json.h"
#include "base/out.h"
#include "base/xml.h"
#include "thematic/thematic.h"

/* The legend for programs, in one language: {"title","attribute","unit","kind","method","methodTitle","ramp","around",
   "explanation","classes":[{"title","from","to","color":"#rrggbb","size","count"}],"states":[{"state","title","color",
   "line","angle","count"}]}. Categories have "value" (null for the rest) in place of "from" and "to"; symbols "shown",
   the value of their size, and "range"; "method" is of a choropleth, "around" of a ramp that turns there. States are
   those that occur. */
void thematic_legend_json(const struct thematic *t, enum lang lang, struct json *w);

/* A <figure class="legend"> with a caption, a table of swatches (inline SVG), titles and numbers of features, and the
   explanation: it needs no style sheet and no identifiers, so that several can stand in a page. */
void thematic_legend_html(const struct thematic *t, enum lang lang, struct out *out);

/* A QGIS layer style (QML, QGIS 3.22 and later): graduated, categorized or rule-based, hatchings included. */
void thematic_qml(const struct thematic *t, enum lang lang, xmlTextWriterPtr w);

/* MapLibre style layers: an array of layers of source `source` (and `source_layer`, or NULL), fill, line, circle;
   hatchings by the pattern names "jointure-no-data", "jointure-secret", "jointure-not-applicable", each with a
   plain fallback colour. */
void thematic_maplibre(const struct thematic *t, enum lang lang, const char *source, const char *source_layer,
                       struct json *w);

/* The title of the class that a row is in, as the column "class" of a CSV has it. */
const char *thematic_class_title(const struct thematic *t, const struct table *table, size_t column, size_t row,
                                 enum lang lang);

#endif
