"""OGC API - Tiles as clients use it: from the landing page to tiles, TileJSON and styles of MapLibre; and the cache below it."""
import concurrent.futures
import gzip
import json
import re
import subprocess
import time
import urllib.parse

import pytest

import server
from country import Country

API = "/api/collections/"
SETS = {"WebMercatorQuad", "LAMB93_10cm", "WorldCRS84Quad"}


def get(site, path, **headers):
    answer = site.fetch(path, headers=headers)
    assert answer.status == 200, answer.text
    return answer


def local(href):
    parts = urllib.parse.urlsplit(href)
    return parts.path + ("?" + parts.query if parts.query else "")


def document(site, path):
    return json.loads(get(site, path).text)


def links(doc, rel):
    return [link for link in doc["links"] if link["rel"].endswith(rel)]


def fill(template, matrix, row, column):
    return local(template.replace("{tileMatrix}", str(matrix)).replace("{tileRow}", str(row)).replace("{tileCol}", str(column)))


def features(tile, tmp_path):
    """What GDAL finds in a vector tile: the values of each feature."""
    path = tmp_path / "tile.mvt"
    path.write_bytes(tile)
    text = subprocess.run(["ogrinfo", "-q", "-al", str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [dict(re.findall(r"^  ([\w.]+) \(\w+\) = (.*)$", part, re.M)) for part in text.split("OGRFeature")[1:]]


def test_the_landing_page_leads_to_every_tile(site):
    landing = document(site, "/api?f=json")
    sets = document(site, local(links(landing, "/tiling-schemes")[0]["href"]))["tileMatrixSets"]
    assert {s["id"] for s in sets} == SETS
    for listed in sets:
        one = document(site, local(listed["links"][0]["href"]))
        assert one["id"] == listed["id"] and one["uri"] == listed["uri"] and one["crs"] == listed["crs"]
        assert [m["id"] for m in one["tileMatrices"]] == [str(i) for i in range(len(one["tileMatrices"]))]
    collection = document(site, API + "departements")
    for rel, kind in (("/tilesets-vector", "vector"), ("/tilesets-map", "map")):
        tilesets = document(site, local(links(collection, rel)[0]["href"]))["tilesets"]
        assert len(tilesets) == 3
        for listed in tilesets:
            tileset = document(site, local(links(listed, "self")[0]["href"]))
            assert tileset["dataType"] == listed["dataType"] == kind
            assert tileset["tileMatrixSetURI"] in {s["uri"] for s in sets}
            scheme = document(site, local(links(tileset, "/tiling-scheme")[0]["href"]))
            limits = {limit["tileMatrix"]: limit for limit in tileset["tileMatrixSetLimits"]}
            assert set(limits) == {m["id"] for m in scheme["tileMatrices"]}
            limit = limits["7"]
            for item in links(tileset, "item"):
                assert item["templated"] is True
                answer = get(site, fill(item["href"], 7, limit["minTileRow"], limit["minTileCol"]))
                assert answer.headers["Content-Type"] == item["type"] and answer.body


def test_all_features_are_in_the_tiles_within_the_limits(site, tmp_path):
    for name in SETS:
        tileset = document(site, f"{API}departements/tiles/{name}")
        item = links(tileset, "item")[0]["href"]
        for limit in tileset["tileMatrixSetLimits"][:8]:
            codes = set()
            for row in range(limit["minTileRow"], limit["maxTileRow"] + 1):
                for column in range(limit["minTileCol"], limit["maxTileCol"] + 1):
                    tile = get(site, fill(item, limit["tileMatrix"], row, column)).body
                    codes |= {f["code"] for f in features(tile, tmp_path)} if tile else set()
            # in a pixel of the first matrices an area may have no place
            assert len(codes) == 10 or int(limit["tileMatrix"]) < 3, (name, limit, codes)


def test_a_vector_tile_has_the_columns_of_its_layer(site, tmp_path):
    fields = document(site, API + "departements/tiles/WebMercatorQuad?f=tilejson")["vector_layers"][0]["fields"]
    found = features(get(site, API + "departements/tiles/WebMercatorQuad/6/22/32?f=mvt").body, tmp_path)
    assert set(fields) == {"code", "nom", "population", "densite", "cree"} <= set(found[0])
    assert found[0]["nom"] == "Ain" and found[0]["cree"].startswith("1950-01-01")
    joined = features(get(site, API + "statistiques/tiles/WebMercatorQuad/6/22/32?f=mvt").body, tmp_path)
    columns = set(document(site, API + "statistiques/tiles/WebMercatorQuad?f=tilejson")["vector_layers"][0]["fields"])
    assert {name for feature in joined for name in feature} - {"mvt_id"} <= columns | {c + ".state" for c in columns}


@pytest.mark.parametrize("collection", ["communes", "rivieres", "departements"])
def test_every_imported_layer_has_vector_tiles(site, tmp_path, collection):
    assert features(get(site, f"{API}{collection}/tiles/WebMercatorQuad/5/11/16?f=mvt").body, tmp_path)


def test_symbols_have_a_point_in_each_area(site, tmp_path):
    path = tmp_path / "points.mvt"
    path.write_bytes(get(site, API + "departements/tiles/WebMercatorQuad/5/11/16?f=mvt&points=true").body)
    text = subprocess.run(["ogrinfo", "-q", "-al", str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "POINT" in text and "POLYGON" not in text


def test_tilejson_leads_to_tiles(site):
    for base in ("departements/tiles", "departements/map/tiles", "departements/styles/default/map/tiles"):
        tilejson = document(site, f"{API}{base}/WebMercatorQuad?f=tilejson")
        assert tilejson["tilejson"] == "3.0.0" and tilejson["bounds"] == [1, 45, 6, 47]
        tile = tilejson["tiles"][0].replace("{z}", "6").replace("{y}", "22").replace("{x}", "32")
        assert get(site, local(tile)).body
    answer = site.fetch(API + "departements/tiles/LAMB93_10cm?f=tilejson")
    assert answer.status == 406 and "WebMercatorQuad" in answer.text


def sources(style, site):
    return {name: document(site, local(s["url"])) for name, s in style["sources"].items() if "url" in s}


def test_each_style_is_a_style_of_maplibre_over_the_tiles(site):
    style = document(site, API + "departements/styles/default?f=maplibre")
    assert style["version"] == 8 and style["layers"][0]["type"] == "raster"
    assert "/styles/default/map/tiles/" in sources(style, site)["departements"]["tiles"][0]
    for listed in document(site, API + "statistiques/styles")["styles"]:
        style = document(site, f"{API}statistiques/styles/{listed['id']}?f=maplibre")
        told = sources(style, site)
        assert set(told) == set(style["sources"])
        for layer in style["layers"]:
            assert layer["source-layer"] == told[layer["source"]]["vector_layers"][0]["id"] == "statistiques"
        assert ("points=true" in json.dumps(style)) == any(layer["type"] == "circle" for layer in style["layers"])


def test_parameters_of_a_joined_layer_change_its_tiles(site):
    path = API + "statistiques/map/tiles/WebMercatorQuad"
    plain = get(site, path + "/6/22/32?f=png").body
    other = get(site, path + "/6/22/32?f=png&ramp=Reds&classes=3").body
    assert plain.startswith(b"\x89PNG") and other != plain
    tilejson = document(site, path + "?f=tilejson&ramp=Reds&classes=3")
    tile = tilejson["tiles"][0].replace("{z}", "6").replace("{y}", "22").replace("{x}", "32")
    assert get(site, local(tile)).body == other
    assert site.fetch(path + "/6/22/32?f=png&ramp=Nothing").status == 400


def test_the_same_tile_by_wmts_and_by_the_api(site):
    wmts = get(site, "/wmts/1.0.0/departements/default/WebMercatorQuad/7/45/65.png")
    assert get(site, API + "departements/map/tiles/WebMercatorQuad/7/45/65?f=png").body == wmts.body


@pytest.mark.parametrize("path, status, word", [
    ("departements/tiles/Nowhere/1/0/0", 404, "tileMatrixSetId"),
    ("departements/tiles/WebMercatorQuad/1/2/0", 404, "tileRow"),
    ("departements/tiles/WebMercatorQuad/99/0/0", 404, "tileRow"),
    ("departements/tiles/WebMercatorQuad/-1/0/0", 404, "tileRow"),
    ("departements/tiles/WebMercatorQuad/1/x/0", 404, "tileRow"),
    ("departements/tiles/WebMercatorQuad/6/22/32?f=png", 400, "mvt"),
    ("departements/map/tiles/WebMercatorQuad/6/22/32?f=mvt", 400, "png"),
    ("departements/map/tiles/WebMercatorQuad/6/22/32?colour=1", 400, "colour"),
    ("departements/styles/other/map/tiles/WebMercatorQuad/6/22/32", 404, "styleId"),
    ("departements/tiles/WebMercatorQuad/6/22/32?points=perhaps", 400, "points"),
    ("altitude/tiles", 404, "collectionId"),
    ("foncier/tiles", 404, "collectionId"),
    ("foncier/map/tiles/WebMercatorQuad/6/22/32", 404, "collectionId"),
])
def test_what_there_is_not_is_refused(site, path, status, word):
    answer = site.fetch(API + path)
    assert answer.status == status and word in answer.text


def test_a_key_is_carried_on_to_hidden_tiles(site):
    key = site.country.keys["internal_region"]
    tileset = document(site, f"{API}foncier/tiles/WebMercatorQuad?key={key}")
    tile = fill(links(tileset, "item")[0]["href"], 6, 22, 32)
    assert key in tile and get(site, tile).headers["Cache-Control"].startswith("private")
    assert site.fetch(tile.replace(key, "x")).status == 401


# --- the cache

TILE = "/wmts/1.0.0/departements/default/WebMercatorQuad/6/22/32.png"
LINES = TILE.replace("departements", "rivieres")  # libmapserver's to draw, and so in blocks


def kept(workspace):
    return {p.name: p for p in (workspace / "cache" / "tiles").glob("?/*") if p.name != "book"}


@pytest.fixture
def fresh(jointure, tmp_path):
    """A country of its own: (server, country). Its workers keep no answers, so that tiles come from the cache on disk."""
    port = server.free_port()
    country = Country(tmp_path, jointure, f"http://127.0.0.1:{port}")
    with open(country.workspace / "jointure.conf", "a") as conf:
        conf.write("\n[workers]\nanswer_cache = 0\n")
    with server.Server([jointure, "serve", "--workers", "3"], country.workspace, port=port) as running:
        yield running, country


def test_ten_equal_requests_make_a_tile_once(fresh):
    site, country = fresh
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: site.fetch(LINES), range(10)))
    assert {a.status for a in answers} == {200} and len({a.body for a in answers}) == 1
    assert len(kept(country.workspace)) == 1
    neighbours = [site.fetch(LINES.replace("/22/32", f"/{row}/{column}")) for row in range(20, 24) for column in range(32, 36)]
    assert {a.status for a in neighbours} == {200}
    assert len(kept(country.workspace)) == 1, "the whole block was drawn at once"


def test_a_tile_outlives_an_edition_that_leaves_it_alone_and_no_other(fresh):
    site, country = fresh
    first = site.fetch(TILE)
    country.cli("theme", "autre", "--title-fr", "Autre")
    again = site.fetch(TILE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    path = country.workspace / "depts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"code": "01", "nom": "Ain", "population": 1, "densite": 1.5, "cree": "1950-01-01"},
        "geometry": {"type": "Polygon", "coordinates": [[[1, 45], [5, 45], [5, 47], [1, 47], [1, 45]]]}}]}))
    country.cli("publish", "framework", "departements", str(path), "--version", "2031-01-01", "--key", "code",
                "--organisation", "ign", "--theme", "territoires")
    end = time.monotonic() + 5
    while (newer := site.fetch(TILE)).headers["ETag"] == first.headers["ETag"]:
        assert time.monotonic() < end, "the tile stayed"
    assert newer.body != first.body


def test_a_vector_tile_is_kept_and_sent_packed(fresh):
    site, country = fresh
    path = API + "statistiques/tiles/WebMercatorQuad/6/22/32?f=mvt"
    first = site.fetch(path, headers={"Accept-Encoding": "gzip, deflate"})      # made, and kept
    again = site.fetch(path, headers={"Accept-Encoding": "gzip"})               # from what is kept
    plain = site.fetch(path)
    assert first.headers["Content-Encoding"] == again.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert all("Accept-Encoding" in a.headers["Vary"] for a in (first, again, plain))
    assert first.body == again.body and gzip.decompress(first.body) == plain.body and len(first.body) < len(plain.body)
    assert len({a.headers["ETag"] for a in (first, again, plain)}) == 1
    (file,) = kept(country.workspace).values()
    assert first.body in file.read_bytes()
    picture = site.fetch(TILE, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in picture.headers and picture.body.startswith(b"\x89PNG")


def test_a_damaged_tile_is_made_anew(fresh):
    site, country = fresh
    first = site.fetch(TILE)
    path = next(iter(kept(country.workspace).values()))
    path.write_bytes(path.read_bytes()[:-2000])
    assert site.fetch(TILE).body == first.body
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))
    assert {site.fetch(TILE.replace("/22/32", f"/{row}/{column}")).status for row in range(20, 24) for column in range(32, 36)} == {200}
    assert site.fetch(TILE).body == first.body


def test_where_nothing_can_be_kept_tiles_are_made_all_the_same(fresh):
    site, country = fresh
    folder = country.workspace / "cache" / "tiles"
    folder.write_text("in the way")
    assert site.fetch(TILE).body.startswith(b"\x89PNG")
    folder.unlink()
    assert site.fetch(TILE).body.startswith(b"\x89PNG") and kept(country.workspace)


def seed(country, *arguments, status=0):
    return json.loads(country.cli("seed", *arguments, "--json", status=status))


@pytest.mark.parametrize("arguments, tile", [
    (("departements", "--zoom", "5-7"), TILE),
    (("rivieres", "--zoom", "6"), LINES),
    (("departements", "--zoom", "6", "--format", "mvt"), TILE.replace(".png", ".mvt")),
    (("statistiques", "--zoom", "6"), TILE.replace("departements", "statistiques")),
])
def test_seeded_tiles_are_those_that_are_served(fresh, arguments, tile):
    site, country = fresh
    planned = seed(country, *arguments, "--dry-run")
    assert planned["tiles"] > 0 and planned["files"] == 0 and not kept(country.workspace)
    done = seed(country, *arguments)
    assert done["tiles"] == planned["tiles"] and 0 < done["files"] == len(kept(country.workspace))
    before = {name: path.stat().st_mtime_ns for name, path in kept(country.workspace).items()}
    assert site.fetch(tile).status == 200
    assert {name: path.stat().st_mtime_ns for name, path in kept(country.workspace).items()} == before
    assert seed(country, *arguments, "--processes", "3")["files"] == 0


@pytest.mark.parametrize("arguments, status, word", [
    (("nowhere",), 4, "nowhere"), (("altitude", "--format", "mvt"), 3, "altitude"), (("departements", "--style", "x"), 3, "x"),
    (("departements", "--zoom", "9-3"), 2, "zoom"), (("departements", "--set", "x"), 2, "x"),
    (("departements", "--bbox", "100,10,110,20"), 3, "departements"), (("departements", "--processes", "0"), 2, "processes"),
])
def test_what_cannot_be_seeded_is_refused(site, arguments, status, word):
    done = subprocess.run([site.country.program, "seed", *arguments, "--workspace", site.country.workspace],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == status and word in done.stderr


def test_seeding_ends_where_the_room_does(jointure, tmp_path):
    country = Country(tmp_path, jointure, "http://127.0.0.1:9")
    conf = country.workspace / "jointure.conf"
    conf.write_text(conf.read_text() + "\n[catalogue]\ntile_cache = 64M\n" if "[catalogue]" not in conf.read_text()
                    else conf.read_text().replace("[catalogue]", "[catalogue]\ntile_cache = 64M", 1))
    told = seed(country, "departements", "--zoom", "11-14", "--format", "mvt", status=3)
    assert "tile_cache" in json.dumps(told)
    assert sum(p.stat().st_blocks * 512 for p in kept(country.workspace).values()) <= 64 << 20


def test_collect_removes_the_tiles_of_what_is_gone(jointure, tmp_path):
    country = Country(tmp_path, jointure, "http://127.0.0.1:9")
    seed(country, "rivieres", "--zoom", "5")
    seed(country, "foncier", "--zoom", "5")
    assert len(kept(country.workspace)) >= 2
    country.cli("withdraw", "foncier")
    before = kept(country.workspace)
    removed = json.loads(country.cli("collect", "--json") or "{}")
    after = kept(country.workspace)
    assert removed["tiles"] == len(before) - len(after) > 0 and after
