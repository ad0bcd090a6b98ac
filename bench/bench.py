#!/usr/bin/python3
"""Ours against Debian's mapserv, in turn, in one run, on the same data file, behind one lighttpd.

usage: bench/bench.py [--build DIR] [--data FILE.gpkg --table T --key K --column C]
                      [--rounds N] [--layers 5,300,5000] [--quick] [--out FILE.md]

The figure is the workers' CPU time per request (user and system, from /proc); requests per second
and the 99th percentile stand beside it. Each round measures ours, then the peer; a ratio is made
within its round, and the table shows the median of the ratios with their least and greatest."""
import argparse, json, os, platform, re, resource, shutil, signal, socket, statistics, subprocess, sys, tempfile, time
import urllib.request
import peer

HERE = os.path.dirname(os.path.abspath(__file__))

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]

def run(*command, **kw):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **kw).stdout

def cpu_seconds(pids):
    total = 0.0
    for pid in pids:
        # /proc/PID/schedstat is in nanoseconds, but of the main thread only: workers have one thread
        total += int(open(f"/proc/{pid}/schedstat").read().split()[0]) / 1e9
    return total

def command_cpu(*command):
    """CPU milliseconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

def rss_megabytes(pids):
    return max(int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{p}/status").read())[1]) / 1024 for p in pids)

def own_megabytes(pids):
    """What the largest process has for itself; files that are mapped are the system's."""
    own = lambda status: sum(int(re.search(rf"{k}:\s+(\d+)", status)[1]) for k in ("RssAnon", "RssShmem"))
    return max(own(open(f"/proc/{pid}/status").read()) for pid in pids) / 1024


def children(pid):
    return [int(p) for p in open(f"/proc/{pid}/task/{pid}/children").read().split()]

class Stage:
    """A workspace with N layers, our workers, the peer's, and one lighttpd before both."""
    workers = 2

    def __init__(self, args, n):
        self.args, self.n = args, n
        self.folder = tempfile.mkdtemp(prefix="jointure-bench-")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.names = ["communes"] + [f"copy_{i:05d}" for i in range(n - 1)]
        self.processes = []
        self.make_workspace()
        self.start()

    def cli(self, *arguments):
        return run(os.path.join(self.args.build, "jointure"), *arguments)

    def make_workspace(self):
        a, ws = self.args, os.path.join(self.folder, "ws")
        style = os.path.join(self.folder, "style.class")
        open(style, "w").write(peer.classes(a.column))
        self.cli("init", ws, "--base-url", self.url)
        with open(os.path.join(ws, "jointure.conf"), "a") as conf:
            conf.write("\n[workers]\nmax_requests = 1000000000\nanswer_cache = 0\n[limits]\nmax_features = 1000000\n")  # the peer's workers stay, too
        self.cli("organisation", "bench", "--title-fr", "Banc", "--title-en", "Bench", "--workspace", ws)
        self.cli("publish", "layer", "communes", a.data, "--table", a.table, "--workspace", ws,
                 "--organisation", "bench", "--title-fr", "Communes", "--metadata", self.metadata(),
                 "--style", f"default={style}", "--repair", "--quiet")
        if self.n > 1:
            run(os.path.join(a.build, "bench", "bench-many"), ws, "communes", str(self.n - 1))
        show = json.loads(self.cli("show", "communes", "--workspace", ws, "--json"))
        self.show, self.ws = show, ws

    def metadata(self):
        path = os.path.join(self.folder, "m.json")
        json.dump({"key": self.args.key}, open(path, "w"))
        return path

    def data_file(self):
        found = [os.path.join(d, f) for d, _, fs in os.walk(os.path.join(self.ws, "data")) for f in fs if f.endswith(".gpkg")]
        return max(found, key=os.path.getsize)

    def start(self):
        a = self.args
        sock_peer, sock_ours = (os.path.join(self.folder, f"{n}.sock") for n in ("peer", "ours"))
        self.master = subprocess.Popen([os.path.join(a.build, "jointure"), "serve", "--workspace", self.ws, "--workers", str(self.workers),
                                        "--socket", sock_ours], stdout=subprocess.DEVNULL,
                                       stderr=open(os.path.join(self.folder, "log"), "w"))
        self.processes += [self.master, self.lighttpd(sock_ours, {"peer": sock_peer, **self.more_peers()})]
        self.wait_for_ours()
        self.our_pids = [p for p in children(self.master.pid) if "jointure-fcgi" in open(f"/proc/{p}/cmdline").read()]
        environment = dict(os.environ, MAPSERVER_CONFIG_FILE=self.peer_config(self.peer_mapfile()))
        out = run("spawn-fcgi", "-s", sock_peer, "-F", "2", "--", shutil.which("mapserv") or "/usr/lib/cgi-bin/mapserv",
                  env=environment)
        self.peer_pids = [int(p) for p in re.findall(r"PID: (\d+)", out)]

    def wait_for_ours(self):
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url + "/health", timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("bench: our server did not start; see " + os.path.join(self.folder, "log"))

    def peer_mapfile(self):
        """The same layers, classes and reference systems as ours, over the same file."""
        file = self.data_file()
        info = run("ogrinfo", "-so", "-al", file)
        table = re.search(r"Layer name: (\S+)", info)[1]
        extent = re.search(r"Extent: \(([-\d.]+), ([-\d.]+)\) - \(([-\d.]+), ([-\d.]+)\)", info).groups()
        _, ours = fetch(f"{self.url}/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities")
        crs = " ".join(dict.fromkeys(re.findall(r"<CRS>(EPSG:\d+)</CRS>", ours.decode())))
        path = os.path.join(self.folder, "peer.map")
        open(path, "w").write(peer.mapfile(f"{self.url}/peer?", file, table, self.args.key, 4326, " ".join(extent),
                                           self.args.column, self.names, crs))
        return path

    def peer_config(self, mapfile):
        path = os.path.join(self.folder, "mapserver.conf")
        open(path, "w").write(f'CONFIG\nENV\n"MS_MAPFILE" "{mapfile}"\nEND\nMAPS\nEND\nEND\n')
        return path

    def more_peers(self):
        """Further paths of the web server, and the sockets behind them."""
        return {}

    def lighttpd(self, ours, peers):
        conf = os.path.join(self.folder, "lighttpd.conf")
        other = "".join(f'''$HTTP["url"] =~ "^/{path}" {{ fastcgi.server = ("/" => (("socket" => "{socket}", "check-local" => "disable"))) }}
else ''' for path, socket in peers.items())
        open(conf, "w").write(f'''server.modules = ("mod_fastcgi")
server.document-root = "{self.folder}"
server.bind = "127.0.0.1"
server.port = {self.port}
server.stream-response-body = 1
{other}$HTTP["url"] =~ "" {{ fastcgi.server = ("/" => (("socket" => "{ours}", "check-local" => "disable", "fix-root-scriptname" => "enable"))) }}
''')
        return subprocess.Popen(["lighttpd", "-D", "-f", conf], stderr=subprocess.DEVNULL)

    def stop(self):
        for p in reversed(self.processes):
            p.send_signal(signal.SIGTERM)
        for p in self.processes:
            p.wait(20)
        for p in self.peer_pids:
            os.kill(p, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

def window():
    """A box in the middle of metropolitan France that holds about 600 communes."""
    x, y, half = 2.6, 47.0, 0.755
    return x - half, y - half * 0.68, x + half, y + half * 0.68

def requests(stage):
    x0, y0, x1, y1 = window()
    box = f"{y0},{x0},{y1},{x1}"
    get_map = ("SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=communes&STYLES=&CRS=EPSG:4326&FORMAT=image/png"
               f"&WIDTH=256&HEIGHT=256&BBOX={box}")
    every = {
        "WMS GetCapabilities": "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
        "GetFeatureInfo": get_map.replace("GetMap", "GetFeatureInfo") + "&QUERY_LAYERS=communes&INFO_FORMAT=text/plain&I=128&J=128",
        "GetMap 256x256, 600 polygons": get_map,
        "WFS 2.0 GetFeature, count=100": "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=communes&COUNT=100",
    }
    return {k: v for k, v in every.items() if re.search(stage.args.only, k)}

def fetch(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.headers.get("Content-Type"), answer.read()

def honest(stage, name, query):
    """Both sides must give the same content before they are timed."""
    (t1, ours), (t2, theirs) = fetch(f"{stage.url}/ows?{query}"), fetch(f"{stage.url}/peer?{query}")
    if "GetMap" in name:
        same = t1 == t2 == "image/png"
    elif "GetFeature," in name:
        count = lambda b: len(re.findall(rb"<[\w:]*geom|<[\w:]*msGeometry", b)) or b.count(b"<wfs:member>")
        same = ours.count(b"<wfs:member>") == theirs.count(b"<wfs:member>") == 100
        count(ours)
    elif "Info" in name:
        value = re.search(rb"'?(?:code|insee)'?\s*=\s*'?(\w+)", theirs)
        same = value is not None and value[1] in ours
    else:
        same = all(f"<Name>{n}</Name>".encode() in ours and f"<Name>{n}</Name>".encode() in theirs for n in stage.names)
    if not same:
        sys.exit(f"bench: {name}: the two answers differ in content:\n{ours[:600]!r}\n{theirs[:600]!r}")
    return len(ours), len(theirs)

def measure(url, pids, seconds, most):
    before, began = cpu_seconds(pids), time.time()
    out = subprocess.run(["ab", "-q", "-c", "4", "-t", str(seconds), "-n", str(most), url],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    done = int(re.search(r"Complete requests:\s+(\d+)", out)[1])
    if "Non-2xx" in out or done == 0:
        sys.exit(f"bench: failing requests at {url}\n{out}")
    p99 = re.search(r"99%\s+(\d+)", out)
    return {"cpu": (cpu_seconds(pids) - before) / done * 1000, "rps": done / (time.time() - began),
            "p99": float(p99[1]) if p99 else 0.0, "n": done}

def compare(stage, rounds, seconds):
    table = []
    for name, query in requests(stage).items():
        sizes = honest(stage, name, query)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(measure(f"{stage.url}/ows?{query}", stage.our_pids, seconds, 100000))
            theirs.append(measure(f"{stage.url}/peer?{query}", stage.peer_pids, seconds, 100000))
        ratios = [t["cpu"] / o["cpu"] for o, t in zip(ours, theirs)]
        med = lambda rows, k: statistics.median(r[k] for r in rows)
        table.append((name, stage.n, med(ours, "cpu"), med(theirs, "cpu"), statistics.median(ratios), min(ratios),
                      max(ratios), med(ours, "rps"), med(theirs, "rps"), med(ours, "p99"), med(theirs, "p99"), sizes))
        print(row(table[-1]), flush=True)
    return table

def features_in(path):
    return int(re.search(r"Feature Count: (\d+)", run("ogrinfo", "-so", "-al", path))[1])

# All communes as one file: the format, how we are asked for it, what ogr2ogr is told beside it, the name of the file.
WHOLE = [("GeoJSON", "application/json", (), "whole.geojson"), ("FlatGeobuf", "flatgeobuf", ("-lco", "SPATIAL_INDEX=NO"), "whole.fgb")]

def whole_files(stage, rounds):
    """All communes in one answer, held against ogr2ogr, which writes the same of the same file."""
    print("\n| all communes | ours, CPU ms | ogr2ogr, CPU ms | ratio (least to greatest) | bytes |\n|---|---|---|---|---|", flush=True)
    for name, asked, more, file in WHOLE:
        url = f"{stage.url}/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=communes&COUNT=1000000&OUTPUTFORMAT={asked}"
        mine, theirs = os.path.join(stage.folder, file), os.path.join(stage.folder, "peer-" + file)
        _, body = fetch(url)
        open(mine, "wb").write(body)
        command = ("ogr2ogr", "-f", name, theirs, stage.data_file(), *more)
        run(*command)
        if features_in(mine) != features_in(theirs):
            sys.exit(f"bench: {name}: {features_in(mine)} features against {features_in(theirs)}")
        ours, peers = [], []
        for _ in range(rounds):
            before = cpu_seconds(stage.our_pids)
            fetch(url)
            ours.append((cpu_seconds(stage.our_pids) - before) * 1000)
            os.remove(theirs)
            peers.append(command_cpu(*command))
        ratios = [b / a for a, b in zip(ours, peers)]
        print(f"| {name} | {statistics.median(ours):.1f} | {statistics.median(peers):.1f} | **{statistics.median(ratios):.1f}** "
              f"({min(ratios):.1f} to {max(ratios):.1f}) | {len(body)} |", flush=True)

def ours_alone(stage, rounds, seconds):
    """For large catalogues: ours only, to hold against ours at five layers."""
    table = {}
    for name, query in requests(stage).items():
        rows = [measure(f"{stage.url}/ows?{query}", stage.our_pids, seconds, 100000) for _ in range(rounds)]
        table[name] = statistics.median(r["cpu"] for r in rows)
    return table

HEADER = ("| request | layers | ours, CPU ms | mapserv, CPU ms | ratio (least to greatest) | ours, req/s | mapserv, req/s "
          "| ours, p99 ms | mapserv, p99 ms |\n|---|---|---|---|---|---|---|---|---|")

def row(r):
    return (f"| {r[0]} | {r[1]} | {r[2]:.3f} | {r[3]:.2f} | **{r[4]:.2f}** ({r[5]:.2f} to {r[6]:.2f}) | {r[7]:.0f} | {r[8]:.0f} "
            f"| {r[9]:.0f} | {r[10]:.0f} |")

def edition_visible(stage):
    """Seconds from the end of a publication to the first answer that shows it, and the workers' memory then."""
    stage.cli("level", stage.names[-1], "professional", "--workspace", stage.ws)
    began = time.time()
    while True:
        _, body = fetch(f"{stage.url}/ows?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities")
        if f"<Name>{stage.names[-1]}</Name>".encode() not in body:
            return time.time() - began, rss_megabytes(stage.our_pids)

def options(description):
    """The options that all benches of the communes share."""
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--build", default=os.path.join(HERE, "..", "build"))
    p.add_argument("--data", default=os.path.join(HERE, "..", "..", "shared", "data", "geo", "communes_2022.gpkg"))
    p.add_argument("--table", default="communes_2022")
    p.add_argument("--key", default="code")
    return p

def main():
    p = options(__doc__)
    p.add_argument("--column", default="reg")
    p.add_argument("--rounds", type=int, default=7)
    p.add_argument("--seconds", type=int, default=4)
    p.add_argument("--only", default="", help="requests whose name matches this regular expression")
    p.add_argument("--layers", default="5,300")
    p.add_argument("--alone", default="5000", help="layers at which ours is held against ours at the first of --layers")
    args = p.parse_args()
    if not os.path.exists(args.data):
        sys.exit("bench: no data: name a GeoPackage of polygons with --data (see bench/README.md)")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}, Debian {open('/etc/debian_version').read().strip()}, "
          + run("dpkg-query", "-W", "-f", "${Package} ${Version}, ", "libmapserver2", "libgdal32", "libproj25", "lighttpd"))
    print(HEADER, flush=True)
    first = None
    for n in [int(v) for v in args.layers.split(",")]:
        stage = Stage(args, n)
        try:
            table = compare(stage, args.rounds, args.seconds)
            if first is None and re.search(args.only, "all communes"):
                whole_files(stage, args.rounds)
            first = first or {r[0]: r[2] for r in table}
        finally:
            stage.stop()
    if args.alone and int(args.alone) > 0:
        stage = Stage(args, int(args.alone))
        try:
            alone = ours_alone(stage, args.rounds, args.seconds)
            print(f"\n| ours at {args.alone} layers | CPU ms | times its figure at {args.layers.split(',')[0]} |\n|---|---|---|")
            for name, ms in alone.items():
                print(f"| {name} | {ms:.3f} | {ms / first[name]:.2f} |")
            seconds, rss = edition_visible(stage)
            print(f"\nNew edition visible after {seconds:.2f} s; largest worker then {rss:.0f} MB.")
        finally:
            stage.stop()

if __name__ == "__main__":
    main()
