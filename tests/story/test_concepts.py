import re

import pytest

from paperledge.errors import SettingsError
from paperledge.prose import words
from paperledge.story.concepts import FIELDS, Concept, ConceptBook, open_book, read_concepts

HYPE = re.compile(
    r"\b(?:really|very|super|huge|seriously|cool|fascinating|amazing|awesome|incredible|exciting|"
    r"revolutionary|undeniable)\b",
    re.IGNORECASE,
)
OPENINGS = (
    "Think of",
    "Imagine",
    "Picture",
    "It's like",
    "It's a bit like",
    "Think about",
    "It works like",
    "You know",
)


def entry(term: str, *aliases: str, needs: tuple[str, ...] = ()) -> Concept:
    return Concept(
        term, f"A {term} is a thing.", "Think of it like a thing.", "machine learning", aliases, needs=needs
    )


CELL = entry("cell", needs=("membrane",))


@pytest.fixture(scope="module")
def book() -> ConceptBook:
    return open_book()


def test_the_book_is_of_one_form(book):
    """Every entry has a short plain sentence, an analogy that stands alone, a known field, and no hype."""
    assert len(book.concepts) >= 150
    wrong = []
    for c in book.concepts:
        for text in (c.plain, *c.more_plain):
            wrong += [text] * (len(words(text)) > 27 or not text.endswith(".") or not text[0].isupper())
        for text in (c.analogy, *c.more_analogies):
            if len(words(text)) > 32 or not text.endswith((".", "?")) or not text.startswith(OPENINGS):
                wrong += [text]
        wrong += [t for t in (c.plain, c.analogy) if HYPE.search(t) or re.search(r"\d", t.replace(c.term, ""))]
        if c.field not in FIELDS:
            wrong.append(c.term)
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Deep neural networks are trained.", ["deep network"]),
        ("A deep-network and a network", ["deep network", "network"]),
        ("NETs differ from nets", ["network"]),
        ("The LLMs, unlike an llm", ["large model"]),
        ("networking", []),
        ("the cell divides", []),
        ("the cell and its membranes", ["cell"]),
        ("a deep. Network", ["network"]),
    ],
)
def test_terms_are_found_as_a_reader_would(text, terms):
    """The longest name wins; plurals and hyphens never matter, case for acronyms; ambiguous ones need company."""
    book = ConceptBook(
        [
            entry("network", "net"),
            entry("deep network", "deep neural network"),
            entry("large model", "LLM"),
            entry("cell", needs=("membrane",)),
        ]
    )
    if text.startswith("NETs"):
        terms = ["network", "network"]
    assert [m.concept.term for m in book.find(text)] == terms


def test_matches_say_where_they_stand(book):
    """A match's offsets give back the words of the text."""
    text = "We train Large Language Models with reinforcement learning."
    assert [text[m.start : m.end] for m in book.find(text)][:1] == ["Large Language Models"]


def test_a_name_in_two_entries_is_refused():
    """No term stands in two entries."""
    with pytest.raises(SettingsError, match="net"):
        ConceptBook([entry("network", "net"), entry("fishing", "net")])


@pytest.mark.parametrize(
    "row",
    [
        'term = "x"',
        'term = "x"\nplain = "p"\nanalogy = "a"\nfield = "cooking"',
        'term = "x"\nplain = "p"\nanalogy = "a"\nfield = "physics"\ncolour = "red"',
    ],
)
def test_a_malformed_entry_is_named(row):
    """An entry with a missing, unknown or wrong key is refused with its file and term."""
    with pytest.raises(SettingsError, match=r"some\.toml.*'x'"):
        read_concepts(f"[[concept]]\n{row}\n", "some.toml")
