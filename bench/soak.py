#!/usr/bin/env python3
"""What a master and its workers bear: a storm that kills a worker every 200 milliseconds, and mixed requests for as long as is
wished while memory and descriptors are watched.

usage: bench/soak.py [--build DIR] [--storm SECONDS] [--soak SECONDS] [--clients N] [--rate N]

`--rate` is requests a second in the soak, of all clients; 0: as many as they can. Ends with status 1 where more requests
failed than workers were killed, or any request of the soak was a crash or a 500."""
import argparse
import concurrent.futures
import os
import pathlib
import random
import signal
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from country import Country  # noqa: E402
from server import Server, free_port  # noqa: E402

WFS = "/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={}&OUTPUTFORMAT={}&COUNT={}"


def view(draw, layer, what="GetMap", more=""):
    x, y, w = draw.uniform(0, 5), draw.uniform(44, 47), draw.choice((0.01, 0.5, 2, 6, 40))
    return (f"/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST={what}&CRS={draw.choice(('CRS:84', 'EPSG:3857', 'EPSG:2154'))}&LAYERS={layer}&STYLES="
            f"&BBOX={x},{y},{x + w},{y + w * 0.8}&WIDTH={draw.choice((64, 256, 800))}&HEIGHT={draw.choice((64, 256, 600))}&FORMAT=image/png{more}")


def tile(draw, layer, form):
    level = draw.choice((0, 3, 5, 6, 8, 12))
    n = 2 ** level
    return f"/wmts/1.0.0/{layer}/default/WebMercatorQuad/{level}/{int(n * 0.35) % n}/{int(n * (0.5 + draw.uniform(0, 0.02)))}.{form}"


MIX = [
    lambda d: view(d, d.choice(("statistiques", "departements", "communes", "rivieres", "altitude"))),
    lambda d: view(d, "statistiques", "GetFeatureInfo", "&QUERY_LAYERS=statistiques&I=20&J=20&INFO_FORMAT=application/json"),
    lambda d: WFS.format(d.choice(("communes", "statistiques", "rivieres")), d.choice(("application/json", "csv", "GML32")), d.choice((1, 50, 250))),
    lambda d: tile(d, d.choice(("departements", "communes", "statistiques")), d.choice(("png", "mvt"))),
    lambda d: f"/api/collections/{d.choice(('communes', 'departements', 'statistiques'))}/items?f={d.choice(('json', 'html'))}&limit=20&offset={d.randrange(200)}",
    lambda d: d.choice(("/ows?SERVICE=WMS&REQUEST=GetCapabilities", "/ows?SERVICE=WFS&REQUEST=GetCapabilities", "/api/collections?f=json", "/api?f=html",
                        "/tjs?service=TJS&request=DescribeFrameworks", "/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", "/health")),
    lambda d: d.choice(("/ows?SERVICE=WMS&REQUEST=GetMap&LAYERS=none", "/api/collections/none", "/ows?SERVICE=WFS&REQUEST=GetFeature&TYPENAMES=x",
                        "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&CRS=EPSG:3857&BBOX=-1e30,-1e30,1e30,1e30&LAYERS=departements&STYLES=&WIDTH=9&HEIGHT=9&FORMAT=image/png")),
]


class Clients:
    """They ask until told to stop; what came of it."""

    def __init__(self, site, n, rate, whole=False):
        self.site, self.rate, self.whole = site, rate, whole
        self.ms, self.failed, self.stop = [], [], threading.Event()
        self.pool = concurrent.futures.ThreadPoolExecutor(n)
        self.asked = [self.pool.submit(self.ask, random.Random(i), n) for i in range(n)]

    def ask(self, draw, n):
        while not self.stop.is_set():
            path = draw.choice(MIX)(draw)
            began = time.perf_counter()
            try:
                status = self.site.fetch(path, timeout=60).status
            except Exception as error:                       # a connection that was cut
                status = repr(error)
            took = time.perf_counter() - began
            self.ms.append(took * 1000)
            if not isinstance(status, int) or status >= 500:
                self.failed.append((path, status))
            if self.rate:
                self.stop.wait(max(0, n / self.rate - took))

    def end(self):
        self.stop.set()
        for one in self.asked:
            one.result()
        self.pool.shutdown()
        return sorted(self.ms)


def p99(values):
    return values[int(len(values) * 0.99)] if values else float("nan")


def anonymous(pid):
    """KiB of memory that is its own."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon"))


def storm(site, args):
    calm = Clients(site, args.clients, 0)
    time.sleep(min(10, args.storm))
    before = calm.end()
    clients, killed, end = Clients(site, args.clients, 0), 0, time.monotonic() + args.storm
    while time.monotonic() < end:
        time.sleep(0.2)
        workers = site.workers()
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            killed += 1
    during = clients.end()
    # what ran into a reset or a 500 of the web server; 503s are a master that says to come again
    print(f"| a worker killed every 200 ms for {args.storm} s, {args.clients} clients | {killed} killed, {len(clients.failed)} of "
          f"{len(during):,} requests failed | at most as many as were killed |")
    print(f"| p99 then, and calm | {p99(during):.0f} ms, {p99(before):.0f} ms | below twice |", flush=True)
    return len(clients.failed) <= killed


def soak(site, args):
    clients, pids = Clients(site, args.clients, args.rate), site.workers()
    seen, began = [], time.monotonic()
    while time.monotonic() - began < args.soak:
        time.sleep(min(10, args.soak / 20))
        seen.append((time.monotonic() - began, len(clients.ms), [anonymous(p) for p in pids], [len(os.listdir(f"/proc/{p}/fd")) for p in pids]))
    ms = clients.end()
    settled = [s for s in seen if s[0] > args.soak / 3]
    slope, _ = statistics.linear_regression([s[1] for s in settled], [sum(s[2]) * 1024 for s in settled])
    print(f"| mixed requests for {args.soak} s, {args.clients} clients | {len(ms):,} requests, {len(clients.failed)} failed, p99 {p99(ms):.0f} ms | none |")
    print(f"| own memory of the workers, MB: first, after a third, last | {sum(seen[0][2]) / 1024:.0f}, {sum(settled[0][2]) / 1024:.0f}, "
          f"{sum(settled[-1][2]) / 1024:.0f}; {slope:.1f} bytes a request in the last two thirds | flat |")
    print(f"| descriptors of each worker, then | {settled[0][3]}, {settled[-1][3]} | the same |", flush=True)
    for path, status in clients.failed[:10]:
        print(status, path, file=sys.stderr)
    return not clients.failed and site.workers() == pids


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("--build", default=str(ROOT / "build"))
    p.add_argument("--storm", type=float, default=60)
    p.add_argument("--soak", type=float, default=1200)
    p.add_argument("--clients", type=int, default=16)
    p.add_argument("--rate", type=float, default=0)
    args = p.parse_args()
    program = os.path.join(os.path.abspath(args.build), "jointure")
    with tempfile.TemporaryDirectory() as folder:
        port, good = free_port(), True
        country = Country(folder, program, f"http://127.0.0.1:{port}")
        with open(country.workspace / "jointure.conf", "a") as conf:
            # caches that are full soon, so that what grows is not they
            conf.write("\n[workers]\nmax_requests = 1000000000\nview_cache = 2M\nanswer_cache = 2M\ndocument_cache = 4M\n"
                       "[server]\naccess_log = access.log\n")
        with Server([program, "serve"], country.workspace, port=port) as site:
            good = (args.storm <= 0 or storm(site, args)) and good
            good = (args.soak <= 0 or soak(site, args)) and good
            lost = [line for line in site.log().splitlines() if " worker_lost " in line and "SIGKILL" not in line]
            print("\n".join(lost[:5]), file=sys.stderr)
    return 0 if good and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
