"""Datasets of other Table Joining Services, read in: a second instance of ours, and servers that answer as those in the field do."""
import json
import os
import pathlib
import re
import subprocess
import urllib.parse

import pytest

import server
from country import DEPARTEMENTS, STATISTIQUES
from othertjs import OtherTjs
from test_tjs import TJS, uris, validate


class Instance:
    """A second workspace, which has the departements and nothing else; .run() tells status and texts."""

    def __init__(self, folder, program, base_url):
        self.folder, self.program, self.workspace = folder, str(program), folder / "second"
        self.base_url = base_url
        assert self.run("init", self.workspace, "--base-url", base_url, workspace=False).returncode == 0
        assert self.run("organisation", "observatoire", "--title-fr", "Observatoire", "--title-en", "Observatory").returncode == 0
        self.framework("departements", "2026-01-01")

    def framework(self, series, version):
        path = self.folder / f"{series}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "name": series, "features": DEPARTEMENTS}), encoding="utf-8")
        done = self.run("publish", "framework", series, path, "--version", version, "--key", "code", "--quiet")
        assert done.returncode == 0, done.stderr

    def run(self, *words, workspace=True, lang="en"):
        command = [self.program, *map(str, words), "--lang", lang]
        if workspace:
            command += ["--workspace", str(self.workspace)]
        environment = dict(os.environ, LANG="C.UTF-8", LC_ALL="C.UTF-8")
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    def harvest(self, url, *words, status=0):
        done = self.run("harvest", "tjs", url, "--json", *words)
        assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def states(self, url, *words, status=0):
        """What became of each dataset, by its name."""
        return {d["name"]: d["state"] for d in self.harvest(url, *words, status=status)["datasets"]}

    def layers(self):
        return {layer["name"]: layer for layer in json.loads(self.run("list", "--json").stdout)["layers"]}

    def incoming(self):
        folder = self.workspace / "joins" / "incoming"
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def second(jointure, tmp_path):
    return Instance(tmp_path, jointure, f"http://127.0.0.1:{server.free_port()}")


@pytest.fixture
def other():
    host = OtherTjs()
    yield host
    host.close()


# --- a second instance of ours ---

def served(instance):
    return server.Server([instance.program, "serve"], instance.workspace, port=int(instance.base_url.rpartition(":")[2]))


def data(place, dataset, **more):
    both = {"FrameworkURI": f"{place.url}/tjs/frameworks/departements/2026-01-01", "DatasetURI": f"{place.url}/tjs/datasets/{dataset}"}
    return place.fetch("/tjs?" + urllib.parse.urlencode({"service": "TJS", "version": "1.0", "request": "GetData", **both, **more})).text


def rows(gdas):
    return re.findall(r"<tjs:Row>.*?</tjs:Row>", gdas, re.S)


def test_what_one_instance_has_is_the_same_in_another(site, second, tmp_path):
    told = second.harvest(site.url + "/tjs?service=TJS&request=GetCapabilities")
    assert {f["how"] for f in told["frameworks"] if f["framework"]} == {"uri"}
    taken = {d["name"]: d for d in told["datasets"]}
    assert taken["statistiques"]["state"] == "taken" and taken["statistiques"]["matched"] == taken["statistiques"]["rows"] == 8
    assert "salaires" not in taken, "what an anonymous client may not see"
    assert second.incoming() == [], "what was fetched is gone"
    with served(second) as running:
        for language in ("fr", "en"):
            here, there = data(running, "statistiques", language=language), data(site, "statistiques", language=language)
            assert rows(here) == rows(there)
            for what in ("Columnset", "Title"):
                wanted = re.findall(f"<tjs:{what}>.*?</tjs:{what}>", there, re.S)
                assert [re.sub('(xlink:href|capabilities)="[^"]*"', "", w) for w in wanted[-1:]] == \
                    [re.sub('(xlink:href|capabilities)="[^"]*"', "", w) for w in re.findall(f"<tjs:{what}>.*?</tjs:{what}>", here, re.S)[-1:]]
            validate(here.encode(), tmp_path)
        picture = running.fetch("/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=statistiques&STYLES=&CRS=CRS:84&BBOX=1,45,6,47&WIDTH=60&HEIGHT=40&FORMAT=image/png")
        assert picture.body.startswith(b"\x89PNG")


def test_a_harvest_is_refreshed_by_what_has_changed(site, second, tmp_path):
    first = second.states(site.url + "/tjs")
    assert set(first.values()) == {"taken"}
    assert set(second.states(site.url + "/tjs").values()) == {"unchanged"}
    table = tmp_path / "statistiques.csv"
    table.write_text(STATISTIQUES.replace("55,5", "66,5"), encoding="utf-8")
    site.country.cli("publish", "table", table, "statistiques", "--framework", "departements", "--key", "code", "--yes", "--quiet")
    assert second.states(site.url + "/tjs")["statistiques"] == "refreshed"
    again = second.run("harvest", "tjs")
    assert again.returncode == 0 and "statistiques: has not changed" in again.stdout
    listed = json.loads(second.run("harvest", "--json").stdout)["sources"][0]
    framework, = [f for f in listed["frameworks"] if f["framework"] == "departements"]
    assert framework["version"] == framework["date"] == "2026-01-01" and framework["title"] == "Départements"
    assert listed["url"] == site.url + "/tjs" and listed["harvested"] and listed["datasets"][0]["version"]
    assert "statistiques" in second.run("harvest").stdout
    shown = json.loads(second.run("show", "statistiques", "--json").stdout)["harvest"]
    assert shown["url"] == site.url + "/tjs" and shown["dataset"].endswith("/tjs/datasets/statistiques")
    assert site.url in second.run("show", "statistiques").stdout
    assert "harvest" not in json.loads(second.run("show", "departements", "--json").stdout)


def test_data_of_one_instance_join_in_another_over_http(site, second, tmp_path):
    conf = second.workspace / "jointure.conf"
    conf.write_text(conf.read_text() + f"\n[joins]\nfetch_allow = 127.0.0.1:{site.port}\n")
    with served(second) as running:
        theirs = {"FrameworkURI": f"{site.url}/tjs/frameworks/departements/2026-01-01", "DatasetURI": f"{site.url}/tjs/datasets/statistiques"}
        url = site.url + "/tjs?" + urllib.parse.urlencode({"service": "TJS", "version": "1.0", "request": "GetData", **theirs})
        form = {"service": "TJS", "request": "JoinData", "FrameworkURI": f"{running.url}/tjs/frameworks/departements/2026-01-01", "GetDataURL": url}
        answer = running.fetch("/tjs", urllib.parse.urlencode(form).encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 200 and "Completed" in answer.text, answer.text[:800]
        validate(answer.body, tmp_path)
        layer = re.search(r'name="layers">([^<]+)<', answer.text)[1]
        features = running.fetch(f"/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={layer}&OUTPUTFORMAT=application/json")
        values = {f["properties"]["code"]: f["properties"]["taux"] for f in json.loads(features.text)["features"]}
        assert values["35"] == 45.5 and values["2B"] is None and values["974"] is None


# --- servers of others ---

OURS = ("--framework", "departement_2026=departements")


def test_a_service_is_read_in_with_all_that_it_says(second, other):
    other.languages = ("fr", "en")
    told = second.harvest(other.url, *OURS)
    assert told["title"] == "Other" and [f["how"] for f in told["frameworks"]] == ["asked"]
    dataset, = told["datasets"]
    assert (dataset["name"], dataset["state"], dataset["rows"], dataset["matched"]) == ("menages_2020", "taken", 4, 4)
    layer = second.layers()["menages_2020"]
    metadata = layer["metadata"] if "metadata" in layer else layer
    assert metadata["title"] == {"fr": "Ménages", "en": "Households"}
    assert metadata["reference_date"] == "2018-01-01/2020-12-31"
    assert metadata["attribution"]["fr"] == "Stats & co" and metadata["licence"]["en"] == "Licence Ouverte 2.0"
    assert metadata["contact"] == {"organisation": "Stats", "url": "https://stats.example/"}
    columns = {c["name"]: c for c in layer["columns"]}
    assert columns["menages"]["title"] == {"fr": "Nombre", "en": "Number"} and columns["menages"]["unit"] == "nb"
    assert all(urllib.parse.urlsplit(other.url).path == "/tjs" for _ in other.asked)
    assert {q["version"] for q in other.asked if q["request"] != "GetCapabilities"} == {"1.0"}


@pytest.mark.parametrize("style", ["onetjs", "geoserver"])
def test_a_service_is_read_as_it_is_written_in_the_field(second, other, style):
    other.style, other.rows = style, (("1", "1200", "U"), ("2A", "", "R"))
    dataset, = second.harvest(other.url, *OURS)["datasets"]
    assert (dataset["state"], dataset["rows"], dataset["matched"]) == ("taken", 2, 2), "01 has lost its zero, and is found"
    layer = second.layers()["menages_2020"]
    assert layer["reference_date"] == ("2020-01-01" if style == "onetjs" else "2018-01-01/2020-12-31")
    assert layer["abstract"]["fr"] == "Des ménages"


def test_what_no_reader_can_trust_is_refused_with_its_reason(second, other):
    other.style = "aafc"
    dataset, = second.harvest(other.url, *OURS, status=3)["datasets"]
    assert dataset["state"] == "refused" and "aid" in dataset["reason"]
    assert "menages_2020" not in second.layers() and second.incoming() == []


def test_a_framework_that_is_none_of_ours_is_told_and_guessed_at(second, other):
    told = second.harvest(other.url, status=3)
    assert told["datasets"] == [] and "--framework" in told["frameworks"][0]["reason"]
    assert not [q for q in other.asked if q["request"] == "GetData"]
    told = second.harvest(other.url, "--dry-run", status=3)
    assert "departements" in told["frameworks"][0]["reason"]
    assert json.loads(second.run("harvest", "--json").stdout) == {"sources": []}, "nothing was taken, nothing is kept"
    other.framework = "http://elsewhere.example/tjs/frameworks/departements/1999-01-01"
    assert "no version 1999-01-01" in second.harvest(other.url, status=3)["frameworks"][0]["reason"]


def test_what_is_said_once_holds_for_the_next_time(second, other):
    second.harvest(other.url, *OURS, "--prefix", "x_", "--level", "internal")
    other.version = "2"
    told = second.harvest(other.url)
    assert [f["how"] for f in told["frameworks"]] == ["kept"]
    assert {d["name"]: d["state"] for d in told["datasets"]} == {"x_menages_2020": "refreshed"}
    assert second.layers()["x_menages_2020"]["level"] == "internal"
    second.run("level", "x_menages_2020", "public")
    other.version = "3"
    second.harvest(other.url)
    assert second.layers()["x_menages_2020"]["level"] == "public", "what was opened here stays open"


def test_only_what_was_picked_is_kept_up(second, other):
    two = other.DescribeDatasets({}).replace("<Dataset>", "<Dataset><DatasetURI>http://stats.example/data/autre</DatasetURI></Dataset><Dataset>")
    other.lies["DescribeDatasets"] = two
    assert second.states(other.url, *OURS, "--dataset", "menages_2020=familles") == {"familles": "taken"}
    done = second.run("harvest", "tjs")
    assert done.returncode == 0 and "familles: has not changed" in done.stdout and "autre" not in done.stdout
    assert second.states(other.url, status=3) == {"familles": "unchanged", "autre": "refused"}


def test_a_dry_run_checks_all_and_writes_nothing(second, other):
    dataset, = second.harvest(other.url, *OURS, "--dry-run")["datasets"]
    assert dataset["state"] == "would be taken" and dataset["matched"] == 4
    assert "menages_2020" not in second.layers() and json.loads(second.run("harvest", "--json").stdout)["sources"] == []


def test_a_name_that_is_taken_is_not_taken_over(second, other):
    other.dataset = "http://stats.example/data/departements"
    told = second.harvest(other.url, *OURS, status=3)
    assert "--dataset http://stats.example/data/departements=NAME" in told["datasets"][0]["reason"]
    assert second.states(other.url, *OURS, "--dataset", "departements=par_departement") == {"par_departement": "taken"}


def test_what_is_withdrawn_here_or_gone_there_stays_so(second, other):
    second.harvest(other.url, *OURS)
    second.run("withdraw", "menages_2020")
    other.version = "2"
    told = second.harvest(other.url, status=3)
    assert "withdrawn" in told["datasets"][0]["reason"]
    assert second.states(other.url, "--dataset", "menages_2020") == {"menages_2020": "refreshed"}
    other.dataset = "http://stats.example/data/menages_2021"
    assert second.states(other.url) == {"menages_2021": "taken", "menages_2020": "gone"}
    assert "menages_2020" in second.layers()


def test_a_source_can_be_forgotten(second, other):
    second.harvest(other.url, *OURS)
    assert second.run("harvest", "forget", other.url).returncode == 0
    assert json.loads(second.run("harvest", "--json").stdout)["sources"] == [] and "menages_2020" in second.layers()
    assert second.run("harvest", "forget", other.url).returncode == 4


def test_several_rows_for_a_territory_become_attributes_by_their_date(second, other):
    other.relationship = "many"
    told = second.harvest(other.url, *OURS, status=3)
    assert "--reduce" in told["datasets"][0]["reason"]
    assert second.states(other.url, *OURS, "--reduce", "first") == {"menages_2020": "taken"}
    other.rows, other.version, other.purpose = (("01", "2019", "U"), ("01", "2020", "R"), ("75", "2020", "U")), "2", "TemporalValue"
    assert second.states(other.url) == {"menages_2020": "refreshed"}
    assert {"genre_2019", "genre_2020"} <= {c["name"] for c in second.layers()["menages_2020"]["columns"]}


def test_a_language_that_fails_costs_its_words_and_no_more(second, other):
    other.languages = ("fr", "en")
    whole = other.DescribeData
    other.lies["DescribeData"] = lambda q: (500, {}, "java.lang.Exception") if q.get("language") == "en" else whole(q)
    dataset, = second.harvest(other.url, *OURS)["datasets"]
    assert dataset["state"] == "taken" and "without its words in en" in dataset["note"]


def test_what_fails_once_is_not_forgotten(second, other):
    second.harvest(other.url, *OURS)
    other.lies["DescribeDatasets"] = (503, {}, "sesame")
    told = second.harvest(other.url, status=3)
    assert told["frameworks"][0]["reason"].startswith("DescribeDatasets: ") and told["datasets"] == []
    assert told["gone"] == 0, "nobody knows"
    other.lies.clear()
    assert second.states(other.url) == {"menages_2020": "unchanged"}


LIES = {
    "an exception": ("GetData", "<ExceptionReport><Exception><ExceptionText>sesame</ExceptionText></Exception></ExceptionReport>", "GDAS"),
    "a page": ("GetData", "<html><body>sesame</body></html>", "GDAS"),
    "not XML": ("GetData", "sesame, sesame", "GetData"),
    "an entity": ("GetData", '<!DOCTYPE GDAS [<!ENTITY e SYSTEM "file:///etc/passwd">]><GDAS>&e;</GDAS>', "DOCTYPE"),
    "an error": ("GetData", (500, {}, "sesame"), "error"),
    "nothing": ("GetData", (404, {}, "sesame"), "no table"),
    "a cut": ("GetData", lambda q: "<GDAS><Framework><FrameworkURI>", "GetData"),
    "another framework": ("GetData", "function:framework", "another framework"),
    "another dataset": ("GetData", "function:dataset", "another dataset"),
    "no match": ("GetData", "function:rows", "is a key of"),
    "twice the same": ("GetData", "function:twice", "01"),
    "text in numbers": ("GetData", "function:text", "whole number"),
    "other columns": ("DescribeData", "<DataDescriptions/>", "DescribeData"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_service_that_lies_is_refused_and_not_echoed(second, other, lie):
    operation, answer, word = LIES[lie]
    whole = other.GetData
    made = {
        "function:framework": lambda q: whole(q).replace(other.framework, "http://stats.example/other"),
        "function:dataset": lambda q: whole(q).replace(other.dataset, "http://stats.example/other"),
        "function:rows": lambda q: whole(q).replace("<K>", "<K>ZZ"),
        "function:twice": lambda q: whole(q).replace("<K>02", "<K>01"),
        "function:text": lambda q: whole(q).replace(">1200<", ">sesame<"),
    }
    other.lies[operation] = made.get(answer, answer) if isinstance(answer, str) else answer
    told = second.harvest(other.url, *OURS, status=3)
    reason = told["datasets"][0]["reason"]
    assert word in reason
    assert "sesame" not in reason
    assert "menages_2020" not in second.layers() and second.incoming() == []


@pytest.mark.parametrize("operation", ["GetCapabilities", "DescribeFrameworks"])
@pytest.mark.parametrize("answer,word", [("<html>sesame</html>", "no "), ((503, {}, "sesame"), "error"), ("<x>&sesame;</x>", "no ")])
def test_a_service_that_is_none_ends_with_its_reason(second, other, operation, answer, word):
    other.lies[operation] = answer
    done = second.run("harvest", "tjs", other.url)
    assert done.returncode != 0 and word in done.stderr and "sesame" not in done.stderr + done.stdout
    assert second.incoming() == []


@pytest.mark.parametrize("answer", ["slow", "hang"])
def test_a_service_that_does_not_end_is_waited_for_so_long_and_no_longer(second, other, answer):
    other.lies["GetData"] = other.slowly if answer == "slow" else lambda q: (other.stop.wait(30), "<GDAS/>")[1]
    told = second.harvest(other.url, *OURS, "--seconds", "1", status=3)
    assert "within 1 seconds" in told["datasets"][0]["reason"]


def test_a_service_leads_nowhere_that_was_not_named(second, other):
    elsewhere = OtherTjs()
    try:
        other.lies["GetData"] = (302, {"Location": elsewhere.url}, "")
        told = second.harvest(other.url, *OURS, status=3)
        assert "https" in told["datasets"][0]["reason"] or "public" in told["datasets"][0]["reason"]
        assert elsewhere.asked == []
        other.lies["GetData"] = (302, {"Location": "http://169.254.169.254/latest/"}, "")
        assert second.harvest(other.url, *OURS, status=3)["datasets"][0]["state"] == "refused"
        query = "/tjs?moved=1&service=TJS"
        other.lies["GetData"] = lambda q: other.GetData(q) if "moved" in q else (302, {"Location": query + "&request=GetData"}, "")
        assert second.states(other.url, *OURS) == {"menages_2020": "taken"}, "on its own host it may lead on"
    finally:
        elsewhere.close()


def test_a_table_that_is_too_heavy_is_not_taken(second, other):
    other.lies["GetData"] = other.GetData({}) + " " * (2 << 20)
    told = second.harvest(other.url, *OURS, "--megabytes", "1", status=3)
    assert "larger than" in told["datasets"][0]["reason"]


@pytest.mark.parametrize("words,status,word", [
    (("ftp://stats.example/tjs",), 3, "https://host/path"), (("stats.example",), 3, "https://host/path"),
    (("https://user@stats.example/tjs",), 3, "https://host/path"), (("{other}", "--framework", "x"), 3, "THEIRS=OURS"),
    (("{other}", "--framework", "departement_2026=nulle_part"), 4, "nulle_part"),
    (("{other}", "--framework", "nulle_part=departements"), 4, "nulle_part"),
    (("{other}", "--organisation", "nobody"), 4, "nobody"), (("{other}", "--theme", "nothing"), 4, "nothing"),
    (("{other}", "--reduce", "magic"), 3, "magic"), (("{other}", "--seconds", "0"), 3, "--seconds"), (("{own}",), 3, "this very service"),
    (("--prefix", "x"), 2, "URL")])
def test_what_is_asked_wrongly_is_said(second, other, words, status, word):
    done = second.run("harvest", "tjs", *[w.format(other=other.url, own=second.base_url + "/tjs") for w in words])
    assert (done.returncode, word in done.stderr) == (status, True), done.stderr
    done = second.run("harvest", "tjs", *[w.format(other=other.url, own=second.base_url + "/tjs") for w in words], lang="fr")
    assert done.returncode == status and done.stderr
