"""Joins under hard conditions, through OGC API - Joins and a real master: tables that would fill the memory, processes that
are killed, places that do not answer. Each is answered in time and with a reason, and nothing is half made."""
import concurrent.futures
import json
import os
import pathlib
import signal
import time

import pytest

from bombs import understated, workbook
from country import Country
from elsewhere import Elsewhere
from joins_client import OURS, fields, post, settled
from server import Server, alive, children

DETECT = OURS + "input-detect"


@pytest.fixture(scope="module")
def country(jointure, tmp_path_factory):
    return Country(tmp_path_factory.mktemp("country"), jointure, "http://127.0.0.1:1")


@pytest.fixture
def serve(country, jointure):
    """Serves the small country behind lighttpd, with these settings of joins."""
    running = []
    path = country.workspace / "jointure.conf"
    before = path.read_text()

    def start(settings="", **more):
        path.write_text(before + "[joins]\n" + settings)
        running.append(Server([jointure, "serve"], country.workspace, **{"web": "lighttpd", **more}))
        return running[-1]
    yield start
    for server in running:
        server.__exit__()
    path.write_text(before)


@pytest.fixture
def elsewhere():
    host = Elsewhere()
    yield host
    host.close()


def jobs(server):
    found = []
    for pid in children(server.process.pid):
        try:
            if pathlib.Path(f"/proc/{pid}/comm").read_text() == "jointure-join\n":
                found.append(pid)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def background(work, *arguments, **more):
    return concurrent.futures.ThreadPoolExecutor(1).submit(work, *arguments, **more)


def join(server, table=None, **more):
    """POSTs a join and follows it to its end."""
    given = fields(**({"table": table} if table is not None else {}), **more)
    return settled(server, post(server, "/api/joins?lang=en", given))


def joins(server):
    return sorted(j["id"] for j in json.loads(server.fetch("/api/joins?f=json&limit=1000").text)["joins"])


def stored(server):
    """Files of joins, but for orders in hand."""
    root = pathlib.Path(server.workspace, "joins")
    return sorted(str(p.relative_to(root)) for p in root.rglob("*.columns"))


def long_table(rows):
    return b"code;nom;taux;habitants\n" + b"".join(b"%05d;x;%d;1\n" % (i, i) for i in range(rows))


def test_a_workbook_that_unpacks_to_300_megabytes_is_refused_at_once(serve):
    server = serve()
    before = stored(server)
    began = time.monotonic()
    answer = join(server, table=workbook(300), right_dataset_format=DETECT, csv_file_delimiter=None,
                  right_dataset_data_value_list="1")
    assert answer.status == 413 and "unpacks" in answer.text, answer.text
    assert time.monotonic() - began < 25 and stored(server) == before


def test_one_that_lies_about_it_fills_no_memory(serve):
    server = serve()
    began = time.monotonic()
    answer = join(server, table=understated(workbook(300)), right_dataset_format=DETECT, csv_file_delimiter=None,
                  right_dataset_data_value_list="1")
    assert answer.status in (400, 413), answer.text
    assert time.monotonic() - began < 25
    assert server.fetch("/health").status == 200


def test_a_job_over_its_memory_dies_and_its_parent_says_so(serve):
    server = serve("job_memory = 64M\nmax_rows = 10000000\nmax_upload = 200M\n")
    before, files = joins(server), stored(server)
    answer = join(server, table=long_table(3000000))
    assert answer.status == 400 and "64 MB" in answer.text, answer.text
    assert "reason=memory" in server.log()
    assert (joins(server), stored(server)) == (before, files)
    assert join(server).status in (200, 201), "the next one is as good as ever"


def test_a_table_of_more_rows_than_are_taken_is_refused(serve):
    server = serve("max_rows = 200000\n")
    answer = join(server, table=long_table(2000000))
    assert answer.status == 413 and "200000" in answer.text.replace(",", ""), answer.text


def test_a_table_over_the_upload_limit_is_refused_without_being_stored(serve):
    server = serve("max_upload = 1M\n")
    answer = post(server, "/api/joins?lang=en", fields(table=long_table(100000)))
    assert answer.status == 413
    incoming = pathlib.Path(server.workspace, "joins", "incoming")
    assert not incoming.exists() or not [p for p in incoming.rglob("*") if p.is_file()]


def test_when_too_many_are_in_hand_the_others_are_told_when_to_come_again(serve):
    server = serve("jobs = 1\nmax_rows = 1000000\n", workers=2)
    table = long_table(300000)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda i: post(server, "/api/joins?lang=en", fields(table=table + b"%d;;;" % i)), range(16)))
    statuses = [a.status for a in answers]
    assert set(statuses) <= {200, 201, 202, 303, 503}, [a.text for a in answers if a.status >= 400]
    for answer in answers:
        if answer.status == 503:
            assert int(answer.headers["Retry-After"]) > 0 and "come again" in answer.text
    assert server.fetch("/health").status == 200


@pytest.mark.parametrize("who", ["job", "worker", "master"])
def test_whoever_is_killed_a_join_is_whole_or_absent(serve, who):
    server = serve("max_rows = 1000000\n")
    table = long_table(150000) + b"01;k;1;2\n"
    assert join(server, table=table + who.encode() + b";;;").status in (200, 201), "left alone it is made"
    country_joins = {i for i in joins(server)}
    for n, pause in enumerate((0.02, 0.1, 0.2, 0.35)):
        posted = background(post, server, "/api/joins?lang=en", fields(table=table + f"0{n};k{n};{n};{who}\n".encode()))
        server.until(lambda: jobs(server) or posted.done())
        time.sleep(pause)
        family = children(server.process.pid)
        victims = {"job": jobs, "worker": Server.workers, "master": lambda s: [s.process.pid]}[who](server)
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            posted.result(60)
        except OSError:
            pass
        if who == "master":
            server.process.wait()
            server.until(lambda: not [pid for pid in family if alive(pid)], 20)
            server = serve("max_rows = 1000000\n")
        server.until(lambda: not jobs(server), 30)
    for name in joins(server):
        answer = server.fetch(f"/api/collections/join_{name}/items?f=json&limit=1")
        assert answer.status == 200 and json.loads(answer.text)["features"], name
    assert join(server).status in (200, 201)
    assert country_joins <= set(joins(server))


# --- tables by URL ---

def by_url(server, url, **more):
    return join(server, right_dataset_file=None, right_dataset_url=url, right_dataset_data_value_list="1", **more)


def test_a_table_is_joined_from_a_url(serve, elsewhere):
    server = serve("fetch_allow = 127.0.0.1\n")
    answer = by_url(server, elsewhere.url + "/table")
    assert answer.status in (200, 201), answer.text
    assert elsewhere.hits == ["/table"]


@pytest.mark.parametrize("what", ["slow", "hang", "reset", "short", "garbage", "status/500",
                                  "to/http://169.254.169.254/latest/meta-data/"])
def test_a_place_that_does_not_give_it_is_told_in_time(serve, elsewhere, what):
    server = serve("fetch_allow = 127.0.0.1\nfetch_seconds = 3\n")
    before, began = joins(server), time.monotonic()
    answer = by_url(server, f"{elsewhere.url}/{what}")
    assert answer.status in (400, 502), answer.text
    assert "sesame" not in answer.text and "169.254" not in answer.text.replace("to/http", "")
    assert time.monotonic() - began < 6
    assert joins(server) == before


def test_while_a_place_hangs_others_are_served_as_before(serve, elsewhere):
    server = serve("fetch_allow = 127.0.0.1\nfetch_seconds = 4\n", workers=1)
    hanging = [background(by_url, server, elsewhere.url + "/hang") for _ in range(3)]
    server.until(lambda: len(elsewhere.hits) == 3)
    time.sleep(0.5)
    for _ in range(10):
        began = time.monotonic()
        assert server.fetch("/ows?SERVICE=WMS&REQUEST=GetCapabilities").status == 200
        assert time.monotonic() - began < 2
    assert {h.result(60).status for h in hanging} == {502}
