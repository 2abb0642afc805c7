import re
from importlib import resources
from itertools import combinations

import pytest

from paperledge.story.concepts import FIELDS, Concept, open_book, read_concepts

OPENINGS = (
    "Think of it like ",
    "Think of ",
    "Think about ",
    "Imagine ",
    "Picture ",
    "It's like ",
    "It's a bit like ",
)
HYPE = re.compile(
    r"\b(?:very|really|huge|super|amazing|incredible|revolution\w*|groundbreaking|breakthrough|stunning|magical?|"
    r"remarkabl\w+|unprecedented|astonishing|wonderful|game-changing|cutting-edge)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|fifty|dozens?|hundreds?|thousands?|"
    r"millions?|billions?|trillions?)\b",
    re.IGNORECASE,
)
BRITISH = re.compile(
    r"\b(?:\w*colour\w*|neighbour\w*|defence\w*|programmes?|rumour\w*|practis\w+|catalogues?|"
    r"(?:recogn|organ|real|special)is(?:e|es|ed|ing)|travell\w+|centres?|behaviours?|grey|labour|tumours?|fibres?|"
    r"modelling|labell\w+|maths)\b",
    re.IGNORECASE,
)
COMMON = set(
    "think like picture imagine that with from each other which what where when whose until without every never "
    "always still only first again another into about they them their there then than through over under before "
    "after while once back same just some most more many makes make takes take keeps know have been".split()
)


@pytest.fixture(scope="module")
def concepts() -> tuple[Concept, ...]:
    return open_book().concepts


def said(concept: Concept) -> tuple[str, ...]:
    return (concept.plain, *concept.more_plain, concept.analogy, *concept.more_analogies)


def test_the_book_covers_many_terms_of_every_field(concepts):
    """The book holds at least 460 terms, and every field has some."""
    assert len(concepts) >= 460
    assert {c.field for c in concepts} == set(FIELDS)


def test_a_plain_sentence_is_one_short_sentence_about_its_term(concepts):
    """`plain` has at most 25 words, ends with a full stop, and holds the term or, seldom, another name of it."""
    wrong = []
    for concept in concepts:
        for text in (concept.plain, *concept.more_plain):
            known = any(plainly(name) in plainly(text) for name in concept.names)
            if (
                len(text.split()) > 25
                or not text.endswith(".")
                or len(re.findall(r"[.!?](?= |$)", text)) > 1
                or not known
            ):
                wrong.append(text)
    assert wrong == []


def plainly(text: str) -> str:
    """Lower case, hyphens as spaces, plurals cut: enough to tell whether a sentence holds a name."""
    return re.sub(r"(?:ies|y|s)\b", "", text.lower().replace("-", " "))


def test_a_picture_is_one_short_sentence_with_a_known_opening(concepts):
    """An analogy has at most 28 words, opens as a picture does, and ends as one sentence."""
    wrong = []
    for concept in concepts:
        for text in (concept.analogy, *concept.more_analogies):
            inside = text[:-1].replace(": is it", "")
            if (
                len(text.split()) > 28
                or not text.startswith(OPENINGS)
                or text[-1] not in ".?"
                or re.search(r"[.!] ", inside)
            ):
                wrong.append(text)
    assert wrong == []


def test_openings_vary(concepts):
    """No opening serves more than half of the book."""
    openings = [next(o for o in OPENINGS if c.analogy.startswith(o)) for c in concepts]
    assert max(openings.count(o) for o in set(openings)) <= len(openings) / 2


def test_no_figures_no_hype_and_american_spelling(concepts):
    """What is said holds no figure or number word above two, no hype, and American spelling."""
    wrong = []
    for concept in concepts:
        for text in said(concept):
            bare = text.replace(concept.term, "").replace("COVID-19", "")
            wrong += [text] * bool(NUMBER.search(bare) or HYPE.search(bare) or BRITISH.search(bare))
    assert wrong == []


def test_no_picture_stands_twice(concepts):
    """Pictures of two entries never share most of their words."""
    pictures = [(c.term, content(t)) for c in concepts for t in (c.analogy, *c.more_analogies)]
    same = [
        (one, other)
        for (one, a), (other, b) in combinations(pictures, 2)
        if one != other and len(a & b) >= 3 and len(a & b) >= 0.5 * min(len(a), len(b))
    ]
    assert same == []


def content(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z']+", text.lower()) if len(w) > 3 and "'" not in w and w not in COMMON}


def test_every_file_of_the_book_is_read_and_no_term_stands_twice():
    """The entries of all files together are the book; the same term is never explained in two places."""
    folder = resources.files("paperledge.story") / "concepts"
    files = [f for f in folder.iterdir() if f.name.endswith(".toml")]
    terms = [c.term for f in files for c in read_concepts(f.read_text(encoding="utf-8"), f.name)]
    assert sorted(terms) == sorted({*terms}) == sorted(c.term for c in open_book().concepts)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("A prompt response of the model to the drug was seen.", "prompt"),
        ("The chemical agent was released into the environment.", "agent"),
        ("Public policy should support the environment.", "policy"),
        ("Multiple alignment of sequences in human genomes.", "alignment"),
        ("The blood plasma holds calcium ions.", "plasma"),
        ("The network has a hidden layer of neurons.", "neuron"),
        ("Camera calibration needs a checkerboard.", "calibration"),
        ("The transcription of the interview was checked.", "gene expression"),
        ("Polarization of the light was measured for each user.", "political polarization"),
        ("An open-source ecosystem of apps.", "ecosystem"),
        ("A battery of tests was given to the pupils.", "battery"),
    ],
)
def test_false_friends_are_passed_over(text, absent):
    """Words that mean something else in another field are not taken for the concept."""
    assert absent not in {m.concept.term for m in open_book().find(text)}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("We train the LLM by direct preference optimization (DPO).", "preference optimization"),
        ("Few-shot prompting of LLMs", "few-shot learning"),
        ("We use LoRA adapters.", "low-rank adaptation"),
        ("3D Gaussian splatting of street scenes", "Gaussian splatting"),
        ("A visual SLAM system", "simultaneous localization and mapping"),
        ("speculative decoding with a draft model", "speculative decoding"),
        ("trained on XGBoost and random forests", "random forest"),
        ("We prompt ChatGPT with examples.", "prompt"),
        ("The LLM agent calls tools.", "agent"),
        ("The basic reproduction number of the epidemic", "reproduction number"),
    ],
)
def test_terms_of_the_day_are_known(text, term):
    """Terms that abstracts use every day are found as they are written."""
    assert term in {m.concept.term for m in open_book().find(text)}
