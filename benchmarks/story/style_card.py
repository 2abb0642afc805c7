"""Measure the narrator's scripts against the style card.

Usage: python benchmarks/story/style_card.py PAPERS.jsonl[.gz] [MORE ...] [--sample N] [--show FILE] [--json FILE]
Paths may be our own JSONL of papers (told from the abstract) or full texts that paperledge.sources.read_document
reads. Prints each measure's mean and range, its target and the share of scripts that meets it.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import time
from pathlib import Path

from paperledge.errors import PaperError
from paperledge.prose import WORD, plain, split_sentences
from paperledge.records import paper_from_json
from paperledge.sources import abstract_document, read_document
from paperledge.story import write_script

HYPE = frozenset(
    "really very super huge seriously cool fascinating amazing awesome incredible exciting "
    "revolutionary undeniable kicker".split()
)
HOSTED = ("patter", "question", "implication", "analogy")
HEDGE = re.compile(
    r"\b(?:may|might|could|suggest\w*|potential\w*|perhaps|possibly|seem\w*|tend\w*|likely)\b", re.IGNORECASE
)
CUE = re.compile(r"\bthink of\b|\bimagine\b|\bit's like\b|\blike an? ", re.IGNORECASE)
CONTRACTION = re.compile(
    r"\w+(?:n't|'(?:s(?= (?:a|an|the|not|no|one|all|it|you|like|been|what|how|just|still|only|"
    r"worth|about|more|less|very|so|in|on|at|to)\b)|re|ve|ll|d|m))\b|\b(?:it|that|there|here|what|"
    r"who|let|one|he|she|paper)'s\b",
    re.IGNORECASE,
)
# A quantity: not part of a name ("GPT-4"), a list mark or a reference; what stands in brackets may be left out.
NUMBER = re.compile(r"(?<![\w\-/:.])\d[\d.,]*(?![\w)]*-\w*[A-Z])(?!\))")


def syllables(word):
    """Vowel groups; a final silent e is not counted."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)


def grade(sentences):
    words = [w for s in sentences for w in WORD.findall(s)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def measure(script, document):
    """The style card's measures of one script. Shares leave out disclosure and credit: the card has none."""
    spoken = [s for s in script.sentences if s.kind not in {"credit", "disclosure"}]
    lines = [s.text[a:b] for s in spoken for a, b in split_sentences(s.text)]
    sizes = sorted(len(WORD.findall(line)) for line in lines)
    words = sum(sizes)
    text = "\n".join(s.text for s in spoken)
    kinds = {}
    for s in spoken:
        hinge = s.kind == "patter" or (s.kind == "question" and s.section in {"finding", "why"})
        kind = "patter" if hinge else "paper" if s.kind in {"claim", "quote"} else s.kind
        kinds[kind] = kinds.get(kind, 0) + len(WORD.findall(s.text))
    paper = plain(document.paper.abstract or document.text[:3000])
    claims = " ".join(s.text for s in script.sentences if s.kind in {"claim", "quote"})
    numbers = len(NUMBER.findall(re.sub(r"https?\S+|\([^()]*\)", " ", paper)))
    return {
        "words": sum(len(WORD.findall(s.text)) for s in script.sentences),
        "mean sentence": words / len(sizes),
        "90th": sizes[int(0.9 * (len(sizes) - 1))],
        "longest": sizes[-1],
        "grade": grade(lines),
        "paper share": 100 * kinds.get("paper", 0) / words,
        "patter share": 100 * kinds.get("patter", 0) / words,
        "analogy cues": len(CUE.findall(text)),
        "questions": text.count("?"),
        "exclamations": text.count("!"),
        "you": len(re.findall(r"\byou\w*(?:'\w+)?\b", text, re.IGNORECASE)),
        "contractions": len(CONTRACTION.findall("\n".join(s.text for s in script.sentences))),
        "hype": sum(
            w.lower() in HYPE for s in spoken if s.kind not in {"claim", "quote"} for w in WORD.findall(s.text)
        ),
        "hedges minus paper's": 100
        * (len(HEDGE.findall(text)) / words - len(HEDGE.findall(paper)) / max(1, len(WORD.findall(paper)))),
        "numbers kept": min(0, len(NUMBER.findall(claims)) - min(2, numbers)),
        "quote words": next((len(WORD.findall(s.text)) for s in script.sentences if s.kind == "quote"), 0),
    }


def targets(read, short):
    low, high = (600, 750) if read == "full text" else (300, 450)
    return {
        "words": (0 if short else low, high),
        "mean sentence": (12, 17),
        "90th": (0, 26),
        "longest": (0, 40),
        "grade": (7, 10),
        "paper share": (50, 100),
        "patter share": (0, 8),
        "analogy cues": (2, 8),
        "questions": (4, 9),
        "exclamations": (0, 5),
        "you": (4, 99),
        "contractions": (9, 99),
        "hype": (0, 3),
        "hedges minus paper's": (0, 99),
        "numbers kept": (0, 9),
        "quote words": (9, 22),
    }


def documents(paths, sample, seed):
    for path in paths:
        if ".jsonl" not in path.name:
            yield read_document(path)
            continue
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            rows = list(lines)
        if sample and sample < len(rows):
            rows = random.Random(seed).sample(rows, sample)
        for row in map(json.loads, rows):
            # Some sources of the sample write dates in their own way; the narrator needs none.
            row["date"] = None
            yield abstract_document(paper_from_json(row))


def show(script):
    section, lines = "", [f"===== {script.papers[0]} {script.title}"]
    for s in script.sentences:
        if s.section != section:
            section = s.section
            lines.append(f"[{section}]")
        lines.append(f"  {s.kind[:5]:5} {s.text}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    rows, shown, failed, slowest, meets = [], [], [], 0.0, {}
    said = {kind: {} for kind in HOSTED}
    for document in documents(args.papers, args.sample, args.seed):
        start = time.process_time()
        try:
            script = write_script(document)
        except PaperError as error:
            failed.append(f"{document.paper.id}: {error}")
            continue
        slowest = max(slowest, time.process_time() - start)
        short = sum(len(WORD.findall(s.text)) for s in script.sentences if s.kind in {"claim", "quote"}) < 135
        row = measure(script, document)
        rows.append(row)
        for name, (low, high) in targets(document.read, short).items():
            meets.setdefault(name, []).append(low <= row[name] <= high)
        for kind, text in {(s.kind, s.text) for s in script.sentences if s.kind in HOSTED}:
            said[kind][text] = said[kind].get(text, 0) + 1
        shown.append(show(script))
    print(f"{len(rows)} scripts, {len(failed)} papers that could not be told, slowest {slowest:.2f} s (processor)")
    for name in rows[0]:
        values = [r[name] for r in rows]
        met = meets.get(name)
        low, high = targets(document.read, False).get(name, ("", ""))
        share = f"{100 * sum(met) / len(met):5.0f} %" if met else ""
        print(
            f"{name:22} mean {statistics.mean(values):7.1f}  range {min(values):6.1f} to "
            f"{max(values):6.1f}   target {low}-{high}: {share}"
        )
    for kind, texts in said.items():
        text, times = max(texts.items(), key=lambda p: p[1], default=("", 0))
        print(f"commonest {kind}: {times} of {len(rows)} scripts: {text}")
    for line in failed[:20]:
        print("not told:", line)
    if args.show:
        args.show.write_text("\n".join(shown), encoding="utf-8")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
