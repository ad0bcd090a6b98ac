#!/usr/bin/python3
"""The Table Joining Service: when the first byte of GetData and DescribeKey leaves, what a worker's memory grows by, how fast rows are
written beside libxml2's writer, and how long JoinData takes.

usage: bench/tjs.py [--build DIR] [--rounds N] [--rows N] [--only PART]     PART: small, large, join

A worker is asked over its FastCGI socket, without a web server; the first byte is the first of the body's. Memory is what is the
worker's own (RssAnon and RssShmem of /proc), looked at after each quarter of a megabyte of an answer; files that are mapped are the
system's. The peer of the throughput is bench-tjs: the same rows and columns, as texts in memory, by xmlTextWriter into nothing; both
as bytes per second of CPU."""
import csv, functools, http.server, json, os, random, re, statistics, struct, subprocess, sys, tempfile, threading, time
import urllib.parse, urllib.request
import bench

sys.path.insert(0, os.path.join(bench.HERE, "..", "tests", "e2e"))
import fastcgi

COLUMNS = 10

class Asked:
    """One request to a worker: when its first byte came, how much came, and what the worker grew to meanwhile."""

    def __init__(self, stage, path, query):
        sock = fastcgi.connect(stage.socket, 600)
        self.first = self.cpu = None
        self.bytes = self.peak = 0
        began, cpu = time.perf_counter(), stage.cpu()
        fastcgi.send(sock, path, query)
        kept, looked = b"", 0
        with sock.makefile("rb", 1 << 16) as stream:
            while True:
                _, kind, _, length, padding = struct.unpack(">BBHHBx", stream.read(8))
                body = stream.read(length + padding)[:length]
                if kind == fastcgi.END:
                    break
                if kind != fastcgi.STDOUT:
                    continue
                if self.first is None:
                    kept += body
                    if b"\r\n\r\n" in kept and kept.split(b"\r\n\r\n", 1)[1]:
                        self.first = (time.perf_counter() - began) * 1000
                self.bytes += length
                if self.bytes - looked > 1 << 18:
                    looked = self.bytes
                    self.peak = max(self.peak, stage.own_memory())
        self.ms = (time.perf_counter() - began) * 1000
        time.sleep(0.02)                                       # what a process took is told once it rests
        self.cpu = (stage.cpu() - cpu) * 1000
        self.peak = max(self.peak, stage.own_memory())
        sock.close()
        assert kept.startswith(b"Status: 200"), kept[:800]

class Stage(bench.Stage):
    """A workspace with a framework and tables, and our workers alone."""

    def __init__(self, args, prepare):
        self.prepare = prepare
        super().__init__(args, 1)

    def make_workspace(self):
        self.ws = os.path.join(self.folder, "ws")
        self.cli("init", self.ws, "--base-url", self.url)
        open(os.path.join(self.ws, "jointure.conf"), "a").write("\n[workers]\nmax_requests = 1000000000\ndeadline = 600\n[joins]\nmax_upload = 200M\nfetch_allow = 127.0.0.1\njoin_wait = 60000\n")
        self.cli("organisation", "bench", "--title-fr", "Banc", "--title-en", "Bench", "--workspace", self.ws)
        self.prepare(self)

    def publish(self, *words):
        self.cli("publish", *words, "--workspace", self.ws, "--organisation", "bench", "--quiet")

    def start(self):
        self.socket = os.path.join(self.folder, "ours.sock")
        self.master = subprocess.Popen([os.path.join(self.args.build, "jointure"), "serve", "--workspace", self.ws, "--workers", "1",
                                        "--socket", self.socket], stdout=subprocess.DEVNULL,
                                       stderr=open(os.path.join(self.folder, "log"), "w"))
        self.processes += [self.master, self.lighttpd(self.socket, {})]
        self.peer_pids = []
        self.wait_for_ours()
        self.our_pids = [p for p in bench.children(self.master.pid) if "jointure-fcgi" in open(f"/proc/{p}/cmdline").read()]

    def cpu(self):
        return bench.cpu_seconds(self.our_pids)

    def own_memory(self):
        return bench.own_megabytes(self.our_pids)

def uris(stage, series, dataset=None):
    frameworks = urllib.request.urlopen(f"{stage.url}/tjs?service=TJS&request=DescribeFrameworks").read().decode()
    framework = re.search(rf"<tjs:FrameworkURI>([^<]*/{series}/[^<]*)<", frameworks)[1]
    q = f"&FrameworkURI={urllib.parse.quote(framework, safe='')}"
    if dataset is not None:
        q += f"&DatasetURI={urllib.parse.quote(f'{stage.url}/tjs/datasets/{dataset}', safe='')}"
    return q

def show(what, value, asked=""):
    print(f"| {what} | {value} | {asked} |", flush=True)

def spread(values, digits=1):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"

def writer(args, rows, columns):
    """Megabytes per second of CPU of libxml2's writer."""
    done = [json.loads(bench.run(os.path.join(args.build, "bench", "bench-tjs"), str(rows), str(columns))) for _ in range(args.rounds)]
    return [d["bytes"] / d["ms"] / 1000 for d in done]

def asked(stage, args, name, path, query, limits=("", "")):
    """The first answer opens files; those after it are what is measured. What the worker grows by, from before the first."""
    before = stage.own_memory()
    cold = Asked(stage, path, query)
    runs = [Asked(stage, path, query) for _ in range(args.rounds)]
    speed = [r.bytes / r.cpu / 1000 for r in runs]
    show(f"{name}: first byte, ms", f"{spread([r.first for r in runs])}; the first time {cold.first:.1f}", limits[0])
    show(f"{name}: growth of the worker, MB", f"{max(r.peak for r in [cold, *runs]) - before:.1f}", limits[1])
    show(f"{name}: whole, ms; bytes", f"{spread([r.ms for r in runs])}; {runs[0].bytes:,}")
    return speed

def throughput(args, name, ours, rows, columns):
    theirs = writer(args, rows, columns)
    show(f"{name}: MB per second of CPU; xmlTextWriter", f"{spread(ours, 0)}; {spread(theirs, 0)}: "
         f"{statistics.median(ours) / statistics.median(theirs):.2f}", "0.5")

def numbers(n):
    random.seed(3)
    return [f"{random.uniform(0, 100):.2f}" for _ in range(n)]

def table(path, keys, times=1):
    """COLUMNS numbers a row; `times` rows a key, told apart by a year."""
    values = numbers(100003)
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["code"] + (["annee"] if times > 1 else []) + [f"v{i}" for i in range(COLUMNS)])
        at = 0
        for year in range(times):
            for key in keys:
                at = (at + COLUMNS) % 100000
                row = values[at:at + COLUMNS]
                out.writerow([key] + ([1990 + year] if times > 1 else []) + row + values[:COLUMNS - len(row)])

def small(args):
    def prepare(stage):
        stage.publish("framework", "communes", args.data, "--table", args.table, "--version", "2022-01-01", "--key", args.key,
                      "--title-fr", "Communes", "--repair")
        rows = bench.run("ogr2ogr", "-f", "CSV", "/vsistdout/", args.data, "-sql", f'SELECT "{args.key}" FROM "{args.table}"')
        keys = [r[0] for r in csv.reader(rows.splitlines())][1:]
        table(os.path.join(stage.folder, "t.csv"), keys)
        stage.publish("table", os.path.join(stage.folder, "t.csv"), "one", "--framework", "communes", "--key", "code", "--yes")
    stage = Stage(args, prepare)
    try:
        get = "service=TJS&request=GetData" + uris(stage, "communes", "one")
        if "join" in args.only:
            join(stage, args, get)
        if "small" not in args.only:
            return
        speed = asked(stage, args, "GetData, 35,000 x 10", "/tjs", get, ("20", "8"))
        throughput(args, "GetData, 35,000 x 10", speed, 34955, COLUMNS)
        speed = asked(stage, args, "DescribeKey, 35,000", "/tjs", "service=TJS&request=DescribeKey" + uris(stage, "communes"), ("20", "8"))
        throughput(args, "DescribeKey, 35,000", speed, 34955, 1)
        for form in ("csv", "json", "geojson", "sdmx.csv"):
            asked(stage, args, f"/data/one.{form}", f"/data/one.{form}", "")
    finally:
        stage.stop()

class Disk:
    """A folder behind a web server on this machine."""

    def __init__(self, folder):
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        handler.log_message = lambda *_: None
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

def job_seconds(stage):
    """CPU of the processes that have come and gone under the master: jobs, fetchers."""
    fields = open(f"/proc/{stage.master.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

def joined(stage, body, kind):
    """Milliseconds, by the clock and of CPU."""
    cpu = stage.cpu() + job_seconds(stage)
    began = time.perf_counter()
    request = urllib.request.Request(f"{stage.url}/tjs", body, {"Content-Type": kind})
    answer = urllib.request.urlopen(request, timeout=60).read()
    took = (time.perf_counter() - began) * 1000
    assert b"<tjs:Completed" in answer, answer[:2000]
    time.sleep(0.1)                                        # the master takes leave of the job
    return took, (stage.cpu() + job_seconds(stage) - cpu) * 1000

def join(stage, args, get):
    """GDAS on disk, by its address and posted as it is, to the Completed answer. Each time other data: no join is there before."""
    gdas = urllib.request.urlopen(f"{stage.url}/tjs?{get}").read()
    disk = Disk(stage.folder)
    fetched, sent = [], []
    for i in range(args.rounds):
        open(os.path.join(stage.folder, f"{i}.xml"), "wb").write(gdas.replace(b"<tjs:V>", b"<tjs:V>%d" % (i + 1), 1))
        query = urllib.parse.urlencode({"service": "TJS", "request": "JoinData", "GetDataURL": f"{disk.url}/{i}.xml"})
        fetched.append(joined(stage, (query + "&" + uris(stage, "communes")[1:]).encode(), "application/x-www-form-urlencoded"))
        inside = gdas[gdas.index(b"<tjs:GDAS"):].replace(b"<tjs:V>", b"<tjs:V>%d" % (i + 1001), 1)
        body = (b'<tjs:JoinData xmlns:tjs="http://www.opengis.net/tjs/1.0" service="TJS"><tjs:AttributeData>' + inside +
                b"</tjs:AttributeData></tjs:JoinData>")
        sent.append(joined(stage, body, "text/xml"))
    show(f"JoinData of 35,000 rows x {COLUMNS}, {len(gdas):,} bytes of GDAS, by GetDataURL: to Completed, ms", spread([m for m, _ in fetched]), "400")
    show("of this CPU of worker, job and fetcher, ms", spread([c for _, c in fetched]))
    show("the same, the GDAS inside the request, ms", spread([m for m, _ in sent]), "400")
    show("of this CPU, ms", spread([c for _, c in sent]))

def points(stage, series, n):
    """A framework of so many points, whose keys do not stand in their order."""
    path = os.path.join(stage.folder, f"{series}.csv")
    with open(path, "w") as f:
        f.write("code,nom,x,y\n")
        f.writelines(f"{(i * 7919) % n:07d},Point {i},{-4 + (i % 1000) * .01},{42 + i // 1000 * .008}\n" for i in range(n))
    gpkg = path.replace(".csv", ".gpkg")
    bench.run("ogr2ogr", "-f", "GPKG", gpkg, path, "-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-a_srs", "EPSG:4326",
              "-nln", "points", "-gt", "unlimited")
    stage.publish("framework", series, gpkg, "--table", "points", "--version", "2022-01-01", "--key", "code", "--title-fr", series)

def large(args):
    """As many rows as territories; and ten of each of a tenth of them."""
    n, few = args.rows, args.rows // 10
    def prepare(stage):
        for name, series, keys, times in (("one", "points", n, 1), ("many", "places", few, 10)):
            points(stage, series, keys)
            table(os.path.join(stage.folder, f"{name}.csv"), [f"{i:07d}" for i in range(keys)], times)
            stage.publish("table", os.path.join(stage.folder, f"{name}.csv"), name, "--framework", series, "--key", "code", "--reduce",
                          "first", "--yes")
    stage = Stage(args, prepare)
    try:
        for dataset, series in (("one", "points"), ("many", "places")):
            speed = asked(stage, args, f"GetData, {n:,} x 10, {dataset}", "/tjs", "service=TJS&request=GetData" + uris(stage, series, dataset),
                          ("", "8"))
            throughput(args, f"GetData, {n:,} x 10, {dataset}", speed, n, COLUMNS)
        asked(stage, args, f"DescribeKey, {n:,}", "/tjs", "service=TJS&request=DescribeKey" + uris(stage, "points"), ("", "8"))
        for dataset in ("one", "many"):
            for form in ("csv", "json", "geojson", "sdmx.csv"):
                asked(stage, args, f"/data/{dataset}.{form}", f"/data/{dataset}.{form}", "")
    finally:
        stage.stop()

def main():
    p = bench.options(__doc__)
    p.add_argument("--rows", type=int, default=1000000, help="of the large table and framework")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--only", default="small,join,large")
    args = p.parse_args()
    print("| what | measured: median (least to greatest) | asked for |\n|---|---|---|", flush=True)
    if "small" in args.only or "join" in args.only:
        small(args)
    if "large" in args.only:
        large(args)
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")

if __name__ == "__main__":
    main()
