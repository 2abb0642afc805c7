"""Tell, check, say: one episode, and what each of its sentences rests on."""

import dataclasses
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperledge import disk
from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, the_day
from paperledge.cli.daily import episode_row, print_episode
from paperledge.cli.rooms import find_document, reader_of_picked, settings_with, the_library, voice_of
from paperledge.errors import ScriptError, UsageError
from paperledge.records import CheckedScript, Document, Episode, Script, Sentence, Verdict, script_from_json
from paperledge.rooms import Rooms
from paperledge.settings import Settings
from paperledge.tell import page_beside, save_script, speak_checked, tell_paper

if TYPE_CHECKING:
    from paperledge.library import Library


def tell(*, home: Path, paper: str, out: Path | None, wishes: Mapping[str, Any], as_json: bool) -> int:
    """One paper as an episode."""
    asked = {
        "story": {"writer": wishes["writer"], "persona": wishes["persona"]},
        "voice": {"engine": wishes["voice"]},
    }
    settings = settings_with(home, asked)
    with the_library(settings) as library, show.progress() as progress:
        document = find_document(paper, library)
        rooms = _rooms(settings, library, progress, audio=wishes["audio"])
        episode = tell_paper(rooms, document, the_day(None), minutes=wishes["minutes"])
        library.add_papers([document.paper])
        library.add_document(document)
        library.add_episode(episode)
    row = episode_row(episode) | {"html": page_beside(Path(episode.script_path)).as_posix()}
    if out is not None:
        row |= _copy(episode, home, out.absolute())
    if as_json:
        show.print_json(row)
    else:
        print_script(episode.script)
        print_episode(episode, home)
    return DONE


def _rooms(settings: Settings, library: "Library", progress: Any, *, audio: bool) -> Rooms:
    return Rooms(
        settings=settings,
        library=library,
        sources=[],
        open_voice=(lambda: voice_of(settings)) if audio else None,
        read=reader_of_picked(settings, library, online=False),
        send=lambda _: [],
        progress=progress,
        today=the_day(None),
    )


def _copy(episode: Episode, home: Path, out: Path) -> dict[str, str]:
    """Script, its page, sound and transcripts side by side in a folder of the user's own; where they are now."""
    from paperledge.voice import build_transcript, build_vtt

    out.mkdir(parents=True, exist_ok=True)
    script = home / episode.script_path
    shutil.copyfile(script, out / "script.json")
    shutil.copyfile(page_beside(script), out / "script.html")
    lie = {"script": str(out / "script.json"), "html": str(out / "script.html")}
    if episode.sound is None:
        return lie
    shutil.copyfile(home / episode.sound.path, out / "episode.mp3")
    disk.write_whole(out / "episode.vtt", build_vtt(episode.script).encode())
    disk.write_whole(out / "episode.json", build_transcript(episode.script).encode())
    return lie | {"audio": str(out / "episode.mp3")}


def print_script(checked: CheckedScript) -> None:
    """The script, each claim with the passage it rests on and how likely that is."""
    for sentence in checked.script.sentences:
        show.words.print(sentence.text, markup=False)
        verdict = sentence.verdict
        if verdict is not None and verdict.ok is not None and verdict.passage is not None:
            show.words.print(f"    {_mark(verdict)} {verdict.score:.2f}  ", end="")
            show.words.print(verdict.passage.text, markup=False, style="dim")


def _mark(verdict: Verdict) -> str:
    """Colour, shape and word, since not everybody sees the colour."""
    if not verdict.ok:
        return "[red]■ not supported[/]"
    return "[green]● supported[/]" if verdict.score >= 0.8 else "[yellow]◆ likely[/]"


def check(*, home: Path, script: Path, paper: str, html: Path | None, as_json: bool) -> int:
    """A verdict for each sentence of any script."""
    from paperledge.check import judge_script, sort_kinds

    settings = settings_with(home, {})
    with the_library(settings) as library:
        document = find_document(paper, library)
    text = _script_text(script)
    draft = _draft(text) or sort_kinds(text, document)
    verdicts = judge_script(draft, [document], settings.check.min_score)
    row = check_row(draft, document, verdicts)
    if html is not None:
        _write_page(html, draft, document, verdicts)
        row["html"] = str(html)
    if as_json:
        show.print_json(row)
    else:
        _print_check(draft.sentences, verdicts, row)
    return DONE if all(v.ok is not False for v in verdicts) else IN_PART


def _write_page(path: Path, draft: Script, document: Document, verdicts: Sequence[Verdict]) -> None:
    from paperledge.publish import build_script_page

    judged = tuple(dataclasses.replace(s, verdict=v) for s, v in zip(draft.sentences, verdicts, strict=True))
    page = build_script_page(dataclasses.replace(draft, sentences=judged), document)
    disk.write_whole(path.absolute(), page.encode())


def _script_text(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"there is no script {path}", next_step="give a script of ours (JSON) or a text file")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScriptError(f"{path} is not text in UTF-8", next_step="save it as UTF-8 text") from error


def _draft(text: str) -> Script | None:
    """A script of ours, as a draft: whatever it says of itself is checked again. None for plain text."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        script = script_from_json(json.loads(text))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ScriptError(f"this is no script of ours: {error!r}", next_step="give plain text instead") from error
    return dataclasses.replace(
        script, sentences=tuple(dataclasses.replace(s, verdict=None) for s in script.sentences)
    )


def check_row(script: Script, document: Document, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The check in the form the contract fixes; offsets count in the paper's text."""
    pairs = list(zip(script.sentences, verdicts, strict=True))
    claims = [v for s, v in pairs if s.kind == "claim"]
    quotes = [v for s, v in pairs if s.kind == "quote"]
    return {
        "paper": document.paper.id,
        "read": document.read,
        "sentences": [_sentence_row(s, v) for s, v in pairs],
        "claims": len(claims),
        "claims_ok": sum(v.ok is True for v in claims),
        "quotes": len(quotes),
        "quotes_ok": sum(v.ok is True for v in quotes),
    }


def _sentence_row(sentence: Sentence, verdict: Verdict) -> dict[str, Any]:
    passages = [
        {"text": e.text, "start": e.start, "end": e.end, "score": round(e.score, 4)} for e in verdict.evidence
    ]
    return {
        "text": sentence.text,
        "kind": sentence.kind,
        "ok": verdict.ok,
        "score": round(verdict.score, 4),
        "passages": passages,
        "reasons": verdict.reasons,
    }


def _print_check(sentences: Sequence[Sentence], verdicts: Sequence[Verdict], row: Mapping[str, Any]) -> None:
    marks = {True: "[green]ok  [/]", False: "[red]no  [/]", None: "[dim]–   [/]"}
    for sentence, verdict in zip(sentences, verdicts, strict=True):
        show.words.print(f"{marks[verdict.ok]} [dim]{sentence.kind:<11}[/] ", end="")
        show.words.print(sentence.text, markup=False)
        for reason in verdict.reasons:
            show.words.print(f"                 {reason}", markup=False, style="yellow" if verdict.ok else "red")
        if verdict.ok is not None and verdict.passage is not None:
            show.words.print(
                f"                 {verdict.score:.2f}  {verdict.passage.text}", markup=False, style="dim"
            )
    counts = "{claims_ok} of {claims} claims hold, {quotes_ok} of {quotes} quotes are word for word".format(**row)
    show.words.print(f"\n{counts}")


def say(*, home: Path, script: Path, voice: str | None, out: Path | None, as_json: bool) -> int:
    """Speak a checked script."""
    settings = settings_with(home, {"voice": {"engine": voice}})
    text = _script_text(script)
    draft = _draft(text)
    if draft is None:
        raise UsageError(
            f"{script} is plain text, and nothing unchecked is spoken",
            next_step="paperledge tell PAPER writes a checked script; paperledge check SCRIPT PAPER checks a text",
        )
    with the_library(settings) as library, show.progress() as progress:
        checked, document = _checked(text, draft, library, settings)
        rooms = _rooms(settings, library, progress, audio=True)
        name = script.stem if out is None else out.stem
        checked, sound = speak_checked(rooms, checked, document, name, the_day(None))
        save_script(home / f"scripts/{name}.json", checked, document)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(home / sound.path, out)
    row = {"audio": str(out or home / sound.path), "seconds": sound.seconds, "cut": len(checked.cut)}
    if as_json:
        show.print_json(row)
    else:
        show.words.print(f"{row['audio']}  {sound.seconds:.1f} s", markup=False)
    return DONE


def _checked(text: str, draft: Script, library: "Library", settings: Settings) -> tuple[CheckedScript, Document]:
    """The script as it was checked, or checked again where it was changed since."""
    from paperledge.check import check_script, reopen_script

    document = find_document(draft.papers[0], library)
    try:
        return reopen_script(json.loads(text)), document
    except ScriptError:
        show.notes.print("the script was changed after its check; checking it again", style="yellow")
        return check_script(draft, [document], settings.check.min_score), document
