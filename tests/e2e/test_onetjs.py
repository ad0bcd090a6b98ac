"""The tables of a OneTjs server, read in from its folder: a small one, and the real ones of ../shared/data."""
import json
import os
import pathlib
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

import fastcgi
from test_tables import Workspace, country  # noqa: F401, a fixture

REFUSED, NOT_FOUND = 3, 4
SHARED = pathlib.Path(os.environ.get("JOINTURE_SHARED", pathlib.Path(__file__).resolve().parents[3] / "shared"))
REAL, GEO = SHARED / "data" / "tables" / "onetjs", SHARED / "data" / "geo"
TJS = "{http://www.opengis.net/tjs/1.0}"

FRAMEWORKS = """commune_2022:
  uri: fr/commune_2022
  title: Communes
  start_date: 2022-01-01
  reference_date: 2022-12-31
  key_col: {name: code_com, length: 5}
commune_2010:
  uri: fr/commune_2010
  reference_date: 2010-01-01
  key_col: {name: code_com, length: 5}
"""
TABLE = """name: types
uri: insee/types
organization: Insee
title: Types de communes
abstract: Ce que c'est
documentation: https://example.org/types
reference_date: 2021-12-31
start_date: 2021-01-01
frameworks:
  - {name: FRAMEWORK, uri: fr/FRAMEWORK, complete: yes, relationship: one}
data_source: {type: xls, path: types.xls}
attributes:
  - name: pop
    title: Population
    values: Count
    uom_short_form: hab
  - name: type
    title: Type
    type: https://www.w3.org/TR/xmlschema-2/#string
    values: Nominal
    choices:
      - {identifier: 01, title: Ville, color: ff0000}
      - {identifier: 02, title: Village, color: '00FF00'}
      - {identifier: null, title: N/A, color: cccccc}
"""
ROWS = "code_com,nom,pop,type\n01004,A,10,01\n01053,B,20,02\n01138,C,30,01\n2A004,D,40,02\n"


def put(folder, framework="commune_2022", rows=ROWS):
    (folder / "misc").mkdir(parents=True, exist_ok=True)
    (folder / "services.yml").write_text("misc:\n  data_dir_path: misc\n  languages: [fr]\n")
    (folder / "misc" / "frameworks.yml").write_text(FRAMEWORKS)
    (folder / "misc" / "types.yml").write_text(TABLE.replace("FRAMEWORK", framework))
    (folder / "misc" / "types.csv").write_text(rows)
    return folder


def take(w, folder, *words, status=0):
    done = w.run("harvest", "onetjs", folder, *words, "--lang", "en", "--json")
    assert done.returncode == status, done
    return json.loads(done.stdout)["datasets"]


def described(w, worker, series, name):
    frameworks = ElementTree.fromstring(worker.get("/tjs", "service=TJS&request=DescribeFrameworks").body)
    uri = next(f.text for f in frameworks.iter(TJS + "FrameworkURI") if f"/{series}/" in f.text)
    datasets = ElementTree.fromstring(worker.get("/tjs", "service=TJS&request=DescribeDatasets").body)
    dataset = next(d.text for d in datasets.iter(TJS + "DatasetURI") if d.text.endswith("/" + name))
    query = urllib.parse.urlencode({"service": "TJS", "request": "GetData", "FrameworkURI": uri, "DatasetURI": dataset})
    return ElementTree.fromstring(worker.get("/tjs", query).body)


def test_a_table_has_all_that_its_description_says(country, jointure, tmp_path):  # noqa: F811
    (taken,) = take(country, put(tmp_path / "onetjs"))
    assert taken["taken"] and (taken["series"], taken["version"], taken["rows"], taken["matched"]) == ("communes", "2022-01-01", 4, 4)
    with fastcgi.Worker(str(jointure) + "-fcgi", country.path) as worker:
        gdas = described(country, worker, "communes", "types")
    dataset = gdas.find(f".//{TJS}Dataset")
    text = lambda name: dataset.find(TJS + name).text
    assert text("Title") == "Types de communes" and text("Documentation") == "https://example.org/types"
    assert "Ce que c'est" in text("Abstract") and "Insee" in text("Abstract")
    date = dataset.find(TJS + "ReferenceDate")
    assert (date.get("startDate"), date.text) == ("2021-01-01", "2021-12-31")
    pop, kind = [c for c in dataset.iter(TJS + "Column") if c.get("purpose")]
    assert pop.find(f".//{TJS}Count//{TJS}ShortForm").text == "hab"
    assert kind.get("type").endswith("#string")
    assert [(v.get("color"), v.find(TJS + "Identifier").text) for v in kind.iter(TJS + "Value")] == [("FF0000", "01"), ("00FF00", "02")]
    assert ["".join(v.text for v in r.iter(TJS + "V")) for r in dataset.iter(TJS + "Row")] == ["1001", "2002", "3001", "4002"]


def test_a_framework_of_another_time_is_taken_only_where_that_is_said(country, tmp_path):  # noqa: F811
    folder = put(tmp_path / "onetjs", "commune_2010")
    (said,) = take(country, folder, status=REFUSED)
    assert "4 of its 4 rows" in said["reason"] and "--framework fr/commune_2010=communes@2022-01-01 takes it" in said["reason"]
    assert country.json("list")["layers"] and "types" not in json.dumps(country.json("list"))
    (said,) = take(country, folder, "--framework", "commune_2010=communes", "--dry-run")
    assert said["taken"] and "types" not in json.dumps(country.json("list"))
    (said,) = take(country, folder, "--framework", "commune_2010=communes")
    assert said["taken"] and "types" in json.dumps(country.json("list"))


def test_too_few_rows_of_a_territory_are_refused(country, tmp_path):  # noqa: F811
    folder = put(tmp_path / "onetjs", rows=ROWS + "99998,E,1,01\n99999,F,1,02\n")
    (said,) = take(country, folder, status=REFUSED)
    assert "4 of its 6 rows" in said["reason"] and country.leftovers() == []
    (said,) = take(country, folder, "--least", "60")
    assert said["matched"] == 4


def test_what_is_wrong_is_told_and_stops_nothing_else(country, tmp_path):  # noqa: F811
    folder = put(tmp_path / "onetjs")
    (folder / "misc" / "bad.yml").write_text("a: [1\n")
    (folder / "misc" / "sql.yml").write_text(TABLE.replace("FRAMEWORK", "commune_2022").replace("name: types", "name: sql", 1)
                                             .replace("type: xls, path: types.xls", "type: sql, path: x"))
    said = {s["dataset"]: s for s in take(country, folder, status=REFUSED)}
    assert said["types"]["taken"] and "no YAML" in said["bad.yml"]["reason"] and "\"sql\"" in said["sql"]["reason"]
    assert take(country, folder, "--dataset", "nothing", status=NOT_FOUND) == []
    assert "no such folder" in country.fails(NOT_FOUND, "harvest", "onetjs", tmp_path / "none", "--lang", "en")
    country.fails(REFUSED, "harvest", "onetjs", folder, "--least", "many", "--lang", "en")


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not there")
def test_the_real_tables_go_where_their_keys_are(jointure, tmp_path):
    w = Workspace(jointure, tmp_path)
    for series, file in (("communes", "communes_2022"), ("epci", "epci_2022"), ("departements", "departements")):
        w.framework(series, GEO / f"{file}.gpkg", "2022-01-01", "--repair")
    ours = {"commune_2010": "communes", "commune_2011": "communes", "commune_2012": "communes", "commune_2016": "communes",
            "epci_2017": "epci", "dept_2011": "departements"}
    said = {s["dataset"]: s for s in take(w, REAL, status=REFUSED)}
    assert len(said) == 7 and not any(s["taken"] for s in said.values())
    assert "52 of its 52 rows are of epci" in said["paca_devpt_durable_cc_2017"]["reason"]
    said = {s["dataset"]: s for s in take(w, REAL, *[f"--framework={a}={b}" for a, b in ours.items()], status=REFUSED)}
    assert {n: s["matched"] for n, s in said.items() if s["taken"]} == {
        "demandeurs_emploi_hommes_2011": 3788, "familles_monoparentales_2012": 3788, "paca_devpt_durable_cc_2017": 52,
        "france_typologie_comm_aires_urbaines_2010": 34954, "pop_totale_csp_2010": 100}
    assert "816" in said["familles_monoparentales_2012_dept_2011"]["reason"]
    assert "2651 of its 3221" in said["capacite_touristique_normandie_2016"]["reason"]
