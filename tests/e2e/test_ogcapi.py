"""OGC API - Features over the small country: its documents validate, its links lead somewhere, its pages of
items are whole. The schemas are those of ../shared/ogc (JOINTURE_SHARED); without it that part is skipped."""
import html.parser
import json
import os
import pathlib
import subprocess
import urllib.parse

import pytest

import postgres
import server

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
SCHEMAS = OGC / "schemas/ogcapi/features/part1/1.0/openapi/schemas"
CRS = "http://www.opengis.net/def/crs/EPSG/0/"


def api(site, path, **parameters):
    answer = site.fetch(f"/api{path}?" + urllib.parse.urlencode(parameters))
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def in_json_schema(node):
    """OpenAPI 3.0's `nullable` in the words of JSON Schema; YAML's bare null is the type "null"."""
    if isinstance(node, list):
        return [in_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: in_json_schema(item) for key, item in node.items()}
    if "type" in node and node["type"] is None:
        node["type"] = "null"
    if node.pop("nullable", False) and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    return node


@pytest.fixture(scope="module")
def validate():
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    if not SCHEMAS.exists():
        pytest.skip("the official schemas (shared/ogc) are not here")

    def load(uri):
        return in_json_schema(yaml.safe_load(pathlib.Path(urllib.parse.urlparse(uri).path).read_text()))

    def check(document, name):
        base = (SCHEMAS / name).resolve().as_uri()
        schema = load(base)
        resolver = jsonschema.RefResolver(base, schema, handlers={"file": load})
        jsonschema.Draft7Validator(schema, resolver=resolver).validate(document)
    return check


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_document_validates(site, validate, lang):
    validate(api(site, "", f="json", lang=lang), "landingPage.yaml")
    validate(api(site, "/conformance", f="json", lang=lang), "confClasses.yaml")
    listed = api(site, "/collections", f="json", lang=lang)
    validate(listed, "collections.yaml")
    for one in listed["collections"]:
        path = "/collections/" + one["id"]
        validate(api(site, path, f="json", lang=lang), "collection.yaml")
        if one.get("itemType") != "feature":
            continue
        page = api(site, path + "/items", limit=20, lang=lang)
        validate(page, "featureCollectionGeoJSON.yaml")
        item = urllib.parse.quote(str(page["features"][0]["id"]), safe="")
        validate(api(site, f"{path}/items/{item}", lang=lang), "featureGeoJSON.yaml")
    refused = site.fetch("/api/collections?nonesuch=1")
    validate(json.loads(refused.text), "exception.yaml")


class Anchors(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.hrefs = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        href = dict(attributes).get("href")
        if tag in ("a", "link") and href and not href.startswith("#"):
            self.hrefs.append((href, None))


def links_of(value):
    """Every link object in a JSON document but templates, as (href, type)."""
    if isinstance(value, list):
        return [link for item in value for link in links_of(item)]
    if not isinstance(value, dict):
        return []
    own = [(value["href"], value.get("type"))] if isinstance(value.get("href"), str) and not value.get("templated") else []
    return own + [link for item in value.values() for link in links_of(item)]


@pytest.mark.parametrize("form", ["json", "html"])
def test_every_link_leads_to_what_it_says(site, form):
    seen, ahead = set(), [(f"{site.url}/api?f={form}", None)]
    while ahead and len(seen) < 700:
        href, declared = ahead.pop(0)
        if href in seen or not href.startswith(site.url):
            continue
        seen.add(href)
        answer = site.fetch(href[len(site.url):])
        assert answer.status == 200, f"{href}: {answer.status}"
        kind = answer.headers["content-type"]
        if declared and "/api" in href:
            assert kind.split(";")[0] == declared.split(";")[0], href
        if "json" in kind and "/api" in href:
            ahead += links_of(json.loads(answer.text))
        elif kind.startswith("text/html") and "/api" in href:
            ahead += Anchors(answer.text).hrefs
    assert len(seen) > 20


def test_following_next_meets_every_item_once_in_order(site):
    path, ids = "/api/collections/communes/items?limit=37", []
    while path:
        page = json.loads(site.fetch(path).text)
        assert page["numberMatched"] == 250 and page["numberReturned"] == len(page["features"])
        ids += [feature["id"] for feature in page["features"]]
        path = next((link["href"][len(site.url):] for link in page["links"] if link["rel"] == "next"), None)
    assert len(ids) == 250 and ids == sorted(set(ids))


@pytest.mark.parametrize("code, first", [("2154", "x"), ("3857", "x"), ("4326", "y"), ("4258", "y"), ("3035", "y")])
def test_coordinates_follow_the_definition_of_their_system(site, code, first):
    from osgeo import osr
    osr.UseExceptions()
    there, degrees = osr.SpatialReference(), osr.SpatialReference()
    there.ImportFromEPSG(int(code))
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    plain = api(site, "/collections/communes/items/01001")["geometry"]["coordinates"]
    expected = osr.CoordinateTransformation(degrees, there).TransformPoint(*plain)[:2]
    moved = site.fetch(f"/api/collections/communes/items/01001?crs={CRS}{code}")
    assert moved.headers["content-crs"] == f"<{CRS}{code}>"
    given = json.loads(moved.text)["geometry"]["coordinates"]
    assert given == pytest.approx(expected, abs=0.02)
    # a box around that point, its numbers in the same order, finds it
    side = 0.0001 if there.IsGeographic() else 10
    box = ",".join(str(n) for n in [given[0] - side, given[1] - side, given[0] + side, given[1] + side])
    found = api(site, "/collections/communes/items", bbox=box, **{"bbox-crs": CRS + code})
    assert [f["id"] for f in found["features"]] == ["01001"]


def test_a_time_selects_rivers(site):
    every = api(site, "/collections/rivieres/items", limit=100)["features"]
    chosen = api(site, "/collections/rivieres/items", limit=100, datetime="2017-06-01/2018-06-01")
    years = {f["properties"]["annee"][:4] for f in chosen["features"]}
    assert years == {"2018"} and 0 < chosen["numberMatched"] < len(every)


def test_pages_have_a_policy_and_ask_nothing_of_others(site):
    for path in ("/api", "/api/collections", "/api/collections/communes", "/api/collections/communes/items",
                 "/api/collections/communes/items/01001", "/api/openapi"):
        answer = site.fetch(path, headers={"Accept": "text/html"})
        assert answer.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text and "style=" not in answer.text


# --- a referenced table of PostGIS ---

TABLE = """CREATE EXTENSION postgis;
CREATE TABLE places (code text UNIQUE, id serial PRIMARY KEY, mark uuid, d date, t timestamptz, u timestamp, open boolean,
                     n integer, g geometry(Point, 4326));
INSERT INTO places (code, mark, d, t, u, open, n, g) VALUES
 ('a', '11111111-1111-1111-1111-111111111111', '2016-05-31', '2016-05-31T23:00Z', '2016-05-31T23:00', true, 1, 'SRID=4326;POINT(1 45)'),
 ('b''s', NULL, '2016-06-01', '2016-06-01T14:00+02:00', '2016-06-01T12:00', false, 2, 'SRID=4326;POINT(2 46)'),
 ('c', NULL, NULL, NULL, NULL, NULL, NULL, NULL);"""


@pytest.fixture(scope="module")
def places(jointure, tmp_path_factory):
    if postgres.programs() is None:
        pytest.skip("needs initdb (postgresql)")
    database = postgres.Postgres()
    try:
        if "postgis" not in database.sql("SELECT name FROM pg_available_extensions"):
            pytest.skip("needs PostGIS (postgresql-postgis)")
        database.sql(TABLE)
        workspace = tmp_path_factory.mktemp("places") / "workspace"
        port = server.free_port()
        environment = dict(os.environ, LANG="C.UTF-8", JOINTURE_WORKSPACE=str(workspace))
        for command in (["init", workspace, "--base-url", f"http://127.0.0.1:{port}"],
                        ["organisation", "o", "--title-fr", "O"],
                        ["publish", "layer", "places", database.source, "--table", "places", "--reference", "--key", "code",
                         "--organisation", "o", "--title-fr", "Lieux", "--time", "t"]):
            subprocess.run([jointure, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
        with server.Server([jointure, "serve"], workspace, port=port, workers=1) as running:
            running.database = database
            yield running
    finally:
        database.stop()


def ids(site, **parameters):
    return " ".join(f["id"] for f in api(site, "/collections/places/items", **parameters)["features"])


def test_a_table_of_postgis_is_filtered_where_it_is(places):
    assert ids(places) == "a b's c"
    assert ids(places, code="b's") == "b's"
    assert ids(places, n=2) == "b's" and ids(places, open="true") == "a"
    assert ids(places, mark="11111111-1111-1111-1111-111111111111") == "a" and ids(places, mark="no uuid") == ""
    assert ids(places, d="2016-06-01") == "b's" and ids(places, t="2016-06-01T12:00:00Z") == "b's"
    assert ids(places, u="2016-06-01T12:00:00Z") == "b's"
    assert ids(places, datetime="2016-06/..") == "b's" and ids(places, datetime="../2016-05-31") == "a"
    assert ids(places, bbox="0,44,1.5,45.5") == "a"
    assert ids(places, bbox="600000,6500000,650000,6600000", **{"bbox-crs": CRS + "2154"}) == "b's"
    assert ids(places, limit=1, offset=1) == "b's"
    item = api(places, "/collections/places/items/b's")
    assert item["properties"]["t"] == item["properties"]["u"] == "2016-06-01T12:00:00Z"
    assert api(places, "/collections/places/items/c")["geometry"] is None


def test_a_row_that_comes_is_there_at_once_and_nothing_is_kept(places):
    assert "etag" not in places.fetch("/api/collections/places/items").headers
    places.database.sql("INSERT INTO places (code) VALUES ('d')")
    page = api(places, "/collections/places/items", limit=1)
    assert page["numberMatched"] == 4
    places.database.sql("DELETE FROM places WHERE code = 'd'")


def test_a_lost_connection_is_made_again(places):
    assert ids(places) == "a b's c"
    places.database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                        "AND backend_type = 'client backend'")
    assert ids(places) == "a b's c"


def test_a_table_of_postgis_is_drawn_and_asked_where_it_is(places):
    wms = ("/ows?SERVICE=WMS&VERSION=1.3.0&LAYERS=places&STYLES=&CRS=CRS:84&BBOX=0,44,3,47&WIDTH=60&HEIGHT=60&FORMAT=image/png"
           "&REQUEST=")
    drawn = places.fetch(wms + "GetMap")
    empty = places.fetch(wms.replace("BBOX=0,44,3,47", "BBOX=10,44,13,47") + "GetMap")
    assert drawn.headers["Content-Type"] == "image/png", drawn.text[:300]
    assert empty.headers["Content-Type"] == "image/png" and drawn.body != empty.body
    info = places.fetch(wms + "GetFeatureInfo&QUERY_LAYERS=places&INFO_FORMAT=application/json&I=40&J=20")
    # without TIME the latest moment is drawn
    assert [f["properties"]["code"] for f in json.loads(info.text)["features"]] == ["b's"], info.text
    assert "ETag" not in drawn.headers, "a referenced source may change without an edition"
    features = places.fetch("/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=places&OUTPUTFORMAT=geojson")
    assert len(json.loads(features.text)["features"]) == 3
