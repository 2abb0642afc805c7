"""Writes questions of studies as statements beside what the study found: a yes states them, a no denies them.

    python training/support/answered.py ../shared/data training/out/answered.jsonl.gz

Of PubMedQA (MIT). It is what no other licensed set has: claims of medicine in words of their own that a passage
refutes. Each stands beside a passage of another study on its topic too, which neither states nor denies it. A
question whose subject cannot be told from its verb by the lists below is left out.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpora import Row
from free_wording import shown
from same_topic import RESULTS, Shelf, Told, elsewhere, read_arxiv, sentences_of

from paperledge.prose import plain

LABELS = {"yes": 0, "maybe": 1, "no": 2}
ASKED = re.compile(
    r"(?:^|[.:?!-]\s+)((?:do|does|did|is|are|was|were|can|could|should|will|has|have)\b[^:?]+)\?$", re.I
)
BASE = frozenset(
    """add affect aid allow alter apply apprehend assist avoid be become benefit bring cause change characterize
    come compare confer continue contribute control correlate correspond create decrease delay detect
    determine develop differ differentiate diminish discriminate elevate eliminate enhance ensure exacerbate
    exhibit exist explain express extend facilitate favor follow gain get give guarantee harm have help hold
    identify impact impair improve increase indicate induce influence inhibit interfere know last lead learn
    limit lower maintain make matter mean mediate meet mimic modify modulate need obtain occur offer optimize
    outperform participate perceive perform persist play possess postpone precede preclude predict present
    preserve prevent produce prolong promote protect provide push raise react receive recognize recommend
    recover reduce reflect regulate relate relieve remain remove replace represent require respond restore
    result reveal save serve show shorten signal stimulate strengthen suffer suggest supply support survive
    sustain take trigger underestimate understand undergo use vary warrant widen work worsen yield""".split()
)
THIRD = {"do": "", "does": "s", "did": "d"}
# What begins the predicate after "is", "are" and their like.
PREDICATE = re.compile(
    r"^(?:able|accurate|acceptable|adequate|advantageous|also|always|appropriate|as|associated|at|available|"
    r"beneficial|better|cost|compatible|comparable|correlated|dangerous|different|difficult|effective|efficacious|"
    r"efficient|enough|equivalent|feasible|good|harmful|helpful|higher|important|independent|independently|indicated|"
    r"inferior|justified|less|linked|lower|mandatory|more|necessary|needed|only|possible|predictive|preferable|"
    r"present|protective|really|related|relevant|reliable|reproducible|required|responsible|risky|routinely|safe|"
    r"sensitive|significant|significantly|similar|still|sufficient|suitable|superior|truly|useful|valid|valuable|"
    r"warranted|worse|worth|worthwhile|an?|the|\w{3,}ed)$",
    re.I,
)
NEAR = 0.75  # cosine to the claim about which the other study's passage is taken
BOUND = frozenset("of in the a an and or for with to by on after from as".split())  # a noun follows
PRONOUNS = frozenset("it they there we this these that".split())


def statement(question: str) -> str | None:
    """A yes-no question as the statement it asks about; None where subject and predicate cannot be told apart."""
    if not (found := ASKED.search(question.strip())):
        return None
    helper, *words = found[1].split()
    if not words or words[0].lower() in PRONOUNS:
        return None
    helper = helper.lower()
    starts = [i for i in range(1, min(len(words), 14)) if _begins(helper, words, i)]
    if not starts:
        return None
    at = starts[0]
    subject, rest = words[:at], words[at:]
    rest = [_bent(rest[0], THIRD[helper]), *rest[1:]] if helper in THIRD else [helper, *rest]
    text = " ".join([*subject, *rest])
    return f"{text[0].upper()}{text[1:]}."


def _begins(helper: str, words: list[str], at: int) -> bool:
    """Whether the predicate begins at a word."""
    word, before = words[at].lower().strip(","), words[at - 1].lower()
    if before in {
        "of",
        "in",
        "the",
        "a",
        "an",
        "and",
        "or",
        "for",
        "with",
        "to",
        "by",
        "on",
        "after",
        "from",
        "as",
    }:
        return False
    if helper in THIRD or helper in {"can", "could", "should", "will"}:
        return word in BASE
    if helper in {"has", "have"}:
        return re.fullmatch(r"been|\w{3,}ed", word) is not None
    return PREDICATE.match(word) is not None


def _bent(verb: str, ending: str) -> str:
    """The verb as "does" or "did" bends it."""
    if not ending:
        return verb
    if verb in {"be", "have"}:
        return {"be": "is", "have": "has"}[verb] if ending == "s" else {"be": "was", "have": "had"}[verb]
    if ending == "s":
        if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
            return f"{verb}es"
        return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"
    past = {"become": "became", "come": "came", "give": "gave", "get": "got", "hold": "held", "know": "knew",
            "lead": "led", "make": "made", "mean": "meant", "meet": "met", "show": "showed", "take": "took",
            "understand": "understood", "undergo": "underwent", "bring": "brought"}  # fmt: skip
    if verb in past:
        return past[verb]
    return f"{verb}d" if verb.endswith("e") else re.sub(r"(?<=[^aeiou])y$", "i", verb) + "ed"


def answered(data: Path, dice: random.Random) -> Iterator[Row]:
    """Each statement beside the study's conclusion, beside its results and beside another study."""
    with gzip.open(data / "pubmedqa/pqal_train.json.gz", "rt", encoding="utf-8") as file:
        studies = list(json.load(file).values())
    texts = [sentences_of(" ".join(study["CONTEXTS"])) for study in studies]
    shelf = Shelf([*texts, *(own for _, own in read_arxiv(data))])
    for study, own in zip(studies, texts, strict=True):
        if (claim := statement(plain(study["QUESTION"]))) is None:
            continue
        label, conclusion = LABELS[study["final_decision"]], plain(study["LONG_ANSWER"])
        yield Row(conclusion, claim, label)
        if len(sentences := sentences_of(conclusion)) > 2:
            yield Row(" ".join(sentences[:2]), claim, label)
        parts = zip(study["LABELS"], study["CONTEXTS"], strict=False)
        results = " ".join(text for kind, text in parts if RESULTS.search(kind))
        # What the authors call open the numbers alone need not leave open.
        if results and label != 1:
            yield Row(shown(f"{plain(results)} {conclusion}", claim), claim, label)
        told = Told("asked", claim, own, given=True)
        yield from (Row(text, claim, 1) for text in elsewhere(told, shelf, 2, NEAR, dice)[:1])


def main() -> None:
    """Writes the rows and says how many."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    rows = list(answered(args.data, random.Random(43)))
    with gzip.open(args.out, "wt", encoding="utf-8") as file:
        for row in rows:
            line = {"premise": row.premise, "hypothesis": row.hypothesis, "label": row.label}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(dict(sorted(Counter(row.label for row in rows).items())))


if __name__ == "__main__":
    main()
