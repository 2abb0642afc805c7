"""What is said for what is written: a table by hand, and promises that hold for any text."""

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperledge import prose
from paperledge.voice import spoken
from paperledge.voice.wording.tables import lexicon
from tests.voice.conftest import DATA, SHARED

SAYABLE = re.compile(r"(?:[^\W\d_]|[ ,.;:!?'-])*")


def cases() -> list[tuple[str, str]]:
    lines = (DATA / "spoken_cases.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, said) for text, _, said in (line.partition("\t") for line in lines)]


@pytest.mark.parametrize(("text", "said"), cases(), ids=lambda value: value[:30])
def test_said_as_a_person_would(text, said):
    """Each text of the table is said in exactly these words, and said again unchanged."""
    assert spoken(text) == said
    assert spoken(said) == said


def abstracts(path: Path, step: int) -> list[str]:
    if not path.exists():
        pytest.skip(f"{path} is not beside this checkout")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["abstract"] for number, line in enumerate(file) if number % step == 0]


@pytest.mark.parametrize(
    ("name", "step", "least"),
    [("daily_papers_lists/papers.jsonl", 1, 71), ("papers_sample/papers.jsonl.gz", 82, 500)],
)
def test_no_sign_of_a_real_abstract_reaches_a_voice(name, step, least):
    """Real abstracts, TeX and all, come out as letters and plain marks; a second time changes nothing."""
    texts = abstracts(SHARED / "data" / name, step)
    assert len(texts) >= least
    for number, text in enumerate(texts):
        said = spoken(text)
        assert SAYABLE.fullmatch(said), said
        assert said
        assert number % 4 or spoken(said) == said


def test_plain_words_stay_as_they_are():
    """A sentence without signs is said word for word."""
    text = "We show that people learn better when they sleep, and that naps count too."
    assert spoken(text) == text


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_sayable_letters(text):
    """Whatever comes in, only letters and plain marks come out, the same each time."""
    said = spoken(text)
    assert SAYABLE.fullmatch(said)
    assert spoken(text) == said


@given(st.text(alphabet="aA1$\\^_{}()[]%<>=~|/*-+.,;' é∑αIV", max_size=40))
@settings(max_examples=300, deadline=None)
def test_broken_formulas_never_fail(text):
    """Brackets that do not close and signs without sense are read as well as they can be."""
    assert SAYABLE.fullmatch(spoken(text))


def test_deep_nesting_is_read():
    """A formula nested thousands deep is no crash, and the sign inside is said."""
    assert spoken("$$" + "{(" * 2000 + "x" + ")}" * 2000 + "$$") == "x"
    assert spoken("$$" + "x_{" * 3000 + "$$").startswith("x sub x sub x")


def test_a_home_has_its_own_words():
    """A passed lexicon goes before the shipped one and reaches numbers and names."""
    assert spoken("Ngô uses GPT-4.", {"Ngô": "Ngo", "GPT-4": "the big model"}) == "Ngo uses the big model."
    assert spoken("ResNet", {"ResNet": "residual net"}) == "residual net"


@pytest.mark.parametrize("term", sorted(lexicon({}).respelled))
def test_each_respelling_is_final(term):
    """What the lexicon says needs no further change."""
    said = lexicon({}).respelled[term]
    assert spoken(said) == said


@pytest.mark.parametrize("name", sorted(lexicon({}).as_words | lexicon({}).joined))
def test_each_name_read_as_a_word_stays_whole(name):
    """Names on these lists are not spelled."""
    assert spoken(f"the {name} model") == f"the {lexicon({}).respelled.get(name, name)} model"


def test_readable_text_is_kept_by_prose_too():
    """Taking the markup off first changes nothing that is said."""
    for text in ("$O(n^2)$ time", "\\textbf{GPT-4} wins", "an accuracy of $85\\%$", "$\\alpha \\geq 0.5$"):
        assert spoken(prose.plain(text)) == spoken(text)
