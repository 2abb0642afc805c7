"""One paper told: write, check, mend, check again, speak. `day` and the `tell` command both come here."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from paperledge import disk
from paperledge.errors import PaperError
from paperledge.records import CheckedScript, CutSentence, Document, Episode, Script, Sound

if TYPE_CHECKING:
    from paperledge.rooms import Rooms
    from paperledge.story import Desk

# Twice a writer that can is asked for other words; then the paper's own take their place, and twice is enough
# there too: what they cannot say by then is cut.
REVISIONS, MENDS = 2, 2


def tell_paper(rooms: "Rooms", document: Document, day: dt.date, *, minutes: float | None = None) -> Episode:
    """An episode about one paper: script and its page under scripts/, sound under audio/ of the home.

    Raises PaperError where the paper gives nothing that may be said, VoiceError where it cannot be spoken.
    """
    name = episode_id(document.paper.id, day)
    rooms.progress.step(f"write and check: {document.paper.title}")
    checked = write_checked(rooms, document, minutes)
    sound = None
    if rooms.open_voice is not None:
        checked, sound = speak_checked(rooms, checked, document, name, day)
    script_path = f"scripts/{name}.json"
    save_script(rooms.settings.home / script_path, checked, document)
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
    """A script whose every provable sentence passed.

    What failed goes back to a writer that can word it anew, with the reasons; what still fails gives way to the
    paper's words, or is cut.
    """
    from paperledge.check import check_script, judge_script
    from paperledge.story import Reviser, open_writer, repair_script

    least, story = rooms.settings.check.min_score, rooms.settings.story
    writer = open_writer(story.writer, _desk(rooms))
    draft = writer.write(document, seed=story.seed, minutes=minutes, persona=story.persona)
    mended: list[CutSentence] = []
    revisions, mends = REVISIONS if isinstance(writer, Reviser) else 0, MENDS
    while revisions or mends:
        verdicts = judge_script(draft, [document], least)
        failed = {i: verdict.reasons for i, verdict in enumerate(verdicts) if verdict.ok is False}
        if not failed:
            break
        if revisions and isinstance(writer, Reviser):
            revised = writer.revise(draft, failed, document)
            mended += _reworded(draft, failed, revised)
            # Who has nothing else to say is not asked again.
            revisions = revisions - 1 if revised.sentences != draft.sentences else 0
            draft = revised
            continue
        mends -= 1
        repaired = repair_script(draft, list(failed), [document])
        mended += _cut(draft, failed, repaired)
        draft = repaired
    checked = check_script(draft, [document], least, already_cut=mended)
    if checked.claims == 0:
        raise PaperError(
            f"{document.paper.id} “{document.paper.title}”: no sentence about it passed the check",
            kept="the paper in the library",
            next_step="give its full text to `paperledge tell FILE`",
        )
    return checked


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
    rooms: "Rooms", checked: CheckedScript, document: Document, name: str, day: dt.date
) -> tuple[CheckedScript, Sound]:
    """The script with the times at which each sentence is heard, and its sound file."""
    from paperledge.check import with_times
    from paperledge.voice import SpeakRequest, speak

    assert rooms.open_voice is not None
    rooms.progress.step(f"speak: {document.paper.title}", len(checked.script.sentences))
    home, publish, voice = rooms.settings.home, rooms.settings.publish, rooms.open_voice()
    # A feed may never reuse an address for other sound, so the address follows the words and the voice.
    mark = hashlib.sha256(f"{checked.seal}\n{voice.name}".encode()).hexdigest()[:8]
    request = SpeakRequest(
        clips=home / "audio" / "clips",
        out=home / "audio" / f"{name}-{mark}.mp3",
        podcast=publish.title,
        author=publish.author,
        day=day,
        link=document.paper.links.get("abs", ""),
        bitrate_kbps=rooms.settings.voice.bitrate_kbps,
        home=home,
        progress=lambda _done, _all: rooms.progress.advance(),
    )
    spoken = speak(checked, voice, request)
    return with_times(checked, spoken.times), spoken.sound


def episode_id(paper_id: str, day: dt.date) -> str:
    """A name fit for files and addresses: "2025-10-07-2510.05096", "2025-10-07-list-001"."""
    name = paper_id.removeprefix("arxiv:").lower()
    return f"{day}-" + "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in name)


def save_script(path: Path, checked: CheckedScript, document: Document) -> None:
    """The script's one form on disk, and beside it the page that shows what it rests on; each swapped in whole."""
    from paperledge.check import dump_script
    from paperledge.publish import build_script_page

    disk.write_whole(page_beside(path), build_script_page(checked, document).encode())
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
