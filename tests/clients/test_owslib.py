"""OWSLib: the client behind many Python programs."""
import re

import pytest

wms = pytest.importorskip("owslib.wms")
wfs = pytest.importorskip("owslib.wfs")

PUBLIC = {"regions", "departements", "communes", "us_states", "us_counties", "population_departements",
          "population_carreaux"}
METROPOLE = (-5.5, 41.0, 10.0, 51.5)


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_wms_lists_public_layers_only(ows, version):
    service = wms.WebMapService(ows, version=version)
    assert PUBLIC <= set(service.contents)
    assert "communes_siren" not in service.contents


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
@pytest.mark.parametrize("kind, first", [("image/png", b"\x89PNG"), ("image/jpeg", b"\xff\xd8")])
def test_wms_draws_a_map(ows, version, kind, first):
    service = wms.WebMapService(ows, version=version)
    picture = service.getmap(layers=["departements"], styles=["population"], srs="EPSG:4326", bbox=METROPOLE,
                             size=(400, 300), format=kind, transparent=kind == "image/png").read()
    assert picture.startswith(first) and len(picture) > 3000


def test_wms_tells_each_style_with_its_legend(ows, get, url):
    styles = wms.WebMapService(ows, version="1.3.0")["departements"].styles
    assert {"default", "population", "densite"} <= set(styles)
    legend = styles["population"]["legend"]
    assert legend.startswith(url)
    assert get(legend[len(url):]).startswith(b"\x89PNG")


def test_wms_answers_about_a_point(ows):
    answer = wms.WebMapService(ows, version="1.3.0").getfeatureinfo(
        layers=["departements"], query_layers=["departements"], srs="EPSG:4326", bbox=(1.0, 49.3, 1.2, 49.5),
        size=(200, 200), xy=(100, 100), info_format="application/json", format="image/png")
    assert "Seine-Maritime" in answer.read().decode()


def test_wms_draws_each_year(ows):
    service = wms.WebMapService(ows, version="1.3.0")
    layer = service["population_departements"]
    assert "2016-01-01" in str(layer.timepositions) and layer.defaulttimeposition == "2023-01-01"
    first, last = (service.getmap(layers=["population_departements"], srs="EPSG:4326", bbox=METROPOLE,
                                  size=(400, 300), format="image/png", time=year).read()
                   for year in ("2016-01-01", "2023-01-01"))
    assert first != last


def test_wms_draws_the_raster(ows):
    picture = wms.WebMapService(ows, version="1.3.0").getmap(
        layers=["population_carreaux"], srs="EPSG:2154", bbox=(90000, 6040000, 1250000, 7120000),
        size=(400, 400), format="image/png").read()
    assert picture.startswith(b"\x89PNG") and len(picture) > 3000


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_wfs_reads_features(ows, version):
    service = wfs.WebFeatureService(ows, version=version)
    names = {name.split(":")[-1]: name for name in service.contents}
    assert PUBLIC - {"population_carreaux"} <= set(names) and "communes_siren" not in names
    limit = {"maxfeatures": 5}
    text = service.getfeature(typename=[names["communes"]], **limit).read()
    assert b"codes_postaux" not in text and text.count(b"<ms:epci_nom>") <= 5


def test_wfs_tells_the_size_of_a_page_that_it_really_gives(get):
    # QGIS and GDAL page by this number
    text = get("/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities").decode()
    told = re.search(r'name="CountDefault">.*?<ows:DefaultValue>(\d+)<', text, re.S)
    assert int(told.group(1)) == 10000


def test_wfs_tells_the_columns(ows):
    service = wfs.WebFeatureService(ows, version="1.1.0")
    name = next(n for n in service.contents if n.split(":")[-1] == "departements")
    properties = service.get_schema(name)["properties"]
    assert properties["code"] == "string" and properties["population"] in ("integer", "int", "long")


def test_a_theme_is_a_service_of_its_own(url):
    service = wms.WebMapService(url + "/ows/etats-unis", version="1.3.0")
    assert {"us_states", "us_counties"} <= set(service.contents)
    assert "departements" not in service.contents


def test_features_api_pages(url):
    features = pytest.importorskip("owslib.ogcapi.features")
    api = features.Features(url + "/api")
    assert "departements" in api.feature_collections()
    page = api.collection_items("communes", limit=7)
    assert page["numberReturned"] == 7 and page["numberMatched"] == 34875
    assert any(link["rel"] == "next" for link in page["links"])
