#!/usr/bin/python3
"""Joins: ours against ogr2ogr and PostgreSQL on the same table and territories, in turn, in one run; then a joined
layer against the plain one, the way from POST to the first map, and what stored joins cost a worker.

usage: bench/joins.py [--build DIR] [--rounds N] [--joins N] [--only PART]     PART: engine, file, serve, many"""
import csv, json, os, random, statistics, subprocess, sys, tempfile, time, urllib.request
import bench

sys.path.insert(0, os.path.join(bench.HERE, "..", "tests", "e2e"))
import postgres

COLUMNS = 10

def median(values):
    return statistics.median(values)

def milliseconds(call):
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000

def show(name, ours, theirs=None, asked=""):
    spread = f"{median(ours):.1f} ms ({min(ours):.1f} to {max(ours):.1f})"
    if theirs is None:
        return print(f"| {name} | {spread} | | | {asked} |", flush=True)
    ratios = [t / o for o, t in zip(ours, theirs)]
    print(f"| {name} | {spread} | {median(theirs):.1f} ms | **{median(ratios):.1f}** ({min(ratios):.1f} to {max(ratios):.1f}) | {asked} |",
          flush=True)

class Data:
    """The communes, and a table of ten columns of numbers that is keyed to them."""

    def __init__(self, args, folder):
        self.folder, self.geo, self.table_name, self.key = folder, args.data, args.table, args.key
        rows = bench.run("ogr2ogr", "-f", "CSV", "/vsistdout/", self.geo, "-sql", f'SELECT "{self.key}", nom FROM "{self.table_name}"')
        codes = [r for r in csv.reader(rows.splitlines())][1:]
        random.seed(3)
        random.shuffle(codes)
        self.csv = os.path.join(folder, "table.csv")
        with open(self.csv, "w", newline="") as f:
            out = csv.writer(f)
            out.writerow(["code", "nom"] + [f"v{i}" for i in range(COLUMNS)])
            for code, name in codes:
                out.writerow([code, name] + [f"{random.uniform(0, 100):.2f}" for _ in range(COLUMNS)])
        self.keys = os.path.join(folder, "keys")
        open(self.keys, "w").write("".join(c + "\n" for c, _ in codes))
        self.n = len(codes)

def tool(args, *rest):
    return json.loads(bench.run(os.path.join(args.build, "bench", "bench-join"), *map(str, rest)))

def engine(args, data):
    server = postgres.Postgres()
    try:
        columns = ", ".join(f"v{i} double precision" for i in range(COLUMNS))
        server.sql(f"create table t (code text, nom text, {columns}); create table f (code text primary key);"
                   + "copy t from stdin csv;\n" + "".join(open(data.csv).readlines()[1:]) + "\\.\n")
        server.sql("insert into f select code from t; analyze; set max_parallel_workers_per_gather = 0; select count(*) from t")
        ours, theirs, parsed = [], [], []
        for _ in range(args.rounds):
            part = tool(args, "run", data.n, 35000, COLUMNS, 5)
            ours.append(part["index"] + part["join"])
            plan = server.sql("set max_parallel_workers_per_gather = 0; select sum(v0) from t;"
                              "explain (analyze, timing off, format json) select f.code, t.* from f left join t using (code)")
            theirs.append(json.loads(plan[plan.index("["):])[0]["Execution Time"])
            part = tool(args, "csv", data.csv, data.keys, 1)
            parsed.append(sum(part[k] for k in ("read", "examine", "treat", "join")))
        show(f"join of 35,000 x {COLUMNS} parsed values with {data.n} keys, index included; PostgreSQL's hash join", ours, theirs,
             "25 ms; 1")
        show("the same from a CSV file: read, doctor, join", parsed, None, "150 ms")
    finally:
        server.stop()
    big = [tool(args, "run", 1000000, 1000000, COLUMNS, 1) for _ in range(3)]
    show("1,000,000 rows on 1,000,000 keys", [b["index"] + b["join"] for b in big], None, "1 s")
    print(f"| its memory, the table included | {max(b['peak_mb'] for b in big):.0f} MB | | | 300 MB |")
    show("natural breaks, 7 classes of 35,000 values", [tool(args, "jenks", 35000, 7, 3)["jenks"] for _ in range(args.rounds)], None, "20 ms")

def workspace(args, data, folder):
    """The stage of bench.py with the communes as a framework."""
    ws = os.path.join(folder, "ws")
    cli = lambda *a: bench.run(os.path.join(args.build, "jointure"), *a)
    cli("init", ws)
    cli("organisation", "bench", "--title-fr", "Banc", "--title-en", "Bench", "--workspace", ws)
    cli("publish", "framework", "communes", data.geo, "--table", data.table_name, "--version", "2022-01-01", "--key", data.key,
        "--workspace", ws, "--organisation", "bench", "--title-fr", "Communes", "--repair", "--quiet")
    return ws, cli

def file(args, data):
    ws, cli = workspace(args, data, tempfile.mkdtemp(dir=data.folder))
    join = lambda: cli("join", data.csv, "--framework", "communes", "--key", "code", "--workspace", ws, "--json")
    join()
    peer = os.path.join(data.folder, "peer.gpkg")
    bench.run("ogr2ogr", "-f", "GPKG", peer, data.geo, data.table_name)
    bench.run("ogr2ogr", "-f", "GPKG", "-update", peer, data.csv, "-nln", "t", "-oo", "AUTODETECT_TYPE=YES")
    bench.run("ogrinfo", peer, "-sql", "CREATE INDEX t_code ON t (code)")
    columns = ", ".join(f"t.v{i}" for i in range(COLUMNS))
    sql = f'SELECT f.*, {columns} FROM "{data.table_name}" f LEFT JOIN t ON f."{data.key}" = t.code'
    ours, theirs = [], []
    for i in range(args.rounds):
        ours.append(milliseconds(join))
        theirs.append(milliseconds(lambda: bench.run("ogr2ogr", "-f", "GPKG", "-update", peer, peer, "-nln", f"joined{i}", "-sql", sql)))
    show("`jointure join` of the CSV, stored and classified; ogr2ogr, the same join inside one GeoPackage (its table read before)",
         ours, theirs, "20")

def post(url, data, **fields):
    """A multipart/form-data request of the OGC API - Joins."""
    line = "----jointure-bench"
    fields = {"collection-id": "communes", "right-dataset-format": "http://www.opengis.net/spec/ogcapi-joins-1/1.0/conf/input-csv",
              "right-dataset-key": "0", "right-dataset-data-value-list": ",".join(str(2 + i) for i in range(COLUMNS)),
              "csv-file-delimiter": ",", **fields}
    body = b"".join(f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items())
    body += (f'--{line}\r\nContent-Disposition: form-data; name="right-dataset-file"; filename="t.csv"\r\n'
             "Content-Type: text/csv\r\n\r\n").encode() + data + f"\r\n--{line}--\r\n".encode()
    request = urllib.request.Request(url + "/api/joins", body, {"Content-Type": f"multipart/form-data; boundary={line}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["join"]["id"]

class Stage(bench.Stage):
    def __init__(self, args, data):
        self.data = data
        super().__init__(args, 1)

    def make_workspace(self):
        self.ws, self.cli = workspace(self.args, self.data, self.folder)
        conf = os.path.join(self.ws, "jointure.conf")
        text = open(conf).read()
        open(conf, "w").write(text + f"\n[server]\nbase_url = {self.url}\n[workers]\nmax_requests = 1000000000\nanswer_cache = 0\n[joins]\njoins_per_subject = 100000\n")

def map_query(layer, style=""):
    x0, y0, x1, y1 = bench.window()
    return (f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES={style}&CRS=EPSG:4326&FORMAT=image/png&WIDTH=256&HEIGHT=256"
            f"&BBOX={y0},{x0},{y1},{x1}")

def serve(args, data, stage):
    rows = open(data.csv, "rb").read()
    times = []
    for i in range(args.rounds):
        def way():
            layer = "join_" + post(stage.url, rows.replace(b"v0", b"w%d" % i, 1))
            kind, png = bench.fetch(f"{stage.url}/ows?{map_query(layer)}")
            assert kind == "image/png" and len(png) > 5000, (kind, len(png))
            way.layer = layer
        times.append(milliseconds(way))
    show("from POST of the CSV to the first GetMap", times, None, "500 ms")
    plain, joined = [], []
    for _ in range(args.rounds):
        plain.append(bench.measure(f"{stage.url}/ows?{map_query('communes')}", stage.our_pids, args.seconds, 100000)["cpu"])
        joined.append(bench.measure(f"{stage.url}/ows?{map_query(way.layer)}", stage.our_pids, args.seconds, 100000)["cpu"])
    show("GetMap of the joined layer, 600 communes, CPU; of the plain one", joined, plain, "0.91")

def many(args, data, stage):
    few = "".join(open(data.csv).readlines()[:40])
    capabilities = f"{stage.url}/ows?SERVICE=WMS&REQUEST=GetCapabilities"
    for _ in range(8):
        bench.fetch(capabilities)
    before = bench.rss_megabytes(stage.our_pids)
    for i in range(args.joins):
        post(stage.url, few.replace("v0", f"x{i}", 1).encode())
    for _ in range(8):
        _, body = bench.fetch(capabilities)
    print(f"| {args.joins} stored joins, {body.count(b'<Name>join_')} layers in the capabilities: what a worker grew by "
          f"| {bench.rss_megabytes(stage.our_pids) - before:.0f} MB | | | 100 MB for 1,000 |")

def main():
    p = bench.options(__doc__)
    p.add_argument("--column", default="reg")
    p.add_argument("--rounds", type=int, default=7)
    p.add_argument("--seconds", type=int, default=3)
    p.add_argument("--joins", type=int, default=1000)
    p.add_argument("--only", default="engine,file,serve,many")
    args = p.parse_args()
    folder = tempfile.mkdtemp(prefix="jointure-bench-")
    data = Data(args, folder)
    parts = args.only.split(",")
    print("| what | ours: median (least to greatest) | the peer's | ratio | asked for |\n|---|---|---|---|---|", flush=True)
    if "engine" in parts:
        engine(args, data)
    if "file" in parts:
        file(args, data)
    if "serve" in parts or "many" in parts:
        stage = Stage(args, data)
        try:
            if "serve" in parts:
                serve(args, data, stage)
            if "many" in parts:
                many(args, data, stage)
        finally:
            stage.stop()

if __name__ == "__main__":
    main()
