"""Tell, check, say: one episode, and what each of its sentences rests on."""

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperledge import disk
from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, the_day
from paperledge.cli.daily import episode_row, print_episode
from paperledge.cli.rooms import (
    find_document,
    guest_voice_of,
    reader_of_picked,
    settings_with,
    the_library,
    voice_of,
)
from paperledge.errors import PaperError, ScriptError, UsageError
from paperledge.order import order_week
from paperledge.publish.views import view_sentences
from paperledge.records import (
    CheckedScript,
    Document,
    Episode,
    Script,
    Sentence,
    Skipped,
    Verdict,
    script_from_json,
)
from paperledge.rooms import Rooms
from paperledge.settings import Settings
from paperledge.story.review import MOST_PAPERS, WORDS_A_PAPER
from paperledge.tell import page_beside, save_script, speak_checked, tell_paper, tell_review

if TYPE_CHECKING:
    from paperledge.library import Library


WEEK_PAPERS = 5  # of an episode about a week, where no length is asked for


def tell(
    *,
    home: Path,
    papers: Sequence[str],
    week: bool,
    on: str | None,
    out: Path | None,
    wishes: Mapping[str, Any],
    as_json: bool,
) -> int:
    """One paper as an episode, or several in one."""
    _demand_one(papers, week=week, on=on)
    asked = {
        "story": {"writer": wishes["writer"], "persona": wishes["persona"], "guest": wishes["guest"]},
        "voice": {"engine": wishes["voice"]},
    }
    settings = settings_with(home, asked)
    with the_library(settings) as library, show.progress() as progress:
        rooms = _rooms(settings, library, progress, audio=wishes["audio"])
        day, documents, skipped = the_day(None), list[Document](), list[Skipped]()
        if week:
            day, documents = week_documents(rooms, on, wishes["minutes"])
        else:
            documents, skipped = _find_all(papers, library)
        if len(documents) == 1:
            episode = tell_paper(rooms, documents[0], day, minutes=wishes["minutes"])
        else:
            episode, untold = tell_review(rooms, documents, day, minutes=wishes["minutes"], week=week)
            skipped += untold
        for document in documents:
            library.add_papers([document.paper])
            library.add_document(document)
        library.add_episode(episode)
    row = episode_row(episode) | {"html": page_beside(Path(episode.script_path)).as_posix()}
    row |= {"skipped": [dataclasses.asdict(s) for s in skipped]} if week or len(papers) > 1 else {}
    if out is not None:
        row |= _copy(episode, home, out.absolute())
    if as_json:
        show.print_json(row)
    else:
        print_script(episode.script)
        print_episode(episode, home)
        for item in skipped:
            show.words.print(f"   left out {item.id}: {item.reason}", markup=False, style="yellow")
    return IN_PART if skipped else DONE


def _demand_one(papers: Sequence[str], *, week: bool, on: str | None) -> None:
    """Either papers or the week."""
    if bool(papers) == week:
        found = "both papers and --week" if papers else "no paper"
        raise UsageError(
            f"{found} given", next_step="paperledge tell PAPER [PAPER ...], or paperledge tell --week"
        )
    if on is not None and not week:
        raise UsageError("--on says which week, and none was asked for", next_step="add --week, or leave --on out")
    if len(papers) > MOST_PAPERS:
        raise UsageError(
            f"{len(papers)} papers for one episode; at most {MOST_PAPERS}", next_step="tell them in two episodes"
        )


def _find_all(papers: Sequence[str], library: "Library") -> tuple[list[Document], list[Skipped]]:
    """Each paper once; one that cannot be read is named and left out. Raises its PaperError when none is left."""
    found: dict[str, Document] = {}
    skipped, last = [], None
    for paper in papers:
        try:
            document = find_document(paper, library)
            found.setdefault(document.paper.id, document)
        except PaperError as error:
            skipped.append(Skipped(paper, str(error)))
            last = error
    if not found and last is not None:
        raise last
    return list(found.values()), skipped


def week_documents(rooms: Rooms, on: str | None, minutes: float | None = None) -> tuple[dt.date, list[Document]]:
    """The last day of the week asked for, and its best papers: five, or as many as the minutes asked hold.

    Without a day, the week ends with the newest in the library. Raises UsageError for a week without papers.
    """
    newest = rooms.library.days(1)
    last = the_day(on) if on else newest[0][0] if newest else rooms.today
    wanted = min(MOST_PAPERS, max(2, round(150 * minutes / WORDS_A_PAPER))) if minutes else WEEK_PAPERS
    ranked = order_week(rooms.library, rooms.settings, last)[:wanted]
    if not ranked:
        raise UsageError(
            f"there are no papers of the seven days up to {last}",
            next_step="paperledge day --sample, or paperledge collect; then tell --week [--on DATE]",
        )
    return last, [rooms.read(place.paper) for place in ranked]


def _rooms(settings: Settings, library: "Library", progress: Any, *, audio: bool) -> Rooms:
    return Rooms(
        settings=settings,
        library=library,
        sources=[],
        open_voice=(lambda: voice_of(settings)) if audio else None,
        open_guest=lambda: guest_voice_of(settings),
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
    for said in view_sentences(checked.script):
        sentence = checked.script.sentences[said.number]
        show.words.print(f"{said.speaker}: " if said.speaker else "", end="", markup=False, style="bold")
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


def check(*, home: Path, script: Path, papers: Sequence[str], html: Path | None, as_json: bool) -> int:
    """A verdict for each sentence of any script, held to its own paper."""
    from paperledge.check import judge_script, sort_kinds

    settings = settings_with(home, {})
    with the_library(settings) as library:
        documents = [find_document(paper, library) for paper in papers]
    text = _script_text(script)
    draft = _draft(text)
    if draft is None and len(documents) > 1:
        raise UsageError(
            f"{script} is plain text, in which no sentence says which of {len(documents)} papers it is about",
            next_step="check it against one paper at a time",
        )
    draft = draft or sort_kinds(text, documents[0])
    verdicts = judge_script(draft, documents, settings.check.min_score)
    row = check_row(draft, documents[0], verdicts)
    if html is not None:
        _write_page(html, draft, documents, verdicts)
        row["html"] = str(html)
    if as_json:
        show.print_json(row)
    else:
        _print_check(draft.sentences, verdicts, row)
    return DONE if all(v.ok is not False for v in verdicts) else IN_PART


def _write_page(path: Path, draft: Script, documents: Sequence[Document], verdicts: Sequence[Verdict]) -> None:
    from paperledge.publish import build_script_page

    judged = tuple(dataclasses.replace(s, verdict=v) for s, v in zip(draft.sentences, verdicts, strict=True))
    page = build_script_page(dataclasses.replace(draft, sentences=judged), documents)
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
        "sentences": [_sentence_row(s, v, document.paper.id) for s, v in pairs],
        "claims": len(claims),
        "claims_ok": sum(v.ok is True for v in claims),
        "quotes": len(quotes),
        "quotes_ok": sum(v.ok is True for v in quotes),
    }


def _sentence_row(sentence: Sentence, verdict: Verdict, first: str) -> dict[str, Any]:
    passages = [
        {"text": e.text, "start": e.start, "end": e.end, "score": round(e.score, 4)} for e in verdict.evidence
    ]
    return {
        "text": sentence.text,
        "paper": sentence.paper or first,
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
        checked, documents = _checked(text, draft, library, settings)
        rooms = _rooms(settings, library, progress, audio=True)
        name = script.stem if out is None else out.stem
        checked, sound = speak_checked(rooms, checked, documents, name, the_day(None))
        save_script(home / f"scripts/{name}.json", checked, documents)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(home / sound.path, out)
    row = {"audio": str(out or home / sound.path), "seconds": sound.seconds, "cut": len(checked.cut)}
    if as_json:
        show.print_json(row)
    else:
        show.words.print(f"{row['audio']}  {sound.seconds:.1f} s", markup=False)
    return DONE


def _checked(
    text: str, draft: Script, library: "Library", settings: Settings
) -> tuple[CheckedScript, list[Document]]:
    """The script as it was checked, or checked again where it was changed since."""
    from paperledge.check import check_script, reopen_script

    documents = [find_document(paper, library) for paper in draft.papers]
    try:
        return reopen_script(json.loads(text)), documents
    except ScriptError:
        show.notes.print("the script was changed after its check; checking it again", style="yellow")
        return check_script(draft, documents, settings.check.min_score), documents
