"""Hand-written mapfiles at /map/{name}: served whole by libmapserver, under a level, within the gateway's limits."""
import http.server
import json
import os
import re
import struct
import threading
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

from test_bad_requests import LEAKS, exception_of
from test_schemas import OGC, tree, validate  # noqa: F401 (tree is a fixture)

PATHS = re.compile(r"/(usr|tmp|home|root|work|var|etc)/")
BOX = "CRS=CRS:84&BBOX=1,45,4,47&WIDTH=60&HEIGHT=40"
GETMAP = f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&STYLES=&{BOX}&FORMAT=image/png"
INFO = (f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS=zones&QUERY_LAYERS=zones&STYLES=&{BOX}"
        "&FORMAT=image/png&I=15&J=25&INFO_FORMAT=text/plain")
FEATURE = "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=ms:zones"
WFS = 'service="WFS" version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0"'

MAPFILE = """MAP
  NAME "carte"
  EXTENT 1 45 6 47
  SIZE 100 100
  PROJECTION "init=epsg:4326" END
  WEB METADATA
    "ows_title" "Carte à la main"
    "ows_srs" "EPSG:4326 EPSG:3857 CRS:84"
    "wms_contactperson" "Personne"
    "wms_contactorganization" "Région"
    "ows_onlineresource" "http://elsewhere.example/mapserv?map=/etc/passwd&"
    {metadata}
  END END
  LAYER
    NAME "zones"
    TYPE POLYGON
    STATUS ON
    EXTENT 1 45 6 47
    CONNECTIONTYPE OGR
    CONNECTION "{source}"
    DATA "{table}"
    TEMPLATE "void"
    PROJECTION "init=epsg:4326" END
    VALIDATION "seuil" "^[0-9]+$" "default_seuil" "0" END
    FILTER ([population] > %seuil%)
    METADATA
      "ows_title" "Zones"
      "gml_include_items" "all"
      "gml_featureid" "code"
      "ows_include_items" "all"
    END
    CLASS
      NAME "toutes"
      STYLE COLOR 255 0 0 END
    END
  END
  LAYER
    NAME "cachee"
    TYPE POLYGON
    STATUS OFF
    CONNECTIONTYPE OGR
    CONNECTION "{source}"
    DATA "{table}"
    TEMPLATE "void"
    PROJECTION "init=epsg:4326" END
    METADATA "ows_title" "Cachée" "ows_enable_request" "!*" "gml_include_items" "all" END
    CLASS STYLE COLOR 0 0 255 END END
  END
END
"""


def write(site, name, text):
    path = site.country.workspace / "mapfiles" / f"{name}.map"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def maps(site):
    """Maps of each level, one without, and broken ones; the text of a good one."""
    source = site.country.folder / "departements.geojson"
    package = site.country.folder / "zones.gpkg"
    os.spawnlp(os.P_WAIT, "ogr2ogr", "ogr2ogr", "-q", "-f", "GPKG", str(package), str(source), "-nln", "zones")
    good = MAPFILE.format(source=source, table="departements", metadata="")
    for name in ("carte", "paquet", "pro", "interne", "sansniveau"):
        write(site, name, good if name != "paquet" else MAPFILE.format(source=package, table="zones", metadata=""))
    write(site, "cassee", good.replace("    TYPE POLYGON\n    STATUS ON", "    TYPE POLYGONE\n    STATUS ON"))
    write(site, "wmsseul", MAPFILE.format(source=source, table="departements", metadata='"wms_enable_request" "*"'))
    (site.country.workspace / "mapfiles" / "dossier.map").mkdir()
    for name in ("carte", "paquet", "cassee", "wmsseul", "dossier", "absente"):
        site.country.cli("level", f"mapfile:{name}", "public")
    site.country.cli("level", "mapfile:pro", "professional", "--organisation", "region")
    site.country.cli("level", "mapfile:interne", "internal", "--organisation", "region")
    site.until(lambda: site.fetch("/map/interne?" + GETMAP, headers=bearer(site, "internal_region")).status == 200, 5)
    return good


def bearer(site, subject):
    return {"Authorization": "Bearer " + site.country.keys[subject]}


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.skipif(not (OGC / "validate.sh").exists(), reason="the official schemas (shared/ogc) are not here")
@pytest.mark.parametrize("name", ["carte", "paquet"])
def test_capabilities_are_valid_and_point_to_the_public_address(site, maps, tmp_path, name):
    answer = site.fetch(f"/map/{name}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities")
    validate("wms/1.3.0/capabilities_1_3_0.xsd", answer.body, tmp_path)
    answer = site.fetch(f"/map/{name}?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities")
    validate("wfs/2.0/wfs.xsd", answer.body, tmp_path)


@pytest.mark.parametrize("query", [
    "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities", "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetCapabilities",
    "SERVICE=WFS&VERSION=1.0.0&REQUEST=GetCapabilities", "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities",
    "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities", "SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=zones",
    FEATURE + "&COUNT=2"])
def test_every_address_in_an_answer_is_public(site, maps, query):
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = site.fetch(f"/map/carte?{query}", headers=headers)
    assert answer.status == 200
    assert "example" not in answer.text and not PATHS.search(answer.text)
    root = ElementTree.fromstring(answer.body)
    hrefs = [v for node in root.iter() for k, v in node.attrib.items() if k.endswith("href") or k == "onlineResource"]
    for href in hrefs:
        assert href == site.url or href.startswith(site.url + "/map/carte"), href
    located = [v for node in root.iter() for k, v in node.attrib.items() if k.endswith("schemaLocation")]
    for address in " ".join(located).split():
        assert address.startswith((site.url + "/map/carte?", "http://schemas.opengis.net", "http://www.opengis.net", "http://mapserver.")), address


def test_a_key_in_the_query_is_carried_on(site, maps):
    key = site.country.keys["professional_region"]
    answer = site.fetch(f"/map/pro?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities&key={key}")
    assert answer.text.count(f"/map/pro?key={key}&amp;") > 3
    answer = site.fetch(f"/map/pro/ogcapi/collections?key={key}")
    links = [link["href"] for link in json.loads(answer.text)["links"]]
    assert all(link.startswith(f"{site.url}/map/pro/ogcapi/") and "key" not in link for link in links), links


def test_a_map_is_drawn_by_get_and_by_post(site, maps):
    plain = site.fetch("/map/carte?" + GETMAP)
    assert plain.status == 200 and plain.headers["Content-Type"] == "image/png"
    assert size_of(plain.body) == (60, 40)
    form = site.fetch("/map/carte", body=GETMAP.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert form.body == plain.body
    # these two need no SERVICE (WMS 1.3.0, 7.3.3)
    assert site.fetch("/map/carte?" + GETMAP.replace("SERVICE=WMS&", "")).body == plain.body
    assert site.fetch("/map/carte?" + GETMAP, method="HEAD").headers["Content-Type"] == "image/png"
    legend = site.fetch("/map/carte?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=zones&FORMAT=image/png&SLD_VERSION=1.1.0")
    assert legend.headers["Content-Type"] == "image/png"


def test_features_are_told_at_a_place(site, maps):
    answer = site.fetch("/map/carte?" + INFO)
    assert answer.status == 200 and "Ain" in answer.text
    assert "Ain" in site.fetch("/map/carte?" + INFO.replace("SERVICE=WMS&", "")).text
    assert "Ain" in site.fetch("/map/carte?" + INFO.replace("text/plain", "application/vnd.ogc.gml")).text


def names(answer):
    root = ElementTree.fromstring(answer.body)
    return [node.text for node in root.iter() if node.tag.endswith("}nom")]


@pytest.mark.parametrize("name", ["carte", "paquet"])
def test_features_are_read_by_get_and_by_post(site, maps, name):
    address = f"/map/{name}"
    everything = names(site.fetch(f"{address}?{FEATURE}"))
    assert len(everything) == 10 and "Guadeloupe & <îles>" in everything
    assert len(names(site.fetch(f"{address}?{FEATURE}&COUNT=3&STARTINDEX=2"))) == 3
    equal = ("<fes:Filter><fes:PropertyIsEqualTo><fes:ValueReference>nom</fes:ValueReference>"
             "<fes:Literal>{}</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>")
    body = f'<GetFeature {WFS}><Query typeNames="ms:zones" xmlns:ms="http://mapserver.gis.umn.edu/mapserver">{equal}</Query></GetFeature>'
    post = {"Content-Type": "text/xml"}
    assert names(site.fetch(address, body=body.format("Paris").encode(), headers=post)) == ["Paris"]
    # a value stays a value
    for value in ("x' OR '1'='1", 'x" OR "1"="1', "x') OR ('1'='1", "%", "Côtes-d'Armor"):
        found = names(site.fetch(address, body=body.format(value).encode(), headers=post))
        assert found == ([value] if value in everything else []), value
    filtered = equal.format("Ain").replace("<fes:Filter>", '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0">')
    assert names(site.fetch(f"{address}?{FEATURE}&FILTER={urllib.parse.quote(filtered)}")) == ["Ain"]
    # the service of the query does not matter where a document is posted
    both = site.fetch(f"{address}?SERVICE=WCS&REQUEST=GetCoverage", body=body.format("Paris").encode(), headers=post)
    assert names(both) == ["Paris"]


def test_the_ogc_api_of_a_map(site, maps):
    def get(path):
        answer = site.fetch("/map/carte/ogcapi" + path)
        assert answer.status == 200 and "json" in answer.headers["Content-Type"], answer.text[:300]
        return json.loads(answer.text)

    def links(node):
        if isinstance(node, dict):
            yield from [node["href"]] if "href" in node else []
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
            yield from links(child)

    documents = [get(""), get("/"), get("/conformance"), get("/collections"), get("/collections/zones"),
                 get("/collections/zones/items?limit=3"), get("/collections/zones/items/75"), get("/api?f=json")]
    assert [c["id"] for c in documents[3]["collections"]] == ["zones"]
    assert len(documents[5]["features"]) == 3 and documents[5]["numberMatched"] == 10
    assert documents[6]["properties"]["nom"] == "Paris"
    found = [href for document in documents[:-1] for href in links(document)]
    assert len(found) > 10
    for href in found:
        assert href.startswith(site.url + "/map/carte/ogcapi"), href
    assert {s["url"] for s in documents[-1]["servers"]} == {site.url + "/map/carte/ogcapi"}
    paged = get("/collections/zones/items?limit=3&offset=9&bbox=1,45,6,47")
    assert len(paged["features"]) == 1


@pytest.mark.parametrize("path,status,parameter", [
    ("/collections/nonesuch", 404, None), ("/collections/cachee/items", 404, None), ("/nonesuch", 404, None),
    ("/collections/zones/items/nonesuch", 404, None), ("/collections/zones/items/1/2", 404, None),
    ("/collections/zones/items?limit=many", 400, "limit"), ("/collections/zones/items?limit=0", 400, "limit"),
    ("/collections/zones/items?offset=-1", 400, "offset"), ("/collections/zones/items?bbox=1,2,3", 400, "bbox"),
    ("/collections/zones/items?bbox=nan,2,3,4", 400, "bbox"), ("/collections/zones/items?colour=red", 400, "colour"),
    ("/collections?f=xml", 400, "f"), ("/collections?f=html", 406, "f"), ("/collections/zones/items?offset=5000", 400, None)])
def test_a_wrong_request_of_the_ogc_api(site, maps, path, status, parameter):
    answer = site.fetch("/map/carte/ogcapi" + path)
    assert answer.status == status, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = json.loads(answer.text)
    assert problem["status"] == status and len(problem["detail"]) > 10 and problem.get("parameter") == parameter
    assert not LEAKS.search(answer.text)


def test_the_ogc_api_of_a_map_is_read_only(site, maps):
    answer = site.fetch("/map/carte/ogcapi/collections", body=b"{}", headers={"Content-Type": "application/json"})
    assert answer.status == 405 and "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("name", ["sansniveau", "nonesuch", "absente", "dossier", "..%2Fcarte", "carte.map", "", "carte/x", "carte%00"])
def test_a_map_without_level_or_file_is_not_there(site, maps, name):
    answer = site.fetch(f"/map/{name}?" + GETMAP)
    assert answer.status in (200, 404) or (name == "carte%00" and answer.status == 400)
    assert answer.headers["Content-Type"] != "image/png" and not LEAKS.search(answer.text)
    assert site.fetch(f"/map/{name}/ogcapi").status in (400, 404)


def test_a_level_keeps_its_map(site, maps):
    hidden = site.fetch("/map/nonesuch?" + GETMAP)
    cases = {"pro": {"professional_ign", "internal_ign", "professional_region", "internal_region"}, "interne": {"internal_region"}}
    for name, seen_by in cases.items():
        for subject in (None, *site.country.keys):
            answer = site.fetch(f"/map/{name}?" + GETMAP, headers=bearer(site, subject) if subject else {})
            assert (answer.headers["Content-Type"] == "image/png") == (subject in seen_by), (name, subject)
            if subject in seen_by:
                assert "private" in answer.headers["Cache-Control"] and "Authorization" in answer.headers["Vary"]
            else:
                assert answer.body == hidden.body and answer.status == hidden.status


def test_a_broken_map_names_its_line_and_the_others_go_on(site, maps):
    answer = site.fetch("/map/cassee?" + GETMAP, headers={"Accept-Language": "en"})
    line = 1 + [i for i, text in enumerate(maps.splitlines()) if "TYPE POLYGON" in text][0]
    code, _, text = exception_of(answer)
    assert "cassee" in text and f"line {line}" in text and not LEAKS.search(text), text
    assert answer.status == 500 and f"ligne {line}" in site.fetch("/map/cassee?" + GETMAP).text
    assert site.fetch("/map/carte?" + GETMAP).headers["Content-Type"] == "image/png"
    assert "image/png" in site.fetch("/ows?" + GETMAP.replace("zones", "departements")).headers["Content-Type"]
    api = site.fetch("/map/cassee/ogcapi")
    assert api.status == 500 and f"ligne {line}" in json.loads(api.text)["detail"]


def test_a_change_of_the_file_or_of_what_it_includes_is_seen(site, maps):
    def pixel_is(colour):
        return site.fetch("/map/vivante?" + GETMAP).body == colour

    red = site.fetch("/map/carte?" + GETMAP).body
    path = write(site, "vivante", maps.replace("      STYLE COLOR 255 0 0 END\n", '      INCLUDE "style.inc"\n'))
    include = path.parent / "style.inc"
    include.write_text("STYLE COLOR 255 0 0 END\n")
    site.country.cli("level", "mapfile:vivante", "public")
    site.until(lambda: pixel_is(red), 10)
    include.write_text("STYLE COLOR 0 255 0 END\n")
    green = site.fetch("/map/vivante?" + GETMAP).body
    assert green != red
    write(site, "vivante", maps.replace("255 0 0", "0 0 255"))
    assert site.fetch("/map/vivante?" + GETMAP).body not in (red, green)
    write(site, "vivante", maps.replace("CLASS", "KLASSE"))
    assert site.fetch("/map/vivante?" + GETMAP).status == 500
    write(site, "vivante", maps)
    assert pixel_is(red)
    path.unlink()
    assert site.fetch("/map/vivante?" + GETMAP.replace("1.3.0", "1.1.1")).headers["Content-Type"] != "image/png"


@pytest.fixture(scope="module")
def listener():
    """A web server that counts who comes."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.hits.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.hits = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


SLD = ('<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld"><NamedLayer><Name>zones</Name><UserStyle>'
       '<FeatureTypeStyle><Rule><ElseFilter/></Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>')


def test_nothing_else_reaches_the_library(site, maps, listener):
    there = f"http://127.0.0.1:{listener.server_port}/x"
    plain = site.fetch("/map/carte?" + GETMAP).body
    pairs = [(n, v) for n in ("map", "MAP", "Map") for v in ("/etc/passwd", str(site.country.workspace / "mapfiles" / "pro.map"))]
    pairs += [("SLD", there), ("sld", there), ("SLD_BODY", SLD), ("CONTEXT", there), ("CONTEXT", "/etc/passwd"), ("mode", "legend"),
              ("map_layer", "FILTER 1"), ("map.layer[zones]", "DATA x"), ("map_extent", "0 0 1 1"), ("map.imagecolor", "1 2 3"), ("seuil", "99999999"),
              ("qlayer", "zones"), ("MAP_SIZE", "5 5"), ("resolution", "1000000"), ("DPI", "9999"), ("FORMAT_OPTIONS", "dpi:9999"),
              ("RADIUS", "bbox"), ("ANGLE", "45"), ("WMTVER", "1.0.0"), ("DIM_x", "1"), ("tile", "0+0+0"), ("service", "WMS")]
    for name, value in pairs:
        more = urllib.parse.urlencode({name: value})
        assert site.fetch(f"/map/carte?{GETMAP}&{more}").body == plain, (name, value)
        form = site.fetch("/map/carte", body=f"{GETMAP}&{more}".encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert form.body == plain, (name, value)
        assert site.fetch("/map/carte?" + GETMAP, headers={"Cookie": more}).body == plain
    for request in ("GetLegendGraphic&LAYER=zones&FORMAT=image/png", "GetStyles&LAYERS=zones", "GetFeatureInfo"):
        site.fetch(f"/map/carte?SERVICE=WMS&VERSION=1.3.0&REQUEST={request}&" + urllib.parse.urlencode({"SLD": there}))
        site.fetch(f"/map/carte?SERVICE=WMS&VERSION=1.3.0&REQUEST={request}&" + urllib.parse.urlencode({"SLD_BODY": SLD}))
    assert listener.hits == []


@pytest.mark.parametrize("query", [
    "SERVICE=WCS&VERSION=2.0.1&REQUEST=GetCapabilities", "SERVICE=SOS&REQUEST=GetCapabilities", "SERVICE=WMS&REQUEST=GetContext&VERSION=1.1.1",
    "SERVICE=WFS&VERSION=1.1.0&REQUEST=Transaction", "SERVICE=WMS&REQUEST=GetSchemaExtension&VERSION=1.1.1", "REQUEST=GetMetadata&LAYER=zones",
    "SERVICE=WMS&VERSION=1.3.0&REQUEST=map", "mode=map&layers=zones", "mode=browse", "REQUEST=GetCapabilities", "", "SERVICE=WMS", "SERVICE=TJS&REQUEST=GetCapabilities"])
def test_other_services_and_operations_are_refused(site, maps, query):
    answer = site.fetch("/map/carte?" + query)
    code, locator, text = exception_of(answer)
    assert code in ("InvalidParameterValue", "MissingParameterValue", "OperationNotSupported") and len(text) > 15
    assert not LEAKS.search(answer.text)


@pytest.mark.parametrize("body", [
    '<GetCoverage service="WCS" version="1.1.0" xmlns="http://www.opengis.net/wcs/1.1"><x service="WFS"/></GetCoverage>',
    '<wcs:GetCoverage service="WCS" version="2.0.1" xmlns:wcs="http://www.opengis.net/wcs/2.0"><!-- service="WFS" --></wcs:GetCoverage>',
    '<GetCoverage a:service="WCS" service="WFS" xmlns:a="urn:a"/>', '<GetCoverage service="WFS"/>', '<GetCoverage service="wcs"/>',
    '<GetFeature version="2.0.0"/>', f'<Transaction {WFS}/>', '<GetObservation service="SOS"/>', "<a", "",
    f'<!DOCTYPE a [<!ENTITY x "y">]><GetFeature {WFS}><Query typeNames="zones"/></GetFeature>',
    f'<GetFeature {WFS}><Query typeNames="zones">' + "<a/>" * 4000 + "</Query></GetFeature>",
    f'<GetFeature {WFS}><Query typeNames="zones">' + "<a>" * 100 + "</a>" * 100 + "</Query></GetFeature>",
    f'<GetFeature {WFS}><Query typeNames="zones"><fes:Filter><fes:PropertyIsEqualTo><fes:ValueReference>nom" OR "1</fes:ValueReference>'
    '<fes:Literal>x</fes:Literal></fes:PropertyIsEqualTo></fes:Filter></Query></GetFeature>',
    f'<GetFeature {WFS}><Query typeNames="zones"><fes:Filter><fes:PropertyIsLike wildCard="*.*" singleChar="?" escapeChar="!"><fes:ValueReference>nom'
    '</fes:ValueReference><fes:Literal>x</fes:Literal></fes:PropertyIsLike></fes:Filter></Query></GetFeature>'],
    ids=lambda body: body[:40])
def test_posted_documents_that_are_refused(site, maps, body):
    answer = site.fetch("/map/carte", body=body.encode(), headers={"Content-Type": "text/xml"})
    exception_of(answer)
    assert answer.status in (200, 400, 413, 501) and not LEAKS.search(answer.text), answer.text[:500]


@pytest.mark.parametrize("changes,locator", [
    ({"WIDTH": "100000", "HEIGHT": "100000"}, "WIDTH"), ({"WIDTH": "4097", "HEIGHT": "4097"}, "WIDTH"), ({"WIDTH": "-1"}, "WIDTH"), ({"WIDTH": "1e3"}, "WIDTH"),
    ({"HEIGHT": "0"}, "HEIGHT"), ({"BBOX": "1,2,3"}, "BBOX"), ({"BBOX": "nan,1,2,3"}, "BBOX"), ({"BBOX": "1e300,1,2e300,3"}, "BBOX"),
    ({"LAYERS": ",".join(["zones"] * 200)}, "LAYERS"), ({"TIME": "2016' OR '1'='1"}, "TIME"), ({"CRS": "EPSG:4326' +"}, "CRS"),
    ({"LAYERS": "nonesuch"}, "LAYERS"), ({"LAYERS": "cachee"}, "LAYERS"), ({"FORMAT": "image/x-nonesuch"}, "FORMAT"), ({"STYLES": "nonesuch"}, "STYLES"),
    ({"CRS": "EPSG:999999"}, "CRS")])
def test_a_map_beyond_the_limits_is_refused(site, maps, changes, locator):
    query = {**dict(urllib.parse.parse_qsl(GETMAP, keep_blank_values=True)), **changes}
    answer = site.fetch("/map/carte?" + urllib.parse.urlencode(query))
    code, got, text = exception_of(answer)
    assert got == locator and len(text) > 15, answer.text
    assert not LEAKS.search(answer.text)


def test_what_its_author_closed_is_closed(site, maps):
    forms = ["SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities", "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities",
             "SERVICE=WFS&VERSION=2.0.0&REQUEST=DescribeFeatureType", "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS=cachee,zones",
             INFO.replace("zones", "carte"), INFO.replace("QUERY_LAYERS=zones", "QUERY_LAYERS=zones,cachee"),
             "SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=carte"]
    for form in forms:
        text = site.fetch("/map/carte?" + form).text
        assert "Cach" not in text and "cachee" not in text and "'cachee'" not in text, form
    # and the service that its author did not open stays closed
    assert site.fetch("/map/wmsseul?" + GETMAP).headers["Content-Type"] == "image/png"
    assert names_or_none(site.fetch("/map/wmsseul?" + FEATURE)) is None
    assert site.fetch("/map/wmsseul/ogcapi").status >= 400


def names_or_none(answer):
    try:
        exception_of(answer)
    except AssertionError:
        return names(answer)
    return None


def test_answers_do_not_depend_on_the_ones_before(site, maps):
    forms = [GETMAP, INFO, FEATURE + "&COUNT=1", FEATURE, GETMAP + "&TIME=2016", FEATURE + "&PROPERTYNAME=ms:zones/nom", GETMAP]
    first = {form: site.fetch("/map/carte?" + form).body for form in forms}
    strip = re.compile(rb'timeStamp="[^"]*"')
    for form in forms * 3 + forms[::-1] * 3:
        assert strip.sub(b"", site.fetch("/map/carte?" + form).body) == strip.sub(b"", first[form]), form
