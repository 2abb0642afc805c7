import pytest

from paperledge.story import repair_script, write_script
from tests.story.conftest import make_document
from tests.story.test_narrator import GOOD


@pytest.fixture(scope="module")
def document():
    return make_document(GOOD, "Counting in small steps")


def index_of(script, kind, nth=0):
    return [i for i, s in enumerate(script.sentences) if s.kind == kind][nth]


def test_a_failed_claim_becomes_the_papers_own_words(document):
    """The sentence that takes its place is a passage of the paper, with "we" told in the third person."""
    script = write_script(document)
    failed = [i for i, s in enumerate(script.sentences) if s.kind == "claim" and "30%" in s.text]
    import dataclasses

    wrong = dataclasses.replace(script.sentences[failed[0]], text="The method cuts errors by 90% everywhere.")
    broken = dataclasses.replace(
        script, sentences=(*script.sentences[: failed[0]], wrong, *script.sentences[failed[0] + 1 :])
    )
    mended = repair_script(broken, failed[:1], [document])
    assert any(
        s.text == "Experiments show that the method cuts errors by 30% on two of the three collections."
        for s in mended.sentences
    )
    assert not any("90%" in s.text for s in mended.sentences)


def test_a_failed_quote_goes_with_its_introduction(document):
    """No hinge is left dangling."""
    script = write_script(document)
    mended = repair_script(script, [index_of(script, "quote")], [document])
    assert not any(s.section == "quote" for s in mended.sentences)


def test_failed_implications_are_dropped(document):
    """When none of them holds, the question that opened them goes too."""
    script = write_script(document)
    failed = [i for i, s in enumerate(script.sentences) if s.kind == "implication"]
    left = [s.kind for s in repair_script(script, failed, [document]).sentences if s.section == "why"]
    # What the paper itself says it may be good for stays, with the question that leads to it.
    assert "implication" not in left
    assert not left or left[-1] == "claim"


def test_nothing_failed_nothing_changed(document):
    """A whole script stays as it is."""
    script = write_script(document)
    assert repair_script(script, [], [document]) == script


def test_no_sentence_is_told_twice(document):
    """A repair never says what the script says already."""
    script = write_script(document)
    claims = [i for i, s in enumerate(script.sentences) if s.kind == "claim"]
    told = [s.text for s in repair_script(script, claims, [document]).sentences if s.kind == "claim"]
    assert len(told) == len(set(told))


def test_an_index_out_of_range_is_refused(document):
    """The script's length is named."""
    with pytest.raises(IndexError, match="sentences"):
        repair_script(write_script(document), [999], [document])
