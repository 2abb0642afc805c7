"""`support` alone: strings and passages, one and many, offsets and order."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from paperledge.check import support, supports
from paperledge.records import Document

from .conftest import make_document


def test_every_sentence_of_a_paper_supports_itself(driving: Document) -> None:
    """A verbatim sentence passes, and its evidence is that sentence with the paper's own offsets."""
    for passage, verdict in zip(
        driving.passages, supports([(p.text, driving.passages) for p in driving.passages]), strict=True
    ):
        assert verdict.ok, verdict
        best = verdict.passage
        assert best
        assert driving.text[best.start : best.end] == best.text
        assert passage.start <= best.end
        assert best.start <= passage.end


def test_evidence_is_best_first(driving: Document) -> None:
    """Scores of the evidence fall."""
    verdict = support("VLM-RL reduces the collision rate by 10.5% in the CARLA simulator.", driving.passages)
    scores = [e.score for e in verdict.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= s <= 1 for s in scores)


def test_texts_count_their_own_characters() -> None:
    """A passage given as a text is named p0, p1, ... and offsets are its own."""
    verdict = support("Dogs bark at night.", ["Cats sleep all day. They purr.", "It rains. Dogs bark at night."])
    assert verdict.ok
    assert verdict.passage
    assert (verdict.passage.id, verdict.passage.start, verdict.passage.end) == ("p1", 10, 29)


def test_a_whole_paper_may_be_given() -> None:
    """Five hundred sentences, and the right one is found."""
    text = (
        " ".join(f"Sample {n} weighs {n} grams in air." for n in range(500))
        + " The alloy melts at 711 kelvin in vacuum."
    )
    verdict = support("The alloy melts at 711 kelvin in vacuum.", make_document(text).passages)
    assert verdict.ok
    assert verdict.passage
    assert "711" in verdict.passage.text


def test_nothing_supports_what_is_not_there() -> None:
    """No passages, empty passages or strange ones: not supported, with a reason."""
    for passages in ([], [""], ["   "], ["Bananas are yellow."]):
        verdict = support("The method improves accuracy by 12% on ImageNet.", passages)
        assert verdict.ok is False
        assert verdict.reasons


def test_a_claim_of_two_sentences_needs_both() -> None:
    """A claim is as good as its worst sentence."""
    passages = ["The method improves recall on news.", "It fails on speech."]
    assert support("The method improves recall on news. It fails on speech.", passages).ok
    assert not support("The method improves recall on news. It shines on speech.", passages).ok


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_gets_a_verdict(claim: str, passages: list[str]) -> None:
    """Whatever comes in, a verdict with a score in 0..1 comes out."""
    verdict = support(claim, passages)
    assert 0 <= verdict.score <= 1
    assert verdict.ok in (True, False)


@pytest.mark.parametrize(
    "false",
    [
        "VLM-RL outperforms baselines, achieving a 15.5% reduction in collision rate.",
        "Extensive experiments in the CARLA simulator show that VLM-RL underperforms state-of-the-art baselines.",
        "State-of-the-art baselines outperform VLM-RL in the CARLA simulator.",
        "Extensive experiments in Tokyo demonstrate that VLM-RL outperforms state-of-the-art baselines.",
    ],
)
def test_false_claims_about_a_real_paper_fail(driving: Document, false: str) -> None:
    """Faults of number, direction, role and place are refused with a reason."""
    verdict = support(false, driving.passages)
    assert verdict.ok is False
    assert verdict.reasons


def test_a_claim_that_stands_alone_says_whom_it_speaks_of() -> None:
    """The same sentence with a "he" for the name is less likely, and the reason says so where it is refused."""
    passage = "Ann Lee measured the growth of 40 oak seedlings over two years."
    named, unnamed = (
        "Ann Lee measured the growth of 40 oak seedlings.",
        "She measured the growth of 40 oak seedlings.",
    )
    assert support(unnamed, [passage]).score < support(named, [passage]).score
    refused = support("She grew 40 oaks from seeds in Peru.", [passage])
    assert any("'She'" in reason for reason in refused.reasons)


def test_words_that_changed_places_are_no_free_wording() -> None:
    """A claim with all of its passage's words, turned round, is held to the rules of light edits."""
    passage = "The small model outperforms the large model on every task that we tried."
    assert support(passage, [passage]).ok
    assert not support("The large model outperforms the small model on every task that we tried.", [passage]).ok


@pytest.mark.parametrize(
    ("passage", "true", "false"),
    [
        (
            "The cat was found in a shed in Adelaide. Its owner was later prosecuted for animal cruelty.",
            "The cat owner, who was prosecuted for animal cruelty, lives in Adelaide.",
            "The cat owner, who was prosecuted for animal cruelty, lives in Sydney.",
        ),
        (
            "The drug lowered blood pressure in 40 of 60 patients who took it every morning for six weeks.",
            "The drug, taken each morning for six weeks, brought blood pressure down in 40 of 60 patients.",
            "The drug, taken each morning for nine weeks, brought blood sugar down in 12 of 60 patients.",
        ),
    ],
)
def test_a_false_word_more_makes_a_claim_in_other_words_less_likely(passage: str, true: str, false: str) -> None:
    """Further from the passage is not freer: what is false in it counts on."""
    right, wrong = supports([(true, [passage]), (false, [passage])])
    assert right.ok
    assert not wrong.ok
