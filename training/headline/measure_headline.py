"""Measure headlines on SciTLDR (allenai/scitldr, Apache-2.0) by ROUGE against the best of each paper's references.

Usage: nice -n 19 python training/headline/measure_headline.py DATA_FOLDER [--rows N]
Prints ROUGE-1/2/L for the title, the lead sentence, the best single sentence and `headline`, and how many of the
headline's words are not the paper's own, or from the title. Scored by the package rouge-score,
stemmed; with 95 % intervals over papers.
"""

import argparse
import functools
import gzip
import json
import time
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer

from paperledge.prose import words
from paperledge.records import Paper
from paperledge.story import headline


class Remembering:
    """The package's own words and stems, made once for each text."""

    tokenize = staticmethod(functools.lru_cache(10_000)(DefaultTokenizer(use_stemmer=True).tokenize))


_SCORER = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Remembering())


def rouge(text, references):
    """ROUGE-1, 2 and L (F1), each the best over the references."""
    scores = [_SCORER.score(reference, text) for reference in references]
    return [max(score[name].fmeasure for score in scores) for name in ("rouge1", "rouge2", "rougeL")]


def table_line(name, table):
    """A name and the means of a table's columns in percent, with 95 % intervals over its rows."""
    dice = np.random.default_rng(0)
    means = [table[dice.integers(0, len(table), len(table))].mean(axis=0) for _ in range(1000)]
    ends = np.quantile(means, [0.025, 0.975], axis=0)
    cells = zip(table.mean(axis=0), *ends, strict=True)
    return f"{name:14}" + "  ".join(f"{100 * m:5.1f} [{100 * a:.1f}, {100 * b:.1f}]" for m, a, b in cells)


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
        print(table_line(name, np.array(values)))
    n = len(rows)
    print(
        f"{n} papers; words not the paper's {100 * sum(strange) / n:.2f} %, from the title "
        f"{100 * sum(from_title) / n:.0f} %; mean {sum(sizes) / n:.1f} words, longest "
        f"{max(sizes)}; {1000 * seconds / n:.1f} ms each"
    )


if __name__ == "__main__":
    main()
