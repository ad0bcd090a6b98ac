"""JoinData of tables that are elsewhere: what a GetDataURL may lead to, over a real server, fetcher and job. Whatever it is, the answer
comes in time, is valid, names the parameter, repeats nothing of what the other side said, and nothing is stored."""
import json
import re
import time
import urllib.parse

import pytest

import server
from elsewhere import Elsewhere
from othertjs import OtherTjs
from test_harvest import Instance
from test_tjs import validate

SECONDS = 2  # that a table may take to come


class Joiner:
    """An instance that fetches from `hosts`, and asks for joins."""

    def __init__(self, instance, running, other):
        self.instance, self.running, self.other = instance, running, other
        self.framework = f"{running.url}/tjs/frameworks/departements/2026-01-01"

    def join(self, url, **more):
        form = {"service": "TJS", "request": "JoinData", "language": "en", "FrameworkURI": self.framework, "GetDataURL": url, **more}
        return self.running.fetch("/tjs", urllib.parse.urlencode(form).encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})

    def joins(self):
        return json.loads(self.instance.run("joins", "--json").stdout)["joins"]


@pytest.fixture(scope="module")
def misbehaving():
    host = Elsewhere()
    yield host
    host.close()


@pytest.fixture(scope="module")
def joiner(jointure, misbehaving, tmp_path_factory):
    other = OtherTjs()
    port = server.free_port()
    instance = Instance(tmp_path_factory.mktemp("joiner"), jointure, f"http://127.0.0.1:{port}")
    conf = instance.workspace / "jointure.conf"
    conf.write_text(conf.read_text() + f"\n[joins]\nfetch_allow = 127.0.0.1:{other.port},127.0.0.1:{misbehaving.port}\n"
                    f"fetch_seconds = {SECONDS}\nmax_upload = 1M\n")
    with server.Server([jointure, "serve"], instance.workspace, port=port) as running:
        other.framework = f"{running.url}/tjs/frameworks/departements/2026-01-01"
        yield Joiner(instance, running, other)
    other.close()


@pytest.fixture
def other(joiner):
    joiner.other.lies.clear()
    joiner.other.style = "plain"
    return joiner.other


def get_data(other):
    return other.url + "?request=GetData&Attributes=menages,genre"


@pytest.mark.parametrize("style", ["plain", "geoserver", "onetjs"])
def test_a_gdas_from_elsewhere_is_joined_as_it_is_written_there(joiner, other, tmp_path, style):
    other.style = style
    answer = joiner.join(get_data(other))
    assert answer.status == 200 and "Completed" in answer.text, answer.text[:800]
    validate(answer.body, tmp_path)
    layer = re.search(r'name="layers">([^<]+)<', answer.text)[1]
    items = json.loads(joiner.running.fetch(f"/api/collections/{layer}/items?f=json&limit=20").text)["features"]
    values = {f["properties"]["code"]: f["properties"]["menages"] for f in items}
    assert values["75"] == 99999 and values["2A"] is None and values["35"] is None
    joiner.instance.run("joins", "delete", layer)


def refused(joiner, tmp_path, answer, word, code="InvalidParameterValue", locator="GetDataURL"):
    assert answer.status == (413 if code == "NoApplicableCode" else 400), answer.text[:800]
    assert f'exceptionCode="{code}"' in answer.text and (not locator or f'locator="{locator}"' in answer.text), answer.text[:800]
    assert word in answer.text and "sesame" not in answer.text, answer.text[:800]
    validate(answer.body, tmp_path, "ows/1.1.0/owsAll.xsd")
    assert joiner.joins() == []


PLACES = {
    "slow": "within", "hang": "within", "reset": "broke off", "short": "broke off", "garbage": "", "status/500": "error", "status/403": "not give",
    "status/404": "no table", "loop/9": "three times", "big/3000000": "larger than", "announced/3000000": "larger than", "type": "", "table": "",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_does_not_give_a_gdas_ends_in_time_with_its_reason(joiner, misbehaving, tmp_path, place):
    began = time.monotonic()
    answer = joiner.join(f"{misbehaving.url}/{place}")
    assert time.monotonic() - began < SECONDS + 3
    refused(joiner, tmp_path, answer, PLACES[place], "NoApplicableCode" if PLACES[place] == "larger than" else "InvalidParameterValue")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "file:///etc/passwd",
                                 "gopher://127.0.0.1/", "https://user:sesame@127.0.0.1/", "http://localhost/"])
def test_a_place_that_is_not_fetched_from_is_not(joiner, tmp_path, url):
    refused(joiner, tmp_path, joiner.join(url), "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://169.254.169.254/", "file:///etc/passwd", "https://[::1]/"])
def test_a_redirect_leads_nowhere_that_an_address_may_not(joiner, misbehaving, tmp_path, url):
    refused(joiner, tmp_path, joiner.join(f"{misbehaving.url}/to/{url}"), "")


def test_a_redirect_to_where_one_may_go_is_followed(joiner, other, misbehaving):
    answer = joiner.join(f"{misbehaving.url}/to/{get_data(other)}")
    # the argument of /to/ ends before the "?" of its own address
    assert answer.status == 400 and "GetDataURL" in answer.text
    other.lies["GetData"] = lambda q: (302, {"Location": get_data(other) + "&there=1"}, "sesame") if "there" not in q else other.GetData(q)
    answer = joiner.join(get_data(other))
    assert answer.status == 200, answer.text[:800]
    joiner.instance.run("joins", "delete", re.search(r'name="layers">([^<]+)<', answer.text)[1])


WRONG = {
    "page": ("<html>sesame</html>", "not a GDAS", "InvalidParameterValue"),
    "exception": ("<ExceptionReport>sesame</ExceptionReport>", "it is an exception", "InvalidParameterValue"),
    "entity": ('<!DOCTYPE GDAS [<!ENTITY e "sesame">]><GDAS>&e;</GDAS>', "DOCTYPE", "InvalidParameterValue"),
    "cut": (lambda whole: whole[:-40], "", "InvalidParameterValue"),
    "strangers": (lambda whole: whole.replace("<K>", "<K>ZZ"), "", "LinkageFailure"),
    "twice": (lambda whole: whole.replace("<K>02", "<K>01"), "01", "InvalidParameterValue"),
    "number": (lambda whole: whole.replace(">1200<", ">sesame<"), "row 1", "InvalidParameterValue"),
    "short row": (lambda whole: whole.replace("<V>1200</V>", ""), "row 1", "InvalidParameterValue"),
    "type": (lambda whole: whole.replace("#integer", "#sesame"), "menages", "InvalidParameterValue"),
    "framework": (lambda whole: whole.replace("/departements/", "/communes/"), "", "InvalidParameterValue"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_table_that_is_wrong_is_refused_where_it_is(joiner, other, tmp_path, what):
    answer, word, code = WRONG[what]
    other.lies["GetData"] = answer if isinstance(answer, str) else lambda q: answer(other.GetData(q))
    refused(joiner, tmp_path, joiner.join(get_data(other)), word, code, locator="")


def test_others_are_answered_while_a_table_does_not_come(joiner, misbehaving):
    import concurrent.futures
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(joiner.join, f"{misbehaving.url}/hang") for _ in range(3)]
        time.sleep(0.3)
        began = time.monotonic()
        assert joiner.running.fetch("/tjs?service=TJS&request=GetCapabilities").status == 200
        assert time.monotonic() - began < 1
        assert {w.result().status for w in waiting} <= {400, 503}
