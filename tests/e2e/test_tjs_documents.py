"""Every document of the Table Joining Service: each operation in each encoding and language at each address, the addresses in
documents, the exceptions of each kind, and documents that are wrong."""
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

from tjs_documents import (ENCODINGS, OGC, OWS, PLACES, TJS, XLINK, XML, ask, document, envelope, exceptions, plain, validate,
                           validate_exception)

DESCRIBING = ("GetCapabilities", "DescribeFrameworks", "DescribeDatasets", "DescribeData", "GetData", "DescribeJoinAbilities",
              "DescribeKey")


def framework(site, name="departements"):
    return {"FrameworkURI": f"{site.url}/tjs/frameworks/{name}/2026-01-01"}


def uris(site, dataset="statistiques"):
    return {**framework(site), "DatasetURI": f"{site.url}/tjs/datasets/{dataset}"}


def parameters_of(site, operation):
    if operation in ("DescribeData", "GetData"):
        return uris(site)
    if operation == "DescribeKey":
        return framework(site)
    if operation == "JoinData":
        return {**framework(site), "GetDataURL": f"{site.url}/tjs?service=TJS&request=GetData&" + urllib.parse.urlencode(uris(site))}
    return {}


def settled(text):
    """A response to JoinData without what is another each time: when it was made, and the version of the data."""
    text = re.sub(r'creationTime="[^"]+"', "", text)
    return re.sub(r"(</?(?:tjs:)?)(Version|ReferenceDate)>[^<]*", "", text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("operation", (*DESCRIBING, "JoinData"))
def test_every_document_is_valid_and_the_same_in_every_encoding(site, tmp_path, operation, place, language):
    texts = set()
    for encoding in ENCODINGS:
        answer = ask(site, place, operation, parameters_of(site, operation), language, encoding)
        assert answer.status == 200, (encoding, answer.text[:800])
        assert f'xml:lang="{language}"' in answer.text
        assert answer.headers["Content-Language"] == language
        assert answer.text.count("<soap:Body>") == (encoding == "soap")
        texts.add(settled(plain(answer.body)) if operation == "JoinData" else plain(answer.body))
    assert len(texts) == 1, [t[:500] for t in texts]
    validate(answer.body, tmp_path)


def addresses(site, text):
    """What a document names on this server."""
    found = {u.replace("&amp;", "&") for u in re.findall(r'(?:href|capabilities)="([^"]+)"', text)}
    found |= {u.replace("&amp;", "&") for u in re.findall(
        r"<(?:tjs:)?(?:FrameworkURI|DatasetURI|ClassificationSchemaURL|URL)>([^<]+)<", text)}
    return {u for u in found if u.startswith(site.url)}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_every_address_in_every_document_answers(site, place, language):
    seen = set()
    for operation in (*DESCRIBING, "JoinData"):
        seen |= addresses(site, ask(site, place, operation, parameters_of(site, operation), language).text)
    assert len(seen) > 15
    for address in sorted(seen):
        path = address[len(site.url):]
        if path.endswith("&"):
            path += f"request=DescribeFrameworks&language={language}"
        elif path == place:
            answer = site.fetch(path, document("DescribeFrameworks", {}).encode(), headers=XML)
            assert answer.status == 200, (path, answer.text[:300])
            continue
        answer = site.fetch(path)
        assert answer.status == 200, (path, answer.text[:300])
        if "service=TJS" in path and "wsdl" not in path:
            assert f'xml:lang="{language}"' in answer.text, path


def test_the_document_of_a_join_is_told_again_at_its_address(site):
    for place in ("/tjs", "/tjs/geoclip"):
        for language in ("fr", "en"):
            made = ask(site, place, "JoinData", parameters_of(site, "JoinData"), language)
            href = ElementTree.fromstring(made.body).find(f"{TJS}Status").get(XLINK)
            assert site.fetch(href[len(site.url):]).body == made.body


def test_what_a_place_serves_it_names_itself(site):
    """Documents of a theme, or without prefixes, lead to documents of the same kind."""
    for place in PLACES:
        text = ask(site, place, "DescribeDatasets", {}).text
        for href in re.findall(r'xlink:href="([^"]+)"', text):
            assert href.startswith(f"{site.url}{place}?"), (place, href)


BAD = [  # operation, parameters, code, locator, status; "+" stands for a dataset that there is
    ("Nonsense", {}, "OperationNotSupported", "Nonsense", 501),
    ("DescribeKey", {"FrameworkURI": "nowhere"}, "InvalidParameterValue", "FrameworkURI", 400),
    ("DescribeFrameworks", {"FrameworkURI": "nowhere"}, "InvalidParameterValue", "FrameworkURI", 400),
    ("DescribeDatasets", {"DatasetURI": "nowhere"}, "InvalidParameterValue", "DatasetURI", 400),
    ("DescribeData", {"+": "", "Attributes": "taux,nowhere"}, "InvalidAttributeName", "nowhere", 400),
    ("GetData", {"+": "", "Attributes": "nowhere"}, "InvalidAttributeName", "nowhere", 400),
    ("GetData", {"+": "", "LinkageKeys": "01,ZZ"}, "InvalidKey", "ZZ", 400),
    ("GetData", {"+": "", "LinkageKeys": "01,01"}, "InvalidParameterValue", "LinkageKeys", 400),
    ("GetData", {"+": "", "FilterColumn": "nature", "FilterValue": "none"}, "InvalidParameterValue", "FilterValue", 400),
    ("GetData", {"+": "", "FilterColumn": "taux", "FilterValue": "5.5"}, "InvalidParameterValue", "FilterColumn", 400),
    ("GetData", {"+": "", "FilterColumn": "nature"}, "MissingParameterValue", "FilterValue", 400),
    ("GetData", {"+": "", "XSL": "https://elsewhere.example/x.xsl"}, "OptionNotSupported", "XSL", 501),
    ("DescribeKey", {}, "MissingParameterValue", "FrameworkURI", 400),
    ("GetData", {}, "MissingParameterValue", "FrameworkURI", 400),
    ("JoinData", {"GetDataURL": "gopher://elsewhere.example/"}, "InvalidParameterValue", "GetDataURL", 400),
]


@pytest.mark.parametrize("operation,parameters,code,locator,status", BAD, ids=lambda v: str(v)[:30])
def test_every_exception_is_the_same_in_every_encoding(site, tmp_path, operation, parameters, code, locator, status):
    parameters = dict(parameters)
    if "+" in parameters:
        parameters = {**uris(site), **{k: v for k, v in parameters.items() if k != "+"}}
    if operation == "JoinData":
        parameters = {**framework(site), **parameters}
    for place in PLACES:
        for encoding in ENCODINGS:
            answer = ask(site, place, operation, parameters, "en", encoding)
            assert answer.status == (500 if encoding == "soap" else status), (place, encoding, answer.text[:500])
            if encoding == "soap":
                fault = ElementTree.fromstring(answer.body).find(".//detail")
                body = ElementTree.tostring(fault[0])
                assert "<faultcode>soap:" in answer.text and f"<faultstring>{code}</faultstring>" in answer.text
            else:
                body = answer.body
            assert exceptions(body) == [(code, locator)], (place, encoding, answer.text[:500])
            assert 'version="1.0.0"' in answer.text and 'xml:lang="en"' in answer.text
    validate_exception(answer.body if encoding != "soap" else body, tmp_path)


def test_an_empty_answer_is_an_exception(site, tmp_path):
    """What has no frameworks, datasets or rows cannot be told by the schema (10.4)."""
    empty = (("/ows/eau", "DescribeFrameworks", {}, "NoApplicableCode", None),
             ("/ows/eau", "DescribeDatasets", {}, "NoApplicableCode", None),
             ("/tjs", "DescribeDatasets", framework(site, "communes"), "InvalidParameterValue", "FrameworkURI"),
             ("/tjs", "DescribeDatasets", {**framework(site, "communes"), "DatasetURI": uris(site)["DatasetURI"]},
              "InvalidParameterValue", "DatasetURI"),
             ("/tjs", "GetData", {**uris(site), "LinkageKeys": "974"}, "InvalidParameterValue", "LinkageKeys"))
    for place, operation, parameters, code, locator in empty:
        answer = ask(site, place, operation, parameters)
        assert exceptions(answer.body) == [(code, locator)], answer.text[:500]
        validate_exception(answer.body, tmp_path)


INVALID = sorted((OGC / "examples" / "invalid").glob("*.xml"))
FORGIVEN = {"gdas-https-type.xml", "gdas-no-length.xml"}  # tables as other servers write them


def at_home(site, text):
    """The example's framework and keys as those of the small country."""
    text = re.sub(r"(<FrameworkURI>)[^<]+", rf"\g<1>{framework(site)['FrameworkURI']}", text)
    return re.sub(r"<\?xml[^>]*\?>", "", text)


@pytest.mark.skipif(not INVALID, reason="the wrong documents (shared/ogc) are not here")
@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.name)
def test_a_wrong_document_is_refused_as_a_request_and_as_a_table(site, tmp_path, path):
    text = at_home(site, path.read_text(encoding="utf-8"))
    for body in (text, envelope(text)):
        answer = site.fetch("/tjs", body.encode(), headers=XML)
        assert answer.status in (400, 500, 501), answer.text[:500]
        assert "exceptionCode=" in answer.text
    if not path.name.startswith("joindata-request"):
        answer = site.fetch("/tjs", document("JoinData", {"AttributeData": text}).encode(), headers=XML)
        if path.name in FORGIVEN:
            assert "Completed>" in answer.text, answer.text[:800]
            validate(answer.body, tmp_path)
        else:
            assert answer.status == 400, answer.text[:800]
            validate_exception(answer.body, tmp_path)


def test_capabilities_by_sections_and_by_sequence(site, tmp_path):
    whole = ask(site, "/tjs", "GetCapabilities", {})
    names = ("ServiceIdentification", "ServiceProvider", "OperationsMetadata", "Languages", "WSDL")
    for name in names:
        answer = ask(site, "/tjs", "GetCapabilities", {"Sections": name})
        children = [c.tag.partition("}")[2] for c in ElementTree.fromstring(answer.body)]
        assert children == [name]
        validate(answer.body, tmp_path)
    sequence = ElementTree.fromstring(whole.body).get("updateSequence")
    current = ask(site, "/tjs", "GetCapabilities", {"updateSequence": sequence})
    assert len(ElementTree.fromstring(current.body)) == 0
    validate(current.body, tmp_path)
    later = ask(site, "/tjs", "GetCapabilities", {"updateSequence": str(int(sequence) + 1)})
    assert exceptions(later.body) == [("InvalidUpdateSequence", None)] and later.status == 400
    for versions, fine in (("1.0", True), ("2.0,1.0", True), ("2.0", False)):
        answer = ask(site, "/tjs", "GetCapabilities", {"AcceptVersions": versions})
        assert (answer.status == 200) == fine
        if not fine:
            assert exceptions(answer.body) == [("VersionNegotiationFailed", None)] and answer.status == 400


def test_the_language_is_asked_for_in_every_way(site):
    for said, header, lang in (({"language": "en-CA"}, None, "en"), ({"language": "fr"}, "en", "fr"), ({}, "en", "en"),
                               ({}, "en-GB,fr;q=0.5", "en"), ({}, "de", "fr"), ({}, None, "fr")):
        query = urllib.parse.urlencode({"service": "TJS", "request": "DescribeFrameworks", **said})
        answer = site.fetch(f"/tjs?{query}", headers={"Accept-Language": header} if header else None)
        assert f'xml:lang="{lang}"' in answer.text, (said, header)
    answer = ask(site, "/tjs", "DescribeFrameworks", {}, "de")
    assert exceptions(answer.body) == [("InvalidParameterValue", "language")]


def test_names_of_parameters_are_read_in_any_letter_case(site):
    names = {"service": "TJS", "version": "1.0", "request": "GetData", "language": "en", **uris(site), "Attributes": "habitants,nature",
             "LinkageKeys": "01,02,2A", "FilterColumn": "nature", "FilterValue": "urbain", "aid": "true",
             "XSL": f"{site.url}/portal/x.xsl"}
    right = site.fetch("/tjs?" + urllib.parse.urlencode(names))
    assert right.status == 200 and right.text.count("<tjs:Row>") == 2
    for case in (str.upper, str.lower, str.swapcase):
        assert site.fetch("/tjs?" + urllib.parse.urlencode({case(n): v for n, v in names.items()})).body == right.body
    names = {"service": "TJS", "version": "1.0", "request": "JoinData", "language": "en", "update": "true",
             **parameters_of(site, "JoinData")}
    right = settled(site.fetch("/tjs?" + urllib.parse.urlencode(names)).text)
    for case in (str.upper, str.lower):
        assert settled(site.fetch("/tjs?" + urllib.parse.urlencode({case(n): v for n, v in names.items()})).text) == right
    for name, value in (("STYLINGIDENTIFIER", "none"), ("STYLINGURL", "x:y"), ("CLASSIFICATIONURL", "x:y"), ("UPDATE", "perhaps")):
        answer = site.fetch("/tjs?" + urllib.parse.urlencode({**names, "update": "true", name: value} if name != "UPDATE" else
                                                             {**{n: v for n, v in names.items() if n != "update"}, name: value}))
        assert [(c, loc.upper()) for c, loc in exceptions(answer.body)] == [("InvalidParameterValue", name)], answer.text[:500]


def test_operations_metadata_says_what_is_taken(site):
    root = ElementTree.fromstring(ask(site, "/tjs", "GetCapabilities", {}).body)
    for operation in root.iter(f"{OWS}Operation"):
        assert operation.find(f".//{OWS}Get").get(XLINK).startswith(f"{site.url}/tjs?")
        encodings = [v.text for v in operation.findall(f".//{OWS}Constraint[@name='PostEncoding']//{OWS}Value")]
        assert encodings == ["KVP", "XML", "SOAP"]
    assert [e.text for e in root.find(f"{TJS}Languages")] == ["fr", "en"]
