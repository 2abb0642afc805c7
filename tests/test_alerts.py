"""Saved searches: new papers reach page, mail and report once, ever, and nobody else's search is shown."""

import datetime as dt
import email
from collections.abc import Iterator, Sequence
from email import policy
from pathlib import Path

import pytest

from paperledge.alerts import alerts_of
from paperledge.check import reopen_script
from paperledge.day import run_day
from paperledge.errors import PaperError, UsageError
from paperledge.library import Library, SavedSearch, open_library
from paperledge.mailing import personal_digest
from paperledge.publish import digest_of
from paperledge.rank import Space
from paperledge.records import Batch, Paper, Reader
from paperledge.report import DayReport
from paperledge.rooms import Rooms
from paperledge.settings import DaySettings, Settings
from paperledge.sources import abstract_document
from paperledge.testing import QuietProgress

MONDAY = dt.date(2025, 10, 6)
ABSTRACT = "We measured how {0} behave in 40 gardens. The {0} were more active by 12% on warm days."


def paper(number: int, about: str, day: dt.date = MONDAY) -> Paper:
    title = f"How {about} behave, part {number}"
    name = f"arxiv:2510.{number:05}"
    return Paper(name, title, ABSTRACT.format(about), ("Ada Lovelace",), day, announced_on=day)


class Announcing:
    """A source that announces what it was given, each paper on its day."""

    name = "garden"

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = papers

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str = "") -> Iterator[Batch]:
        yield Batch(self.name, tuple(p for p in self.papers if p.announced_on == since), last=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose library already knows papers about bees, rivers and stones."""
    with library_of(tmp_path) as library:
        library.add_papers([paper(n, "bees", MONDAY - dt.timedelta(days=1)) for n in range(3)])
        long_ago = MONDAY - dt.timedelta(days=400)
        library.add_papers([paper(n, "rivers" if n < 13 else "stones", long_ago) for n in range(10, 40)])
    return tmp_path


def library_of(home: Path) -> Library:
    return open_library(f"sqlite:///{home / 'paperledge.db'}", reopen=reopen_script)


def run(home: Path, day: dt.date, papers: Sequence[Paper]) -> DayReport:
    settings = Settings(home=home, day=DaySettings(episodes=0))
    with library_of(home) as library:
        rooms = Rooms(
            settings=settings,
            library=library,
            sources=[Announcing(papers)],
            open_voice=None,
            read=abstract_document,
            send=lambda _: [],
            progress=QuietProgress(),
            today=day,
        )
        return run_day(rooms, day)


def test_a_new_paper_is_told_once_ever(home: Path) -> None:
    """What comes after the search was saved is told on the day it comes, and on no later day."""
    with library_of(home) as library:
        library.save_search(SavedSearch("bees", '"bees behave"'))
    report = run(home, MONDAY, [paper(50, "bees"), paper(51, "stars")])
    assert [(a.paper.id, a.searches) for a in report.alerts] == [("arxiv:2510.00050", ("bees",))]
    page = (home / report.page).read_text()
    assert "Found by saved searches" in page
    assert "arxiv%3A2510.00050" in page or "2510.00050" in page
    mail = email.message_from_bytes((home / report.digest).read_bytes(), policy=policy.default)
    for kind, words in (("plain", "FOUND BY SAVED SEARCHES"), ("html", "Found by saved searches")):
        body = mail.get_body((kind,))
        assert body is not None
        assert words in body.get_content()
    assert run(home, MONDAY, [paper(50, "bees"), paper(51, "stars")]).alerts == report.alerts
    later = run(home, MONDAY + dt.timedelta(days=1), [paper(52, "bees", MONDAY + dt.timedelta(days=1))])
    assert [a.paper.id for a in later.alerts] == ["arxiv:2510.00052"]


def test_searches_by_words_take_the_best_of_all_papers(home: Path) -> None:
    """Words and papers to be like find what stands out among everything in the index, not every new paper."""
    with library_of(home) as library:
        library.save_search(SavedSearch("water", "rivers"))
        library.save_search(SavedSearch("insects", like=("arxiv:2510.00001",), less=("arxiv:2510.00010",)))
    report = run(home, MONDAY, [paper(50, "bees"), paper(51, "bees and rivers"), paper(52, "rivers")])
    told = {a.paper.id: a.searches for a in report.alerts}
    assert "insects" in told["arxiv:2510.00050"]
    assert "water" in told["arxiv:2510.00052"]
    assert "water" not in told["arxiv:2510.00050"]


def test_a_readers_search_stays_with_them(home: Path) -> None:
    """It comes in their own digest beside everybody's, never on the page, and goes when they go."""
    news = [paper(50, "bees"), paper(51, "stars")]
    with library_of(home) as library:
        library.add_reader(Reader("ada", "ada@example.org"))
        library.save_search(SavedSearch("mine", "title:bees", reader="ada"))
        library.save_search(SavedSearch("ours", "title:stars"))
    report = run(home, MONDAY, news)
    assert [a.paper.id for a in report.alerts] == ["arxiv:2510.00051"]
    assert "mine" not in (home / report.page).read_text()
    with library_of(home) as library:
        settings = Settings(home=home)
        digest = digest_of(settings, library, MONDAY)
        assert digest is not None
        own = personal_digest(library, settings, digest, Space(news), library.reader("ada"))
        assert [a.searches for a in own.alerts] == [("mine",), ("ours",)]
        assert library.export_reader("ada")["searches"][0]["query"] == "title:bees"
        library.remove_reader("ada")
        assert [s.name for s in library.searches()] == ["ours"]
        assert alerts_of(library, MONDAY, "ada") == ()


def test_a_late_paper_is_told_and_a_removed_search_is_not(home: Path) -> None:
    """Papers announced in the week before are news if they were not known; a search taken out tells nothing."""
    with library_of(home) as library:
        library.save_search(SavedSearch("bees", "title:bees"))
        library.save_search(SavedSearch("stars", "title:stars"))
        late = MONDAY - dt.timedelta(days=3)
        library.add_papers([paper(60, "bees", late), paper(61, "bees", MONDAY - dt.timedelta(days=30))])
        library.remove_search("stars")
    report = run(home, MONDAY, [paper(62, "stars")])
    assert [a.paper.id for a in report.alerts] == ["arxiv:2510.00060"]


def test_a_search_that_cannot_be_saved_says_why(home: Path) -> None:
    """Unknown papers, readers and searches are named; nothing is saved."""
    with library_of(home) as library:
        with pytest.raises(PaperError, match=r"9999\.99999"):
            library.save_search(SavedSearch("x", like=("arxiv:9999.99999",)))
        with pytest.raises(UsageError, match="nobody"):
            library.save_search(SavedSearch("x", "bees", reader="nobody"))
        with pytest.raises(UsageError, match="no saved search 'x'"):
            library.remove_search("x")
        assert library.searches() == []
