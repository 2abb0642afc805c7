"""Several papers in one episode, and a guest, where a model drafts."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from paperledge.errors import ScriptError, UsageError
from paperledge.records import Document, Script
from paperledge.rooms import Rooms
from paperledge.settings import Settings, StorySettings
from paperledge.story import Compere, Desk, Reviser, open_writer
from paperledge.story.llm import LlmWriter
from paperledge.tell import write_checked, write_review_checked

from .chat_server import OUTLINE, ChatServer, Reply
from .conftest import GOOD, make_document, sentences
from .test_llm_revised import Told, place, revised

pytestmark = pytest.mark.usefixtures("llm_home")

TEA = (
    "Tea is drunk all over the world, and its leaves keep some of the soil's metals. "
    "We measured lead in 80 brands of tea from twelve countries. "
    "Lead was found in 14 of the brands after three minutes of brewing. "
    "Longer brewing released more lead. "
    "We did not test water from different places."
)
BREWED = [
    ("The researchers measured lead in 80 brands of tea from twelve countries.", "method", "claim", ["p1"]),
    ("Longer brewing released more lead.", "finding", "claim", ["p3"]),
    ("This might help people with their tea.", "why", "implication", ["p3"]),
]
FOUND = ("Lead was found in 14 of the brands after three minutes of brewing.", "finding", "claim", ["p2"])
WRONG = ("Lead was found in 41 of the brands after three minutes of brewing.", "finding", "claim", ["p2"])


@pytest.fixture
def tea() -> Document:
    return make_document(TEA, "Lead in tea", id="arxiv:2504.09999", authors=("Chen Li",))


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    settings = Settings(tmp_path / "home", story=StorySettings(writer="llm:local"))
    return Rooms(settings, None, [], None, lambda _: None, lambda _: [], Told(), dt.date(2025, 10, 7))  # type: ignore[arg-type]


def about(script: Script, document: Document) -> list[str]:
    return [s.text for s in script.sentences if s.paper == document.paper.id and s.kind == "claim"]


def test_each_paper_is_told_in_the_models_words(
    server: ChatServer, paper: Document, tea: Document, rooms: Rooms
) -> None:
    """One episode: both papers in their order, each claim the model's and held to its own paper; one account."""
    server.replies = [Reply(sentences(*GOOD)), Reply(sentences(*BREWED, FOUND))]
    checked, skipped = write_review_checked(rooms, [paper, tea])
    script = checked.script
    assert (script.writer, script.model, script.papers) == ("llm", "local", (paper.paper.id, tea.paper.id))
    assert GOOD[3][0] in about(script, paper)
    assert {BREWED[0][0], FOUND[0]} <= set(about(script, tea))
    assert [s.paper for s in script.sentences if s.kind == "claim" and s.section != "greeting"] == sorted(
        s.paper for s in script.sentences if s.kind == "claim" and s.section != "greeting"
    )
    assert not skipped
    assert script.notes[-1] == "model local: 4 calls, about 3600 tokens in, 1200 out"


PICTURE = ("Think of a sponge that soaks up whatever is in the water.", "analogy", "analogy", [])
ASKED = ("What's in the soil?", "problem", "question", [])
EXPLAINED = ("A metal often shines.", "problem", "background", [])
MORE = [
    ("Tea is drunk all over the world.", "problem", "claim", ["p0"]),
    ("The researchers did not test water from different places.", "finding", "claim", ["p4"]),
]
CARRIED = ("Think of 80 brands on a shelf.", "method", "analogy", [])


def asides(script: Script, document: Document) -> list[str]:
    kinds = {"background", "analogy", "question"}
    return [s.text for s in script.sentences if s.paper == document.paper.id and s.kind in kinds]


def test_a_paper_keeps_the_models_pictures_explanations_and_a_question(
    server: ChatServer, paper: Document, tea: Document, rooms: Rooms
) -> None:
    """In the model's order, each said of its own paper; one that carries the paper's number is refused as ever."""
    server.replies = [
        Reply(sentences(*GOOD)),
        Reply(sentences(PICTURE, ASKED, EXPLAINED, CARRIED, *BREWED, FOUND, *MORE)),
    ]
    checked, _ = write_review_checked(rooms, [paper, tea])
    assert asides(checked.script, tea) == [PICTURE[0], ASKED[0], EXPLAINED[0]]
    assert CARRIED[0] in [cut.text for cut in checked.cut]
    assert {BREWED[0][0], FOUND[0]} <= set(about(checked.script, tea))


def test_asides_give_way_before_the_papers_own_words_do(
    server: ChatServer, paper: Document, tea: Document, rooms: Rooms
) -> None:
    """Six tenths of a part are the paper's; the last asides go first, and a second question is not asked."""
    more = [(f"Picture a {thing} in a sunny kitchen window.", "method", "analogy", []) for thing in THINGS]
    asked = [("Who drinks it in your family?", "method", "question", [])]
    server.replies = [
        Reply(sentences(*GOOD)),
        Reply(sentences(PICTURE, ASKED, *BREWED, FOUND, *MORE, *asked, *more)),
    ]
    checked, _ = write_review_checked(rooms, [paper, tea])
    kept = asides(checked.script, tea)
    assert kept == [PICTURE[0], ASKED[0]]
    words = {kind: sum(len(text.split()) for text in said) for kind, said in
             (("paper", about(checked.script, tea)), ("host", kept))}  # fmt: skip
    assert words["paper"] >= 0.6 * sum(words.values())


THINGS = ("cup", "kettle", "spoon", "saucer", "teapot", "glass")


def test_what_fails_goes_back_with_its_own_papers_passages(
    server: ChatServer, paper: Document, tea: Document, rooms: Rooms
) -> None:
    """The model hears of a wrong sentence about the second paper alone, and words it anew for that paper."""
    drafts = [Reply(sentences(*GOOD)), Reply(sentences(*BREWED, WRONG))]
    server.replies = [*drafts, revised()]
    write_review_checked(rooms, [paper, tea])
    number = place(server, 2, WRONG[0])
    assert GOOD[3][0] not in server.prompt(2)
    for kept in (rooms.settings.home / "drafts").iterdir():
        kept.unlink()
    server.replies = [*drafts, revised((number, FOUND[0], "claim", ["p2"]))]
    checked, _ = write_review_checked(rooms, [paper, tea])
    assert FOUND[0] in about(checked.script, tea)
    assert WRONG[0] not in about(checked.script, tea)
    assert WRONG[0] in [cut.text for cut in checked.cut]


def test_the_cap_holds_for_all_papers_together(
    server: ChatServer, paper: Document, tea: Document, desk: Desk
) -> None:
    """What the papers would cost together is more than is allowed: nobody is asked."""
    one = LlmWriter("local", desk).estimate(paper)
    writer = LlmWriter("local", dataclasses.replace(desk, max_tokens=one + 100))
    with pytest.raises(ScriptError, match="2 papers by local would cost"):
        writer.review([paper, tea])
    assert not server.requests + server.outline_requests


def test_a_paper_without_a_usable_draft_is_left_out(
    server: ChatServer, paper: Document, tea: Document, desk: Desk
) -> None:
    """The other is told alone; what came of the first is said."""
    server.outlines = [Reply("no"), Reply("no"), Reply(OUTLINE)]
    server.replies = [Reply(sentences(*BREWED, FOUND))]
    script, skipped = LlmWriter("local", desk).review([paper, tea])
    assert script.papers == (tea.paper.id,)
    assert [s.id for s in skipped] == [paper.paper.id]
    assert "no usable draft" in skipped[0].reason


def test_a_guest_asks_where_a_model_tells(server: ChatServer, paper: Document, rooms: Rooms) -> None:
    """The guest's lines are nobody's claims; what the model told stays as it was."""
    told = dataclasses.replace(rooms.settings, story=StorySettings(writer="llm:local", guest=True))
    server.replies = [Reply(sentences(*GOOD))]
    checked = write_checked(dataclasses.replace(rooms, settings=told), paper)
    said = [s for s in checked.script.sentences if s.speaker]
    assert len(said) >= 3
    assert {s.kind for s in said} <= {"question", "patter", "disclosure"}
    assert GOOD[3][0] in [s.text for s in checked.script.sentences if not s.speaker]


def test_both_writers_of_ours_take_several_papers_and_a_guest(desk: Desk) -> None:
    """And a model's is asked for other words, which the narrator is not."""
    assert isinstance(open_writer("narrator", desk), Compere)
    assert isinstance(open_writer("llm:local", desk), Compere)
    assert isinstance(open_writer("llm:local", desk), Reviser)
    with pytest.raises(UsageError, match="there is no writer"):
        open_writer("nobody", desk)


def test_a_writer_of_another_package_may_tell_one_paper_only(
    paper: Document, tea: Document, rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for several papers, or for a guest, it is an error that names it."""
    (tmp_path / "haiku.py").write_text(
        "class Haiku:\n    name = 'haiku'\n    def __init__(self, model, desk): ...\n"
        "    def write(self, document, *, seed, minutes, persona): raise AssertionError\n"
    )
    info = tmp_path / "haiku-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: haiku\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[paperledge.writers]\nhaiku = haiku:Haiku\n")
    monkeypatch.syspath_prepend(tmp_path)
    story = StorySettings(writer="haiku", guest=True)
    rooms = dataclasses.replace(rooms, settings=dataclasses.replace(rooms.settings, story=story))
    with pytest.raises(UsageError, match="haiku tells one paper with one host"):
        write_review_checked(rooms, [paper, tea])
    with pytest.raises(UsageError, match="haiku tells one paper with one host"):
        write_checked(rooms, paper)
