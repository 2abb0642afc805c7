"""Several papers in one episode."""

import dataclasses
from collections import Counter

import pytest

from paperledge.check import judge_script
from paperledge.errors import PaperError
from paperledge.prose import WORD
from paperledge.story import open_book, repair_script, write_review, write_script
from paperledge.story.credit import short_title

from .conftest import ORDER, make_document

FRAME = {"greeting", "ponder", "signoff", "credit"}


def size(text):
    return len(WORD.findall(text))


@pytest.fixture(scope="module")
def three(papers):
    return papers[:3]


@pytest.fixture(scope="module")
def script(three):
    return write_review(three, week=True)[0]


def test_one_greeting_each_paper_in_turn_one_goodbye(three, script):
    """The papers follow in the order given; the frame around them belongs to none."""
    assert script.papers == tuple(d.paper.id for d in three)
    parts = [s.paper for s in script.sentences if s.section not in FRAME]
    assert list(dict.fromkeys(parts)) == list(script.papers)
    assert "" not in parts
    assert sum(s.section == "signoff" for s in script.sentences) == 1
    assert script.title.startswith("The week in review")


def test_each_part_is_told_in_short(three, script):
    """150 to 220 words a paper, give or take; more than half of them the paper's own."""
    for document in three:
        kinds = Counter()
        for s in script.sentences:
            if s.paper == document.paper.id and s.section != "greeting":
                kinds[s.kind] += size(s.text)
        assert 110 <= kinds.total() <= 235
        assert kinds["claim"] + kinds["quote"] > 0.5 * (kinds.total() - kinds["credit"])
        assert kinds["credit"]
        assert sum(s.kind == "implication" for s in script.sentences if s.paper == document.paper.id) == 1


def test_what_is_to_come_is_said_first(three, script):
    """Each paper has one line in the greeting, in order: a claim bound to it, or its title."""
    lines = [s for s in script.sentences if s.section == "greeting" and s.paper]
    assert [s.paper for s in lines] == list(script.papers)
    assert all(s.kind in {"claim", "credit"} for s in lines)


def test_nothing_of_the_hosts_is_refused(papers):
    """Title lines, hinges, explanations, reasons and disclosure pass the check, whoever tells."""
    for persona in ("ernis", "vera", "milo"):
        told, _ = write_review(papers[:3], persona=persona)
        own = tuple(s for s in told.sentences if s.kind not in {"claim", "quote"})
        verdicts = judge_script(dataclasses.replace(told, sentences=own), papers[:3])
        assert [s.text for s, v in zip(own, verdicts, strict=True) if v.ok is False] == []


def test_patter_stays_small_and_no_term_is_explained_twice(papers):
    """At most 8 % of the words greet and lead on; an idea that two papers share is explained once."""
    told, _ = write_review(papers[:6])
    spoken = [s for s in told.sentences if s.kind not in {"credit", "disclosure"}]
    assert sum(size(s.text) for s in spoken if s.kind == "patter") <= 0.08 * sum(size(s.text) for s in spoken)
    plain = {t: c.term for c in open_book().concepts for t in (c.plain, *c.more_plain)}
    terms = [plain[s.text] for s in spoken if s.text in plain]
    assert len(terms) == len(set(terms))
    asked = [s.text for s in spoken if s.kind in {"question", "implication"}]
    assert len(asked) == len(set(asked))


def test_the_same_papers_and_seed_give_the_same_script(three, script):
    """Nothing is left to chance; another seed words it otherwise."""
    assert write_review(three, week=True)[0] == script
    assert write_review(three, week=True, seed=1)[0].sentences != script.sentences


def test_a_length_may_be_asked_for(three):
    """Minutes are shared among the papers."""
    sizes = [sum(size(s.text) for s in write_review(three, minutes=m)[0].sentences) for m in (3.0, 4.5)]
    assert sizes[0] < sizes[1]
    assert abs(sizes[0] - 3.0 * 150) < 0.3 * 3.0 * 150


def test_a_paper_that_cannot_be_told_is_named_and_left_out(three):
    """The others are told; with one left it is an ordinary episode, with none an error."""
    bad = make_document(ORDER, "Bad", id="arxiv:0000.00001")
    told, skipped = write_review([*three[:2], bad])
    assert bad.paper.id not in told.papers
    assert [s.id for s in skipped] == [bad.paper.id]
    assert write_review([bad, three[0]])[0] == write_script(three[0])
    with pytest.raises(PaperError, match="none of 1 papers"):
        write_review([bad])


def test_a_paper_given_twice_is_told_once(three):
    """Ids decide."""
    assert write_review([*three, three[0]])[0].papers == tuple(d.paper.id for d in three)


def test_no_greeting_speaks_of_one_paper(papers):
    """A persona's wordings for a single paper are passed over."""
    for seed in range(12):
        told, _ = write_review(papers[:2], persona="vera", seed=seed)
        first, last = (next(s for s in told.sentences if s.section == name) for name in ("greeting", "signoff"))
        assert "paper" not in f"{first.text} {last.text}".lower().split()
        assert "Vera" in first.text


def test_what_was_read_is_said(three):
    """Abstracts, full texts, or some of each."""
    full = [dataclasses.replace(d, read="full text") for d in three]
    reads = [write_review(d)[0].read for d in (three, full, [three[0], *full[1:]])]
    assert reads == ["abstract", "full text", "mixed"]


def test_a_line_of_contents_that_fails_names_the_paper(three, script):
    """No sentence of the paper's takes its place: the list stays a list."""
    at = next(i for i, s in enumerate(script.sentences) if s.section == "greeting" and s.kind == "claim")
    mended = repair_script(script, [at], three)
    document = next(d for d in three if d.paper.id == script.sentences[at].paper)
    assert mended.sentences[at].kind == "credit"
    assert short_title(document.paper) in mended.sentences[at].text
    assert judge_script(mended, three)[at].ok is True
