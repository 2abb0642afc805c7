"""A host and a guest who asks what a listener would ask."""

import dataclasses
from itertools import pairwise

import pytest

from paperledge.check import judge_script
from paperledge.errors import UsageError
from paperledge.prose import WORD
from paperledge.records import Script, Sentence
from paperledge.story import add_guest, write_review, write_script
from paperledge.story.personas import open_persona, parse_persona
from paperledge.story.phrases import expand, read_data

PERSONAS = {"ernis": "Nora", "vera": "Theo", "milo": "Pia"}


@pytest.mark.parametrize("name", PERSONAS)
def test_the_guest_only_asks_and_reacts(papers, name):
    """Every line of the guest's is a question, a short reaction or a disclosure; none is refused."""
    for document in papers[:5]:
        script = add_guest(write_script(document, persona=name), name)
        mine = [s for s in script.sentences if s.speaker]
        assert {s.speaker for s in mine} == {PERSONAS[name]}
        assert {s.kind for s in mine} <= {"question", "patter", "disclosure"}
        assert all(s.text.endswith("?") for s in mine if s.kind == "question")
        verdicts = judge_script(dataclasses.replace(script, sentences=tuple(mine)), [document])
        assert [s.text for s, v in zip(mine, verdicts, strict=True) if v.ok is False] == []


def test_the_host_says_what_the_host_said(papers):
    """What is claimed, quoted and explained stays as it was, in its order."""
    for document in papers[:5]:
        before = write_script(document)
        after = add_guest(before)
        kept = {"claim", "quote", "background", "analogy", "credit"}
        assert [s for s in after.sentences if s.kind in kept] == [s for s in before.sentences if s.kind in kept]
        reasons = [
            [s.text.lower().removeprefix("and ") for s in script.sentences if s.kind == "implication"]
            for script in (before, after)
        ]
        assert reasons[1]
        assert reasons[0][-len(reasons[1]) :] == reasons[1]


def test_the_host_gives_fewer_reasons_where_the_paper_would_have_less_than_half_of_the_words(papers):
    """The guest's questions take the place of reasons, not of what the paper says."""

    def share(script: Script) -> float:
        said = [s for s in script.sentences if s.kind not in {"credit", "disclosure"}]
        words = [len(WORD.findall(s.text)) for s in said if s.kind in {"claim", "quote"}]
        return sum(words) / sum(len(WORD.findall(s.text)) for s in said)

    for document in papers[:8]:
        script = add_guest(write_script(document))
        assert share(script) >= 0.5 or sum(s.kind == "implication" for s in script.sentences) == 1


def test_each_question_has_its_answer(papers):
    """No two questions of the guest's follow each other, and the host speaks after each."""
    for document in papers[:8]:
        for a, b in pairwise(add_guest(write_script(document)).sentences):
            if a.speaker and a.kind == "question":
                assert not b.speaker or b.section in {"ponder", "signoff"}
            if a.speaker and a.kind == "question" and a.section not in {"ponder", "greeting"}:
                assert a.section == b.section


def test_a_guest_is_heard_but_the_paper_is_heard_more(papers):
    """At least six lines, under a fifth of the words; no wording twice; pieces of one passage stay together."""
    for document in papers[:8]:
        script = add_guest(write_script(document))
        mine = [s.text for s in script.sentences if s.speaker]
        words = sum(len(WORD.findall(s.text)) for s in script.sentences)
        assert 6 <= len(mine) <= 16
        assert len(mine) == len(set(mine))
        assert sum(len(WORD.findall(t)) for t in mine) < 0.2 * words
        for a, q, b in zip(script.sentences, script.sentences[1:], script.sentences[2:], strict=False):
            if q.speaker and a.kind == b.kind == "claim" and a.section == b.section != "greeting":
                assert not set(a.passages) & set(b.passages)


def test_a_question_fits_what_follows():
    """A number is asked for before a number, a limit before a limit."""
    long = (
        "The researchers asked each of them to learn a list of forty words at night, and to say it back at noon."
    )
    rows = (
        ("Hello, it's Ernis.", "greeting", "patter", ()),
        ("This paper is about sleep.", "greeting", "claim", ("p0",)),
        ("They looked at sleep.", "method", "claim", ("p1",)),
        (long, "method", "claim", ("p2",)),
        ("Students who slept longer remembered more.", "finding", "claim", ("p3",)),
        (long, "finding", "claim", ("p4",)),
        ("The gain was 23% for those who slept eight hours.", "finding", "claim", ("p5",)),
        (long, "finding", "claim", ("p6",)),
        ("The study is limited by its small sample.", "finding", "claim", ("p7",)),
    )
    sentences = tuple(Sentence(*row) for row in rows)
    told = add_guest(Script("Sleep", ("x:1",), ("",), sentences, "abstract"))
    before = {b.text: a.text for a, b in pairwise(told.sentences) if a.speaker}
    wordings = {
        slot: {w for p in read_data("guest.toml")[slot] for w in expand(p)} for slot in ("number", "limit")
    }
    assert before["The gain was 23% for those who slept eight hours."] in wordings["number"]
    assert before["The study is limited by its small sample."] in wordings["limit"]


def test_one_question_to_ponder_is_the_hosts_and_one_the_guests(papers):
    """More than two would be heard as an interview of the listener."""
    for document in papers[:5]:
        script = add_guest(write_script(document))
        pondered = [s for s in script.sentences if s.section == "ponder" and s.kind == "question"]
        assert [bool(s.speaker) for s in pondered] == [False, True]


def test_in_a_review_the_guest_stays_with_each_paper(papers):
    """What is asked within a part belongs to that paper, so that chapter and check do."""
    script = add_guest(write_review(papers[:3])[0])
    order = [s.paper for s in script.sentences if s.section not in {"greeting", "ponder", "signoff", "credit"}]
    assert list(dict.fromkeys(order)) == list(script.papers)
    assert all(sum(bool(s.speaker) and s.paper == p for s in script.sentences) >= 2 for p in script.papers)
    assert [s for s in judge_script(script, papers[:3]) if s.ok is False and "question" in str(s.reasons)] == []


def test_every_wording_of_a_guest_passes_the_check(papers):
    """All that any guest may say is a mere aside."""
    for name in PERSONAS:
        persona = open_persona(name)
        common = {k: tuple(v) for k, v in read_data("guest.toml").items() if k != "cue"}
        rows = []
        for slot, patterns in (common | dict(persona.guest.says)).items():
            kind = {"voice": "disclosure"}.get(
                slot, "patter" if slot in {"welcome", "picture", "thanks"} else "question"
            )
            for text in (w for p in patterns for w in expand(p)):
                said = text.replace("{host}", persona.host).replace("{guest}", persona.guest.spoken)
                rows.append(Sentence(said.replace("{asked}", "what's a proof"), "greeting", kind))
        script = Script("", (papers[0].paper.id,), ("",), tuple(rows), "abstract")
        verdicts = judge_script(script, papers[:1])
        assert [s.text for s, v in zip(rows, verdicts, strict=True) if v.ok is False] == []


def test_a_guest_of_ones_own():
    """Name and lines stand in the persona's file; an empty list is silence."""
    persona = parse_persona(
        'name = "ada"\n[guest]\nname = "bo"\n[guest.says]\nmethod = ["How come, {host}?"]\npicture = []\n',
        "ada.toml",
    )
    assert persona.guest.spoken == "Bo"
    assert persona.guest.says == {"method": ("How come, {host}?",), "picture": ()}


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[guest]\nname = "ada"', "the host's name"),
        ('[guest]\nname = "Bo B"', "lower-case letters"),
        ('[guest]\nnick = "bo"', "unknown field 'nick'"),
        ('[guest.says]\nmethods = ["x"]', "did you mean 'method'"),
        ('[guest.says]\nmethod = ["{name}?"]', "no pattern"),
        ("guest = 3", "wanted a table"),
    ],
)
def test_a_wrong_guest_is_named(toml, said):
    """File and field, and what may stand there."""
    with pytest.raises(UsageError, match=said):
        parse_persona(f'name = "ada"\n{toml}\n', "ada.toml")
