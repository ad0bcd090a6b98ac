"""Filters of WFS select what the same condition selects in the data: each is held against GDAL's own reading
of the file that was published, with SQL's logic of NULL (OGR's dialect has none, and compares without case)."""
import json
import os
import subprocess
import urllib.parse

import pytest

import postgres
import server

FES = 'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:jt="http://www.jointure.org/ns"'
OGC = 'xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"'


def compare(operator, name, value, more=""):
    return (f"<fes:PropertyIs{operator}{more}><fes:ValueReference>{name}</fes:ValueReference>"
            f"<fes:Literal>{value}</fes:Literal></fes:PropertyIs{operator}>")


def like(name, pattern, more='wildCard="*" singleChar="?" escapeChar="!"'):
    return f"<fes:PropertyIsLike {more}><fes:ValueReference>{name}</fes:ValueReference><fes:Literal>{pattern}</fes:Literal></fes:PropertyIsLike>"


def null(name, operator="Null"):
    return f"<fes:PropertyIs{operator}><fes:ValueReference>{name}</fes:ValueReference></fes:PropertyIs{operator}>"


def between(name, low, high):
    return (f"<fes:PropertyIsBetween><fes:ValueReference>{name}</fes:ValueReference><fes:LowerBoundary><fes:Literal>{low}</fes:Literal>"
            f"</fes:LowerBoundary><fes:UpperBoundary><fes:Literal>{high}</fes:Literal></fes:UpperBoundary></fes:PropertyIsBetween>")


def both(*conditions):
    return "<fes:And>" + "".join(conditions) + "</fes:And>"


def either(*conditions):
    return "<fes:Or>" + "".join(conditions) + "</fes:Or>"


def no(condition):
    return f"<fes:Not>{condition}</fes:Not>"


def envelope(x0, y0, x1, y1, srs='srsName="EPSG:4326"'):
    return f"<gml:Envelope {srs}><gml:lowerCorner>{x0} {y0}</gml:lowerCorner><gml:upperCorner>{x1} {y1}</gml:upperCorner></gml:Envelope>"


def bbox(*corners, **more):
    return f"<fes:BBOX><fes:ValueReference>geom</fes:ValueReference>{envelope(*corners, **more)}</fes:BBOX>"


def polygon(*ring):
    return ('<gml:Polygon srsName="EPSG:4326" gml:id="p"><gml:exterior><gml:LinearRing><gml:posList>' + " ".join(map(str, ring)) +
            "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>")


def spatial(operator, geometry, more=""):
    return f"<fes:{operator}><fes:ValueReference>jt:geom</fes:ValueReference>{geometry}{more}</fes:{operator}>"


def point(x, y):
    return f'<gml:Point srsName="EPSG:4326" gml:id="q"><gml:pos>{x} {y}</gml:pos></gml:Point>'


def line(*coordinates):
    return '<gml:LineString srsName="EPSG:4326" gml:id="l"><gml:posList>' + " ".join(map(str, coordinates)) + "</gml:posList></gml:LineString>"


TRIANGLE = (1, 45, 3.1, 45, 2.2, 46.3, 1, 45)
TRIANGLE_WKT = "ST_GeomFromText('POLYGON((1 45,3.1 45,2.2 46.3,1 45))',4326)"

# layer, filter, condition on the file
ATTRIBUTES = [
    ("communes", compare("EqualTo", "code", "01003"), "code = '01003'"),
    ("communes", compare("EqualTo", "jt:communes/jt:code", "01003"), "code = '01003'"),
    ("communes", compare("EqualTo", "code", "1003"), "code = '1003'"),
    ("communes", compare("NotEqualTo", "departement", "01"), "departement <> '01'"),
    ("communes", compare("EqualTo", "population", "22"), "population = 22"),
    ("communes", compare("EqualTo", "population", "22.0"), "population = 22"),
    ("communes", compare("NotEqualTo", "population", "22"), "population <> 22"),
    ("communes", compare("LessThan", "population", "99"), "population < 99"),
    ("communes", compare("LessThanOrEqualTo", "population", "99"), "population <= 99"),
    ("communes", compare("GreaterThan", "population", "2000"), "population > 2000"),
    ("communes", compare("GreaterThanOrEqualTo", "population", "2002.5"), "population >= 2002.5"),
    ("communes", compare("LessThan", "code", "02"), "code < '02'"),
    ("communes", compare("EqualTo", "active", "true"), "active = 1"),
    ("communes", compare("EqualTo", "active", "0"), "active = 0"),
    ("communes", between("population", "100", "300"), "population BETWEEN 100 AND 300"),
    ("communes", between("code", "01005", "02003"), "code BETWEEN '01005' AND '02003'"),
    ("communes", null("population"), "population IS NULL"),
    ("communes", null("population", "Nil"), "population IS NULL"),
    ("communes", no(null("population")), "population IS NOT NULL"),
    ("communes", no(compare("EqualTo", "population", "22")), "NOT (population = 22)"),
    ("communes", both(compare("EqualTo", "departement", "02"), compare("LessThan", "population", "1500")), "departement = '02' AND population < 1500"),
    ("communes", either(compare("EqualTo", "code", "01001"), compare("EqualTo", "code", "05007"), null("population")), "code IN ('01001', '05007') OR population IS NULL"),
    ("communes", no(either(compare("LessThan", "population", "2000"), compare("EqualTo", "active", "true"))), "NOT (population < 2000 OR active = 1)"),
    ("communes", both(either(compare("EqualTo", "departement", "01"), null("population")), no(compare("EqualTo", "active", "1"))),
     "(departement = '01' OR population IS NULL) AND NOT active = 1"),
    ("communes", like("nom", "Commune n° 1*"), "nom GLOB 'Commune n° 1*'"),
    ("communes", like("nom", "*9?"), "nom GLOB '*9?'"),
    ("communes", like("nom", "COMMUNE*7", 'wildCard="*" singleChar="?" escapeChar="!" matchCase="false"'), "lower(nom) GLOB 'commune*7'"),
    ("communes", like("nom", "COMMUNE*7"), "nom GLOB 'COMMUNE*7'"),
    ("communes", like("code", "0%_", 'wildCard="%" singleChar="_" escapeChar="\\"'), "code LIKE '0%_'"),
    ("communes", like("population", "1*1"), "CAST(population AS TEXT) LIKE '1%1'"),
    ("departements", like("nom", "C*d'A*"), "nom LIKE 'C%d''A%'"),
    ("departements", like("nom", "C?tes-d'Armor' OR 1=1 --*"), "1 = 0"),
    ("departements", like("nom", "*[s]*"), "1 = 0"),
    ("departements", like("nom", "*!?*"), "1 = 0"),
    ("departements", compare("EqualTo", "nom", "Côtes-d'Armor"), "nom = 'Côtes-d''Armor'"),
    ("departements", compare("EqualTo", "nom", "Guadeloupe &amp; &lt;îles&gt;"), "nom = 'Guadeloupe & <îles>'"),
    ("departements", compare("EqualTo", "nom", "PARIS", ' matchCase="false"'), "lower(nom) = 'paris'"),
    ("departements", compare("EqualTo", "nom", "PARIS"), "nom || '' = 'PARIS'"),
    ("departements", compare("EqualTo", "nom", "x' OR 'a' = 'a"), "nom = 'x'' OR ''a'' = ''a'"),
    ("departements", compare("GreaterThan", "densite", "62.4"), "densite > 62.4"),
    ("departements", compare("EqualTo", "densite", "6.25e1"), "densite = 62.5"),
    ("departements", compare("GreaterThan", "cree", "1955-01-01"), "cree > '1955-01-01'"),
    ("departements", compare("LessThanOrEqualTo", "cree", "1952-06-30T12:00:00Z"), "cree <= '1952-06-30'"),
    ("departements", between("cree", "1951-01-01", "1953-01-01"), "cree BETWEEN '1951-01-01' AND '1953-01-01'"),
    ("departements", "<fes:After><fes:ValueReference>cree</fes:ValueReference><gml:TimeInstant gml:id='t'><gml:timePosition>1957-01-01</gml:timePosition>"
                     "</gml:TimeInstant></fes:After>", "cree > '1957-01-01'"),
    ("departements", "<fes:During><fes:ValueReference>cree</fes:ValueReference><gml:TimePeriod gml:id='t'><gml:beginPosition>1951-06-01</gml:beginPosition>"
                     "<gml:endPosition>1954-06-01</gml:endPosition></gml:TimePeriod></fes:During>", "cree > '1951-06-01' AND cree < '1954-06-01'"),
    ("departements", "<fes:PropertyIsLessThan><fes:Literal>5000</fes:Literal><fes:ValueReference>population</fes:ValueReference></fes:PropertyIsLessThan>",
     "population > 5000"),
    ("departements", '<fes:ResourceId rid="departements.2A"/><fes:ResourceId rid="departements.01"/>', "code IN ('2A', '01')"),
    ("departements", no('<fes:ResourceId rid="departements.2A"/>'), "code <> '2A'"),
    ("departements", either('<fes:ResourceId rid="departements.2A"/>', '<fes:ResourceId rid="communes.01001"/>', '<fes:ResourceId rid="x"/>'), "code = '2A'"),
]

SHAPES = [
    ("communes", bbox(1, 45, 1.5, 45.5), "ST_Intersects(geometry, BuildMbr(1,45,1.5,45.5))"),
    ("communes", bbox(45, 1, 45.5, 1.5, srs='srsName="urn:ogc:def:crs:EPSG::4326"'), "ST_Intersects(geometry, BuildMbr(1,45,1.5,45.5))"),
    ("communes", bbox(45, 1, 45.5, 1.5, srs=""), "ST_Intersects(geometry, BuildMbr(1,45,1.5,45.5))"),
    ("communes", both(bbox(1, 45, 2, 46), compare("EqualTo", "active", "true")), "ST_Intersects(geometry, BuildMbr(1,45,2,46)) AND active = 1"),
    ("communes", both(bbox(1, 45, 2, 46), bbox(1.5, 45.5, 4, 47)), "ST_Intersects(geometry, BuildMbr(1.5,45.5,2,46))"),
    ("communes", either(bbox(1, 45, 1.3, 45.3), bbox(5, 46, 6, 47), compare("EqualTo", "code", "01010")),
     "ST_Intersects(geometry, BuildMbr(1,45,1.3,45.3)) OR ST_Intersects(geometry, BuildMbr(5,46,6,47)) OR code = '01010'"),
    ("communes", no(bbox(1, 45, 4, 47)), "NOT ST_Intersects(geometry, BuildMbr(1,45,4,47))"),
    ("communes", spatial("Intersects", polygon(*TRIANGLE)), f"ST_Intersects(geometry, {TRIANGLE_WKT})"),
    ("communes", spatial("Within", polygon(*TRIANGLE)), f"ST_Within(geometry, {TRIANGLE_WKT})"),
    ("communes", spatial("Disjoint", polygon(*TRIANGLE)), f"ST_Disjoint(geometry, {TRIANGLE_WKT})"),
    ("communes", spatial("Equals", point(1.05, 45.05)), "ST_Equals(geometry, MakePoint(1.05, 45.05, 4326))"),
    ("communes", spatial("DWithin", point(2, 46), '<fes:Distance uom="degree">0.5</fes:Distance>'), "ST_Distance(geometry, MakePoint(2, 46, 4326)) <= 0.5"),
    ("communes", spatial("Beyond", point(2, 46), '<fes:Distance uom="degree">1.5</fes:Distance>'), "ST_Distance(geometry, MakePoint(2, 46, 4326)) > 1.5"),
    ("communes", spatial("DWithin", point(2, 46), '<fes:Distance uom="km">40</fes:Distance>'),
     "ST_Distance(ST_Transform(geometry, 32631), ST_Transform(MakePoint(2, 46, 4326), 32631)) <= 40000"),
    ("departements", spatial("Contains", point(2.5, 45.5)), "ST_Contains(geometry, MakePoint(2.5, 45.5, 4326))"),
    ("departements", spatial("Touches", polygon(2, 45, 3, 45, 3, 46, 2, 46, 2, 45)), "ST_Touches(geometry, BuildMbr(2,45,3,46,4326))"),
    ("departements", spatial("Overlaps", polygon(*TRIANGLE)), f"ST_Overlaps(geometry, {TRIANGLE_WKT})"),
    ("rivieres", spatial("Crosses", polygon(*TRIANGLE)), f"ST_Crosses(geometry, {TRIANGLE_WKT})"),
    ("rivieres", spatial("Intersects", line(2, 45, 2, 47)), "ST_Intersects(geometry, ST_GeomFromText('LINESTRING(2 45,2 47)',4326))"),
    ("departements", bbox(100000, 5600000, 300000, 5800000, srs='srsName="EPSG:3857"'),
     "ST_Intersects(ST_Transform(geometry, 3857), BuildMbr(100000,5600000,300000,5800000,3857))"),
]


def rows(*command):
    done = subprocess.run(["ogr2ogr", "-f", "CSV", "/vsistdout/", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    assert "ERROR" not in done.stderr, done.stderr
    return sorted(line.strip('"\r') for line in done.stdout.splitlines()[1:])


def selected(site, layer, column, condition, version="2.0.0", head=FES, element="fes:Filter"):
    query = urllib.parse.urlencode({"SERVICE": "WFS", "VERSION": version, "REQUEST": "GetFeature", "OUTPUTFORMAT": "geojson",
                                    "TYPENAMES": layer, "FILTER": f"<{element} {head}>{condition}</{element}>"})
    answer = site.fetch("/ows", body=query.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 200, answer.text[:800]
    return sorted(f["properties"][column] for f in json.loads(answer.text)["features"])


def key(layer):
    return "nom" if layer == "rivieres" else "code"


@pytest.mark.parametrize("layer,condition,where", ATTRIBUTES, ids=[w for _, _, w in ATTRIBUTES])
def test_values(site, layer, condition, where):
    file = site.country.folder / f"{layer}.geojson"
    sql = f"SELECT {key(layer)} FROM {layer} WHERE {where}"
    assert selected(site, layer, key(layer), condition) == rows(str(file), "-dialect", "SQLITE", "-sql", sql)


@pytest.mark.parametrize("layer,condition,where", SHAPES, ids=[w for _, _, w in SHAPES])
def test_shapes(site, layer, condition, where):
    file = site.country.folder / f"{layer}.geojson"
    found = selected(site, layer, key(layer), condition)
    assert found == rows(str(file), "-dialect", "SQLITE", "-sql", f"SELECT {key(layer)} FROM {layer} WHERE {where}")
    assert found or "Equals" in where


OLD = [
    ("1.1.0", "<ogc:PropertyIsEqualTo><ogc:PropertyName>nom</ogc:PropertyName><ogc:Literal>Paris</ogc:Literal></ogc:PropertyIsEqualTo>", "nom = 'Paris'"),
    ("1.0.0", '<ogc:PropertyIsLike wildCard="*" singleChar="." escape="!"><ogc:PropertyName>nom</ogc:PropertyName><ogc:Literal>*e*</ogc:Literal></ogc:PropertyIsLike>', "nom LIKE '%e%'"),
    ("1.0.0", "<ogc:PropertyIsBetween><ogc:PropertyName>population</ogc:PropertyName><ogc:LowerBoundary>2000</ogc:LowerBoundary>"
              "<ogc:UpperBoundary><ogc:Literal>4000</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween>", "population BETWEEN 2000 AND 4000"),
    ("1.0.0", '<ogc:FeatureId fid="departements.75"/><ogc:FeatureId fid="departements.22"/>', "code IN ('75', '22')"),
    ("1.1.0", '<ogc:GmlObjectId gml:id="departements.75"/>', "code = '75'"),
]

OLD_SHAPES = [
    ("1.0.0", '<ogc:BBOX><ogc:PropertyName>geom</ogc:PropertyName><gml:Box srsName="http://www.opengis.net/gml/srs/epsg.xml#4326">'
              "<gml:coordinates>2.5,45.5 3.5,45.6</gml:coordinates></gml:Box></ogc:BBOX>"),
    ("1.0.0", '<ogc:BBOX><ogc:PropertyName>geom</ogc:PropertyName><gml:Box><gml:coord><gml:X>2.5</gml:X><gml:Y>45.5</gml:Y></gml:coord>'
              "<gml:coord><gml:X>3.5</gml:X><gml:Y>45.6</gml:Y></gml:coord></gml:Box></ogc:BBOX>"),
    ("1.1.0", '<ogc:BBOX><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326"><gml:lowerCorner>45.5 2.5</gml:lowerCorner>'
              "<gml:upperCorner>45.6 3.5</gml:upperCorner></gml:Envelope></ogc:BBOX>"),
    ("1.0.0", '<ogc:Intersects><ogc:PropertyName>geom</ogc:PropertyName><gml:Polygon srsName="EPSG:4326"><gml:outerBoundaryIs><gml:LinearRing>'
              '<gml:coordinates decimal="." cs="," ts=" ">2.5,45.5 3.5,45.5 3.5,45.6 2.5,45.6 2.5,45.5</gml:coordinates></gml:LinearRing>'
              "</gml:outerBoundaryIs></gml:Polygon></ogc:Intersects>"),
]


@pytest.mark.parametrize("version,condition,where", OLD, ids=[w for _, _, w in OLD])
def test_values_as_older_versions_write_them(site, version, condition, where):
    file = site.country.folder / "departements.geojson"
    assert selected(site, "departements", "code", condition, version, OGC, "ogc:Filter") == \
        rows(str(file), "-dialect", "SQLITE", "-sql", f"SELECT code FROM departements WHERE {where}")


@pytest.mark.parametrize("version,condition", OLD_SHAPES)
def test_shapes_as_older_versions_write_them(site, version, condition):
    assert selected(site, "departements", "code", condition, version, OGC, "ogc:Filter") == ["02", "03"]


@pytest.fixture(scope="module")
def elsewhere(jointure, tmp_path_factory):
    """A function that publishes a layer in a workspace of its own, and its server."""
    folder = tmp_path_factory.mktemp("elsewhere")
    port = server.free_port()
    environment = dict(os.environ, LANG="C.UTF-8", JOINTURE_WORKSPACE=str(folder / "workspace"))

    def run(*command):
        subprocess.run([jointure, *command], check=True, env=environment, stdout=subprocess.DEVNULL)

    run("init", folder / "workspace", "--base-url", f"http://127.0.0.1:{port}")
    run("organisation", "o", "--title-fr", "O")
    with server.Server([jointure, "serve"], folder / "workspace", port=port, workers=1) as running:
        def publish(name, source, *more):
            run("publish", "layer", name, source, "--organisation", "o", "--title-fr", name, *more)
            running.until(lambda: f"jt:{name}<" in running.fetch("/ows?SERVICE=WFS&REQUEST=GetCapabilities").text)
        running.publish = publish
        yield running


@pytest.fixture(scope="module")
def tables(site, elsewhere):
    """The country's layers as tables of PostGIS, published by reference under the same names."""
    if postgres.programs() is None:
        pytest.skip("needs initdb (postgresql)")
    database = postgres.Postgres()
    try:
        if "postgis" not in database.sql("SELECT name FROM pg_available_extensions"):
            pytest.skip("needs PostGIS (postgresql-postgis)")
        database.sql("CREATE EXTENSION postgis")
        for name, *more in (("communes", "--key", "code"), ("departements", "--key", "code"), ("rivieres",)):
            subprocess.run(["ogr2ogr", "-f", "PostgreSQL", database.source, str(site.country.folder / f"{name}.geojson"), "-nln", name,
                            "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=gid"], check=True)
            elsewhere.publish(name, database.source, "--table", name, "--reference", *more)
        yield elsewhere
    finally:
        database.stop()


@pytest.mark.parametrize("layer,condition,where", ATTRIBUTES + SHAPES, ids=[w for _, _, w in ATTRIBUTES + SHAPES])
def test_postgis_selects_the_same(site, tables, layer, condition, where):
    assert selected(tables, layer, key(layer), condition) == selected(site, layer, key(layer), condition)


@pytest.mark.skipif(not os.path.exists(os.path.join(os.environ.get("JOINTURE_SHARED", "../shared"), "data/geo/communes_2022.gpkg")),
                    reason="the real communes (shared/data) are not here")
def test_boxes_and_polygons_on_the_real_communes(elsewhere):
    file = os.path.join(os.environ.get("JOINTURE_SHARED", "../shared"), "data/geo/communes_2022.gpkg")
    elsewhere.publish("reelles", file, "--key", "code")
    for condition, where in (
            (bbox(2, 48, 2.5, 49), "ST_Intersects(geom, BuildMbr(2,48,2.5,49))"),
            (spatial("Within", polygon(2, 48, 3, 48, 2.5, 49, 2, 48)), "ST_Within(geom, ST_GeomFromText('POLYGON((2 48,3 48,2.5 49,2 48))',4326))"),
            (both(bbox(2, 48, 2.5, 49), like("nom", "*sur*")), "ST_Intersects(geom, BuildMbr(2,48,2.5,49)) AND nom GLOB '*sur*'")):
        found = selected(elsewhere, "reelles", "code", condition)
        assert found == rows(file, "-sql", f"SELECT code FROM communes_2022 WHERE {where}") and len(found) > 20
