"""Tables joined by the Table Joining Service over a real server, and drawn. (test_tjs_documents.py holds its documents
to what they must be.)"""
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

from tjs_documents import TJS, XLINK, ask, document, validate, validate_exception

CSV = "code;menages;taux\n01;1200;3,5\n02;800;4,25\n2A;;s\n2B;77;1\n75;99999;0,5\n971;12;2\n"


@pytest.fixture(scope="module")
def published(site, tmp_path_factory):
    """The small country with a dataset."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "menages.csv").write_text(CSV, encoding="utf-8")
    site.country.cli("publish", "table", folder / "menages.csv", "menages", "--framework", "departements", "--key", "code",
                     "--organisation", "ign", "--theme", "territoires", "--level", "public", "--title-fr", "Ménages",
                     "--title-en", "Households", "--yes", "--quiet")
    return site


def uris(site, dataset="menages"):
    base = site.url
    return {"FrameworkURI": f"{base}/tjs/frameworks/departements/2026-01-01", "DatasetURI": f"{base}/tjs/datasets/{dataset}"}


def test_data_can_be_joined_to_the_framework_they_came_from(published, tmp_path):
    url = published.url + "/tjs?" + urllib.parse.urlencode({"service": "TJS", "version": "1.0", "request": "GetData", **uris(published)})
    form = {"service": "TJS", "request": "JoinData", "FrameworkURI": uris(published)["FrameworkURI"], "GetDataURL": url}
    answer = published.fetch("/tjs", urllib.parse.urlencode(form).encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 200, answer.text[:800]
    validate(answer.body, tmp_path)
    root = ElementTree.fromstring(answer.body)
    status = root.find(f"{TJS}Status")
    assert status.find(f"{TJS}Completed") is not None, answer.text[:800]
    layer = root.find(f".//{TJS}Parameter[@name='layers']").text
    again = published.fetch(status.get(XLINK)[len(published.url):])
    assert again.body == answer.body
    picture = published.fetch(f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES=&CRS=CRS:84&BBOX=1,45,6,47&WIDTH=60&HEIGHT=40&FORMAT=image/png")
    assert picture.body.startswith(b"\x89PNG"), picture.text[:500]
    features = published.fetch(f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&OUTPUTFORMAT=application/json")
    assert features.status == 200 and '"menages":1200' in features.text.replace(" ", ""), features.text[:500]


def test_a_gdas_sent_with_the_request_is_joined_and_a_stranger_is_not(published, tmp_path):
    gdas = ask(published, "/tjs", "GetData", uris(published)).text
    inline = gdas[gdas.index("<tjs:GDAS"):]
    text = document("JoinData", {"AttributeData": inline}, "fr")
    answer = published.fetch("/tjs", text.encode(), headers={"Content-Type": "text/xml"})
    assert answer.status == 200 and "Completed" in answer.text, answer.text[:800]
    validate(answer.body, tmp_path)
    strange = re.sub("<tjs:K>", "<tjs:K>ZZ", inline)
    text = document("JoinData", {"AttributeData": strange}, "fr")
    answer = published.fetch("/tjs", text.encode(), headers={"Content-Type": "text/xml"})
    assert answer.status == 400 and 'exceptionCode="LinkageFailure"' in answer.text, answer.text[:800]
    validate_exception(answer.body, tmp_path)


def test_a_place_on_a_map_is_told_as_the_rows_of_the_table(published, tmp_path):
    """GetFeatureInfo as GDAS: the same head, columns and row as GetData of that key, for a dataset and for a join of it."""
    url = published.url + "/tjs?" + urllib.parse.urlencode({"service": "TJS", "request": "GetData", **uris(published)})
    form = {"service": "TJS", "request": "JoinData", "FrameworkURI": uris(published)["FrameworkURI"], "GetDataURL": url}
    made = published.fetch("/tjs", urllib.parse.urlencode(form).encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    join = ElementTree.fromstring(made.body).find(f".//{TJS}Parameter[@name='layers']").text
    for layer in ("menages", join):
        info = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": layer, "QUERY_LAYERS": layer,
                "STYLES": "", "CRS": "CRS:84", "BBOX": "2.2,45.2,2.3,45.3", "WIDTH": 10, "HEIGHT": 10, "I": 5, "J": 5,
                "INFO_FORMAT": "text/xml; subtype=gdas/1.0"}
        told = published.fetch("/ows?" + urllib.parse.urlencode(info))
        assert told.headers["Content-Type"] == "text/xml; subtype=gdas/1.0", told.text[:500]
        validate(told.body, tmp_path)
        key = ElementTree.fromstring(told.body).find(f".//{TJS}K").text
        data = ask(published, "/ows", "GetData", {**uris(published, layer), "LinkageKeys": key})
        assert told.body == data.body
