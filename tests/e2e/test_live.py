"""Readers and publishers at once: no answer fails, none is of two editions, and a new one is there within a
second. What is killed in the middle leaves everything as it was."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time
import xml.etree.ElementTree as ElementTree

import pytest

import server
from country import Country, features, polygon

ROUNDS = 10
SECOND = 1.0
CAPABILITIES = "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"
GETMAP = ("/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=vivante&STYLES=&CRS=CRS:84&BBOX=0,40,20,50&WIDTH=100&HEIGHT=50"
          "&FORMAT=image/png")
FEATURE = "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=vivante&OUTPUTFORMAT=application/geo%2Bjson"


def rows(version, many=60, words=""):
    """Squares in a row, `version` of them more than many, each with its version on it."""
    return features(*[(polygon(i % 20, 40 + i // 20, 1), {"rang": i, "version": version, "texte": words})
                      for i in range(many + version)])


def publish(country, version, name="vivante", many=60, words="", **more):
    style = country.folder / f"{name}{version}.class"
    style.write_text(f"CLASS STYLE COLOR {20 * version} {255 - 20 * version} 100 END END\n")
    source = country.file(f"{name}{version}", rows(version, many, words))
    return country.cli("publish", "layer", name, source, "--title-fr", f"Vivante {version} fin", "--title-en", f"Live {version} end",
                       "--abstract-fr", f"Résumé {version} fin", "--abstract-en", f"Abstract {version} end",
                       "--organisation", "ign", "--theme", "eau", "--level", "public", "--style", style, "--quiet", **more)


class Place:
    """A workspace of its own, served."""

    def __init__(self, folder, jointure):
        self.port = server.free_port()
        self.country = Country.__new__(Country)
        c = self.country
        c.folder, c.program = pathlib.Path(folder), str(jointure)
        c.workspace = c.folder / "workspace"
        c.cli("init", str(c.workspace), "--base-url", f"http://127.0.0.1:{self.port}", workspace=False)
        c.organisations()
        publish(c, 0)


@pytest.fixture(scope="module")
def live(jointure, tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("live"), jointure)
    with server.Server([jointure, "serve"], place.country.workspace, port=place.port) as running:
        running.country = place.country
        running.data = place.country.workspace / "data"
        yield running


def one(versions, what):
    """The version that all of them are, or a complaint."""
    assert len(set(versions)) == 1, f"mixed {what}: {sorted(set(versions))}"
    return int(versions[0])


def of_capabilities(answer):
    layer = [n for n in ElementTree.fromstring(answer.body).iter() if n.tag.endswith("}Layer") and
             any(c.tag.endswith("}Name") and c.text == "vivante" for c in n)][0]
    return one(re.findall(r"(?:Vivante|Résumé) (\d+) fin", "".join(layer.itertext())), "capabilities")


def of_features(answer):
    found = json.loads(answer.body)
    version = one([f["properties"]["version"] for f in found["features"]], "features")
    assert found.get("numberMatched") == 60 + version
    ranks = [f["properties"]["rang"] for f in found["features"]]
    assert len(set(ranks)) == len(ranks)
    return version


def of_gml(answer):
    root = ElementTree.fromstring(answer.body)
    version = one([n.text for n in root.iter() if n.tag.endswith("}version")], "GML")
    assert int(root.get("numberMatched")) == 60 + version and int(root.get("numberReturned")) == 20
    return version


def of_collection(answer):
    found = json.loads(answer.body)
    version = one(re.findall(r"(?:Vivante|Résumé) (\d+) fin", found["title"] + found["description"]), "collection")
    assert found["jointure"]["features"] == 60 + version
    return version


FORMS = {
    "capabilities": (CAPABILITIES, of_capabilities),
    "theme": (CAPABILITIES.replace("/ows?", "/ows/eau?"), of_capabilities),
    "features": (FEATURE, of_features),
    "gml page": (FEATURE.split("&OUTPUT")[0] + "&COUNT=20&STARTINDEX=20&SORTBY=rang", of_gml),
    "items": ("/api/collections/vivante/items?f=json&limit=1000", of_features),
    "items page": ("/api/collections/vivante/items?f=json&limit=20&offset=40", of_features),
    "collection": ("/api/collections/vivante?f=json", of_collection),
    "map": (GETMAP, None),
}


class Reader(threading.Thread):
    """Asks for one form after the other until it is told to stop."""

    def __init__(self, place, forms):
        super().__init__(daemon=True)
        self.place, self.forms, self.seen, self.wrong, self.on = place, forms, [], [], True

    def run(self):
        while self.on:
            for name in self.forms:
                path, read = FORMS[name]
                began = time.monotonic()
                try:
                    answer = self.place.fetch(path)
                    assert answer.status == 200, answer.text[:300]
                    self.seen.append((name, began, read(answer) if read else answer.body))
                except Exception as e:  # noqa: BLE001 (told by the test)
                    self.wrong.append((name, repr(e)[:500]))


@pytest.fixture(scope="module")
def rounds(live):
    """Ten publications while four readers read: the readers, when each version was out, its picture, ETags."""
    names = list(FORMS)
    readers = [Reader(live, names[i:] + names[:i]) for i in (0, 2, 4, 6)]
    out, pictures, etags = [time.monotonic()], [live.fetch(GETMAP).body], [live.fetch(CAPABILITIES).headers["ETag"]]
    for r in readers:
        r.start()
    try:
        for version in range(1, ROUNDS + 1):
            publish(live.country, version)
            out.append(time.monotonic())
            live.country.cli("collect")
            time.sleep(SECOND)
            pictures.append(live.fetch(GETMAP).body)
            etags.append(live.fetch(CAPABILITIES).headers["ETag"])
        time.sleep(SECOND)
    finally:
        for r in readers:
            r.on = False
        for r in readers:
            r.join(30)
    return readers, out, pictures, etags


def test_no_answer_fails_or_mixes_two_editions(rounds):
    readers, _, pictures, _ = rounds
    assert [w for r in readers for w in r.wrong] == []
    assert len(set(pictures)) == ROUNDS + 1
    for name in FORMS:
        seen = [what for r in readers for form, _, what in r.seen if form == name]
        assert len(seen) > ROUNDS, name
        if name == "map":
            assert set(seen) <= set(pictures)


def test_the_new_edition_is_there_within_a_second(rounds):
    readers, out, pictures, _ = rounds
    for r in readers:
        for name, began, what in r.seen:
            version = pictures.index(what) if name == "map" else what
            due = max(v for v, when in enumerate(out) if v == 0 or began > when + SECOND)
            assert due <= version <= ROUNDS, (name, due, version)


def test_a_tag_changes_with_the_edition_only(live, rounds):
    _, _, _, etags = rounds
    assert len(set(etags)) == len(etags)
    for path in (CAPABILITIES, "/api/collections/vivante?f=json"):
        tag = live.fetch(path).headers["ETag"]
        assert live.fetch(path, headers={"If-None-Match": tag}).status == 304
    assert live.fetch(CAPABILITIES, headers={"If-None-Match": etags[-2]}).status == 200


def test_past_files_stay_for_who_may_still_read_them(live, rounds):
    files = [p for p in live.data.rglob("*.gpkg")]
    assert len(files) >= ROUNDS + 1, "collect took what the grace protects"


def test_a_long_answer_stays_of_the_edition_that_it_began_with(live):
    publish(live.country, 1, name="longue", many=4000, words="x" * 1500)
    path = FEATURE.replace("=vivante", "=longue") + "&COUNT=10000"
    live.until(lambda: live.fetch(path + "&RESULTTYPE=hits").status == 200, 5)
    with socket.create_connection(("127.0.0.1", live.port), 60) as s, s.makefile("rb") as stream:
        s.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        assert stream.readline().split()[1] == b"200"
        publish(live.country, 2, name="longue", many=10)
        live.country.cli("collect")
        live.until(lambda: len(json.loads(live.fetch(path).body)["features"]) == 12, 5)
        rest = stream.read()
    found = json.loads(rest.partition(b"\r\n\r\n")[2])["features"]
    assert len(found) == 4001 and {f["properties"]["version"] for f in found} == {1}


def shown(live, name="vivante"):
    return name in live.fetch(CAPABILITIES).text


def test_a_layer_is_withdrawn_and_restored_live(live, rounds):
    edition = json.loads(live.fetch("/health").body)["edition"]
    before = live.fetch(GETMAP).body
    live.country.cli("withdraw", "vivante")
    time.sleep(SECOND)  # each worker looks for itself
    for _ in range(6):
        assert not shown(live)
        assert "LayerNotDefined" in live.fetch(GETMAP).text
        assert live.fetch("/api/collections/vivante?f=json").status == 404
        assert live.fetch(FEATURE).status == 400
    live.country.cli("restore", "vivante", str(edition))
    time.sleep(SECOND)
    for _ in range(6):
        assert shown(live)
        assert live.fetch(GETMAP).body == before


def test_the_list_of_collections_tells_the_theme_s_new_title(live):
    titled = lambda: {c["id"]: c["jointure"]["themeTitle"] for c in json.loads(live.fetch("/api/collections?f=json").text)["collections"]}
    before = titled()["vivante"]
    live.country.cli("theme", "eau", "--title-fr", "Eaux vives", "--title-en", "White water")
    time.sleep(SECOND)
    assert {titled()["vivante"] for _ in range(6)} == {"Eaux vives"} != {before}


def test_a_key_is_good_and_no_longer_good_within_a_second(live):
    made = json.loads(live.country.cli("key", "add", "--organisation", "ign", "--level", "internal", "--json"))
    headers = {"Authorization": "Bearer " + made["key"]}
    time.sleep(SECOND)
    assert {live.fetch(CAPABILITIES, headers=headers).status for _ in range(6)} == {200}
    live.country.cli("key", "revoke", str(made["id"]))
    time.sleep(SECOND)
    for path in (CAPABILITIES, FEATURE, GETMAP, "/api?f=json", "/api/collections/vivante/items?f=json") * 2:
        assert live.fetch(path, headers=headers).status == 401, path


def state(live):
    """What is served of the layer, and what the workspace says of itself."""
    return (live.fetch(CAPABILITIES).body, live.fetch(GETMAP).body, json.loads(live.fetch(FEATURE).body)["features"],
            json.loads(live.fetch("/health").body)["edition"],
            live.country.cli("list", "--json"), live.country.cli("history", "--json"))


def test_a_publication_killed_in_the_middle_leaves_everything_as_it_was(live, rounds):
    country = live.country
    source = country.file("grande", rows(12, many=4000, words="y" * 200))
    command = [country.program, "publish", "layer", "vivante", source, "--title-fr", "Vivante 12 fin", "--organisation", "ign", "--quiet",
               "--workspace", str(country.workspace)]
    began = time.monotonic()
    subprocess.run([*command, "--dry-run"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    length = time.monotonic() - began
    before, killed = state(live), 0
    for i in range(12):
        # in a session of its own: a child that it may have goes with it
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            child.wait(length * (0.1 + i * 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        time.sleep(0.3)
        if child.returncode != 0:
            assert child.returncode == -signal.SIGKILL
            killed += 1
            if state(live) == before:
                continue
        # it came through, at the last moment or before: then the whole of it
        live.until(lambda: len(json.loads(live.fetch(FEATURE + "&COUNT=10000").body)["features"]) == 4012, 5)
        before = state(live)
    assert killed >= 4
    country.cli("check")
    publish(country, 11)
    live.until(lambda: of_capabilities(live.fetch(CAPABILITIES)) == 11, 2)
    country.cli("check")
