"""Fixtures of the end-to-end tests: programs of the build, workspaces, web servers."""
import os
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("builddir") or SOURCE / "build").resolve()
sys.path.insert(0, str(HERE))


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
