"""Pytest in TAP: one line a case, so that `make check` counts and names them like all others."""
import os

import pytest

_PLAIN = {"passed": "ok", "failed": "not ok", "skipped": "ok"}


class Tap:
    def __init__(self, stream):
        self.stream, self.count = stream, 0

    def write(self, line):
        print(line, file=self.stream, flush=True)

    def comment(self, text):
        for line in str(text).splitlines():
            self.write("# " + line)

    def case(self, outcome, name, note=""):
        self.count += 1
        self.write(f"{_PLAIN[outcome]} {self.count} - {name}{note}")

    def skip(self, name, report):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.wasxfail
        self.case("skipped", name, " # SKIP " + reason.removeprefix("Skipped: "))

    def pytest_runtest_logreport(self, report):
        # one line a case: its call, or the set-up that kept it from being called
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.replace("#", "")
        if report.skipped:
            self.skip(name, report)
            return
        if report.when == "teardown":
            name += " (teardown)"
        self.case(report.outcome, name)
        if report.failed:
            self.comment(report.longreprtext)
            for title, text in report.sections:
                self.comment(f"{title}:\n{text}")

    def pytest_collectreport(self, report):
        if report.failed:
            self.case("failed", report.nodeid or "collection")
            self.comment(report.longreprtext)
        elif report.skipped:
            self.skip(report.nodeid, report)

    def pytest_sessionfinish(self):
        self.write(f"1..{self.count}")


# What a test prints is captured by taking descriptor 1: the report keeps the real one.
_stdout = open(os.dup(1), "w")


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(Tap(_stdout), "tap-report")
