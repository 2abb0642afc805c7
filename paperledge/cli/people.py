"""Readers: who they are, what they like, and that they can leave."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART
from paperledge.cli.rooms import settings_with, the_library
from paperledge.errors import UsageError
from paperledge.records import Document, Paper, Reader, Skipped, to_json

if TYPE_CHECKING:
    from paperledge.library import Library


def add(*, home: Path, name: str, email: str, likes: list[str], categories: list[str], as_json: bool) -> int:
    """A new reader with what they like."""
    if email and ("@" not in email or any(c.isspace() for c in email)):
        raise UsageError(f"{email!r} is no e-mail address", kept="nothing was added")
    with the_library(settings_with(home, {})) as library:
        liked, skipped = _papers(library, likes)
        token = secrets.token_urlsafe(24)
        library.add_reader(Reader(name, email, tuple(liked), categories=tuple(categories), token=token))
        reader = library.reader(name)
    return _tell(reader, skipped, as_json)


def vote(*, home: Path, name: str, papers: list[str], value: int, as_json: bool) -> int:
    """Likes or dislikes."""
    with the_library(settings_with(home, {})) as library:
        found, skipped = _papers(library, papers)
        for paper in found:
            library.vote(name, paper, value)
        reader = library.reader(name)
    return _tell(reader, skipped, as_json)


def show_all(*, home: Path, as_json: bool) -> int:
    """Everybody."""
    with the_library(settings_with(home, {})) as library:
        readers = library.readers()
    if as_json:
        show.print_json([_row(r) for r in readers])
    else:
        rows = [
            (r.name, r.email or "–", len(r.liked), len(r.disliked), ", ".join(r.categories) or "all")
            for r in readers
        ]
        show.table("", ["reader", "e-mail", "liked", "disliked", "categories"], rows)
    return DONE


def export(*, home: Path, name: str) -> int:
    """All that is kept of a reader."""
    with the_library(settings_with(home, {})) as library:
        show.print_json(library.export_reader(name))
    return DONE


def remove(*, home: Path, name: str, as_json: bool) -> int:
    """Erase a reader."""
    with the_library(settings_with(home, {})) as library:
        library.reader(name)
        library.remove_reader(name)
    if as_json:
        show.print_json({"removed": name})
    else:
        show.words.print(f"{name} and all that was kept of them are erased", markup=False)
    return DONE


def _papers(library: "Library", texts: Iterable[str]) -> tuple[list[str], list[Skipped]]:
    """Ids of papers named by id or brought in a file; what a file held that is no paper is told."""
    from paperledge.sources import paper_id, read_file

    found: list[str] = []
    skipped: list[Skipped] = []
    for text in texts:
        if not Path(text).is_file():
            found.append(library.paper(paper_id(text) or text).id)
            continue
        for item in read_file(Path(text)):
            if isinstance(item, Skipped):
                skipped.append(item)
                continue
            paper: Paper = item.paper if isinstance(item, Document) else item
            library.add_papers([paper])
            found.append(paper.id)
    return found, skipped


def _tell(reader: Reader, skipped: list[Skipped], as_json: bool) -> int:
    if as_json:
        show.print_json({**_row(reader), "skipped": to_json(skipped)})
    else:
        show.words.print(
            f"{reader.name}: {len(reader.liked)} liked, {len(reader.disliked)} disliked", markup=False
        )
        for item in skipped:
            show.words.print(f"  skipped {item.id}: {item.reason}", markup=False, style="yellow")
    return IN_PART if skipped else DONE


def _row(reader: Reader) -> dict[str, object]:
    return {
        "name": reader.name,
        "email": reader.email,
        "liked": list(reader.liked),
        "disliked": list(reader.disliked),
        "categories": list(reader.categories),
        "subscribed": reader.subscribed,
    }
