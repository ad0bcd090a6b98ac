"""A master with its workers and a web server in front, started as an operator would."""
import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers          # by name, in any case
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def alive(pid):
    """Neither gone nor a zombie that only waits to be reaped."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(p) for p in f.read().split()]


def descendants(pid):
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


class Server:
    """`program` (a list: command and first arguments) serving `workspace`; a context manager. Without
    `web` there is the FastCGI socket alone, at .socket. With the log in a file, `wait` for nothing."""

    def __init__(self, program, workspace, web="lighttpd", port=0, workers=2, more=(), env=None,
                 wait=True):
        self.workspace = str(workspace)
        self.socket = os.path.join(self.workspace, "run", "worker.sock")
        self.folder = tempfile.TemporaryDirectory(prefix="jointure-")
        self.output = open(os.path.join(self.folder.name, "log"), "w+b")
        command = [*map(str, program), "--workspace", self.workspace]
        if workers >= 0:
            command += ["--workers", str(workers)]
        if web:
            command += ["--web", web, "--port", str(port)]
        self.process = subprocess.Popen([*command, *more], stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=self.output, env=env)
        try:
            self.until(lambda: not wait or " serving " in self.log() or self.process.poll() is not None, 60)
            assert self.process.poll() is None, "the server ended: " + self.log()
            self.until(lambda: not wait or len(self.workers()) >= workers)
        except BaseException:
            self.kill()
            raise
        if web:
            self.port = int(re.search(r" serving .* port=(\d+)", self.log())[1])
            self.url = f"http://127.0.0.1:{self.port}"

    def fetch(self, path, body=None, headers=None, method=None, timeout=30):
        """One request; `path` as it goes on the wire, below this server's root."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method or ("GET" if body is None else "POST"),
                               urllib.parse.quote(path, safe="/?&=%:+,;@!$'()*~<>[]|^`{}\\\"#"),
                               body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def workers(self, spare=False):
        """Process numbers of the workers that answer (or of the spare ones that are ready), oldest first."""
        wanted = "jointure-spare\n" if spare else "jointure-fcgi\n"
        found = []
        for pid in children(self.process.pid):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as f, open(f"/proc/{pid}/comm") as name:
                    if b"--ready-fd" in f.read() and name.read() == wanted:
                        found.append(pid)
            except (FileNotFoundError, ProcessLookupError):
                pass
        return sorted(found)

    def log(self):
        """What master, workers and web server have logged so far."""
        self.output.flush()
        with open(self.output.name, "rb") as f:
            return f.read().decode("utf-8", "replace")

    @staticmethod
    def until(holds, seconds=10):
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "did not come about in time"
            time.sleep(0.01)

    def stop(self, signo=signal.SIGTERM, seconds=10):
        """The exit status, once it has ended by itself."""
        self.process.send_signal(signo)
        return self.process.wait(seconds)

    def kill(self):
        strays = descendants(self.process.pid) if self.process.poll() is None else []
        for pid in [self.process.pid, *strays] if strays or self.process.poll() is None else []:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        self.output.close()
        self.folder.cleanup()
