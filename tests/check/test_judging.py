"""Every kind of sentence is held to its own rule."""

import dataclasses

import pytest

from paperledge.check import judge_script
from paperledge.records import Document, Kind, Script, Sentence

from .conftest import make_document


def verdict_of(text: str, kind: Kind, document: Document, *passages: str) -> bool | None:
    sentence = Sentence(text, "finding", kind, passages)
    script = Script("t", (document.paper.id,), ("",), (sentence,), document.read)
    return judge_script(script, [document])[0].ok


KINDS = [
    ("background", "A reward is a signal that tells a program how well it did.", None),
    ("background", "Such methods cut collisions by 10.5 percent.", False),
    ("background", "VLM-RL learns from language.", False),
    ("background", "The researchers found that cars crash less.", False),
    ("analogy", "Think of a learner driver and two friends in the back.", None),
    ("analogy", "It's like a driver who crashes 10.5% less.", False),
    ("patter", "Here's where it gets interesting.", None),
    ("patter", "VLM-RL cuts crashes by 104.6%, wow!", False),
    ("question", "So, what did they find?", None),
    ("question", "Why did the route completion rate rise by 104.6%?", False),
    ("implication", "For engineers, this could one day make cars easier to train.", True),
    ("implication", "For engineers, this will make cars 50% safer.", False),
    ("implication", "For engineers, this makes cars safe.", False),
    ("implication", "This could help teams at OpenAI build GPT-7.", False),
    ("quote", "“traditional RL approaches rely on manually engineered rewards”", True),
    ("quote", "“traditional RL approaches rely on hand-engineered rewards”", False),
    ("credit", "The paper is by Zilin Huang, Zihao Sheng and Sikai Chen.", True),
    ("credit", "The paper is by Zilin Huang and Geoffrey Hinton.", False),
    ("credit", "You'll find it on arXiv as 2504.02708.", True),
    ("credit", "You'll find it on arXiv as 2504.99999.", False),
    ("credit", ("The paper is called “VLM-RL: A Unified Vision Language Models and Reinforcement Learning "
        "Framework for Safe Autonomous Driving”."), True),
    ("credit", "The paper is called “A Unified Theory of Everything and More”.", False),
    ("disclosure", "I'm an AI voice, and only the abstract was read for this.", True),
    ("disclosure", "I'm an AI voice, and I read the whole paper.", False),
    ("claim", "VLM-RL outperforms state-of-the-art baselines in the CARLA simulator.", True),
    ("claim", "VLM-RL outperforms state-of-the-art baselines in the real world.", False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "wanted"), KINDS)
def test_kinds(driving: Document, kind: Kind, text: str, wanted: bool | None) -> None:
    """Asides carry no facts, claims and quotes stand in the paper, credits and disclosures are right."""
    assert verdict_of(text, kind, driving) is wanted


def test_a_full_text_is_not_told_as_an_abstract(driving: Document) -> None:
    """A disclosure must match what was read."""
    whole = dataclasses.replace(driving, read="full text")
    assert (
        verdict_of("I'm an AI voice, and the full text of the paper was read for this.", "disclosure", whole)
        is True
    )
    assert verdict_of("I'm an AI voice, and only the abstract was read.", "disclosure", whole) is False


def test_a_claim_may_rest_on_another_passage_than_it_names(driving: Document) -> None:
    """A claim bound to the wrong sentence is kept when the paper carries it, and says where."""
    true = driving.passages[6].text
    sentence = Sentence(true, "finding", "claim", ("p0",))
    verdict = judge_script(Script("t", (driving.paper.id,), ("",), (sentence,), "abstract"), [driving])[0]
    assert verdict.ok
    assert verdict.passage
    assert verdict.passage.id == "p6"


def test_an_unknown_paper_fails_with_a_reason() -> None:
    """Without the document there is nothing to hold a claim to."""
    document = make_document("Cats sleep. Dogs bark.")
    sentence = Sentence("Cats sleep.", "finding", "claim", ("p0",), paper="arxiv:0000.00000")
    script = Script("t", ("arxiv:0000.00000", document.paper.id), ("", ""), (sentence,), "abstract")
    other = make_document("Fish swim.")
    verdict = judge_script(
        script,
        [document, dataclasses.replace(other, paper=dataclasses.replace(other.paper, id="arxiv:1111.11111"))],
    )[0]
    assert verdict.ok is False
    assert verdict.reasons


def test_a_small_word_of_a_name_is_part_of_the_name(driving: Document) -> None:
    """The "van" of an author's name may be spoken; the "van" that is nobody's may not."""
    paper = dataclasses.replace(driving.paper, authors=("Eelco van Anken", "Ann Lee"))
    theirs = dataclasses.replace(driving, paper=paper)
    assert verdict_of("The paper is by Eelco van Anken and Ann Lee.", "credit", theirs)
    assert not verdict_of("The paper is by Ann Lee in a van.", "credit", driving)
