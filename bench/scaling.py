#!/usr/bin/python3
"""Does the cost of a request grow with what it does not ask for? Instructions of one worker (callgrind), before and after the
catalogue, the stored joins and the geometry outside of the view are doubled.

usage: bench/scaling.py [--build DIR] [--layers N] [--joins N]"""
import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

import bench
import joins
import speed

sys.path.insert(0, os.path.join(bench.HERE, "..", "tests", "e2e"))
import fastcgi

REPEATS = 20


class Worker:
    """One worker under callgrind, which counts only while it is told to."""

    def __init__(self, build, ws, folder):
        self.socket, self.out = os.path.join(folder, "callgrind.sock"), os.path.join(folder, "callgrind.out")
        for name in (self.socket, self.out):
            if os.path.exists(name):
                os.remove(name)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.socket)
        listener.listen(8)
        self.process = subprocess.Popen(["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={self.out}",
                                         os.path.join(build, "jointure-fcgi"), "--workspace", ws], stdin=listener,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def get(self, path, query):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(self.socket)
            fastcgi.send(s, path, query)
            answer = fastcgi.receive(s)
        if answer.status != 200:
            sys.exit(f"scaling: {answer.status} for {query}\n{answer.body[:300]!r}")

    def control(self, switch):
        subprocess.run(["callgrind_control", "-i", switch, str(self.process.pid)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def count(self, path, query):
        """Instructions of one request, in the mean."""
        self.get(path, query)
        self.get(path, query)
        before = self.total()
        self.control("on")
        for _ in range(REPEATS):
            self.get(path, query)
        self.control("off")
        return (self.total() - before) / REPEATS

    def total(self):
        subprocess.run(["callgrind_control", "-d", str(self.process.pid)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        done, folder = 0, os.path.dirname(self.out)
        for name in os.listdir(folder):
            if name.startswith(os.path.basename(self.out)):
                text = open(os.path.join(folder, name)).read()
                done += sum(int(v) for v in re.findall(r"^totals: (\d+)", text, re.M))
        return done

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def requests():
    box = speed.tiles_of_600(1)[0]
    view = speed.get_map("rates", box, 256, 256)
    return {
        "GetMap 256x256 of 600 communes": ("/ows", view),
        "GetFeatureInfo": ("/ows", view.replace("GetMap", "GetFeatureInfo") + "&QUERY_LAYERS=rates&INFO_FORMAT=text/plain&I=128&J=128"),
        "GetFeature of 100 communes, GeoJSON": ("/ows", "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=rates&COUNT=100&OUTPUTFORMAT=application/json"
                                                f"&BBOX={box[1]},{box[0]},{box[3]},{box[2]},urn:ogc:def:crs:EPSG::4326"),
        "vector tile": ("/ows", "SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=rates&STYLE=default&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=9"
                        "&TILEROW=179&TILECOL=259&FORMAT=application/vnd.mapbox-vector-tile"),
    }


def workspace(args, data, folder, geo, table, layers, stored):
    """The communes of that file, a table joined to them, so many further layers and stored joins."""
    ws, cli = joins.workspace(argparse.Namespace(build=args.build), argparse.Namespace(geo=geo, table_name=table, key=data.key), folder)
    cli("publish", "table", data.csv, "rates", "--framework", "communes", "--key", "code", "--organisation", "bench", "--title-fr", "Taux",
        "--workspace", ws, "--quiet")
    bench.run(os.path.join(args.build, "bench", "bench-many"), ws, "communes", str(layers))
    for _ in range(stored):
        cli("join", data.few, "--framework", "communes", "--key", "code", "--workspace", ws, "--json")
    # no answer may come from a view that is kept: the instructions are those of a first request
    with open(os.path.join(ws, "jointure.conf"), "a") as conf:
        conf.write("\n[workers]\nmax_requests = 1000000000\nview_cache = 0\nanswer_cache = 0\n[catalogue]\ntile_cache = 0\n")
    return ws


def measure(args, ws, folder):
    worker = Worker(args.build, ws, folder)
    try:
        return {name: worker.count(*what) for name, what in requests().items()}
    finally:
        worker.stop()


def twice_the_geometry(data, folder):
    """The communes, and as many again 20 degrees to the south."""
    path = os.path.join(folder, "twice.gpkg")
    bench.run("ogr2ogr", "-f", "GPKG", path, data.geo, data.table_name, "-nln", "communes")
    bench.run("ogr2ogr", "-f", "GPKG", "-append", path, data.geo, "-nln", "communes", "-dialect", "SQLITE", "-sql",
              f'SELECT ST_Translate(geom, 0, -20, 0) AS geom, \'x\' || "{data.key}" AS "{data.key}", nom FROM "{data.table_name}"')
    return path


def main():
    p = bench.options(__doc__)
    p.add_argument("--layers", type=int, default=200)
    p.add_argument("--joins", type=int, default=20)
    args = p.parse_args()
    folder = tempfile.mkdtemp(prefix="jointure-scaling-")
    data = speed.Data(args, folder)
    data.few = os.path.join(folder, "few.csv")
    with open(data.few, "w") as f:
        f.writelines(open(data.csv).readlines()[:500])
    place = lambda: tempfile.mkdtemp(dir=folder)
    n, m = args.layers, args.joins
    cases = [("", data.geo, args.table, n, m), (f"{2 * n} layers", data.geo, args.table, 2 * n, m), (f"{2 * m} stored joins", data.geo, args.table, n, 2 * m),
             ("twice the geometry", twice_the_geometry(data, folder), "communes", n, m)]
    found = []
    for _, geo, table, layers, stored in cases:
        home = place()
        found.append(measure(args, workspace(args, data, home, geo, table, layers, stored), home))
    print(f"| request | instructions at {n} layers, {m} joins | " + " | ".join(c[0] for c in cases[1:]) + " |")
    print("|---|---|" + "---|" * len(cases[1:]))
    for name in requests():
        base = found[0][name]
        print(f"| {name} | {base / 1e6:.3f} M | " + " | ".join(f"{100 * (f[name] / base - 1):+.1f} %" for f in found[1:]) + " |")


if __name__ == "__main__":
    main()
