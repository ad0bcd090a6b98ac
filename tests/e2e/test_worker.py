"""jointure-fcgi as a FastCGI server: one worker, spoken to without a web server between."""
import signal
import subprocess
import threading
import time

import pytest

import fastcgi


@pytest.fixture
def worker(fake_worker, bare_workspace):
    with fastcgi.Worker(fake_worker, bare_workspace("[limits]\nmax_body = 2K\n")) as w:
        assert w.ready
        yield w


def field(answer, name):
    return dict(line.split("=", 1) for line in answer.text.splitlines())[name]


def until(holds, seconds=5):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.01)


def test_a_request_arrives_whole_and_its_answer_with_status_and_length(worker):
    a = worker.get("/ows/forêt", "q=x%20y", HTTP_AUTHORIZATION="Basic eDp5")
    assert a.status == 200
    assert int(a.headers["content-length"]) == len(a.body)
    assert (field(a, "path"), field(a, "q")) == ("/ows/forêt", "x y")
    assert field(a, "authorization") == "Basic eDp5"


def test_head_has_the_headers_of_get_and_no_body(worker):
    a = worker.get("/", method="HEAD")
    assert a.status == 200 and a.body == b"" and int(a.headers["content-length"]) > 0


def test_a_body_up_to_the_ceiling_is_read_and_one_beyond_it_is_refused_by_413(worker):
    assert field(worker.get(method="POST", body=b"b" * 2048), "body") == "2048"
    assert worker.get(method="POST", body=b"b" * 2049).status == 413
    began = time.monotonic()
    assert worker.get(method="POST", body=b"b" * 20_000_000).status == 413
    assert time.monotonic() - began < 2
    assert worker.get("/").status == 200


def test_the_ceiling_holds_where_no_length_is_announced_or_a_false_one(worker):
    assert worker.get(method="POST", body=b"b" * 5000, CONTENT_LENGTH="").status == 413
    assert worker.get(method="POST", body=b"b" * 5000, CONTENT_LENGTH="3").status == 413
    assert worker.get(method="POST", body=b"b" * 10, CONTENT_LENGTH="12").status == 400
    assert worker.get(method="POST", body=b"b", CONTENT_LENGTH="1e1").status == 400


def test_a_long_answer_streams_before_it_is_finished(worker):
    with fastcgi.connect(worker.path) as sock:
        began = time.monotonic()
        fastcgi.send(sock, "/big", "bytes=1000000&pause=40")
        byte = sock.recv(1)
        first = time.monotonic() - began
        answer = fastcgi.receive(sock, byte)
        whole = time.monotonic() - began
    assert len(answer.body) == 1000000
    assert first < whole / 2


def test_an_answer_cut_short_ends_broken_and_the_worker_goes_on(worker):
    with pytest.raises(fastcgi.Broken) as cut:
        worker.get("/cut", "bytes=600000")
    assert len(cut.value.received) > 256 * 1024
    with pytest.raises(fastcgi.Broken) as cut:
        worker.get("/cut", "bytes=10")
    assert cut.value.received == b""
    assert worker.get("/").status == 200


def test_a_client_that_goes_away_leaves_the_worker_at_work(worker):
    for _ in range(3):
        with fastcgi.connect(worker.path) as sock:
            fastcgi.send(sock, "/big", "bytes=3000000")
            sock.recv(10)
    assert worker.get("/").status == 200


@pytest.mark.parametrize("leave", [signal.SIGTERM, signal.SIGUSR1])
def test_a_worker_told_to_leave_finishes_the_request_in_hand_and_exits_0(worker, leave):
    answers = []
    busy = threading.Thread(target=lambda: answers.append(worker.get("/", "ms=800&q=last")))
    busy.start()
    time.sleep(0.3)
    worker.process.send_signal(leave)
    assert worker.process.wait(5) == 0
    busy.join()
    assert field(answers[0], "q") == "last"


def test_a_worker_at_rest_leaves_at_once(worker):
    began = time.monotonic()
    assert worker.stop() == 0
    assert time.monotonic() - began < 3


def test_sighup_brings_new_settings_and_wrong_ones_leave_the_old(worker, bare_workspace):
    bare_workspace("[server]\ntitle_en = Second\n")
    worker.process.send_signal(signal.SIGHUP)
    until(lambda: field(worker.get("/"), "title") == "Second")
    bare_workspace("[server]\ntitle_en = Third\n[wrong]\nname = 1\n")
    worker.process.send_signal(signal.SIGHUP)
    until(lambda: "reload_refused" in worker.log())
    assert "4" in worker.log().split("reload_refused", 1)[1], "names the line"
    assert field(worker.get("/"), "title") == "Second"


def test_a_worker_leaves_after_its_count_of_requests_give_or_take_a_tenth(fake_worker,
                                                                         bare_workspace):
    with fastcgi.Worker(fake_worker, bare_workspace("[workers]\nmax_requests = 20\n")) as w:
        for n in range(1, 30):
            assert w.get("/").status == 200
            try:
                w.process.wait(0.05 if n >= 18 else 0)
                break
            except subprocess.TimeoutExpired:
                pass
        assert w.process.returncode == 10
        assert 18 <= n <= 22


def test_a_worker_leaves_when_it_has_grown_beyond_its_memory(fake_worker, bare_workspace):
    with fastcgi.Worker(fake_worker, bare_workspace("[workers]\nworker_memory = 64M\n")) as w:
        assert all(w.get("/").status == 200 for _ in range(20)), "stays while it is small"
        assert w.get("/", "mb=70").status == 200
        for _ in range(16):  # it looks now and then
            try:
                w.get("/")
            except (fastcgi.Broken, OSError):
                break
        assert w.process.wait(5) == 11


def test_a_stuck_worker_ends_itself_where_no_master_does(fake_worker, bare_workspace):
    with fastcgi.Worker(fake_worker, bare_workspace("[workers]\ndeadline = 1\n")) as w:
        with pytest.raises(fastcgi.Broken):
            w.get("/", "ms=60000")
        assert w.process.wait(5) == -signal.SIGALRM


def test_a_worker_that_cannot_start_says_why_and_is_never_ready(fake_worker, bare_workspace):
    with fastcgi.Worker(fake_worker, bare_workspace("[server]\nnonsense = 1\n")) as w:
        assert not w.ready
        assert w.process.wait(5) == 1
        assert "nonsense" in w.log()


def test_without_a_socket_it_says_how_to_start_it(fake_worker, tmp_path):
    run = subprocess.run([fake_worker, "--workspace", tmp_path], stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, env={"LANG": "fr_FR.UTF-8"})
    assert run.returncode == 2
    assert "spawn-fcgi" in run.stderr and "n'est pas" in run.stderr


def test_help_and_version_are_answered_and_wrong_arguments_refused(fake_worker):
    def run(*arguments):
        return subprocess.run([fake_worker, *arguments], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
    assert "--workspace" in run("--help").stdout
    assert run("--version").stdout.startswith("jointure ")
    for wrong in (["--nonsense"], ["rest"], ["--ready-fd", "x"], ["--board-fd", "999"]):
        assert run(*wrong).returncode == 2
