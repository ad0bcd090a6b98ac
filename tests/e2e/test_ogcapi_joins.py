"""OGC API - Joins (draft 22-026 of June 2026) over the small country: its requirements as tests, one for each, with the
schemas of the draft where ../shared/ogc (JOINTURE_SHARED) is there."""
import json
import os
import pathlib
import re
import urllib.parse

import pytest

from joins_client import (CONF, CSV, DIRECT, FIRST, LEFT, MATCHED, OURS, TABLE, fields, files, get, get_json, joined,
                          links, make, ours, post, problem, rates)  # noqa: F401 (joined is a fixture)

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
DRAFT = OGC / "schemas/ogcapi/joins/part1/draft-2026-06-30/openapi"


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
