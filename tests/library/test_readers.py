"""Readers, votes, what they were shown, and how they leave."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from paperledge.errors import PaperError, UsageError
from paperledge.library import Library
from paperledge.records import Reader

from .conftest import make_paper

DAY = dt.date(2025, 10, 7)
ANN = Reader("ann", email="ann.lovelace@example.org", categories=("cs.CL",), digest_papers=5)


@pytest.fixture
def filled(library: Library) -> Library:
    library.add_papers(make_paper(f"arxiv:{n}") for n in range(5))
    library.add_reader(ANN)
    return library


def test_a_reader_comes_back_with_a_token(filled: Library) -> None:
    """A token is made once and stays when settings change; votes stay too."""
    token = filled.reader("ann").token
    assert len(token) >= 20
    filled.vote("ann", "arxiv:1", 1)
    changed = filled.add_reader(Reader("ann", email="a@b.c", subscribed=False))
    assert (changed.email, changed.subscribed, changed.token, changed.liked) == (
        "a@b.c",
        False,
        token,
        ("arxiv:1",),
    )
    filled.add_reader(Reader("bob", disliked=("arxiv:2",)))
    assert [(r.name, r.disliked) for r in filled.readers()] == [("ann", ()), ("bob", ("arxiv:2",))]


def test_the_newest_vote_stands_last(filled: Library) -> None:
    """Taste may trust what was liked lately more; a changed mind counts as new, a repeated vote does not."""
    for name, value in (("1", 1), ("2", 1), ("3", -1), ("1", -1), ("4", 1), ("1", 1), ("2", 1), ("3", 0)):
        filled.vote("ann", f"arxiv:{name}", value)
    reader = filled.reader("ann")
    assert reader.liked == ("arxiv:2", "arxiv:4", "arxiv:1")
    assert reader.disliked == ()


def test_votes_on_nothing_are_refused(filled: Library) -> None:
    """Unknown readers, papers and values are named, and nothing is kept of them."""
    with pytest.raises(UsageError, match="did you mean ann"):
        filled.vote("anne", "arxiv:1", 1)
    with pytest.raises(PaperError, match="arxiv:1"):
        filled.vote("ann", "arxiv:17", 1)
    with pytest.raises(UsageError, match="-1, 0 or 1"):
        filled.vote("ann", "arxiv:1", 2)
    with pytest.raises(PaperError):
        filled.add_reader(Reader("eve", liked=("arxiv:1", "arxiv:99")))
    assert [r.name for r in filled.readers()] == ["ann"]
    assert filled.reader("ann").liked == ()


def test_a_renewed_token_ends_the_old_one(filled: Library) -> None:
    """A leaked feed address can be taken back."""
    old = filled.reader("ann").token
    new = filled.renew_token("ann")
    assert filled.reader_by_token(old) is None
    assert filled.reader_by_token("") is None
    found = filled.reader_by_token(new)
    assert found is not None
    assert found.name == "ann"
    with pytest.raises(UsageError):
        filled.renew_token("nobody")


def test_what_was_shown_is_remembered_by_its_first_day(filled: Library) -> None:
    """A run of an old day sees what was shown before it, and not what came after."""
    filled.mark_shown("ann", ["arxiv:1", "arxiv:2", "arxiv:1"], DAY, "mail")
    filled.mark_shown("ann", ["arxiv:2", "arxiv:3"], DAY + dt.timedelta(days=1), "mail")
    filled.mark_shown("", ["arxiv:4"], DAY, "page")
    filled.mark_shown("", [], DAY, "page")
    assert filled.shown("ann", "mail") == {"arxiv:1", "arxiv:2", "arxiv:3"}
    assert filled.shown("ann", "mail", before=DAY + dt.timedelta(days=1)) == {"arxiv:1", "arxiv:2"}
    assert filled.shown("ann", "mail", before=DAY) == set()
    assert filled.shown("ann", "page") == set()
    assert filled.shown("", "page") == {"arxiv:4"}


def use_everything(library: Library) -> None:
    library.vote("ann", "arxiv:1", 1)
    library.mark_shown("ann", ["arxiv:1"], DAY, "mail")
    library.begin_delivery("<1@x>", "ann", DAY)
    library.end_delivery("<1@x>", "failed", "ann.lovelace@example.org: mailbox full")
    library.record_step(DAY, "mail:ann", {"papers": 1})
    told = {"skipped": [{"id": "ann", "reason": "ann.lovelace@example.org: mailbox full"}, {"id": "arxiv:1"}]}
    library.record_step(DAY, "report", told)


def test_a_reader_can_take_everything_along(filled: Library) -> None:
    """The export is plain JSON and holds the settings, votes, what was shown, and mails."""
    use_everything(filled)
    out = json.loads(json.dumps(filled.export_reader("ann")))
    assert out["reader"]["email"] == ANN.email
    assert [(v["paper"], v["value"], v["voted_at"][:10]) for v in out["votes"]] == [("arxiv:1", 1, "2025-10-07")]
    assert out["shown"][0]["day"] == "2025-10-07"
    assert out["deliveries"][0]["state"] == "failed"
    with pytest.raises(UsageError):
        filled.export_reader("nobody")


def test_a_reader_who_leaves_is_gone(filled: Library) -> None:
    """Nothing under their name is found any more, and the record of the day no longer names them."""
    use_everything(filled)
    token = filled.reader("ann").token
    filled.remove_reader("ann")
    with pytest.raises(UsageError):
        filled.reader("ann")
    assert filled.reader_by_token(token) is None
    assert filled.shown("ann", "mail") == set()
    assert filled.delivery("<1@x>") is None
    assert filled.step(DAY, "mail:ann") is None
    kept = filled.step(DAY, "report")
    assert kept == {"skipped": [{"id": "(removed)", "reason": "(removed): mailbox full"}, {"id": "arxiv:1"}]}
    with pytest.raises(UsageError):
        filled.remove_reader("ann")


def test_no_trace_is_left_in_the_files(tmp_path: Path, sqlite_url: str, opened: Callable[..., Library]) -> None:
    """The bytes of the address, an earlier address and the token are not in the database or its journal."""
    library = opened(sqlite_url)
    library.add_papers(make_paper(f"arxiv:{n}") for n in range(5))
    for number in range(50):
        library.add_reader(Reader(f"r{number}", email=f"r{number}@example.org"))
    library.add_reader(Reader("ann", email="earlier.address@example.org"))
    token = library.add_reader(ANN).token
    use_everything(library)
    secrets = (b"ann.lovelace", b"earlier.address", token.encode())
    assert any(secrets[0] in path.read_bytes() for path in tmp_path.iterdir())
    library.remove_reader("ann")
    for path in tmp_path.iterdir():
        for secret in secrets:
            assert secret not in path.read_bytes(), f"{secret!r} is still in {path.name}"
