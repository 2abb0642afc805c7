"""A CheckedScript is made here alone, sealed, and opened only unchanged."""

import ast
import json
from pathlib import Path

import pytest

from paperledge.check import check_script, dump_script, reopen_script, script_to_json, with_times
from paperledge.errors import ScriptError
from paperledge.records import CheckedScript, Document, Script, Sentence


@pytest.fixture
def checked(driving: Document) -> CheckedScript:
    sentences = (
        Sentence("Hello, and welcome.", "greeting", "patter"),
        Sentence(driving.passages[6].text, "finding", "claim", ("p6",)),
        Sentence("VLM-RL triples the collision rate.", "finding", "claim", ("p6",)),
        Sentence("“traditional RL approaches rely on manually engineered rewards”", "quote", "quote", ("p1",)),
    )
    script = Script("VLM-RL", (driving.paper.id,), (driving.sha256,), sentences, "abstract")
    return check_script(script, [driving])


def test_failed_sentences_are_cut_and_counted(checked: CheckedScript) -> None:
    """What fails is listed with reasons; what is kept carries its verdict."""
    assert [c.text for c in checked.cut] == ["VLM-RL triples the collision rate."]
    assert checked.cut[0].reasons
    assert checked.claims == checked.claims_bound == 1
    assert all(s.verdict for s in checked.script.sentences)


def test_a_script_comes_back_from_disk(checked: CheckedScript) -> None:
    """Written and opened again, it is equal; with times, too."""
    assert reopen_script(json.loads(dump_script(checked))) == checked
    timed = with_times(checked, [(float(n), n + 0.5) for n in range(len(checked.script.sentences))])
    assert reopen_script(script_to_json(timed)) == timed
    assert timed.seal == checked.seal


@pytest.mark.parametrize("field", ["text", "kind", "passages", "verdict"])
def test_a_changed_script_is_refused(checked: CheckedScript, field: str) -> None:
    """One word changed after the check, and the seal does not fit."""
    row = json.loads(dump_script(checked))
    row["sentences"][1][field] = {"text": "Cars fly.", "kind": "patter", "passages": ["p0"], "verdict": None}[
        field
    ]
    with pytest.raises(ScriptError, match="seal"):
        reopen_script(row)


@pytest.mark.parametrize("row", [{}, {"sentences": 3}, {"title": "x", "sentences": [{}], "seal": ""}])
def test_a_malformed_script_is_an_error_with_words(row: dict[str, object]) -> None:
    """No KeyError leaves the room."""
    with pytest.raises(ScriptError, match="malformed"):
        reopen_script(row)


def test_times_must_fit(checked: CheckedScript) -> None:
    """One pair of times a sentence."""
    with pytest.raises(ScriptError):
        with_times(checked, [(0.0, 1.0)])


def test_only_this_room_makes_checked_scripts() -> None:
    """No other module calls CheckedScript."""
    package = Path(__file__).resolve().parents[2] / "paperledge"
    makers = set()
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
        if any(getattr(f, "id", getattr(f, "attr", "")) == "CheckedScript" for f in calls):
            makers.add(path.relative_to(package).as_posix())
    assert makers == {"check/scripts.py"}


def test_a_paper_does_for_a_document() -> None:
    """Whoever has only the record of a paper can have it told and checked: its abstract is read."""
    from paperledge.records import Paper
    from paperledge.sources import abstract_document
    from paperledge.story import write_script

    paper = Paper(
        "x:1",
        "Bees remember colours",
        "Bees find flowers by their colour. We trained thirty bees to choose between blue and yellow discs. "
        "After training, bees chose the blue disc in most trials. Bees without training showed no preference.",
    )
    script = write_script(paper)
    assert script == write_script(abstract_document(paper))
    assert check_script(script, [paper]) == check_script(script, [abstract_document(paper)])
