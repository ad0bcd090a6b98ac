"""The desk: orders that workers hand in to the master, and tables fetched from elsewhere, with real processes."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import time
import urllib.parse

import pytest

import fastcgi
from elsewhere import TABLE, Elsewhere
from server import alive, children


@pytest.fixture
def elsewhere():
    host = Elsewhere()
    yield host
    host.close()


class Told:
    def __init__(self, answer):
        self.status = answer.status
        self.retry = answer.headers.get("retry-after")
        self.field = dict(line.split("=", 1) for line in answer.text.splitlines() if "=" in line)

    def __getattr__(self, name):
        return self.field.get(name)


def ask(server, path, **query):
    return Told(fastcgi.call(server.socket, path, urllib.parse.urlencode(query), timeout=60))


def run(server, order, wait=10000):
    return ask(server, "/run", order=order, wait=wait)


def background(work, *arguments, **more):
    return concurrent.futures.ThreadPoolExecutor(1).submit(work, *arguments, **more)


def incoming(server, folder):
    path = pathlib.Path(server.workspace, "joins", "incoming", folder)
    return sorted(p.name for p in path.iterdir()) if path.exists() else None


def jobs(server):
    """Process numbers of the orders that are being carried out."""
    return [pid for pid in children(server.process.pid) if comm(pid) in ("jointure-join", "jointure-fetch")]


def comm(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


# --- orders ---

def test_an_order_is_carried_out_and_its_outcome_read(serve):
    server = serve()
    told = run(server, "fine")
    assert told.status == 200 and told.state == "done"
    assert f'"join":"{told.folder}"' in told.outcome
    assert incoming(server, told.folder) == ["outcome.json"]
    again = ask(server, "/wait", folder=told.folder, wait=0)
    assert again.state == "done" and again.outcome == told.outcome


def test_the_error_of_an_order_is_the_error_of_its_answer(serve):
    told = run(serve(), "refuse")
    assert (told.status, told.state, told.error) == (400, "done", "no such key")


def test_a_job_has_no_network_few_descriptors_and_stands_behind_the_workers(serve):
    server = serve()
    slow = run(server, "fine 1500", wait=0)
    assert slow.state == "working"
    server.until(lambda: jobs(server))
    pid, = jobs(server)
    server.until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 10)
    time.sleep(0.1)  # it has put its descriptors in order too
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    assert re.search(r"Max open files +64 +64", limits)
    assert re.search(r"Max cpu time +20 +21", limits)
    assert re.search(r"Max core file size +0 +0", limits)
    assert "NoNewPrivs:\t1" in pathlib.Path(f"/proc/{pid}/status").read_text()
    opened = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    assert not [name for name in opened if name.startswith("socket:")]
    told = ask(server, "/wait", folder=slow.folder, wait=5000)
    if "network=isolated" in server.log():
        assert '"devices":1' in told.outcome


@pytest.mark.parametrize("order,status,word", [
    ("memory", 400, "64 MB"), ("time", 400, "1 seconds"), ("size", 400, "files"),
    ("crash", 500, "nothing was stored"), ("nothing", 500, "nothing was stored")])
def test_a_job_that_goes_beyond_its_limits_ends_with_the_reason(serve, order, status, word):
    server = serve("[joins]\njob_memory = 64M\njob_seconds = 1\nmax_upload = 1M\n")
    began = time.monotonic()
    told = run(server, order)
    assert time.monotonic() - began < 8
    assert (told.status, told.state) == (status, "lost") and word in told.error
    assert incoming(server, told.folder) == ["loss"], "what it left is gone"
    assert "job_lost" in server.log()
    assert ask(server, "/wait", folder=told.folder, wait=0).error == told.error
    assert run(server, "fine").state == "done"


def test_a_job_that_only_sleeps_is_ended_too(serve):
    server = serve("[joins]\njob_seconds = 1\n")
    told = run(server, "fine 60000", wait=20000)
    assert (told.status, told.state) == (400, "lost")


def test_a_killed_job_leaves_nothing_but_the_word_that_it_did(serve):
    server = serve()
    waiting = background(run, server, "fine 20000", 30000)
    server.until(lambda: jobs(server))
    os.kill(jobs(server)[0], signal.SIGKILL)
    told = waiting.result()
    assert (told.status, told.state) == (500, "lost")
    assert incoming(server, told.folder) == ["loss"]


def test_what_takes_longer_than_the_wait_is_asked_for_later(serve):
    server = serve()
    began = time.monotonic()
    told = run(server, "fine 1500", wait=300)
    assert told.state == "working" and 0.3 <= time.monotonic() - began < 1.2
    assert ask(server, "/wait", folder=told.folder, wait=0).state == "working"
    done = ask(server, "/wait", folder=told.folder, wait=5000)
    assert done.state == "done" and done.outcome


def test_orders_go_on_when_the_worker_that_waits_is_killed(serve):
    server = serve(workers=1)
    told = run(server, "fine 1200", wait=0)
    waiting = background(ask, server, "/wait", folder=told.folder, wait=5000)
    time.sleep(0.3)
    for pid in server.workers():             # the one that waits may be a spare that stands in
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(fastcgi.Broken):
        waiting.result()
    assert ask(server, "/wait", folder=told.folder, wait=5000).state == "done"


def test_waiting_is_not_counted_as_the_time_of_the_request(serve):
    server = serve("[workers]\ndeadline = 1\n", workers=1)
    told = run(server, "fine 4500", wait=10000)
    assert told.state == "done", "neither the master nor the worker's own timer ended it"
    with pytest.raises(fastcgi.Broken):
        fastcgi.call(server.socket, "/", "ms=5000")


def test_no_more_than_the_settings_say_run_at_once_and_the_queue_has_an_end(serve):
    server = serve("[joins]\njobs = 1\n")
    first = run(server, "fine 3000", wait=0)
    told = [run(server, "fine", wait=0) for _ in range(12)]
    assert len(jobs(server)) <= 1
    taken = [t for t in told if t.status == 200]
    refused = [t for t in told if t.status == 503]
    assert len(taken) == 8 and len(refused) == 4
    assert all("come again" in t.error for t in refused)
    assert ask(server, "/wait", folder=first.folder, wait=9000).state == "done"
    assert all(ask(server, "/wait", folder=t.folder, wait=9000).state == "done" for t in taken)
    assert run(server, "fine").state == "done"


def test_orders_are_taken_in_turn(serve):
    server = serve("[joins]\njobs = 1\n")
    run(server, "fine 800", wait=0)
    folders = [run(server, "fine 100", wait=0).folder for _ in range(4)]
    ask(server, "/wait", folder=folders[-1], wait=9000)
    ends = [os.stat(os.path.join(server.workspace, "joins", "incoming", f, "outcome.json")).st_mtime_ns
            for f in folders]
    assert ends == sorted(ends)


def test_names_of_folders_that_lead_elsewhere_are_not_found(serve):
    server = serve()
    for name in ("0123456789abcdef0123456789abcdef", "../../../etc", "", "x" * 32, "." * 32):
        assert ask(server, "/wait", folder=name, wait=0).status == 404


def test_an_order_of_a_master_that_was_killed_is_told_as_lost(serve, fake_master, bare_workspace):
    server = serve()
    told = run(server, "fine 20000", wait=0)
    server.until(lambda: jobs(server))
    job, = jobs(server)
    server.process.kill()
    server.process.wait()
    server.until(lambda: not alive(job), 5)
    again = serve()
    lost = ask(again, "/wait", folder=told.folder, wait=0)
    assert (lost.status, lost.state) == (503, "lost") and "restarted" in lost.error


def test_told_to_stop_the_master_lets_a_short_order_end(serve):
    server = serve()
    waiting = background(run, server, "fine 1500", 10000)
    server.until(lambda: jobs(server))
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 5.5
    assert waiting.result().state == "done"


def test_told_to_stop_the_master_waits_for_no_long_order(serve):
    server = serve()
    waiting = background(run, server, "fine 60000", 60000)
    server.until(lambda: jobs(server))
    family = children(server.process.pid)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 5.5
    told = waiting.result()
    assert (told.status, told.state) == (503, "lost")
    assert not [pid for pid in family if alive(pid)]


def test_a_worker_without_a_master_says_so(fake_worker, bare_workspace, tmp_path):
    path = tmp_path / "alone.sock"
    subprocess.run(["spawn-fcgi", "-s", path, "-P", tmp_path / "pid", "--", fake_worker,
                    "--workspace", bare_workspace()], check=True, stdout=subprocess.DEVNULL)
    try:
        answer = Told(fastcgi.call(str(path), "/run", "order=fine&wait=10"))
        assert answer.status == 503 and "jointure serve" in answer.error
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)


def test_who_waits_for_a_join_keeps_no_worker_from_others(serve):
    server = serve(workers=1)
    waiting = [background(run, server, "fine 3000", 10000) for _ in range(3)]
    time.sleep(1)
    began = time.monotonic()
    for _ in range(20):
        assert fastcgi.call(server.socket).status == 200
    assert time.monotonic() - began < 1, "others have been started in their place"
    assert {w.result().state for w in waiting} == {"done"}
    server.until(lambda: len(server.workers()) == 1)


# --- tables from elsewhere ---

def fetch(server, url, limit=1 << 20):
    return ask(server, "/fetch", url=url, limit=limit)


def test_a_table_is_fetched_from_a_host_that_the_operator_named(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\n")
    told = fetch(server, elsewhere.url + "/table?x=1#part")
    assert (told.status, told.type, told.size) == (200, "text/csv", str(len(TABLE)))
    assert elsewhere.hits == ["/table?x=1"]
    path = pathlib.Path(server.workspace, "joins", "incoming", told.folder, "table")
    assert path.read_bytes() == TABLE


def test_nothing_is_fetched_from_a_private_place(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = localhost:1, example.org\n")
    for url in (elsewhere.url + "/table", f"https://127.0.0.1:{elsewhere.port}/", f"https://localhost:{elsewhere.port}/",
                f"http://localhost:{elsewhere.port}/table", f"https://[::ffff:127.0.0.1]:{elsewhere.port}/",
                f"http://0x7f000001:{elsewhere.port}/", "https://localhost/", "https://127.0.0.1/",
                "file:///etc/passwd", "gopher://127.0.0.1/", "https://169.254.169.254/latest/"):
        told = fetch(server, url)
        assert told.status == 400 and told.size == "-1", url
    assert elsewhere.connects == 0


def test_redirects_are_followed_three_times_each_checked_anew(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\n")
    assert fetch(server, elsewhere.url + "/loop/2").size == str(len(TABLE))
    told = fetch(server, elsewhere.url + "/loop/9")
    assert told.status == 502 and "three" in told.error
    for place in ("http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]/",
                  "https://localhost/", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x",
                  f"http://user@127.0.0.1:{elsewhere.port}/table"):
        began = time.monotonic()
        told = fetch(server, f"{elsewhere.url}/to/{place}")
        assert told.status == 400 and told.size == "-1", (place, told.error)
        assert "sesame" not in told.error and time.monotonic() - began < 2


@pytest.mark.parametrize("what,status", [
    ("slow", 502), ("hang", 502), ("reset", 502), ("short", 502), ("garbage", 502),
    ("status/404", 502), ("status/403", 502), ("status/500", 502), ("status/204", 502),
    ("announced/2000000", 413), ("big/2000000", 413)])
def test_a_host_that_misbehaves_is_told_in_time_and_in_our_words(serve, elsewhere, what, status):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\nfetch_seconds = 2\n")
    began = time.monotonic()
    told = fetch(server, f"{elsewhere.url}/{what}")
    assert time.monotonic() - began < 4
    assert told.status == status and told.size == "-1"
    assert "sesame" not in told.error and "127.0.0.1" not in told.error
    assert "sesame" not in server.log()
    assert fetch(server, elsewhere.url + "/table").status == 200


def test_nobody_there_and_nobody_known(serve):
    server = serve("[joins]\nfetch_allow = 127.0.0.1, nowhere.invalid\n")
    assert "does not answer" in fetch(server, "http://127.0.0.1:1/").error
    assert "not known" in fetch(server, "http://nowhere.invalid/").error


def test_a_host_that_cannot_prove_who_it_is_gives_nothing(serve, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    host = Elsewhere(context)
    try:
        server = serve("[joins]\nfetch_allow = 127.0.0.1\n")
        told = fetch(server, host.url + "/table")
        assert told.status == 502 and "prove" in told.error and host.hits == []
    finally:
        host.close()


def test_no_more_than_the_upload_limit_is_fetched_whoever_asks(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\nmax_upload = 1M\n")
    assert fetch(server, elsewhere.url + "/big/2000000", limit=1 << 40).status == 413
    assert fetch(server, elsewhere.url + "/table", limit=1 << 40).status == 200
    assert fetch(server, elsewhere.url + "/table", limit=5).status == 413


def test_a_media_type_that_is_none_is_left_out(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\n")
    assert fetch(server, elsewhere.url + "/type").type == ""


def test_a_proxy_of_the_environment_is_not_used(serve, elsewhere):
    proxy = Elsewhere()
    try:
        env = dict(os.environ, http_proxy=proxy.url, https_proxy=proxy.url, all_proxy=proxy.url)
        server = serve("[joins]\nfetch_allow = 127.0.0.1\n", env=env)
        assert fetch(server, elsewhere.url + "/table").status == 200
        assert proxy.connects == 0
    finally:
        proxy.close()


def test_slow_hosts_take_no_worker_from_others_for_ever(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\nfetch_seconds = 2\n", workers=2)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        began = time.monotonic()
        told = list(pool.map(lambda _: fetch(server, elsewhere.url + "/hang"), range(6)))
        assert {t.status for t in told} <= {502, 503}
        assert time.monotonic() - began < 15


def test_the_fetcher_ends_with_the_worker_that_asked(serve, elsewhere):
    server = serve("[joins]\nfetch_allow = 127.0.0.1\n", workers=1)
    waiting = background(fetch, server, elsewhere.url + "/hang")
    server.until(lambda: jobs(server))
    job, = jobs(server)
    os.kill(server.workers()[0], signal.SIGKILL)
    server.until(lambda: not alive(job), 5)
    with pytest.raises(fastcgi.Broken):
        waiting.result()
