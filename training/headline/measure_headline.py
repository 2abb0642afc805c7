"""Measure headlines on SciTLDR (allenai/scitldr, Apache-2.0) by ROUGE against the best of each paper's references.

Usage: nice -n 19 python training/headline/measure_headline.py DATA_FOLDER [--rows N]
Prints ROUGE-1/2/L for the title, the lead sentence, the best single sentence and `headline`, and how many of the
headline's words are not the paper's own, or from the title. Words are compared by a light stem.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path

from paperledge.prose import words
from paperledge.records import Paper
from paperledge.story import headline


def stems(text):
    """Lower-case words cut by a few endings, as stemmed ROUGE roughly does."""
    return [
        re.sub(r"(?:ies|es|s|ing|ed|ly)$", "", w) if len(w) > 4 else w
        for w in re.findall(r"[a-z0-9]+", text.lower())
    ]


def f1(hits, mine, theirs):
    return 2 * hits / (mine + theirs) if mine + theirs else 0.0


def grams(tokens, n):
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def longest(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], before + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def rouge(text, references):
    """ROUGE-1, 2 and L (F1), each the best over the references."""
    mine, best = stems(text), [0.0, 0.0, 0.0]
    for reference in references:
        theirs = stems(reference)
        for n in (1, 2):
            hits = (grams(mine, n) & grams(theirs, n)).total()
            best[n - 1] = max(best[n - 1], f1(hits, max(0, len(mine) - n + 1), max(0, len(theirs) - n + 1)))
        best[2] = max(best[2], f1(longest(mine, theirs), len(mine), len(theirs)))
    return best


def read_rows(path, limit=0):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return rows[:limit] if limit else rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    rows = read_rows(args.data / f"{args.split}.jsonl.gz", args.rows)
    scores = {name: [] for name in ("title", "lead", "best sentence", "headline")}
    strange, from_title, sizes, seconds = [], [], [], 0.0
    for row in rows:
        source, title, references = row["source"], row["title"], row["target"]
        start = time.perf_counter()
        told = headline(Paper(id=row["paper_id"], title=title, abstract=" ".join(source)))
        seconds += time.perf_counter() - start
        scores["title"].append(rouge(title, references))
        scores["lead"].append(rouge(source[0], references))
        scores["best sentence"].append(max((rouge(s, references) for s in source), key=sum))
        scores["headline"].append(rouge(told, references))
        paper_words = {w.lower() for w in words(" ".join(source) + " " + title)}
        own = [w.lower() for w in words(told)]
        title_words = {w.lower() for w in words(title)}
        strange.append(sum(w not in paper_words for w in own) / max(1, len(own)))
        from_title.append(sum(w in title_words for w in own) / max(1, len(own)))
        sizes.append(len(own))
        if len(sizes) <= args.show:
            print(f"{title}\n   > {told}\n   = {references[0]}")
    for name, values in scores.items():
        print(f"{name:14}" + " ".join(f"{100 * sum(v[i] for v in values) / len(values):5.1f}" for i in range(3)))
    n = len(rows)
    print(
        f"{n} papers; words not the paper's {100 * sum(strange) / n:.2f} %, from the title "
        f"{100 * sum(from_title) / n:.0f} %; mean {sum(sizes) / n:.1f} words, longest "
        f"{max(sizes)}; {1000 * seconds / n:.1f} ms each"
    )


if __name__ == "__main__":
    main()
