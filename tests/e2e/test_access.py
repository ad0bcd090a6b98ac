"""Nothing of a layer leaves the server to who may not see it: every form of tests/access/forms.txt,
by GET and form POST, for each subject, by each way of sending a key."""
import base64
import pathlib
import re
import urllib.parse

import pytest

from country import SECRETS

FORMS = pathlib.Path(__file__).resolve().parents[1] / "access" / "forms.txt"
BOX = "1,45,4,47"
SLD = ('<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld"><NamedLayer><Name>{layer}</Name><UserStyle>'
       '<FeatureTypeStyle><Rule><PolygonSymbolizer><Fill/></PolygonSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer>'
       '</StyledLayerDescriptor>')
WFS20 = 'service="WFS" version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0"'
DOCUMENTS = {
    "getfeature-2.0": f'<GetFeature {WFS20}><Query typeNames="{{layer}}"/></GetFeature>',
    "getfeature-1.1": '<GetFeature service="WFS" version="1.1.0" xmlns="http://www.opengis.net/wfs"><Query typeName="{layer}"/></GetFeature>',
    "getfeature-1.0": '<GetFeature service="WFS" version="1.0.0" xmlns="http://www.opengis.net/wfs"><Query typeName="{layer}"/></GetFeature>',
    "describe-2.0": f'<DescribeFeatureType {WFS20}><TypeName>{{layer}}</TypeName></DescribeFeatureType>',
    "value-2.0": f'<GetPropertyValue {WFS20} valueReference="nom"><Query typeNames="{{layer}}"/></GetPropertyValue>',
    "byid-2.0": f'<GetFeature {WFS20}><StoredQuery id="urn:ogc:def:query:OGC-WFS::GetFeatureById">'
                '<Parameter name="ID">{layer}.1</Parameter></StoredQuery></GetFeature>',
}

# who sees what: captages and the table salaires are professional; foncier and parcelles, with the public table
# valeurs that is joined to it, are internal to the region, and so is the private join of one of its internal keys
SEES = {
    None: set(), "professional_ign": {"captages", "salaires"}, "internal_ign": {"captages", "salaires"},
    "professional_region": {"captages", "salaires"},
    "internal_region": {"captages", "foncier", "salaires", "parcelles", "valeurs", "private"},
}
HIDDEN = sorted(SEES["internal_region"])


def forms():
    for row in FORMS.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.lstrip().startswith("#"):
            number, kind, path, query = row.split(None, 3)
            yield int(number), kind, path, query


def fill(text, layer):
    for name, value in (("{layer}", layer), ("{LAYER}", layer.upper()), ("{theme}", "sources"), ("{root}", "catalogue"), ("{box}", BOX)):
        text = text.replace(name, value)
    return text


def ask(site, path, query, layer, subject=None, post=False, way="bearer"):
    """One answer: status, content type, body as text."""
    headers, key = {}, site.country.keys.get(subject)
    if query.startswith("@"):
        body = fill(DOCUMENTS[query[1:]], layer).encode()
        headers["Content-Type"] = "text/xml"
        pairs = []
    else:
        pairs = [(k, fill(v, layer) if v != "{sld}" else SLD.replace("{layer}", layer))
                 for k, _, v in (p.partition("=") for p in query.split("&"))]
        body = None
    if key and way == "bearer":
        headers["Authorization"] = "Bearer " + key
    elif key and way == "basic":
        headers["Authorization"] = "Basic " + base64.b64encode(f"qgis:{key}".encode()).decode()
    elif key:
        pairs.append(("key", key))
    encoded = urllib.parse.urlencode(pairs)
    if post and body is None:
        body, headers["Content-Type"] = encoded.encode(), "application/x-www-form-urlencoded"
        return site.fetch(fill(path, layer), body=body, headers=headers)
    return site.fetch(fill(path, layer) + ("?" + encoded if encoded else ""), body=body, headers=headers)


def neutral(answer, layer):
    """The answer with the name asked for taken out, so that a hidden and a missing one can be compared."""
    text = re.sub(re.escape(layer), "LAYER", answer.text, flags=re.IGNORECASE)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "TIME", text)
    return answer.status, answer.headers.get("Content-Type"), text


def failed(answer):
    return answer.status >= 400 or "Exception" in answer.text[:400]


@pytest.mark.parametrize("number,kind,path,query", list(forms()), ids=lambda v: str(v) if isinstance(v, int) else "")
def test_form(site, number, kind, path, query):
    posts = (False,) if query.startswith("@") or path.startswith("/api") or path == "/health" else (False, True)
    for subject, sees in SEES.items():
        for hidden in HIDDEN:
            layer = site.country.private if hidden == "private" else hidden
            missing = layer[:-1] + ("z" if layer[-1] != "z" else "y")
            for post in posts:
                answer = ask(site, path, query, layer, subject, post)
                where = f"form {number}, {subject}, {layer}, post={post}: {answer.status} {answer.text[:300]}"
                if kind == "named" and hidden not in sees:
                    other = ask(site, path, query, missing, subject, post)
                    assert neutral(answer, layer) == neutral(other, missing), where
                    assert failed(answer), where
                for name in set(HIDDEN) - sees:
                    for word in SECRETS[name]:
                        assert word not in answer.text, where
                    shown = site.country.private if name == "private" else name
                    if kind == "list":
                        assert f">{shown}<" not in answer.text and f'"{shown}"' not in answer.text, where


@pytest.mark.parametrize("way", ["bearer", "basic", "parameter"])
def test_a_key_shows_what_its_subject_may_see(site, way):
    for subject, sees in SEES.items():
        answer = ask(site, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0", "", subject, way=way)
        for name in HIDDEN:
            layer = site.country.private if name == "private" else name
            assert (f"<Name>{layer}</Name>" in answer.text) == (name in sees), (subject, name)
            if name in sees:
                features = ask(site, "/ows", "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}", layer, subject,
                               way=way)
                assert features.status == 200 and SECRETS[name][0] in features.text


def test_hrefs_carry_a_key_that_came_as_a_parameter_and_only_that(site):
    key = site.country.keys["internal_region"]
    query = "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0"
    assert f"key={key}" in ask(site, "/ows", query, "", "internal_region", way="parameter").text
    assert key not in ask(site, "/ows", query, "", "internal_region", way="bearer").text
    assert key not in ask(site, "/ows", query, "", None).text


def test_no_key_stands_in_a_log(site):
    for way in ("bearer", "basic", "parameter"):
        ask(site, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities", "", "internal_region", way=way)
    assert "GetCapabilities" in site.log()
    for key in site.country.keys.values():
        assert key not in site.log()


def test_an_unknown_key_is_refused_in_the_form_of_the_service(site):
    for query, root in (("SERVICE=WMS&REQUEST=GetMap", "ServiceException"), ("SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature", "ExceptionReport")):
        answer = site.fetch("/ows?" + query, headers={"Authorization": "Bearer nonesuch"})
        assert answer.status == 401 and root in answer.text
        assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_a_copy_made_for_one_subject_never_serves_another(site):
    """One URL, two subjects in turn: the answers stay apart, also by ETag."""
    path, query = "/ows", "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities"
    etags = set()
    for i in range(100):
        subject = (None, "internal_region", "professional_ign")[i % 3]
        answer = ask(site, path, query, "", subject)
        etags.add((subject, answer.headers["ETag"]))
        assert ("foncier" in answer.text) == (subject == "internal_region")
        assert ("captages" in answer.text) == (subject is not None)
    assert len(etags) == 3 and len({e for _, e in etags}) == 3
