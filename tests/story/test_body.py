"""What is told from the body of a full text: which stretches, in which order, up to how many words."""

import json
from pathlib import Path

import pytest

from paperledge.story import write_script
from paperledge.story.acronyms import find_acronyms
from paperledge.story.body import choose_body, with_leaning
from paperledge.story.concepts import open_book
from paperledge.story.likeness import Likeness
from paperledge.story.reading import abstract_range, read_passages
from paperledge.story.stretches import find_stretches
from paperledge.story.subjects import named_first, often_named
from paperledge.story.worth import worth_of

from .conftest import make_document
from .test_full_texts import ABSTRACT, DISCUSSION, INTRODUCTION, RESULTS, full_text


def test_what_leans_on_the_section_before_goes_there_and_leaves_room_for_stretches():
    """ "They were filmed" follows what "they" are; what comes after it may stand apart."""
    document = make_document(
        "Sharks hunt sardines with their long tails. They were filmed at a reef in the Philippines. "
        "We counted 25 hunts of sharks in a year."
    )
    known, filmed, counted = read_passages(document, (0, 3))
    assert with_leaning([known], [filmed, counted]) == ([known, filmed], [counted])
    assert with_leaning([known, filmed], [counted]) == ([known, filmed], [counted])
    assert with_leaning([counted, known], [filmed]) == ([counted], [known, filmed])


def test_an_acronym_stands_for_a_term_of_the_concept_book_only_where_the_paper_speaks_of_it():
    """A combined model called CMB has nothing to do with the cosmic microwave background."""
    book = open_book()
    spelling = "The combined model CMB uses a background list of words for spelling."
    sky = "The CMB was mapped: microwave light from all over the sky, the oldest background there is."
    assert "CMB" not in find_acronyms(spelling, book)
    assert find_acronyms(sky, book)["CMB"] == "cosmic microwave background"


@pytest.mark.parametrize(
    ("gist", "detail"),
    [
        (
            "Our results suggest that sharks slap their tails because it stuns sardines.",
            "A shark with a stiff tail was seen near the reef on a calm day of spring.",
        ),
        (
            "Young sharks slapped their tails at more of the sardines than old sharks did.",
            "Young sharks of type 3 and sharks of line 12 slapped their tails at group 5 and 6.",
        ),
        (
            "Sharks slap the water with their tails when the school swims close.",
            "Sharks slap the epidermal cuticle with supernumerary stipulated lobes when close.",
        ),
    ],
)
def test_a_listener_hears_the_point_rather_than_a_detail_that_only_an_expert_can_place(gist, detail):
    """What it means beats what was there; a thing with a number for a name, and rare words, count against it."""
    document = full_text(("Abstract", ABSTRACT), ("Results", f"{gist} {detail}"))
    span = abstract_range(document)
    likeness, known = Likeness(document, span), (often_named(document, span), named_first(document, span))
    first, other = read_passages(document, (span[1], span[1] + 2), abstract=False)
    assert worth_of([first], likeness, known, False) > worth_of([other], likeness, known, False) + 0.3


def test_a_trial_is_not_told_by_counting_one_outcome_after_another():
    """Each count of patients after the first makes a stretch worth less."""
    counts = "Two patients hurt a foot there. Three patients hurt a hand there. Four patients hurt a knee there."
    document = full_text(("Abstract", ABSTRACT), ("Results", f"{counts} {counts.replace('patients', 'sailors')}"))
    span = abstract_range(document)
    likeness, known = Likeness(document, span), (often_named(document, span), named_first(document, span))
    run = read_passages(document, (span[1], span[1] + 6), abstract=False)
    assert worth_of(run[3:], likeness, known, False) > worth_of(run[:3], likeness, known, False) + 0.4


def test_of_a_trial_no_more_than_two_counts_are_told():
    """However little else there is."""
    where = ("foot at sea", "hand at home", "knee in town", "back on a hill")
    counts = " ".join(
        f"{n} patients with a tail of a shark hurt a {w}." for n, w in zip((2, 3, 4, 5), where, strict=True)
    )
    document = full_text(("Abstract", ABSTRACT), ("Results", counts), ("Discussion", DISCUSSION))
    told = [s.text for s in write_script(document).sentences if s.kind == "claim"]
    assert sum("patients" in text for text in told) <= 2


def test_a_text_under_a_single_heading_has_its_parts_by_where_they_stand():
    """ "Main text" names no introduction: what is found in it is a result."""
    document = full_text(
        ("Abstract", ABSTRACT),
        ("Main text: Introduction", f"{INTRODUCTION} {RESULTS} We found that sharks hunt at sea."),
    )
    span = abstract_range(document)
    found = find_stretches(document, span, Likeness(document, span), lambda _: False, lambda _: True)
    assert "result" in {s.part for s in found}


def test_a_limit_of_the_study_is_told_though_others_are_nearer_to_the_subject():
    """An abstract says none; the discussion does, and the listener hears it even if little else fits."""
    document = full_text(
        ("Abstract", ABSTRACT),
        ("Introduction", INTRODUCTION),
        ("Results", RESULTS),
        ("Discussion", f"{DISCUSSION} Every study comes with its limits."),
    )
    told = [s.text for s in write_script(document, minutes=3).sentences if s.kind == "claim"]
    assert any("all hunts were filmed by day" in text for text in told)
    assert not any("comes with its limits" in text for text in told)


def test_a_summary_in_plain_words_begins_the_story_itself():
    """The introduction, written for colleagues, does not come before it."""
    summary = (
        "Sharks are strong swimmers of the open sea. People have long asked what their tail is for. "
        "We watched sharks at a reef for a year. We saw them hit small fish with the tail. "
        "The fish were stunned by it. This shows that the tail is a tool."
    )
    document = full_text(
        ("Abstract", ABSTRACT),
        ("Author Summary", summary),
        ("Introduction", INTRODUCTION),
        ("Discussion", DISCUSSION),
    )
    told = [s.text for s in write_script(document).sentences if s.kind == "claim" and s.section == "problem"]
    assert "strong swimmers" in told[0]


def test_where_the_host_says_little_the_paper_gets_the_words():
    """A terse host's episode of a full text is no shorter than 600 words where the paper has them."""
    lines = (Path(__file__).parent / "data" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    named = zip(("Abstract", "Introduction", "Introduction", "Results", "Discussion"), rows, strict=True)
    document = full_text(*((name, row["abstract"]) for name, row in named), title=rows[0]["title"])
    for who in ("vera", "ernis"):
        words = sum(len(s.text.split()) for s in write_script(document, persona=who).sentences)
        assert 600 <= words <= 750


def test_what_the_introduction_says_of_the_authors_own_method_follows_what_they_did():
    """ "Our method counts slaps" is no background."""
    ours = (
        "Our method for slaps of the tail of a shark makes it easier to count sardines. "
        "With such a count of sardines we show how often a shark slaps its tail."
    )
    document = full_text(("Abstract", ABSTRACT), ("Introduction", ours), ("Discussion", DISCUSSION))
    chosen = choose_body(document, [], abstract_range(document), 100, lambda _: False, lambda _: True)
    assert [t.passage.part for t in chosen["method"]] == ["Introduction", "Introduction"]
