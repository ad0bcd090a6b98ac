"""OGC API - Joins (draft 22-026 of June 2026) over the small country: its requirements as tests, one for each, with the
schemas of the draft where ../shared/ogc (JOINTURE_SHARED) is there; then what is ours, and what a client may send wrong."""
import email.utils
import json
import os
import pathlib
import re
import sqlite3
import time
import urllib.parse
import uuid

import pytest

import country
import server

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
DRAFT = OGC / "schemas/ogcapi/joins/part1/draft-2026-06-30/openapi"
CONF = "http://www.opengis.net/spec/ogcapi-joins-1/1.0/conf/"
OURS = "http://www.jointure.org/spec/joins/1.0/conf/"
CSV = CONF + "input-csv"
DIRECT = CONF + "output-geojson-direct"

#: ten départements are in the framework; 99 is in none, 75 comes twice, 974 is missing
TABLE = ("code;nom;taux;habitants\n01;Ain;7,5;100\n02;Aisne;12,1;200\n03;Allier;9,0;300\n2A;Corse-du-Sud;8,2;400\n"
         "2B;Haute-Corse;8,9;500\n22;Côtes-d'Armor;6,6;600\n35;Ille-et-Vilaine;5,9;700\n75;Paris;6,1;800\n75;Paris;1,0;1\n"
         "971;Guadeloupe;17,2;900\n99;Nulle part;3,3;1000\n")
MATCHED, FIRST = 9, {"01": 7.5, "75": 6.1}


class Form:
    """multipart/form-data: fields are texts, or (file name, bytes)."""

    def __init__(self, fields):
        self.boundary = uuid.uuid4().hex
        parts = []
        for name, value in fields:
            head = f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"'
            if isinstance(value, tuple):
                head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
                value = value[1]
            parts.append(head.encode() + b"\r\n\r\n" + (value if isinstance(value, bytes) else value.encode()) + b"\r\n")
        self.body = b"".join(parts) + f"--{self.boundary}--\r\n".encode()
        self.type = f"multipart/form-data; boundary={self.boundary}"


def fields(table=TABLE, **more):
    """The fields of a good join as a list; an underscore stands for a dash, None leaves a field out."""
    given = {"collection-id": "departements", "right-dataset-format": CSV,
             "right-dataset-file": ("chômage 2021.csv", table if isinstance(table, bytes) else table.encode()),
             "right-dataset-key": "0", "right-dataset-data-value-list": "2,3", "csv-file-delimiter": ";"}
    given.update({name.replace("_", "-"): value for name, value in more.items()})
    return [(name, value) for name, value in given.items() if value is not None]


def post(site, path, form, method="POST", **headers):
    form = Form(form)
    headers = {"Content-Type": form.type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return site.fetch(path, body=form.body, headers=headers, method=method, timeout=60)


def settled(site, answer):
    """The answer itself, or what it leads to once its job is done."""
    while answer.status in (202, 303):
        time.sleep(0.1)
        answer = site.fetch(answer.headers["Location"][len(site.url):])
    return answer


def make(site, table=TABLE, **more):
    """A join, as its document."""
    answer = post(site, "/api/joins?lang=en", fields(table, **more))
    assert answer.status == 201, answer.text
    return json.loads(answer.text)


def get(site, path, status=200, **headers):
    answer = site.fetch(path, headers=headers)
    assert answer.status == status, f"{path}: {answer.status} {answer.text[:500]}"
    return answer


def get_json(site, path, **headers):
    return json.loads(get(site, path, **headers).text)


def ours(site, href):
    assert href.startswith(site.url), href
    return href[len(site.url):]


def links(document, rel):
    return [link for link in document["links"] if link["rel"] == rel]


def rates(collection):
    return {f["properties"]["code"]: f["properties"]["taux"] for f in collection["features"]}


def problem(answer, status):
    assert answer.status == status, f"{answer.status}: {answer.text[:500]}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = json.loads(answer.text)
    assert document["status"] == status and document["type"] and document["title"] and document["detail"]
    assert "/work" not in document["detail"] and "SELECT" not in document["detail"].upper()
    return document


@pytest.fixture(scope="module")
def schema():
    """Validates a document by a schema of the draft, offline."""
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    if not DRAFT.exists():
        pytest.skip("the schemas of the draft (shared/ogc) are not here")

    def load(uri):
        return yaml.safe_load(pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(uri).path)).read_text())

    def check(document, name):
        base = (DRAFT / "schemas" / name).resolve().as_uri()
        one = load(base)
        resolver = jsonschema.RefResolver(base, one, handlers={"file": load})
        jsonschema.Draft7Validator(one, resolver=resolver).validate(document)
    return check


@pytest.fixture(scope="module")
def example():
    """Validates a document by a component of the draft's example of an OpenAPI definition."""
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    if not DRAFT.exists():
        pytest.skip("the schemas of the draft (shared/ogc) are not here")
    whole = yaml.safe_load((DRAFT / "examples" / "API-Joins-Part-1.yaml").read_text())

    def check(document, component):
        resolver = jsonschema.RefResolver("", whole)
        jsonschema.Draft7Validator({"$ref": f"#/components/schemas/{component}"}, resolver=resolver).validate(document)
    check.components = whole["components"]["schemas"]
    check.paths = whole["paths"]
    return check


@pytest.fixture(scope="module")
def joined(site):
    """One join that stays for the tests that only look."""
    return make(site, title="Chômage")


# --- core ---

def test_core_landing_page(site, schema, example):
    landing = get_json(site, "/api?f=json")
    schema(landing, "landingPage.yaml")
    example(landing, "LandingPageResponseObject")
    for rel in ("service-desc", "service-doc", "http://www.opengis.net/def/rel/ogc/1.0/conformance",
                "http://www.opengis.net/def/rel/ogc/1.0/data", "joins"):
        assert links(landing, rel), rel
    assert ours(site, links(landing, "joins")[0]["href"]).startswith("/api/joins")


def test_core_api_definition(site, example):
    definition = get_json(site, "/api/openapi?f=json")
    assert definition["openapi"].startswith("3.0")
    for path, item in example.paths.items():
        if path == "/":
            continue
        assert path in definition["paths"], path
        for method, operation in item.items():
            mine = definition["paths"][path][method]
            assert {s for s in map(str, operation["responses"]) if s.startswith("2")} <= set(mine["responses"]), (path, method)
            body = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data", {}).get("schema", {})
            own = mine.get("requestBody", {}).get("content", {}).get("multipart/form-data", {}).get("schema", {})
            assert set(body.get("properties", {})) <= set(own.get("properties", {})), (path, method)
    names = [o["operationId"] for item in definition["paths"].values() for o in item.values()]
    assert len(names) == len(set(names))


def test_core_conformance(site, schema, example):
    conformance = get_json(site, "/api/conformance?f=json")
    schema(conformance, "confClasses.yaml")
    example(conformance, "ConformanceResponseObject")
    for name in ("core", "data-joining", "file-joining", "join-delete", "input-file-upload", "input-http-ref", "input-csv",
                 "input-geojson", "output-geojson", "output-geojson-direct", "json", "html", "geojson"):
        assert CONF + name in conformance["conformsTo"], name
    for name in ("output-wms", "output-wfs", "output-geopackage", "output-csv", "input-xlsx", "input-gdas"):
        assert OURS + name in conformance["conformsTo"], name


def test_core_collections(site, schema):
    collections = get_json(site, "/api/collections?f=json&limit=3")
    schema(collections, "collections.yaml")
    assert collections["numberReturned"] == 3 < collections["numberMatched"] and links(collections, "next")


def test_core_collection(site, schema):
    for name, has_keys in (("departements", True), ("communes", True), ("rivieres", False)):
        collection = get_json(site, f"/api/collections/{name}?f=json")
        schema(collection, "collectionDesc.yaml")
        assert bool(links(collection, "keys")) == has_keys, name
        assert links(collection, "self") and links(collection, "alternate")
    problem(site.fetch("/api/collections/nonesuch"), 404)


def test_core_keys(site, schema, example):
    collection = get_json(site, "/api/collections/departements?f=json")
    keys = get_json(site, ours(site, links(collection, "keys")[0]["href"]))
    schema(keys, "collectionKeys.yaml")
    example(keys, "CollectionKeysResponseObject")
    assert [k["id"] for k in keys["keys"] if k["isDefault"]] == ["code"]
    problem(site.fetch("/api/collections/nonesuch/keys"), 404)
    problem(site.fetch("/api/collections/rivieres/keys"), 404)


def test_key_values_of_the_earlier_draft(site):
    values = get_json(site, "/api/collections/departements/keys/code?limit=4")
    assert [k["key"] for k in values["keys"]] == ["01", "02", "03", "22"] and values["keys"][0]["title"] == "Ain"
    assert values["numberMatched"] == 10 and values["numberReturned"] == 4 and links(values, "next")
    one = get_json(site, "/api/collections/departements/keys/code?key-value=2A")
    assert [k["key"] for k in one["keys"]] == ["2A"]
    problem(site.fetch("/api/collections/departements/keys/nom"), 404)


# --- data joining ---

def test_joins_post_makes_a_join(site, schema, example):
    answer = post(site, "/api/joins", fields())
    assert answer.status == 201 and answer.headers["Content-Type"] == "application/json"
    document = json.loads(answer.text)
    schema(document, "join.yaml")
    example(document, "JoinResponseObject")
    join = document["join"]
    assert "joinInformation" not in join
    assert answer.headers["Location"] == f"{site.url}/api/joins/{join['id']}"
    assert [link["rel"] for link in join["inputs"]["collection"]] == ["dataset"]
    assert join["inputs"]["attributeDataset"] == "chômage 2021.csv"
    assert [(link["rel"], link["type"]) for link in join["outputs"]] == [("output", "application/geo+json")]
    assert links(document, "self") and links(document, "alternate")
    assert get_json(site, ours(site, answer.headers["Location"]))["join"]["id"] == join["id"]


def test_joins_post_joins_rightly(site, joined):
    output = get(site, ours(site, joined["join"]["outputs"][0]["href"]))
    assert output.headers["Content-Type"] == "application/geo+json"
    found = rates(json.loads(output.text))
    assert len(found) == 10, "every feature stays"
    assert found["974"] is None and found["01"] == FIRST["01"]
    assert found["75"] == FIRST["75"], "of rows with one key the first wins"


def test_joins_post_joins_large_collections_whole(site):
    table = "insee;n\n" + "".join(f"{1 + i // 10:02d}{i % 10:03d};{i}\n" for i in range(250))
    document = make(site, table, collection_id="communes", right_dataset_data_value_list="1")
    found = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    assert len(found) == 250 and {f["properties"]["n"] for f in found} == set(range(250))


def test_joins_post_with_metadata(site, schema):
    answer = post(site, "/api/joins", fields(include_join_metadata="true"))
    assert answer.status == 201, answer.text
    document = json.loads(answer.text)
    schema(document, "join.yaml")
    information = document["join"]["joinInformation"]
    schema(information, "joinInformationObject.yaml")
    assert information["numberOfMatchedCollectionKeys"] == MATCHED == len(information["matchedCollectionKeys"])
    assert information["numberOfUnmatchedCollectionKeys"] == 1 and information["unmatchedCollectionKeys"] == ["974"]
    assert information["numberOfAdditionalAttributeKeys"] == 1 and information["additionalAttributeKeys"] == ["99"]
    assert information["numberOfDuplicateAttributeKeys"] == 1 and information["duplicateAttributeKeys"] == ["75"]
    again = get_json(site, ours(site, answer.headers["Location"]))
    assert again["join"]["joinInformation"] == information


def test_joins_post_direct(site):
    before = get_json(site, "/api/joins?limit=1")["numberMatched"]
    answer = post(site, "/api/joins", fields(output_formats=DIRECT, right_dataset_data_value_list="2", csv_file_delimiter=";"))
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/geo+json", answer.text
    document = json.loads(answer.text)
    assert document["type"] == "FeatureCollection"
    assert rates(document)["01"] == 7.5 and len(document["features"]) == 10
    assert document["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert get_json(site, "/api/joins?limit=1")["numberMatched"] == before, "a direct answer leaves nothing behind"


@pytest.mark.parametrize("value", [CONF + "input/csv", CONF + "input-csv"])
def test_both_spellings_of_value_uris(site, value):
    output = value.replace("input", "output").replace("csv", "geojson")
    answer = post(site, "/api/joins", fields(right_dataset_format=value, output_formats=output))
    assert answer.status == 201, answer.text


def test_columns_by_number_and_by_name(site):
    by_number = make(site, right_dataset_key="0", right_dataset_data_value_list="2, 3")
    by_name = make(site, right_dataset_key="code", right_dataset_data_value_list='taux,"habitants"')
    for document in (by_number, by_name):
        properties = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"][0]["properties"]
        assert properties["taux"] == 7.5 and properties["habitants"] == 100


def test_header_and_data_rows(site):
    table = "Chômage par département\n\ncode;taux\n(source : INSEE);\n01;7,5\n02;12,1\n"
    document = make(site, table, right_dataset_data_value_list="1", csv_file_header_row_number="3", csv_file_data_start_row_number="5")
    found = rates(get_json(site, ours(site, document["join"]["outputs"][0]["href"])))
    assert (found["01"], found["02"]) == (7.5, 12.1)


@pytest.mark.parametrize("delimiter,sent", [(",", ","), ("\t", "\t"), ("\t", "\\t"), ("|", "|")])
def test_delimiters(site, delimiter, sent):
    table = TABLE.replace(",", ".").replace(";", delimiter)
    document = make(site, table, csv_file_delimiter=sent)
    assert rates(get_json(site, ours(site, document["join"]["outputs"][0]["href"])))["01"] == 7.5


@pytest.mark.parametrize("encoding,told", [("cp1252", "1252"), ("utf-8-sig", "UTF-8")])
def test_other_encodings_are_detected(site, encoding, told):
    document = make(site, TABLE.encode(encoding), right_dataset_data_value_list="nom,taux")
    features = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    names = {str(v) for f in features for v in f["properties"].values()}
    assert "Côtes-d'Armor" in names and rates({"features": features})["01"] == 7.5
    report = get_json(site, f"/api/collections/{document['jointure']['layer']}/report?f=json&lang=en")["table"]
    assert told in report["encoding"] and report["byteOrderMark"] == encoding.endswith("sig") and report["separator"] == ";"
    page = get(site, f"/api/collections/{document['jointure']['layer']}/report?f=html&lang=fr").text
    assert told in page and "Tableau lu comme CSV" in page


def test_joins_get_lists(site, schema, example, joined):
    listed = get_json(site, "/api/joins?f=json&limit=1000")
    schema(listed, "joins.yaml")
    example(listed, "JoinsResponseObject")
    ids = [j["id"] for j in listed["joins"]]
    assert joined["join"]["id"] in ids and len(ids) == len(set(ids)) == listed["numberReturned"] == listed["numberMatched"]
    for one in listed["joins"]:
        assert {link["type"] for link in one["links"] if link["rel"] == "join"} == {"application/json", "text/html"}


def test_joins_get_pages(site, joined):
    make(site, right_dataset_data_value_list="3")
    ids, path = [], "/api/joins?limit=1"
    while path:
        page = get_json(site, path)
        assert page["numberReturned"] == 1 == len(page["joins"]) and page["numberMatched"] >= 2
        ids += [j["id"] for j in page["joins"]]
        path = ours(site, links(page, "next")[0]["href"]) if links(page, "next") else None
    assert len(ids) == len(set(ids)) and joined["join"]["id"] in ids
    problem(site.fetch("/api/joins?limit=none"), 400)
    assert get_json(site, "/api/joins?limit=100000")["numberMatched"] == len(ids), "a limit over the maximum is the maximum"


def test_joins_get_by_datetime(site, joined):
    moment = get_json(site, f"/api/joins/{joined['join']['id']}")["join"]["timeStamp"]
    year = int(moment[:4])
    for interval, there in ((moment, True), (f"{moment}/..", True), (f"../{moment}", True), (f"{year}-01-01/{year}-12-31", True),
                            (f"../{year - 1}-12-31", False), (f"{year + 1}-01-01/..", False)):
        listed = get_json(site, "/api/joins?limit=1000&datetime=" + urllib.parse.quote(interval, safe=""))
        assert (joined["join"]["id"] in [j["id"] for j in listed["joins"]]) == there, interval
    problem(site.fetch("/api/joins?datetime=yesterday"), 400)


def test_joins_joinid_get(site, schema, joined):
    document = get_json(site, f"/api/joins/{joined['join']['id']}?f=json")
    schema(document, "join.yaml")
    assert {"id", "timeStamp", "inputs", "outputs"} <= set(document["join"])
    for link in document["join"]["outputs"] + document["links"] + document["join"]["inputs"]["collection"]:
        assert link["rel"] and link["type"]
        answer = get(site, ours(site, link["href"]))
        assert answer.headers["Content-Type"].split(";")[0] == link["type"].split(";")[0], link
    problem(site.fetch("/api/joins/" + "0" * 32), 404)
    problem(site.fetch("/api/joins/nonesuch"), 404)


def test_joins_joinid_delete(site):
    join = make(site, right_dataset_data_value_list="1")["join"]["id"]
    path = f"/api/joins/{join}"
    answer = site.fetch(path, method="DELETE")
    assert answer.status == 204 and answer.body == b""
    problem(site.fetch(path), 404)
    problem(site.fetch(path, method="DELETE"), 404)
    problem(site.fetch(f"/api/collections/join_{join}"), 404)
    assert f"join_{join}" not in get(site, "/ows?service=WMS&request=GetCapabilities").text


# --- file joining ---

LEFT = {"type": "FeatureCollection", "name": "x", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [{"type": "Feature", "id": i, "geometry": {"type": "Point", "coordinates": [1.10, 45.1234567890123]},
                      "properties": {"insee": code, "taux": "old"}, "foreign": [1, None]}
                     for i, code in enumerate(["01", "02", "2A", "974", "01"])] +
                    [{"type": "Feature", "geometry": None, "properties": None}]}


def files(left=None, **more):
    return [("left-dataset-format", CONF + "input-geojson"),
            ("left-dataset-file", ("left.geojson", json.dumps(LEFT if left is None else left).encode() if not isinstance(left, bytes) else left)),
            ("left-dataset-key", more.pop("left_dataset_key", "$.features[*].properties.insee"))] + fields(collection_id=None, **more)


def test_filejoin(site):
    answer = post(site, "/api/filejoin", files())
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/geo+json", answer.text
    document = json.loads(answer.text)
    assert b"45.1234567890123" in answer.body and b"1.1," in answer.body, "what was not joined comes back as it was"
    assert document["crs"] == LEFT["crs"] and len(document["features"]) == 6
    found = [(f["properties"].get("insee"), f["properties"]["taux_2"], f["properties"]["habitants"]) for f in document["features"]]
    assert found == [("01", 7.5, 100), ("02", 12.1, 200), ("2A", 8.2, 400), ("974", None, None), ("01", 7.5, 100), (None, None, None)]
    assert document["features"][0]["foreign"] == [1, None] and document["features"][0]["properties"]["taux"] == "old"


@pytest.mark.parametrize("path", ["$.features[*].properties['insee']", '$.features[*].properties["insee"]'])
def test_filejoin_json_paths(site, path):
    assert json.loads(post(site, "/api/filejoin", files(left_dataset_key=path)).text)["features"][0]["properties"]["habitants"] == 100


def test_filejoin_by_id(site):
    left = {"type": "FeatureCollection", "features": [{"type": "Feature", "id": "02", "geometry": None, "properties": {}}]}
    document = json.loads(post(site, "/api/filejoin", files(left, left_dataset_key="$.features[*].id")).text)
    assert document["features"][0]["properties"] == {"taux": 12.1, "habitants": 200}


@pytest.mark.parametrize("change,parameter", [
    ({"left_dataset_key": "$..code"}, "left-dataset-key"), ({"left_dataset_key": "$.features[*].properties.nonesuch"}, "left-dataset-key"),
    ({"left": b'{"type":"FeatureCollection","features":[{"type":"Feature"'}, "left-dataset-file"), ({"left": b"no json"}, "left-dataset-file"),
    ({"left": b'{"type":"FeatureCollection"}'}, "left-dataset-file"), ({"left": b""}, "left-dataset-file"),
    ({"left": b'{"features":[{"type":"Feature","properties":{"insee":"01"}}]} more'}, "left-dataset-file"),
    ({"right_dataset_key": "7"}, "right-dataset-key"), ({"right_dataset_file": None}, "right-dataset-file")])
def test_filejoin_refuses(site, change, parameter):
    assert problem(post(site, "/api/filejoin", files(**change)), 400)["parameter"] == parameter


# --- encodings ---

def test_html_of_every_answer_has_all_links(site, joined):
    join = joined["join"]["id"]
    for path in ("/api", "/api/conformance", "/api/collections", "/api/collections/departements", "/api/collections/departements/keys",
                 "/api/collections/departements/keys/code", "/api/joins", f"/api/joins/{join}", f"/api/collections/join_{join}",
                 f"/api/collections/join_{join}/styles", f"/api/collections/join_{join}/styles/default", f"/api/collections/join_{join}/report"):
        for lang in ("fr", "en"):
            page = get(site, f"{path}?f=html&lang={lang}")
            assert page.headers["Content-Type"].startswith("text/html") and f'lang="{lang}"' in page.text
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    document, page = get_json(site, f"/api/joins/{join}?f=json&lang=en"), get(site, f"/api/joins/{join}?f=html&lang=en").text
    for link in document["join"]["outputs"] + document["join"]["inputs"]["collection"]:
        href = link["href"].replace("&", "&amp;").replace("f=json&amp;", "f=(json|html)&amp;").replace("f=json", "f=(json|html)")
        assert re.search(re.escape(href).replace(re.escape("(json|html)"), "(json|html)"), page), link
    made = post(site, "/api/joins?f=html", fields())
    assert made.status == 201 and made.headers["Content-Type"].startswith("text/html") and join[:8]


def test_cors(site):
    answer = site.fetch("/api/joins", method="OPTIONS", headers={"Origin": "http://elsewhere", "Access-Control-Request-Method": "DELETE"})
    assert answer.status == 204 and "DELETE" in answer.headers["Access-Control-Allow-Methods"]
    answer = post(site, "/api/joins", fields(), Origin="http://elsewhere")
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and "Location" in answer.headers["Access-Control-Expose-Headers"]


# --- what is ours ---

def test_the_join_is_a_layer_of_every_service(site, joined):
    name = "join_" + joined["join"]["id"]
    time.sleep(0.3)  # lists are looked at anew that often (poll_milliseconds)
    assert name in get(site, "/ows?service=WMS&request=GetCapabilities").text
    assert name in get(site, "/ows?service=WFS&version=2.0.0&request=GetCapabilities").text
    picture = get(site, f"/ows?service=WMS&version=1.3.0&request=GetMap&layers={name}&styles=&crs=CRS:84&bbox=0,44,7,48&width=70&height=40&format=image/png")
    assert picture.headers["Content-Type"] == "image/png"
    features = get_json(site, f"/ows?service=WFS&version=2.0.0&request=GetFeature&typenames={name}&outputformat=application/json")
    assert rates(features)["01"] == 7.5
    items = get_json(site, f"/api/collections/{name}/items?taux=7.5")
    assert [f["properties"]["code"] for f in items["features"]] == ["01"]


def test_outputs_of_ours(site, joined, tmp_path):
    wanted = ",".join([CONF + "output-geojson"] + [OURS + o for o in ("output-wms", "output-wfs", "output-geopackage", "output-csv",
                                                                       "output-report", "output-sld", "output-qml", "output-maplibre", "output-legend")])
    outputs = {link["title"]: link for link in make(site, output_formats=wanted)["join"]["outputs"]}
    assert len(outputs) == 10
    by_type = {}
    for link in outputs.values():
        answer = get(site, ours(site, link["href"]))
        by_type.setdefault(link["type"], answer)
    rows = by_type["text/csv"].text.splitlines()
    assert rows[0].startswith("code,nom") and "taux_class" in rows[0] and len(rows) == 11
    package = tmp_path / "x.gpkg"
    package.write_bytes(by_type["application/geopackage+sqlite3"].body)
    with sqlite3.connect(package) as db:
        table = db.execute("select table_name from gpkg_contents where data_type='features'").fetchone()[0]
        assert db.execute(f'select count(*), sum(taux is null) from "{table}"').fetchone() == (10, 1)
    assert by_type["application/vnd.mapbox.style+json"].text.startswith('{"version":8')
    assert b"<qgis" in by_type["application/xml"].body and b"StyledLayerDescriptor" in by_type["application/vnd.ogc.sld+xml"].body


def test_the_files_are_made_once_and_kept(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/export?f=csv"
    first = get(site, path)
    kept = [p.name for p in (site.country.workspace / "cache" / "exports").iterdir() if p.suffix == ".csv"]
    assert kept and not [p for p in (site.country.workspace / "cache" / "exports").iterdir() if p.name.startswith(".")]
    assert get(site, path).body == first.body
    assert site.fetch(path, headers={"If-None-Match": first.headers["ETag"]}).status == 304


def test_styles_agree_with_the_legend(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/styles"
    styles = get_json(site, path)
    assert styles["default"] == "default" and "taux" in [s["id"] for s in styles["styles"]]
    legend = get_json(site, f"{path}/taux?f=json&lang=en")
    colors = {c["color"] for c in legend["classes"]}
    for form in ("qml", "maplibre"):
        text = get(site, f"{path}/taux?f={form}").text.lower()
        for color in colors:
            red, green, blue = (int(color[i:i + 2], 16) for i in (1, 3, 5))
            assert color in text or f"{red},{green},{blue}" in text, (form, color)
    sld = site.fetch(f"{path}/taux?f=sld")
    assert sld.status == 303 and b"StyledLayerDescriptor" in get(site, ours(site, sld.headers["Location"])).body
    problem(site.fetch(f"{path}/nonesuch"), 404)


def test_the_report(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/report"
    for lang, word in (("fr", "Guadeloupe"), ("en", "Guadeloupe")):
        report = get_json(site, f"{path}?f=json&lang={lang}")
        assert report["numberOfMatchedCollectionKeys"] == MATCHED and "jointure" in report
        assert "974" in get(site, f"{path}?f=html&lang={lang}").text
        sheet = get(site, f"{path}?f=csv&lang={lang}")
        assert sheet.headers["Content-Type"].startswith("text/csv") and "974" in sheet.text
    problem(site.fetch("/api/collections/departements/report"), 404)


def test_the_same_join_has_the_same_address(site):
    assert make(site)["join"]["id"] == make(site)["join"]["id"] != make(site, right_dataset_data_value_list="2")["join"]["id"]


def test_a_join_is_refreshed_by_put_and_keeps_its_address(site):
    before = make(site, right_dataset_data_value_list="2", title="À rafraîchir")
    path = f"/api/joins/{before['join']['id']}"
    for method, rate in (("PUT", 9.9), ("POST", 8.8)):
        table = TABLE.replace("01;Ain;7,5", f"01;Ain;{str(rate).replace('.', ',')}")
        answer = post(site, path, [("right-dataset-file", ("new.csv", table.encode()))], method=method)
        assert answer.status == 200, answer.text
        after = json.loads(answer.text)
        assert after["join"]["id"] == before["join"]["id"] and after["jointure"]["version"] != before["jointure"]["version"]
        assert rates(get_json(site, f"/api/collections/join_{before['join']['id']}/export?f=geojson"))["01"] == rate
    problem(post(site, path, [], method="PUT"), 400)
    problem(post(site, "/api/joins/" + "0" * 32, [("right-dataset-file", ("x.csv", b"a"))], method="PUT"), 404)


def test_private_joins_are_in_no_list(site):
    document = make(site, visibility="private", right_dataset_data_value_list="nom")
    join = document["join"]["id"]
    assert join not in get(site, "/api/joins?limit=1000").text
    assert join not in get(site, "/ows?service=WMS&request=GetCapabilities").text
    assert get_json(site, f"/api/joins/{join}")["join"]["id"] == join, "who made it anonymously knows its address"


def test_only_the_maker_deletes_and_refreshes(site):
    key = {"Authorization": "Bearer " + site.country.keys["internal_ign"]}
    form = Form(fields(right_dataset_data_value_list="3"))
    answer = site.fetch("/api/joins", body=form.body, headers={"Content-Type": form.type, **key})
    assert answer.status == 201, answer.text
    path = f"/api/joins/{json.loads(answer.text)['join']['id']}"
    other = {"Authorization": "Bearer " + site.country.keys["internal_region"]}
    problem(site.fetch(path, method="DELETE"), 404)
    problem(site.fetch(path, method="DELETE", headers=other), 404)
    problem(post(site, path, [("right-dataset-file", ("x.csv", TABLE.encode()))], method="PUT"), 404)
    assert site.fetch(path, method="DELETE", headers=key).status == 204


def test_life_title_and_style(site):
    document = make(site, days="2", title="Un titre <b>", method="equal", classes="3", ramp="Blues", main_attribute="taux", visibility="listed")
    assert document["jointure"]["title"] == "Un titre <b>" and document["jointure"]["expires"]
    assert 1.9 * 86400 < time.mktime(time.strptime(document["jointure"]["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime()) < 2.1 * 86400
    legend = get_json(site, f"/api/collections/{document['jointure']['layer']}/styles/default?f=json")
    assert legend["method"] == "equal" and len(legend["classes"]) == 3 and legend["ramp"] == "Blues" and legend["attribute"] == "taux"
    assert "<b>" not in get(site, f"/api/joins/{document['join']['id']}?f=html").text


def test_reductions_and_pivot(site):
    table = "code;sexe;n\n01;F;1\n01;H;2\n02;F;3\n02;H;4\n"
    document = make(site, table, right_dataset_data_value_list="2", reduction="sum")
    found = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    assert {f["properties"]["code"]: f["properties"]["n"] for f in found}["02"] == 7
    document = make(site, table, right_dataset_data_value_list="2", reduction="error", pivot="sexe")
    found = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    assert {f["properties"]["code"]: (f["properties"]["n_F"], f["properties"]["n_H"]) for f in found}["02"] == (3, 4)
    problem(post(site, "/api/joins", fields(table, right_dataset_data_value_list="2", reduction="error")), 400)


# --- what a client may send wrong ---

@pytest.mark.parametrize("change,status,parameter", [
    ({"collection_id": None}, 400, "collection-id"), ({"collection_id": "nonesuch"}, 404, "collection-id"),
    ({"collection_id": "foncier"}, 404, "collection-id"), ({"collection_id": "rivieres"}, 400, "collection-id"),
    ({"collection_key": "nom"}, 400, "collection-key"), ({"right_dataset_format": None}, 400, "right-dataset-format"),
    ({"right_dataset_format": CONF + "input-shapefile"}, 400, "right-dataset-format"), ({"right_dataset_file": None}, 400, "right-dataset-file"),
    ({"right_dataset_file": ("x.csv", b"")}, 400, "right-dataset-file"),
    ({"right_dataset_url": "https://example.org/x.csv"}, 400, "right-dataset-url"), ({"right_dataset_key": None}, 400, "right-dataset-key"),
    ({"right_dataset_key": "17"}, 400, "right-dataset-key"), ({"right_dataset_key": "nonesuch"}, 400, "right-dataset-key"),
    ({"right_dataset_data_value_list": None}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": "2,17"}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": "2,,3"}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": '2,"3'}, 400, "right-dataset-data-value-list"),
    ({"csv_file_delimiter": None}, 400, "csv-file-delimiter"), ({"csv_file_delimiter": ";;"}, 400, "csv-file-delimiter"),
    ({"csv_file_header_row_number": "0"}, 400, "csv-file-header-row-number"), ({"csv_file_header_row_number": "x"}, 400, "csv-file-header-row-number"),
    ({"csv_file_data_start_row_number": "1"}, 400, "csv-file-data-start-row-number"),
    ({"output_formats": CONF + "output-nonesuch"}, 400, "output-formats"), ({"include_join_metadata": "yes"}, 400, "include-join-metadata"),
    ({"reduction": "median"}, 400, "reduction"), ({"days": "100000"}, 400, "days"), ({"visibility": "secret"}, 400, "visibility"),
    ({"method": "magic"}, 400, "method"), ({"ramp": "nonesuch"}, 400, "ramp"), ({"nonesuch": "1"}, 400, "nonesuch"),
    ({"title": b"\xff"}, 400, "title"), ({"encoding": "klingon"}, 400, None)])
def test_bad_fields(site, change, status, parameter):
    document = problem(post(site, "/api/joins", fields(**change)), status)
    assert parameter is None or document["parameter"] == parameter


@pytest.mark.parametrize("table", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\0\0\0\0", b"PK\x03\x04broken", b"code\n", b"\xff\xfe\x00",
                                   b"code;taux\n", b"a;b\nx;2\ny;4\n"])
def test_what_is_no_table_is_refused_and_leaves_nothing(site, table):
    joins = site.country.workspace / "joins"
    before = sorted(p.name for p in joins.iterdir())
    problem(post(site, "/api/joins", fields(table, right_dataset_data_value_list="1")), 400)
    assert sorted(p.name for p in joins.iterdir()) == before
    assert list((joins / "incoming").iterdir()) == []


def test_duplicate_fields(site):
    assert problem(post(site, "/api/joins", fields() + [("collection-id", "communes")]), 400)["parameter"] == "collection-id"


def test_other_bodies(site):
    for body, kind in ((b"{}", "application/json"), (b"collection-id=departements", "application/x-www-form-urlencoded"),
                       (b"--x\r\n", "multipart/form-data"), (b"nothing", "multipart/form-data; boundary=x")):
        problem(site.fetch("/api/joins", body=body, headers={"Content-Type": kind}), 400)


def test_a_body_of_a_gigabyte_is_refused_before_it_comes(site):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.putrequest("POST", "/api/joins")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(1 << 30))
    connection.endheaders()
    try:
        connection.send(b"--x\r\n" * 1000)
        answer = connection.getresponse()
        assert answer.status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass
    finally:
        connection.close()
    assert site.fetch("/api/joins").status == 200


def test_urls_that_are_not_fetched(site):
    for url in ("http://127.0.0.1:9/x.csv", "file:///etc/passwd", "https://169.254.169.254/x", "gopher://x/", "nonsense", site.url + "/api/joins"):
        answer = post(site, "/api/joins", fields(right_dataset_file=None, right_dataset_url=url))
        assert answer.status in (400, 502), (url, answer.status, answer.text)
        assert problem(answer, answer.status)["parameter"] == "right-dataset-url", url


def test_methods(site, joined):
    for path, method, allowed in (("/api/joins", "PUT", "POST"), ("/api/joins", "DELETE", "POST"), ("/api/filejoin", "GET", "POST"),
                                  ("/api/collections", "POST", "GET"), (f"/api/joins/{joined['join']['id']}", "PATCH", "")):
        answer = site.fetch(path, method=method)
        assert answer.status == 405 and allowed in answer.headers["Allow"], (path, method, answer.text)


def test_unknown_jobs(site):
    for job in ("0" * 32, "x", "0" * 31, "joined.columns"):
        problem(site.fetch(f"/api/jobs/{job}"), 404)


# --- settings ---

@pytest.fixture(scope="module")
def other_site(jointure, tmp_path_factory):
    """The country again, to be served with other settings."""
    port = server.free_port()
    return country.Country(tmp_path_factory.mktemp("other"), jointure, f"http://127.0.0.1:{port}"), port


@pytest.fixture
def serve(other_site, jointure):
    made, port = other_site
    path = made.workspace / "jointure.conf"
    before, running = path.read_text(), []

    def start(**settings):
        text = before
        for name, value in settings.items():
            text, n = re.subn(rf"(?m)^[#; ]*{name} *=.*$", f"{name} = {value}", text)
            assert n == 1, name
        path.write_text(text)
        running.append(server.Server([jointure, "serve"], made.workspace, port=port))
        running[0].country = made
        return running[0]
    yield start
    for one in running:
        one.__exit__()
    path.write_text(before)


def test_a_long_join_is_a_job_to_ask_after(serve):
    site = serve(join_wait=0)
    answer = post(site, "/api/joins", fields(include_join_metadata="true"))
    assert answer.status == 202 and int(answer.headers["Retry-After"]) > 0, answer.text
    job = json.loads(answer.text)
    assert job["status"] == "running" and ours(site, answer.headers["Location"]).startswith("/api/jobs/" + job["jobID"])
    path = ours(site, answer.headers["Location"])
    site.until(lambda: site.fetch(path).status != 202)
    done = site.fetch(path)
    assert done.status == 303
    document = get_json(site, ours(site, done.headers["Location"]))
    assert document["join"]["joinInformation"]["numberOfMatchedCollectionKeys"] == MATCHED
    direct = settled(site, post(site, "/api/joins", fields(output_formats=DIRECT)))
    assert direct.status == 200 and rates(json.loads(direct.text))["01"] == 7.5
    file = settled(site, post(site, "/api/filejoin", files()))
    assert file.status == 200 and json.loads(file.text)["features"][0]["properties"]["habitants"] == 100
    refused = settled(site, post(site, "/api/joins", fields(right_dataset_key="nonesuch")))
    assert problem(refused, 400)["parameter"] == "right-dataset-key"


@pytest.mark.parametrize("who,anonymous,professional,internal", [
    ("nobody", 403, 403, 403), ("internal", 401, 403, 201), ("professional", 401, 201, 201)])
def test_who_may_join(serve, who, anonymous, professional, internal):
    site = serve(may_join=who)
    for key, status in ((None, anonymous), ("professional_ign", professional), ("internal_ign", internal)):
        headers = {"Authorization": "Bearer " + site.country.keys[key]} if key else {}
        for path, form in (("/api/joins", fields()), ("/api/filejoin", files())):
            answer = post(site, path, form, **headers)
            if status == 201:
                assert answer.status in (200, 201), answer.text
            else:
                problem(answer, status)
            assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert get_json(site, "/api/joins")["numberMatched"] >= 0


def test_a_table_over_the_limits_is_refused(serve):
    site = serve(max_rows=5, max_upload="2K")
    problem(post(site, "/api/joins", fields()), 413)
    problem(post(site, "/api/joins", fields("code;n\n" + "01;1\n" * 1000)), 413)
    assert post(site, "/api/joins", fields("code;n\n01;1\n02;2\n", right_dataset_data_value_list="1")).status == 201


def test_dates_of_answers_are_http_dates(site, joined):
    modified = get(site, f"/api/joins/{joined['join']['id']}").headers.get("Last-Modified")
    assert modified is None or email.utils.parsedate_to_datetime(modified)


def test_no_member_of_a_join_document_comes_twice(site):
    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)
    answer = settled(site, post(site, "/api/joins", fields(include_join_metadata="true")))
    assert "joinInformation" in json.loads(answer.body, object_pairs_hook=once)["join"]
