"""Documents, episodes, steps, deliveries."""

import datetime as dt
from collections.abc import Callable

import pytest

from paperledge.errors import LibraryError, PaperError, UsageError
from paperledge.library import Library, open_library
from paperledge.records import (
    Chapter,
    CheckedScript,
    CutSentence,
    Document,
    Episode,
    Evidence,
    Part,
    Passage,
    Script,
    Sentence,
    Skipped,
    Sound,
    Verdict,
)  # fmt: skip

from .conftest import make_paper, reopen

DAY = dt.date(2025, 10, 7)


def test_a_document_comes_back_as_it_was(library: Library) -> None:
    """Offsets, parts and notes survive; its paper is in the library too; the newest reading stands."""
    paper = make_paper("doi:10.1/a")
    text = "One sentence.\nAnother “one”."
    passages = (Passage("p0", text[:13], 0, 13, "Intro"), Passage("p1", text[14:], 14, len(text)))
    document = Document(
        paper, text, passages, "full text", (Part("Intro", 0, 13),), "jats", "ab" * 32, ("a note",)
    )
    library.add_document(Document(paper, "x", (), "abstract"))
    library.add_document(document)
    assert library.document("doi:10.1/a") == document
    assert library.paper("doi:10.1/a") == paper
    assert library.document("doi:10.1/b") is None


def make_episode(name: str, day: dt.date = DAY, *, sound: bool = True) -> Episode:
    verdict = Verdict(True, 0.9, (Evidence("p0", "It works.", 0, 9, 0.9),), ("fits",))
    sentences = (
        Sentence("Hello!", "greeting", "patter", start_s=0.0, end_s=0.8),
        Sentence("It works — “really”.", "finding", "claim", ("p0",), verdict=verdict, start_s=0.9, end_s=2.25),
    )
    script = Script("On things", ("arxiv:1",), ("ab" * 32,), sentences, "abstract", seed=3)
    checked = CheckedScript(script, (CutSentence("Wow.", "claim", ("no passage",)),), "5ea1")
    mastered = Sound("audio/x.mp3", 2.5, 999, "cd" * 32, -19.0, -1.5, "tone", (Chapter("Hello", 0.0, 0.8),))
    return Episode(name, day, ("arxiv:1",), "On things", checked, "scripts/x.json", mastered if sound else None)


def test_an_episode_comes_back_as_it_was(library: Library) -> None:
    """Script, verdicts, seal, times and sound survive; sound may come later."""
    library.add_episode(make_episode("e1", sound=False))
    assert library.episode("e1") == make_episode("e1", sound=False)
    library.add_episode(make_episode("e1"))
    assert library.episode("e1") == make_episode("e1")
    with pytest.raises(PaperError, match="no episode 'e2'"):
        library.episode("e2")


def test_episodes_stand_by_day_and_rank(library: Library) -> None:
    """Newest day first, within a day in the order they were told; telling one again keeps its place."""
    later = DAY + dt.timedelta(days=1)
    for name, day in (("z", DAY), ("a", DAY), ("m", later), ("b", DAY), ("z", DAY)):
        library.add_episode(make_episode(name, day))
    assert [e.id for e in library.episodes(10)] == ["m", "z", "a", "b"]
    assert [e.id for e in library.episodes(2)] == ["m", "z"]
    assert [e.id for e in library.episodes(10, day=DAY)] == ["z", "a", "b"]


def test_a_library_cannot_make_checked_scripts_itself(url: str, library: Library) -> None:
    """Without the check room's own way back, an episode is refused rather than trusted."""
    library.add_episode(make_episode("e1"))
    with open_library(url) as other, pytest.raises(LibraryError, match="reopen_script"):
        other.episode("e1")
    with open_library(url, reopen=reopen) as other:
        assert other.episode("e1") == make_episode("e1")


@pytest.mark.parametrize("result", [[], {}, 0, False, "", [{"id": "é", "n": 1.5}]])
def test_a_recorded_step_is_done(library: Library, result: object) -> None:
    """Empty results count as done; recording again replaces."""
    assert library.step(DAY, "rank") is None
    library.record_step(DAY, "rank", "earlier")
    library.record_step(DAY, "rank", result)
    assert library.step(DAY, "rank") == result
    assert library.step(DAY + dt.timedelta(days=1), "rank") is None


def test_steps_take_records_and_know_their_last_day(library: Library) -> None:
    """Records become plain JSON; None would not be told from a step never done, so it is refused."""
    library.record_step(DAY, "collect", [Skipped("arxiv:1", "why")])
    assert library.step(DAY, "collect") == [{"id": "arxiv:1", "reason": "why"}]
    library.record_step(DAY - dt.timedelta(days=40), "collect", [])
    assert library.last_step("collect") == DAY
    assert library.last_step("report") is None
    with pytest.raises(UsageError, match="without a result"):
        library.record_step(DAY, "rank", None)


def test_a_mail_is_sent_once(library: Library) -> None:
    """A sent mail is never begun again; a failed one or one in doubt is, under the same Message-ID."""
    assert library.delivery("<a@x>") is None
    assert library.begin_delivery("<a@x>", "ann", DAY)
    assert library.begin_delivery("<a@x>", "ann", DAY), "the run before was killed: in doubt, so offered again"
    library.end_delivery("<a@x>", "failed", "451 later")
    found = library.delivery("<a@x>")
    assert found is not None
    assert (found.state, found.reason, found.tries, found.day) == ("failed", "451 later", 2, DAY)
    assert library.begin_delivery("<a@x>", "ann", DAY)
    library.end_delivery("<a@x>", "sent")
    assert not library.begin_delivery("<a@x>", "ann", DAY)
    found = library.delivery("<a@x>")
    assert found is not None
    assert (found.state, found.tries) == ("sent", 3)
    with pytest.raises(UsageError, match="never begun"):
        library.end_delivery("<b@x>", "sent")


def test_libraries_share_what_is_written(url: str, opened: Callable[..., Library]) -> None:
    """What one has written, another that is open sees at once."""
    one, two = opened(url), opened(url)
    one.record_step(DAY, "rank", {"n": 1})
    assert two.step(DAY, "rank") == {"n": 1}
