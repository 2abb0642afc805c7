"""Measure what each dial of a persona moves, and what it leaves alone.

Usage: python benchmarks/story/dials.py PAPERS.jsonl[.gz] [MORE ...] [--sample N] [--seed S] [--json FILE]
Tells each paper with each dial at 0, 0.5 and 1, the others at the default, and prints for each measured attribute
the mean an episode; a change is against the same paper with the dial in the middle, with the 95 % interval. Also
prints how many of the host's sentences the check cuts. Only the host's own sentences are measured.
"""

import argparse
import dataclasses
import json
import math
import re
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from style_card import documents

from paperledge.check import judge_script
from paperledge.errors import PaperError
from paperledge.story import write_script
from paperledge.story.personas import Dials, open_persona

COMFORT = re.compile(
    r"\b(?:worr(?:y|ies)|no (?:rush|hurry|need)|take your time|slowly|gentle|kind|be well|rest well|sleep well|"
    r"take care|needn't|that's (?:fine|okay|all right)|it's (?:fine|okay|all right)|need know nothing|"
    r"nothing (?:you need )?to know)\b",
    re.IGNORECASE,
)
WONDER = re.compile(r"\b(?:wonder\w*|strange|curious|marvel\w*|universe|wide world)\b", re.IGNORECASE)
DELIGHT = re.compile(r"!|\b(?:exciting|fun|thrilling|love|lovely|glad|delight\w*)\b", re.IGNORECASE)
LEVELS = (0.0, 0.5, 1.0)
NAMES = [f.name for f in dataclasses.fields(Dials)]


def attributes(script):
    own = [s for s in script.sentences if s.kind in {"patter", "question"}]
    return {
        "reassurance": sum(bool(COMFORT.search(s.text)) for s in own if s.kind == "patter"),
        "wonder": sum(len(WONDER.findall(s.text)) for s in own),
        "clarity": sum(s.kind == "background" for s in script.sentences),
        "enthusiasm": sum(len(DELIGHT.findall(s.text)) for s in own),
    }


def tell(document, name, level):
    dials = dataclasses.replace(Dials(), **{name: level})
    return write_script(document, persona=dataclasses.replace(open_persona("ernis"), dials=dials))


def interval(values):
    return 1.96 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    rows = {(name, level): [] for name in NAMES for level in LEVELS}
    cuts, refused = dict.fromkeys(rows, 0), set()
    for document in documents(args.papers, args.sample, args.seed):
        try:
            for (name, level), found in rows.items():
                script = tell(document, name, level)
                found.append(attributes(script))
                # Claims and quotations are the same at every level: the host's own sentences are judged.
                own = [s for s in script.sentences if s.kind not in {"claim", "quote"}]
                verdicts = judge_script(dataclasses.replace(script, sentences=tuple(own)), [document])
                for sentence, verdict in zip(own, verdicts, strict=True):
                    if verdict.ok is False:
                        cuts[name, level] += 1
                        refused.add(f"{sentence.text} ({verdict.reasons[0]})")
        except PaperError as error:
            print(f"not told: {error}", file=sys.stderr)
    table = []
    print(f"{len(rows[NAMES[0], 0.0])} papers")
    print("| dial | at | " + " | ".join(NAMES) + " | cut |")
    print("|---|---|" + "---|" * (len(NAMES) + 1))
    for (name, level), found in rows.items():
        cells = []
        for attribute in NAMES:
            change = [r[attribute] - m[attribute] for r, m in zip(found, rows[name, 0.5], strict=True)]
            mean = statistics.mean(r[attribute] for r in found)
            moved = "" if level == 0.5 else f" ({statistics.mean(change):+.2f} ± {interval(change):.2f})"
            cells.append(f"{mean:.2f}{moved}")
        table.append({"dial": name, "at": level, "cut": cuts[name, level], **dict(zip(NAMES, cells, strict=True))})
        print(f"| {name} | {level} | " + " | ".join(cells) + f" | {cuts[name, level]} |")
    for line in sorted(refused):
        print("refused:", line)
    if args.json:
        args.json.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
