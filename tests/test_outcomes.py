"""A silence that explains itself: every run ends in one of five words; each reader gets their own list once."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from paperledge.check import reopen_script
from paperledge.day import run_day
from paperledge.errors import SourceUnavailable, VoiceError
from paperledge.library import Library, open_library
from paperledge.records import Batch, Digest, Paper, Reader, Skipped
from paperledge.report import DayReport
from paperledge.rooms import Rooms
from paperledge.settings import DaySettings, MailSettings, Settings
from paperledge.sources import abstract_document
from paperledge.testing import ListSource, QuietProgress

TUESDAY, SUNDAY = dt.date(2025, 10, 7), dt.date(2025, 10, 5)
TOPICS = ("bees remember colours", "stars collapse early", "graphs have cycles", "languages borrow words")

TELLABLE = (
    "Bees find flowers by their colour. We trained thirty bees to choose between blue and yellow discs. "
    "After training, bees chose the blue disc in most trials. Bees without training showed no preference. "
    "These results suggest that bees may remember colours for at least one day."
)


def paper(number: int, day: dt.date = TUESDAY, **fields: Any) -> Paper:
    topic = TOPICS[number % len(TOPICS)]
    text = f"We study how {topic}. We find that {topic} in most cases. This may help others who ask why {topic}."
    return Paper(f"x:{number}", f"How {topic}", text, announced_on=day, categories=("q-bio.NC",), **fields)


@dataclasses.dataclass
class DownSource:
    """Never answers."""

    name: str = "down"

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        raise SourceUnavailable("the server is down", next_step="wait")
        yield Batch(self.name)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(f"sqlite:///{tmp_path / 'paperledge.db'}", reopen=reopen_script) as library:
        yield library


@pytest.fixture
def sent() -> list[Digest]:
    return []


def rooms_of(library: Library, home: Path, sources: Sequence[Any], sent: list[Digest], **wishes: Any) -> Rooms:
    def send(digest: Digest) -> Sequence[Skipped]:
        sent.append(digest)
        return []

    return Rooms(
        settings=Settings(
            home=home,
            day=DaySettings(episodes=wishes.pop("episodes", 0)),
            mail=MailSettings(smtp_host="mail.invalid"),
        ),
        library=library,
        sources=sources,
        open_voice=wishes.pop("voice", None),
        read=abstract_document,
        send=send,
        progress=QuietProgress(),
        today=wishes.pop("today", TUESDAY),
    )


def run(library: Library, home: Path, sources: Sequence[Any], day: dt.date = TUESDAY) -> DayReport:
    return run_day(rooms_of(library, home, sources, [], today=day), day)


def test_new(library: Library, tmp_path: Path) -> None:
    """Papers that were not shown before: new."""
    report = run(library, tmp_path, [ListSource([paper(1), paper(2)])])
    assert (report.outcome, report.collected, report.new) == ("new", 2, 2)


def test_none_by_calendar(library: Library, tmp_path: Path) -> None:
    """Nothing came on a day on which nothing is announced."""
    assert run(library, tmp_path, [ListSource([])], SUNDAY).outcome == "none-by-calendar"


def test_none_by_filter(library: Library, tmp_path: Path) -> None:
    """Papers came, but none that may be listed: withdrawn ones and mere replacements."""
    papers = [paper(1, withdrawn=True), paper(2, announce_type="replace")]
    report = run(library, tmp_path, [ListSource(papers)])
    assert (report.outcome, report.new) == ("none-by-filter", 0)
    assert [s.id for s in report.skipped] == ["x:1"]


def test_degraded_then_mended(library: Library, tmp_path: Path) -> None:
    """One source is down: the others' papers are there; the next run asks it again and the day becomes whole."""
    report = run(library, tmp_path, [ListSource([paper(1)]), DownSource()])
    assert report.outcome == "degraded"
    assert [s.id for s in report.failed_sources] == ["down"]
    again = run(library, tmp_path, [ListSource([paper(1)]), ListSource([paper(2)], name="down")])
    assert (again.outcome, again.collected) == ("new", 2)


def test_failed(library: Library, tmp_path: Path) -> None:
    """No source answered and nothing is there."""
    assert run(library, tmp_path, [DownSource()]).outcome == "failed"


def test_a_source_that_had_nothing_yet_is_asked_again_today(library: Library, tmp_path: Path) -> None:
    """A list that is empty in the early morning does not close the day."""
    run(library, tmp_path, [ListSource([])])
    assert run(library, tmp_path, [ListSource([paper(1)])]).outcome == "new"


def test_what_was_shown_is_not_shown_again(library: Library, tmp_path: Path) -> None:
    """A paper listed on one day is not news on the next, whatever its announcement says."""
    run(library, tmp_path, [ListSource([paper(1)])])
    later = TUESDAY + dt.timedelta(days=1)
    moved = dataclasses.replace(paper(1), announced_on=later)
    report = run(library, tmp_path, [ListSource([moved, paper(2, later)], name="later")], later)
    assert [r.paper.id for r in report.ranked] == ["x:2"]


def test_a_missing_voice_costs_only_the_sound(library: Library, tmp_path: Path) -> None:
    """List, pages and mail come all the same, and the report says what is missing."""

    def no_voice() -> Any:
        raise VoiceError("piper is not installed", next_step="pip install piper-tts")

    tellable = dataclasses.replace(paper(1), abstract=TELLABLE)
    rooms = rooms_of(library, tmp_path, [ListSource([tellable])], [], episodes=1, voice=no_voice)
    report = run_day(rooms, TUESDAY)
    assert report.episodes == ()
    assert "piper is not installed" in report.skipped[0].reason
    assert (tmp_path / report.page).is_file()


def test_each_reader_gets_their_own_list_once(library: Library, tmp_path: Path, sent: list[Digest]) -> None:
    """A reader's digest follows their taste and is sent once; whoever left gets none."""
    library.add_reader(Reader("ada", "ada@example.org", token="a"))
    library.add_reader(Reader("bob", "bob@example.org", token="b", subscribed=False))
    papers = [paper(n) for n in range(4)]
    library.add_papers(papers)
    library.vote("ada", "x:2", 1)
    rooms = rooms_of(library, tmp_path, [ListSource(papers)], sent)
    run_day(rooms, TUESDAY)
    run_day(
        dataclasses.replace(rooms, settings=dataclasses.replace(rooms.settings, day=DaySettings(0, 2))), TUESDAY
    )
    assert [d.reader.name for d in sent if d.reader] == ["ada"]
    assert sent[0].ranked[0].paper.id == "x:2"
