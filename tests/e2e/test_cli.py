"""The command line as a person and as a script use it."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

import postgres

COMMANDS = ["init", "organisation", "theme", "publish layer", "publish framework", "publish table", "join", "joins",
            "joins delete", "codes", "list", "show", "check",
            "history", "restore", "withdraw", "level", "key add", "key list", "key revoke", "backup", "collect",
            "settings", "migrate"]
DONE, FAILED, USAGE, REFUSED, NOT_FOUND = range(5)


def square(x, y, size=0.5):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


class Cli:
    """The program with a workspace of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = str(program), pathlib.Path(folder)
        self.workspace = self.folder / "workspace"

    def run(self, *words, lang="C.UTF-8", **environment):
        settings = {"LC_ALL": lang, "JOINTURE_WORKSPACE": str(self.workspace), **environment}
        return subprocess.run([self.program, *map(str, words)], text=True, capture_output=True, timeout=120,
                              env={**os.environ, **settings})

    def fails(self, status, *words):
        done = self.run(*words)
        assert done.returncode == status, (words, done)
        assert done.stderr.startswith("jointure: "), done.stderr
        return done.stderr

    def do(self, *words):
        done = self.run(*words)
        assert done.returncode == DONE, (words, done)
        assert done.stderr == "", done.stderr
        return done.stdout

    def json(self, *words):
        return json.loads(self.do(*words, "--json"))

    def edition(self):
        return self.json("list")["edition"]

    def geojson(self, name, *features):
        path = self.folder / f"{name}.geojson"
        rows = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
        return path


@pytest.fixture
def bare(jointure, tmp_path):
    return Cli(jointure, tmp_path)


@pytest.fixture
def cli(bare):
    bare.do("init", bare.workspace)
    bare.do("organisation", "insee", "--title-fr", "Insee")
    return bare


@pytest.fixture
def towns(cli):
    return cli.geojson("towns", (square(2, 46), {"code": "01001", "pop": 5}),
                       (square(8, 41), {"code": "2A004", "pop": 7}))


# --- help, languages, usage ---

def test_the_program_and_every_command_have_help_in_both_languages(bare):
    for lang, usage, common in ("fr", "Usage :", "Options communes :"), ("en", "Usage:", "Common options:"):
        whole = bare.do("--help", "--lang", lang)
        assert whole.startswith(usage) and common in whole
        for command in COMMANDS:
            assert f"  {command}" in whole
            text = bare.do(*command.split(), "--help", "--lang", lang)
            assert text.startswith(f"{usage} jointure {command}"), text
            assert all(len(line) <= 80 for line in text.splitlines()[1:]), text


DOC = pathlib.Path(__file__).resolve().parents[2] / "doc"


@pytest.mark.parametrize("folder", [DOC, DOC / "fr"])
def test_the_manual_names_every_command_and_option(bare, folder):
    manual = (folder / "jointure.1").read_text(encoding="utf-8")
    plain = re.sub(r"\\f.", "", manual).replace("\\-", "-")
    for command in COMMANDS:
        assert re.search(rf'^\.(BI?|BR|TP) "?{command}', plain, re.M), command
        for option in re.findall(r"^  (--[a-z-]+)", bare.do(*command.split(), "--help"), re.M):
            assert option in plain, (command, option)


@pytest.mark.parametrize("folder", [DOC, DOC / "fr"])
def test_the_manual_of_the_settings_is_that_of_the_program(cli, folder):
    manual = (folder / "jointure.conf.5").read_text(encoding="utf-8")
    section, named = None, set()
    for line in manual.splitlines():
        if found := re.fullmatch(r"\.SS \[(\w+)\]", line):
            section = found[1]
        elif line.startswith(".SH"):
            section = None
        elif section and (found := re.fullmatch(r"\.B (\w+)", line)):
            named.add(f"{section}.{found[1]}")
    assert named == set(cli.json("settings"))
    for default in re.findall(r"^;\w+ = (.+)$", (cli.workspace / "jointure.conf").read_text(), re.M):
        shown = default.replace("-", "\\-")
        assert f".BR {shown} ." in manual or f'.BR "{shown}" .' in manual, default


def test_the_version_is_a_line(bare):
    assert re.fullmatch(r"jointure \d+\.\d+\.\d+\n", bare.do("--version"))


@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_language_is_that_of_the_environment_unless_said(bare, variable):
    clean = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", variable: "fr_FR.UTF-8"}
    assert "Quelle commande" in bare.run(**clean).stderr
    assert bare.run("--lang", "en", **clean).stdout.startswith("Usage: ")
    assert bare.run("list", "x", "--lang", "en", **clean).stderr.startswith("jointure: There is a word too many")


@pytest.mark.parametrize("words", [
    [], ["frobnicate"], ["publish"], ["key"], ["list", "--frob"], ["show"], ["show", "a", "b"], ["level", "a"],
    ["level", "a", "secret"], ["publish", "layer", "a", "b", "--srs", "abc"], ["publish", "layer", "a", "b", "--table"],
    ["publish", "layer", "a", "b", "--level", "none"], ["publish", "layer", "a", "b", "--version", "2022-01-01"],
    ["restore", "a", "b"], ["key", "revoke", "x"], ["key", "add"], ["list", "--lang", "de"],
    ["publish", "layer", "a", "b", "--max-scale", "-1"], ["init", "d", "--base-url", "example.org"],
])
def test_a_wrong_line_is_answered_with_status_2_and_where_to_look(bare, words):
    assert "--help" in bare.fails(USAGE, *words)


def test_words_that_are_not_utf_8_are_refused(bare):
    done = subprocess.run([bare.program, "show", b"\xff"], capture_output=True, check=False)
    assert done.returncode == USAGE and b"UTF-8" in done.stderr


# --- workspaces ---

def test_init_makes_a_workspace_once(bare):
    bare.do("init", bare.workspace, "--base-url", "https://maps.example.org")
    assert {p.name for p in bare.workspace.iterdir()} >= {"jointure.conf", "catalogue.sqlite", "data", "joins",
                                                          "mapfiles", "cache"}
    assert "server.base_url = https://maps.example.org\n" in bare.do("settings")
    assert bare.json("settings")["server.base_url"] == "https://maps.example.org"
    assert "already" in bare.fails(REFUSED, "init", bare.workspace)
    assert bare.json("list")["layers"] == []


def test_without_a_workspace_it_says_how_to_make_one(bare):
    assert "jointure init" in bare.fails(NOT_FOUND, "list")
    done = bare.run("list", "--json")
    assert done.returncode == NOT_FOUND and "jointure init" in json.loads(done.stdout)["error"]["message"]


def test_the_workspace_is_the_option_then_the_environment_then_the_folder(cli, tmp_path):
    elsewhere = {"JOINTURE_WORKSPACE": str(tmp_path / "nowhere")}
    assert cli.run("list", **elsewhere).returncode == NOT_FOUND
    assert cli.run("list", "--workspace", cli.workspace, **elsewhere).returncode == DONE
    assert cli.run("--workspace", cli.workspace, "list", **elsewhere).returncode == DONE
    here = subprocess.run([cli.program, "list"], cwd=cli.workspace, capture_output=True, check=False,
                          env={**os.environ, "JOINTURE_WORKSPACE": ""})
    assert here.returncode == DONE


# --- publishing ---

def test_a_framework_is_published_listed_and_shown(cli, towns):
    said = cli.do("publish", "framework", "towns", towns, "--version", "2022-01-01", "--key", "code",
                  "--title-fr", "Villes", "--title-en", "Towns")
    assert "towns: 2 features, polygon, EPSG:4326, public" in said
    assert re.search(r"towns +polygon +2 +public", cli.do("list"))
    assert "Villes" in cli.do("list", "--lang", "fr")
    shown = cli.json("show", "towns")["layer"]
    assert shown["framework"] == {"series": "towns", "version": "2022-01-01", "newest": True}
    assert shown["key"] == "code" and shown["features"] == 2
    assert [c["name"] for c in shown["columns"]] == ["code", "pop"]
    assert "Titre                 Villes" in cli.do("show", "towns", "--lang", "fr")
    data = list((cli.workspace / "data").glob("??/*.gpkg"))
    assert [p.stem for p in data] == [shown["source"]["digest"]]


def test_publishing_again_replaces_and_the_dry_run_tells_what_would_change(cli, towns):
    cli.do("publish", "layer", "towns", towns, "--key", "code", "--title-fr", "Villes")
    edition = cli.edition()
    new = cli.geojson("new", (square(2, 46), {"code": "01001", "name": "x"}))
    told = cli.json("publish", "layer", "towns", new, "--level", "internal", "--dry-run")
    assert told["dry_run"] is True and "edition" not in told
    assert {"what": "column-added", "name": "name", "after": "string"} in told["changes"]
    assert {"what": "column-removed", "name": "pop", "before": "integer"} in told["changes"]
    assert {"what": "features", "before": "2", "after": "1"} in told["changes"]
    assert {"what": "level", "before": "public", "after": "internal"} in told["changes"]
    assert "Column added: name" in cli.do("publish", "layer", "towns", new, "--dry-run")
    assert cli.edition() == edition
    done = cli.json("publish", "layer", "towns", new)
    assert done["edition"] == edition + 1
    assert done["layer"]["source"]["digest"] == told["layer"]["source"]["digest"]
    assert done["layer"]["title"]["fr"] == "Villes"


def test_a_metadata_file_says_it_all_and_options_win(cli, towns):
    cli.do("theme", "territories", "--title-fr", "Territoires")
    (cli.folder / "look.class").write_text('CLASS NAME "a" STYLE COLOR 255 0 0 END END')
    (cli.folder / "towns.json").write_text(json.dumps({
        "title": {"fr": "Villes", "en": "Towns"}, "theme": "territories", "level": "professional", "key": "code",
        "licence": {"fr": "Licence Ouverte 2.0"}, "columns": {"pop": {"title": {"fr": "Habitants"}, "unit": "1"}},
        "styles": [{"name": "red", "file": "look.class"}]}))
    cli.do("publish", "layer", "towns", towns, "--metadata", cli.folder / "towns.json", "--title-en", "Cities")
    shown = cli.json("show", "towns")["layer"]
    assert shown["title"] == {"fr": "Villes", "en": "Cities"}
    assert shown["theme"] == "territories" and shown["level"] == "professional" and shown["key"] == "code"
    assert shown["columns"][1]["title"]["fr"] == "Habitants" and shown["columns"][1]["unit"] == "1"
    assert [s["name"] for s in shown["styles"]] == ["default", "red"]


def test_what_a_check_refuses_ends_with_status_3_and_changes_nothing(cli, towns):
    edition = cli.edition()
    double = cli.geojson("double", (square(2, 46), {"code": "1"}), (square(3, 46), {"code": "1"}))
    broken = cli.geojson("broken", (BOW_TIE, {"code": "7"}))
    bad = cli.folder / "bad.class"
    bad.write_text("CLASS STYLE COLOR 1 2 3 END")
    for words, say in [
        (("a", double, "--key", "code"), "repeated: 1 (1)"), (("a", broken, "--key", "code"), "7 (Self-intersection"),
        (("a", towns, "--key", "x"), "code, pop"),
        (("2022", towns), "begins with a letter"), (("a", towns, "--srs", "2154"), "EPSG:4326"),
        (("a", towns, "--style", bad), "END"), (("a", towns, "--time", "pop"), "dimension time"),
    ]:
        assert say in cli.fails(REFUSED, "publish", "layer", *words)
    cli.do("publish", "layer", "a", broken, "--repair", "--dry-run")
    for words in (("a", "nowhere.gpkg"), ("a", towns, "--theme", "none"), ("a", towns, "--organisation", "none"),
                  ("a", towns, "--metadata", "none.json"), ("a", towns, "--style", "none.sld")):
        cli.fails(NOT_FOUND, "publish", "layer", *words)
    assert cli.edition() == edition
    assert list((cli.workspace / "data").glob("incoming/*")) == []


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="needs ogr2ogr (gdal-bin)")
def test_zipped_latin_1_shapefiles_in_lambert_93_come_over(cli):
    source = cli.geojson("communes", (square(2, 46), {"code": "01001", "nom": "L'Hôpital-sé"}))
    shape = cli.folder / "shape"
    subprocess.run(["ogr2ogr", "-f", "ESRI Shapefile", "-t_srs", "EPSG:2154", "-lco", "ENCODING=ISO-8859-1",
                    shape, source], check=True)
    assert b"\xf4pital" in (shape / "communes.dbf").read_bytes()
    archive = shutil.make_archive(str(cli.folder / "communes"), "zip", shape)
    cli.do("publish", "layer", "zipped", archive, "--key", "code")
    shown = cli.json("show", "zipped")["layer"]
    assert shown["srs"] == 2154
    with sqlite3.connect(next((cli.workspace / "data").glob("??/*.gpkg"))) as db:
        assert db.execute("select code, nom from zipped").fetchall() == [("01001", "L'Hôpital-sé")]
    (shape / "communes.cpg").unlink()
    dbf = bytearray((shape / "communes.dbf").read_bytes())
    dbf[29] = 0
    (shape / "communes.dbf").write_bytes(dbf)
    assert "SHAPE_ENCODING" in cli.fails(REFUSED, "publish", "layer", "raw", shape / "communes.shp")
    assert cli.run("publish", "layer", "raw", shape / "communes.shp", SHAPE_ENCODING="ISO-8859-1").returncode == DONE


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="needs ogr2ogr (gdal-bin)")
def test_a_source_of_several_layers_lists_them(cli, towns):
    two = cli.folder / "two.gpkg"
    for name, more in ("one", []), ("other", ["-update"]):
        subprocess.run(["ogr2ogr", "-f", "GPKG", *more, two, towns, "-nln", name], check=True)
    assert "one, other" in cli.fails(USAGE, "publish", "layer", "a", two)
    assert "one, other" in cli.fails(NOT_FOUND, "publish", "layer", "a", two, "--table", "third")
    cli.do("publish", "layer", "a", two, "--table", "other")


def test_real_départements_are_published(cli):
    shared = pathlib.Path(os.environ.get("JOINTURE_SHARED", "")) / "data" / "geo" / "departements_metro_l93.gpkg"
    if not shared.is_file():
        pytest.skip("needs departements_metro_l93.gpkg of JOINTURE_SHARED")
    done = cli.json("publish", "framework", "departements", shared, "--version", "2022-01-01", "--key", "code")
    assert done["layer"]["features"] == 96 and done["layer"]["srs"] == 2154
    west, south, east, north = done["layer"]["geographic_bbox"]
    assert -7 < west < -4 and 40 < south < 42 and 9 < east < 11 and 50 < north < 52
    assert "well" in cli.do("check", "departements")


# --- keeping ---

def test_history_restore_and_withdraw(cli, towns):
    cli.do("publish", "layer", "towns", towns, "--title-fr", "Avant")
    first = cli.edition()
    cli.do("publish", "layer", "towns", cli.geojson("n", (square(2, 46), {"x": 1})), "--title-fr", "Après")
    assert cli.json("restore", "towns", first)["edition"] == first + 2
    assert cli.json("show", "towns")["layer"]["title"]["fr"] == "Avant"
    assert [h["what"] for h in cli.json("history", "towns")["history"]] == ["restore", "publish", "publish"]
    cli.do("withdraw", "towns")
    assert cli.json("list")["layers"] == []
    cli.fails(NOT_FOUND, "show", "towns")
    cli.fails(NOT_FOUND, "withdraw", "towns")
    cli.do("restore", "towns", first)
    assert cli.json("show", "towns")["layer"]["features"] == 2
    assert "* can be restored" in cli.do("history")


def test_a_key_is_shown_once_and_kept_as_a_digest_only(cli):
    made = cli.json("key", "add", "--organisation", "insee", "--level", "internal", "--label", "essai")
    plain = cli.run("key", "add", "--organisation", "insee", "--level", "public")
    assert plain.stdout.strip() and len(plain.stdout.split()) == 1
    for path in cli.workspace.glob("catalogue.sqlite*"):
        assert made["key"].encode() not in path.read_bytes()
    keys = cli.json("key", "list")["keys"]
    assert [(k["level"], k.get("label")) for k in keys] == [("internal", "essai"), ("public", None)]
    cli.do("key", "revoke", made["id"])
    assert "revoked" in cli.json("key", "list")["keys"][0]
    cli.fails(NOT_FOUND, "key", "revoke", made["id"])
    cli.fails(NOT_FOUND, "key", "add", "--organisation", "none", "--level", "public")


def test_levels_of_layers_and_mapfiles(cli, towns):
    cli.do("publish", "layer", "towns", towns)
    cli.do("level", "towns", "internal")
    assert cli.json("show", "towns")["layer"]["level"] == "internal"
    cli.do("publish", "layer", "towns", towns)
    assert cli.json("show", "towns")["layer"]["level"] == "internal"
    cli.do("level", "mapfile:by-hand", "professional", "--organisation", "insee")
    cli.fails(NOT_FOUND, "level", "nothing", "public")


def test_check_finds_a_spoilt_data_file(cli, towns):
    cli.do("publish", "layer", "towns", towns)
    cli.do("publish", "layer", "good", towns)
    assert "towns: all is well" in cli.do("check")
    digest = cli.json("show", "towns")["layer"]["source"]["digest"]
    path = cli.workspace / "data" / digest[:2] / f"{digest}.gpkg"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    done = cli.run("check", "--json")
    assert done.returncode == REFUSED
    layers = {layer["name"]: layer for layer in json.loads(done.stdout)["layers"]}
    assert not layers["towns"]["ok"] and "digest" in layers["towns"]["problems"][0]
    assert layers["good"]["ok"]
    cli.fails(NOT_FOUND, "check", "nothing")


def test_a_backup_is_a_workspace(cli, towns):
    cli.do("publish", "layer", "towns", towns)
    to = cli.folder / "saved"
    assert "copied: 1" in cli.do("backup", f"{to}/")
    assert "copied: 0" in cli.do("backup", to)
    assert "towns: all is well" in cli.do("check", "--workspace", to)
    cli.do("backup", cli.folder / "catalogue.copy")
    cli.fails(REFUSED, "backup", cli.folder / "catalogue.copy")


def test_collect_and_migrate_leave_a_fresh_workspace_alone(cli, towns):
    cli.do("publish", "layer", "towns", towns)
    assert cli.json("collect") == {"removed": 0, "joins": 0, "orders": 0, "tiles": 0}
    assert cli.json("migrate")["schema"] >= 1
    assert cli.do("check", "--quiet") == ""


# --- long work ---

def grid(cli, n):
    return cli.geojson("grid", *[(square(i % 100 * 0.5, i // 100 * 0.2, 0.1), {"code": f"{i:05d}"}) for i in range(n)])


def on_a_terminal(cli, *words):
    """A child whose stderr is a terminal, and the descriptor to read it by."""
    master, slave = pty.openpty()
    child = subprocess.Popen([cli.program, *map(str, words)], stdout=subprocess.PIPE, stderr=slave,
                             env={**os.environ, "LC_ALL": "C.UTF-8", "JOINTURE_WORKSPACE": str(cli.workspace)})
    os.close(slave)
    return child, master


def read_until(master, pattern, seconds=60):
    seen, end = b"", time.monotonic() + seconds
    while not re.search(pattern, seen) and time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                seen += os.read(master, 4096)
            except OSError:
                break
    return seen


def test_a_bar_moves_on_a_terminal_only(cli):
    source = grid(cli, 4000)
    assert cli.run("publish", "layer", "grid", source).stderr == ""
    child, master = on_a_terminal(cli, "publish", "layer", "grid", source)
    assert re.search(rb"\[#+ +\] +\d+ %", read_until(master, rb"\d\d %"))
    out, _ = child.communicate(timeout=60)
    os.close(master)
    assert child.returncode == DONE and b"grid: 4000 features" in out


def test_ctrl_c_stops_an_import_and_leaves_nothing(cli):
    source = grid(cli, 60000)
    edition = cli.edition()
    child, master = on_a_terminal(cli, "publish", "layer", "grid", source)
    read_until(master, rb" %")
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=60) == FAILED
    assert b"stopped" in read_until(master, b"stopped", 5)
    child.stdout.close()
    os.close(master)
    assert cli.edition() == edition
    assert [p for p in (cli.workspace / "data").rglob("*") if p.is_file() and p.suffix == ".gpkg"] == []


# --- PostGIS ---

@pytest.fixture(scope="module")
def database():
    if postgres.programs() is None:
        pytest.skip("needs initdb (postgresql)")
    server = postgres.Postgres()
    try:
        server.sql("create extension postgis")
    except AssertionError:
        server.stop()
        pytest.skip("needs PostGIS (postgresql-postgis)")
    yield server
    server.stop()


def test_a_postgis_table_is_referenced_or_imported(cli, database):
    database.sql("""create table wells (gid serial primary key, code text, day date, geom geometry(Point, 2154));
                    insert into wells (code, day, geom) values
                    ('01', '2020-01-01', st_setsrid(st_makepoint(650000, 6860000), 2154)),
                    ('2A', '2021-01-01', st_setsrid(st_makepoint(660000, 6870000), 2154))""")
    cli.do("publish", "layer", "there", database.source, "--reference", "--key", "code", "--time", "day")
    there = cli.json("show", "there")["layer"]
    assert there["source"]["referenced"] and there["source"]["kind"] == "postgresql"
    assert database.folder not in json.dumps(there)
    assert there["srs"] == 2154 and there["features"] == 2
    assert there["dimensions"][0]["extent"] == "2020-01-01,2021-01-01"
    cli.do("publish", "layer", "here", database.source, "--key", "code")
    here = cli.json("show", "here")["layer"]
    assert not here["source"]["referenced"] and here["bbox"] == there["bbox"]
    cli.do("check")
    database.sql("update wells set code = '01'; alter table wells drop column day")
    done = cli.run("check")
    assert done.returncode == REFUSED
    assert "here: all is well" in done.stdout and "there: NOT WELL" in done.stdout
    assert "repeated 1 times: 01" in done.stdout and "Column day" in done.stdout
    cli.fails(REFUSED, "publish", "layer", "again", database.source, "--reference", "--key", "code")
