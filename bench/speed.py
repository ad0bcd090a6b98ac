#!/usr/bin/python3
"""The goals of speed: ours beside mapserv, QGIS Server, ogr2ogr, PostGIS and an empty answer, in turn, in one run.

usage: bench/speed.py [--build DIR] [--rounds N] [--seconds N] [--only REGEX] [--layers 5,300] [--skip-many]

Figures are CPU milliseconds of the processes that answer, from /proc. Both sides get the same views in the same order; a view
is new in each request but where the line says that it is kept. Answers are compared before they are timed."""
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy
from osgeo import gdal

import bench
import joins
import speed_peers
import fastcgi

gdal.UseExceptions()
ATTRIBUTES = [f"v{i}" for i in range(joins.COLUMNS)]


class Data(joins.Data):
    columns = ATTRIBUTES


class Stage(bench.Stage):
    """The communes as a framework, a table of ten columns joined to it, and copies up to n layers; the peers beside."""

    def __init__(self, args, data, n, shp, **settings):
        # nothing that was answered before answers again, unless the stage is about that
        self.data, self.shp, self.settings, self.workers = data, shp, {"answer_cache": 0, **settings}, args.workers
        super().__init__(args, n)

    def make_workspace(self):
        self.ws, self.cli = joins.workspace(self.args, self.data, self.folder)
        self.cli("publish", "table", self.data.csv, "rates", "--framework", "communes", "--key", "code", "--organisation", "bench",
                 "--title-fr", "Taux", "--workspace", self.ws, "--quiet", *[x for a in ATTRIBUTES for x in ("--attribute", a)])
        if self.n > 2:
            bench.run(os.path.join(self.args.build, "bench", "bench-many"), self.ws, "communes", str(self.n - 2))
        with open(os.path.join(self.ws, "jointure.conf"), "a") as conf:
            conf.write(f"\n[server]\nbase_url = {self.url}\n[workers]\nmax_requests = 1000000000\nworker_memory = 8G\n")
            conf.write("".join(f"{k} = {v}\n" for k, v in self.settings.items()))
            conf.write("[limits]\nmax_features = 1000000\n[catalogue]\ntile_cache = 0\n")
        self.names = ["rates", "communes"] + [f"copy_{i:05d}" for i in range(self.n - 2)]

    def more_peers(self):
        return {name: os.path.join(self.folder, name + ".sock") for name in ("empty", "qgis")}

    def start(self):
        super().start()
        self.empty_pids = speed_peers.spawn(self.more_peers()["empty"], 2, os.path.join(self.args.build, "bench", "bench-empty"))
        self.qgis_pids = speed_peers.qgis(self.folder, self.shp, self.legend, self.stroke, self.more_peers()["qgis"]) if self.n == 5 else None
        self.peer_pids_all = self.peer_pids + self.empty_pids + (self.qgis_pids or [])

    def stop(self):
        self.peer_pids = self.peer_pids_all
        super().stop()

    def peer_mapfile(self):
        legend = json.loads(bench.fetch(f"{self.url}/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=rates&STYLE="
                                        "&FORMAT=application/json")[1])["legends"][0]["legend"]
        sld = bench.fetch(f"{self.url}/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetStyles&LAYERS=rates")[1].decode()
        self.legend = legend
        self.stroke = re.search(r'"stroke">(#\w+)<', sld)[1], float(re.search(r'"stroke-width">([\d.]+)<', sld)[1])
        capabilities = bench.fetch(f"{self.url}/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities")[1].decode()
        crs = " ".join(dict.fromkeys(re.findall(r"<CRS>(EPSG:\d+)</CRS>", capabilities)))
        path = os.path.join(self.folder, "peer.map")
        speed_peers.mapfile(path, f"{self.url}/peer?", self.shp, self.names, crs, legend, self.stroke)
        return path


def boxes(n, half, seed):
    """Views of that half height in degrees about places inside of metropolitan France."""
    chance = random.Random(seed)
    return [(x - half * 1.47, y - half, x + half * 1.47, y + half)
            for x, y in ((chance.uniform(0.5, 4.8), chance.uniform(45.5, 48.6)) for _ in range(n))]


def get_map(layer, box, width, height, extra=""):
    x0, y0, x1, y1 = box
    return (f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES=&CRS=EPSG:4326&FORMAT=image/png&WIDTH={width}&HEIGHT={height}"
            f"&BBOX={y0:.6f},{x0:.6f},{y1:.6f},{x1:.6f}{extra}")


def tiles_of_600(n=60):
    return boxes(n, 0.4, 1)


FRANCE = (-5.3, 41.2, 9.7, 51.3)


def whole(n=12):
    """All of metropolitan France, each time a little elsewhere."""
    chance = random.Random(2)
    return [tuple(v + d for v, d in zip(FRANCE, (a, b, a, b))) for a, b in ((chance.uniform(-.05, .05), chance.uniform(-.05, .05)) for _ in range(n))]


def get(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"bench: {answer.status} for {path}\n{body[:500]!r}")
    return body


def load(stage, paths, pids, seconds, threads=4):
    """Asks for the paths in turn for that long; CPU milliseconds of the processes per answer, and answers a second."""
    done, end = [0] * threads, time.time() + seconds

    def run(k):
        i = k
        while time.time() < end:
            get(stage.port, paths[i % len(paths)])
            done[k] += 1
            i += threads

    before, began = cpu(pids), time.time()
    crowd = [threading.Thread(target=run, args=(k,)) for k in range(threads)]
    for t in crowd:
        t.start()
    for t in crowd:
        t.join()
    return (cpu(pids) - before) * 1000 / sum(done), sum(done) / (time.time() - began)


def cpu(pids):
    """Seconds of all threads."""
    return sum(int(open(f"/proc/{p}/task/{t}/schedstat").read().split()[0]) for p in pids for t in os.listdir(f"/proc/{p}/task")) / 1e9


def picture(body):
    name = "/vsimem/answer.png"
    gdal.FileFromMemBuffer(name, body)
    file = gdal.Open(name)
    bands = file.ReadAsArray()
    table = file.GetRasterBand(1).GetColorTable()
    if table is not None:
        colours = numpy.array([table.GetColorEntry(i) for i in range(table.GetCount())], dtype=int)
        return colours[bands][..., :3]
    return numpy.moveaxis(bands, 0, -1)[..., :3].astype(int)


def same_pictures(name, ours, theirs, most=25.0):
    """Borders are drawn by different rules; fills must agree."""
    difference = float(numpy.abs(picture(ours) - picture(theirs)).mean())
    if difference > most:
        sys.exit(f"bench: {name}: the pictures differ by {difference:.1f} levels in the mean")
    return difference


def row(name, ours, theirs, asked, unit="ms CPU"):
    ratios = [t / o for o, t in zip(ours, theirs)]
    print(f"| {name} | {statistics.median(ours):.3f} ({min(ours):.3f} to {max(ours):.3f}) | {statistics.median(theirs):.2f} {unit} "
          f"| **{statistics.median(ratios):.1f}** ({min(ratios):.1f} to {max(ratios):.1f}) | {asked} |", flush=True)


def against(stage, args, name, ours, theirs, asked, pids=None, check=None):
    """`ours` and `theirs`: lists of paths."""
    if not re.search(args.only, name):
        return
    if check is not None:
        check(name, get(stage.port, ours[0]), get(stage.port, theirs[0]))
    a, b = [], []
    for _ in range(args.rounds):
        a.append(load(stage, ours, stage.our_pids, args.seconds)[0])
        b.append(load(stage, theirs, pids or stage.peer_pids, args.seconds)[0])
    row(name, a, b, asked)


def paths(prefix, queries):
    return [f"{prefix}?{q}" for q in queries]


def same_features(name, ours, theirs):
    count = lambda b: len(json.loads(b)["features"]) if b.lstrip()[:1] == b"{" else len(re.findall(rb"<(?:wfs|gml):(?:member|featureMember)>", b))
    if count(ours) != count(theirs) or count(ours) == 0:
        sys.exit(f"bench: {name}: {count(ours)} features against {count(theirs)}")


def same_found(name, ours, theirs):
    value = re.search(rb"code = '?(\w+)", theirs)
    if value is None or value[1] not in ours:
        sys.exit(f"bench: {name}: the features differ\n{ours[:300]!r}\n{theirs[:300]!r}")


def maps(stage, args):
    n = stage.n
    tiles = [get_map("rates", b, 256, 256) for b in tiles_of_600()]
    against(stage, args, f"choropleth 256x256, 600 communes, no cache; mapserv, {n} layers", paths("/ows", tiles), paths("/peer", tiles),
            {5: "8", 300: "25"}[n], check=same_pictures)
    if n != 5:
        return
    large = [get_map("rates", b, 800, 600) for b in whole()]
    against(stage, args, "choropleth 800x600, 34,955 communes, no cache; mapserv", paths("/ows", large), paths("/peer", large), "8 (12)",
            check=same_pictures)


def kept(stage, args):
    """Another indicator of a view that is kept: the stage keeps views."""
    for name, box, w, h, asked in (("256x256", tiles_of_600(1)[0], 256, 256, "40"), ("800x600", FRANCE, 800, 600, "50")):
        others = [get_map("rates", box, w, h, f"&attribute={a}&method={m}&classes={c}") for a in ATTRIBUTES for m in ("quantile", "equal") for c in (4, 5, 6)]
        peer = [get_map("rates", box, w, h)]
        against(stage, args, f"choropleth {name}, another indicator of a kept view; mapserv", paths("/ows", others), paths("/peer", peer), asked)


def features(stage, args):
    wfs = "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=rates"
    hundred = [f"{wfs}&COUNT=100&BBOX={b[1]:.5f},{b[0]:.5f},{b[3]:.5f},{b[2]:.5f},urn:ogc:def:crs:EPSG::4326" for b in tiles_of_600()]
    gml = "&OUTPUTFORMAT=application/gml%2Bxml%3B%20version%3D3.2"
    against(stage, args, "GetFeature 100 communes, GML 3.2; mapserv", paths("/ows", [q + gml for q in hundred]), paths("/peer", hundred), "20",
            check=same_features)
    against(stage, args, "GetFeature 100 communes, GeoJSON; mapserv", paths("/ows", [q + "&OUTPUTFORMAT=application/json" for q in hundred]),
            paths("/peer", [q + "&OUTPUTFORMAT=geojson" for q in hundred]), "40", check=same_features)
    against(stage, args, "GetFeature all communes, GeoJSON; mapserv", paths("/ows", [wfs + "&OUTPUTFORMAT=application/json&COUNT=100000"]),
            paths("/peer", [wfs + "&OUTPUTFORMAT=geojson&COUNT=100000"]), "10", check=same_features)
    if re.search(args.only, "GetFeature all communes, GeoJSON; ogr2ogr"):
        a, b = [], []
        grown(stage, "GetFeature all communes, GeoJSON", f"/ows?{wfs}&OUTPUTFORMAT=application/json&COUNT=")
        for _ in range(args.rounds):
            a.append(load(stage, paths("/ows", [wfs + "&OUTPUTFORMAT=application/json&COUNT=100000"]), stage.our_pids, args.seconds)[0])
            b.append(bench.command_cpu("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", stage.shp))
        row("GetFeature all communes, GeoJSON; ogr2ogr", a, b, "3")


def grown(stage, name, path):
    """What a worker grows by while it writes all communes, from where pages of 100 had brought it."""
    for _ in range(8):
        get(stage.port, path + "100")
    before, peak, asking = bench.own_megabytes(stage.our_pids), 0, threading.Thread(target=lambda: [get(stage.port, path + "100000") for _ in range(4)])
    asking.start()
    while asking.is_alive():
        peak = max(peak, bench.own_megabytes(stage.our_pids))
        time.sleep(0.002)
    print(f"| {name}: growth of the worker | {peak - before:.1f} MB | | | constant |", flush=True)


def info(stage, args):
    asked = [get_map("rates", b, 256, 256).replace("GetMap", "GetFeatureInfo") + "&QUERY_LAYERS=rates&INFO_FORMAT=text/plain&I=128&J=128"
             for b in tiles_of_600()]
    against(stage, args, f"GetFeatureInfo; mapserv, {stage.n} layers", paths("/ows", asked), paths("/peer", asked), {5: "5", 300: "60"}[stage.n],
            check=same_found)


def capabilities(stage, args):
    query = ["SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"]
    against(stage, args, f"GetCapabilities, {stage.n} layers; mapserv", paths("/ows", query), paths("/peer", query), {5: "-", 300: "500"}[stage.n])


def empty(stage, args):
    """Kept answers against an answer of the same size without any work, under the same web server."""
    view = get_map("rates", tiles_of_600(1)[0], 256, 256)
    for name, path in (("capabilities", "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"), ("GetMap", "/ows?" + view),
                       ("GetLegendGraphic", "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=rates&STYLE=&FORMAT=image/png")):
        size = len(get(stage.port, path))
        against(stage, args, f"kept answer, {name} ({size} bytes); an empty FastCGI answer of that size", [path], [f"/empty?{size}"],
                "0.5", pids=stage.empty_pids)


def qgis(stage, args):
    if stage.qgis_pids is None:
        return print("| QGIS Server | not installed | | | |")
    tiles = [get_map("rates", b, 256, 256) for b in tiles_of_600()]
    large = [get_map("rates", b, 800, 600) for b in whole()]
    against(stage, args, "GetMap 256x256, 600 communes; QGIS Server", paths("/ows", tiles), paths("/qgis", tiles), "10", pids=stage.qgis_pids,
            check=same_pictures)
    against(stage, args, "GetMap 800x600, 34,955 communes; QGIS Server", paths("/ows", large), paths("/qgis", large), "10", pids=stage.qgis_pids)
    wfs = "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=rates"
    hundred = [f"{wfs}&MAXFEATURES=100&BBOX={b[1]:.5f},{b[0]:.5f},{b[3]:.5f},{b[2]:.5f},urn:ogc:def:crs:EPSG::4326" for b in tiles_of_600()]
    # QGIS Server 3.22 reads every box with x first
    others = [f"{wfs}&MAXFEATURES=100&BBOX={b[0]:.5f},{b[1]:.5f},{b[2]:.5f},{b[3]:.5f},EPSG:4326&OUTPUTFORMAT=application/vnd.geo%2Bjson" for b in tiles_of_600()]
    against(stage, args, "WFS GetFeature 100 communes, GeoJSON; QGIS Server", paths("/ows", [q + "&OUTPUTFORMAT=application/json" for q in hundred]),
            paths("/qgis", others), "10", pids=stage.qgis_pids, check=same_features)


def vectors(stage, args):
    z, column, row_ = 8, 129, 89
    path = f"/ows?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=rates&STYLE=default&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX={z}&TILEROW={row_}&TILECOL={column}&FORMAT=application/vnd.mapbox-vector-tile"
    if not re.search(args.only, "vector tile"):
        return
    side = 2 * 20037508.342789244 / 2 ** z
    box = [-20037508.342789244 + column * side, 20037508.342789244 - (row_ + 1) * side, -20037508.342789244 + (column + 1) * side,
           20037508.342789244 - row_ * side]
    mercator = os.path.join(stage.folder, "mercator.gpkg")
    bench.run("ogr2ogr", "-f", "GPKG", mercator, stage.shp, "-t_srs", "EPSG:3857", "-nlt", "MULTIPOLYGON", stderr=subprocess.DEVNULL)
    peer = speed_peers.PostGIS(stage.shp, ATTRIBUTES)
    try:
        mine = tile_features(get(stage.port, path))
        if abs(mine - peer.features(z, column, row_)) > 0.02 * mine:
            sys.exit(f"bench: vector tile: {mine} features against {peer.features(z, column, row_)}")
        ours, ogr, sql = [], [], []
        for i in range(args.rounds):
            ours.append(load(stage, [path + f"&n={i}"], stage.our_pids, args.seconds)[0])
            out = os.path.join(stage.folder, f"mvt{i}")
            ogr.append(bench.command_cpu("ogr2ogr", "-f", "MVT", out, mercator, "-spat", *map(str, box), "-dsco", f"MINZOOM={z}", "-dsco", f"MAXZOOM={z}",
                                   "-dsco", "COMPRESS=NO", "-dsco", "MAX_SIZE=5000000", "-dsco", "MAX_FEATURES=200000"))
            peer.tile(z, column, row_)
            sql.append(peer.tile(z, column, row_))
        row(f"vector tile, zoom 8, {mine} communes; `ogr2ogr -f MVT`", ours, ogr, "5")
        row(f"vector tile, zoom 8, {mine} communes; ST_AsMVT", ours, sql, "5", "ms")
    finally:
        peer.stop()


def tile_features(body):
    name = "/vsimem/tile.mvt"
    gdal.FileFromMemBuffer(name, body)
    tile = gdal.OpenEx(name, open_options=["METADATA_FILE=", "CLIP=NO"])
    return tile.GetLayer(0).GetFeatureCount()


def workers(args, data, shp):
    """The same load on one worker and on two."""
    if not re.search(args.only, "two workers"):
        return
    rates = {}
    for n in (1, 2):
        args.workers = n
        stage = Stage(args, data, 2, shp, view_cache=0)
        try:
            large = paths("/ows", [get_map("rates", b, 800, 600) for b in whole()])
            rates[n] = [load(stage, large, stage.our_pids, args.seconds)[1] for _ in range(args.rounds)]
        finally:
            stage.stop()
    args.workers = 2
    ratios = [b / a for a, b in zip(rates[1], rates[2])]
    print(f"| full-extent choropleths: answers a second of two workers; of one | {statistics.median(rates[2]):.1f} | {statistics.median(rates[1]):.1f} "
          f"| **{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) | 1.7 |", flush=True)


def many(args, data, shp):
    """20,000 layers: first byte of kept capabilities, a new edition, a new worker."""
    if not re.search(args.only, "20,000 layers"):
        return
    stage = Stage(args, data, 20000, shp)
    path = "/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"
    try:
        for _ in range(8):
            get(stage.port, path, {"Accept-Encoding": "gzip"})
        first = sorted(first_byte(stage.port, path) for _ in range(300))
        print(f"| GetCapabilities of 20,000 layers, gzip, kept: first byte, median and p99 | {first[150]:.1f} ms, {first[296]:.1f} ms | | | 10 ms |", flush=True)
        seconds, rss = bench.edition_visible(stage)
        print(f"| a new edition of 20,000 layers is visible after; largest worker | {seconds:.2f} s, {rss:.0f} MB | | | 1 s |", flush=True)
        print(f"| a worker of 20,000 layers is ready after | {birth(stage):.2f} s | | | 1 s |", flush=True)
    finally:
        stage.stop()


def first_byte(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read(1)
    took = (time.perf_counter() - began) * 1000
    answer.read()
    connection.close()
    return took


def birth(stage):
    """From the start of a worker of its own to its first answer."""
    name = os.path.join(stage.folder, "birth.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen(8)
        began = time.time()
        worker = subprocess.Popen([os.path.join(stage.args.build, "jointure-fcgi"), "--workspace", stage.ws], stdin=listener,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(name)
            fastcgi.send(asking, "/health")
            if fastcgi.receive(asking).status != 200:
                sys.exit("bench: the worker is not well")
        return time.time() - began
    finally:
        worker.terminate()
        worker.wait(20)


def main():
    p = bench.options(__doc__)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=3)
    p.add_argument("--layers", default="5,300")
    p.add_argument("--only", default="")
    p.add_argument("--skip-many", action="store_true")
    args = p.parse_args()
    args.workers = 2
    folder = tempfile.mkdtemp(prefix="jointure-bench-")
    data = Data(args, folder)
    shp = speed_peers.shapefile(folder, data)
    print("| what; peer | ours, ms CPU: median (least to greatest) | peer's | ratio (least to greatest) | asked for |\n|---|---|---|---|---|", flush=True)
    for n in [int(v) for v in args.layers.split(",") if v]:
        stage = Stage(args, data, n, shp, view_cache=0)
        try:
            for part in (maps, info, capabilities) + ((features, qgis, vectors) if n == 5 else ()):
                part(stage, args)
        finally:
            stage.stop()
    if re.search(args.only, "another indicator of a kept view"):
        stage = Stage(args, data, 5, shp)
        try:
            kept(stage, args)
        finally:
            stage.stop()
    if re.search(args.only, "kept answer"):
        stage = Stage(args, data, 4, shp, answer_cache="16M")
        try:
            empty(stage, args)
        finally:
            stage.stop()
    workers(args, data, shp)
    if not args.skip_many:
        many(args, data, shp)


if __name__ == "__main__":
    main()
