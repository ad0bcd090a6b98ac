"""Joined tables of the demo through QGIS and GDAL: one style, the same in every form, territory by territory."""
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
core = pytest.importorskip("qgis.core")
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QImage  # noqa: E402
from qgis.PyQt.QtXml import QDomDocument  # noqa: E402

LAYER, COLUMN = "evolution_departements", "evolution"
BOX, SIZE = (90000, 6040000, 1250000, 7120000), (1160, 1080)   # Lambert-93, 1 km a pixel


@pytest.fixture(scope="module", autouse=True)
def application(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("qgis"))
    os.environ.update(HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=home, QGIS_CUSTOM_CONFIG_PATH=home)
    app = core.QgsApplication.instance() or core.QgsApplication([], False)
    app.initQgis()
    return app


@pytest.fixture(scope="module")
def territories(get):
    """Of each département of the mainland: its value, and the pixel of a point well inside it."""
    items = json.loads(get(f"/api/collections/{LAYER}/items?f=json&limit=1000"))["features"]
    to_lambert = core.QgsCoordinateTransform(core.QgsCoordinateReferenceSystem("EPSG:4326"),
                                             core.QgsCoordinateReferenceSystem("EPSG:2154"), core.QgsProject.instance())
    found = {}
    for item in items:
        code = item["properties"]["code"]
        if code.startswith("97") or code in ("75", "92", "93", "94"):   # overseas; too small to be sure of a pixel
            continue
        wkt = core.QgsJsonUtils.geometryFromGeoJson(json.dumps(item["geometry"])) if hasattr(
            core.QgsJsonUtils, "geometryFromGeoJson") else None
        geometry = wkt or core.QgsJsonUtils.stringToFeatureList(json.dumps(item))[0].geometry()
        geometry.transform(to_lambert)
        point = geometry.poleOfInaccessibility(500)[0].asPoint()
        found[code] = (item["properties"][COLUMN], int((point.x() - BOX[0]) / 1000), int((BOX[3] - point.y()) / 1000))
    assert len(found) > 85
    return found


@pytest.fixture
def wfs(get, ows):
    """The layer as QGIS reads it by WFS."""
    text = get("/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities").decode()
    name = re.search(rf"<(?:wfs:)?Name>((?:\w+:)?{LAYER})</", text)[1]
    layer = core.QgsVectorLayer(f"typename='{name}' url='{ows}' version='2.0.0' srsname='EPSG:4326'", LAYER, "WFS")
    assert layer.isValid(), layer.error().message()
    return layer


def picture(data):
    image = QImage()
    assert image.loadFromData(data)
    return image


def color_at(image, x, y):
    return "#%06x" % (image.pixel(x, y) & 0xffffff)


@pytest.fixture(scope="module")
def legend(get):
    """The classes of the layer's default style: (from, to, colour)."""
    document = json.loads(get(f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER={LAYER}&FORMAT=application/json"))
    return [(c["from"], c["to"], c["color"]) for c in document["legends"][0]["legend"]["classes"]]


def class_of(value, classes):
    for low, high, color in classes:
        if low <= value < high or (value == high and high == classes[-1][1]):
            return color
    return None


def test_the_map_has_the_legend_s_colour_in_every_territory(get, territories, legend):
    image = picture(get("/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&CRS=EPSG:2154&FORMAT=image/png"
                        f"&LAYERS={LAYER}&BBOX={','.join(map(str, BOX))}&WIDTH={SIZE[0]}&HEIGHT={SIZE[1]}"))
    assert {code: color_at(image, x, y) for code, (_, x, y) in territories.items()} == {
        code: class_of(value, legend) for code, (value, _, _) in territories.items()}


def test_the_sld_has_the_same_classes(get, legend):
    root = ET.fromstring(get(f"/ows?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS={LAYER}"))
    found = []
    for rule in root.iter():
        if not rule.tag.endswith("}Rule"):
            continue
        fill = next((p.text for f in rule.iter() if f.tag.endswith("}Fill") for p in f
                     if p.get("name") == "fill" and p.text), None)
        numbers = [float(e.text) for e in rule.iter() if e.tag.endswith("}Literal") and re.match(r"^-?[\d.]+(e-?\d+)?$", e.text or "")]
        if fill and numbers:
            found.append((fill, min(numbers), max(numbers)))
    assert {color for color, _, _ in found} >= {color for _, _, color in legend}
    for low, high, color in legend:
        assert any(f == color and (a == pytest.approx(low, abs=1e-9) or b == pytest.approx(high, abs=1e-9)) for f, a, b in found)


def test_qgis_draws_the_qml_in_the_same_colours(get, wfs, territories, legend):
    layer = wfs
    document = QDomDocument()
    assert document.setContent(get(f"/api/collections/{LAYER}/styles/default?f=qml"))[0]
    ok, why = layer.importNamedStyle(document)
    assert ok, why
    settings = core.QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(core.QgsCoordinateReferenceSystem("EPSG:2154"))
    settings.setExtent(core.QgsRectangle(*BOX))
    settings.setOutputSize(QSize(*SIZE))
    job = core.QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    assert {code: color_at(image, x, y) for code, (_, x, y) in territories.items()} == {
        code: class_of(value, legend) for code, (value, _, _) in territories.items()}


def test_the_maplibre_style_has_the_same_colours(get, legend):
    style = get(f"/api/collections/{LAYER}/styles/default?f=maplibre").decode()
    assert all(color in style.lower() for _, _, color in legend)


def test_qgis_sends_a_filter_on_a_joined_column(wfs):
    layer = wfs
    assert layer.setSubsetString(f'"{COLUMN}" > 1')
    values = [f[COLUMN] for f in layer.getFeatures()]
    assert 0 < len(values) < 30 and min(values) > 1


def test_gdal_reads_the_joined_collection(url):
    out = subprocess.run(["ogrinfo", "-so", f"OAPIF:{url}/api", LAYER], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert f"{COLUMN}: Real" in out and "Feature Count: 101" in out


def test_a_spoiled_spreadsheet_was_mended(get):
    report = get("/api/collections/evolution_communes/report?f=json&lang=fr").decode()
    assert "zéro" in report
