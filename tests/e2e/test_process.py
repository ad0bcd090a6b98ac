"""`jointure serve`: the master, its workers and the web server, with real processes."""
import concurrent.futures
import datetime
import http.client
import os
import pathlib
import pwd
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import pytest

import fastcgi
from server import Server, alive, children, descendants


def field(answer, name):
    return dict(line.split("=", 1) for line in answer.text.splitlines())[name]


@pytest.fixture(scope="module", params=["lighttpd", "nginx"])
def web(request, fake_master, tmp_path_factory):
    """A web server with fake workers, for tests that change nothing."""
    workspace = tmp_path_factory.mktemp(request.param)
    (workspace / "jointure.conf").write_text("[limits]\nmax_body = 64K\n[joins]\nmax_upload = 1M\n")
    with Server(fake_master, workspace, web=request.param) as server:
        yield server


def background(work, *arguments, **more):
    return concurrent.futures.ThreadPoolExecutor(1).submit(work, *arguments, **more)


# --- through a web server ---

def test_a_request_arrives_whole(web):
    a = web.fetch("/ows/for%C3%AAt?q=x%20y", headers={"Authorization": "Basic eDp5"})
    assert a.status == 200
    assert (field(a, "path"), field(a, "q")) == ("/ows/forêt", "x y")
    assert field(a, "authorization") == "Basic eDp5"


def test_the_web_server_claims_no_identity_for_an_unchecked_password(web):
    a = web.fetch("/", headers={"Authorization": "Basic cm9vdDp4"})
    assert field(a, "user") == ""


def test_head_and_options_pass(web):
    a = web.fetch("/", method="HEAD")
    assert a.status == 200 and a.body == b"" and int(a.headers["Content-Length"]) > 0
    assert web.fetch("/", method="OPTIONS").status == 200
    assert field(web.fetch("/", method="PROPFIND", body=b"x"), "method") == "6"


def test_a_body_over_the_limit_is_refused_by_413(web):
    assert field(web.fetch("/", body=b"b" * 65536), "body") == "65536"
    assert web.fetch("/", body=b"b" * 65536 * 3).status == 413


def test_a_table_may_be_longer_than_another_body_and_has_its_own_limit(web):
    table = {"Content-Type": "multipart/form-data; boundary=x"}
    assert field(web.fetch("/api/joins", b"b" * (1 << 20), table), "body") == str(1 << 20)
    assert field(web.fetch("/tjs", b"<JoinData>" + b" " * 900000, {"Content-Type": "text/xml"}), "body") == "900010"
    assert web.fetch("/tjs", b"<GetData>" + b" " * 900000, {"Content-Type": "text/xml"}).status == 413
    assert web.fetch("/api/collections", b"b" * 900000, table).status == 413


def test_an_upload_of_a_gigabyte_is_refused_before_it_is_read(web):
    run = pathlib.Path(web.workspace, "run")
    for head in (f"Content-Length: {1 << 30}\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"):
        sent = 0
        with socket.create_connection(("127.0.0.1", web.port), 10) as s:
            s.sendall(b"POST /api/joins HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\n" + head.encode())
            try:
                while sent < 8 << 20 and not select.select([s], [], [], 0)[0]:
                    s.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                    sent += 65536
            except OSError:
                pass
            try:
                answer = s.recv(65536).decode()
            except ConnectionResetError:
                answer = None
        assert sent < 8 << 20
        assert answer is None or (" 413 " in answer and "octets que ce service accepte" in answer)
        assert web.fetch("/").status == 200
    web.until(lambda: not [p for p in (run / "tmp").rglob("*") if p.is_file()], 5)


def test_a_long_url_passes(web):
    assert len(field(web.fetch("/?q=" + "x" * 15000), "q")) == 15000


def test_a_long_answer_streams(web):
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", web.port), 10) as s:
        s.sendall(b"GET /big?bytes=1000000&pause=40 HTTP/1.0\r\n\r\n")
        received = len(s.recv(65536))
        first = time.monotonic() - began
        while part := s.recv(65536):
            received += len(part)
    assert received > 1000000
    assert first < (time.monotonic() - began) / 2


HOLD = 256 * 1024   # bytes of an answer that are not sent before they are certain


@pytest.mark.parametrize("size", [10, 200000, HOLD + 8000, 600000])
def test_an_answer_cut_short_is_never_a_whole_200(web, size):
    with socket.create_connection(("127.0.0.1", web.port), 10) as s:
        s.sendall(f"GET /cut?bytes={size} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = b""
        while part := s.recv(65536):
            answer += part
            if b"</html>" in part:
                break
    head, _, body = answer.partition(b"\r\n\r\n")
    if size < HOLD:
        assert head.split()[1] in (b"500", b"502")
    else:
        assert b"chunked" in head and not body.endswith(b"0\r\n\r\n")


def test_two_clients_are_served_at_once(web):
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pids = {field(a, "pid") for a in pool.map(web.fetch, ["/?ms=600"] * 2)}
    assert len(pids) == 2
    assert time.monotonic() - began < 1.2


def test_a_slow_reader_keeps_no_worker(web):
    slow = [socket.create_connection(("127.0.0.1", web.port), 10) for _ in range(4)]
    try:
        for s in slow:
            s.sendall(b"GET /big?bytes=8000000 HTTP/1.0\r\n\r\n")
        time.sleep(0.3)
        assert web.fetch("/", timeout=3).status == 200
    finally:
        for s in slow:
            s.close()


def test_the_log_of_the_web_server_holds_no_query(web):
    web.fetch("/cut?key=sesame")
    web.until(lambda: "prematurely" in web.log() or "unexpected end" in web.log())
    assert "sesame" not in web.log()


def test_a_crash_costs_its_own_request_alone(web):
    assert web.fetch("/crash").status in (500, 502)
    for _ in range(20):
        assert web.fetch("/").status == 200
    assert "worker_lost" in web.log() and 'request="GET /crash"' in web.log()


def test_a_mapped_file_cut_short_ends_in_a_503_and_another_worker(serve):
    web = serve(web="lighttpd", workers=2)
    before = set(web.workers())
    for _ in range(6):
        answer = web.fetch("/fault")
        assert answer.status == 503 and "changed while it was read" in answer.text
        assert answer.headers["Retry-After"] == "1"
        assert web.fetch("/").status == 200
    web.until(lambda: web.log().count("reason=fault") == 6)
    assert "worker_lost" not in web.log() and "request_refused" not in web.log()
    web.until(lambda: len(web.workers()) == 2)
    assert not before & set(web.workers())


def test_an_answer_that_had_begun_when_its_file_went_is_cut(serve):
    web = serve(web="lighttpd", workers=1)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        answer = web.fetch("/fault?bytes=3000000")
        assert answer.status != 200 or len(answer.body) >= 3000000
        raise ConnectionError   # closed without a length: nothing says that it is whole
    web.until(lambda: "cut_short" in web.log() and "reason=fault" in web.log())
    assert web.fetch("/").status == 200


# --- deployments ---

@pytest.mark.parametrize("kind", ["lighttpd", "nginx"])
def test_under_a_prefix_the_path_loses_it(serve, kind):
    server = serve("[server]\nbase_url = http://example.org/geo\n", web=kind, workers=1)
    assert field(server.fetch("/geo/ows/eau"), "path") == "/ows/eau"
    assert field(server.fetch("/geo"), "path") == "/"
    assert field(server.fetch("/geo/"), "path") == "/"
    assert field(server.fetch("/geography"), "path") == "/geography"
    # a proxy in front may have taken the prefix off already
    assert field(server.fetch("/ows/eau"), "path") == "/ows/eau"


def test_spawn_fcgi_can_start_the_worker(fake_worker, bare_workspace, tmp_path):
    path = tmp_path / "spawned.sock"
    done = subprocess.run(["spawn-fcgi", "-s", path, "-P", tmp_path / "pid", "--", fake_worker,
                           "--workspace", bare_workspace()], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pid = int((tmp_path / "pid").read_text())
    try:
        assert fastcgi.call(str(path), "/x").status == 200
    finally:
        os.kill(pid, signal.SIGTERM)
    Server.until(lambda: not alive(pid))


def test_the_configuration_can_be_printed_for_a_web_server_of_ones_own(fake_master, bare_workspace):
    workspace = bare_workspace("[limits]\nmax_body = 1M\n[joins]\nmax_upload = 2M\n")
    for kind, line in (("nginx", "client_max_body_size 3145728;"),
                       ("lighttpd", "server.max-request-size = 3072")):
        run = subprocess.run([*fake_master, "--workspace", workspace, "--print-config", kind,
                              "--port", "80"], capture_output=True, text=True)
        assert run.returncode == 0
        assert line in run.stdout and "@" not in run.stdout
    assert not (workspace / "run").exists()


# --- crashes and deadlines ---

def test_killed_workers_cost_no_more_than_the_requests_they_had(serve):
    server = serve(web="lighttpd", workers=2)
    end, killed, answers = time.monotonic() + 2, 0, []

    def client():
        while time.monotonic() < end:
            answers.append(server.fetch("/?ms=5").status)
    clients = [threading.Thread(target=client) for _ in range(8)]
    for c in clients:
        c.start()
    while time.monotonic() < end - 0.2:
        workers = server.workers()
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            killed += 1
        time.sleep(0.15)
    for c in clients:
        c.join()
    failed = sum(1 for status in answers if status != 200)
    assert killed >= 5 and len(answers) > 100
    assert failed <= killed, f"{failed} of {len(answers)} failed for {killed} kills"


def test_a_dead_worker_is_replaced_within_a_tenth_of_a_second(serve):
    server = serve(workers=1)
    for _ in range(5):
        server.until(lambda: server.workers() and server.workers(spare=True))
        assert fastcgi.call(server.socket).status == 200
        os.kill(server.workers()[0], signal.SIGKILL)
        time.sleep(0.05)
    server.until(lambda: server.workers() and server.workers(spare=True))

    def moments(event):
        return [(datetime.datetime.fromisoformat(line.split("Z ")[0]), line)
                for line in server.log().splitlines() if f" {event} " in line]
    starts = [(ready - datetime.timedelta(milliseconds=int(line.split("start_ms=")[1].split()[0])))
              for ready, line in moments("worker_ready")]
    assert len(moments("worker_lost")) == 5
    for lost, _ in moments("worker_lost"):
        assert min(abs((start - lost).total_seconds()) for start in starts) < 0.1


def test_a_spare_worker_stands_in_for_a_dead_one_at_once(serve):
    server = serve(workers=1)
    server.until(lambda: server.workers(spare=True))
    pathlib.Path(server.workspace, "slow-start").touch()
    spare, = server.workers(spare=True)
    os.kill(server.workers()[0], signal.SIGKILL)
    began = time.monotonic()
    assert int(field(fastcgi.call(server.socket), "pid")) == spare
    assert time.monotonic() - began < 0.2
    server.until(lambda: server.workers(spare=True) and server.workers() == [spare])


def test_a_spare_worker_answers_nothing(serve):
    server = serve(workers=1)
    server.until(lambda: server.workers(spare=True))
    worker, = server.workers()
    pids = {field(fastcgi.call(server.socket), "pid") for _ in range(50)}
    assert pids == {str(worker)}


def test_a_stuck_worker_is_killed_at_its_deadline_and_named(serve):
    server = serve("[workers]\ndeadline = 1\n", workers=1)
    pid = server.workers()[0]
    with fastcgi.connect(server.socket) as s:
        fastcgi.send(s, "/stuck", "key=sesame&ms=300")
        time.sleep(0.1)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(fastcgi.Broken):
            fastcgi.receive(s)
    server.until(lambda: "reason=deadline" in server.log(), 10)
    assert 'request="GET /stuck"' in server.log() and "sesame" not in server.log()
    assert fastcgi.call(server.socket).status == 200
    assert pid not in server.workers()


def test_a_request_that_kills_workers_is_refused_while_others_are_served(serve):
    server = serve(web="lighttpd")
    end, others = time.monotonic() + 2, []

    def client():
        while time.monotonic() < end:
            others.append(server.fetch("/?ms=5").status)
    clients = [threading.Thread(target=client) for _ in range(4)]
    for c in clients:
        c.start()
    poison = [server.fetch("/crash?q=1&key=sesame") for _ in range(20) if time.sleep(0.05) is None]
    for c in clients:
        c.join()
    assert [a.status for a in poison] == [500] * 2 + [503] * 18
    assert 0 < int(poison[-1].headers["Retry-After"]) <= 60
    assert len(others) > 100 and set(others) == {200}
    assert 'request_refused' in server.log() and "sesame" not in server.log()
    assert server.fetch("/crash?q=2").status == 500, "another request has its own count"


def test_a_request_that_makes_a_worker_exit_is_refused_too(serve):
    server = serve(workers=1)
    for _ in range(2):
        with pytest.raises(fastcgi.Broken):
            fastcgi.call(server.socket, "/exit")
    assert fastcgi.call(server.socket, "/exit").status == 503


def test_workers_killed_from_outside_are_no_fault_of_their_request(serve):
    server = serve(workers=1)
    for _ in range(4):
        server.until(lambda: server.workers() and server.workers(spare=True))
        with fastcgi.connect(server.socket) as s:
            fastcgi.send(s, "/", "ms=400&q=same")
            time.sleep(0.1)
            os.kill(server.workers()[0], signal.SIGKILL)
            with pytest.raises(fastcgi.Broken):
                fastcgi.receive(s)
    assert fastcgi.call(server.socket, "/", "ms=400&q=same").status == 200


def test_a_worker_that_eats_memory_is_killed_before_its_answer_is_done(serve):
    server = serve("[workers]\nworker_memory = 64M\n", workers=1)
    with pytest.raises(fastcgi.Broken):
        fastcgi.call(server.socket, "/eat", "mb=200&ms_after=20000")
    assert "reason=memory" in server.log()
    assert fastcgi.call(server.socket).status == 200


def test_workers_are_recycled_by_count_without_a_failure(serve):
    server = serve("[workers]\nmax_requests = 10\n")
    assert all(fastcgi.call(server.socket).status == 200 for _ in range(100))
    assert server.log().count("reason=requests") >= 7
    assert "worker_lost" not in server.log()


def test_a_worker_that_cannot_start_does_not_make_the_master_spin(serve):
    server = serve(workers=1)
    flag = pathlib.Path(server.workspace, "die-at-start")
    flag.touch()
    os.kill(server.workers()[0], signal.SIGKILL)
    server.until(lambda: server.log().count("worker_did_not_start") >= 2)
    time.sleep(1)
    assert server.log().count("worker_did_not_start") <= 8, "backs off"
    flag.unlink()
    assert fastcgi.call(server.socket).status == 200


def test_a_broken_install_ends_the_master_with_a_clear_line(fake_master, bare_workspace):
    workspace = bare_workspace()
    (workspace / "die-at-start").touch()
    run = subprocess.run([*fake_master, "--workspace", workspace], capture_output=True, text=True,
                         timeout=10)
    assert run.returncode == 1
    assert "no worker starts" in run.stderr
    assert not (workspace / "run" / "worker.sock").exists()


@pytest.mark.parametrize("kind", ["lighttpd", "nginx"])
def test_a_web_server_that_dies_is_started_again(serve, kind):
    server = serve(web=kind, workers=1)
    time.sleep(1.1)  # had it died sooner, there would be a pause
    server.until(lambda: server.workers(spare=True))
    family = {p for p in descendants(server.process.pid)} - {*server.workers(), *server.workers(spare=True)}
    os.kill(min(family), signal.SIGKILL)
    server.until(lambda: "web_server_lost" in server.log())
    assert server.fetch("/").status == 200
    server.until(lambda: not [pid for pid in family if alive(pid)])


# --- stop ---

@pytest.mark.parametrize("signo", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("kind", ["lighttpd", "nginx"])
def test_told_to_stop_it_finishes_what_is_in_flight_and_leaves_nobody(serve, kind, signo):
    server = serve(web=kind)
    assert server.fetch("/").status == 200, "the web server has started too"
    answer = background(server.fetch, "/?ms=1000&q=last")
    time.sleep(0.4)
    family = descendants(server.process.pid)
    began = time.monotonic()
    assert server.stop(signo) == 0
    assert time.monotonic() - began < 6
    assert field(answer.result(), "q") == "last"
    assert len(family) >= 3 and not [pid for pid in family if alive(pid)]
    assert not os.path.exists(server.socket)


def test_a_worker_that_will_not_stop_is_killed_within_five_seconds(serve):
    server = serve()
    family = descendants(server.process.pid)
    os.kill(family[0], signal.SIGSTOP)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 8
    assert not [pid for pid in family if alive(pid)]


def test_workers_and_web_server_do_not_outlive_a_killed_master(serve):
    server = serve(web="nginx")
    family = descendants(server.process.pid)
    server.process.kill()
    server.process.wait()
    server.until(lambda: not [pid for pid in family if alive(pid)], 5)


# --- reload ---

def test_sighup_with_a_broken_configuration_keeps_serving_and_names_the_line(serve, bare_workspace):
    server = serve("[server]\ntitle_en = First\n")
    bare_workspace("[server]\ntitle_en = Second\nnonsense = 1\n")
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: "reload_refused" in server.log())
    line = next(x for x in server.log().splitlines() if "reload_refused" in x)
    assert "jointure.conf" in line and "3" in line and "nonsense" in line
    assert field(fastcgi.call(server.socket), "title") == "First"
    assert server.log().count("reload_refused") == 1, "the workers are not bothered"


def test_sighup_under_load_brings_new_settings_without_a_failure(serve, bare_workspace):
    server = serve("[server]\ntitle_en = T0\n", web="lighttpd")
    end, answers = time.monotonic() + 1.3, []

    def client():
        while time.monotonic() < end:
            answers.append(server.fetch("/").status)
    clients = [threading.Thread(target=client) for _ in range(4)]
    for c in clients:
        c.start()
    for n in range(1, 19):
        bare_workspace(f"[server]\ntitle_en = T{n}\n" if n % 3 else "[server]\nx = 1\n")
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.06)
    for c in clients:
        c.join()
    assert set(answers) == {200}
    assert server.log().count(" reloaded") == 12
    assert {field(server.fetch("/"), "title") for _ in range(10)} == {"T17"}


def test_sighup_changes_the_number_of_workers(serve, bare_workspace):
    server = serve("[workers]\nworkers = 1\n", workers=-1)
    for wanted in (3, 1):
        bare_workspace(f"[workers]\nworkers = {wanted}\n")
        server.process.send_signal(signal.SIGHUP)
        server.until(lambda: (len(server.workers()), len(server.workers(spare=True))) == (wanted, 1))


def test_sighup_opens_a_log_that_was_moved_away_anew(serve):
    server = serve("[server]\nerror_log = error.log\n", workers=1, wait=False)
    log = pathlib.Path(server.workspace, "error.log")
    server.until(lambda: log.exists() and " serving " in log.read_text())
    log.rename(log.with_suffix(".1"))
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: log.exists() and " reloaded" in log.read_text())


# --- start ---

def test_a_second_master_of_a_workspace_is_refused(serve, fake_master):
    server = serve(workers=1)
    run = subprocess.run([*fake_master, "--workspace", server.workspace], capture_output=True,
                         text=True, timeout=10)
    assert run.returncode == 1
    assert str(server.process.pid) in run.stderr
    assert fastcgi.call(server.socket).status == 200


def test_a_stale_socket_is_replaced_and_a_live_one_is_not(serve, fake_master, bare_workspace):
    workspace = bare_workspace()
    path = str(workspace / "here.sock")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(path)
    server = serve(workers=1, more=["--socket", path, "--socket-mode", "0600"])
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert fastcgi.call(path).status == 200
    other = workspace / "other"
    other.mkdir()
    (other / "jointure.conf").write_text("")
    run = subprocess.run([*fake_master, "--workspace", other, "--socket", path],
                         capture_output=True, text=True, timeout=10)
    assert run.returncode == 1 and "in use" in run.stderr
    assert server.process.poll() is None


def test_a_port_in_use_is_named_before_anything_starts(fake_master, bare_workspace):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        run = subprocess.run([*fake_master, "--workspace", bare_workspace(), "--web", "lighttpd",
                              "--port", str(port)], capture_output=True, text=True, timeout=10)
    assert run.returncode == 1 and str(port) in run.stderr


def test_the_port_is_written_once_requests_are_answered(serve, tmp_path):
    server = serve(web="lighttpd", more=["--port-file", tmp_path / "port"])
    assert int((tmp_path / "port").read_text()) == server.port
    assert server.fetch("/").status == 200


def test_wrong_options_and_a_wrong_folder_are_refused_with_a_sentence(fake_master, tmp_path):
    def run(*arguments):
        return subprocess.run([*fake_master, *arguments], capture_output=True, text=True,
                              timeout=10)
    for wrong in (["--port", "x"], ["--web", "apache"], ["--socket-mode", "9"], ["--nonsense"],
                  ["rest"], ["--workers", "-1"]):
        done = run("--workspace", tmp_path, *wrong)
        assert done.returncode == 2 and done.stderr, wrong
    done = run("--workspace", tmp_path)
    assert done.returncode == 1 and "jointure init" in done.stderr


def test_workers_have_no_network_no_core_and_no_new_rights(serve):
    server = serve(workers=1)
    pid = server.workers()[0]
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    core = next(x for x in limits.splitlines() if x.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]
    if "network=isolated" not in server.log():
        pytest.skip("this system lets us make no network namespace")
    assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
    devices = pathlib.Path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:]
    assert [d.split(":")[0].strip() for d in devices] == ["lo"]


@pytest.fixture
def open_folder(fake_master, fake_worker):
    """A folder that any user can reach, with the programs in it and a workspace of nobody's."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory(prefix="jointure-") as name:
        os.chmod(name, 0o755)
        folder = pathlib.Path(name)
        for program in (*fake_master, fake_worker):
            shutil.copy(program, folder)
        (folder / "w").mkdir()
        (folder / "w" / "jointure.conf").write_text("[server]\nuser = nobody\n")
        shutil.chown(folder / "w", "nobody")
        yield folder


@pytest.mark.parametrize("kind", ["lighttpd", "nginx"])
def test_started_by_root_it_becomes_the_user_of_the_settings_for_good(open_folder, kind):
    nobody = pwd.getpwnam("nobody").pw_uid
    with Server([open_folder / "serve"], open_folder / "w", web=kind) as server:
        assert server.fetch("/").status == 200
        told = lambda: [pathlib.Path(f"/proc/{pid}/status").read_text() for pid in [server.process.pid, *descendants(server.process.pid)]]
        # a process that is being born has all powers in the namespace that it made, until it starts its program
        server.until(lambda: all("CapEff:\t0000000000000000" in status for status in told()))
        for status in told():
            assert f"Uid:\t{nobody}\t{nobody}\t{nobody}\t{nobody}" in status and "NoNewPrivs:\t1" in status
        assert server.stop() == 0
    again = subprocess.Popen(["setpriv", "--reuid", "nobody", "--clear-groups",
                              open_folder / "serve", "--workspace", open_folder / "w"],
                             stderr=subprocess.PIPE, text=True)
    try:
        assert any(" serving " in line for line in again.stderr), "what root made is nobody's now"
    finally:
        again.terminate()
        again.stderr.close()
        again.wait()


def test_a_user_that_there_is_not_is_named(open_folder):
    (open_folder / "w" / "jointure.conf").write_text("[server]\nuser = nosuchuser\n")
    run = subprocess.run([open_folder / "serve", "--workspace", open_folder / "w"],
                         capture_output=True, text=True, timeout=10)
    assert run.returncode == 1 and "nosuchuser" in run.stderr


def test_a_worker_has_no_descriptor_but_those_it_needs(serve):
    server = serve(workers=2)
    opened = {os.readlink(f"/proc/{server.workers()[1]}/fd/{n}")
              for n in os.listdir(f"/proc/{server.workers()[1]}/fd")}
    # what it accepts on, and its end of the channel to the master
    assert sum(1 for name in opened if name.startswith("socket:")) == 2
    assert sum(1 for name in opened if "jointure-board" in name) == 1
    assert len(children(server.process.pid)) == 3, "one of them spare"


# --- papers ---

DOC = pathlib.Path(__file__).resolve().parents[2] / "doc"


@pytest.mark.parametrize("language,folder", [("en_GB.UTF-8", DOC), ("fr_FR.UTF-8", DOC / "fr")])
def test_the_manual_pages_know_every_option(fake_master, fake_worker, language, folder):
    for command, page in ((fake_master, "jointure-serve.8"), ([fake_worker], "jointure-fcgi.8")):
        run = subprocess.run([*command, "--help"], capture_output=True, text=True,
                             env={"LANG": language})
        text = (folder / page).read_text().replace("\\-", "-")
        options = set(re.findall(r"--[a-z-]+", run.stdout))
        assert len(options) >= 5
        assert [o for o in options if o not in text] == []


def test_the_systemd_unit_is_closed_tight():
    unit = DOC.parent / "packaging" / "jointure.service"
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    run = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", unit],
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-300:] + run.stderr
