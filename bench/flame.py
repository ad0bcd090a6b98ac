#!/usr/bin/python3
"""Where the time of a request goes, as a flame graph: the worker's call stacks sampled by perf, drawn as SVG.

usage: bench/flame.py [--build DIR] [--seconds N] [--only REGEX] [--out FOLDER]     needs linux-perf"""
import os
import re
import subprocess
import sys
import tempfile
import xml.sax.saxutils

import bench
import scaling
import speed
import speed_peers

WIDTH, HIGH, LEAST = 1200, 17, 0.4
PALETTE = ["#e8743b", "#ed9a4a", "#f2bb66", "#e6a15c", "#de7c4f"]


class Frame:
    def __init__(self):
        self.n, self.inner = 0, {}


def fold(script):
    """The stacks of `perf script`, as a tree."""
    root = Frame()
    for stack in script.split("\n\n"):
        lines = [l.strip() for l in stack.splitlines()[1:] if l.strip()]
        frame = root
        frame.n += bool(lines)
        for line in reversed(lines):
            name = re.sub(r"\+0x[0-9a-f]+$", "", line.split(" ", 1)[1].rsplit(" (", 1)[0])
            if name == "[unknown]":
                continue
            frame = frame.inner.setdefault(name, Frame())
            frame.n += 1
    return root


def depth(frame):
    return 1 + max([depth(f) for f in frame.inner.values()], default=0)


def draw(root, title):
    most = depth(root)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{(most + 1) * HIGH + 8}" font-family="sans-serif" font-size="11">',
           f'<text x="4" y="14">{xml.sax.saxutils.escape(title)}</text>']

    def place(frame, x, level):
        for name, f in sorted(frame.inner.items()):
            wide = f.n / root.n * WIDTH
            if wide >= LEAST:
                y = (most - level) * HIGH
                label = xml.sax.saxutils.escape(f"{name} ({100 * f.n / root.n:.1f} %)")
                shown = xml.sax.saxutils.escape(name[:int(wide / 6.2)]) if wide > 25 else ""
                colour = PALETTE[sum(name.encode()) % len(PALETTE)]
                out.append(f'<g><title>{label}</title><rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{HIGH - 1}" fill="{colour}"/>'
                           f'<text x="{x + 2:.1f}" y="{y + 12}">{shown}</text></g>')
                place(f, x, level + 1)
            x += wide

    place(root, 0, 1)
    return "\n".join(out + ["</svg>\n"])


def own(root):
    """Samples by the function that they fell into."""
    found = {}

    def walk(frame, name):
        inner = sum(f.n for f in frame.inner.values())
        found[name] = found.get(name, 0) + frame.n - inner
        for inner_name, f in frame.inner.items():
            walk(f, inner_name)

    walk(root, "-")
    return sorted(((n, name) for name, n in found.items() if n), reverse=True)


def record(stage, path, seconds, folder):
    data = os.path.join(folder, "perf.data")
    pids = ",".join(map(str, stage.our_pids))
    perf = subprocess.Popen(["perf", "record", "-q", "-e", "cpu-clock", "-F", "2000", "--call-graph", "dwarf,16384", "-o", data, "-p", pids, "--", "sleep", str(seconds)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    speed.load(stage, path, stage.our_pids, seconds)
    perf.wait()
    return subprocess.run(["perf", "script", "-i", data, "-F", "comm,ip,sym", "--no-inline"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def main():
    p = bench.options(__doc__)
    p.add_argument("--seconds", type=float, default=2)
    p.add_argument("--only", default="")
    p.add_argument("--out", default=".")
    args = p.parse_args()
    args.workers = 1
    folder = tempfile.mkdtemp(prefix="jointure-flame-")
    data = speed.Data(args, folder)
    stage = speed.Stage(args, data, 2, speed_peers.shapefile(folder, data), view_cache=0)
    try:
        asked = {**scaling.requests(), "GetMap 800x600 of all communes": ("/ows", speed.get_map("rates", speed.FRANCE, 800, 600))}
        for name, (path, query) in asked.items():
            if not re.search(args.only, name):
                continue
            root = fold(record(stage, [f"{path}?{query}"], args.seconds, folder))
            if root.n == 0:
                sys.exit("flame: perf gave no stacks")
            file = os.path.join(args.out, "flame-" + re.sub(r"\W+", "-", name.lower()) + ".svg")
            with open(file, "w") as f:
                f.write(draw(root, name))
            print(f"{name}: " + ", ".join(f"{n} {100 * k / root.n:.0f} %" for k, n in own(root)[:8]) + f"  ({file})", flush=True)
    finally:
        stage.stop()


if __name__ == "__main__":
    main()
