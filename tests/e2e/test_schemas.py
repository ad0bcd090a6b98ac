"""Every document validates against its official schema: capabilities, schemas, features and exceptions of
every version, language and theme. Needs ../shared/ogc (JOINTURE_SHARED); without it these tests are skipped."""
import os
import pathlib
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
pytestmark = pytest.mark.skipif(not (OGC / "validate.sh").exists(), reason="the official schemas (shared/ogc) are not here")

BOX = "CRS=CRS:84&BBOX=1,45,4,47&WIDTH=60&HEIGHT=40&FORMAT=image/png"
WFS_SCHEMA = {"1.0.0": "wfs/1.0.0/WFS-basic.xsd", "1.1.0": "wfs/1.1.0/wfs.xsd", "2.0.0": "wfs/2.0/wfs.xsd"}
WFS_CAPABILITIES = {**WFS_SCHEMA, "1.0.0": "wfs/1.0.0/WFS-capabilities.xsd"}
TYPES = {"1.0.0": "TYPENAME", "1.1.0": "TYPENAME", "2.0.0": "TYPENAMES"}
PLACES = ("/ows", "/ows/territoires", "/ows/eau", "/ows/sources")


@pytest.fixture(scope="module", autouse=True)
def tree(tmp_path_factory):
    """The official schemas with relative imports: libxml2 takes one file under two addresses for two schemas."""
    folder = tmp_path_factory.mktemp("schemas")
    subprocess.run([str(OGC / "localize.sh"), str(folder)], check=True)
    os.environ["SCHEMA_TREE"] = str(folder)
    yield folder
    del os.environ["SCHEMA_TREE"]


def validate(schema, body, folder, name="document.xml"):
    path = folder / name
    path.write_bytes(body)
    done = subprocess.run([str(OGC / "validate.sh"), schema, str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{done.stdout[:3000]}\n{body[:1500].decode(errors='replace')}"


def validate_dtd(dtd, body, folder):
    path = folder / "document.xml"
    # the DTD of the place is replaced by the same one from the folder of schemas
    path.write_bytes(re.sub(rb"<!DOCTYPE[^\[>]*(\[.*?\])?\s*>", b"", body, flags=re.S))
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--dtdvalid", str(OGC / "schemas" / dtd), str(path)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{done.stdout[:3000]}\n{body[:1500].decode(errors='replace')}"


def wms_schema(folder):
    """WMS 1.3.0 with the elements that SLD 1.1.0 adds to its capabilities."""
    path = folder / "wms.xsd"
    tree = os.environ["SCHEMA_TREE"]
    path.write_text(f'''<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.opengis.net/wms" schemaLocation="{tree}/wms/1.3.0/capabilities_1_3_0.xsd"/>
  <import namespace="http://www.opengis.net/sld" schemaLocation="{tree}/sld/1.1.0/sld_capabilities.xsd"/></schema>''')
    return str(path)


@pytest.mark.parametrize("subject", [None, "internal_region"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_wms_capabilities(site, tmp_path, place, language, subject):
    headers = {"Authorization": "Bearer " + site.country.keys[subject]} if subject else {}
    answer = site.fetch(f"{place}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities&LANGUAGE={language}", headers=headers)
    validate(wms_schema(tmp_path), re.sub(rb'\sxsi:schemaLocation="[^"]*"', b"", answer.body), tmp_path)
    answer = site.fetch(f"{place}?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetCapabilities&LANGUAGE={language}", headers=headers)
    assert b"capabilities_1_1_1.dtd" in answer.body or b"WMS_MS_Capabilities.dtd" in answer.body
    validate_dtd("wms/1.1.1/WMS_MS_Capabilities.dtd", answer.body, tmp_path)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("version", list(WFS_SCHEMA))
def test_wfs_capabilities(site, tmp_path, version, place, language):
    answer = site.fetch(f"{place}?SERVICE=WFS&VERSION={version}&REQUEST=GetCapabilities&LANGUAGE={language}")
    # nothing of this theme is public, and 1.0.0 has no form for a list without feature types
    empty = version == "1.0.0" and place == "/ows/sources"
    validate("wfs/1.0.0/OGC-exception.xsd" if empty else WFS_CAPABILITIES[version], answer.body, tmp_path)


def test_the_documents_of_wms_1_1_1(site, tmp_path):
    answer = site.fetch("/ows?SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=departements,communes")
    validate_dtd("wms/1.1.1/WMS_DescribeLayerResponse.dtd", answer.body, tmp_path)
    styles = site.fetch("/ows?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS=departements")
    validate("sld/1.0.0/StyledLayerDescriptor.xsd", styles.body, tmp_path)
    for dialect, schema in (("1.3.0", "wms/1.3.0/exceptions_1_3_0.xsd"),):
        answer = site.fetch(f"/ows?SERVICE=WMS&VERSION={dialect}&REQUEST=GetMap&LAYERS=nonesuch&STYLES=&{BOX}")
        validate(schema, answer.body, tmp_path)
    answer = site.fetch(f"/ows?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=nonesuch&STYLES=&{BOX.replace('CRS=CRS:84', 'SRS=EPSG:4326')}")
    validate_dtd("wms/1.1.1/exception_1_1_1.dtd", answer.body, tmp_path)


@pytest.mark.parametrize("version", list(WFS_SCHEMA))
def test_wfs_exceptions(site, tmp_path, version):
    schema = {"1.0.0": "wfs/1.0.0/OGC-exception.xsd", "1.1.0": "ows/1.0.0/owsExceptionReport.xsd", "2.0.0": "ows/1.1.0/owsExceptionReport.xsd"}
    answer = site.fetch(f"/ows?SERVICE=WFS&VERSION={version}&REQUEST=GetFeature&{TYPES[version]}=nonesuch")
    validate(schema[version], answer.body, tmp_path)


def application_schema(site, tmp_path, version, types, output=None):
    """Our own schema of the feature types, itself valid, as a file; with what it imports read from the folder."""
    query = f"SERVICE=WFS&VERSION={version}&REQUEST=DescribeFeatureType" + (f"&{TYPES[version]}={types}" if types else "")
    if output:
        query += "&OUTPUTFORMAT=" + urllib.parse.quote(output)
    answer = site.fetch("/ows?" + query)
    assert answer.status == 200 and b"schema" in answer.body[:400], answer.text[:400]
    root = ElementTree.fromstring(answer.body)
    path = tmp_path / "application.xsd"
    path.write_text(answer.text.replace('schemaLocation="http://schemas.opengis.net', 'schemaLocation="' + os.environ["SCHEMA_TREE"]))
    return root.get("targetNamespace"), path


GML = {"1.0.0": ("gml/2.1.2/feature.xsd", "http://www.opengis.net/gml"), "1.1.0": ("gml/3.1.1/base/gml.xsd", "http://www.opengis.net/gml"),
       "2.0.0": ("gml/3.2.1/gml.xsd", "http://www.opengis.net/gml/3.2")}
WFS_NAMESPACE = {"1.0.0": "http://www.opengis.net/wfs", "1.1.0": "http://www.opengis.net/wfs", "2.0.0": "http://www.opengis.net/wfs/2.0"}


@pytest.mark.parametrize("types", ["departements", "communes", "rivieres", "departements,communes,rivieres"])
@pytest.mark.parametrize("version", list(WFS_SCHEMA))
def test_features_validate_against_our_own_schema(site, tmp_path, version, types):
    namespace, path = application_schema(site, tmp_path, version, types)
    query = f"SERVICE=WFS&VERSION={version}&REQUEST=GetFeature&{TYPES[version]}={types}"
    answer = site.fetch("/ows?" + query)
    assert b"FeatureCollection" in answer.body[:600], answer.text[:600]
    both = tmp_path / "both.xsd"
    both.write_text(f'''<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="{WFS_NAMESPACE[version]}" schemaLocation="{os.environ['SCHEMA_TREE']}/{WFS_SCHEMA[version]}"/>
  <import namespace="{namespace}" schemaLocation="{path}"/></schema>''')
    validate(str(both), answer.body, tmp_path)


def test_gml_of_each_version_by_output_format(site, tmp_path):
    for output in ("application/gml+xml; version=3.2", "text/xml; subtype=gml/3.1.1", "text/xml; subtype=gml/2.1.2"):
        answer = site.fetch("/ows?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=departements&OUTPUTFORMAT=" + urllib.parse.quote(output))
        assert answer.status == 200 and b"FeatureCollection" in answer.body[:600], (output, answer.text[:300])


@pytest.mark.parametrize("query", [
    "REQUEST=ListStoredQueries", "REQUEST=DescribeStoredQueries", "REQUEST=GetFeature&TYPENAMES=departements&RESULTTYPE=hits",
    "REQUEST=GetPropertyValue&TYPENAMES=departements&VALUEREFERENCE=nom",
    "REQUEST=GetPropertyValue&TYPENAMES=departements&VALUEREFERENCE=population&COUNT=3",
    "REQUEST=GetFeature&TYPENAMES=departements&COUNT=3&STARTINDEX=3"])
def test_the_documents_of_wfs_2(site, tmp_path, query):
    namespace, path = application_schema(site, tmp_path, "2.0.0", "departements")
    answer = site.fetch("/ows?SERVICE=WFS&VERSION=2.0.0&" + query)
    assert answer.status == 200, answer.text[:400]
    both = tmp_path / "both.xsd"
    both.write_text(f'''<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.opengis.net/wfs/2.0" schemaLocation="{os.environ['SCHEMA_TREE']}/wfs/2.0/wfs.xsd"/>
  <import namespace="{namespace}" schemaLocation="{path}"/></schema>''')
    validate(str(both), answer.body, tmp_path)


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_hits_validate(site, tmp_path, version):
    if version == "1.0.0":
        return
    answer = site.fetch(f"/ows?SERVICE=WFS&VERSION={version}&REQUEST=GetFeature&{TYPES[version]}=communes&RESULTTYPE=hits")
    validate(WFS_SCHEMA[version], answer.body, tmp_path)
    counted = re.search(rb'number(?:OfFeatures|Matched)="(\d+)"', answer.body)
    assert int(counted[1]) == 250


def test_every_href_answers(site):
    """The addresses in the documents are ours and answer, schemas included."""
    pattern = re.compile(r'(?:href|onlineResource)="([^"]+)"|schemaLocation="([^"]+)"', re.I)
    seen = set()
    for query in ("SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities", "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities",
                  "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=departements&COUNT=2&STARTINDEX=2",
                  "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=departements"):
        for href, locations in pattern.findall(site.fetch("/ows?" + query).text):
            seen.update(u.replace("&amp;", "&") for u in ([href] if href else locations.split()))
    ours = {u for u in seen if u.startswith(site.url)}
    assert any("GetLegendGraphic" in u for u in ours) and any("DescribeFeatureType" in u for u in ours)
    for u in ours:
        if not u.endswith(("?", "&", "/ows")):
            assert site.fetch(u[len(site.url):]).status == 200, u
    for u in seen - ours:
        assert u.startswith(("http://www.opengis.net/", "http://schemas.opengis.net/", "http://www.w3.org/", "http://www.jointure.org/")) \
            or not u.startswith("http"), u
