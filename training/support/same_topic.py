"""Writes claims beside what states them and beside what only speaks of the same: the fifth stage's rows.

    python training/support/same_topic.py ../shared/data training/out/topic5.jsonl.gz

Each claim stands beside its own passage (entailed), again with one injected fault beside the same passage, and
beside one or two passages on its topic that do not state it (neutral): of other papers, chosen so that they are
nearly as like the claim as its own, or now and then another sentence of its own paper. So neither length, nor
topic, nor the claim itself gives the answer away.
"""

import argparse
import gzip
import json
import random
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import corpora
import numpy as np
from corpora import Row
from free_wording import faulty, shown

from paperledge.prose import plain, split_sentences
from paperledge.search.meaning import open_encoder

# Papers taken: not those that measure or that the likelihood is fitted on (see near_copies.py).
PARTS = (0, 2, 3, 4, 5)
MEDICAL = re.compile(
    r"\b(?:patients?|clinical|diseases?|proteins?|vaccines?|infections?|cells?|medical|cancers?|genes?|covid-19)\b"
)
OTHERS = slice(2, 24)  # ranks of the papers like a claim that neutral passages are taken from
TWIN = 0.9  # cosine of two texts that are one paper
RESULTS = re.compile("RESULT|FINDING|DISCUSSION|LIMITATION")  # headings of a medical abstract
LOOSE = 0.45  # cosine to its best window that an abstract's own sentence must have to be taken as stated there
# Claims of a set at most: medicine above all, for there a topic has the most that is nearly said.
MOST = {"scitldr": 500, "evidence-inference-templated": 900, "titles": 300, "citations": 700, "articles": 400}
TIMES = {"check-covid": 2}  # few claims, each with several passages


@dataclass(frozen=True)
class Told:
    """A claim and the sentences that it was made from.

    given: they are its evidence, as people marked it; aside: sentences of its paper that cannot state it, such as
    the aims of a study whose result it is.
    """

    name: str
    claim: str
    own: tuple[str, ...]
    given: bool = False
    aside: tuple[str, ...] = ()


def sentences_of(text: str) -> tuple[str, ...]:
    """Plain sentences of at least five words."""
    text = plain(text)
    return tuple(text[a:b] for a, b in split_sentences(text) if len(text[a:b].split()) > 4)


def read_arxiv(data: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Title and sentences of every paper to learn from."""
    with gzip.open(data / "arxiv_143k/papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for number, line in enumerate(lines) if number % 8 in PARTS]
    # Formulas are slow to read and say nothing to the encoder.
    papers = [p for p in papers if not set("\\$") & set(p["abstract"] + p["title"])]
    medical = [p for p in papers if is_medical(f"{p['title']} {p['abstract']}")]
    return [(p["title"], sentences_of(p["abstract"])) for p in medical + papers[::4]]


def is_medical(text: str) -> bool:
    """Whether a paper is about health or the living."""
    return len(MEDICAL.findall(text.lower())) > 1


def read_articles(data: Path) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Of each open article of eLife and PLOS (CC BY): sentences of its abstracts and digest, and of its body."""
    for name in ("elife_jats", "plos_jats"):
        with tarfile.open(data / f"fulltext/{name}.tar.gz") as files:
            for member in files.getmembers():
                if (file := files.extractfile(member)) is None:
                    continue
                root = ET.parse(file).getroot()
                told = [s for p in root.findall(".//abstract//p") for s in sentences_of(_text(p))]
                body = tuple(s for p in root.findall(".//body//p") for s in sentences_of(_text(p)))
                if told and len(body) > 30:
                    yield told, body


def _text(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def read_told(data: Path, arxiv: Sequence[tuple[str, tuple[str, ...]]], dice: random.Random) -> Iterator[Told]:
    """Every claim in words of its own, with what it was made from."""
    with gzip.open(data / "scitldr/train.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    for paper in dice.sample(papers, MOST["scitldr"]):
        yield Told("scitldr", plain(paper["target"][0]), sentences_of(" ".join(paper["source"])))
    yield from read_concluded(data)
    titled = [(title.split(": ")[-1], own) for title, own in arxiv if len(own) > 3]
    titled = [(t, own) for t, own in titled if len(t.split()) > 6 and is_medical(" ".join((t, *own)))]
    yield from (Told("titles", t, own) for t, own in dice.sample(titled, MOST["titles"]))
    stated = [Told("articles", s, body) for told, body in read_articles(data) for s in told]
    yield from dice.sample(stated, min(MOST["articles"], len(stated)))


def read_concluded(data: Path) -> Iterator[Told]:
    """Conclusions of medical abstracts, made from their results, and not from what was asked and done."""
    with gzip.open(data / "pubmedqa/pqal_train.json.gz", "rt", encoding="utf-8") as file:
        for asked in json.load(file).values():
            parts = list(zip(asked["LABELS"], asked["CONTEXTS"], strict=False))
            results = " ".join(text for label, text in parts if RESULTS.search(label))
            before = " ".join(text for label, text in parts if not RESULTS.search(label))
            own = sentences_of(results or before)
            aside = sentences_of(before) if results else ()
            for sentence in sentences_of(asked["LONG_ANSWER"])[:3]:
                if own and "Medical Subject" not in sentence:
                    yield Told("pubmedqa", sentence, own, aside=aside)


def read_judged(data: Path, dice: random.Random) -> Iterator[Told]:
    """Claims that people found supported by the passage given, of the parts for training."""
    wice = corpora.read_nli(data / "nli", "wice-claim", 0)
    sets = {
        "check-covid": corpora.read_nli(data / "nli", "check-covid", 0),
        "wice": [row for row in wice if corpora.part_of(row.premise) == "train"],
        "citations": corpora.read_citations(data / "citation_integrity", "train"),
        "scifact": corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False),
    }
    for name, rows in sets.items():
        true = [row for row in rows if row.label == 0]
        for row in dice.sample(true, min(MOST.get(name, len(true)), len(true))):
            if own := sentences_of(row.premise):
                yield Told(name, plain(row.hypothesis), own, given=True)
    name = "evidence-inference-templated"
    trials = corpora.read_nli(data / "nli", name, 0)
    true = [at for at, row in enumerate(trials) if row.label == 0 and sentences_of(row.premise)]
    for at in dice.sample(true, min(MOST[name], len(true))):
        row, beside = trials[at], trials[max(0, at - 8) : at + 9]  # the rows of an article follow each other
        aside = dict.fromkeys(s for r in beside if r.premise != row.premise for s in sentences_of(r.premise))
        yield Told(name, plain(row.hypothesis), sentences_of(row.premise), True, tuple(aside))


class Shelf:
    """Texts by topic."""

    def __init__(self, texts: Iterable[tuple[str, ...]]) -> None:
        self.texts = list(dict.fromkeys(texts))
        self._encoder = open_encoder()
        self._vectors = self._encoder.encode([" ".join(t[:12]) for t in self.texts])

    def like(self, claim: str, own: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Texts on a claim's topic, none of them its own."""
        mine, base = self._encoder.encode([claim, " ".join(own[:12])])
        scores = self._vectors @ (mine + 0.5 * base)
        closest = np.argpartition(-scores, OTHERS.stop * 2)[: OTHERS.stop * 2]
        closest = closest[np.argsort(-scores[closest])]
        kept = [i for i in closest if self._vectors[i] @ base < TWIN and not set(self.texts[i]) & set(own)]
        return [self.texts[i] for i in kept[OTHERS]]

    def windows(self, claim: str, text: Sequence[str], size: int) -> list[tuple[float, str]]:
        """Each run of `size` sentences with its cosine to the claim, best first."""
        runs = [" ".join(text[i : i + size]) for i in range(max(1, len(text) - size + 1))]
        vectors = self._encoder.encode([claim, *runs])
        return sorted(zip((vectors[1:] @ vectors[0]).tolist(), runs, strict=True), reverse=True)


def rows_of(told: Told, shelf: Shelf, dice: random.Random) -> Iterator[Row]:
    """The claim entailed, with a fault, and beside one or two passages that do not state it."""
    size = dice.choice((1, 1, 2, 2, 3))
    ranked = shelf.windows(told.claim, told.own, size)
    near = ranked[0][0]
    if told.name == "articles" and near < LOOSE:
        return
    whole = told.given or dice.random() < 0.4  # as the check shows it, or a bare sentence or two
    premise = shown(" ".join(told.own), told.claim) if whole else ranked[0][1]
    yield Row(premise, told.claim, 0)
    if dice.random() < 0.6 and (made := faulty(told.claim, f"{' '.join(told.own)} {told.claim}", dice)):
        yield Row(premise, made, 3)
    if told.given:
        size = min(3, len(told.own))
    beside = shelf.windows(told.claim, told.aside, size)[:3] if told.aside else _rest(ranked, premise)
    taken = [text for _, text in dice.sample(beside, min(1, len(beside)))]
    if dice.random() < (0.4 if told.aside else 0.75):
        taken = []
    for text in taken + elsewhere(told, shelf, size, near, dice)[: dice.choice((1, 1, 2)) - len(taken)]:
        yield Row(text, told.claim, 1)


def _rest(ranked: list[tuple[float, str]], premise: str) -> list[tuple[float, str]]:
    """Passages of the same paper that say something else: less like the claim than most."""
    known = set(sentences_of(premise))
    return [(c, text) for c, text in ranked[len(ranked) // 2 :] if c > 0.1 and not known & set(sentences_of(text))]


def elsewhere(told: Told, shelf: Shelf, size: int, near: float, dice: random.Random) -> list[str]:
    """Passages of other papers, about as like the claim as its own: at random among those that are."""
    found = []
    for text in shelf.like(told.claim, told.own):
        cosine, best = shelf.windows(told.claim, text, size)[0]
        if near - 0.3 < cosine < near + 0.03:
            found.append((cosine + 0.1 * dice.random(), best, text))
    found.sort(reverse=True)
    picked = dice.sample(found[:8], min(2, len(found)))
    # A longer passage as the check shows it, where its own was one.
    long = told.given and len(told.own) > 3
    return [shown(" ".join(text), told.claim) if long else best for _, best, text in picked]


def judged_rows(data: Path) -> Iterator[Row]:
    """What people called neutral or false in the set nearest to news of medicine, and its true rows once more."""
    for row in corpora.read_nli(data / "nli", "check-covid", 0):
        yield Row(plain(row.premise), plain(row.hypothesis), row.label)


def gather(data: Path, share: float, dice: random.Random) -> Iterator[tuple[str, Row]]:
    """Every row with the name of its set."""
    arxiv = read_arxiv(data)
    told = [*read_told(data, arxiv, dice), *read_judged(data, dice)]
    shelf = Shelf([*(own for _, own in arxiv), *(t.own for t in told if len(t.own) < 30), *paragraphs(told)])
    for one in dice.sample(told, round(share * len(told))):
        if not corpora.is_spared(one.claim) and len(one.claim.split()) > 4:
            for _ in range(TIMES.get(one.name, 1)):
                yield from ((one.name, row) for row in rows_of(one, shelf, dice))
    judged = list(judged_rows(data))
    yield from (("judged", row) for row in dice.sample(judged, round(share * len(judged))))


def paragraphs(told: Sequence[Told]) -> Iterator[tuple[str, ...]]:
    """Whole articles in pieces of eight sentences."""
    for body in dict.fromkeys(one.own for one in told if len(one.own) >= 30):
        yield from (body[i : i + 8] for i in range(0, len(body) - 4, 8))


def main() -> None:
    """Writes the rows and says how many of each set, and how well the cosine alone tells true from neutral."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the claims")
    parser.add_argument("--seed", type=int, default=29)
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for name, row in gather(args.data, args.share, random.Random(args.seed)):
            counts[f"{name} {row.label}"] += 1
            line = {"premise": row.premise, "hypothesis": row.hypothesis, "label": row.label, "kind": name}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(dict(sorted(counts.items())))


if __name__ == "__main__":
    main()
