"""A stranger's text is sorted by kind, so that each sentence is judged as what it is."""

import pytest

from paperledge.check import check_script, sort_kinds
from paperledge.records import Document

from .conftest import real_abstracts

TEXT = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Ernis>Hey PaperLedge crew, Ernis here! Ready to dive into some self-driving magic?

[music]

Ernis: Think of it like teaching a teenager to drive. Imagine you had to write down every single rule of the road.
Rewards are how a program learns what we want from it.
The researchers propose VLM-RL, which integrates pre-trained vision-language models with reinforcement learning.
And here's the kicker: VLM-RL achieves a 10.5% reduction in collision rate.
Mia: Wow, that's huge!
As the authors say, "traditional RL approaches rely on manually engineered rewards".
For engineers, this could mean less time spent on tuning rewards.
So, would you trust a car like that?
That's all for today. Keep learning!
The paper is by Zilin Huang and Zihao Sheng. I'm an AI voice, and only the abstract was read for this.
"""


def kinds_of(text: str, document: Document) -> list[tuple[str, str]]:
    return [(s.kind, s.text) for s in sort_kinds(text, document).sentences]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("Hey PaperLedge", "patter"),
        ("Ready to dive", "question"),
        ("Think of it", "analogy"),
        ("Imagine you", "analogy"),
        ("Rewards are how", "background"),
        ("The researchers propose", "claim"),
        ("And here's the kicker", "claim"),
        ("Wow", "patter"),
        ("As the authors say", "quote"),
        ("For engineers", "implication"),
        ("So, would you", "question"),
        ("That's all", "patter"),
        ("Keep learning", "patter"),
        ("The paper is by", "credit"),
        ("I'm an AI", "disclosure"),
    ],
)
def test_a_podcast_is_sorted(driving: Document, start: str, kind: str) -> None:
    """Each sentence of an episode gets the kind a listener would give it."""
    found = [k for k, text in kinds_of(TEXT, driving) if text.startswith(start)]
    assert found == [kind]


@pytest.mark.parametrize(
    "text",
    [
        'Cars are safe now, as the authors say: "traditional RL approaches rely on manually engineered rewards".',
        f"{real_abstracts()[0]['title']} makes cars safe.",
        "The paper is by Zilin Huang, who built the first safe car.",
    ],
)
def test_a_quote_or_credit_that_says_more_is_a_claim(driving: Document, text: str) -> None:
    """What stands beside a quote or in a credit has to be proved, or is not spoken."""
    (kind,) = {kind for kind, _ in kinds_of(text, driving)}
    script = sort_kinds(text, driving)
    assert kind in ("claim", "credit")
    assert check_script(script, [driving]).cut


def test_stage_directions_and_labels_are_not_spoken(driving: Document) -> None:
    """Time stamps, cue numbers, music and speaker labels are no sentences; the speaker is kept."""
    script = sort_kinds(TEXT, driving)
    assert not any(
        "-->" in s.text or "music" in s.text or s.text.startswith(("Ernis:", "Mia:")) for s in script.sentences
    )
    assert [s.speaker for s in script.sentences if s.text.startswith("Wow")] == ["Mia"]


@pytest.mark.parametrize(
    "text",
    [
        "Imagine a car that achieves a 10.5% reduction in collision rate.",
        "VLM-RL is like a driving teacher.",
        "Cars crash 104.6% less these days.",
        "Simulators such as CARLA exist.",
    ],
)
def test_facts_of_the_paper_are_never_background(driving: Document, text: str) -> None:
    """A number or name of the paper makes a sentence a claim, whatever its tone."""
    assert [k for k, _ in kinds_of(text, driving)] == ["claim"]


def test_a_false_transcript_loses_its_false_sentences(driving: Document) -> None:
    """From plain text to a checked script: the true claim stays, the false one goes."""
    text = (
        "VLM-RL achieves a 10.5% reduction in collision rate in the CARLA simulator. VLM-RL "
        "achieves a 45% reduction in collision rate."
    )
    checked = check_script(sort_kinds(text, driving), [driving])
    assert [c.text for c in checked.cut] == ["VLM-RL achieves a 45% reduction in collision rate."]
