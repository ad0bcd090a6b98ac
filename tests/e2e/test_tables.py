"""Tables through the command line: published, joined, refused; a small country, and every table of the real data."""
import csv
import io
import json
import os
import pathlib
import pty
import resource
import signal
import sqlite3
import subprocess
import time

import pytest

DONE, FAILED, USAGE, REFUSED, NOT_FOUND = range(5)
SHARED = pathlib.Path(os.environ.get("JOINTURE_SHARED", pathlib.Path(__file__).resolve().parents[3] / "shared"))
TABLES, GEO = SHARED / "data" / "tables", SHARED / "data" / "geo"
NAMES = ["Ambérieu", "Bourg", "Culoz", "Gex", "Oyonnax", "Thoiry", "Laon", "Soissons", "Vichy", "Moulins", "Ajaccio", "Bastia"]
CODES = ["01004", "01053", "01138", "01173", "01283", "01419", "02408", "02722", "03310", "03190", "2A004", "2B033"]


def square(x, y):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


class Workspace:
    def __init__(self, program, folder):
        self.program, self.folder = str(program), folder
        self.path = folder / "workspace"
        self.do("init", self.path)
        self.do("organisation", "insee", "--title-fr", "Insee")

    def command(self, *words):
        return [self.program, *map(str, words)], {**os.environ, "LC_ALL": "C.UTF-8", "JOINTURE_WORKSPACE": str(self.path)}

    def run(self, *words, **more):
        command, environment = self.command(*words)
        return subprocess.run(command, env=environment, text=True, capture_output=True, timeout=300,
                              stdin=subprocess.DEVNULL, **more)

    def do(self, *words):
        done = self.run(*words)
        assert done.returncode == DONE and done.stderr == "", (words, done)
        return done.stdout

    def json(self, *words):
        return json.loads(self.do(*words, "--json"))

    def fails(self, status, *words):
        done = self.run(*words)
        assert done.returncode == status and done.stderr.startswith("jointure: "), (words, done)
        return done.stderr

    def table(self, text, name="table.csv"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def framework(self, series, source, version, *more):
        self.do("publish", "framework", series, source, "--version", version, "--key", "code", "--title-fr", series,
                "--quiet", *more)

    def leftovers(self):
        return [p.name for folder in ("joins/incoming", "data/incoming") if (self.path / folder).exists()
                for p in (self.path / folder).iterdir()]


@pytest.fixture
def country(jointure, tmp_path):
    w = Workspace(jointure, tmp_path)
    rows = [{"type": "Feature", "geometry": square(i % 4, 40 + i // 4), "properties": {"code": c, "nom": n}}
            for i, (c, n) in enumerate(zip(CODES, NAMES))]
    source = w.table(json.dumps({"type": "FeatureCollection", "features": rows}), "communes.geojson")
    w.framework("communes", source, "2022-01-01")
    return w


def rows(values, header="code,nom,population,taux"):
    return header + "\n" + "".join(f"{v}\n" for v in values)


def plain():
    return rows(f"{c},{n},{1000 * (i + 1)},{i + 0.5}" for i, (c, n) in enumerate(zip(CODES, NAMES)))


# --- publish table ---

def test_a_table_is_published_with_its_key_found(country):
    said = country.json("publish", "table", country.table(plain()), "emploi", "--reference-date", "2022")
    assert said["dataset"] == "emploi" and said["account"]["matched"] == 12 and said["edition"] > 0
    assert said["account"]["attributes"] == ["nom_2", "population", "taux"]
    shown = country.json("show", "emploi")
    assert "emploi" in json.dumps(shown)
    (data,) = (country.path / "data").glob("*/*.gpkg"), 
    files = [p for p in (country.path / "data").glob("*/*.gpkg")]
    tables = {p: sqlite3.connect(p).execute("select table_name, data_type from gpkg_contents").fetchall() for p in files}
    (path,) = [p for p, t in tables.items() if t == [("emploi", "attributes")]]
    kept = sqlite3.connect(path).execute('select code, code_source, nom_2, population, taux from emploi').fetchall()
    assert kept[0] == ("01004", "01004", "Ambérieu", 1000, 0.5) and len(kept) == 12
    assert country.leftovers() == []


def test_a_repaired_key_stands_beside_what_was_written(country):
    text = rows(f"{c.lstrip('0')};{n};{i}" for i, (c, n) in enumerate(zip(CODES, NAMES))).replace(",", ";")
    said = country.json("publish", "table", country.table("code;nom;nombre\n" + text.split("\n", 1)[1]), "repare")
    assert said["account"]["matched"] == 12 and said["account"]["repaired"] == 10
    path = [p for p in (country.path / "data").glob("*/*.gpkg")
            if sqlite3.connect(p).execute("select count(*) from gpkg_contents where table_name = 'repare'").fetchone()[0]]
    kept = sqlite3.connect(path[0]).execute("select code, code_source from repare").fetchall()
    assert ("01004", "1004") in kept and ("2A004", "2A004") in kept


def test_a_dry_run_shows_all_and_leaves_nothing(country):
    before = country.json("list")["edition"]
    text = country.do("publish", "table", country.table(plain()), "--dry-run", "--lang", "en")
    assert "12 of 12 territories have a value" in text and "Ambérieu" in text and "nothing was written" in text
    text = country.do("publish", "table", country.table(plain()), "--dry-run", "--lang", "fr")
    assert "12 territoires sur 12 ont une valeur" in text and "rien n'a été écrit" in text
    assert country.json("list")["edition"] == before and country.leftovers() == []
    assert country.json("join", country.table(plain()), "--dry-run")["dry_run"] is True
    assert country.json("joins")["joins"] == [] and country.leftovers() == []


def test_options_say_what_becomes_of_the_columns(country):
    said = country.json("publish", "table", country.table(plain()), "choix", "--attribute", "taux=chomage:measure:%",
                        "--attribute", "population:count", "--style", "taux:method=equal;classes=3;ramp=-Blues",
                        "--main", "chomage", "--level", "internal")
    assert said["account"]["attributes"] == ["chomage", "population"] and said["level"] == "internal"
    db = sqlite3.connect(country.path / "catalogue.sqlite")
    styles = dict(db.execute("select name, body from style where name in ('default', 'chomage')"))
    body = json.loads(styles["default"])
    assert styles["default"] == styles["chomage"] and body["method"] == "equal" and len(body["classes"]) == 3
    metadata = country.table(json.dumps({"title": {"fr": "Emploi", "en": "Jobs"}, "columns": {
        "taux": {"title": {"fr": "Taux de chômage", "en": "Unemployment"}, "unit": "%"}}}), "meta.json")
    country.do("publish", "table", country.table(plain()), "decrit", "--metadata", metadata)
    assert db.execute("select title_en, unit from attribute where name = 'taux' order by version desc limit 1").fetchone() == \
        ("Unemployment", "%")


def test_a_dataset_is_replaced_and_other_names_are_not_taken(country):
    country.do("publish", "table", country.table(plain()), "emploi", "--title-fr", "Emploi")
    said = country.json("publish", "table", country.table(plain().replace(",1000,", ",1001,")), "emploi")
    assert said["dataset"] == "emploi"
    assert "communes" in country.fails(REFUSED, "publish", "table", country.table(plain()), "communes")
    assert country.json("join", "emploi")["account"]["matched"] == 12


# --- on a terminal ---

def on_a_terminal(country, answer, *words):
    command, environment = country.command(*words, "--lang", "en")
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(command[0], command, environment)
    said = b""
    while True:
        try:
            more = os.read(fd, 4096)
        except OSError:
            break
        if not more:
            break
        said += more
        if said.endswith(b"[y/N] "):
            os.write(fd, answer)
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()


def test_on_a_terminal_it_shows_the_table_and_asks(country):
    table = country.table(plain())
    for answer, status in ((b"n\n", REFUSED), (b"\n", REFUSED), (b"y\n", DONE)):
        assert country.json("joins")["joins"] == []
        code, said = on_a_terminal(country, answer, "join", table)
        assert code == status, said
        assert "Ambérieu" in said and "[certain]" in said and "12 of 12 territories" in said
    (join,) = country.json("joins")["joins"]
    assert join["matched"] == 12
    doubtful = rows([f"{c},{i}" for i, c in enumerate(CODES[:6])] + [f"9{i:04d},{i}" for i in range(6)], "truc,valeur")
    code, said = on_a_terminal(country, b"y\n", "publish", "table", country.table(doubtful), "douteux")
    assert code == DONE and "[certain]" not in said, said


# --- keys that are not certain ---

def test_what_is_not_certain_is_asked_for_or_named(country):
    half = rows([f"{c},x{i},{i},1" for i, c in enumerate(CODES[:8])] + [f"9{i:04d},y{i},{i},1" for i in range(4)],
                "truc,a,population,taux")
    words = country.fails(REFUSED, "join", country.table(half), "--lang", "en")
    assert "the key is not certain" in words and country.json("joins")["joins"] == []
    said = country.json("join", country.table(half), "--key", "truc", "--framework", "communes")
    assert said["account"]["matched"] == 8 and said["account"]["unmatchedRows"] == 4
    assert "aucune ligne" in country.fails(REFUSED, "join", country.table(half), "--key", "a", "--framework", "communes",
                                           "--lang", "fr")
    assert "column" in country.fails(REFUSED, "join", country.table(half), "--key", "b", "--framework", "communes",
                                     "--lang", "en")
    country.fails(NOT_FOUND, "join", country.table(plain()), "--framework", "cantons")


def test_two_frameworks_that_fit_equally_are_not_chosen_between(country):
    rows_ = [{"type": "Feature", "geometry": square(i % 4, 50 + i // 4), "properties": {"code": c}} for i, c in enumerate(CODES)]
    source = country.table(json.dumps({"type": "FeatureCollection", "features": rows_}), "zones.geojson")
    country.framework("zones", source, "2022-01-01")
    table = country.table(rows((f"{c},{i}" for i, c in enumerate(CODES)), "code,valeur"))
    words = country.fails(REFUSED, "join", table, "--yes", "--lang", "en")
    assert "two frameworks fit equally" in words
    assert country.json("join", table, "--framework", "zones", "--key", "code")["account"]["framework"] == "zones"


def test_a_key_may_be_made_of_several_columns(country):
    two = rows((f"{c[:2]},{int(c[2:])},{i}" for i, c in enumerate(CODES)), "dep,com,valeur")
    assert country.json("join", country.table(two), "--key", "dep,com", "--framework", "communes")["account"]["matched"] == 12
    three = rows((f"{c[0]},{c[1]},{c[2:]},{i}" for i, c in enumerate(CODES)), "a,b,c,valeur")
    said = country.json("join", country.table(three), "--key", "#0,b,c", "--framework", "communes")["account"]
    assert said["matched"] == 12 and said["attributes"] == ["valeur"]


def test_several_rows_for_a_key_need_a_word(country):
    text = rows([f"{c},{y},{i}" for i, c in enumerate(CODES) for y in (2019, 2020)], "code,annee,population")
    assert "2 rows" in country.fails(REFUSED, "join", country.table(text), "--lang", "en")
    said = country.json("join", country.table(text), "--pivot", "annee")
    assert said["account"]["attributes"] == ["population_2019", "population_2020"]
    said = country.json("join", country.table(text), "--reduce", "sum", "--attribute", "population")
    assert said["account"]["duplicates"] == 12
    said = country.json("publish", "table", country.table(text), "annees", "--pivot", "annee")
    assert country.json("join", "annees")["account"]["attributes"] == ["population_2019", "population_2020"]


# --- join ---

def test_a_join_keeps_its_identifier_and_can_be_deleted(country):
    first = country.json("join", country.table(plain()), "--days", "3")
    again = country.json("join", country.table(plain()), "--days", "3")
    assert first["join"] == again["join"] and first["created"] and not again["created"]
    assert first["layer"] == "join_" + first["join"] and first["expires"]
    (listed,) = country.json("joins")["joins"]
    assert listed["join"] == first["join"] and listed["matched"] == 12 and listed["source"] == "table.csv"
    assert first["join"] in country.do("joins")
    private = country.json("join", country.table(plain()), "--private", "--days", "0", "--main", "taux")
    assert private["join"] != first["join"] and "expires" not in private
    for join in (first, private):
        country.do("joins", "delete", join["layer"])
    assert country.json("joins")["joins"] == [] and not list((country.path / "joins").glob("*/*.columns"))
    country.fails(NOT_FOUND, "joins", "delete", first["join"])


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "xlsx", "shp.zip", "kml"])
def test_a_join_goes_to_a_file_and_is_not_stored(country, ending):
    out = country.folder / f"resultat.{ending}"
    country.do("join", country.table(plain()), "--out", out)
    assert country.json("joins")["joins"] == [] and country.leftovers() == []
    assert not out.with_name(out.name + ".part").exists()
    if ending == "csv":
        read = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        assert len(read) == 12 and read[0]["code"] == "01004" and read[0]["taux"] == "0.5"
    elif ending == "geojson":
        one = json.loads(out.read_text(encoding="utf-8"))["features"][0]
        assert one["properties"]["population"] == 1000 and one["geometry"]["type"] == "MultiPolygon"
    else:
        name = f"/vsizip/{out}" if ending == "shp.zip" else str(out)
        info = subprocess.run(["ogrinfo", "-q", "-al", "-so", name], capture_output=True, text=True)
        assert info.returncode == 0, info
    country.fails(USAGE, "join", country.table(plain()), "--out", country.folder / "resultat.doc")


# --- bad input ---

BAD = {
    "empty": (b"", "empty"),
    "header only": (b"code,nom\n", "no rows"),
    "one column": (("code\n" + "\n".join(CODES)).encode(), "no column beside its key"),
    "nul": (b"code,n\0om\n01004,a\n", "NUL"),
    "open quote": (b'code,nom\n01004,"a\n01053,b\n', "never closed"),
    "too long a row": (b"code,nom\n01004,a,b,c\n", "row 1"),
    "not a table": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NUL"),
    "zip": (b"PK\x03\x04" + b"\0" * 200, "cannot be read"),
    "xml": (b"<html><body>no</body></html>", ""),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_table_is_refused_with_a_reason(country, what):
    content, words = BAD[what]
    before = country.json("list")["edition"]
    for command in (["publish", "table"], ["join"]):
        said = country.fails(REFUSED, *command, country.table(content), "--yes", "--lang", "en")
        assert words in said, said
        assert all(not line.startswith("jointure: (") for line in said.splitlines())
    assert country.json("list")["edition"] == before and country.leftovers() == []
    country.fails(NOT_FOUND, "join", country.folder / "nowhere.csv")


def test_odd_tables_are_read_all_the_same(country):
    doubled = plain().replace("code,nom,population,taux", "code,nom,valeur,valeur")
    assert country.json("join", country.table(doubled))["account"]["attributes"] == ["nom_2", "valeur", "valeur_2"]
    mixed = plain().replace("\n", "\r\n", 3).replace("\n", "\r", 1)
    assert country.json("join", country.table(mixed))["account"]["matched"] == 12
    wide = "code," + ",".join(f"c{i}" for i in range(1999)) + "\n" + "".join(
        c + "," + ",".join(str(i % 7) for i in range(1999)) + "\n" for c in CODES)
    assert len(country.json("join", country.table(wide), "--key", "code")["account"]["attributes"]) == 1999
    marked = b"\xef\xbb\xbf" + plain().encode()
    assert country.json("join", country.table(marked))["account"]["matched"] == 12
    assert country.json("join", country.table(plain().encode("utf-16")))["account"]["matched"] == 12
    one_row = rows(["01004,Ambérieu,5,1"])
    assert country.json("join", country.table(one_row), "--key", "code", "--framework", "communes")["account"]["matched"] == 1


def test_a_table_that_is_not_there_is_named(country):
    said = country.fails(NOT_FOUND, "publish", "table", "rates", "rates.csv", "--lang", "en")
    assert '"rates"' in said and "comes first" in said
    assert '"rates.csv"' in country.fails(NOT_FOUND, "join", "rates.csv", "--lang", "en")


# --- whole or absent ---

def test_kill_9_leaves_a_dataset_or_join_whole_or_absent(country):
    table = country.table(plain())
    for i in range(12):
        command, environment = country.command(*(["publish", "table", table, f"d{i}"] if i % 2 else ["join", table, "--days", i + 1]))
        with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as running:
            time.sleep(0.03 * i)
            running.send_signal(signal.SIGKILL)
    time.sleep(0.5)
    listed = country.json("list")
    for layer in listed["layers"]:
        assert country.run("check", layer["name"]).returncode == DONE, layer["name"]
    for join in country.json("joins")["joins"]:
        assert (country.path / "joins" / join["join"] / (join["version"] + ".columns")).exists()
    assert country.json("join", table)["account"]["matched"] == 12


def test_a_full_disk_leaves_all_as_it_was(country):
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
    country.json("join", country.table(plain()))
    before = country.json("list"), country.json("joins")
    for words in (["publish", "table", country.table(plain()), "plein"], ["join", country.table(plain()), "--days", "9"],
                  ["join", country.table(plain()), "--out", country.folder / "o.gpkg"]):
        done = country.run(*words, preexec_fn=full, restore_signals=False)
        assert done.returncode in (FAILED, REFUSED) and done.stderr.startswith("jointure: "), done
    assert (country.json("list"), country.json("joins")) == before and country.leftovers() == []
    assert not (country.folder / "o.gpkg").exists()


# --- code lists ---

INSEE = """MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,LIBELLE_AP
32,2019-01-01,COM,01091,0,X,X,Châtillon,COM,01004,0,Y,Y,Ambérieu
32,2019-01-01,COM,01004,0,Y,Y,Ambérieu,COM,01004,0,Y,Y,Ambérieu
41,2018-06-01,COM,99001,0,Z,Z,Vieux Gex,COM,01173,0,W,W,Gex
21,2024-01-01,COM,02408,0,L,L,Laon,COM,02999,0,M,M,Nouveau Laon
10,2020-01-01,COM,02722,0,L,L,Soisson,COM,02722,0,M,M,Soissons
"""


def test_a_list_of_codes_explains_keys_of_other_years(country):
    text = rows([f"{c},{n},{i},1" for i, (c, n) in enumerate(zip(CODES, NAMES)) if n != "Gex"] +
                ["01091,Châtillon,7,1", "99001,Vieux Gex,8,1", "02999,Nouveau Laon,9,1"])
    plain_ = country.json("join", country.table(text), "--dry-run", "--yes", "--key", "code", "--framework", "communes")
    assert plain_["account"]["matched"] == 11
    said = country.json("codes", "communes", country.table(INSEE, "mvtcommune.csv"))
    assert said["changes"] == 3
    said = country.json("join", country.table(text), "--dry-run", "--yes")
    reasons = {g["reason"]: g["count"] for g in said["jointure"]["unmatchedRows"]}
    assert said["account"]["matched"] == 12 and reasons == {"merged": 1, "later": 1}
    said = country.json("join", country.table(text), "--dry-run", "--yes", "--successors", "--reduce", "sum")
    assert said["account"]["duplicates"] == 1
    country.fails(NOT_FOUND, "codes", "cantons", country.table(INSEE, "mvtcommune.csv"))
    assert "code" in country.fails(REFUSED, "codes", "communes", country.table("a,b\n1,2\n", "x.csv"))
    ours = "code,successor,date,kind,label\nFR-GEX,01173,,alias,NUTS\n"
    assert country.json("codes", "communes", country.table(ours, "ours.csv"))["changes"] == 1


# --- the real tables: what JOINS.txt says, or better ---

REAL = [  # file, options, framework, territories with a value at least, rows that are lost at most
    ("population_communes_2016_2023.csv", [], "communes", 34955, 122),
    ("insee_comparateur_communes_2021.csv", ["--reduce", "first"], "communes", 34928, 50),
    ("chomage_communes_2021_latin1.csv", ["--reduce", "first"], "communes", 34928, 3),
    ("insee_population_legale_2021_brut.csv", [], "communes", 34924, 46),
    ("onetjs/france_typologie_comm_aires_urbaines_2010.csv", ["--framework", "communes"], "communes", 34954, 931),
    ("onetjs/demandeurs_emploi_hommes_2011.csv", ["--framework", "communes"], "communes", 3788, 47),
    ("onetjs/familles_monoparentales_2012.csv", ["--framework", "communes"], "communes", 3788, 47),
    ("onetjs/communes_2016_normandie_capacite_touristique.csv", ["--framework", "communes", "--key", "code_com"],
     "communes", 2651, 570),
    ("epci_population_2019_2026_long.csv", ["--reduce", "first"], "epci", 1255, 28),
    ("onetjs/paca_devpt_durable_cc_2017.csv", [], "epci", 52, 0),
    ("insee_pauvrete_departements_2013.csv", [], "departements", 96, 0),
    ("insee_devdurable_departements_long.csv", ["--reduce", "first"], "departements", 101, 0),
    ("onetjs/ara_cd_2016_action_sociale_8.csv", [], "departements", 100, 0),
    ("insee_pauvrete_regions_2013.csv", [], "regions", 13, 0),
    ("us_unemployment_counties_2009.tsv", [], "us_counties", 3212, 6),
]


@pytest.fixture(scope="module")
def france(jointure, tmp_path_factory):
    if not GEO.exists():
        pytest.skip("the real data are not here")
    w = Workspace(jointure, tmp_path_factory.mktemp("france"))
    w.framework("regions", GEO / "regions.gpkg", "2022-01-01")
    w.framework("departements", GEO / "departements.gpkg", "2022-01-01", "--parent", "regions", "--parent-column", "reg")
    w.framework("epci", GEO / "epci_2022.gpkg", "2022-01-01")
    for version, name in (("2018-01-01", "communes_2018_light"), ("2022-01-01", "communes_2022")):
        w.framework("communes", GEO / f"{name}.gpkg", version, "--parent", "departements", "--parent-column", "dep")
    w.do("publish", "framework", "us_counties", GEO / "us_counties.gpkg", "--version", "2017-01-01", "--key", "fips", "--quiet")
    return w


@pytest.mark.parametrize("file,options,series,least,lost", REAL, ids=[r[0] for r in REAL])
def test_every_real_table_is_joined_as_it_should_be(france, file, options, series, least, lost):
    dry = france.json("join", TABLES / file, "--dry-run", *options)
    account = dry["account"]
    assert account["framework"] == series and account["matched"] >= least, account
    assert account["unmatchedRows"] <= lost, dry["jointure"]["unmatchedRows"]
    made = france.json("join", TABLES / file, *options)
    assert made["account"] == account
    assert sum(g["count"] for g in dry["jointure"]["unmatchedRows"]) == account["unmatchedRows"]


def test_no_row_of_a_real_table_goes_to_another_commune(france):
    out = france.folder / "population.csv"
    france.do("join", TABLES / "population_communes_2016_2023.csv", "--out", out, "--quiet")
    with open(TABLES / "population_communes_2016_2023.csv", encoding="utf-8") as f:
        real = {r["codgeo"]: r for r in csv.DictReader(f)}
    with open(out, encoding="utf-8") as f:
        for row in csv.DictReader(f):
            assert row["pmun_2021"] == real[row["code"]]["pmun_2021"], row["code"]


def test_the_merged_communes_of_a_vintage_are_told_by_the_versions(france):
    said = france.json("join", TABLES / "population_communes_2016_2023.csv", "--dry-run")
    reasons = {g["reason"]: g["count"] for g in said["jointure"]["unmatchedRows"]}
    assert reasons == {"merged": 18, "collectivity": 94, "unknown": 10}
