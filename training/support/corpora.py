"""Reads the sets a support checker may learn from: rows of premise, hypothesis, label.

Only sets whose licence allows shipping what is trained on them are named in `FIRST` and `SECOND`; see README.md.
Labels: 0 entailment, 1 neutral, 2 contradiction, 3 not entailment (1 or 2, the set does not say which).
"""

import csv
import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paperledge.prose import split_sentences

LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "not_entailment": 3}
CITED = {"SUPPORT": 0, "NEI": 1, "REFUTE": 2}

# Rows taken of each set (0: all). General and targeted inference first ...
FIRST = {
    "new-protocols-base": 0, "new-protocols-contrast": 4000, "new-protocols-edit_premise": 6000,
    "new-protocols-edit_other": 6000, "taxinli-mnli": 0, "cad-snli": 6000, "conjnli": 3000, "breaking-nli": 1500,
    "semantoneg": 1500, "wikifactcheck-negated": 1500, "fever-symmetric": 0, "foolmetwice": 0,
    "feverous-dev-sentence": 0,
}  # fmt: skip
# ... then science, with some of the first so that it is not forgotten.
SECOND = {
    "scinli": 0, "evidence-inference-templated": 2500, "check-covid": 0, "scientsbank-3way": 1500,
    "entailmentbank-nli": 800, "new-protocols-paragraph": 0, "foolmetwice": 0, "fever-symmetric": 0,
    "taxinli-mnli": 1500, "new-protocols-edit_premise": 1500, "new-protocols-edit_other": 1500,
    "feverous-dev-sentence": 1000,
}  # fmt: skip

# ... and, for the third, what the first two left out, beside the rows of near_copies.py and free_wording.py.
THIRD = {
    "new-protocols-base": 1200, "new-protocols-contrast": 1000, "new-protocols-edit_premise": 1000,
    "new-protocols-edit_other": 1000, "taxinli-mnli": 1500, "conjnli": 600, "cad-snli": 600, "scinli": 800,
    "foolmetwice": 0, "feverous-dev-sentence": 800, "fever-symmetric": 0, "check-covid": 0,
    "negation-nli-mnli": 700,
    "negation-nli-snli": 300, "drop-nli": 700, "scientsbank-3way": 500, "evidence-inference-templated": 600,
    "begin": 300, "help": 300,
}  # fmt: skip
# ... and, for the fourth and longest, nearly all there is, beside the rows of near_copies.py, free_wording.py
# (other papers, another seed) and judged_claims.py.
FOURTH = {
    "new-protocols-base": 0, "new-protocols-contrast": 0, "new-protocols-edit_premise": 0,
    "new-protocols-edit_other": 0, "new-protocols-paragraph": 0, "taxinli-mnli": 0, "cad-snli": 5000,
    "conjnli": 4000, "drop-nli": 2000, "foolmetwice": 0, "feverous-dev-sentence": 0, "fever-symmetric": 0,
    "check-covid": 0, "scinli": 2000, "evidence-inference-templated": 2500, "scientsbank-3way": 2000,
    "negation-nli-mnli": 0, "negation-nli-snli": 500, "entailmentbank-nli": 800, "begin": 0, "help": 1000,
    "semantoneg": 800,
}  # fmt: skip
# ... and, for the fifth, some of the fourth again, so that it is not forgotten beside the rows of same_topic.py.
FIFTH = {
    "new-protocols-base": 350, "new-protocols-contrast": 300, "new-protocols-edit_premise": 300,
    "new-protocols-edit_other": 350, "new-protocols-paragraph": 100, "taxinli-mnli": 400, "cad-snli": 100,
    "conjnli": 100, "drop-nli": 150, "foolmetwice": 200, "feverous-dev-sentence": 250, "fever-symmetric": 100,
    "scinli": 150, "scientsbank-3way": 150, "negation-nli-mnli": 100, "begin": 100,
    "evidence-inference-templated": 500,
}  # fmt: skip
# ... and, for the sixth, all of it together: other rows of the large sets, beside new rows of every script.
SIXTH = {
    "new-protocols-base": 5000, "new-protocols-contrast": 4000, "new-protocols-edit_premise": 5000,
    "new-protocols-edit_other": 5000, "new-protocols-paragraph": 0, "taxinli-mnli": 6000, "cad-snli": 3000,
    "conjnli": 2000, "drop-nli": 1500, "foolmetwice": 0, "feverous-dev-sentence": 0, "fever-symmetric": 0,
    "check-covid": 0, "scinli": 1000, "evidence-inference-templated": 0, "scientsbank-3way": 1500,
    "negation-nli-mnli": 0, "negation-nli-snli": 400, "entailmentbank-nli": 400, "begin": 0, "help": 600,
    "semantoneg": 500, "breaking-nli": 300,
}  # fmt: skip
STAGES = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH)
SEEDS = (13, 13, 13, 17, 19, 31)
REPLAYED = 0.25  # of the rows of the fourth stage's own files


@dataclass(frozen=True)
class Row:
    """A pair; `label` as in LABELS; `weight` is how often it is seen in a pass."""

    premise: str
    hypothesis: str
    label: int


def read_nli(folder: Path, name: str, most: int, seed: int = 13) -> list[Row]:
    """Rows of one set of `nli/`, `most` of them drawn under the seed (0: all)."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    rows = [Row(r["premise"], r["hypothesis"], LABELS[r["label"]]) for r in raw]
    if most and most < len(rows):
        rows = random.Random(f"{name} {seed}").sample(rows, most)
    return rows


def read_scifact(path: Path, held: bool) -> list[Row]:
    """SciFact's claim-evidence pairs; one in five claims (by its hash) is held from training."""
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kept = [r for r in table if _held(r["sentence2"]) == held]
    return [Row(r["sentence1"], r["sentence2"], 0 if r["entailment"] == "entailment" else 3) for r in kept]


def read_citations(folder: Path, part: str) -> list[Row]:
    """Citing sentences against the cited paper's passages."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        corpus = {d["doc_id"]: d["abstract"] for d in map(json.loads, lines)}
    return [row for claim in _claims(folder, part) for row in _cited(claim, corpus)]


def _claims(folder: Path, part: str) -> Iterator[dict]:
    path = folder / f"claims_{part}.jsonl"
    if path.exists():
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())
    else:
        with gzip.open(str(path) + ".gz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _cited(claim: dict, corpus: dict[int, list[str]]) -> Iterator[Row]:
    text = " ".join(w for w in claim["claim"].replace("[<|", " [<|").split() if "<|" not in w)
    evidence = claim["evidence"]
    for number in claim["cited_doc_ids"]:
        if number not in corpus:
            continue
        found = evidence.get(str(number))
        label = CITED[found[0]["label"]] if found else CITED["NEI"]
        yield Row(" ".join(corpus[number]), text, label)


def _held(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] < 51


def read_bump(path: Path) -> list[Row]:
    """Sentences of summaries that differ between a true one and the same with one error, with the article."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        pairs = json.load(file)
    rows = []
    for pair in pairs:
        true, false = (_sentences(pair[key]) for key in ("reference_summary", "edited_summary"))
        for label, mine, other in ((0, true, false), (3, false, true)):
            rows += [Row(pair["article"], sentence, label) for sentence in mine if sentence not in other]
    return rows


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


def is_fitting(text: str) -> bool:
    """Sets that measure and fit are parted by their documents: this half fits, the other measures."""
    return hashlib.sha256(text.encode()).digest()[1] < 128


def part_of(text: str) -> str:
    """Whether a document measures, or the encoder learns from it, or the likelihood is fitted to it."""
    if not is_fitting(text):
        return "measure"
    return "train" if hashlib.sha256(text.encode()).digest()[2] < 150 else "fit"


def is_spared(claim: str) -> bool:
    """One claim in thirteen is kept from the fourth stage, for the likelihood to be fitted on."""
    return hashlib.sha256(claim.encode()).digest()[4] < 20


def read_jsonl(path: Path) -> list[Row]:
    """Rows that `near_copies.py` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Row(r["premise"], r["hypothesis"], r["label"]) for r in map(json.loads, lines)]
