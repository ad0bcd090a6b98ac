"""Joins through the API beyond the standard: what is ours, what a client may send wrong, what settings say."""
import email.utils
import json
import re
import sqlite3
import time

import pytest

import country
import server
from joins_client import (CONF, DIRECT, MATCHED, OURS, TABLE, fields, files, Form, get, get_json, joined, make,
                          ours, post, problem, rates, settled)  # noqa: F401 (joined is a fixture)

# --- what is ours ---

def test_the_join_is_a_layer_of_every_service(site, joined):
    name = "join_" + joined["join"]["id"]
    assert name in get(site, "/ows?service=WMS&request=GetCapabilities").text
    assert name in get(site, "/ows?service=WFS&version=2.0.0&request=GetCapabilities").text
    picture = get(site, f"/ows?service=WMS&version=1.3.0&request=GetMap&layers={name}&styles=&crs=CRS:84&bbox=0,44,7,48&width=70&height=40&format=image/png")
    assert picture.headers["Content-Type"] == "image/png"
    features = get_json(site, f"/ows?service=WFS&version=2.0.0&request=GetFeature&typenames={name}&outputformat=application/json")
    assert rates(features)["01"] == 7.5
    items = get_json(site, f"/api/collections/{name}/items?taux=7.5")
    assert [f["properties"]["code"] for f in items["features"]] == ["01"]


def test_outputs_of_ours(site, joined, tmp_path):
    wanted = ",".join([CONF + "output-geojson"] + [OURS + o for o in ("output-wms", "output-wfs", "output-geopackage", "output-csv",
                                                                       "output-report", "output-sld", "output-qml", "output-maplibre", "output-legend")])
    outputs = {link["title"]: link for link in make(site, output_formats=wanted)["join"]["outputs"]}
    assert len(outputs) == 10
    by_type = {}
    for link in outputs.values():
        answer = get(site, ours(site, link["href"]))
        by_type.setdefault(link["type"], answer)
    rows = by_type["text/csv"].text.splitlines()
    assert rows[0].startswith("code,nom") and "taux_class" in rows[0] and len(rows) == 11
    package = tmp_path / "x.gpkg"
    package.write_bytes(by_type["application/geopackage+sqlite3"].body)
    with sqlite3.connect(package) as db:
        table = db.execute("select table_name from gpkg_contents where data_type='features'").fetchone()[0]
        assert db.execute(f'select count(*), sum(taux is null) from "{table}"').fetchone() == (10, 1)
    assert by_type["application/vnd.mapbox.style+json"].text.startswith('{"version":8')
    assert b"<qgis" in by_type["application/xml"].body and b"StyledLayerDescriptor" in by_type["application/vnd.ogc.sld+xml"].body


def test_the_files_are_made_once_and_kept(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/export?f=csv"
    first = get(site, path)
    kept = [p.name for p in (site.country.workspace / "cache" / "exports").iterdir() if p.suffix == ".csv"]
    assert kept and not [p for p in (site.country.workspace / "cache" / "exports").iterdir() if p.name.startswith(".")]
    assert get(site, path).body == first.body
    assert site.fetch(path, headers={"If-None-Match": first.headers["ETag"]}).status == 304


def test_styles_agree_with_the_legend(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/styles"
    styles = get_json(site, path)
    assert styles["default"] == "default" and "taux" in [s["id"] for s in styles["styles"]]
    legend = get_json(site, f"{path}/taux?f=json&lang=en")
    colors = {c["color"] for c in legend["classes"]}
    for form in ("qml", "maplibre"):
        text = get(site, f"{path}/taux?f={form}").text.lower()
        for color in colors:
            red, green, blue = (int(color[i:i + 2], 16) for i in (1, 3, 5))
            assert color in text or f"{red},{green},{blue}" in text, (form, color)
    sld = site.fetch(f"{path}/taux?f=sld")
    assert sld.status == 303 and b"StyledLayerDescriptor" in get(site, ours(site, sld.headers["Location"])).body
    problem(site.fetch(f"{path}/nonesuch"), 404)


def test_the_report(site, joined):
    path = f"/api/collections/join_{joined['join']['id']}/report"
    for lang, word in (("fr", "Guadeloupe"), ("en", "Guadeloupe")):
        report = get_json(site, f"{path}?f=json&lang={lang}")
        assert report["numberOfMatchedCollectionKeys"] == MATCHED and "jointure" in report
        assert "974" in get(site, f"{path}?f=html&lang={lang}").text
        sheet = get(site, f"{path}?f=csv&lang={lang}")
        assert sheet.headers["Content-Type"].startswith("text/csv") and "974" in sheet.text
    problem(site.fetch("/api/collections/departements/report"), 404)


def test_the_same_join_has_the_same_address(site):
    assert make(site)["join"]["id"] == make(site)["join"]["id"] != make(site, right_dataset_data_value_list="2")["join"]["id"]


def test_a_join_is_refreshed_by_put_and_keeps_its_address(site):
    before = make(site, right_dataset_data_value_list="2", title="À rafraîchir")
    path = f"/api/joins/{before['join']['id']}"
    for method, rate in (("PUT", 9.9), ("POST", 8.8)):
        table = TABLE.replace("01;Ain;7,5", f"01;Ain;{str(rate).replace('.', ',')}")
        answer = post(site, path, [("right-dataset-file", ("new.csv", table.encode()))], method=method)
        assert answer.status == 200, answer.text
        after = json.loads(answer.text)
        assert after["join"]["id"] == before["join"]["id"] and after["jointure"]["version"] != before["jointure"]["version"]
        assert rates(get_json(site, f"/api/collections/join_{before['join']['id']}/export?f=geojson"))["01"] == rate
    problem(post(site, path, [], method="PUT"), 400)
    problem(post(site, "/api/joins/" + "0" * 32, [("right-dataset-file", ("x.csv", b"a"))], method="PUT"), 404)


def test_private_joins_are_in_no_list(site):
    document = make(site, visibility="private", right_dataset_data_value_list="nom")
    join = document["join"]["id"]
    assert join not in get(site, "/api/joins?limit=1000").text
    assert join not in get(site, "/ows?service=WMS&request=GetCapabilities").text
    assert get_json(site, f"/api/joins/{join}")["join"]["id"] == join, "who made it anonymously knows its address"


def test_only_the_maker_deletes_and_refreshes(site):
    key = {"Authorization": "Bearer " + site.country.keys["internal_ign"]}
    form = Form(fields(right_dataset_data_value_list="3"))
    answer = site.fetch("/api/joins", body=form.body, headers={"Content-Type": form.type, **key})
    assert answer.status == 201, answer.text
    path = f"/api/joins/{json.loads(answer.text)['join']['id']}"
    other = {"Authorization": "Bearer " + site.country.keys["internal_region"]}
    problem(site.fetch(path, method="DELETE"), 404)
    problem(site.fetch(path, method="DELETE", headers=other), 404)
    problem(post(site, path, [("right-dataset-file", ("x.csv", TABLE.encode()))], method="PUT"), 404)
    assert site.fetch(path, method="DELETE", headers=key).status == 204


def test_life_title_and_style(site):
    document = make(site, days="2", title="Un titre <b>", method="equal", classes="3", ramp="Blues", main_attribute="taux", visibility="listed")
    assert document["jointure"]["title"] == "Un titre <b>" and document["jointure"]["expires"]
    assert 1.9 * 86400 < time.mktime(time.strptime(document["jointure"]["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime()) < 2.1 * 86400
    legend = get_json(site, f"/api/collections/{document['jointure']['layer']}/styles/default?f=json")
    assert legend["method"] == "equal" and len(legend["classes"]) == 3 and legend["ramp"] == "Blues" and legend["attribute"] == "taux"
    assert "<b>" not in get(site, f"/api/joins/{document['join']['id']}?f=html").text


def test_reductions_and_pivot(site):
    table = "code;sexe;n\n01;F;1\n01;H;2\n02;F;3\n02;H;4\n"
    document = make(site, table, right_dataset_data_value_list="2", reduction="sum")
    found = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    assert {f["properties"]["code"]: f["properties"]["n"] for f in found}["02"] == 7
    document = make(site, table, right_dataset_data_value_list="2", reduction="error", pivot="sexe")
    found = get_json(site, ours(site, document["join"]["outputs"][0]["href"]))["features"]
    assert {f["properties"]["code"]: (f["properties"]["n_F"], f["properties"]["n_H"]) for f in found}["02"] == (3, 4)
    problem(post(site, "/api/joins", fields(table, right_dataset_data_value_list="2", reduction="error")), 400)


# --- what a client may send wrong ---

@pytest.mark.parametrize("change,status,parameter", [
    ({"collection_id": None}, 400, "collection-id"), ({"collection_id": "nonesuch"}, 404, "collection-id"),
    ({"collection_id": "foncier"}, 404, "collection-id"), ({"collection_id": "rivieres"}, 400, "collection-id"),
    ({"collection_key": "nom"}, 400, "collection-key"), ({"right_dataset_format": None}, 400, "right-dataset-format"),
    ({"right_dataset_format": CONF + "input-shapefile"}, 400, "right-dataset-format"), ({"right_dataset_file": None}, 400, "right-dataset-file"),
    ({"right_dataset_file": ("x.csv", b"")}, 400, "right-dataset-file"),
    ({"right_dataset_url": "https://example.org/x.csv"}, 400, "right-dataset-url"), ({"right_dataset_key": None}, 400, "right-dataset-key"),
    ({"right_dataset_key": "17"}, 400, "right-dataset-key"), ({"right_dataset_key": "nonesuch"}, 400, "right-dataset-key"),
    ({"right_dataset_data_value_list": None}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": "2,17"}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": "2,,3"}, 400, "right-dataset-data-value-list"),
    ({"right_dataset_data_value_list": '2,"3'}, 400, "right-dataset-data-value-list"),
    ({"csv_file_delimiter": None}, 400, "csv-file-delimiter"), ({"csv_file_delimiter": ";;"}, 400, "csv-file-delimiter"),
    ({"csv_file_header_row_number": "0"}, 400, "csv-file-header-row-number"), ({"csv_file_header_row_number": "x"}, 400, "csv-file-header-row-number"),
    ({"csv_file_data_start_row_number": "1"}, 400, "csv-file-data-start-row-number"),
    ({"output_formats": CONF + "output-nonesuch"}, 400, "output-formats"), ({"include_join_metadata": "yes"}, 400, "include-join-metadata"),
    ({"reduction": "median"}, 400, "reduction"), ({"days": "100000"}, 400, "days"), ({"visibility": "secret"}, 400, "visibility"),
    ({"method": "magic"}, 400, "method"), ({"ramp": "nonesuch"}, 400, "ramp"), ({"nonesuch": "1"}, 400, "nonesuch"),
    ({"title": b"\xff"}, 400, "title"), ({"encoding": "klingon"}, 400, None)])
def test_bad_fields(site, change, status, parameter):
    document = problem(post(site, "/api/joins", fields(**change)), status)
    assert parameter is None or document["parameter"] == parameter


@pytest.mark.parametrize("table", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\0\0\0\0", b"PK\x03\x04broken", b"code\n", b"\xff\xfe\x00",
                                   b"code;taux\n", b"a;b\nx;2\ny;4\n"])
def test_what_is_no_table_is_refused_and_leaves_nothing(site, table):
    joins = site.country.workspace / "joins"
    before = sorted(p.name for p in joins.iterdir())
    problem(post(site, "/api/joins", fields(table, right_dataset_data_value_list="1")), 400)
    assert sorted(p.name for p in joins.iterdir()) == before
    assert list((joins / "incoming").iterdir()) == []


def test_duplicate_fields(site):
    assert problem(post(site, "/api/joins", fields() + [("collection-id", "communes")]), 400)["parameter"] == "collection-id"


def test_other_bodies(site):
    for body, kind in ((b"{}", "application/json"), (b"collection-id=departements", "application/x-www-form-urlencoded"),
                       (b"--x\r\n", "multipart/form-data"), (b"nothing", "multipart/form-data; boundary=x")):
        problem(site.fetch("/api/joins", body=body, headers={"Content-Type": kind}), 400)


def test_a_body_of_a_gigabyte_is_refused_before_it_comes(site):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.putrequest("POST", "/api/joins")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(1 << 30))
    connection.endheaders()
    try:
        connection.send(b"--x\r\n" * 1000)
        answer = connection.getresponse()
        assert answer.status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass
    finally:
        connection.close()
    assert site.fetch("/api/joins").status == 200


def test_urls_that_are_not_fetched(site):
    for url in ("http://127.0.0.1:9/x.csv", "file:///etc/passwd", "https://169.254.169.254/x", "gopher://x/", "nonsense", site.url + "/api/joins"):
        answer = post(site, "/api/joins", fields(right_dataset_file=None, right_dataset_url=url))
        assert answer.status in (400, 502), (url, answer.status, answer.text)
        assert problem(answer, answer.status)["parameter"] == "right-dataset-url", url


def test_methods(site, joined):
    for path, method, allowed in (("/api/joins", "PUT", "POST"), ("/api/joins", "DELETE", "POST"), ("/api/filejoin", "GET", "POST"),
                                  ("/api/collections", "POST", "GET"), (f"/api/joins/{joined['join']['id']}", "PATCH", "")):
        answer = site.fetch(path, method=method)
        assert answer.status == 405 and allowed in answer.headers["Allow"], (path, method, answer.text)


def test_unknown_jobs(site):
    for job in ("0" * 32, "x", "0" * 31, "joined.columns"):
        problem(site.fetch(f"/api/jobs/{job}"), 404)


# --- settings ---

@pytest.fixture(scope="module")
def other_site(jointure, tmp_path_factory):
    """The country again, to be served with other settings."""
    port = server.free_port()
    return country.Country(tmp_path_factory.mktemp("other"), jointure, f"http://127.0.0.1:{port}"), port


@pytest.fixture
def serve(other_site, jointure):
    made, port = other_site
    path = made.workspace / "jointure.conf"
    before, running = path.read_text(), []

    def start(**settings):
        text = before
        for name, value in settings.items():
            text, n = re.subn(rf"(?m)^[#; ]*{name} *=.*$", f"{name} = {value}", text)
            assert n == 1, name
        path.write_text(text)
        running.append(server.Server([jointure, "serve"], made.workspace, port=port))
        running[0].country = made
        return running[0]
    yield start
    for one in running:
        one.__exit__()
    path.write_text(before)


def test_a_long_join_is_a_job_to_ask_after(serve):
    site = serve(join_wait=0)
    answer = post(site, "/api/joins", fields(include_join_metadata="true"))
    assert answer.status == 202 and int(answer.headers["Retry-After"]) > 0, answer.text
    job = json.loads(answer.text)
    assert job["status"] == "running" and ours(site, answer.headers["Location"]).startswith("/api/jobs/" + job["jobID"])
    path = ours(site, answer.headers["Location"])
    site.until(lambda: site.fetch(path).status != 202)
    done = site.fetch(path)
    assert done.status == 303
    document = get_json(site, ours(site, done.headers["Location"]))
    assert document["join"]["joinInformation"]["numberOfMatchedCollectionKeys"] == MATCHED
    direct = settled(site, post(site, "/api/joins", fields(output_formats=DIRECT)))
    assert direct.status == 200 and rates(json.loads(direct.text))["01"] == 7.5
    file = settled(site, post(site, "/api/filejoin", files()))
    assert file.status == 200 and json.loads(file.text)["features"][0]["properties"]["habitants"] == 100
    refused = settled(site, post(site, "/api/joins", fields(right_dataset_key="nonesuch")))
    assert problem(refused, 400)["parameter"] == "right-dataset-key"


@pytest.mark.parametrize("who,anonymous,professional,internal", [
    ("nobody", 403, 403, 403), ("internal", 401, 403, 201), ("professional", 401, 201, 201)])
def test_who_may_join(serve, who, anonymous, professional, internal):
    site = serve(may_join=who)
    for key, status in ((None, anonymous), ("professional_ign", professional), ("internal_ign", internal)):
        headers = {"Authorization": "Bearer " + site.country.keys[key]} if key else {}
        for path, form in (("/api/joins", fields()), ("/api/filejoin", files())):
            answer = post(site, path, form, **headers)
            if status == 201:
                assert answer.status in (200, 201), answer.text
            else:
                problem(answer, status)
            assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert get_json(site, "/api/joins")["numberMatched"] >= 0


def test_a_table_over_the_limits_is_refused(serve):
    site = serve(max_rows=5, max_upload="2K")
    problem(post(site, "/api/joins", fields()), 413)
    problem(post(site, "/api/joins", fields("code;n\n" + "01;1\n" * 1000)), 413)
    assert post(site, "/api/joins", fields("code;n\n01;1\n02;2\n", right_dataset_data_value_list="1")).status == 201


def test_dates_of_answers_are_http_dates(site, joined):
    modified = get(site, f"/api/joins/{joined['join']['id']}").headers.get("Last-Modified")
    assert modified is None or email.utils.parsedate_to_datetime(modified)


def test_no_member_of_a_join_document_comes_twice(site):
    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)
    answer = settled(site, post(site, "/api/joins", fields(include_join_metadata="true")))
    assert "joinInformation" in json.loads(answer.body, object_pairs_hook=once)["join"]
