"""Sentences and readable forms of running text, on cases from real papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.prose import plain, split_sentences, words


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("It uses 3.5 points. It wins.", ["It uses 3.5 points.", "It wins."]),
        ("As J. Smith and A. B. Lee say. We agree.", ["As J. Smith and A. B. Lee say.", "We agree."]),
        ("Following Collobert et al. We do it.", ["Following Collobert et al.", "We do it."]),
        ("Following Collobert et al. BERT is used.", ["Following Collobert et al. BERT is used."]),
        ("See Fig. 3 and Eq. 2 for it. Done.", ["See Fig. 3 and Eq. 2 for it.", "Done."]),
        ("Many tasks, e.g. Parsing, i.e. Trees, work.", ["Many tasks, e.g. Parsing, i.e. Trees, work."]),
        ("It was (n. s.) tested (P < 0.05). It held.", ["It was (n. s.) tested (P < 0.05).", "It held."]),
        # JATS: a company's address within brackets
        ("KinaseProfiler (Millipore UK Ltd., Dundee, UK. Now Eurofins Scientific) was used. It ran.",
         ["KinaseProfiler (Millipore UK Ltd., Dundee, UK. Now Eurofins Scientific) was used.", "It ran."]),
        # JATS: a page number
        ("It is wrong (p. 322). See pp. 12 to 14.", ["It is wrong (p. 322).", "See pp. 12 to 14."]),
        ("The answer is no. We asked again.", ["The answer is no.", "We asked again."]),
        ("Sample no. 5 broke. Others held.", ["Sample no. 5 broke.", "Others held."]),
        # PDF: an enumerated list
        ("II. Hybrid: it uses rules. III. Bare: none.", ["II. Hybrid: it uses rules.", "III. Bare: none."]),
        # PDF: letters with an arrow that its font calls "!"
        ("where g k and h! K are vectors. Done.", ["where g k and h! K are vectors.", "Done."]),
        ("(Data not shown.) It holds.", ["(Data not shown.)", "It holds."]),
        ("He said “Stop.” Then he went.", ["He said “Stop.”", "Then he went."]),
        ("Is it true? It is! Good.", ["Is it true?", "It is!", "Good."]),
        ("A heading\n\nA sentence", ["A heading", "A sentence"]),
        ("Code is at https://x.org/a.b. It works.", ["Code is at https://x.org/a.b.", "It works."]),
        ("Isolates of Candida spp. Were few. Yes.", ["Isolates of Candida spp. Were few.", "Yes."]),
        ("It costs $10. It is cheap.", ["It costs $10.", "It is cheap."]),
        ("", []),
        (" \n ", []),
        ("...", ["..."]),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    """Sentences end where a reader sees them end."""
    assert pieces(text) == sentences


@given(st.text(max_size=400) | st.text(alphabet="aA. !?()[]\n1$“”", max_size=400))
def test_each_visible_character_is_in_one_sentence(text: str) -> None:
    """Sentences are in order, do not overlap, and hold every character that is not white space."""
    covered: list[int] = []
    for start, end in split_sentences(text):
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        covered += range(start, end)
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


def test_text_without_stops_is_cut() -> None:
    """No sentence is longer than 2,000 characters unless it is one word."""
    assert max(len(p) for p in pieces("bees " * 30_000)) <= 2000
    assert pieces("b" * 5000) == ["b" * 5000]
    assert "".join(pieces("word " * 1000)).replace(" ", "") == "word" * 1000


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        (
            "plain text stays as it is (really), 5 % of $10 too",
            "plain text stays as it is (really), 5 % of $10 too",
        ),
        ("It costs \\$10 or $10.", "It costs $10 or $10."),
        ('Erd\\H{o}s and M\\"uller', "Erdős and Müller"),
        ("an $\\alpha$ of 5\\% \\cite{x}", "an α of 5%"),
        ("\\textbf{Bold} and \\emph{it}", "Bold and it"),
        ("see \\url{https://x.org}", "see https://x.org"),
        ("it works [3, 4]", "it works"),
        ("<b>Bees</b> count", "Bees count"),
        ("``quoted'' text", "“quoted” text"),
        ("metrics--Meta Similarity--to measure", "metrics – Meta Similarity – to measure"),
        ("Kolmogorov--Arnold networks, 3--5 layers", "Kolmogorov–Arnold networks, 3–5 layers"),
    ],
)
def test_plain(text: str, readable: str) -> None:
    """Marks of TeX, HTML and Markdown become what a person would write."""
    assert plain(text) == readable


@given(st.text(alphabet="abcäé ,.()0123456789%$", max_size=80).filter(lambda t: t.count("$") != 2))
def test_plain_text_is_left_alone(text: str) -> None:
    """Text without markup comes back as it was but for white space."""
    if text.count("$") <= 1:
        assert plain(text) == " ".join(text.split())


def test_words() -> None:
    """Words are runs of letters and figures, with inner hyphens."""
    assert words("State-of-the-art: don't use 3.5_x") == ["State-of-the-art", "don't", "use", "3", "5", "x"]
