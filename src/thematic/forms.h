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

/* Features tell of a joined value that is not there only that it is null: the forms below draw all of these with the
   hatching of "no data", under the titles of the states that occur (thematic_nulls). */

/* A QGIS layer style (QML; read by QGIS 3.22 and later) as its root element <qgis>. Ranges or categories where every
   feature has a value, else rules: one for each class, one for nulls. */
void thematic_qml(const struct thematic *t, enum lang lang, xmlTextWriterPtr w);

/* MapLibre style layers, into an open array, over `source` (and `source_layer`, or NULL), bottom first: "SOURCE-no-value",
   "SOURCE-no-value-hatching", "SOURCE-classes", "SOURCE-outlines". The hatching is a layer of its own, with the images
   "jointure-no-data", "jointure-secret" and "jointure-not-applicable", which the page draws from the layer's metadata
   ("jointure:patterns") and adds; without them the ground's colour is seen. Features that do tell the state, in a
   property NAME.state ("secret", "not-applicable"), get its own hatching. Circles of areas want a source
   "SOURCE-points" with a point for each feature and the same properties, as MapLibre draws a circle on every vertex
   of an area. "SOURCE-labels", where the style has labels, wants glyphs of the page's style. "jointure:classes" in the metadata of the classes are their titles and colours. */
void thematic_maplibre(const struct thematic *t, enum lang lang, const char *source, const char *source_layer,
                       struct json *w);

/* The title of the class that a row is in, as the column "class" of a CSV has it. */
const char *thematic_class_title(const struct thematic *t, const struct table *table, size_t column, size_t row,
                                 enum lang lang);

#endif
