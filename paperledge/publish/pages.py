"""The templates, filled in: the same pages for the static site and for `serve`."""

import datetime as dt
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from paperledge.publish.addresses import Links
from paperledge.publish.views import (
    KIND_NAMES,
    PaperView,
    name_text,
    say_clock,
    say_day,
    say_length,
    say_outcome,
    say_read,
    say_size,
    say_speakers,
    say_weighing,
    view_alerts,
    view_cards,
    view_paper,
    view_sections,
)
from paperledge.records import Digest, Episode, Paper
from paperledge.settings import PublishSettings

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Around:
    """A day's neighbours among the days there are pages of."""

    before: dt.date | None = None
    after: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day in the list of days, and a word about it."""

    day: dt.date
    note: str


@dataclass(frozen=True, slots=True)
class HitView:
    """A paper that was found, and why."""

    paper: PaperView
    why: str = ""
    sentence: str = ""  # of the abstract, nearest to the question


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asked for, as it was typed."""

    q: str = ""
    like: str = ""
    since: str = ""
    until: str = ""
    category: str = ""
    author: str = ""

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any((self.since, self.until, self.category, self.author))


@dataclass(frozen=True, slots=True)
class Extra:
    """What only some pages know: upvotes by paper id, and the reader who may vote."""

    upvotes: Mapping[str, int] = field(default_factory=dict)
    token: str = ""
    votes: Mapping[str, int] = field(default_factory=dict)


def open_environment() -> Environment:
    """Templates with every value escaped; .txt and nothing else is plain. An unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    words: dict[str, Callable[..., Any]] = {
        "day_words": say_day,
        "day_short": lambda day: f"{day.day} {day:%b}",
        "length_words": say_length,
        "size_words": say_size,
        "clock": say_clock,
        "fill": _fill,
        "read_words": say_read,
        "text_name": name_text,
    }
    env.filters.update(words)
    return env


def _fill(text: str, indent: str = "") -> str:
    """Text in lines of at most 76 characters; the first is not indented."""
    lines = textwrap.wrap(
        text, 76, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).strip()


class Pages:
    """Fills templates for one site. Safe to share between threads."""

    def __init__(self, settings: PublishSettings) -> None:
        self.settings = settings
        self.env = open_environment()

    def day(self, digest: Digest, links: Links, around: Around, extra: Extra | None = None) -> str:
        """A day: its outcome, what was told, the list."""
        extra = extra or Extra()
        return self._fill(
            "day.html",
            links,
            here="home" if around.after is None else "day",
            digest=digest,
            cards=view_cards(digest, extra.upvotes),
            alerts=view_alerts(digest),
            outcome=say_outcome(digest),
            weighing=say_weighing(digest),
            before=around.before,
            after=around.after,
            token=extra.token,
            values=extra.votes,
        )

    def days(self, rows: Sequence[DayRow], links: Links) -> str:
        """All days, newest first."""
        return self._fill("days.html", links, here="days", rows=rows)

    def paper(self, paper: Paper, links: Links, told: Sequence[Episode] = (), **more: Any) -> str:
        """A paper: abstract, links, episodes. more: headline, upvotes, and a reader's token and vote."""
        values = {"headline": "", "upvotes": 0} | more
        return self._fill("paper.html", links, paper=view_paper(paper), episodes=told, **values)

    def episode(self, episode: Episode, papers: Sequence[Paper], links: Links) -> str:
        """An episode: player, transcript, the passage behind each sentence, what was cut."""
        return self._fill(
            "episode.html",
            links,
            episode=episode,
            papers=[view_paper(p) for p in papers],
            sections=view_sections(episode, papers),
            speakers=say_speakers(episode.script.script),
            kinds=KIND_NAMES,
        )

    def search(self, links: Links, asked: Asked | None = None, **found: Any) -> str:
        """The search page. found: hits (HitViews), liked (a PaperView), problem, better (words)."""
        values = {"hits": (), "liked": None, "problem": "", "better": ""} | found
        return self._fill("search.html", links, here="search", asked=asked or Asked(), **values)

    def message(self, title: str, text: str, links: Links, **more: Any) -> str:
        """A short page. more: near ((name, address) pairs), button (its label; posts to the same address)."""
        values = {"near": (), "button": ""} | more
        return self._fill("message.html", links, title=title, text=text, **values)

    def _fill(self, name: str, links: Links, **values: Any) -> str:
        return self.env.get_template(name).render(site=self.settings, links=links, **({"here": ""} | values))
