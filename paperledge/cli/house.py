"""Settings and doctor."""

import importlib.metadata
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART
from paperledge.cli.rooms import the_library, voice_of
from paperledge.errors import PaperledgeError
from paperledge.settings import Settings, describe_settings, read_settings


def settings(*, home: Path, as_json: bool) -> int:
    """What is in force, and from where; secrets are never shown."""
    rows = describe_settings(read_settings(home))
    if as_json:
        show.print_json([dict(zip(("key", "value", "from", "help"), row, strict=True)) for row in rows])
        return DONE
    show.words.print(f"settings of {home / 'paperledge.toml'}\n", markup=False)
    show.table("", ["setting", "value", "from", "what it is"], rows)
    return DONE


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor saw of one thing."""

    what: str
    ok: bool
    found: str
    next_step: str = ""


def doctor(*, home: Path, repair: bool, as_json: bool) -> int:
    """Look at everything a day needs; mend what is derived."""
    settings = read_settings(home)
    findings = list(_look(settings, repair))
    if as_json:
        show.print_json(findings)
    else:
        for finding in findings:
            mark = "[green]ok     [/]" if finding.ok else "[red]missing[/]"
            show.words.print(f"{mark}  {finding.what:<18}", end="")
            show.words.print(
                finding.found + (f"  → {finding.next_step}" if finding.next_step else ""), markup=False
            )
    return DONE if all(f.ok for f in findings) else IN_PART


def _look(settings: Settings, repair: bool) -> Iterator[Finding]:
    version = importlib.metadata.version("paperledge")
    yield Finding("paperledge", True, f"{version}, home {settings.home}")
    free = shutil.disk_usage(_nearest_folder(settings.home)).free
    more = "" if free > 2**30 else "an episode takes about 5 MB, a year of three a day about 5 GB"
    yield Finding("disk", free > 2**28, f"{free / 2**30:.1f} GB free", more)
    yield _try("library", lambda: _library(settings))
    yield _try("index", lambda: _index(settings, repair))
    yield _try(f"voice {settings.voice.engine}", lambda: (voice_of(settings).name, ""))
    found = shutil.which("espeak-ng")
    yield Finding("espeak-ng", True, found or "not installed; only --voice espeak needs it")
    yield _try("check model", _check_model)
    mail = settings.mail.smtp_host
    yield Finding("mail", True, mail or "no server set up: mails are written, not sent; see mail.smtp_host")
    contact = settings.sources.contact
    advice = "" if contact else "set sources.contact, so that arXiv can reach you before it blocks you"
    yield Finding("contact", True, contact or "none", advice)


def _try(what: str, look: Callable[[], tuple[str, str]]) -> Finding:
    try:
        found, next_step = look()
    except PaperledgeError as error:
        return Finding(what, False, error.what, error.next_step)
    return Finding(what, not next_step, found, next_step)


def _library(settings: Settings) -> tuple[str, str]:
    with the_library(settings) as library:
        return f"{library.count()} papers, {len(library.readers())} readers", ""


def _index(settings: Settings, repair: bool) -> tuple[str, str]:
    from paperledge.search import Index

    with the_library(settings) as library:
        index = Index(settings.home / "index")
        health = index.verify(library)
        if repair and not health.ok:
            index.rebuild(library)
            health = index.verify(library)
    if health.problem:
        return health.problem, "paperledge doctor --repair"
    wrong = health.missing + health.stale + health.extra
    found = f"{health.indexed} of {health.library} papers, {health.waiting} waiting, {wrong} wrong"
    return found, "" if health.ok else "paperledge doctor --repair"


def _check_model() -> tuple[str, str]:
    from paperledge.check import support

    verdict = support("The cat sat on the mat.", ["The cat sat on the mat."])
    return (
        f"a sentence supports itself at {verdict.score:.2f}",
        "" if verdict.score > 0.5 else "reinstall paperledge",
    )


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
