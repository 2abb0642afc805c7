"""Hard words said plainly, and a paper told simply: what is said stays what the paper says."""

import dataclasses

import pytest

from paperledge.check import judge_script, support
from paperledge.story import write_script
from paperledge.story.english import word_data
from paperledge.story.personas import open_persona
from paperledge.story.simpler import grade, outline_for
from paperledge.story.wording import plain_pairs, say_plainly

from .conftest import make_document

SAID = [
    ("Our method outperforms an innovative baseline.", "Our method beats a new baseline."),
    ("We found that it preserves accuracy.", "We found that it keeps accuracy."),
    ("A critical challenge is renal failure.", "A key challenge is kidney failure."),
    ("Evaluating all components facilitates planning.", "Testing all parts helps planning."),
    ("It accelerates training and mitigates errors.", "It speeds up training and reduces errors."),
    ("This is a complicated scenario.", "This is a complex case."),
    ("We identify a flaw in existing methods.", "We find a flaw in current methods."),
    ("Patients undergoing surgery had myocardial infarctions.", "Patients having surgery had heart attacks."),
    ("It was associated with hypertension.", "It was linked with high blood pressure."),
    ("An initial version has real-world applications.", "A first version has real-world uses."),
]
KEPT = [
    "We use principal component analysis.",  # the name of a method
    "This is the most critical task of all.",  # "most key" is no English
    "They have chronic obstructive pulmonary disease.",
    "Skills retained by the model stay.",  # "kept" would be another verb here
    "Patients with renal cell carcinoma were seen.",
    "Necessary and sufficient conditions are given.",
    "Tests identify noise as the cause.",  # "find noise as the cause" is no English
    "They increasingly rely on data, and texts are increasingly longer.",
    "It simultaneously detects the identified objects.",
    "Pulmonary hypertension is rare.",  # an illness of its own
    "Interobserver agreement was substantial.",
    "We work at the Innovative Medicines Initiative.",  # a name
]


@pytest.mark.parametrize(("hard", "said"), SAID)
def test_a_hard_word_gives_way_to_a_plain_one_in_the_same_form(hard, said):
    """Number, tense, capital and article fit."""
    assert say_plainly(hard) == said


@pytest.mark.parametrize("text", KEPT)
def test_names_terms_and_other_meanings_stay(text):
    """What isn't the same in this place isn't said otherwise."""
    assert say_plainly(text) == text


def test_no_plain_word_is_itself_a_hard_one():
    """What is said plainly is said so once: the table leads nowhere twice, and to no number."""
    table = word_data()["plain"]
    shorts = [v for name in ("nouns", "words") for v in table[name].values()]  # type: ignore[index]
    for short in shorts:
        assert say_plainly(short) == short
        assert not any(c.isdigit() for c in short)


@pytest.mark.parametrize(("hard", "said"), SAID)
def test_the_check_reads_a_plain_word_as_the_one_it_stands_for(hard, said):
    """It is as likely as the paper's own sentence, to the last digit but for an article."""
    passage = hard.replace("Our method", "In tests, our method")
    assert support(said, [passage]).score == pytest.approx(support(hard, [passage]).score, abs=0.05)
    assert plain_pairs(passage)


@pytest.mark.parametrize(
    "false",
    [
        "The new baseline beats our method on all nine tests.",
        "Our method beats the new baseline on all ten tests.",
        "Our method does not beat the new baseline on all nine tests.",
        "Our method keeps the new baseline on all nine tests.",
    ],
)
def test_a_plain_word_hides_no_fault(false):
    """Sides, numbers, negation and other verbs are held against a claim as before."""
    passage = "Our method outperforms the innovative baseline on all nine tests."
    assert support("Our method beats the new baseline on all nine tests.", [passage]).ok
    assert not support(false, [passage]).ok


HARD = (
    "Teaching a machine to sort apples is slow. "
    "Heterogeneous multimodal representation architectures necessitate computationally prohibitive hyperparameter "
    "optimization procedures for generalization. "
    "We built a robot that sorts apples by color. "
    "It looks at each apple once, and it puts the apple in one of four boxes. "
    "Hierarchical compositional regularization additionally disentangles photometric covariate perturbations. "
    "The robot sorted 90 of 100 apples as a farmer would. "
    "When it was not sure, it asked the farmer for help and learned from the answer. "
    "It was right more often by day than by night. "
    "We did not test it in the rain."
)


def test_a_teacher_of_children_leaves_out_what_children_cannot_follow():
    """The hard sentences go, the finding, its number and the limit stay; the expert tells the hard ones."""
    document = make_document(HARD, "A robot that sorts apples")
    said = {
        name: " ".join(
            s.text for s in write_script(document, persona=name).sentences if s.kind in {"claim", "quote"}
        )
        for name in ("milo", "vera")
    }
    assert "architectures" in said["vera"]
    assert "architectures" not in said["milo"]
    assert "90 of 100" in said["milo"]
    assert "rain" in said["milo"]


def test_no_simple_claim_leans_on_one_that_is_left_out(papers):
    """What "these" or "they" stand for is told just before, in this section or at the end of the one before."""
    for document in papers:
        told = [t for items in outline_for(document, 205, "simple").told.values() for t in items]
        full = {
            t.place: len(t.pieces) for items in outline_for(document, 205, "plain").told.values() for t in items
        }
        places = {t.place for t in told}
        assert all(t.place - 1 in places for t in told if t.leans and t.place - 1 in full)


def test_what_the_authors_did_is_told_however_hard():
    """A story without "we built" is none: one sentence that says it stays."""
    hard = HARD.replace(
        "We built a robot that sorts apples by color. ",
        "We introduce hierarchical photometric disentanglement for autonomous pomological categorization. ",
    )
    document = make_document(hard, "A robot that sorts apples")
    claims = " ".join(s.text for s in write_script(document, persona="milo").sentences if s.kind == "claim")
    assert "disentanglement" in claims


def test_milo_is_easier_than_ernis_and_the_check_refuses_no_more(papers):
    """Lower reading grade over several papers; what the check refuses is no more than a sentence."""
    grades, refused = {}, {}
    for name in ("milo", "ernis"):
        scripts = [(d, write_script(d, persona=name)) for d in papers[:6]]
        told = [s for _, script in scripts for s in script.sentences if s.kind not in {"credit", "disclosure"}]
        grades[name] = grade([s.text for s in told])
        refused[name] = sum(v.ok is False for d, script in scripts for v in judge_script(script, [d]))
    assert grades["milo"] < min(9, grades["ernis"] - 0.8)
    assert refused["milo"] <= refused["ernis"] + 1


def test_each_term_of_simple_claims_that_the_book_has_is_explained(papers):
    """As many as clarity allows, each after its first claim and once; never more than four."""
    milo = open_persona("milo")
    for document in papers[:6]:
        script = write_script(document, persona="milo")
        explained = [s.text for s in script.sentences if s.kind == "background"]
        assert len(explained) == len(set(explained)) <= 4
        none = dataclasses.replace(milo, dials=dataclasses.replace(milo.dials, clarity=0.0))
        assert not any(s.kind == "background" for s in write_script(document, persona=none).sentences)
