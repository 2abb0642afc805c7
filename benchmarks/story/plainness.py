"""How plainly each persona tells: reading grade, rare words in its claims, and what the check refuses.

Usage: python benchmarks/story/plainness.py DATA [--sample 60] [--check]
DATA is the folder of data sets: the 71 abstracts of daily_papers_lists and a sample of papers_sample are told by
every persona that ships. A word of a claim or quotation is rare where it is not among the COMMON most frequent
word keys (endings folded) of encyclopedic sentences (nli: the sets named below; other texts than the narrator's
own list was counted on), nor a name or acronym. Terms that the episode explains count as rare, too.
"""

import argparse
import collections
import gzip
import json
import re
import statistics
from pathlib import Path

from style_card import documents, measure

from paperledge.check import judge_script
from paperledge.check.words import key_of
from paperledge.errors import PaperError
from paperledge.story import write_script

PERSONAS = ("milo", "ernis", "vera")
EVERYDAY = ("foolmetwice", "drop-nli", "wice-claim", "fever-symmetric", "wikifactcheck-negated")
COMMON = 4000  # keys; about the words a child of twelve reads without help
EASY = 9  # grade
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def common_words(data):
    counts, seen = collections.Counter(), set()
    for name in EVERYDAY:
        with gzip.open(data / "nli" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                for text in (row["premise"], row["hypothesis"]):
                    if text not in seen:
                        seen.add(text)
                        counts.update(key_of(w.split("'")[0]) for w in WORD.findall(text.lower()))
    return frozenset(key for key, _ in counts.most_common(COMMON))


def rare(script, common):
    """Rare words and all words of what the script says about the paper."""
    said = [w for s in script.sentences if s.kind in {"claim", "quote"} for w in WORD.findall(s.text)]
    own = [w for w in said if w[1:].islower() or len(w) == 1]
    return sum(key_of(w.lower().split("'")[0]) not in common for w in own), len(said)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--check", action="store_true", help="count refused sentences as well (slow)")
    args = parser.parse_args()
    common = common_words(args.data)
    sets = {
        "daily": ("daily_papers_lists/papers.jsonl", 0),
        "mixed": ("papers_sample/papers.jsonl.gz", args.sample),
    }
    print("| persona | papers | grade | at most 9 | words | paper's share | explained | rare words | refused |")
    print("|---|---|---|---|---|---|---|---|---|")
    for persona in PERSONAS:
        for name, (path, sample) in sets.items():
            rows, odd, refused = [], [0, 0], 0
            for document in documents([args.data / path], sample, 0):
                try:
                    script = write_script(document, persona=persona)
                except PaperError:
                    continue
                explained = sum(s.kind == "background" for s in script.sentences)
                rows.append(measure(script, document) | {"explained": explained})
                odd = [a + b for a, b in zip(odd, rare(script, common), strict=True)]
                if args.check:
                    refused += sum(v.ok is False for v in judge_script(script, [document]))
            mean = {k: statistics.mean(r[k] for r in rows) for k in rows[0]}
            easy = sum(r["grade"] <= EASY for r in rows)
            print(
                f"| {persona} | {len(rows)} {name} | {mean['grade']:.1f} | {100 * easy / len(rows):.0f} % | "
                f"{mean['words']:.0f} | {mean['paper share']:.0f} % | {mean['explained']:.1f} | "
                f"{100 * odd[0] / odd[1]:.1f} % | {refused if args.check else '-'} |"
            )


if __name__ == "__main__":
    main()
