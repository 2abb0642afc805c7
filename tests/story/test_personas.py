"""Who tells: shipped personas and a user's own, and dials that each move their own attribute alone."""

import dataclasses

import pytest

from paperledge.check import judge_script
from paperledge.errors import UsageError
from paperledge.records import Script
from paperledge.story import write_script
from paperledge.story.personas import Dials, Persona, open_persona, parse_persona
from paperledge.story.wording import say_plainly

from .conftest import make_document

SHIPPED = ("ernis", "milo", "vera")


def count(script: Script, mark: str) -> int:
    return sum(s.text.lower().count(mark) for s in script.sentences if s.kind in {"patter", "question"})


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_persona_speaks_under_its_own_name(papers, name):
    """The greeting says who speaks, no sentence of the host's is refused, no forbidden word is said."""
    persona = open_persona(name)
    for document in papers[:4]:
        script = write_script(document, persona=name)
        assert script.persona == name
        assert persona.host in script.sentences[0].text
        own = tuple(s for s in script.sentences if s.kind not in {"claim", "quote"})
        verdicts = judge_script(dataclasses.replace(script, sentences=own), [document])
        assert [s.text for s, v in zip(own, verdicts, strict=True) if v.ok is False] == []
        said = " ".join(s.text.lower() for s in own if s.kind != "credit")
        assert not any(word.lower() in said for word in persona.forbidden)


def told(document, persona: Persona) -> list[str]:
    script = write_script(document, persona=persona)
    return [s.text for s in script.sentences if s.kind in {"claim", "quote"} and s.section != "greeting"]


def test_claims_depend_on_nothing_but_the_claims_a_persona_asks_for(papers):
    """Vera and Ernis say the same of the paper, but for plain words, and the same where they ask for the same."""
    ernis, vera = open_persona("ernis"), open_persona("vera")
    for document in papers[:4]:
        exact, plain_words = told(document, vera), told(document, ernis)
        assert exact == told(document, dataclasses.replace(ernis, claims="exact"))
        assert [say_plainly(text) for text in exact if not text.startswith("“")] == [
            text for text in plain_words if not text.startswith("“")
        ]


def test_the_teacher_explains_more_than_the_expert(papers):
    """Clarity is terms explained, where the paper says enough to leave room for it."""
    pairs = zip(papers, [*papers[1:], papers[0]], strict=True)
    long = [make_document(f"{a.text} {b.text}", a.paper.title, id=a.paper.id) for a, b in pairs]
    explained = {
        name: sum(s.kind == "background" for d in long for s in write_script(d, persona=name).sentences)
        for name in SHIPPED
    }
    assert explained["milo"] >= explained["ernis"] > explained["vera"]


@pytest.mark.parametrize(
    ("dial", "mark"), [("reassurance", ""), ("wonder", "wonder"), ("enthusiasm", "!"), ("clarity", "")]
)
def test_a_dial_leaves_the_paper_alone(papers, dial, mark):
    """From none to most, nothing but the host's own sentences change; wonder and exclamations grow."""
    base = open_persona("ernis")
    low, high = (
        write_script(
            papers[0],
            persona=dataclasses.replace(base, dials=dataclasses.replace(Dials(), **{dial: level})),
        )
        for level in (0.0, 1.0)
    )
    paper = [[s for s in script.sentences if s.kind in {"quote", "credit"}] for script in (low, high)]
    assert paper[0] == paper[1]
    assert low.sentences != high.sentences
    if mark:
        assert count(high, mark) > count(low, mark)


def test_a_persona_of_ones_own(papers, tmp_path):
    """A file with a name and a greeting is enough; what it leaves out is the default."""
    path = tmp_path / "ada.toml"
    path.write_text('name = "ada"\ngreetings = ["Hello, {host} here."]\naudiences = ["public"]\n')
    script = write_script(papers[0], persona=str(path))
    assert script.sentences[0].text == "Hello, Ada here!"
    assert script.persona == "ada"
    assert sum(s.kind == "implication" for s in script.sentences) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "no TOML"),
        ("about = 'x'", "name"),
        ("name = 'Ada B'", "name"),
        ("name = 'ada'\ngreeting = ['Hi.']", "did you mean 'greetings'"),
        ("name = 'ada'\ngreetings = 'Hi.'", "greetings"),
        ("name = 'ada'\ngreetings = ['Hi {user}.']", r"\{user\}"),
        ("name = 'ada'\ngreetings = ['[Hi|Hello.']", "no pattern"),
        ("name = 'ada'\naudiences = []", "audiences"),
        ("name = 'ada'\ndevices = ['jokes']", "jokes"),
        ("name = 'ada'\nclaims = 'easy'", "there is no 'easy'"),
        ("name = 'ada'\ndials = 1", "dials"),
        ("name = 'ada'\n[dials]\nwonder = 2", "dials.wonder"),
        ("name = 'ada'\n[dials]\nwander = 0.5", "did you mean 'wonder'"),
    ],
)
def test_a_faulty_persona_is_named_with_its_fault(text, words):
    """The error names the file and the field, and says what may stand there."""
    with pytest.raises(UsageError, match=words) as raised:
        parse_persona(text, "ada.toml")
    assert "ada.toml" in str(raised.value)
    assert raised.value.next_step


def test_a_missing_persona_file_is_named(papers):
    """No traceback for a path that leads nowhere."""
    with pytest.raises(UsageError, match=r"nowhere\.toml"):
        write_script(papers[0], persona="nowhere.toml")


def test_the_default_of_the_code_is_ernis():
    """A persona that sets no dials sounds as Ernis does."""
    assert Persona(name="x").dials == open_persona("ernis").dials
