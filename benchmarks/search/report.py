"""The figures at size as a table and a plot: `python -m benchmarks.search.report`."""

import json
import math
from pathlib import Path
from typing import Any

RIVALS = {"ours": "paperledge", "bare": "bare tantivy", "fts": "SQLite FTS5"}
COLOURS = {"ours": "#2547a8", "bare": "#6b655b", "fts": "#b4531f"}
WIDTH, HEIGHT, LEFT, BOTTOM = 560, 320, 60, 40


def write_report(folder: Path) -> None:
    """size.md and size.svg out of every size-N.json in a folder."""
    runs = sorted(
        (json.loads(path.read_text()) for path in folder.glob("size-*.json")), key=lambda run: run["papers"]
    )
    (folder / "size.md").write_text(table(runs))
    (folder / "size.svg").write_text(plot(runs))


def table(runs: list[dict[str, Any]]) -> str:
    """One row a figure, one column a size; a dash where it was not measured."""
    rows: dict[str, list[str]] = {}
    for run in runs:
        for name, value in _figures(run).items():
            rows.setdefault(name, [])
            rows[name].append(value)
    lines = ["| | " + " | ".join(f"{run['papers']:,}" for run in runs) + " |", "|---" * (len(runs) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | " + " | ".join(values) + " |" for name, values in rows.items()]) + "\n"


def _figures(run: dict[str, Any]) -> dict[str, str]:
    def of(form: str, *path: str) -> str:
        value: Any = run
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return "–" if value is None else form.format(value)

    out = {}
    for kind, title in (("index_ours", "paperledge"), ("index_fts", "SQLite FTS5")):
        out[f"index, {title}: wall (cpu) s"] = f"{of('{:,.0f}', kind, 'wall_s')} ({of('{:,.0f}', kind, 'cpu_s')})"
    for threads in (1, 2):
        at = ("index_bare", f"threads {threads}")
        value = f"{of('{:,.0f}', *at, 'wall_s')} ({of('{:,.0f}', *at, 'cpu_s')})"
        out[f"index, bare tantivy, {threads} thread{'s' * (threads > 1)}: wall (cpu) s"] = value
    out["index, paperledge: cpu s of the busier thread"] = _busier(run)
    out["paperledge import, file to searchable: records/s"] = of("{:,}", "import", "per_s")
    for kind, title in (("short", "2 to 5 words"), ("sentence", "a sentence")):
        for rival, name in RIVALS.items():
            at = (f"search_{rival}", kind)
            wall = " / ".join(of("{:,.0f}", *at, f"p{p}") for p in (50, 95, 99))
            cpu = " / ".join(of("{:,.0f}", *at, f"cpu_p{p}") for p in (50, 95, 99))
            out[f"{title}, {name}: p50 / p95 / p99 ms, wall (cpu)"] = f"{wall} ({cpu})"
    out["times as fast as SQLite FTS5, p50, words / a sentence: wall (cpu)"] = " / ".join(
        f"{_times(run, kind, 'p50')} ({_times(run, kind, 'cpu_p50')})" for kind in ("short", "sentence")
    )
    out["papers like one, paperledge: p50 ms"] = of("{:,.0f}", "search_ours", "like", "p50")
    svm = run.get("search_sanity", {}).get("like_s")
    out["papers like one, tf-idf + LinearSVC: s"] = f"{sorted(svm)[len(svm) // 2]:,.1f}" if svm else "–"
    out["vector recall@100"] = of("{:.3f}", "recall", "recall@100")
    out["a day of 2,500 papers: s; searches meanwhile p95 ms"] = (
        f"{of('{:,.0f}', 'day', 'seconds')}; {of('{:,.0f}', 'day', 'p95')}"
    )
    out["memory, peak MB: indexing / searching / importing"] = " / ".join(
        of("{:,}", name, "peak_rss_mb") for name in ("index_ours", "search_ours", "import")
    )
    out["of which not mapped files, at the end: searching"] = of("{:,}", "search_ours", "own_mb")
    disk = run.get("index_ours", {}).get("disk")
    out["disk, index: GB (bytes a paper)"] = f"{disk / 1e9:.2f} ({disk / run['papers']:,.0f})" if disk else "–"
    loads = [row["load"][1] for row in run.values() if isinstance(row, dict) and "load" in row]
    out["load of the machine (two cores)"] = f"{min(loads)} to {max(loads)}" if loads else "–"
    return {name: value if any(c.isdigit() for c in value) else "–" for name, value in out.items()}


def _times(run: dict[str, Any], kind: str, figure: str) -> str:
    if "search_fts" not in run or "search_ours" not in run:
        return "–"
    return f"{run['search_fts'][kind][figure] / run['search_ours'][kind][figure]:,.1f}"


def _busier(run: dict[str, Any]) -> str:
    row = run.get("index_ours")
    return f"{max(row['main_s'], row['cpu_s'] - row['main_s']):,.0f}" if row else "–"


def plot(runs: list[dict[str, Any]]) -> str:
    """Median search time (processor) over the number of papers, both axes logarithmic."""
    series = {
        (rival, kind): [
            (run["papers"], run[f"search_{rival}"][kind]["cpu_p50"]) for run in runs if f"search_{rival}" in run
        ]
        for rival in RIVALS
        for kind in ("short", "sentence")
    }
    points = [point for line in series.values() for point in line]
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    sizes, times = zip(*points, strict=True)
    across = _scale(min(sizes), max(sizes), LEFT, WIDTH - 150)
    up = _scale(min(times), max(times), HEIGHT - BOTTOM, 20)
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="11"'
    parts = [
        f"<svg {box} font-family='sans-serif'><title>Median search time over papers</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    parts += [
        f'<text x="{across(n):.0f}" y="{HEIGHT - 18}" text-anchor="middle">{n:,}</text>'
        for n in sorted(set(sizes))
    ]
    for power in range(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))) + 1):
        y = up(10.0**power)
        if 10 <= y <= HEIGHT - BOTTOM + 10:
            parts.append(f'<path d="M{LEFT} {y:.0f}H{WIDTH - 150}" stroke="#e2ddd2"/>')
            parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} ms</text>')
    for (rival, kind), line in series.items():
        if not line:
            continue
        dash = ' stroke-dasharray="5 3"' if kind == "sentence" else ""
        path = "L".join(f"{across(n):.1f} {up(ms):.1f}" for n, ms in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[rival]}" stroke-width="2"{dash}/>')
        parts += [
            f'<circle cx="{across(n):.1f}" cy="{up(ms):.1f}" r="3" fill="{COLOURS[rival]}"/>' for n, ms in line
        ]
        n, ms = line[-1]
        words = f"{RIVALS[rival]}, {'words' if kind == 'short' else 'sentence'}"
        parts.append(f'<text x="{across(n) + 7:.0f}" y="{up(ms) + 4:.0f}" fill="{COLOURS[rival]}">{words}</text>')
    return "".join(parts) + "</svg>\n"


def _scale(low: float, high: float, start: float, end: float) -> Any:
    span = math.log(high / low) or 1.0
    return lambda value: start + (end - start) * math.log(value / low) / span


if __name__ == "__main__":
    write_report(Path(__file__).parent / "results")
