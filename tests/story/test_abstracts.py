"""Faults that listeners heard in episodes told from an abstract alone, each named after what they heard."""

import pytest

from paperledge.check import support
from paperledge.story.shorten import shorten
from paperledge.story.split import split_long


def told(text: str) -> list[str]:
    return split_long(shorten(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (("We study personalized content generation, which turns a user's history into an instruction for other "
          "programs, and identify two obstacles."), "This turns"),
        (("We use dialogues with conversational agents, which contain strong suggestions of user information, to "
          "automatically extract user attributes."), "These contain"),
        (("We also present a new attack strategy that can circumvent query similarity-based stateful detection "
          "that identifies the process of query-based attacks."), "It identifies"),
        (("We propose to learn image features by training ConvNets to recognize the 2d rotation that is applied "
          "to the image that it gets as input."), "The aim is"),
        (("We prove that learning requires two conditions: a familiar bound on the capacity of the inner layers, "
          "coinciding with theories of this kind, and a new condition on what the outer layers attend to."),
         "capacity of the inner layers."),
    ],
)  # fmt: skip
def test_what_belongs_to_another_part_is_not_given_to_the_nearest(text, wrong):
    """Who does what stays as it was, or the sentence stays long."""
    assert not any(p.endswith(wrong) if wrong.endswith(".") else wrong in p for p in told(text)), told(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (("However, this approach can introduce a new trade-off by compromising all of the complementary "
          "information and details."),
         ["But this approach can introduce a new trade-off.",
          "It does this by compromising all of the complementary information and details."]),
        (("Using four models across scenes that we extracted from 100 hours of video, we ask three questions: "
          "does more thinking lead to better outputs, where do gains stop, and what do models think about?"),
         ["Using four models across scenes that we extracted from 100 hours of video, we ask three questions.",
          "Does more thinking lead to better outputs, where do gains stop, and what do models think about?"]),
        (("Thus, our work serves a three-fold purpose: First, we present the first taxonomy of human feedback on "
          "the entire programming process."),
         ["Our work serves a three-fold purpose.",
          "First, we present the first taxonomy of human feedback on the whole programming process."]),
        (("To evaluate the accuracy of magnetic resonance angiography in the assessment of narrow arteries, with "
          "angiography as the reference standard, and to determine the value of reading several kinds of images."),
         [("The aim is to evaluate the accuracy of magnetic resonance angiography in the assessment of narrow "
           "arteries, with angiography as the reference standard."),
          "Another aim is to determine the value of reading several kinds of images."]),
        (("Through tests and analysis, we present Induced Filtration, a perspective that captures the "
          "identification of substructures in the many layers of such models."),
         ["Through tests and analysis, we present Induced Filtration.",
          ("It's a perspective that captures the identification of substructures in the many layers of such "
           "models.")]),
    ],
)  # fmt: skip
def test_a_long_sentence_parts_where_a_listener_would_breathe(text, pieces):
    """And each part speaks of the right thing, in the right number."""
    assert told(text) == pieces


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sensitivity and specificity were, respectively, 90% and 92%.",
         "Sensitivity and specificity were 90% and 92%."),
        ("Mean (+/-SD) age was 49.2 +/- 17.6 years.", "Mean age was 49.2 years."),
        ("The mass is 125.1 ± 0.2 units.", "The mass is 125.1 ± 0.2 units."),
        ("It is used in testing, teaching, shopping, etc.", "It is used in testing, teaching and shopping."),
        ("They help *teach* different individuals' abilities.", "They help teach different people's abilities."),
        ("Reviews of tooth movements-typically with a tool (Align Technology)-remain slow.",
         "Reviews of tooth movements, usually with a tool, remain slow."),
        ("Agents lack wide-scale collection-a critical deficiency.",
         "Agents lack wide-scale collection, a critical deficiency."),
        ("The aim of our study was to investigate whether tolerance grows.",
         "The aim of our study was to find out whether tolerance grows."),
        ("The purpose of this study was to investigate the outcomes of care.",
         "The purpose of this study was to look into the outcomes of care."),
        ("To explain results, users ask for plots.", "To explain results, users ask for plots."),
    ],
)  # fmt: skip
def test_what_only_the_eye_can_read_is_said(text, said):
    """Marks, dashes without spaces, spreads behind a mean, and the same word twice."""
    assert shorten(text) == said


def test_the_check_takes_a_look_into_for_a_study_of():
    """The word that stands for a second "study" costs a claim nothing."""
    passage = "The purpose of this study was to investigate the outcomes of pregnancy with treated hypothyroidism."
    assert support(shorten(passage), [passage]).ok
    passage = (
        "The aim of our study was to investigate whether patients are capable of developing tolerance to gluten."
    )
    assert support(shorten(passage).replace("our", "the researchers'"), [passage]).ok
