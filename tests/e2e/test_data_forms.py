"""The forms in which statisticians take a dataset, at /data/{dataset}.{suffix}, through a real web server."""
import csv
import io
import json
import subprocess
import time

import pytest

import server
from country import Country

TABLE = ("Code;Nom;Taux de chômage (%);Emplois;Nature\n1;Ain;7,5;1200;plaine\n2;Aisne;12,25;s;montagne\n3;Allier;;300;plaine\n"
         "2A;Corse-du-Sud;///;40;=1+1\n2B;Haute-Corse;9;50;mer\n")


@pytest.fixture(scope="module")
def data(jointure, tmp_path_factory):
    port = server.free_port()
    country = Country(tmp_path_factory.mktemp("forms"), jointure, f"http://127.0.0.1:{port}")
    table = country.folder / "emploi.csv"
    table.write_bytes(TABLE.encode("cp1252"))
    country.cli("publish", "table", table, "emploi", "--framework", "departements", "--key", "Code", "--yes",
                "--attribute", "Taux de chômage (%)=chomage:measure:%", "--attribute", "Emplois=emplois:count",
                "--attribute", "Nature=nature:nominal", "--organisation", "ign", "--title-fr", "Emploi", "--title-en", "Jobs",
                "--licence-fr", "Licence Ouverte 2.0", "--attribution-fr", "Insee", "--reference-date", "2024", "--quiet")
    with server.Server([jointure, "serve"], country.workspace, port=port) as running:
        def get(path, status=200, **headers):
            answer = running.fetch(path, headers={"Accept-Language": "fr", **headers})
            assert answer.status == status, answer.text
            return answer
        get.folder, get.country = country.folder, country
        yield get


def rows(answer, **how):
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), **how))


def test_csv_has_the_values_and_its_metadata_linked(data):
    answer = data("/data/emploi.csv")
    table = rows(answer)
    assert table[0] == ["code", "chomage", "emplois", "nature"]
    assert ["01", "7.5", "1200", "plaine"] in table and ["02", "12.25", "", "montagne"] in table
    assert ["2A", "", "40", "'=1+1"] in table                         # no formula
    about = json.loads(data("/data/emploi.csv-metadata.json").body)
    assert "csv-metadata.json" in answer.headers["Link"]
    assert about["dc:license"] == "Licence Ouverte 2.0" and about["dc:source"] == "Insee" and about["dc:temporal"] == "2024"
    assert data("/data/emploi.csvt").text.strip() == '"String","Real","Integer64","String"'


def test_excel_in_french_keeps_codes_as_text(data):
    answer = data("/data/emploi.csv?profile=excel")
    assert answer.body.startswith(b"\xef\xbb\xbf")
    table = rows(answer, delimiter=";")
    assert table[0] == ["code", "Territoire", "chomage (%)", "emplois", "nature"] or "Taux" in table[0][2]
    assert ['="01"', "Ain", "7,5", "1200", "plaine"] in table
    assert ["2A", "Corse-du-Sud", "so", "40", "'=1+1"] in table
    assert any(r and r[0] == "Licence : Licence Ouverte 2.0" for r in table)
    assert any(r and r[0] == "Période : 2024" for r in table)


def test_a_selection_is_that_of_getdata(data):
    table = rows(data("/data/emploi.csv?LinkageKeys=01,2A-2B&Attributes=emplois"))
    assert table == [["code", "emplois"], ["01", "1200"], ["2A", "40"], ["2B", "50"]]
    assert len(rows(data("/data/emploi.csv?FilterColumn=nature&FilterValue=plaine"))) == 3
    features = json.loads(data("/data/emploi.geojson?LinkageKeys=2B").body)["features"]
    assert [f["properties"]["code"] for f in features] == ["2B"]


def test_json_stat_is_a_cube_with_the_reasons_of_what_is_missing(data):
    cube = json.loads(data("/data/emploi.json").body)
    assert cube["version"] == "2.0" and cube["class"] == "dataset"
    assert cube["size"][0] * cube["size"][1] == len(cube["value"])
    keys, columns = (cube["dimension"][d]["category"]["index"] for d in cube["id"])
    at = keys.index("02") * len(columns) + columns.index("emplois")
    assert cube["value"][at] is None and cube["status"][str(at)] == "s"
    assert cube["value"][keys.index("01") * len(columns) + columns.index("chomage")] == 7.5
    assert cube["source"] == "Insee" and "Licence Ouverte 2.0" in json.dumps(cube, ensure_ascii=False)


def test_sdmx_has_a_line_an_observation(data):
    table = list(csv.DictReader(io.StringIO(data("/data/emploi.sdmx.csv").text)))
    one = next(r for r in table if r["REF_AREA"] == "02" and r["INDICATOR"] == "chomage")
    assert (one["OBS_VALUE"], one["OBS_STATUS"], one["TIME_PERIOD"], one["UNIT_MEASURE"]) == ("12.25", "A", "2024", "%")
    secret = next(r for r in table if r["REF_AREA"] == "02" and r["INDICATOR"] == "emplois")
    assert (secret["OBS_VALUE"], secret["OBS_STATUS"], secret["LICENCE"]) == ("", "Q", "Licence Ouverte 2.0")


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_workbook_has_a_dictionary(data, suffix):
    path = data.folder / f"emploi.{suffix}"
    path.write_bytes(data(f"/data/emploi.{suffix}").body)
    text = subprocess.run(["ogrinfo", "-q", "-al", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "Données" in text and "Dictionnaire" in text and "Licence Ouverte 2.0" in text
    assert "code (String) = 01" in text and "chomage (Real) = 12.25" in text


def test_geopackage_has_the_territories(data):
    path = data.folder / "emploi.gpkg"
    path.write_bytes(data("/data/emploi.gpkg?LinkageKeys=01,02").body)
    text = subprocess.run(["ogrinfo", "-so", "-al", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "Feature Count: 2" in text and "chomage: Real" in text and "Polygon" in text


LONG = "code;an;sexe;n\n02;2021;F;7\n01;2021;F;1\n01;2020;F;2\n01;2020;H;s\n01;2020;H;4\n99;2020;H;5\n2A;2020;F;3\n"


@pytest.fixture(scope="module")
def years(data):
    """Several rows a territory, told apart by year and sex, but for two that are not."""
    table = data.folder / "annees.csv"
    table.write_text(LONG)
    data.country.cli("publish", "table", table, "annees", "--framework", "departements", "--key", "code", "--yes",
                     "--attribute", "n=n:count:hab", "--reduce", "first", "--organisation", "ign", "--title-fr", "Années", "--quiet")
    time.sleep(0.5)                                                   # each worker looks for editions every 200 ms
    return data


def test_all_rows_of_a_territory_are_in_every_text(years):
    table = rows(years("/data/annees.csv"))
    assert table[0] == ["code", "an", "sexe", "n"]
    assert [r[0] for r in table[1:]] == ["01"] * 4 + ["02", "2A"]          # 99 is no territory
    excel = rows(years("/data/annees.excel.csv"), delimiter=";")
    assert sum(r[:2] == ['="01"', "Ain"] for r in excel) == 4
    observations = list(csv.DictReader(io.StringIO(years("/data/annees.sdmx.csv").text)))
    assert len(observations) == 6
    assert {(r["REF_AREA"], r["TIME_PERIOD"], r["sexe"], r["OBS_STATUS"]) for r in observations} >= {
        ("01", "2021", "F", "A"), ("01", "2020", "H", "Q"), ("02", "2021", "F", "A")}


def test_a_cube_numbers_what_nothing_tells_apart(years):
    cube = json.loads(years("/data/annees.json").body)
    assert cube["id"] == ["territory", "an", "sexe", "row", "indicator"] and cube["size"] == [3, 2, 2, 2, 1]
    assert sorted(v for v in cube["value"].values() if v is not None) == [1, 2, 3, 4, 7]
    assert list(cube["status"].values()) == ["s"]


def test_each_row_is_a_feature_and_geometries_are_stored_once(years):
    features = json.loads(years("/data/annees.geojson").body)["features"]
    assert len(features) == 6 and len({f["id"] for f in features}) == 6
    assert sum(f["properties"]["code"] == "01" and f["geometry"]["type"].endswith("Polygon") for f in features) == 4
    path = years.folder / "annees.gpkg"
    path.write_bytes(years("/data/annees.gpkg?FilterColumn=sexe&FilterValue=F").body)
    def ogr(*words):
        return subprocess.run(["ogrinfo", *words], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "annees (" in ogr(path) and "annees_rows" in ogr(path) and "departements" in ogr(path)
    text = ogr("-al", path, "annees")
    assert "Feature Count: 4" in text and text.count("MULTIPOLYGON") == 4 and "code (String) = 2A" in text
    assert "Feature Count: 3" in ogr("-so", "-al", path, "departements")


def test_a_file_is_not_sent_again_when_it_has_not_changed(data):
    tag = data("/data/emploi.csv").headers["ETag"]
    assert data("/data/emploi.csv", 304, **{"If-None-Match": tag}).body == b""


def test_what_is_not_there_is_said(data):
    assert "excel.csv" in data("/data/emploi.doc", 404).text
    data("/data/nothing.csv", 404)
    assert "outputFormat" in data("/tjs?service=TJS&request=GetData&FrameworkURI=x&DatasetURI=y&outputFormat=doc", 400).text
