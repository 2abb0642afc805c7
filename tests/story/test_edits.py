import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.story.acronyms import Introducer, find_acronyms
from paperledge.story.concepts import ConceptBook
from paperledge.story.english import count
from paperledge.story.narrator import contract
from paperledge.story.person import retell, speaks_for_people
from paperledge.story.shorten import gloss_marks, shorten
from paperledge.story.split import split_long


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("In this paper, we propose a new method.", "We propose a new method."),
        ("However, the old methods fail.", "But the old methods fail."),
        ("To address these limitations, we propose a method.", "We propose a method."),
        ("Moreover, in this work, we utilize graphs [12, 13].", "We use graphs."),
        ("We use models (e.g., BERT) in order to learn (Smith et al., 2019).", "We use models to learn."),
        ("It is worth noting that errors remain.", "Errors remain."),
        ("Despite these advances, errors remain.", "Still, errors remain."),
        ("The drug works (only in mice).", "The drug works, only in mice."),
        ("Errors fall, as shown in Fig. 3.", "Errors fall."),
        ("We observe a rise – by half – in errors.", "We observe a rise, by half, in errors."),
        ("The p–value is low 😀.", "The p-value is low."),
    ],
)
def test_sentences_are_lightly_shortened(text, told):
    """Openings, citations, figure references and spare brackets go; a bracket with a condition stays."""
    assert gloss_marks(shorten(text)) == told


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            (
                "Traditional approaches rely on engineered rewards, which require much human effort "
                "and rarely transfer well to others."
            ),
            [
                "Traditional approaches rely on engineered rewards.",
                "These require much human effort and rarely transfer well to others.",
            ],
        ),
        (
            (
                "Experiments show that the method outperforms all strong baselines, achieving a 10.5% "
                "drop in collisions."
            ),
            [
                "Experiments show that the method outperforms all strong baselines.",
                "It achieves a 10.5% drop in collisions.",
            ],
        ),
        (
            "Although language models are trained on vast amounts of text, they still fail at simple arithmetic.",
            [
                "Language models are trained on vast amounts of text.",
                "They still fail at simple arithmetic.",
            ],
        ),
        (
            (
                "We evaluate the system on a large corpus of clinical notes, and show that it finds "
                "most of the errors."
            ),
            [
                "We evaluate the system on a large corpus of clinical notes.",
                "We also show that it finds most of the errors.",
            ],
        ),
        (
            (
                "The approach improves stability in each of the settings, reducing memory use and "
                "offering a better signal."
            ),
            [
                "The approach improves stability in each of the settings.",
                "This reduces memory use and offers a better signal.",
            ],
        ),
        (
            "We propose a training method for large networks that keeps the weights small in all of the layers.",
            [
                "We propose a training method for large networks.",
                "It keeps the weights small in all of the layers.",
            ],
        ),
        (
            (
                "We show that the method works if the noise is small, and that it fails otherwise in "
                "most of the settings."
            ),
            None,
        ),
        (
            (
                "We do not claim that such models understand text, and we do not suggest that people "
                "should trust them."
            ),
            [
                "We do not claim that such models understand text.",
                "We do not suggest that people should trust them.",
            ],
        ),
    ],
)
def test_long_sentences_become_two_whole_ones(text, pieces):
    """Each half is a sentence; conditions and negations stay with what they belong to."""
    if pieces is None:
        assert all("if the noise" in p or "works" not in p for p in split_long(text))
    else:
        assert split_long(text) == pieces


@given(st.text(alphabet="abc de.,;:()-“”$\\ we that which and by ", max_size=300))
def test_any_text_is_survived(text):
    """Editing never fails, and no piece is longer than 36 words."""
    assert all(count(p) <= 36 for p in split_long(shorten(text)))


@pytest.mark.parametrize(
    ("text", "known", "told"),
    [
        ("We propose a method.", False, "The researchers propose a method."),
        ("We propose a method.", True, "They propose a method."),
        ("Our method helps us.", False, "The researchers' method helps them."),
        ("Our method helps.", True, "Their method helps."),
        ("Then we test our idea ourselves.", False, "Then the researchers test their idea themselves."),
    ],
)
def test_the_authors_are_told_of_in_the_third_person(text, known, told):
    """ "We" becomes "the researchers" or "they"; plural verbs stay as they are."""
    assert retell(text, known) == told


@pytest.mark.parametrize(
    "text", ["It changes our lives.", "As humans, we sleep.", "How we see the world matters.", "We must face it."]
)
def test_people_at_large_are_not_taken_for_the_authors(text):
    """A "we" that means everybody is noticed."""
    assert speaks_for_people(text)


def test_acronyms_are_introduced_once():
    """The long form comes first, with the short one if it is needed again, and else without."""
    forms = find_acronyms(
        "We study large language models (LLMs) and reward models (RM). LLMs learn.", ConceptBook([])
    )
    assert forms == {"LLM": "large language models", "RM": "reward models"} or forms == {
        "LLM": "large language model",
        "RM": "reward models",
    }
    texts = ["LLMs (LLMs) and reward models (RM) matter.", "LLMs learn."]
    introducer = Introducer({"LLM": "large language model", "RM": "reward model"}, texts)
    assert (
        introducer.say("Large language models (LLMs) and reward models (RM) matter.")
        == "Large language models, or LLMs, and reward models matter."
    )
    assert introducer.say("LLMs learn.") == "LLMs learn."


def test_an_acronym_without_its_long_form_gets_it():
    """An acronym that first comes up alone is said in full, with the right article."""
    introducer = Introducer({"LLM": "large language model"}, ["An LLM learns.", "The LLM writes."])
    assert introducer.say("An LLM learns.") == "A large language model, or LLM, learns."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is not known.", "It isn't known."),
        ("It cannot fail.", "It can't fail."),
        ("They are not only fast.", "They're not only fast."),
        ("Their method isn’t new.", "Their method isn't new."),
    ],
)
def test_speech_is_contracted(text, said):
    """Contractions keep the negation, and apostrophes are straight."""
    assert contract(text) == said
