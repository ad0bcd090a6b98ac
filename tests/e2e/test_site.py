"""The gateway itself behind each web server, at the root and under a prefix."""
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import threading
import time
import urllib.parse

import pytest

import server
from country import point, features

CAPABILITIES = "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"


@pytest.fixture(scope="module", params=[("lighttpd", ""), ("nginx", "/geo")],
                ids=["lighttpd", "nginx under a prefix"])
def place(request, jointure, site, tmp_path_factory):
    """A copy of the small country, which a test may change, behind this web server."""
    web, prefix = request.param
    port = server.free_port()
    copy = pathlib.Path(shutil.copytree(site.country.workspace, tmp_path_factory.mktemp(web) / "w",
                                        ignore=shutil.ignore_patterns("run", "cache")))
    conf = copy / "jointure.conf"
    url = f"http://127.0.0.1:{port}{prefix}"
    conf.write_text(re.sub(r"(?m)^#? *base_url *=.*$", f"base_url = {url}", conf.read_text(), 1))
    assert url in conf.read_text()
    with server.Server([jointure, "serve"], copy, web=web, port=port) as running:
        running.url, running.prefix, running.country = url, prefix, site.country
        yield running


def get(place, path, **more):
    return place.fetch(place.prefix + path, **more)


def test_health_says_that_it_serves(place):
    a = get(place, "/health")
    assert a.status == 200
    assert a.headers["Cache-Control"] == "no-store"
    assert json.loads(a.body)


def test_every_address_in_an_answer_starts_with_the_public_one(place):
    text = get(place, CAPABILITIES).text
    links = re.findall(r'href="(http[^"]+)"', text)
    ours = [x for x in links if "127.0.0.1" in x]
    assert ours and all(x.startswith(place.url + "/") for x in ours)
    landing = json.loads(get(place, "/api?f=json").body)
    for link in landing["links"]:
        assert link["href"].startswith(place.url), link
        path = urllib.parse.urlsplit(link["href"])
        assert place.fetch(path.path + ("?" + path.query if path.query else "")).status == 200, link


def test_a_text_is_squeezed_for_who_asks(place):
    plain, small = get(place, CAPABILITIES), get(place, CAPABILITIES,
                                                 headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(small.body) == plain.body and len(small.body) < len(plain.body) / 3
    assert "accept-encoding" in small.headers["Vary"].lower()


def test_a_current_copy_is_not_sent_again(place):
    first = get(place, CAPABILITIES)
    again = get(place, CAPABILITIES, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304 and again.body == b""
    other = get(place, CAPABILITIES + "&LANGUAGE=en",
                headers={"If-None-Match": first.headers["ETag"]})
    assert other.status == 200


def test_head_has_the_headers_of_get(place):
    whole, head = get(place, CAPABILITIES), get(place, CAPABILITIES, method="HEAD")
    assert head.status == 200 and head.body == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == whole.headers[name]


def test_another_origin_may_ask_beforehand_and_then(place):
    before = get(place, CAPABILITIES, method="OPTIONS",
                 headers={"Origin": "https://example.org",
                          "Access-Control-Request-Method": "GET",
                          "Access-Control-Request-Headers": "Authorization"})
    assert before.status in (200, 204)
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "authorization" in before.headers["Access-Control-Allow-Headers"].lower()
    after = get(place, CAPABILITIES, headers={"Origin": "https://example.org"})
    assert after.headers["Access-Control-Allow-Origin"] == "*"


def test_a_map_is_drawn_by_workers_without_a_network(place):
    a = get(place, "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=departements&STYLES="
                   "&CRS=CRS:84&BBOX=1,45,6,47&WIDTH=250&HEIGHT=100&FORMAT=image/png")
    assert a.status == 200 and a.headers["Content-Type"] == "image/png"
    assert a.body.startswith(b"\x89PNG") and len(a.body) > 500


def test_a_key_passes_the_web_server(place):
    key = place.country.keys["internal_region"]
    assert "foncier" not in get(place, CAPABILITIES).text
    assert "foncier" in get(place, CAPABILITIES, headers={"Authorization": "Bearer " + key}).text


def test_a_body_over_the_limit_is_refused(place):
    assert get(place, "/ows", body=b" " * 5_000_000,
               headers={"Content-Type": "text/xml"}).status == 413


def test_other_methods_are_refused(place):
    for method in ("PUT", "DELETE", "PATCH"):
        assert get(place, "/ows", method=method, body=b"").status == 405


def test_a_layer_published_under_load_is_there_at_once_and_nothing_fails(place, jointure,
                                                                                 tmp_path):
    source = tmp_path / "bornes.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features(
        (point(2, 46), {"nom": "Borne"}))}))
    stop, statuses = threading.Event(), []

    def client():
        while not stop.is_set():
            statuses.append(get(place, CAPABILITIES).status)
    clients = [threading.Thread(target=client) for _ in range(2)]
    for c in clients:
        c.start()
    try:
        place.country.cli("publish", "layer", "bornes", source, "--title-fr", "Bornes",
                          "--title-en", "Stones", "--organisation", "ign", "--level", "public",
                          "--workspace", place.workspace, "--quiet", workspace=False)
        done = time.monotonic()
        place.until(lambda: "bornes" in get(place, CAPABILITIES).text, 5)
        assert time.monotonic() - done < 2
    finally:
        stop.set()
        for c in clients:
            c.join()
    assert set(statuses) == {200}


def test_a_killed_worker_is_replaced_by_a_warm_one(place):
    before = place.workers()
    os.kill(before[0], signal.SIGKILL)
    for _ in range(10):
        assert get(place, "/health").status == 200
    place.until(lambda: len(place.workers()) == 2 and before[0] not in place.workers())
