"""A paper told, or several: write, check, mend, check again, speak. `day` and the `tell` command come here."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paperledge import disk
from paperledge.errors import PaperError, UsageError
from paperledge.prose import plain
from paperledge.records import CheckedScript, CutSentence, Document, Episode, Script, Sentence, Skipped, Sound

if TYPE_CHECKING:
    from paperledge.rooms import Rooms
    from paperledge.story import Compere, Desk, Writer

# Twice a writer that can is asked for other words; then the paper's own take their place, and twice is enough
# there too: what they cannot say by then is cut.
REVISIONS, MENDS = 2, 2


def tell_paper(rooms: "Rooms", document: Document, day: dt.date, *, minutes: float | None = None) -> Episode:
    """An episode about one paper: script and its page under scripts/, sound under audio/ of the home.

    Raises PaperError where the paper gives nothing that may be said, VoiceError where it cannot be spoken.
    """
    rooms.progress.step(f"write and check: {document.paper.title}")
    checked = write_checked(rooms, document, minutes)
    return _finish(rooms, checked, [document], episode_id(document.paper.id, day), day)


def tell_review(
    rooms: "Rooms",
    documents: Sequence[Document],
    day: dt.date,
    *,
    minutes: float | None = None,
    week: bool = False,
) -> tuple[Episode, tuple[Skipped, ...]]:
    """One episode about several papers, in the order given, and those left out of it with the reason.

    A paper is left out where it cannot be told, or no sentence about it passed the check. Files: see `tell_paper`.
    Raises PaperError when none is left, UsageError when the writer tells one paper only.
    """
    rooms.progress.step(f"write and check: {len(documents)} papers")
    left, skipped = list(documents), list[Skipped]()
    while True:
        checked, untold = write_review_checked(rooms, left, minutes, week=week)
        told = {s.paper or checked.script.papers[0] for s in checked.script.sentences if _tells(s)}
        mute = [name for name in checked.script.papers if name not in told]
        skipped += [*untold, *(Skipped(name, "no sentence about it passed the check") for name in mute)]
        left = [d for d in left if d.paper.id in checked.script.papers and d.paper.id not in mute]
        if not mute:
            break
        _demand(left, skipped)
    names = [d.paper.id for d in left]
    name = f"{day}-week" if week else review_id(names, day) if len(names) > 1 else episode_id(names[0], day)
    return _finish(rooms, checked, left, name, day), tuple(skipped)


def _tells(sentence: Sentence) -> bool:
    return sentence.kind == "claim" and sentence.section != "greeting"


def _demand(left: Sequence[Document], skipped: Sequence[Skipped]) -> None:
    if not left:
        raise PaperError(
            "none of the papers can be told: " + "; ".join(f"{s.id}: {s.reason}" for s in skipped),
            kept="the papers in the library",
            next_step="give full texts to `paperledge tell FILE FILE ...`",
        )


def _finish(
    rooms: "Rooms", checked: CheckedScript, documents: Sequence[Document], name: str, day: dt.date
) -> Episode:
    """The episode with its sound, where there is a voice; its files written."""
    sound = None
    if rooms.open_voice is not None:
        checked, sound = speak_checked(rooms, checked, documents, name, day)
    script_path = f"scripts/{name}.json"
    save_script(rooms.settings.home / script_path, checked, documents)
    return Episode(
        id=name,
        day=day,
        papers=checked.script.papers,
        title=checked.script.title,
        script=checked,
        script_path=script_path,
        sound=sound,
    )


def write_checked(rooms: "Rooms", document: Document, minutes: float | None = None) -> CheckedScript:
    """A script about one paper whose every provable sentence passed.

    What failed goes back to a writer that can word it anew, with the reasons; what still fails gives way to the
    paper's words, or is cut. With `story.guest`, a guest is brought in after that, and checked like the host.
    """
    from paperledge.story import open_writer

    story = rooms.settings.story
    writer = open_writer(story.writer, _desk(rooms))
    if story.guest:
        _compere(writer)
    draft = writer.write(document, seed=story.seed, minutes=minutes, persona=story.persona)
    checked = _check(rooms, writer, draft, [document])
    if checked.claims == 0:
        raise PaperError(
            f"{document.paper.id} “{document.paper.title}”: no sentence about it passed the check",
            kept="the paper in the library",
            next_step="give its full text to `paperledge tell FILE`",
        )
    return checked


def write_review_checked(
    rooms: "Rooms", documents: Sequence[Document], minutes: float | None = None, *, week: bool = False
) -> tuple[CheckedScript, tuple[Skipped, ...]]:
    """A script about several papers whose every provable sentence passed, and the papers it had to leave out."""
    from paperledge.story import open_writer

    story = rooms.settings.story
    writer = open_writer(story.writer, _desk(rooms))
    draft, skipped = _compere(writer).review(
        documents, seed=story.seed, minutes=minutes, persona=story.persona, week=week
    )
    return _check(rooms, writer, draft, [d for d in documents if d.paper.id in draft.papers]), skipped


def _compere(writer: "Writer") -> "Compere":
    """The writer, as one that leads through several papers or with a guest. Raises UsageError where it is none."""
    from paperledge.story import Compere

    if not isinstance(writer, Compere):
        raise UsageError(
            f"the writer {writer.name} tells one paper with one host; several papers, or a guest, it cannot do",
            next_step="leave out --writer (or story.writer) for this: the narrator does both",
        )
    return writer


def _check(rooms: "Rooms", writer: "Writer", draft: Script, documents: Sequence[Document]) -> CheckedScript:
    from paperledge.check import check_script

    least, story = rooms.settings.check.min_score, rooms.settings.story
    draft, mended = _mend(writer, draft, documents, least)
    if story.guest:
        # Last, so that each question stands before an answer that is there.
        draft = _compere(writer).invite(draft, persona=story.persona)
    return check_script(draft, documents, least, already_cut=mended)


def _mend(
    writer: "Writer", draft: Script, documents: Sequence[Document], least: float
) -> tuple[Script, list[CutSentence]]:
    """The draft with other words for what failed, and what failed."""
    from paperledge.check import judge_script
    from paperledge.story import Reviser, repair_script

    mended: list[CutSentence] = []
    reviser = writer if isinstance(writer, Reviser) else None
    revisions, mends = REVISIONS if reviser else 0, MENDS
    while revisions or mends:
        verdicts = judge_script(draft, documents, least)
        failed = {i: verdict.reasons for i, verdict in enumerate(verdicts) if verdict.ok is False}
        if not failed:
            break
        if revisions and reviser:
            revised = draft
            for document in reversed(documents):  # the last first: other words may be more sentences, or fewer
                alone, name = len(documents) == 1, document.paper.id
                own = {i: why for i, why in failed.items() if alone or draft.sentences[i].paper == name}
                revised = reviser.revise(revised, own, document) if own else revised
            mended += _reworded(draft, failed, revised)
            # Who has nothing else to say is not asked again.
            revisions = revisions - 1 if revised.sentences != draft.sentences else 0
            draft = revised
            continue
        mends -= 1
        repaired = repair_script(draft, list(failed), documents)
        mended += _cut(draft, failed, repaired)
        draft = repaired
    return draft, mended


def _desk(rooms: "Rooms") -> "Desk":
    from paperledge.story import Desk

    home, story = rooms.settings.home, rooms.settings.story
    return Desk(
        drafts=home / "drafts",
        ledger=home / "llm-ledger.jsonl",
        max_tokens=story.max_tokens,
        timeout_s=story.timeout_s,
        say=rooms.progress.step,
    )


def speak_checked(
    rooms: "Rooms", checked: CheckedScript, documents: Sequence[Document], name: str, day: dt.date
) -> tuple[CheckedScript, Sound]:
    """The script with the times at which each sentence is heard, and its sound file."""
    from paperledge.check import with_times
    from paperledge.voice import SpeakRequest, speak

    assert rooms.open_voice is not None
    rooms.progress.step(f"speak: {checked.script.title}", len(checked.script.sentences))
    home, publish, voice = rooms.settings.home, rooms.settings.publish, rooms.open_voice()
    guest = rooms.open_guest() if rooms.open_guest and any(s.speaker for s in checked.script.sentences) else None
    # A feed may never reuse an address for other sound, so the address follows the words and the voices.
    voices = voice.name if guest is None else f"{voice.name}\n{guest.name}"
    mark = hashlib.sha256(f"{checked.seal}\n{voices}".encode()).hexdigest()[:8]
    request = SpeakRequest(
        clips=home / "audio" / "clips",
        out=home / "audio" / f"{name}-{mark}.mp3",
        podcast=publish.title,
        author=publish.author,
        day=day,
        link=documents[0].paper.links.get("abs", "") if len(documents) == 1 else "",
        bitrate_kbps=rooms.settings.voice.bitrate_kbps,
        home=home,
        guest=guest,
        titles={d.paper.id: plain(d.paper.title) for d in documents},
        progress=lambda _done, _all: rooms.progress.advance(),
    )
    spoken = speak(checked, voice, request)
    return with_times(checked, spoken.times), spoken.sound


def episode_id(paper_id: str, day: dt.date) -> str:
    """A name fit for files and addresses: "2025-10-07-2510.05096", "2025-10-07-list-001"."""
    name = paper_id.removeprefix("arxiv:").lower()
    return f"{day}-" + "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in name)


def review_id(paper_ids: Sequence[str], day: dt.date) -> str:
    """Likewise for several papers: "2025-10-07-review-3f9a1c04"; the same papers, the same name."""
    return f"{day}-review-{hashlib.sha256(chr(10).join(paper_ids).encode()).hexdigest()[:8]}"


def save_script(path: Path, checked: CheckedScript, documents: Sequence[Document]) -> None:
    """The script's one form on disk, and beside it the page that shows what it rests on; each swapped in whole."""
    from paperledge.check import dump_script
    from paperledge.publish import build_script_page

    disk.write_whole(page_beside(path), build_script_page(checked, documents).encode())
    disk.write_whole(path, dump_script(checked).encode())


def page_beside(script: Path) -> Path:
    """Where the page of a script stands: `x.html` for `x.json`."""
    return script.with_suffix(".html")


def _cut(draft: Script, failed: Mapping[int, tuple[str, ...]], repaired: Script) -> list[CutSentence]:
    """What failed and why, and whether the paper's own words took its place in its section."""
    before = {sentence.text for sentence in draft.sentences}
    fresh = {sentence.section for sentence in repaired.sentences if sentence.text not in before}
    lost = [(draft.sentences[i], reasons) for i, reasons in failed.items()]
    return [CutSentence(s.text, s.kind, reasons, s.kind == "claim" and s.section in fresh) for s, reasons in lost]


def _reworded(draft: Script, failed: Mapping[int, tuple[str, ...]], revised: Script) -> list[CutSentence]:
    """What failed and is gone from the revised script: other words of the writer stand in its place."""
    after = {sentence.text for sentence in revised.sentences}
    gone = [(draft.sentences[i], reasons) for i, reasons in failed.items() if draft.sentences[i].text not in after]
    return [CutSentence(s.text, s.kind, (*reasons, "the writer was asked for other words")) for s, reasons in gone]
