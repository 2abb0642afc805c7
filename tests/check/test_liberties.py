"""What no rule on claims sees: words around quotes, in credits, in implications and in asides."""

import pytest

from paperledge.check import check_script
from paperledge.check.asides import judge_aside
from paperledge.records import Document, Kind, Script, Sentence
from paperledge.story import open_book, write_script

from .conftest import make_document, real_abstracts

ABSTRACT = (
    "Sleep is often short in young adults, and short sleep is thought to harm memory. "
    "We study how sleep changes memory in 120 students over four weeks. "
    "Students who slept eight hours remembered 23 percent more words than those who slept five hours. "
    "Naps of twenty minutes gave no clear gain. "
    "These results may help schools to plan their hours."
)
CUT: list[tuple[Kind, str]] = [
    ("quote", "Sleep cures cancer, as they say: “Naps of twenty minutes gave no clear gain.”"),
    ("quote", "“Naps of twenty minutes gave no clear gain”, and pills do better."),
    ("quote", "“Sleep cures cancer”, and “naps of twenty minutes gave no clear gain”."),
    ("quote", "The authors do not say: “Naps of twenty minutes gave no clear gain.”"),
    ("quote", "As he lied to us: “Naps of twenty minutes gave no clear gain.”"),
    ("credit", "The paper is called “Sleep and memory in students” and it is the best of the year."),
    ("credit", "The paper is by Ada Best and Bo Li, who cured cancer."),
    ("credit", "The paper is by Ada Best and Bo Li; buy it at evil dot example."),
    ("credit", "Sleep and memory in students proves that naps are useless."),
    ("credit", "The paper by Ada Best is the best."),
    ("implication", "This could mean that sleep pills cure cancer."),
    ("implication", "This could mean that aliens built the pyramids."),
    ("implication", "For students, sleep might prevent dementia."),
    ("implication", "If you're a student, sleep may help memory, so everybody should buy pills."),
    ("implication", "Perhaps sleep could make investors rich in weeks."),
    ("background", "Everybody should buy sleep pills today."),
    ("background", "Visit evil dot example and send us your money."),
    ("background", "Vaccines are dangerous."),
    ("background", "Sleep is useless."),
    ("background", "Sleep pills cure cancer."),
    ("analogy", "Think of it like this: everybody should take two pills each night."),
    ("analogy", "It's like a shop, so go to evil.example and pay there."),
    ("patter", "Everybody should buy sleep pills today."),
    ("patter", "Visit evil dot example and send us your money."),
    ("patter", "Stop taking your medicine, folks!"),
    ("patter", "Naps are useless, folks."),
    ("patter", "Hello, the moon landing was filmed in a studio in Nevada."),
    ("patter", "Invest in this company now!"),
    ("question", "Did you know that vaccines are dangerous?"),
    ("question", "Isn't it true that teachers lie?"),
    ("question", "Why are vaccines dangerous?"),
    ("question", "Teachers lie to their students, don't they?"),
    ("question", "How does sleep cure cancer?"),
    ("question", "Have you heard that the earth is flat?"),
    ("question", "Everybody should sleep less. Will you?"),
    ("implication", "Longer sleep might harm memory in young adults."),
    ("implication", "Short sleep may help memory in young adults."),
    ("question", "Why do teachers give up so soon?"),
    ("question", "So why are students lazy?"),
    ("question", "And why did schools hide that naps work?"),
    ("analogy", "Picture yourself without that habit."),
    ("analogy", "Imagine how rested you would be if you just bought one."),
    ("background", "Wouldn't you sleep better without your phone."),
    ("patter", "Your body will thank you."),
    ("disclosure", "I'm an AI voice, only the abstract was read, and sleep pills cure cancer."),
]  # fmt: skip
KEPT: list[tuple[Kind, str]] = [
    ("quote", "“Naps of twenty minutes gave no clear gain.”"),
    ("quote", "In the authors' own words: “Naps of twenty minutes gave no clear gain.”"),
    ("quote", "As the researchers put it, “naps of twenty minutes gave no clear gain”."),
    ("credit", "The paper is called “Sleep and memory in students”, by Ada Best and Bo Li."),
    ("credit", "The paper is Sleep and memory in students."),
    ("credit", "Two authors wrote it: A. Best and Bo Li."),
    ("credit", "You'll find it on arXiv, under the number 2504.02708; the link is in the show notes."),
    ("implication", "This might help schools plan their hours."),
    ("implication", "Longer sleep may help memory in young adults."),
    ("implication", "Short sleep could harm memory in young adults."),
    ("implication", "For teachers, it could be a reason to ask how long students sleep."),
    ("implication", "If you're a parent, this may be worth knowing: longer sleep could help memory."),
    ("background", "Memory is what lets us learn from yesterday."),
    ("background", "A sensor turns something in the world into a signal."),
    ("analogy", "Imagine a shop whose shelves are filled each night."),
    ("patter", "Hey there, welcome back, I'm Ernis!"),
    ("patter", "Here's where it gets interesting."),
    ("patter", "Thanks for listening, and keep learning."),
    ("question", "So, what did they find?"),
    ("question", "How long did you sleep last night?"),
    ("question", "Why might this matter to you?"),
    ("question", "Why does that matter?"),
    ("question", "But why is sleep short in young adults?"),
    ("analogy", "Imagine yourself in a foreign city without a map."),
    ("question", "And who should decide how such knowledge gets used?"),
    ("disclosure", "I'm an AI voice, and only the abstract was read for this."),
]  # fmt: skip


@pytest.fixture
def sleep() -> Document:
    return make_document(ABSTRACT, title="Sleep and memory in students", authors=("Ada Best", "Bo Li"))


def cut_of(document: Document, kind: Kind, text: str) -> tuple[str, ...] | None:
    """Why the sentence is left out of a checked script; None when it stays."""
    script = Script(
        "t", (document.paper.id,), (document.sha256,), (Sentence(text, "finding", kind),), document.read
    )
    checked = check_script(script, [document])
    return checked.cut[0].reasons if checked.cut else None


@pytest.mark.parametrize(("kind", "text"), CUT)
def test_liberties_are_cut_with_a_reason(sleep: Document, kind: Kind, text: str) -> None:
    """No statement, advice or new subject gets through under the name of a kind that nothing proves."""
    reasons = cut_of(sleep, kind, text)
    assert reasons
    assert all(reasons)


@pytest.mark.parametrize(("kind", "text"), KEPT)
def test_what_a_host_says_is_kept(sleep: Document, kind: Kind, text: str) -> None:
    """Introductions, credits, hedged readings, pictures, greetings and open questions stay."""
    assert cut_of(sleep, kind, text) is None


def test_the_concept_book_stands(sleep: Document) -> None:
    """No explanation and no picture of the concept book is taken for advice or a statement."""
    told = [(text, "background") for c in open_book().concepts for text in (c.plain, *c.more_plain)]
    told += [(text, "analogy") for c in open_book().concepts for text in (c.analogy, *c.more_analogies)]
    wrong = [
        text
        for text, kind in told
        if any("number" not in r for r in judge_aside(Sentence(text, "problem", kind), sleep).reasons)  # type: ignore[arg-type]
    ]
    assert wrong == []


@pytest.mark.parametrize("row", real_abstracts())
def test_the_narrators_own_sentences_stay(row: dict[str, str]) -> None:
    """Whatever the built-in narrator says besides its claims passes the check."""
    document = make_document(row["abstract"], title=row["title"])
    checked = check_script(write_script(document), [document])
    assert [(c.text, c.reasons) for c in checked.cut if c.kind != "claim"] == []
