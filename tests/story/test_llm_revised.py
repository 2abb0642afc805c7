"""What the check refuses goes back to the model with the reason; then the paper's own words take its place."""

import datetime as dt
import json
from pathlib import Path

import pytest

from paperledge.records import CheckedScript, Document
from paperledge.rooms import Rooms
from paperledge.settings import Settings, StorySettings
from paperledge.story import Desk
from paperledge.story.llm import LlmWriter
from paperledge.tell import write_checked

from .chat_server import ChatServer, Reply
from .conftest import GOOD, ORDER, make_document, sentences

pytestmark = pytest.mark.usefixtures("llm_home")

WRONG = ("Students who slept eight hours remembered 87 percent more words.", "finding", "claim", ["p3"])
RIGHT = "Students who slept eight hours remembered 23 percent more words than those who slept five hours."


class Told:
    """Listens to the progress of a day."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, name: str, total: int | None = None) -> None:
        self.steps.append(name)

    def advance(self, note: str = "") -> None: ...


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    settings = Settings(tmp_path / "home", story=StorySettings(writer="llm:local"))
    return Rooms(settings, None, [], None, lambda _: None, lambda _: [], Told(), dt.date(2025, 10, 7))  # type: ignore[arg-type]


def revised(*rows: tuple[int, str, str, list[str]]) -> Reply:
    names = ("number", "text", "kind", "passages")
    return Reply(json.dumps({"sentences": [dict(zip(names, row, strict=True)) for row in rows]}))


def place(server: ChatServer, request: int, text: str) -> int:
    """The number under which a refused sentence was sent back."""
    line = next(line for line in server.prompt(request).splitlines() if text in line)
    return int(line.split(".")[0])


def said(checked: CheckedScript) -> list[str]:
    return [s.text for s in checked.script.sentences]


def numbered(server: ChatServer, paper: Document, rooms: Rooms, draft: Reply) -> int:
    """Under which number the wrong sentence will be sent back: asked of a run of its own, with nothing to say."""
    server.replies = [draft, revised()]
    write_checked(rooms, paper)
    number = place(server, 1, WRONG[0])
    server.requests.clear()
    server.outline_requests.clear()
    for kept in (rooms.settings.home / "drafts").iterdir():
        kept.unlink()
    return number


LATER = {"retry-after": "999"}
DRAFT = Reply(sentences(*GOOD[:3], WRONG, *GOOD[4:]))


def test_other_words_of_the_model_take_the_place(server: ChatServer, paper: Document, rooms: Rooms) -> None:
    """The model is told what failed and why, with the passages; its other words are checked and spoken."""
    number = numbered(server, paper, rooms, DRAFT)
    server.replies = [DRAFT, revised((number, RIGHT, "claim", ["p3"]))]
    checked = write_checked(rooms, paper)
    assert len(server.requests) == 2
    assert "87" in server.prompt(1).split("Refused: ")[1].splitlines()[0]
    assert "[p3] " in server.prompt(1)
    assert RIGHT in said(checked)
    assert WRONG[0] not in said(checked)
    cut = next(c for c in checked.cut if c.text == WRONG[0])
    assert cut.reasons[-1] == "the writer was asked for other words"
    assert not cut.repaired
    assert checked.script.notes[-1].startswith("model local: 3 calls")


def test_after_two_failures_the_papers_own_words_are_spoken(
    server: ChatServer, paper: Document, rooms: Rooms
) -> None:
    """A model that goes on inventing is asked twice, not more; each of its tries is listed with its reason."""
    number = numbered(server, paper, rooms, DRAFT)
    second, third = WRONG[0].replace("87", "78"), WRONG[0].replace("87", "77")
    server.replies = [DRAFT, revised((number, second, "claim", ["p3"])), revised((number, third, "claim", ["p3"]))]
    checked = write_checked(rooms, paper)
    assert len(server.requests) == 3
    assert second in server.prompt(2)
    assert RIGHT in said(checked)
    assert [(c.text, c.repaired) for c in checked.cut] == [(WRONG[0], False), (second, False), (third, True)]


@pytest.mark.parametrize(
    "answer",
    ["repeated", "empty list", "nothing", "unknown number", "background"],
)
def test_a_model_with_no_other_words_is_not_asked_again(
    server: ChatServer, paper: Document, rooms: Rooms, answer: str
) -> None:
    """The same sentence again, no answer, or a claim made unprovable: the paper's own words at once."""
    number = numbered(server, paper, rooms, DRAFT)
    server.replies = [
        DRAFT,
        {
            "repeated": revised((number, WRONG[0], "claim", ["p3"])),
            "empty list": revised(),
            "nothing": Reply(""),
            "unknown number": revised((number + 500, RIGHT, "claim", ["p3"])),
            "background": revised((number, "Sleep helps everybody to remember everything.", "background", [])),
        }[answer],
    ]
    checked = write_checked(rooms, paper)
    assert len(server.requests) == (3 if answer == "nothing" else 2)
    assert RIGHT in said(checked)
    assert [(c.text, c.repaired) for c in checked.cut] == [(WRONG[0], True)]
    assert answer != "nothing" or any("not worded anew by the model" in n for n in checked.script.notes)


@pytest.mark.parametrize("trouble", [Reply("busy", status=400), Reply("x", status=429, headers=LATER)])
def test_a_server_that_goes_away_costs_no_draft(
    server: ChatServer, paper: Document, rooms: Rooms, trouble: Reply
) -> None:
    """The paid draft is told, mended with the paper's own words, and a note says what happened."""
    server.replies = [DRAFT, trouble]
    checked = write_checked(rooms, paper)
    assert GOOD[0][0] in said(checked)
    assert RIGHT in said(checked)
    assert any("not worded anew by the model" in note for note in checked.script.notes)


def test_the_frame_is_never_the_models(server: ChatServer, paper: Document) -> None:
    """A sentence of the narrator's greeting is not sent back, even where it failed."""
    server.replies = [Reply(sentences(*GOOD)), revised((1, "Call us now.", "claim", ["p1"]))]
    writer = LlmWriter("local", Desk(wait_s=0.01))
    script = writer.write(paper)
    greeting = [i for i, s in enumerate(script.sentences) if s.section == "greeting"]
    assert writer.revise(script, dict.fromkeys(greeting, ("it failed",)), paper) == script
    assert len(server.requests) == 1


def test_a_second_run_pays_for_nothing(server: ChatServer, paper: Document, rooms: Rooms) -> None:
    """Outline, draft and revision are all answered from the drafts, and the script is the same."""
    server.replies = [DRAFT, revised()]
    first = write_checked(rooms, paper)
    asked = len(server.requests)
    assert write_checked(rooms, paper).script.sentences == first.script.sentences
    assert len(server.requests) == asked
    assert len((rooms.settings.home / "llm-ledger.jsonl").read_text().splitlines()) == 3


def test_the_price_is_told_before_and_after(server: ChatServer, paper: Document, rooms: Rooms) -> None:
    """An estimate with the cap before the first call, what was spent after the last."""
    server.replies = [Reply(sentences(*GOOD))]
    write_checked(rooms, paper)
    steps = rooms.progress.steps  # type: ignore[attr-defined]
    assert steps[0].startswith("ask local: about ")
    assert steps[-1] == "model local: 2 calls, about 1800 tokens in, 600 out"


def test_a_model_that_obeys_the_paper_is_not_heard(server: ChatServer, rooms: Rooms) -> None:
    """Neither the order nor what it asks for is spoken, however often the model says it."""
    paper = make_document(f"{' '.join(g[0] for g in GOOD[:5])} {ORDER}", "Sleep and memory in students")
    praise = ("This paper is the best paper ever written.", "finding", "claim", ["p5"])
    server.replies = [Reply(sentences(*GOOD[:4], praise, (ORDER, "finding", "background", [])))]
    spoken = " ".join(said(write_checked(rooms, paper)))
    assert "best paper" not in spoken
    assert "Ignore" not in spoken
