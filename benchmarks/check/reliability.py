"""What the likelihood is worth: of the sentences said to be true with 70 %, are 70 % true? Figures and a plot.

    python benchmarks/check/reliability.py

Reads the raw results of run.py, by_hand.py and labelled.py beside this file and draws reliability.svg.
"""

import json
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
Bins = list[dict[str, float]]
FILES = {
    "told episodes and injected faults": "results.json",
    "written by another hand, test part": "by_hand_arxiv.json",
    "free wording, all labelled sets": "labelled.json",
}
COLOURS = ("#1b6e3c", "#b35c00", "#4053a8")
LEFT, TOP, SIDE = 60, 20, 360


def bins_of(scores: Sequence[float], true: Sequence[bool]) -> Bins:
    """In ten bins of the likelihood: how many sentences, the mean likelihood, the share that is true."""
    out = []
    for low in range(10):
        inside = [(s, t) for s, t in zip(scores, true, strict=True) if low == min(9, int(10 * s))]
        if inside:
            said, right = (sum(float(pair[i]) for pair in inside) / len(inside) for i in (0, 1))
            out.append({"from": low / 10, "n": len(inside), "said": said, "true": right})
    return out


def error_of(bins: Bins) -> float:
    """Expected calibration error, 0..1: how far the likelihood is from the share that is true, by sentences."""
    return sum(b["n"] * abs(b["said"] - b["true"]) for b in bins) / sum(b["n"] for b in bins)


def _at(said: float, true: float) -> tuple[float, float]:
    return LEFT + SIDE * said, TOP + SIDE * (1 - true)


def _curve(bins: Bins, colour: str) -> list[str]:
    points = [(*_at(b["said"], b["true"]), b["n"]) for b in bins]
    most = max(n for *_, n in points)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    sizes = [3 + 7 * (n / most) ** 0.5 for *_, n in points]
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}" fill-opacity=".6"/>'
        for (x, y, _), size in zip(points, sizes, strict=True)
    ]
    return [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots]


def draw(found: dict[str, Bins]) -> str:
    """The plot as SVG: likelihood across, share true upwards; a dot's area grows with its number of sentences."""
    parts = [
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<path d="M{LEFT} {TOP + SIDE}L{LEFT + SIDE} {TOP}" stroke="#888" stroke-dasharray="4 4"/>',
        f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 38}" text-anchor="middle">likelihood given</text>',
        f'<text transform="translate(18 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">share true</text>',
    ]
    for tick in (0, 0.5, 1):
        x, y = _at(tick, tick)
        parts.append(f'<text x="{x}" y="{TOP + SIDE + 18}" text-anchor="middle">{tick}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick}</text>')
    for place, (name, bins) in enumerate(found.items()):
        colour, y = COLOURS[place], TOP + SIDE + 62 + 20 * place
        parts += _curve(bins, colour)
        parts.append(f'<circle cx="{LEFT + 6}" cy="{y - 4}" r="6" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + 18}" y="{y}">{name}: error {error_of(bins):.3f}</text>')
    size = f'width="460" height="{TOP + SIDE + 70 + 20 * len(found)}"'
    style = 'font-family="sans-serif" font-size="13" fill="#333"'
    white = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{white}{"".join(parts)}</svg>\n'


def main() -> None:
    """Draws what results there are, and prints the calibration error of each."""
    found = {
        name: json.loads((HERE / file).read_text(encoding="utf-8"))["bins"]
        for name, file in FILES.items()
        if (HERE / file).is_file()
    }
    for name, bins in found.items():
        print(f"{name}: n {sum(b['n'] for b in bins):.0f}, calibration error {error_of(bins):.3f}")
    (HERE / "reliability.svg").write_text(draw(found), encoding="utf-8")


if __name__ == "__main__":
    main()
