"""Every form of a thematic style agrees with the rows, class by class and colour by colour: the legend as JSON and as
HTML, MapLibre's expressions, and the style file in QGIS itself."""
import json
import os
import re
import subprocess
import xml.etree.ElementTree as tree

import pytest

NAMES = ["rate", "whole", "change", "people", "balance", "landscape", "many", "few", "codes", "stations", "visitors",
         "roads", "nothing", "same"]
PIXEL = 25.4 / 96


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("forms")
    program = os.path.join(os.environ.get("builddir", "."), "tests/thematic/samples")
    subprocess.run([program, str(to)], check=True)
    return to


class Sample:
    def __init__(self, folder, name):
        self.name = name
        def read(form):
            return (folder / f"{name}.{form}").read_text(encoding="utf-8")
        self.__dict__.update(json.loads(read("rows.json")))
        self.legend = json.loads(read("legend.json"))
        self.html = read("legend.html")
        self.maplibre = {layer["id"].removeprefix("sample-"): layer for layer in json.loads(read("maplibre.json"))}
        self.qml, self.sld = folder / f"{name}.qml", folder / f"{name}.sld"
        self.classes = self.legend["classes"]
        self.with_value = [r for r in self.rows if "place" in r]
        self.without = [r for r in self.rows if "state" in r]

    def color(self, row):
        return self.classes[row["place"]]["color"]


@pytest.fixture(params=NAMES)
def sample(folder, request):
    return Sample(folder, request.param)


def test_the_samples_are_what_they_should_be(folder):
    kinds = {n: Sample(folder, n).legend["kind"] for n in NAMES}
    assert kinds["rate"] == "choropleth" and kinds["people"] == "symbols" and kinds["codes"] == "categories"
    assert [c["value"] for c in Sample(folder, "many").classes][4:] == [None]
    whole = Sample(folder, "whole")
    assert any(r["value"] in (5, 10.25, 17.5) for r in whole.rows), "a value on a bound"


def test_counts_and_titles_are_those_of_the_rows(sample):
    for i, c in enumerate(sample.classes):
        members = [r for r in sample.with_value if r["place"] == i]
        assert c["count"] == len(members)
        assert {r["title"] for r in members} <= {c.get("range", c["title"])}
    for s in sample.legend["states"]:
        members = [r for r in sample.without if r["state"] == s["state"]]
        assert s["count"] == len(members) > 0
        assert {r["title"] for r in members} == {s["title"]}


def test_a_value_lies_within_the_bounds_of_its_class(sample):
    for r in sample.with_value:
        c = sample.classes[r["place"]]
        if "from" in c:
            last = r["place"] == len(sample.classes) - 1
            assert c["from"] <= r["value"] and (r["value"] < c["to"] or last and r["value"] == c["to"])
        elif c["value"] is not None:
            assert str(r["value"]) == c["value"]
        else:
            assert str(r["value"]) not in [o["value"] for o in sample.classes]


def test_the_page_shows_the_colours_of_the_classes_in_their_order(sample):
    rows = tree.fromstring(sample.html).findall(".//tbody/tr")
    assert len(rows) == len(sample.classes) + len(sample.legend["states"])
    for row, c in zip(rows, sample.classes):
        sign = row.find("td/svg")[0]
        assert sign.get("stroke" if sign.tag == "line" else "fill") == c["color"]
        assert row.findall("td")[1].text == c["title"]
    for row, s in zip(rows[len(sample.classes):], sample.legend["states"]):
        assert row.findall("td")[1].text == s["title"]
        assert s["line"] in [e.get("stroke") for e in row.iter()]


def evaluate(e, row):
    """The part of MapLibre's expressions that we write, as its specification tells it."""
    if not isinstance(e, list):
        return e
    op, args = e[0], e[1:]
    if op == "match":
        value = evaluate(args[0], row)
        for label, result in zip(args[1:-1:2], args[2:-1:2]):
            if value == label:
                return evaluate(result, row)
        return evaluate(args[-1], row)
    args = [evaluate(a, row) for a in args]
    if op == "get":
        return {"v": row["value"], "v.state": row.get("state")}[args[0]]
    if op == "step":
        value, result = args[0], args[1]
        assert isinstance(value, (int, float)), "step wants a number"
        for bound, then in zip(args[2::2], args[3::2]):
            if value >= bound:
                result = then
        return result
    if op == "to-string":
        return args[0] if isinstance(args[0], str) else re.sub(r"\.0$", "", str(args[0]))
    return {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "abs": abs, "^": pow, "*": lambda a, b: a * b,
            "-": lambda a: -a, "coalesce": lambda *a: next((x for x in a if x is not None), None)}[op](*args)


def test_maplibre_colours_each_row_as_its_class(sample):
    colors = {"fill": "fill-color", "line": "line-color", "circle": "circle-color"}
    layer = sample.maplibre.get("classes")
    assert (layer is None) == (sample.classes == [])
    for r in sample.rows:
        shown = layer is not None and evaluate(layer["filter"], r)
        assert shown == ("place" in r)
        if not shown:
            continue
        assert evaluate(layer["paint"][colors[layer["type"]]], r) == sample.color(r)
        if sample.legend["kind"] == "symbols":
            assert evaluate(layer["paint"]["circle-radius"], r) * 2 == pytest.approx(r["size"])
            small = sample.classes[r["place"]]["size"] < 8
            assert (evaluate(layer["paint"]["circle-stroke-width"], r) == 0) == small, "an edge hides small circles"
    if layer is not None:
        told = [(c["title"], c["color"]) for c in layer["metadata"]["jointure:classes"]]
        assert told == [(c["title"], c["color"]) for c in sample.classes]


def test_maplibre_hatches_what_has_no_value(sample):
    layer = sample.maplibre.get("no-value-hatching")
    if sample.geometry != "Polygon":
        assert layer is None
        return
    patterns = {p["name"] for p in layer["metadata"]["jointure:patterns"]}
    for r in sample.rows:
        assert evaluate(layer["filter"], r) == ("state" in r)
        if "state" in r:
            assert evaluate(layer["paint"]["fill-pattern"], r) == "jointure-" + r["state"]
    assert patterns == {"jointure-no-data", "jointure-secret", "jointure-not-applicable"}


def test_maplibre_layers_are_whole(sample):
    ids = [layer["id"] for layer in sample.maplibre.values()]
    assert len(ids) == len(set(ids))
    for layer in sample.maplibre.values():
        assert layer["type"] in ("fill", "line", "circle", "symbol") and layer["source"].startswith("sample")
        for key in list(layer["paint"]) + list(layer.get("layout", {})):
            assert key.startswith("text-" if layer["type"] == "symbol" else layer["type"] + "-")


# ---- SLD ----

SLD, OGC = "{http://www.opengis.net/sld}", "{http://www.opengis.net/ogc}"


def holds(f, row):
    """Whether a filter of OGC holds for a row."""
    op = f.tag.removeprefix(OGC)
    if op in ("And", "Or", "Not"):
        parts = [holds(c, row) for c in f]
        return all(parts) if op == "And" else any(parts) if op == "Or" else not parts[0]
    name = f.find(OGC + "PropertyName").text
    value = {"v": row["value"], "v.state": row.get("state")}[name]
    if op == "PropertyIsNull":
        return value is None
    literal = f.find(OGC + "Literal").text
    if value is None:
        return False
    if not isinstance(value, str):
        literal = float(literal)
    return {"PropertyIsEqualTo": value == literal, "PropertyIsNotEqualTo": value != literal,
            "PropertyIsLessThan": value < literal, "PropertyIsGreaterThanOrEqualTo": value >= literal}[op]


def test_sld_has_a_rule_for_each_row(sample):
    styles = tree.parse(sample.sld).getroot().findall(f".//{SLD}FeatureTypeStyle")
    for r in sample.rows:
        rules = [rule for s in styles for rule in s.findall(SLD + "Rule")
                 if rule.find(OGC + "Filter") is None or holds(rule.find(OGC + "Filter")[0], r)]
        titled = [rule for rule in rules if rule.findtext(SLD + "Title")]
        if "state" in r:
            titles = {s["state"]: s["title"] for s in sample.legend["states"]}
            assert titles[r["state"]] in titled[-1].findtext(SLD + "Title")
            continue
        assert [rule.findtext(SLD + "Title") for rule in titled] == [sample.classes[r["place"]]["title"]]
        colors = [p.text for p in titled[0].iter(SLD + "CssParameter") if p.get("name") in ("fill", "stroke")]
        assert colors[0] == sample.color(r)


# ---- QGIS ----

@pytest.fixture(scope="module")
def core(tmp_path_factory):
    core = pytest.importorskip("qgis.core")
    home = str(tmp_path_factory.mktemp("qgis"))
    os.environ.update(HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=home, QGIS_CUSTOM_CONFIG_PATH=home,
                      QT_QPA_PLATFORM="offscreen")
    app = core.QgsApplication([], False)
    app.initQgis()
    core.application = app  # lives as long as the module
    return core


WHERE = {"Point": "POINT(0 0)", "LineString": "LINESTRING(0 0,1 1)", "Polygon": "POLYGON((0 0,0 1,1 1,1 0,0 0))"}


def layer_of(core, sample):
    layer = core.QgsVectorLayer(f"{sample.geometry}?crs=EPSG:2154&field=v:{sample.type}", "sample", "memory")
    assert layer.isValid()
    features = []
    for r in sample.rows:
        f = core.QgsFeature(layer.fields())
        f.setAttribute(0, int(r["value"]) if sample.type == "integer" and r["value"] is not None else r["value"])
        f.setGeometry(core.QgsGeometry.fromWkt(WHERE[sample.geometry]))
        features.append(f)
    assert layer.dataProvider().addFeatures(features)[0]
    message, done = layer.loadNamedStyle(str(sample.qml))
    assert done, message
    return layer


def drawn(core, layer):
    """The symbols of each feature, in the order of the rows."""
    context = core.QgsRenderContext()
    context.setExpressionContext(core.QgsExpressionContext(
        core.QgsExpressionContextUtils.globalProjectLayerScopes(layer)))
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    found = []
    for f in layer.getFeatures():
        context.expressionContext().setFeature(f)
        found.append([s.clone() for s in renderer.symbolsForFeature(f, context)])
    renderer.stopRender(context)
    return found


LABELS = {"rate": lambda v: f"{v}\n{v:.2f}", "people": lambda v: f"{v:.2f}", "codes": str}


def test_qgis_writes_on_each_row_what_the_style_says(core, sample):
    layer = layer_of(core, sample)
    if sample.name not in LABELS:
        assert not layer.labelsEnabled() and "labels" not in sample.maplibre
        return
    assert layer.labelsEnabled()
    settings = layer.labeling().settings()
    assert settings.format().buffer().enabled() and settings.isExpression
    expression = core.QgsExpression(settings.fieldName)
    context = core.QgsExpressionContext(core.QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    for row, feature in zip(sample.rows, layer.getFeatures()):
        context.setFeature(feature)
        text = expression.evaluate(context)
        assert not expression.hasEvalError(), expression.evalErrorString()
        if "place" in row:
            plain = re.sub(r"[\s\u202f\u00a0](?=\d{3})", "", str(text)).replace(",", ".")
            told, wanted = plain.split("\n")[-1], LABELS[sample.name](row["value"]).split("\n")[-1]
            assert float(told) == float(wanted), (text, row)
            assert ("\n" in str(text)) == (sample.name == "rate")
    symbol = sample.maplibre["labels"]
    assert symbol["type"] == "symbol" and symbol["layout"]["text-field"][0] == "concat"
    root = tree.fromstring(sample.sld.read_text(encoding="utf-8"))
    assert root.find(".//{*}TextSymbolizer/{*}Label/{*}PropertyName").text == "v"


def circle_of(symbol):
    layer = symbol.symbolLayer(0)
    return layer.subSymbol() if layer.layerType() == "CentroidFill" else symbol


def test_qgis_draws_each_row_as_its_class(core, sample):
    layer = layer_of(core, sample)
    symbols = sample.legend["kind"] == "symbols"
    for r, found in zip(sample.rows, drawn(core, layer)):
        if "state" in r:
            kinds = [s.symbolLayer(i).layerType() for s in found for i in range(s.symbolLayerCount())]
            assert kinds == {"Polygon": ["SimpleFill", "LinePatternFill"], "LineString": ["SimpleLine"],
                             "Point": ["SimpleMarker"]}[sample.geometry]
            continue
        symbol = circle_of(found[0])
        assert symbol.color().name() == sample.color(r)
        assert len(found) == (2 if symbols and sample.geometry == "Polygon" else 1)
        if symbols:
            marker = symbol.symbolLayer(0)
            assert (marker.strokeStyle() == 0) == (sample.classes[r["place"]]["size"] < 8)
            size = marker.dataDefinedProperties().property(core.QgsSymbolLayer.PropertySize)
            feature = core.QgsFeature(layer.fields())
            feature.setAttribute(0, r["value"])
            context = core.QgsExpressionContext()
            context.setFeature(feature)
            context.setFields(layer.fields())
            assert size.valueAsDouble(context, -1)[0] == pytest.approx(r["size"] * PIXEL, rel=1e-3)


def test_qgis_draws_the_sld_alike(core, sample):
    layer = layer_of(core, sample)
    message, done = layer.loadSldStyle(str(sample.sld))
    assert done, message
    if sample.legend["kind"] == "symbols":
        return                               # it loads; QGIS reads no size that is computed from a value
    for r, found in zip(sample.rows, drawn(core, layer)):
        if "place" in r:
            assert [s.color().name() for s in found] == [sample.color(r)]


def test_qgis_lists_the_classes_by_their_titles(core, sample):
    layer = layer_of(core, sample)
    items = [i.label() for i in layer.renderer().legendSymbolItems()]
    assert items[:len(sample.classes)] == [c["title"] for c in sample.classes]
    if sample.without:
        assert items[len(sample.classes)] == ", ".join(s["title"] for s in sample.legend["states"])
