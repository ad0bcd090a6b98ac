"""Each wrong request gets its exception: in the form of its service and version, with the code, the
parameter's name, a sentence in the language asked, and nothing of the machine."""
import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

import bad_requests

LEAKS = re.compile(r"/(usr|tmp|home|root|work|var|etc)/|SELECT |sqlite|\bms[A-Z]\w+\(|MapServer", re.I)


def kvp_cases():
    for family in (bad_requests.wms_map, bad_requests.wms_sld, bad_requests.wms_other, bad_requests.wfs_feature,
                   bad_requests.wfs_filter, bad_requests.wfs_other):
        for name, base, changes, status, code, locator in family():
            query = {k: v for k, v in {**base, **changes}.items() if v is not None}
            yield pytest.param(query, status, code, locator, id=name)


def one_of(value, allowed):
    return value in allowed if isinstance(allowed, tuple) else value == allowed


def exception_of(answer):
    """The code, the locator and the text of an exception report in any of its forms."""
    root = ElementTree.fromstring(answer.body)
    for node in root.iter():
        kind = node.tag.rsplit("}", 1)[-1]
        if kind in ("ServiceException", "Exception"):
            text = "".join(node.itertext()).strip()
            return node.get("code") or node.get("exceptionCode"), node.get("locator"), text
    raise AssertionError(f"no exception in {answer.text[:300]}")


def check(answer, status, code, locator):
    where = f"{answer.status} {answer.text[:500]}"
    assert one_of(answer.status, status), where
    got_code, got_locator, text = exception_of(answer)
    assert code is None or one_of(got_code, code), where
    if locator is not None and "1.1.1" not in answer.text[:300]:
        wanted = locator if isinstance(locator, tuple) else (locator,)
        assert (got_locator or "").upper() in [w.upper() for w in wanted], where
    assert len(text) > 15 and not LEAKS.search(answer.text.replace("../../etc/passwd", "")), where


@pytest.mark.parametrize("query,status,code,locator", list(kvp_cases()))
def test_kvp(site, query, status, code, locator):
    encoded = urllib.parse.urlencode(query)
    if len(encoded) < 12000:
        check(site.fetch("/ows?" + encoded), status, code, locator)
    check(site.fetch("/ows", body=encoded.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"}),
          status, code, locator)


@pytest.mark.parametrize("name,body,status,code,locator", list(bad_requests.posted()), ids=lambda v: v if isinstance(v, str) and len(v) < 25 else "")
def test_posted_xml(site, name, body, status, code, locator):
    check(site.fetch("/ows", body=body.encode(), headers={"Content-Type": "text/xml"}), status, code, locator)


@pytest.mark.parametrize("name,path,query,status,parameter", list(bad_requests.api()), ids=lambda v: v if isinstance(v, str) else "")
def test_api(site, name, path, query, status, parameter):
    answer = site.fetch(path + ("?" + query if query else ""), headers={"Accept": "application/json"})
    assert one_of(answer.status, status), answer.text[:300]
    assert not LEAKS.search(answer.text)
    if path.startswith("/api"):
        assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.text[:300]
        problem = json.loads(answer.text)
        assert problem["status"] == answer.status and len(problem["detail"]) > 15
        if parameter:
            assert problem["parameter"] == parameter, problem


def test_a_parameter_with_two_values_is_refused_and_with_one_twice_is_not(site):
    good = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"
    assert "WMS_Capabilities" in site.fetch(f"/ows?{good}&request=GetCapabilities").text
    for more in ("request=GetMap", "VERSION=1.1.1", "Service=WFS"):
        check(site.fetch(f"/ows?{good}&{more}"), (200, 400), "InvalidParameterValue", more.split("=")[0])
    body = b"REQUEST=GetMap"
    check(site.fetch(f"/ows?{good}", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"}),
          (200, 400), "InvalidParameterValue", "REQUEST")


@pytest.mark.parametrize("name", ["map", "MAP", "map_layer_communes", "map.layer[0]", "context", "mode", "qy", "mapext", "layers_", "foo"])
def test_an_unknown_parameter_of_ows_has_no_effect(site, name):
    query = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=departements&STYLES=&CRS=CRS:84&BBOX=1,45,4,47&WIDTH=60&HEIGHT=40&FORMAT=image/png"
    plain = site.fetch("/ows?" + query)
    assert plain.headers["Content-Type"] == "image/png"
    assert site.fetch(f"/ows?{query}&{name}=/etc/passwd").body == plain.body
    assert site.fetch(f"/ows?{query}", headers={"Cookie": f"{name}=x; layers=communes; request=GetCapabilities"}).body == plain.body


def test_messages_are_in_the_language_asked(site):
    query = "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=nonesuch"
    french = exception_of(site.fetch(query + "&LANGUAGE=fr"))[2]
    english = exception_of(site.fetch(query, headers={"Accept-Language": "en"}))[2]
    assert french != english and " the " not in french


def test_a_host_or_forwarded_header_never_appears_in_an_answer(site):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example", "Host": "evil.example"}
    for path in ("/ows?SERVICE=WMS&REQUEST=GetCapabilities", "/ows?SERVICE=WFS&REQUEST=GetCapabilities", "/api?f=json", "/api/collections?f=json",
                 "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=departements&COUNT=2"):
        assert "evil.example" not in site.fetch(path, headers=headers).text
