"""Faults that were read in real scripts, each with the sentence it stood in."""

import pytest

from paperledge.story.acronyms import Introducer
from paperledge.story.english import has_verb
from paperledge.story.narrator import contract
from paperledge.story.shorten import gloss_marks, shorten
from paperledge.story.split import split_long
from paperledge.story.terms import can_be_topic


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (
            "The study compares two kinds of models on languages, often providing a clearer view of their limits.",
            "This often provides a clearer view of their limits.",
        ),
        (
            "The method corrects labels that people gave by mistake, potentially reducing the cost of new data.",
            "This potentially reduces the cost of new data.",
        ),
        (
            "The frameworks of such systems still face many other hard challenges, including lost or late mail.",
            "These include lost or late mail.",
        ),
        (
            "The workshop gathered people from several institutes, which was led and organised by ten of them.",
            "This was led and organised by ten of them.",
        ),
        (
            "The master agent reads what users want, delegates small tasks to others, and integrates their work.",
            "The master agent reads what users want and delegates small tasks to others.",
        ),
    ],
)
def test_halves_keep_adverbs_and_agree(text, piece):
    """A half keeps what says how often or how surely, and its verb agrees with what it stands for."""
    assert piece in split_long(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "We examine 2,000 multilingual (non-English) benchmarks.",
            "We study 2,000 multilingual non-English benchmarks.",
        ),
        ("We study (un)supervised learning.", "We study supervised or unsupervised learning."),
        ("Some models-such as trees-have shown promise.", "Some models, such as trees, have shown promise."),
        ("We study personas, e.g. kings.", "We study personas, such as kings."),
    ],
)
def test_brackets_and_dashes_that_change_the_meaning_stay(text, told):
    """A bracket that turns a word around is said; a dash that lost its spaces is a pause."""
    assert gloss_marks(shorten(text)) == told


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The need to coordinate multiple aligned channels such as slides.", False),
        ("The recently introduced direct alignment methods.", False),
        ("Two census-representative samples for understanding collective welfare.", False),
        ("This covers 22 languages.", True),
        ("They combined human evaluation with a benchmark.", True),
        ("It's a framework for planning.", True),
        ("Language models show strong skills.", True),
    ],
)
def test_fragments_are_known(text, whole):
    """A piece without a verb of its own is not told as a sentence."""
    assert has_verb(text) is whole


@pytest.mark.parametrize(
    ("forms", "text", "said"),
    [
        (
            {"VR": "virtual reality"},
            "Many use AR/VR, and VR sells.",
            "Many use AR/VR, and virtual reality, or VR, sells.",
        ),
        (
            {"LLM": "large language models"},
            "Large language models (LLM) alignment matters, as LLM use grows.",
            "Large language model, or LLM, alignment matters, as LLM use grows.",
        ),
        (
            {"CNN": "neural networks"},
            "We train neural networks (CNN), and CNN layers learn.",
            "We train neural networks, or CNNs, and CNN layers learn.",
        ),
    ],
)
def test_short_forms_agree(forms, text, said):
    """Long and short form agree in number, and one half of a pair is never spelled out."""
    assert Introducer(forms, [text, text]).say(text) == said


def test_what_a_paper_is_about_ends_in_a_noun():
    """An adjective or a half sentence is no topic."""
    assert not any(
        map(can_be_topic, ("bacterial", "increasing fitness", "own computations", "affected by language"))
    )
    assert all(map(can_be_topic, ("information retrieval", "loss function", "reward models", "human values")))


def test_that_is_stays_apart_in_an_aside():
    """ "..., that is the first person" is no "that's"."""
    assert contract("They answer as the persona, that is the first person.").endswith("that is the first person.")
