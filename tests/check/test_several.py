"""Several papers in one script: each sentence is held to its own paper, and to no other's text."""

import dataclasses

import pytest

from paperledge.check import check_script, judge_script
from paperledge.records import Document, Kind, Script, Sentence
from tests.check.conftest import make_document

PLANTS = "Plants need light. Plants under red light grew 12% taller than plants under blue light."
SLEEP = "Sleep is often short. Students who slept eight hours remembered 23% more words than those who slept five."


@pytest.fixture
def both() -> list[Document]:
    plants, sleep = make_document(PLANTS, title="Red light"), make_document(SLEEP, title="Sleep and memory")
    other = dataclasses.replace(sleep, paper=dataclasses.replace(sleep.paper, id="arxiv:1111.11111"))
    return [plants, other]


def judge(both: list[Document], text: str, paper: int, kind: Kind = "claim", passages: tuple[str, ...] = ("p1",)):
    ids = tuple(d.paper.id for d in both)
    sentence = Sentence(text, "finding", kind, passages if kind == "claim" else (), paper=ids[paper])
    script = Script("Two papers", ids, ("0" * 64, "1" * 64), (sentence,), "abstract")
    return judge_script(script, both)[0]


def test_a_claim_holds_for_its_own_paper_and_no_other(both):
    """What is true of one paper, told as if it were another's, is not spoken."""
    text = "Plants under red light grew 12% taller than plants under blue light."
    assert judge(both, text, 0).ok is True
    assert judge(both, text, 1).ok is False
    told = "Students who slept eight hours remembered 23% more words than those who slept five."
    assert judge(both, told, 1).ok is True
    assert judge(both, told, 0).ok is False


def test_a_quote_and_a_credit_are_their_own_papers(both):
    """Word for word in another paper is not word for word in this one; nor is another's title its title."""
    assert judge(both, "“Sleep is often short.”", 1, "quote").ok is True
    assert judge(both, "“Sleep is often short.”", 0, "quote").ok is False
    assert judge(both, "The second paper is “Sleep and memory”.", 1, "credit").ok is True
    assert judge(both, "The first paper is “Sleep and memory”.", 0, "credit").ok is False


def test_a_paper_that_is_not_at_hand_proves_nothing(both):
    """One document of two does not stand in for the other."""
    assert judge(both, "Plants need light.", 0, passages=()).ok is True
    ids = tuple(d.paper.id for d in both)
    told = Sentence("Plants need light.", "finding", "claim", (), paper=ids[1])
    verdict = judge_script(Script("Two", ids, ("", ""), (told,), "abstract"), both[:1])[0]
    assert verdict.ok is False
    assert "no document" in verdict.reasons[0]


def test_an_aside_carries_a_fact_of_none_of_them(both):
    """A number of the second paper is no aside under the first."""
    assert judge(both, "Would you give 23% of your words?", 0, "question").ok is False
    assert judge(both, "What did they find?", 0, "question").ok is None


def test_passages_of_the_same_name_are_not_the_same(both):
    """Words of a neighbour that rests on another paper's p1 don't count as said beside a claim."""
    ids = tuple(d.paper.id for d in both)
    texts = (
        "Plants under red light grew 12% taller.",
        "Students who slept eight hours remembered 23% more words.",
    )
    pair = tuple(Sentence(t, "finding", "claim", ("p1",), paper=i) for t, i in zip(texts, ids, strict=True))
    alone = [judge_script(Script("", ids, ("", ""), (s,), "abstract"), both)[0] for s in pair]
    beside = judge_script(Script("", ids, ("", ""), pair, "abstract"), both)
    # What is weighed together is rounded a little differently.
    assert [v.score for v in beside] == pytest.approx([v.score for v in alone], abs=0.02)
    assert [(v.ok, v.reasons) for v in beside] == [(v.ok, v.reasons) for v in alone]


def test_what_was_read_must_hold_for_all(both):
    """Abstracts only, or full texts, is said of every paper or of none."""
    said = "I'm an AI voice, and only the abstracts of the papers were read for this."
    whole = "I'm an AI voice, and the full texts of the papers were read for this, told in short."
    mixed = "I'm an AI voice; of some papers the full text was read for this, of the others only the abstract."
    some = [both[0], dataclasses.replace(both[1], read="full text")]
    every = [dataclasses.replace(d, read="full text") for d in both]

    def holds(text, documents):
        return judge(documents, text, 0, "disclosure").ok

    assert [holds(said, d) for d in (both, some, every)] == [True, False, False]
    assert [holds(whole, d) for d in (both, some, every)] == [False, False, True]
    assert holds(mixed, some) is True


def test_the_seal_covers_paper_and_speaker(both):
    """Who says a sentence, and of which paper, cannot be changed after the check."""
    ids = tuple(d.paper.id for d in both)
    told = Sentence("Plants need light.", "finding", "claim", ("p0",), paper=ids[0])
    asked = Sentence("What did they find?", "finding", "question", paper=ids[0], speaker="Nora")
    seals = {
        check_script(Script("Two", ids, ("", ""), (told, s), "abstract"), both).seal
        for s in (asked, dataclasses.replace(asked, speaker=""), dataclasses.replace(asked, paper=ids[1]))
    }
    assert len(seals) == 3
