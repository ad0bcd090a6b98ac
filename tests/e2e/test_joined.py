"""Tables are layers: what is published or joined is at once in every service, and all operations work on its columns."""
import csv
import io
import json
import urllib.parse
import xml.etree.ElementTree as ET

import pytest

from country import Country
from server import Server, free_port

LISTS = {
    "WMS 1.3.0": "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
    "WMS 1.1.1": "/ows?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetCapabilities",
    "WFS 2.0.0": "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities",
    "WFS 1.1.0": "/ows?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities",
    "WFS 1.0.0": "/ows?SERVICE=WFS&VERSION=1.0.0&REQUEST=GetCapabilities",
    "schema": "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=DescribeFeatureType",
    "collections": "/api/collections?f=json",
    "definition": "/api/openapi?f=json",
    "pages": "/api/collections?f=html",
}
FILTERS = {
    "2.0.0": ("TYPENAMES", '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsGreaterThan><ValueReference>{0}'
              "</ValueReference><Literal>{1}</Literal></PropertyIsGreaterThan></Filter>"),
    "1.1.0": ("TYPENAME", '<Filter xmlns="http://www.opengis.net/ogc"><PropertyIsGreaterThan><PropertyName>{0}'
              "</PropertyName><Literal>{1}</Literal></PropertyIsGreaterThan></Filter>"),
    "1.0.0": ("TYPENAME", '<Filter xmlns="http://www.opengis.net/ogc"><PropertyIsGreaterThan><PropertyName>{0}'
              "</PropertyName><Literal>{1}</Literal></PropertyIsGreaterThan></Filter>"),
}


@pytest.fixture(scope="module")
def own(jointure, tmp_path_factory):
    """A small country that these tests may change."""
    port = free_port()
    country = Country(tmp_path_factory.mktemp("joined"), jointure, f"http://127.0.0.1:{port}")
    with Server([jointure, "serve"], country.workspace, port=port) as running:
        running.country = country
        yield running


def get(site, path, status=200, **more):
    answer = site.fetch(path, **more)
    assert answer.status == status, f"{path}: {answer.status} {answer.text[:800]}"
    return answer


def listed(site, name):
    """The lists that a layer stands in."""
    return {what for what, path in LISTS.items() if name in get(site, path).text}


def wfs(site, version, layer, **more):
    types = FILTERS[version][0]
    query = {"SERVICE": "WFS", "VERSION": version, "REQUEST": "GetFeature", types: layer, **more}
    return get(site, "/ows?" + urllib.parse.urlencode(query))


def codes(text):
    return [e.text for e in ET.fromstring(text).iter("{http://www.jointure.org/ns}code")]


def test_a_table_stands_in_every_list_and_in_those_of_its_theme(site):
    assert listed(site, "statistiques") == set(LISTS)
    for service in ("WMS", "WFS"):
        assert "statistiques" in get(site, f"/ows/territoires?SERVICE={service}&REQUEST=GetCapabilities").text
        assert "statistiques" not in get(site, f"/ows/eau?SERVICE={service}&REQUEST=GetCapabilities").text


def test_a_table_is_drawn_asked_and_explained(site):
    box = "CRS=CRS:84&BBOX=1,45,6,47&WIDTH=250&HEIGHT=100&FORMAT=image/png"
    plain = get(site, f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=departements&STYLES=&{box}")
    drawn = get(site, f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=statistiques&STYLES=taux&{box}")
    assert drawn.headers["Content-Type"] == plain.headers["Content-Type"] == "image/png"
    assert drawn.body != plain.body and len(drawn.body) > 200
    info = get(site, "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS=statistiques&STYLES=&QUERY_LAYERS=statistiques"
               f"&INFO_FORMAT=application/json&I=25&J=75&{box}")
    properties = json.loads(info.text)["features"][0]["properties"]
    assert properties["code"] == "01" and properties["taux"] == 5.5
    legend = get(site, "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=statistiques&STYLE=taux&FORMAT=image/png"
                 "&SLD_VERSION=1.1.0")
    assert legend.body[:4] == b"\x89PNG"


@pytest.mark.parametrize("version", FILTERS)
def test_features_are_filtered_sorted_and_paged_by_joined_columns(site, version):
    over = FILTERS[version][1].format("taux", 20)
    assert codes(wfs(site, version, "statistiques", FILTER=over).text) == ["03", "2A", "35", "75"]
    assert codes(wfs(site, version, "statistiques", FILTER=FILTERS[version][1].format("population", 8000)).text) == ["971", "974"]
    if version == "1.0.0":
        return
    count = "COUNT" if version == "2.0.0" else "MAXFEATURES"
    most = {"SORTBY": "taux DESC", count: 2}
    assert codes(wfs(site, version, "statistiques", **most).text) == ["75", "35"]
    if version == "2.0.0":
        assert codes(wfs(site, version, "statistiques", STARTINDEX=2, **most).text) == ["2A", "03"]


def test_every_output_format_holds_the_joined_columns(site):
    rows = list(csv.DictReader(io.StringIO(wfs(site, "2.0.0", "statistiques", OUTPUTFORMAT="csv").text)))
    assert len(rows) == 10 and rows[0]["taux"] == "5.5" and rows[0]["nom"] == "Ain" and rows[5]["taux"] == ""
    features = json.loads(wfs(site, "2.0.0", "statistiques", OUTPUTFORMAT="geojson").text)["features"]
    assert [f["properties"]["habitants"] for f in features][-4:] == [7000, 8000, None, None]
    for name, magic in (("gpkg", b"SQLite"), ("xlsx", b"PK"), ("shapezip", b"PK"), ("kml", b"<?xml")):
        assert wfs(site, "2.0.0", "statistiques", OUTPUTFORMAT=name).body.startswith(magic), name


def test_the_api_has_collection_queryables_and_items(site):
    collection = json.loads(get(site, "/api/collections/statistiques?f=json&lang=en").text)
    joined = collection["jointure"]["joined"]
    assert (joined["framework"], joined["version"], joined["dataset"]) == ("departements", "2026-01-01", "statistiques")
    assert [a["name"] for a in joined["attributes"]] == ["taux", "habitants", "nature"]
    assert joined["attributes"][2]["kind"] == "nominal"
    queryables = json.loads(get(site, "/api/collections/statistiques/queryables?f=json").text)
    assert queryables["properties"]["taux"]["type"] == "number"
    page = json.loads(get(site, "/api/collections/statistiques/items?nature=urbain&limit=2").text)
    assert page["numberMatched"] == 4 and [f["properties"]["code"] for f in page["features"]] == ["02", "22"]
    page = json.loads(get(site, "/api/collections/statistiques/items?nature=urbain&limit=2&offset=2").text)
    assert [f["properties"]["code"] for f in page["features"]] == ["2A", "75"]
    one = json.loads(get(site, "/api/collections/statistiques/items/2B").text)
    assert one["properties"]["taux"] is None and one["properties"]["habitants"] == 5000
    assert "statistiques" in get(site, "/api/collections/statistiques?f=html").text
    assert "15.5" in get(site, "/api/collections/statistiques/items?f=html").text


def test_a_table_published_is_there_at_the_next_request_and_a_withdrawn_one_is_not(own):
    country = own.country
    assert listed(own, "emplois") == set()
    country.publish_table("emplois", "code;emplois\n01;10\n02;20\n03;30\n", "departements", "Emplois", "Jobs", "ign",
                          "territoires", "public")
    assert listed(own, "emplois") == set(LISTS)
    edition = json.loads(get(own, "/health").text)["edition"]
    assert codes(wfs(own, "2.0.0", "emplois", FILTER=FILTERS["2.0.0"][1].format("emplois", 15)).text) == ["02", "03"]
    country.publish_table("emplois", "code;emplois\n01;100\n02;2\n", "departements", "Emplois", "Jobs", "ign", "territoires",
                          "public")
    assert codes(wfs(own, "2.0.0", "emplois", FILTER=FILTERS["2.0.0"][1].format("emplois", 15)).text) == ["01"]
    country.cli("restore", "emplois", edition)
    assert codes(wfs(own, "2.0.0", "emplois", FILTER=FILTERS["2.0.0"][1].format("emplois", 15)).text) == ["02", "03"]
    country.cli("level", "emplois", "professional")
    assert listed(own, "emplois") == set()
    country.cli("level", "emplois", "public")
    country.cli("withdraw", "emplois")
    assert listed(own, "emplois") == set()
    history = json.loads(country.cli("history", "emplois", "--json"))["history"]
    assert [h["what"] for h in history] == ["withdraw", "level", "level", "restore", "publish", "publish"]


def test_a_join_is_there_at_once_and_makes_no_edition(own):
    country = own.country
    edition = get(own, "/health").text and json.loads(get(own, "/health").text)["edition"]
    layer = country.join("sondage", "code;score\n01;1\n02;2\n75;3\n", "departements", "--title-fr", "Sondage")
    # the definition of the API names no collections once there are joins, which come and go
    assert listed(own, layer) == set(LISTS) - {"definition"}
    assert json.loads(get(own, "/health").text)["edition"] == edition
    assert codes(wfs(own, "2.0.0", layer, SORTBY="score DESC", COUNT=2).text) == ["75", "02"]
    first = get(own, f"/api/collections/{layer}/items?f=json")
    assert "Last-Modified" not in first.headers
    assert get(own, f"/api/collections/{layer}/items?f=json", 304, headers={"If-None-Match": first.headers["ETag"]}).body == b""
    joined = json.loads(get(own, f"/api/collections/{layer}?f=json").text)["jointure"]["joined"]
    assert "join_" + joined["join"] == layer and joined["rows"] == 3 and joined["matched"] == 3


def test_a_private_join_is_listed_for_its_maker_alone(own):
    layer = own.country.join("secret", "code;score\n01;1\n02;2\n", "departements", "--private")
    assert listed(own, layer) == set()
    assert json.loads(get(own, f"/api/collections/{layer}/items?f=json").text)["numberMatched"] == 10
    assert listed(own, own.country.private) == set()
    get(own, f"/api/collections/{own.country.private}", 404)


def test_a_framework_that_tables_stand_on_keeps_its_data(own):
    country = own.country
    country.cli("withdraw", "departements", status=3)
    path = country.folder / "departements.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "01"}, "geometry": {"type": "Point", "coordinates": [1, 45]}}]}))
    country.cli("publish", "framework", "departements", str(path), "--organisation", "ign", "--version", "2026-01-01",
                "--key", "code", "--quiet", status=3)
    assert codes(wfs(own, "2.0.0", "statistiques", COUNT=1).text) == ["01"]


def test_the_operator_sees_checks_and_saves_tables_as_layers(own, tmp_path):
    country = own.country
    assert "(departements 2026-01-01)" in country.cli("list")
    shown = json.loads(country.cli("show", "statistiques", "--json"))["layer"]
    assert shown["joined"]["key"] == "code" and shown["joined"]["attributes"][0]["name"] == "taux"
    country.cli("check", "statistiques")
    country.cli("backup", str(tmp_path / "copy") + "/")
    copy = Country.__new__(Country)
    copy.program, copy.workspace = country.program, tmp_path / "copy"
    copy.cli("check")
    assert copy.cli("joins") == country.cli("joins")
    columns = next((tmp_path / "copy" / "data").glob("??/" + shown["joined"]["columns_digest"] + ".columns"))
    columns.chmod(0o644)
    columns.write_bytes(columns.read_bytes()[:-1])
    copy.cli("check", "statistiques", status=3)
