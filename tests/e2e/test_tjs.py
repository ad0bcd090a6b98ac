"""Table Joining Service 1.0 over a real server: every document against the official schemas, joins made and drawn, and
the addresses in documents followed. Needs ../shared/ogc (JOINTURE_SHARED) for the schemas; without it structure alone is
looked at."""
import os
import pathlib
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
TJS = "{http://www.opengis.net/tjs/1.0}"
XLINK = "{http://www.w3.org/1999/xlink}href"
PLACES = ("/ows", "/ows/territoires", "/tjs", "/tjs/geoclip")
CSV = "code;menages;taux\n01;1200;3,5\n02;800;4,25\n2A;;s\n2B;77;1\n75;99999;0,5\n971;12;2\n"
DOCUMENT = '<{0} xmlns="http://www.opengis.net/tjs/1.0" service="TJS" language="{1}">{2}</{0}>'
ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}</s:Body></s:Envelope>'


def validate(body, folder, schema="tjs/1.0/tjsAll.xsd"):
    if not (OGC / "validate.sh").exists():
        ElementTree.fromstring(body)
        return
    path = folder / "document.xml"
    path.write_bytes(body)
    done = subprocess.run([str(OGC / "validate.sh"), schema, str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{done.stdout[:2000]}\n{body[:1500].decode(errors='replace')}"


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


def operations(site):
    both = uris(site)
    framework = {"FrameworkURI": both["FrameworkURI"]}
    return {"GetCapabilities": {}, "DescribeFrameworks": {}, "DescribeDatasets": {}, "DescribeData": both, "GetData": both,
            "DescribeJoinAbilities": {}, "DescribeKey": framework}


def ask(site, place, operation, parameters, language="fr"):
    query = urllib.parse.urlencode({"service": "TJS", "request": operation, "language": language, **parameters})
    return site.fetch(f"{place}?{query}")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_every_document_is_valid(published, tmp_path, place, language):
    for operation, parameters in operations(published).items():
        answer = ask(published, place, operation, parameters, language)
        assert answer.status == 200, (operation, answer.text[:500])
        assert f'xml:lang="{language}"' in answer.text
        validate(answer.body, tmp_path)


def test_the_four_encodings_have_one_answer(published):
    for operation, parameters in operations(published).items():
        got = ask(published, "/tjs", operation, parameters)
        form = urllib.parse.urlencode({"service": "TJS", "request": operation, "language": "fr", **parameters})
        posted = published.fetch("/tjs", form.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
        elements = "".join(f"<{name}>{value}</{name}>" for name, value in parameters.items())
        document = DOCUMENT.format(operation, "fr", elements)
        xml = published.fetch("/tjs", document.encode(), headers={"Content-Type": "text/xml"})
        soap = published.fetch("/tjs", ENVELOPE.format(document).encode(), headers={"Content-Type": "text/xml"})
        assert got.body == posted.body == xml.body, operation
        inside = got.body[got.body.index(b"<tjs:"):].rstrip()
        assert inside in soap.body, operation


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
    document = DOCUMENT.format("JoinData", "fr", f"<AttributeData>{inline}</AttributeData>")
    answer = published.fetch("/tjs", document.encode(), headers={"Content-Type": "text/xml"})
    assert answer.status == 200 and "Completed" in answer.text, answer.text[:800]
    validate(answer.body, tmp_path)
    strange = re.sub("<tjs:K>", "<tjs:K>ZZ", inline)
    document = DOCUMENT.format("JoinData", "fr", f"<AttributeData>{strange}</AttributeData>")
    answer = published.fetch("/tjs", document.encode(), headers={"Content-Type": "text/xml"})
    assert answer.status == 400 and 'exceptionCode="LinkageFailure"' in answer.text, answer.text[:800]
    validate(answer.body, tmp_path, "ows/1.1.0/owsAll.xsd")


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


def test_the_addresses_in_documents_answer(published):
    seen = set()
    for operation in ("GetCapabilities", "DescribeDatasets", "DescribeData", "DescribeJoinAbilities"):
        text = ask(published, "/tjs", operation, operations(published)[operation]).text
        seen.update(u.replace("&amp;", "&") for u in re.findall(r'(?:xlink:href|capabilities)="([^"]+)"', text))
        seen.update(re.findall(r"<tjs:(?:FrameworkURI|DatasetURI|ClassificationSchemaURL)>([^<]+)<", text))
    ours = {u for u in seen if u.startswith(published.url)}
    assert len(ours) > 8
    for u in ours:
        if not u.endswith(("&", "/tjs", "/")):
            answer = published.fetch(u[len(published.url):])
            assert answer.status == 200, (u, answer.text[:300])


@pytest.mark.parametrize("name", ["joindata-request-frameworkuri.xml", "joindata-request-styling-without-url.xml"])
def test_a_wrong_document_is_refused(published, tmp_path, name):
    path = OGC / "examples" / "invalid" / name
    if not path.exists():
        pytest.skip("the wrong documents (shared/ogc) are not here")
    answer = published.fetch("/tjs", path.read_bytes(), headers={"Content-Type": "text/xml"})
    assert answer.status == 400, answer.text[:500]
    validate(answer.body, tmp_path, "ows/1.1.0/owsAll.xsd")
