"""A client of OGC API - Joins: its forms, and what its answers are looked at by."""
import json
import time
import uuid

import pytest

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


LEFT = {"type": "FeatureCollection", "name": "x", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [{"type": "Feature", "id": i, "geometry": {"type": "Point", "coordinates": [1.10, 45.1234567890123]},
                      "properties": {"insee": code, "taux": "old"}, "foreign": [1, None]}
                     for i, code in enumerate(["01", "02", "2A", "974", "01"])] +
                    [{"type": "Feature", "geometry": None, "properties": None}]}


def files(left=None, **more):
    return [("left-dataset-format", CONF + "input-geojson"),
            ("left-dataset-file", ("left.geojson", json.dumps(LEFT if left is None else left).encode() if not isinstance(left, bytes) else left)),
            ("left-dataset-key", more.pop("left_dataset_key", "$.features[*].properties.insee"))] + fields(collection_id=None, **more)


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
    assert "SELECT" not in document["detail"].upper()
    return document


@pytest.fixture(scope="module")
def joined(site):
    """One join that stays for the tests that only look."""
    return make(site, title="Chômage")
