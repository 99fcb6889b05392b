#!/usr/bin/env python3
"""How time and memory grow with the number of files in a checkpoint and with the number of commits: a table on standard
output, and a plot.

usage: growth.py [--program build/release/bin/bench_open_table] [--rounds N] [--files N...] [--commits N...]
                 [--into FOLDER] [--plot FILE.svg] [--python PYTHON]

The tables are made in FOLDER (build/bench/growth) if they are not there; PYTHON has pyarrow, for checkpoints. "a unit" is
a file, or a commit; both axes of the plot are logarithmic, and a straight line along its grid is linear growth.
"""
import argparse
import math
import pathlib
import sys

from measured import median, one, run

ROOT = pathlib.Path(__file__).resolve().parents[1]
HERE = ROOT / "bench"
COMMANDS = [("open", ["open"]), ("list", ["list", "--stats", "drop"]), ("list with statistics", ["list"]),
            ("stream", ["stream", "--stats", "drop"]), ("refresh", ["refresh"])]


def make(given, kind, number):
    table = given.into / f"{kind}{number}"
    if not (table / "_delta_log").exists():
        if kind == "files":
            run(given.python, HERE / "checkpoint_tables.py", "--into", given.into, "--files", number, table.name)
        else:
            run(sys.executable, HERE / "tables.py", "--into", given.into, table.name)
    return table


def measure(given, table, command):
    """Seconds and MB above start, medians over processes of their own; the number of files."""
    rounds = [one(given.program, command[0], table, *command[1:]) for _ in range(given.rounds)]
    wall = median([r.get("wall", r.get("update")) for r in rounds])
    return wall, median([r.get("above_start_mb", 0) for r in rounds]), rounds[0]["n"]


class Plot:
    """Curves over logarithmic axes, as SVG."""
    colors = ["#1b6ca8", "#c8553d", "#2a9d5c", "#8a4fbf", "#777777"]

    def __init__(self, title, curves):
        self.title, self.curves = title, curves
        points = [point for curve in curves.values() for point in curve]
        self.x0, self.x1 = (f(math.log10(p[0]) for p in points) for f in (min, max))
        self.y0, self.y1 = math.floor(min(math.log10(p[1]) for p in points)), math.ceil(max(math.log10(p[1]) for p in points))

    def at(self, point):
        x = (math.log10(point[0]) - self.x0) / ((self.x1 - self.x0) or 1)
        y = (math.log10(point[1]) - self.y0) / ((self.y1 - self.y0) or 1)
        return 60 + 300 * x, 270 - 230 * y

    def svg(self, left):
        parts = [f'<g transform="translate({left},0)"><text x="60" y="20" font-weight="bold">{self.title}</text>']
        for power in range(self.y0, self.y1 + 1):
            y = self.at((10 ** self.x0, 10.0 ** power))[1]
            parts.append(f'<line x1="60" x2="360" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
                         f'<text x="54" y="{y + 4:.0f}" text-anchor="end">{10.0 ** power:g}</text>')
        for number in sorted({point[0] for curve in self.curves.values() for point in curve}):
            x = self.at((number, 10.0 ** self.y0))[0]
            parts.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="40" y2="270" stroke="#ddd"/>'
                         f'<text x="{x:.0f}" y="286" text-anchor="middle">{number:,}</text>')
        for (name, curve), color in zip(self.curves.items(), self.colors):
            places = " ".join("%.1f,%.1f" % self.at(point) for point in curve)
            x, y = self.at(curve[-1])
            parts.append(f'<polyline points="{places}" fill="none" stroke="{color}" stroke-width="2"/>'
                         f'<text x="{x + 6:.0f}" y="{y + 4:.0f}" fill="{color}">{name}</text>')
        return "".join(parts) + "</g>"


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--program", default=ROOT / "build/release/bin/bench_open_table")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--files", type=int, nargs="*", default=[10_000, 100_000, 1_000_000, 5_000_000])
    ask.add_argument("--commits", type=int, nargs="*", default=[100, 1_000, 10_000])
    ask.add_argument("--into", type=pathlib.Path, default=ROOT / "build/bench/growth")
    ask.add_argument("--plot", type=pathlib.Path, default=ROOT / "build/bench/growth.svg")
    ask.add_argument("--python", default=sys.executable)
    given = ask.parse_args()
    plots = []
    print("| table | what | ms | us a unit | MB | bytes a unit |\n|---|---|---|---|---|---|")
    for kind, numbers in (("files", given.files), ("commits", given.commits)):
        seconds, memory = {}, {}
        for number in numbers:
            table = make(given, kind, number)
            for name, command in COMMANDS:
                wall, mb, _ = measure(given, table, command)
                seconds.setdefault(name, []).append((number, wall))
                if mb:
                    memory.setdefault(name, []).append((number, mb))
                print("| %s %d | %s | %.2f | %.3f | %.1f | %.0f |" % (
                    kind, number, name, 1e3 * wall, 1e6 * wall / number, mb, mb * 1048576 / number), flush=True)
        plots += [Plot(f"seconds by {kind}", seconds), Plot(f"MB above start by {kind}", memory)]
    body = "".join(plot.svg(520 * i) for i, plot in enumerate(plots) if plot.curves)
    given.plot.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="300" font-family="sans-serif" '
                          'font-size="11"><rect width="100%%" height="100%%" fill="white"/>%s</svg>\n' % (520 * len(plots), body))


main()
