"""Full texts are told as a line of thought: what was heard to jump, and what was heard that nobody can follow."""

import dataclasses
import tarfile
from itertools import pairwise

import pytest

from paperledge.check import judge_script
from paperledge.records import Document, Part, Passage, Script, Sentence
from paperledge.sources import read_document
from paperledge.story import write_script
from paperledge.story.acronyms import one_of
from paperledge.story.body import without_loose
from paperledge.story.bridges import Bridges, noun_phrases
from paperledge.story.damage import damage_finder
from paperledge.story.likeness import Likeness
from paperledge.story.person import speaks_for_people
from paperledge.story.phrases import Chooser, expand, read_data
from paperledge.story.quoting import pick_quote
from paperledge.story.reading import abstract_range, is_speakable, read_passages, reads_well
from paperledge.story.shorten import shorten
from paperledge.story.stretches import find_stretches

from .conftest import make_document

ABSTRACT = (
    "Sharks are said to hunt with their long tails, but few people have seen it. "
    "We filmed 25 hunts of thresher sharks at a reef in the Philippines. "
    "The sharks struck schools of sardines with quick slaps of their tails. "
    "One third of the tail slaps stunned at least one sardine. "
    "Our findings suggest that the long tail of the thresher shark (half of its body) is a tool for hunting."
)
INTRODUCTION = (
    "Many fish hunt other fish that swim in large schools. "
    "Hunting in a school is hard because the hunter cannot pick out one fish. "
    "Some hunters have found ways to break a school apart. "
    "We bought a boat in the spring of that year."
)
RESULTS = (
    "A tail slap of a thresher shark took about seven seconds. "
    "The slap began with a lunge of the shark towards the school of sardines. "
    "The lunge ended when the shark lowered its head and threw its tail over its body. "
    "One participant left the boat early. "
    "The bars in colour show the slaps of the tail of each shark. "
    "The variable hk of the tail of the shark was larger. "
    "Larger sharks slapped their tails faster than smaller sharks did."
)
DISCUSSION = (
    "Our study shows how thresher sharks use the tail to stun sardines. "
    "A limitation of our study is that all hunts were filmed by day."
)


def full_text(*body: tuple[str, str], title: str = "Thresher sharks hunt with slaps of their tails") -> Document:
    text, passages, parts = "", [], []
    for name, prose in body:
        parts.append(Part(name, len(text), len(text) + len(prose)))
        for p in make_document(prose).passages:
            passages.append(Passage(f"p{len(passages)}", p.text, p.start + len(text), p.end + len(text), name))
        text += prose + "\n\n"
    paper = dataclasses.replace(make_document(body[0][1]).paper, title=title)
    return Document(paper, text, tuple(passages), "full text", tuple(parts), "jats")


@pytest.fixture(scope="module")
def sharks() -> Document:
    return full_text(
        ("Abstract", ABSTRACT),
        ("Introduction", INTRODUCTION),
        ("Results: Tail slaps", RESULTS),
        ("Discussion", DISCUSSION),
    )


@pytest.fixture(scope="module")
def told(sharks) -> list[str]:
    return [s.text for s in write_script(sharks).sentences if s.kind == "claim"]


def place(told: list[str], words: str) -> int:
    return next(i for i, text in enumerate(told) if words in text)


def test_a_listener_hears_question_results_meaning_and_limits_in_this_order(told):
    """The introduction opens; what the abstract concludes comes after the details; the limits come last."""
    opening, said = place(told, "swim in large schools"), place(told, "are said to hunt")
    detail, meaning = place(told, "seven seconds"), place(told, "a tool for hunting")
    limit = place(told, "A limit")
    assert opening < said < detail < meaning < limit


def test_neighbours_that_keep_to_one_subject_are_told_together(told):
    """The slap, and how it began."""
    first = place(told, "seven seconds")
    assert "lunge" in told[first + 1]


@pytest.mark.parametrize("words", ["One participant", "colour", "hk", "bought a boat"])
def test_what_nobody_can_follow_by_ear_is_not_told(told, words):
    """Anecdotes, the look of a figure, symbols, and what has nothing to do with the subject."""
    assert not any(words in text for text in told)


def test_the_subject_is_nearer_than_what_stands_beside_it(sharks):
    """A sentence on sharks and their tails is nearer to the paper than one on buying a boat."""
    likeness = Likeness(sharks, abstract_range(sharks))
    by_text = {p.text: i for i, p in enumerate(sharks.passages)}
    near = by_text["Our study shows how thresher sharks use the tail to stun sardines."]
    far = by_text["We bought a boat in the spring of that year."]
    assert likeness.to_subject(near) > likeness.to_subject(far) + 1
    assert likeness.between(near, near) == pytest.approx(1, abs=1e-3)


def test_no_stretch_starts_in_the_middle_of_something():
    """ "For example" and "However" need what they follow; a name nobody explained is not told."""
    results = (
        "However, the tail of a shark may also be hurt by its slap. "
        "For example, a shark with a short tail hunts with its teeth. "
        "Sharks of the QXR group slap their tails at night. "
        "Sharks that slap their tails eat more sardines than sharks that bite."
    )
    document = full_text(("Abstract", ABSTRACT), ("Results", results))
    span = abstract_range(document)
    found = find_stretches(
        document, span, Likeness(document, span), lambda _: False, lambda acronym: acronym != "QXR"
    )
    assert {s.told[0].passage.text[:8] for s in found} == {"Sharks t"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We estimate that ∼70% of the trees are lost.", "about 70% of the trees"),
        ("Patients who survived 2 y after the start lived longer.", "survived 2 years after"),
        ("The life expectancy of a 20-y-old woman was high.", "a 20-year-old woman"),
        ("Obesity had a positive effect on this dimension, OR = 0.78 (SE: 0.07).", "on this dimension."),
        (
            "In this double-blind, placebo-controlled trial (NCT00848692), 30 patients got one drug.",
            "30 patients got",
        ),
        ("Same-speaker constraints: In many debates a speaker makes several comments.", "In many debates"),
    ],
)
def test_arithmetic_and_labels_are_said_in_words_or_spared(text, said):
    """What stands for the eye is not read aloud; an "about" stays an "about"."""
    assert said in shorten(text)
    assert not any(mark in shorten(text) for mark in ("=", "∼", "NCT", "constraints:", " y "))


@pytest.mark.parametrize(
    "text",
    [
        "Different-speaker agreements In House debates one speaker makes reference to another.",
        "Orwell, “Politics and the English language” We have a large number of texts.",
        "The new model achieved 89.75% a 13% relative decrease in error.",
        "The large-margin parser described in was used with no alterations.",
        "We instantiate an edge from paper nodes p1! p2 for each of them.",
        "The signal was identified to be C32H64NO7S in all of the samples.",
        "(2002) suggest training such models for parsing.",
        "S3 in S1 File shows that most of the sharks are small.",
    ],
)
def test_a_sentence_that_the_page_tore_is_not_whole(text):
    """Headings that ran in, holes between figures, arrows that became marks."""
    assert not (is_speakable(text) and reads_well(shorten(text)))


def test_every_word_between_two_stretches_is_a_mere_aside(sharks):
    """What the host says on the way says nothing of the paper."""
    patterns = [w for options in read_data("phrases.toml")["bridge"].values() for o in options for w in expand(o)]
    words = [w.replace("{topic}", topic) for w in patterns for topic in ("the tail", "tail slaps")]
    rows = tuple(Sentence(w, "finding", "question" if w.endswith("?") else "patter") for w in words)
    script = Script("Sharks", (sharks.paper.id,), ("",), rows, "full text")
    verdicts = judge_script(script, [sharks])
    assert [s.text for s, v in zip(rows, verdicts, strict=True) if v.ok is False] == []


def test_a_long_form_that_ends_in_s_may_be_no_plural():
    """ "The Cancer Genome Atlas" stands alone; of "neural networks" there is one as well."""
    assert (
        one_of("The Cancer Genome Atlas", "The Cancer Genome Atlas is a set of data.") == "The Cancer Genome Atlas"
    )
    assert one_of("neural networks", "A neural network learns.") == "neural network"


@pytest.mark.parametrize(
    "text",
    [
        "We are naturally good at understanding ambiguous words given a context.",
        "It shows how we, as a culture, perceive human interactions.",
        "The author may tell us more about the context.",
    ],
)
def test_the_we_of_everybody_is_not_the_researchers(text):
    """ "The researchers are naturally good at understanding words" would be another claim."""
    assert speaks_for_people(text)


def test_the_individuals_of_a_species_are_no_people():
    """A plant is an individual, too."""
    assert "Individuals" in shorten("Individuals of the same plant species often differ in their genes.")
    assert "people" in shorten("Most individuals with a fever went to see a doctor.").lower()


def test_only_what_was_on_a_page_can_be_torn():
    """Marked-up text keeps its words whole; a note's number at a word's end is seen on pages."""
    prose = "The bill under discussion9. A bill is under discussion in the house. The sub-Sahelian area is dry."
    jats = full_text(("Abstract", prose))
    page = dataclasses.replace(jats, format="acl-xml")
    assert not damage_finder(jats)("The bill under discussion9.")
    assert damage_finder(page)("The bill under discussion9.")
    assert not damage_finder(page)("A bill is under discussion in the house.")


def test_an_abstract_that_cannot_be_told_leaves_a_quotation_to_the_introduction():
    """The authors' own words are found where they begin."""
    opening = "Our study is the first to film how sharks use their long tails to hunt small fish."
    document = full_text(("Abstract", "shark the tail of and."), ("Introduction", opening), ("Results", RESULTS))
    quote = pick_quote(document, read_passages(document, (0, 1)), (0, 1), lambda _: False)
    assert quote is not None
    assert quote.passage.part == "Introduction"


@pytest.mark.parametrize(
    "text",
    [
        "Our work on the tails of sharks was supported by a gift from a firm at the sea.",
        "To determine how fast our sharks are, we filmed their tails from a boat in spring.",
        "There are two avenues of our work on sharks that we will explore with more films.",
        "We have previously shown, however, that our films of the tails of sharks are sharp.",
    ],
)
def test_thanks_plans_and_earlier_work_are_not_quoted(text):
    """What is quoted is what a listener may remember."""
    document = full_text(("Abstract", "shark the tail of and."), ("Conclusion", text), ("Results", RESULTS))
    quote = pick_quote(document, read_passages(document, (0, 1)), (0, 1), lambda _: False)
    assert quote is None or quote.text not in text


def test_a_quotation_is_not_cut_at_during():
    """ "During" is no verb whose clause could be left out with the rest of the sentence."""
    text = "Cells that make up the vessels of a body come from other cells, during growth, and they move far."
    document = full_text(("Abstract", f"{ABSTRACT} {text}"))
    span = abstract_range(document)
    quote = pick_quote(document, read_passages(document, span), span, lambda _: False)
    assert quote is None or not quote.text.endswith("other cells")


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("It is one of the most effective operations on a sentence.", True),
        ("It is a method that makes pictures from words.", True),
        ("It is known that cats sleep for most of the day.", False),
        ("It is an open question whether cats dream of mice.", False),
    ],
)
def test_an_it_that_means_a_thing_needs_the_sentence_before(text, leans):
    """ "It is known that" stands alone; "it is one of" does not, not even as the first sentence of a text."""
    document = make_document(f"{text} Cats were watched for a year by the team at the zoo of the town.")
    (first, _) = read_passages(document, (0, 2))
    assert first.leans == leans
    assert (without_loose([first]) == []) == leans


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The dictionary was made for one of them.", {"the dictionary"}),
        ("Social networks are drawn from the text.", {"social networks", "the text"}),
        ("Discriminating brains needs the first dataset.", set()),
        ("It was tested with BERT on 12 tasks of its own.", set()),
        ("A linear stage makes it less complex.", set()),
        ("Levels of brains corresponding to the text.", {"the text"}),
        ("The social and linear networks were drawn.", set()),
    ],
)
def test_what_a_bridge_names_is_a_phrase_that_stands_alone(text, phrases):
    """Neither a name, a number, a deed nor "a linear stage" can follow "what about"."""
    assert set(noun_phrases(text, f"{text} many dictionary social brains")) == phrases


def test_a_jump_is_bridged_by_what_the_next_stretch_is_about():
    """From slaps to sardines: the host names them, and says nothing where the telling goes on next door."""
    schools = "Sardines are seldom seen alone at sea. Sardines were counted by divers on each day of the week."
    document = full_text(("Abstract", ABSTRACT), ("Results: Slaps", RESULTS), ("Results: Schools", schools))
    told = {t.passage.text: t for t in read_passages(document, (0, len(document.passages)), abstract=False)}
    words = ("are said to hunt", "We filmed", "seven seconds", "The lunge ended", "Sardines are")
    items = [next(t for text, t in told.items() if some in text) for some in words]
    bridges = Bridges(document, Chooser("sharks", read_data("phrases.toml")), words=60)
    said = [bridges.between(items, i, "finding") for i in range(len(items))]
    assert said[1] is None
    assert said[-1] is not None
    assert "sardines" in said[-1][0]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Our aim was to find out how sharks hunt.", "aim"),
        ("Small sharks showed a surprising skill at night.", "surprise"),
        ("Such films could help those who protect the sharks.", "use"),
        ("Larger sharks caught more fish than smaller sharks did.", "compare"),
        ("They caught 80 % of the fish.", "number"),
        ("Previous studies counted sharks from the air.", "before"),
    ],
)
def test_a_jump_is_bridged_by_a_question_that_the_next_sentence_answers(text, slot):
    """Where there is no topic to name, the host asks for what comes."""
    document = full_text(
        ("Abstract", ABSTRACT), ("Results: Slaps", RESULTS), ("Results: More", f"{RESULTS} {text}")
    )
    told = {t.passage.text: t for t in read_passages(document, (0, len(document.passages)), abstract=False)}
    items = [next(t for said, t in told.items() if some in said) for some in ("seven seconds", text)]
    bridges = Bridges(document, Chooser("sharks", read_data("phrases.toml")), words=60)
    said = [bridges.between(items, i, "finding") for i in range(2)]
    options = [w for option in read_data("phrases.toml")["bridge"][slot] for w in expand(option)]
    assert said[1] is not None
    assert said[1][0] in options


def test_no_two_questions_follow_each_other_before_the_end(shared, tmp_path):
    """A question between two stretches is answered next; "what did it show?" does not come on top of it."""
    name = "journal.pntd.0001969.xml"
    with tarfile.open(shared / "data/fulltext/plos_jats.tar.gz") as files:
        member = next(m for m in files.getmembers() if m.name.endswith(name))
        (tmp_path / name).write_bytes(files.extractfile(member).read())
    said = [s for s in write_script(read_document(tmp_path / name)).sentences if s.section != "ponder"]
    assert any(s.kind == "question" and s.section == "finding" for s in said)
    assert not any(a.kind == b.kind == "question" for a, b in pairwise(said))


@pytest.mark.parametrize(
    "text",
    [
        "The speed of the tail slaps was analyzed.",
        "The scores of the sharks were plotted for each month.",
        "We refer to such slaps as sideways slaps.",
        "The final speed of the slap is shown in the fifth row of the same table.",
        "We begin by describing the tail of the shark.",
        "The tails of sharks are of interest for two reasons.",
        "Note that sharks slap their tails.",
        "We also monitored the tails of all of the sharks as a measure of their speed.",
    ],
)
def test_what_only_announces_is_not_told(sharks, text):
    """A listener hears what was found, not that it was plotted."""
    document = full_text(
        ("Abstract", ABSTRACT), ("Results", f"{text} Sharks that slap their tails eat more fish.")
    )
    span = abstract_range(document)
    found = find_stretches(document, span, Likeness(document, span), lambda _: False, lambda _: True)
    assert all(t.passage.text != text for s in found for t in s.told)


@pytest.mark.parametrize(
    "text",
    [
        "Using such methods, were able to show that sharks slap their tails.",
        "For older sharks, have shown that the tail grows.",
        "This work extends the others in four ways: 1.",
        "The features are listed for the roots of the trees in table 1.",
    ],
)
def test_a_sentence_that_lost_its_authors_or_its_end_is_not_whole(text):
    """A citation went, and with it who did it."""
    assert not reads_well(text)


@pytest.mark.parametrize(
    "text",
    [
        "Theyalso turn out to be useful for the reading of pages.",
        "This gives a large in crease in the number of pages.",
        "The construc tions of the language are many.",
        "We use a method ofgeneration for each page.",
    ],
)
def test_words_glued_or_torn_on_a_page_are_found_by_what_everybody_knows(text):
    """The paper need not have the whole word anywhere else."""
    jats = full_text(("Abstract", f"{text} They read the pages of a book, and a generation of pages is read."))
    page = dataclasses.replace(jats, format="acl-xml")
    assert damage_finder(page)(text)
    assert not damage_finder(page)("They read the pages of a book, and a generation of pages is read.")


@pytest.mark.parametrize(
    "text",
    [
        "The single error prevents the use of all rules in and many more.",
        "The systems were trained with news data as described in, and had many words.",
        "Having clarified the tie between the two models the, the team gave two more.",
        "The second noun gave the most information.381 bits, about the verb.",
        "The code of it is always.001 as it is the first.",
        "Has replaced the older species as the dominant one in the state.",
        "These efforts ran beside efforts led by then-U.S.",
        "This limits their use, or have involved massive efforts.",
        "The changes are more frequent in four branches of the tree;.",
    ],
)
def test_a_hole_where_something_stood_is_heard_as_none(text):
    """A citation, a formula or the other half of a sentence went: it is not told."""
    assert not reads_well(text)


def test_a_row_of_names_without_a_verb_is_not_told(sharks):
    """An entry of the references, or what is left of a sentence."""
    loose = "The long tails of sharks and other fish during the hunt."
    document = full_text(("Abstract", ABSTRACT), ("Results", f"{loose} {RESULTS}"))
    span = abstract_range(document)
    found = find_stretches(document, span, Likeness(document, span), lambda _: False, lambda _: True)
    assert found
    assert all(loose not in t.passage.text for s in found for t in s.told)
