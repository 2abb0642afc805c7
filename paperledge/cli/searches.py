"""Saved searches: added, listed, taken out. What they find is told by the day."""

from pathlib import Path
from typing import TYPE_CHECKING

from paperledge.cli import show
from paperledge.cli.app import DONE
from paperledge.cli.rooms import settings_with, the_library
from paperledge.errors import UsageError
from paperledge.prose import plain

if TYPE_CHECKING:
    from paperledge.library import SavedSearch


def add(*, home: Path, name: str, query: str, like: list[str], less: list[str], whose: str, as_json: bool) -> int:
    """Save a search."""
    from paperledge.library import SavedSearch
    from paperledge.sources import paper_id

    if not query.strip() and not like:
        raise UsageError("nothing to search for", next_step="give words, or --like PAPER")
    if less and not like:
        raise UsageError("--less needs --like", next_step="name a paper to be like, or use -word against a word")
    with the_library(settings_with(home, {})) as library:
        wanted, unwanted = (tuple(paper_id(text) or text for text in some) for some in (like, less))
        saved = library.save_search(SavedSearch(name, query, wanted, unwanted, whose))
    if as_json:
        show.print_json(_row(saved))
    else:
        told = f"the mail of {whose}" if whose else "page, mail and report of the day"
        show.words.print(f"{name} is saved: new papers that it finds come in {told}, each once", markup=False)
    return DONE


def show_all(*, home: Path, as_json: bool) -> int:
    """Everybody's, then each reader's."""
    with the_library(settings_with(home, {})) as library:
        saved = library.searches()
    if as_json:
        show.print_json([_row(one) for one in saved])
    else:
        rows = [
            (s.name, s.reader or "everybody", plain(s.query), ", ".join(s.like), ", ".join(s.less)) for s in saved
        ]
        show.table("", ["search", "for", "query", "like", "less like"], rows)
    return DONE


def remove(*, home: Path, name: str, whose: str, as_json: bool) -> int:
    """Take one out."""
    with the_library(settings_with(home, {})) as library:
        library.remove_search(name, whose)
    if as_json:
        show.print_json({"removed": name})
    else:
        show.words.print(f"{name} is taken out", markup=False)
    return DONE


def _row(saved: "SavedSearch") -> dict[str, object]:
    return {
        "name": saved.name,
        "for": saved.reader,
        "query": saved.query,
        "like": list(saved.like),
        "less": list(saved.less),
    }
