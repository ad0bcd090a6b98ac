"""The edges of the world and of what can be drawn: each answer is right, or a refusal that says why; none is a crash or a 500."""
import concurrent.futures
import json
import random
import struct
import subprocess
import zlib

import pytest

from country import features, line, point, polygon
from server import Server, free_port

NOTHING = {"type": "MultiPolygon", "coordinates": []}


def box(minx, miny, maxx, maxy):
    return {"type": "Polygon", "coordinates": [[[minx, miny], [maxx, miny], [maxx, maxy], [minx, maxy], [minx, miny]]]}


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(p) for p in points]]}


WORLDS = {
    "world": ("framework", 4326, [box(-180, -90, 180, 90)]),
    "fiji": ("framework", 4326, [{"type": "MultiPolygon", "coordinates": [box(178, -18, 180, -16)["coordinates"],
                                                                          box(-180, -18, -178, -16)["coordinates"]]},
                                 box(178, 10, 182, 12), box(-182, 20, -178, 22)]),
    "poles": ("framework", 4326, [box(-180, 80, 180, 90), ring((-180, -90), (180, -90), (180, -70), (0, -65), (-180, -70), (-180, -90)),
                                  box(0, 85, 90, 90)]),
    "degenerate": ("framework", 4326, [
        polygon(2, 47, 1), ring((2, 45), (3, 46), (2, 45), (2, 45)), ring((2, 45), (2, 45), (2, 45), (2, 45)), None, NOTHING,
        ring((4, 45), (5, 46), (5, 45), (4, 46), (4, 45)), box(6, 45, 6 + 1e-9, 45 + 1e-9),
        ring((7, 45), (8, 45), (8, 45), (8, 46), (8, 46), (7, 46), (7, 45)),
        {"type": "Polygon", "coordinates": box(9, 45, 10, 46)["coordinates"] + box(9, 45, 10, 46)["coordinates"]}]),
    "south": ("framework", 3031, [box(1e6, -1e6, 2e6, 1e6), box(-1e6, -1e6, 1e6, 1e6)]),
    "far": ("layer", 3857, [box(-3e7, -3e7, 3e7, 3e7)]),
    "lines": ("layer", 4326, [line((179, 0), (-179, 1)), line((2, 45), (2, 45)), line((0, -90), (0, 90)), line((-180, 0), (180, 0))]),
    "points": ("layer", 4326, [point(0, 90), point(0, -90), point(180, 0), point(-180, 0), point(0, 0), point(2, 45), point(2, 45)]),
}
LAYERS = [*WORLDS, *(f"of_{name}" for name, (kind, _, _) in WORLDS.items() if kind == "framework")]


class Edges:
    def __init__(self, folder, program, url):
        self.folder, self.program, self.workspace = folder, str(program), folder / "workspace"
        self.cli("init", self.workspace, "--base-url", url, workspace=False)
        self.cli("organisation", "ign", "--title-fr", "Institut", "--title-en", "Institute")
        for name, (kind, srs, shapes) in WORLDS.items():
            self.publish(kind, name, srs, shapes)

    def cli(self, *arguments, workspace=True):
        more = ["--workspace", str(self.workspace)] if workspace else []
        subprocess.run([self.program, *map(str, arguments), *more], check=True, stdout=subprocess.DEVNULL)

    def publish(self, kind, name, srs, shapes):
        path = self.folder / f"{name}.geojson"
        rows = features(*[(shape, {"code": f"c{i}"}) for i, shape in enumerate(shapes)])
        path.write_text(json.dumps({"type": "FeatureCollection", "name": name, "features": rows, "crs": {
            "type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srs}"}}}))
        of = ["--organisation", "ign", "--title-fr", name, "--title-en", name, "--quiet"]
        self.cli("publish", kind, name, path, "--repair", *of, *(["--version", "2026-01-01", "--key", "code"] if kind == "framework" else []))
        if kind == "framework":
            table = self.folder / f"{name}.csv"
            table.write_text("code;rate\n" + "".join(f"c{i};{i},5\n" for i in range(len(shapes))))
            self.cli("publish", "table", table, f"of_{name}", "--framework", name, "--key", "code", "--yes", *of)


@pytest.fixture(scope="module")
def edge(jointure, tmp_path_factory):
    port = free_port()
    made = Edges(tmp_path_factory.mktemp("edges"), jointure, f"http://127.0.0.1:{port}")
    with Server([jointure, "serve"], made.workspace, port=port) as running:
        yield running
        assert " worker_lost " not in running.log()


def picture(answer):
    """Width, height and rows of RGBA or palette colours of a PNG of eight bits that is not interlaced."""
    assert answer.status == 200 and answer.body.startswith(b"\x89PNG"), answer.text[:400]
    at, data, palette = 8, b"", None
    while at < len(answer.body):
        n, kind = struct.unpack(">I4s", answer.body[at:at + 8])
        content = answer.body[at + 8:at + 8 + n]
        assert zlib.crc32(kind + content) == struct.unpack(">I", answer.body[at + 8 + n:at + 12 + n])[0]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", content)
        palette = content if kind == b"PLTE" else palette
        data += content if kind == b"IDAT" else b""
        at += 12 + n
    assert interlace == 0 and depth in (1, 2, 4, 8)
    return width, height, rows(zlib.decompress(data), width, height, depth, {0: 1, 2: 3, 3: 1, 6: 4}[colour], palette)


def unfiltered(kind, now, before, step):
    for i in range(len(now)):
        a, b, c = now[i - step] if i >= step else 0, before[i], before[i - step] if i >= step else 0
        p = a + b - c
        near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        now[i] = (now[i] + (0, a, b, (a + b) // 2, near)[kind]) & 255
    return now


def rows(data, width, height, depth, channels, palette):
    length, step = (width * channels * depth + 7) // 8, max(1, channels * depth // 8)
    assert len(data) == height * (length + 1)
    before, found = bytearray(length), []
    for y in range(height):
        at = y * (length + 1)
        now = bytearray(data[at + 1:at + 1 + length])
        before = unfiltered(data[at], now, before, step) if data[at] else now
        if depth < 8:
            values = [before[x * depth // 8] >> (8 - depth - x * depth % 8) & ((1 << depth) - 1) for x in range(width)]
        else:
            values = [bytes(before[channels * x:channels * (x + 1)]) for x in range(width)] if channels > 1 else list(before)
        found.append([palette[3 * v:3 * v + 3] for v in values] if palette else values)
    return found


def view(layer, crs, bbox, width=60, height=40, what="GetMap", more="&FORMAT=image/png"):
    return f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST={what}&LAYERS={layer}&STYLES=&CRS={crs}&BBOX={bbox}&WIDTH={width}&HEIGHT={height}{more}"


def is_drawn(site, layer, crs, bbox, x, y, width=60, height=40):
    _, _, found = picture(site.fetch(view(layer, crs, bbox, width, height)))
    return bytes(found[y][x])[:3] not in (b"\xff\xff\xff", b"\xff")


@pytest.mark.parametrize("layer, crs, bbox, there, not_there", [
    ("fiji", "CRS:84", "170,-25,190,25", [(27, 33)], [(10, 33), (50, 33)]),        # -17: 178 to 180, its other half is at -180
    ("fiji", "CRS:84", "170,-25,190,25", [(27, 11), (33, 11)], [(38, 11)]),        # 11: beyond 180
    ("fiji", "CRS:84", "-190,-25,-170,25", [(33, 33), (27, 3), (33, 3)], [(27, 33)]),
    ("poles", "CRS:84", "-180,-90,180,90", [(1, 1), (58, 1), (1, 38), (30, 36)], [(30, 20)]),
    ("poles", "EPSG:3857", "-20037508,-20037508,20037508,20037508", [(5, 1), (55, 38)], [(30, 20)]),
    ("world", "EPSG:3857", "-40075016,-40075016,40075016,40075016", [(30, 20), (17, 3)], [(3, 20), (57, 20)]),
    ("world", "CRS:84", "-720,-360,720,360", [(30, 20), (23, 16)], [(20, 20), (30, 9)]),
    ("world", "CRS:84", "10,10,10.000000001,10.000000001", [(0, 0), (59, 39)], []),
    ("far", "EPSG:3857", "-40000000,-40000000,40000000,40000000", [(30, 20), (9, 20)], [(5, 20)]),
    ("degenerate", "CRS:84", "1,44,11,49", [(9, 12), (39, 28), (19, 28), (22, 28)], [(9, 28), (28, 12), (51, 12)]),
    ("south", "EPSG:3031", "-3000000,-3000000,3000000,3000000", [(30, 20), (45, 20)], [(5, 20)]),
])
def test_what_lies_at_an_edge_is_where_it_belongs(edge, layer, crs, bbox, there, not_there):
    for name in (layer, f"of_{layer}")[:1 + (f"of_{layer}" in LAYERS)]:
        for x, y in there:
            assert is_drawn(edge, name, crs, bbox, x, y), (name, x, y)
        for x, y in not_there:
            assert not is_drawn(edge, name, crs, bbox, x, y), (name, x, y)


@pytest.mark.parametrize("layer", ["world", "of_world", "of_degenerate", "points", "lines"])
@pytest.mark.parametrize("width, height", [(4096, 4096), (1, 1), (16384, 1024)])
def test_pictures_up_to_16_megapixels(edge, layer, width, height):
    answer = edge.fetch(view(layer, "CRS:84", "-180,-90,180,90", width, height), timeout=60)
    assert answer.status == 200 and struct.unpack(">II", answer.body[16:24]) == (width, height)


@pytest.mark.parametrize("width, height, bbox, word", [
    (4097, 4096, "-180,-90,180,90", "WIDTH"), (0, 10, "-180,-90,180,90", "WIDTH"), (10, -1, "-180,-90,180,90", "HEIGHT"),
    (2147483648, 1, "-180,-90,180,90", "WIDTH"), (10, 10, "1,1,1,1", "BBOX"), (10, 10, "10,10,0,0", "BBOX"),
    (10, 10, "nan,0,1,1", "BBOX"), (10, 10, "-inf,0,1,1", "BBOX"), (10, 10, "0,0,1e999,1", "BBOX"), (10, 10, "0,0,1", "BBOX"),
])
def test_views_that_are_none_are_refused(edge, width, height, bbox, word):
    answer = edge.fetch(view("world", "CRS:84", bbox, width, height))
    assert answer.status < 500 and word in answer.text and "ServiceException" in answer.text


def test_an_empty_view_is_the_ground(edge):
    for layer in LAYERS:
        if "world" in layer:
            continue
        _, _, found = picture(edge.fetch(view(layer, "CRS:84", "-60,-12,-50,-2")))
        assert len({bytes(colour) if isinstance(colour, (bytes, bytearray)) else colour for row in found for colour in row}) == 1, layer


def found(site, layer, bbox, crs=None):
    """How many features OGC API (without `crs`) or WFS find in a box."""
    if crs is None:
        answer = site.fetch(f"/api/collections/{layer}/items?f=json&limit=100&bbox={bbox}")
    else:
        answer = site.fetch(f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&BBOX={bbox},{crs}"
                            "&OUTPUTFORMAT=application/json")
    return len(json.loads(answer.text)["features"]) if answer.status == 200 else answer


@pytest.mark.parametrize("layer, bbox, crs, n", [
    ("fiji", "170,-40,-170,40", None, 3), ("fiji", "170,-40,180,40", None, 2), ("fiji", "-180,-90,180,90", None, 3),
    ("points", "170,-20,-170,20", None, 2), ("points", "-180,85,180,90", None, 1), ("points", "-180,-90,180,-85", None, 1),
    ("points", "0,90,0,90", None, 1), ("points", "-180,-90,180,90", None, 7), ("poles", "-180,85,180,90", None, 2),
    ("degenerate", "-180,-90,180,90", None, 4), ("degenerate", "4.4,45.1,4.6,45.2", None, 0), ("south", "-180,-90,180,-60", None, 2),
    ("fiji", "-4e7,-4e7,4e7,4e7", "EPSG:3857", 3), ("fiji", "-1e30,-1e30,1e30,1e30", "EPSG:3857", 3),
    ("south", "-4e7,-4e7,4e7,4e7", "EPSG:3857", 2), ("south", "-1e9,-1e9,1e9,1e9", "EPSG:3031", 2),
    ("degenerate", "-1e9,-1e9,1e9,1e9", "EPSG:2154", 4), ("far", "2.9e7,2.9e7,4e7,4e7", "EPSG:3857", 1),
])
def test_boxes_at_an_edge_find_what_is_in_them(edge, layer, bbox, crs, n):
    assert found(edge, layer, bbox, crs) == n


@pytest.mark.parametrize("layer, bbox, crs", [
    ("points", "-2e6,-2e6,2e6,2e6", "EPSG:3031"), ("world", "-1e9,-1e9,1e9,1e9", "EPSG:2154"),
    ("points", "nan,0,1,1", "EPSG:3857"), ("points", "0,0,1e999,1", "EPSG:3857"),
])
def test_boxes_without_a_place_are_refused(edge, layer, bbox, crs):
    answer = found(edge, layer, bbox, crs)
    assert answer.status == 400 and "bbox" in answer.text.lower()


FILTER = """<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0"
 xmlns:gml="http://www.opengis.net/gml/3.2" service="WFS" version="2.0.0" outputFormat="application/json"><wfs:Query typeNames="{}"><fes:Filter>
 <fes:{op}><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName="urn:ogc:def:crs:EPSG::3857"><gml:lowerCorner>{}</gml:lowerCorner>
 <gml:upperCorner>{}</gml:upperCorner></gml:Envelope>{}</fes:{op}></fes:Filter></wfs:Query></wfs:GetFeature>"""


@pytest.mark.parametrize("op", ["BBOX", "Intersects", "Within", "DWithin"])
@pytest.mark.parametrize("low, high, n", [
    ("-20037508 -20037508", "20037508.34 20037508", 4), ("-20037508 -20037508", "20037508.343 20037508", None), ("-1e30 -1e30", "1e30 1e30", None), ("-4e7 -4e7", "4e7 4e7", None),
    ("1e300 1e300", "1.1e300 1.1e300", None)])
def test_geometries_of_filters_that_go_round_the_world_are_right_or_refused(edge, op, low, high, n):
    # distances are measured in the UTM zone of the geometry: the world has none
    n = n if op != "DWithin" else None
    more = '<fes:Distance uom="m">10</fes:Distance>' if op == "DWithin" else ""
    answer = edge.fetch("/ows", FILTER.format("degenerate" if n else "fiji", low, high, more, op=op), {"Content-Type": "text/xml"}, timeout=10)
    if n or op == "BBOX":
        assert answer.status == 200 and len(json.loads(answer.text)["features"]) == (n or (0 if "300" in low else 3))
    else:
        assert answer.status == 400 and "EPSG:4326" in answer.text


def tiles(layer):
    for level in (0, 1, 7, 22, 24):
        n = 2 ** level
        for row, column in {(0, 0), (n - 1, n - 1), (n // 2, n - 1), (n // 2, n // 2)}:
            for form in ("png", "mvt"):
                yield f"/wmts/1.0.0/{layer}/default/WebMercatorQuad/{level}/{row}/{column}.{form}"
            yield f"/api/collections/{layer}/tiles/WorldCRS84Quad/{level}/{row}/{column}?f=mvt"
            yield f"/api/collections/{layer}/map/tiles/LAMB93_10cm/{min(level, 20)}/{row}/{column}?f=png"


def boxes(layer):
    values = ["-180,-90,180,90", "-400,-200,400,200", "2.5,45.5,2.5000000001,45.5000000001", "5,45,5.000000000000002,45.000000000000002",
              "-1e30,-1e30,1e30,1e30", "-1e15,-1e15,1e15,1e15", "-4e7,-4e7,4e7,4e7", "-5e6,-5e6,5e6,5e6", "0,0,1e-300,1",
              "1e300,1e300,1.1e300,1.1e300", "-1.7e308,-1.7e308,1.7e308,1.7e308"]
    for bbox in values:
        for crs in ("CRS:84", "EPSG:3857", "EPSG:2154", "EPSG:3035", "EPSG:3031", "EPSG:5490"):
            yield view(layer, crs, bbox, 120, 90)
            yield view(layer, crs, bbox, 120, 90, "GetFeatureInfo", f"&QUERY_LAYERS={layer}&I=60&J=45&INFO_FORMAT=application/json")
            for form in ("application/json", "csv", "application/gml%2Bxml;%20version=3.2", "application/flatgeobuf"):
                yield f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&BBOX={bbox},{crs}&SRSNAME={crs}&OUTPUTFORMAT={form}"


def test_nothing_at_any_edge_is_a_crash_or_a_500(edge):
    """A sample of every layer, box, system, form and tile; each within seconds."""
    draw = random.Random(1)
    paths = [path for layer in LAYERS for path in [*draw.sample(list(boxes(layer)), 50), *draw.sample(list(tiles(layer)), 25)]]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda path: edge.fetch(path, timeout=20), paths))
    wrong = [(path, answer.status, answer.text[:200]) for path, answer in zip(paths, answers) if answer.status >= 500]
    assert not wrong, wrong[:5]
    # a vector tile without anything is empty
    empty = [path for path, answer in zip(paths, answers) if answer.status == 200 and not answer.body and "mvt" not in path]
    assert not empty, empty[:5]
