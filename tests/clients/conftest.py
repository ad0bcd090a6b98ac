"""Clients that others wrote, against the running demo: JOINTURE_URL says where it is."""
import os
import pathlib
import sys
import urllib.request

import pytest


@pytest.fixture(scope="session")
def url():
    base = os.environ.get("JOINTURE_URL")
    if not base:
        pytest.skip("no running demo: JOINTURE_URL is not set")
    return base


@pytest.fixture(scope="session")
def ows(url):
    return url + "/ows"


@pytest.fixture(scope="session")
def key():
    """The professional key that the demo made."""
    return (pathlib.Path(os.environ["JOINTURE_WORKSPACE"]) / "demo.key").read_text().strip()


@pytest.fixture(scope="session")
def get(url):
    def fetch(path, **headers):
        request = urllib.request.Request(url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()
    return fetch


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """QGIS and Python do not agree on who frees what at the end: leave before they argue."""
    status = getattr(config, "client_status", None)
    if status is not None:
        sys.stdout.flush()
        os._exit(status)


def pytest_sessionfinish(session, exitstatus):
    session.config.client_status = int(exitstatus)
