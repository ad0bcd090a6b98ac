"""Features as Debian's mapserv gives them: the same ones, with the same values and shapes, whatever is asked of both."""
import json
import math
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import urllib.parse

import pytest

MAPSERV = shutil.which("mapserv") or "/usr/lib/cgi-bin/mapserv"
LAYERS = {"departements": "POLYGON", "communes": "POINT", "rivieres": "LINE"}

MAP = """MAP
  NAME "peer"
  EXTENT 0 44 8 48
  PROJECTION "init=epsg:4326" END
  OUTPUTFORMAT NAME "geojson" DRIVER "OGR/GEOJSON" MIMETYPE "application/json" FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE" FORMATOPTION "LCO:COORDINATE_PRECISION=10" END
  WEB METADATA "ows_title" "peer" "ows_enable_request" "*" "ows_onlineresource" "http://localhost/peer?"
    "ows_srs" "EPSG:4326 EPSG:3857 EPSG:2154" "wfs_getfeature_formatlist" "geojson" END END
"""
LAYER = """  LAYER
    NAME "{name}" TYPE {kind} STATUS ON CONNECTIONTYPE OGR CONNECTION "{file}" DATA "{table}"
    PROJECTION "init=epsg:4326" END
    METADATA "ows_title" "{name}" "gml_include_items" "all" "gml_featureid" "{key}" "gml_types" "auto" END
  END
"""


def data_file(workspace, layer):
    """The GeoPackage that publishing made of a layer."""
    for file in pathlib.Path(workspace, "data").rglob("*.gpkg"):
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as db:
            for table, in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"):
                if table.startswith(layer):
                    return file, table
    raise AssertionError(layer)


@pytest.fixture(scope="module")
def peer(site, tmp_path_factory):
    """Asks mapserv, over the very files that ours reads."""
    if not os.path.exists(MAPSERV):
        pytest.skip("mapserv is not installed")
    folder = tmp_path_factory.mktemp("peer")
    text = MAP
    for name, kind in LAYERS.items():
        file, table = data_file(site.country.workspace, name)
        text += LAYER.format(name=name, kind=kind, file=file, table=table, key="nom" if name == "rivieres" else "code")
    (folder / "peer.map").write_text(text + "END\n")
    (folder / "mapserver.conf").write_text(f'CONFIG\nENV\n"MS_MAPFILE" "{folder / "peer.map"}"\nEND\nMAPS\nEND\nEND\n')

    def ask(query):
        done = subprocess.run([MAPSERV], stdout=subprocess.PIPE, check=True, env=dict(
            os.environ, REQUEST_METHOD="GET", QUERY_STRING=query, MAPSERVER_CONFIG_FILE=str(folder / "mapserver.conf")))
        return json.loads(done.stdout.partition(b"\r\n\r\n")[2])
    return ask


def value(v):
    """What types have in common: mapserv gives numbers as texts and nulls as empty ones, FlatGeobuf has no dates without
    a time."""
    if v in (None, ""):
        return None
    if isinstance(v, bool):
        return float(v)
    try:
        return float(v)
    except ValueError:
        return {"true": 1.0, "false": 0.0}.get(v, v.replace("/", "-").removesuffix("T00:00:00"))


def canonical(geometry):
    """Rings from their least point on, whichever way they turn; single geometries as multiple ones of one."""
    if geometry is None:
        return None
    kind, c = geometry["type"], geometry["coordinates"]
    if not kind.startswith("Multi"):
        kind, c = "Multi" + kind, [c]
    if kind != "MultiPolygon":
        return kind, c

    def ring(points):
        points = points[:-1]
        at = points.index(min(points))
        forward = points[at:] + points[:at]
        backward = [forward[0]] + forward[:0:-1]
        return min(forward, backward)
    return kind, [[ring(r) for r in part] for part in c]


def assert_near(a, b, off, what):
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b), what
        for x, y in zip(a, b):
            assert_near(x, y, off, what)
    elif isinstance(a, str) or a is None:
        assert a == b, what
    else:
        assert math.isclose(a, b, rel_tol=0, abs_tol=off), what


def by_name(document, key):
    return {f["properties"][key]: f for f in document["features"]}


def assert_same(ours, theirs, key, off, what):
    ours, theirs = by_name(ours, key), by_name(theirs, key)
    assert set(ours) == set(theirs), what
    for name, feature in ours.items():
        other = theirs[name]
        assert {k: value(v) for k, v in feature["properties"].items()} == \
            {k: value(other["properties"].get(k)) for k in feature["properties"]}, what
        assert_near(canonical(feature["geometry"]), canonical(other["geometry"]), off, f"{name} of {what}")
    return len(ours)


def question(rng, layer):
    """A value, or a box in degrees; or all, in one of three systems. (mapserv moves a box to the system of the answer and back,
    and then finds what lies beside it, too: so not both.)"""
    srs = rng.choice((4326, 4326, 3857, 2154))
    query = f"SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&SRSNAME=EPSG:{srs}"
    if rng.random() < 0.3:
        nom = {"departements": "Ain", "communes": f"Commune n° {rng.randrange(250)}", "rivieres": f"Rivière {rng.randrange(12)}"}[layer]
        filter_ = ('<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo><fes:ValueReference>nom'
                   f'</fes:ValueReference><fes:Literal>{nom}</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>')
        return query + "&FILTER=" + urllib.parse.quote(filter_), srs
    if srs != 4326:
        return query, srs
    size = 4 * rng.random() ** 2
    x, y = 0.5 + 6 * rng.random(), 44.5 + 3 * rng.random()
    box = f"{y:.6f},{x:.6f},{y + size:.6f},{x + size * rng.random():.6f},urn:ogc:def:crs:EPSG::4326"
    return f"{query}&BBOX={box}", srs


@pytest.mark.parametrize("layer", LAYERS)
def test_features_are_those_of_mapserv(site, peer, layer):
    rng = random.Random(layer)
    found = 0
    for _ in range(15):
        query, srs = question(rng, layer)
        ours = site.fetch("/ows?" + query + "&OUTPUTFORMAT=application/geo%2Bjson")
        assert ours.status == 200, query
        found += assert_same(json.loads(ours.body), peer(query + "&OUTPUTFORMAT=geojson"), "nom",
                             2e-6 if srs == 4326 else 2e-3, query)
    assert found > 15


@pytest.mark.parametrize("layer", LAYERS)
def test_pages_together_are_the_whole(site, layer):
    """In the same order, nothing twice, nothing left out; with a box, too."""
    for box in ("", "&BBOX=45.3,1.3,46.8,4.1,urn:ogc:def:crs:EPSG::4326"):
        query = f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}{box}&OUTPUTFORMAT=geojson"
        whole = [f["id"] for f in json.loads(site.fetch(query).body)["features"]]
        pages = []
        for start in range(0, len(whole) + 7, 7):
            page = json.loads(site.fetch(f"{query}&COUNT=7&STARTINDEX={start}").body)
            assert page["numberMatched"] == len(whole) and page["numberReturned"] == len(page["features"])
            pages += [f["id"] for f in page["features"]]
        assert pages == whole and len(set(whole)) == len(whole) > 3


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("form", ("fgb", "gpkg", "gml32", "csv"))
def test_every_format_holds_the_same_features(site, tmp_path, layer, form):
    """As GDAL reads them, but for the CSV, which has no geometry unless it is asked for."""
    base = f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&SRSNAME=EPSG:4326&OUTPUTFORMAT="
    path = tmp_path / f"a.{ {'gml32': 'gml'}.get(form, form) }"
    path.write_bytes(site.fetch(base + form).body)
    read = subprocess.run(["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path), "-lco", "COORDINATE_PRECISION=10"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    theirs, ours = json.loads(read.stdout), json.loads(site.fetch(base + "geojson").body)
    for feature in ours["features"] if form == "csv" else ():
        feature["geometry"] = None
    assert assert_same(ours, theirs, "nom", 2e-6, form) == len(ours["features"]) > 3


def test_a_page_of_items_comes_as_flatgeobuf(site, tmp_path):
    answer = site.fetch("/api/collections/communes/items?f=fgb&limit=10&bbox=1,45,4,46")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/flatgeobuf"
    assert 'rel="next"' in answer.headers["Link"] and "f=fgb" in answer.headers["Link"]
    path = tmp_path / "items.fgb"
    path.write_bytes(answer.body)
    text = subprocess.run(["ogrinfo", "-so", "-al", str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "Geometry: Point" in text and "Feature Count: 10" in text and "code: String" in text
