"""Faults that listeners heard in episodes told from an abstract alone, each named after what they heard."""

import re

import pytest

from paperledge.check import judge_script, support
from paperledge.story import write_script
from paperledge.story.acronyms import Introducer, find_acronyms
from paperledge.story.concepts import open_book
from paperledge.story.reading import DEICTIC, SELF_STANDING, points_back
from paperledge.story.saying import answers
from paperledge.story.shorten import shorten
from paperledge.story.split import split_long
from paperledge.story.terms import Explained, choose_terms
from paperledge.story.topic import ABOUT

from .conftest import make_document


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
        ("The mean share was 34.9 ± 12.1%.", "The mean share was 34.9 ± 12.1%."),  # or 34.9 would lose its unit
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


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("The aim of this trial was to learn whether milk helps.", False),
        ("In this retrospective study of 84 women, pain fell.", False),
        ("This randomized, double-blind trial compared two drugs.", False),
        ("In this method, each step is short.", True),
        ("We use these results.", True),
    ],
)
def test_this_trial_is_the_paper_itself(text, leans):
    """What a trial set out to do is told, though it says "this"."""
    assert (points_back(text) or bool(DEICTIC.match(text) and not SELF_STANDING.match(text))) is leans


TRIAL = (
    "The aim of this trial was to learn whether warm milk helps adults who sleep badly to rest at night. "
    "We asked 240 adults with poor sleep to drink warm milk or water each evening for three months. "
    "All people kept a diary of their nights and wore a watch that counts how often they wake up. "
    "Most of them were between 40 and 60 years old and had slept badly for many years before. "
    "Sleep, rest, calm and mood were 71, 62, 53 and 44 points with milk and 52, 63, 51 and 47 with water. "
    "Adults who drank milk fell asleep 12 minutes sooner than those who drank water in the evening. "
    "They also woke up 2 times less often in the night, and few of them had any trouble with it. "
    "Warm milk may be a simple help for some adults who sleep badly, and more work is needed."
)


def test_a_question_is_asked_where_the_next_sentence_answers_it():
    """ "What came out?" is not followed by how many people took part."""
    sentences = write_script(make_document(TRIAL, "Warm milk and sleep")).sentences
    at = [i for i, s in enumerate(sentences) if s.kind == "question" and s.section == "finding"]
    assert at
    assert all(answers(sentences[i + 1].text) for i in at)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Warm milk was linked with better sleep.", True),
        ("The model beats earlier ones by 3 points.", True),
        ("The mean age was 50 years.", False),
        ("Sixty patients were invited to take part.", False),
        ("This shows that it helps.", False),  # what is "this"?
        ("GPT-5 serves as an independent judge.", False),
    ],
)
def test_what_can_be_an_answer(text, answer):
    """A result that stands by itself."""
    assert answers(text) is answer


def test_a_row_of_figures_is_left_to_the_paper():
    """Nobody follows eight numbers by ear, where other sentences give figures too."""
    texts = [s.text for s in write_script(make_document(TRIAL, "Warm milk and sleep")).sentences]
    assert not any("44 points" in text for text in texts)
    assert any("12 minutes" in text for text in texts)


def test_a_picture_says_what_it_is_of():
    """A listener never hears "think of it like" with nothing that "it" could be."""
    script = write_script(make_document(TRIAL.replace("adults", "patients"), "Patients who sleep badly"))
    for before, s in zip(script.sentences, script.sentences[1:], strict=False):
        if s.kind == "analogy" and "of it like" in s.text and before.kind in {"disclosure", "patter", "credit"}:
            assert "?" in s.text.split("of it like")[0]


def test_what_only_the_book_spells_out_is_said_by_the_host():
    """ "RL stands for ..." is the host's own sentence, and the paper's keep its RL, as the check wants it."""
    document = make_document(
        "Robots still find it hard to walk over rough ground in the rain. We train a robot with RL to walk over "
        "stones and wet leaves for hours. RL needs many tries, and a robot breaks when it falls too often. "
        "In tests the robot fell 3 times less often than with older methods. It learned in 20 hours what took 90.",
        "Walking robots",
    )
    script = write_script(document)
    said = [s for s in script.sentences if s.text == "RL stands for reinforcement learning."]
    assert [s.kind for s in said] == ["background"]
    assert any(s.kind == "claim" and "with RL to walk" in s.text for s in script.sentences)
    assert all(v.ok is not False for v in judge_script(script, [document]))


def test_the_book_spells_out_an_acronym_where_the_text_is_about_it():
    """ "DPO" beside "preference"; "ASR" beside attacks stays as it is."""
    assert find_acronyms("DPO learns from preference data by direct steps.", open_book())["DPO"] == (
        "direct preference optimization"
    )
    assert "ASR" not in find_acronyms("The attack reaches an ASR of 90%.", open_book())
    assert "LiDAR" not in find_acronyms("A vehicle sees by LiDAR.", open_book())  # stands for itself


def test_no_fun_is_announced_before_what_is_grave():
    """ "Here comes the fun part!" is not said where people die."""
    grave = TRIAL.replace("fell asleep 12 minutes sooner", "had a death rate 12 % lower")
    for text, glad in ((TRIAL, True), (grave, False)):
        script = write_script(make_document(text, "Warm milk and sleep"), persona="milo")
        assert any(re.search(r"(?:fun|exciting|thrilling) part!", s.text) for s in script.sentences) is glad


def test_an_episode_opens_with_no_acronym_that_nobody_explained():
    """What the paper starts from is told, where quoting it would leave a riddle."""
    text = TRIAL.replace(
        "The aim of this trial was to learn whether warm milk helps adults who sleep badly to rest at night.",
        "Many GHQ systems first look at the face of a person and then at the whole of the body.",
    )
    script = write_script(make_document(text, "Warm milk and sleep"))
    assert not any(s.kind == "quote" and "GHQ" in s.text for s in script.sentences)


def test_where_no_phrase_can_be_the_topic_the_host_names_the_field():
    """No "ask better questions about such questions"; and the check lets the field be named."""
    document = make_document(TRIAL, "On it")
    script = write_script(document)
    said = [s.text for s in script.sentences if s.kind == "implication"]
    assert said
    assert not any("such questions" in text for text in said)
    assert all(v.ok is not False for v in judge_script(script, [document]))
    assert len(ABOUT) == 17


def test_one_of_what_a_plural_acronym_stands_for_is_one():
    """ "A LLM acts as a judge" is "a large language model", not "a large language models"."""
    text = "We test large language models (LLMs). A LLM acts as the judge of all LLMs."
    forms = find_acronyms(text, open_book())
    assert forms["LLM"] == "large language model"
    assert Introducer(forms, [text]).say("A LLM acts as the judge.").startswith("A large language model")
    assert "large language models" in Introducer(forms, [text]).say("All LLMs are judged.")


def test_what_several_can_do_they_do():
    """ "LLMs can keep it, reaching a gain": they reach it."""
    pieces = told(
        "Key findings indicate that LLMs can maintain performance across formatted code and unformatted code, "
        "achieving an average input token reduction of 24.5% with few output tokens lost."
    )
    assert any(p.startswith("They achieve") for p in pieces), pieces


def test_one_hand_is_not_held_out_without_the_other():
    """The second hand is told as "But"."""
    assert shorten("On the one hand, the model learns fast.") == "The model learns fast."


def test_the_topic_is_what_the_title_names():
    """A tool that the text speaks of often is not what the paper is about."""
    mri = next(c for c in open_book().concepts if c.term == "magnetic resonance imaging")
    terms = choose_terms(
        "Is there any relation between cervical cord plaques and discopathy?",
        "We saw cervical cord plaques by magnetic resonance imaging in many patients.",
        [Explained(mri, "magnetic resonance imaging", 4.0)],
    )
    assert terms[0] == "cervical cord plaques"


def test_what_a_part_is_designed_for_is_not_given_to_its_makers():
    """ "We propose a controller designed to do A, keeping B": the controller keeps B, not the authors."""
    pieces = told(
        "We also propose a differentiable controller of pages designed to come close to an ideal that nobody can "
        "reach, retaining tokens with high future use under clear assumptions."
    )
    assert not any(p.startswith(("We retain", "They retain")) for p in pieces), pieces
