"""Mapped files that somebody cuts short, changes or removes: no worker crashes, what can be made anew is, the rest is named."""
import concurrent.futures
import json
import os
import pathlib
import time

import pytest

from country import Country, features, point
from server import Server, free_port

MAP = "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&CRS=EPSG:3857&BBOX=100000,5600000,700000,6100000&FORMAT=image/png&STYLES="
PICTURE = MAP + "&LAYERS=statistiques&WIDTH=300&HEIGHT=250"
ITEMS = "/api/collections/statistiques/items?f=json&limit=100"
TILE = "/ows?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=departements&STYLE=default&FORMAT=application/vnd.mapbox-vector-tile" \
       "&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=6&TILEROW=22&TILECOL=32"


@pytest.fixture(scope="module")
def own(jointure, tmp_path_factory):
    """A small country whose files these tests spoil; nothing of it is answered from memory."""
    port = free_port()
    country = Country(tmp_path_factory.mktemp("cut"), jointure, f"http://127.0.0.1:{port}")
    settings = country.workspace / "jointure.conf"
    settings.write_text(settings.read_text() + "\n[workers]\nview_cache = 0\nanswer_cache = 0\n")
    with Server([jointure, "serve"], country.workspace, port=port) as running:
        running.country = country
        yield running


def kept(site, ending):
    return sorted(p for p in (pathlib.Path(site.workspace) / "cache" / "geometry").iterdir() if p.name.endswith(ending))


def cut(path, size):
    os.chmod(path, 0o644)
    os.truncate(path, size)


def rows(site):
    answer = site.fetch(ITEMS)
    assert answer.status == 200
    return json.loads(answer.text)["features"]


def crashes(site):
    return [line for line in site.log().splitlines() if " worker_lost " in line or "SIGBUS" in line and "worker_" in line]


@pytest.mark.parametrize("size", [0, 100, 4096])
def test_a_store_cut_short_between_requests_is_made_anew(own, size):
    before = rows(own)
    whole = {}
    for path in kept(own, ".store") + kept(own, ".columns") + kept(own, ".moved"):
        whole[path] = path.stat().st_size
        cut(path, min(size, max(whole[path] - 1, 0)))
    for _ in range(6):
        assert own.fetch(PICTURE).status == 200
        assert own.fetch(TILE).status == 200
        assert rows(own) == before
    assert any(path.stat().st_size == whole[path] for path in kept(own, ".store"))
    assert not crashes(own)


def test_stores_that_are_removed_are_made_anew(own):
    for path in kept(own, ".store") + kept(own, ".columns") + kept(own, ".moved"):
        path.unlink()
    for _ in range(4):
        assert own.fetch(PICTURE).status == 200
        assert own.fetch(TILE).status == 200
        assert own.fetch(ITEMS).status == 200
    assert kept(own, ".store") and not crashes(own)


def test_files_cut_short_under_requests_cost_no_more_than_an_answer(own):
    """For a while every store is cut short every few milliseconds, while clients ask for what needs them."""
    end = time.monotonic() + 6
    seen = []

    def ask(path):
        while time.monotonic() < end:
            seen.append(own.fetch(path).status)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, path) for path in (PICTURE, ITEMS, TILE, PICTURE)]
        while time.monotonic() < end:
            for path in kept(own, ".store") + kept(own, ".columns") + kept(own, ".moved"):
                try:
                    cut(path, 4096)
                except FileNotFoundError:
                    pass
            time.sleep(0.003)
        for one in asked:
            one.result()
    assert set(seen) <= {200, 503} and 200 in seen
    assert not crashes(own)
    for _ in range(4):
        assert own.fetch(PICTURE).status == 200
        assert own.fetch(ITEMS).status == 200
    assert not crashes(own)


def test_joined_columns_cut_short_are_refused_and_named_in_the_log(own):
    assert own.fetch(ITEMS).status == 200
    columns = [p for p in pathlib.Path(own.workspace).glob("data/??/*.columns")]
    assert columns
    saved = {path: path.read_bytes() for path in columns}
    for path in columns:
        cut(path, 4096 if path.stat().st_size > 4096 else 64)
    for _ in range(4):
        refused = own.fetch(ITEMS)
        assert refused.status == 503
        assert "columns" not in refused.text or str(own.workspace) not in refused.text
    assert any(path.name in own.log() for path in columns)
    assert own.fetch(TILE).status == 200          # others are served
    for path, content in saved.items():
        path.write_bytes(content)
    assert own.fetch(ITEMS).status == 200
    assert not crashes(own)


def events(site, name):
    return [line for line in site.log().splitlines() if f" {name} " in line]


def test_a_missing_store_is_made_once_by_a_process_of_its_own(own):
    """Meanwhile whoever can do without is answered from the data; the others wait."""
    plain = MAP + "&LAYERS=departements&WIDTH=40&HEIGHT=30"
    new = TILE.replace("TILEMATRIX=6&TILEROW=22&TILECOL=32", "TILEMATRIX=7&TILEROW=45&TILECOL=65")   # not kept yet
    for paths in ([PICTURE, TILE, ITEMS, plain] * 4, [new] * 12):
        for path in kept(own, ".store") + kept(own, ".columns") + kept(own, ".moved"):
            path.unlink()
        before = len(events(own, "prepared"))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            assert {answer.status for answer in pool.map(own.fetch, paths)} == {200}
        own.until(lambda: len(events(own, "prepared")) == before + 1 and "files=3" in events(own, "prepared")[-1])
        assert len(kept(own, ".store")) == len(kept(own, ".columns")) == len(kept(own, ".moved")) == 1
    assert not crashes(own)


def test_a_layer_that_takes_more_memory_than_it_may_is_served_from_its_data(jointure, tmp_path):
    port = free_port()
    country = Country(tmp_path, jointure, f"http://127.0.0.1:{port}")
    settings = country.workspace / "jointure.conf"
    settings.write_text(settings.read_text() + "\n[workers]\nstore_memory = 16M\n")
    rows = [((i % 300) * 0.01, 44 + i // 300 * 0.01) for i in range(60000)]
    country.publish("layer", "many", features(*[(point(x, y), {"n": i}) for i, (x, y) in enumerate(rows)]), "Beaucoup", "Many", "ign",
                    "territoires", "public")
    with Server([jointure, "serve"], country.workspace, port=port) as site:
        assert not [path for path in kept(site, ".store") if "many" in path.name] and len(kept(site, ".large")) == 1
        for _ in range(3):
            found = json.loads(site.fetch("/api/collections/many/items?f=json&bbox=0.005,44.005,0.025,44.025").text)
            assert sorted(f["properties"]["n"] for f in found["features"]) == [301, 302, 601, 602]
            assert site.fetch(MAP + "&LAYERS=many&WIDTH=40&HEIGHT=30").body.startswith(b"\x89PNG")
            info = site.fetch("/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&CRS=CRS:84&BBOX=0,44,0.1,44.1&STYLES=&LAYERS=many"
                              "&QUERY_LAYERS=many&WIDTH=100&HEIGHT=100&I=50&J=50&INFO_FORMAT=application/json")
            assert info.status == 200 and json.loads(info.text)["features"]
            refused = site.fetch(TILE.replace("departements", "many"), headers={"Accept-Language": "en"})
            assert 400 <= refused.status < 500 and "store_memory" in refused.text
        assert not events(site, "not_prepared") and not crashes(site)      # nobody tries again
