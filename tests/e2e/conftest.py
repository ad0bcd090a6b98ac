"""Fixtures of the end-to-end tests: programs of the build, workspaces, web servers."""
import os
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("builddir") or SOURCE / "build").resolve()
sys.path.insert(0, str(HERE))

import server  # noqa: E402 (found beside this file)
from country import Country  # noqa: E402


@pytest.fixture(scope="session")
def fake_worker():
    """The worker around a gateway that misbehaves on demand (tests/process/fake_gateway.c)."""
    return BUILD / "tests" / "process" / "fake" / "jointure-fcgi"


@pytest.fixture
def bare_workspace(tmp_path):
    """A folder with settings and nothing else, for the fake worker; call it to set them."""
    def settings(text=""):
        (tmp_path / "jointure.conf").write_text(text)
        return tmp_path
    settings()
    return settings


@pytest.fixture(scope="session")
def fake_master():
    """`jointure serve` alone, with the fake worker beside it; as a command."""
    return [BUILD / "tests" / "process" / "fake" / "serve"]


@pytest.fixture(scope="session")
def jointure():
    """The program of the command line."""
    program = BUILD / "jointure"
    if not program.exists():
        pytest.skip("the program jointure is not built")
    return program


@pytest.fixture(scope="session")
def site(jointure, tmp_path_factory):
    """The small country, served by lighttpd: .url, .fetch(), .log(), .country (keys, cli)."""
    port = server.free_port()
    country = Country(tmp_path_factory.mktemp("country"), jointure, f"http://127.0.0.1:{port}")
    with server.Server([jointure, "serve"], country.workspace, port=port) as running:
        running.country = country
        yield running


@pytest.fixture
def serve(fake_master, bare_workspace):
    """Starts a master around fake workers and joinings that misbehave on demand: serve("settings", web=..., workers=...)."""
    running = []

    def start(settings="", **more):
        more.setdefault("web", None)
        running.append(server.Server(fake_master, bare_workspace(settings), **more))
        return running[-1]
    yield start
    for one in running:
        one.__exit__()
