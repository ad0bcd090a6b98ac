"""QGIS itself, without a window: draw, identify, read with a filter, page."""
import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
core = pytest.importorskip("qgis.core")
from qgis.PyQt.QtCore import QSize  # noqa: E402

LAMBERT_93 = (90000, 6040000, 1250000, 7120000)


@pytest.fixture(scope="module", autouse=True)
def application(tmp_path_factory):
    # a cache of its own: QGIS keeps capabilities from one start to the next
    home = str(tmp_path_factory.mktemp("qgis"))
    os.environ.update(HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=home, QGIS_CUSTOM_CONFIG_PATH=home)
    app = core.QgsApplication([], False)
    app.initQgis()
    return app


def valid(layer):
    assert layer.isValid(), layer.error().message() or layer.dataProvider() and layer.dataProvider().error().message()
    return layer


def wms(ows, layers, styles="", crs="EPSG:2154", more=""):
    uri = f"crs={crs}&format=image/png&layers={layers}&styles={styles}&url={ows}{more}"
    return valid(core.QgsRasterLayer(uri, layers, "wms"))


def drawn(layer, box=LAMBERT_93, size=(500, 460)):
    """The picture that QGIS makes of the layer, as the set of its colours."""
    settings = core.QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(core.QgsCoordinateReferenceSystem("EPSG:2154"))
    settings.setExtent(core.QgsRectangle(*box))
    settings.setOutputSize(QSize(*size))
    job = core.QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [e.message for e in job.errors()]
    picture = job.renderedImage()
    return {picture.pixel(x, y) for x in range(0, size[0], 3) for y in range(0, size[1], 3)}


@pytest.mark.parametrize("layer, style", [("departements", "population"), ("departements", "densite"),
                                          ("regions", ""), ("communes", ""), ("population_carreaux", "")])
def test_qgis_draws_a_layer(ows, layer, style):
    assert len(drawn(wms(ows, layer, style))) > 4


def test_qgis_identifies_a_departement(ows):
    layer = wms(ows, "departements")
    provider = layer.dataProvider()
    rouen = core.QgsPointXY(562000, 6928000)
    around = core.QgsRectangle(552000, 6918000, 572000, 6938000)
    for kind in (core.QgsRaster.IdentifyFormatHtml, core.QgsRaster.IdentifyFormatText,
                 core.QgsRaster.IdentifyFormatFeature):
        result = provider.identify(rouen, kind, around, 200, 200)
        assert result.isValid(), result.error().message()
        assert "Seine-Maritime" in texts(result.results())


def texts(results):
    """All that an identify result says: text, HTML, or features in stores."""
    parts = []
    for value in results.values():
        for item in value if isinstance(value, list) else [value]:
            parts += [str(f.attributes()) for f in item.features()] if hasattr(item, "features") else [str(item)]
    return " ".join(parts)


def wfs(url, name, version="2.0.0", more=""):
    return valid(core.QgsVectorLayer(
        f"typename='{name}' url='{url}' version='{version}' srsname='EPSG:4326' {more}", name, "WFS"))


@pytest.fixture(scope="module")
def type_name(get):
    """The names of the service with its namespace prefix."""
    import re
    text = get("/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities").decode()
    names = re.findall(r"<(?:wfs:)?Name>([^<]+)</", text)
    return lambda name: next(n for n in names if n.split(":")[-1] == name)


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_qgis_reads_features(ows, type_name, version):
    layer = wfs(ows, type_name("departements"), version)
    rows = {f["code"]: f["nom"] for f in layer.getFeatures()}
    assert len(rows) == 101 and rows["2A"] == "Corse-du-Sud" and rows["01"] == "Ain"


def test_qgis_sends_its_filter(ows, type_name):
    layer = wfs(ows, type_name("communes"))
    assert layer.setSubsetString("\"departement\" = '90'")
    found = list(layer.getFeatures())
    assert len(found) == 101
    assert {f["departement"] for f in found} == {"90"}


def test_qgis_pages_through_all_communes(ows, type_name):
    layer = wfs(ows, type_name("communes"), more="pagingEnabled='true' pageSize='10000'")
    assert len({f["code"] for f in layer.getFeatures()}) == 34875


def test_qgis_reads_the_features_api(url):
    layer = valid(core.QgsVectorLayer(f"typename='departements' url='{url}/api'", "departements", "OAPIF"))
    assert len({f["code"] for f in layer.getFeatures()}) == 101


def test_a_key_opens_the_professional_layer(url, key):
    # each at an address of its own: QGIS asks for the capabilities of one only once
    uri = "crs=EPSG:2154&format=image/png&layers=communes_siren&styles="
    assert not core.QgsRasterLayer(f"{uri}&url={url}/ows/territoires", "none", "wms").isValid()
    layer = valid(core.QgsRasterLayer(f"{uri}&username=demo&password={key}&url={url}/ows?a=1", "siren", "wms"))
    assert len(drawn(layer, (552000, 6918000, 572000, 6938000))) > 1
