"""The commands, their options and their help; each is carried out by the module named in it."""

import datetime as dt
import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from paperledge.errors import PaperledgeError, SettingsError, UsageError

DONE, IN_PART, WRONG_USE, NOTHING = 0, 1, 2, 3

app = typer.Typer(
    name="paperledge",
    help="A field's new papers every morning: ranked, mailed, and told as a podcast tied to the papers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Home = Annotated[Path | None, typer.Option("--home", help="Folder of this paperledge.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Count = Annotated[int, typer.Option("-n", min=1, max=1000, help="How many.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on, YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this day.")]
Like = Annotated[list[str] | None, typer.Option(help="A paper to find more like; may be repeated.")]
Less = Annotated[list[str] | None, typer.Option(help="A paper to find less like; may be repeated.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day, YYYY-MM-DD; today without it.")]


def main(arguments: list[str] | None = None) -> None:
    """Entry point: runs a command and turns errors into words and exit codes.

    arguments: as typed after the program's name; those of this process without them. Always raises SystemExit.
    """
    try:
        code = app(arguments, prog_name="paperledge", standalone_mode=False)
    except (SettingsError, UsageError) as error:
        sys.exit(_complain(error, WRONG_USE))
    except PaperledgeError as error:
        sys.exit(_complain(error, NOTHING))
    except OSError as error:
        sys.exit(_complain(_in_words(error), NOTHING))
    except KeyboardInterrupt:
        sys.exit(_complain("Stopped. What was done is kept; the same command goes on from there.", 130))
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except Exception as error:  # click's own usage errors show themselves
        if not hasattr(error, "format_message"):
            raise
        error.show()  # type: ignore[attr-defined]
        sys.exit(WRONG_USE)
    sys.exit(code if isinstance(code, int) else DONE)


def _complain(error: object, code: int) -> int:
    print(f"paperledge: {error}", file=sys.stderr)  # noqa: T201
    return code


def _in_words(error: OSError) -> str:
    where = f" at {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return (
            f"The disk is full{where}. Kept: what was finished. Next: make room, then run the same command again."
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"Not allowed to write{where}. Next: choose another folder with --home, or mend its rights."
    if error.errno == errno.EADDRINUSE:
        return "The address is in use. Next: choose another with --port, or stop the other server."
    return f"{error.strerror or error}{where}. Next: `paperledge doctor` looks for the cause."


@app.callback()
def everywhere(context: typer.Context, home: Home = None) -> None:
    """A field's new papers every morning: ranked, mailed, and told as a podcast tied to the papers."""
    if home is not None:
        # --home may stand before the command as well: it becomes the default of each.
        default = {"home": str(home)}
        commands = [
            command.name or command.callback.__name__ for command in app.registered_commands if command.callback
        ]
        inner = {
            name: {str(command.name): default for command in group.registered_commands}
            for name, group in (("readers", readers), ("searches", searches))
        }
        context.default_map = {**dict.fromkeys(commands, default), **inner}


def _run(work: Callable[..., int], home: Path | None, **wishes: Any) -> None:
    from paperledge.settings import default_home

    raise typer.Exit(work(home=(home or default_home()).absolute(), **wishes))


@app.command()
def day(
    *,
    home: Home = None,
    sample: Annotated[bool, typer.Option("--sample", help="Use the real day shipped in the package.")] = False,
    on: On = None,
    episodes: Annotated[int | None, typer.Option(min=0, max=50, help="How many papers are told.")] = None,
    digest: Annotated[int | None, typer.Option(min=1, max=500, help="How many papers are listed.")] = None,
    audio: Annotated[bool, typer.Option("--audio/--no-audio", help="Speak the episodes.")] = True,
    voice: Annotated[str | None, typer.Option(help="piper, espeak or tone.")] = None,
    as_json: Json = False,
) -> None:
    """The main job: collect, rank, tell, publish, mail.

    Example: paperledge day --sample
    """
    from paperledge.cli.daily import day as work

    wishes = {"episodes": episodes, "digest": digest, "audio": audio, "voice": voice}
    _run(work, home=home, sample=sample, on=on, wishes=wishes, as_json=as_json)


@app.command()
def collect(
    sources: Annotated[
        list[str] | None, typer.Argument(help="arxiv, arxiv-rss, daily-papers, biorxiv ...")
    ] = None,
    home: Home = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Fetch new papers into the library; a run that was stopped goes on where it was.

    Example: paperledge collect arxiv --since 2025-10-01
    """
    from paperledge.cli.papers import collect as work

    _run(work, home=home, sources=sources or [], since=since, until=until, as_json=as_json)


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Bring papers from files: JSONL, arXiv snapshot, Atom, OAI-PMH, JATS, PDF, TeX, HTML, BibTeX, RIS, ACL XML.

    Plain or gzip. A killed import goes on where it was; what cannot be used is kept in the home under rejects/.

    Example: paperledge import arxiv-metadata-oai-snapshot.json
    """
    from paperledge.cli.importing import import_files as work

    _run(work, home=home, paths=paths, as_json=as_json)


@app.command()
def search(
    query: Annotated[
        list[str] | None, typer.Argument(help="Words, a title, an id; author: cat: title: -word.")
    ] = None,
    home: Home = None,
    n: Count = 10,
    like: Like = None,
    less: Less = None,
    closely: Annotated[
        bool, typer.Option("--closely", help="Compare the best hundred by a transformer too (seconds).")
    ] = False,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Find papers by words and by meaning, with the reason for each.

    With --like, the query is what the papers have to meet besides: words they hold, cat: since: -word.

    Example: paperledge search "speculative decoding" --since 2025-10-01
    """
    from paperledge.cli.papers import search as work

    _run(
        work,
        home=home,
        query=" ".join(query or []),
        n=n,
        like=like or [],
        less=less or [],
        closely=closely,
        since=since,
        until=until,
        as_json=as_json,
    )


@app.command()
def rank(
    home: Home = None,
    on: On = None,
    reader: Annotated[str | None, typer.Option("--for", help="A reader's name.")] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, help="How many; all without it.")] = None,
    as_json: Json = False,
) -> None:
    """A day's papers in order, with reasons.

    Example: paperledge rank --on 2025-10-07 --for ada
    """
    from paperledge.cli.papers import rank as work

    _run(work, home=home, on=on, reader=reader, n=n, as_json=as_json)


@app.command()
def tell(
    papers: Annotated[
        list[str] | None,
        typer.Argument(metavar="PAPER ...", help="A paper's id, or a file: PDF, JATS, TeX, HTML, text, JSON."),
    ] = None,
    home: Home = None,
    week: Annotated[bool, typer.Option("--week", help="The best papers of seven days, in one episode.")] = False,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The week's last day; without it the newest one of the library."
        ),
    ] = None,
    guest: Annotated[
        bool | None, typer.Option("--guest/--no-guest", help="A guest asks what a listener would ask.")
    ] = None,
    writer: Annotated[str | None, typer.Option(help="narrator, or llm:MODEL, as `llm models` names it.")] = None,
    persona: Annotated[str | None, typer.Option(help="ernis, milo, vera, or a TOML file of your own.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.5, max=60, help="Length asked for.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for script, page, sound and transcripts.")] = None,
    audio: Annotated[bool, typer.Option("--audio/--no-audio", help="Speak it, or write the script alone.")] = True,
    voice: Annotated[str | None, typer.Option(help="piper, espeak or tone.")] = None,
    as_json: Json = False,
) -> None:
    """Tell one paper as an episode, or several in one, and show what each sentence rests on.

    Several papers are told in short, about 200 words each; each sentence is held to the paper it speaks of.

    Example: paperledge tell paper.pdf --out episode

    Example: paperledge tell --week --guest --out week
    """
    from paperledge.cli.episodes import tell as work

    wishes = {
        "writer": writer, "persona": persona, "guest": guest, "minutes": minutes, "audio": audio, "voice": voice,
    }  # fmt: skip
    _run(work, home=home, papers=papers or [], week=week, on=on, out=out, wishes=wishes, as_json=as_json)


@app.command()
def check(
    script: Annotated[Path, typer.Argument(help="A script of ours (JSON), or any plain text.")],
    papers: Annotated[list[str], typer.Argument(metavar="PAPER ...", help="A paper's id, or a file.")],
    home: Home = None,
    html: Annotated[Path | None, typer.Option(help="A page to write: each sentence beside its passage.")] = None,
    as_json: Json = False,
) -> None:
    """Check any script against a paper: a verdict for each sentence, with the passage it rests on.

    A script of ours about several papers is checked against all of them, each sentence against its own.

    Example: paperledge check transcript.txt paper.pdf
    """
    from paperledge.cli.episodes import check as work

    _run(work, home=home, script=script, papers=papers, html=html, as_json=as_json)


@app.command()
def say(
    script: Annotated[Path, typer.Argument(help="A checked script (JSON).")],
    home: Home = None,
    voice: Annotated[str | None, typer.Option(help="piper, espeak or tone.")] = None,
    out: Annotated[Path | None, typer.Option(help="The MP3 to write.")] = None,
    as_json: Json = False,
) -> None:
    """Speak a checked script; one that was edited is checked again against its paper first.

    Example: paperledge say scripts/2025-10-07-2510.05096.json --out episode.mp3
    """
    from paperledge.cli.episodes import say as work

    _run(work, home=home, script=script, voice=voice, out=out, as_json=as_json)


@app.command()
def publish(home: Home = None, as_json: Json = False) -> None:
    """Build the feed and the pages again from the library.

    Example: paperledge publish
    """
    from paperledge.cli.daily import publish as work

    _run(work, home=home, as_json=as_json)


@app.command()
def mail(
    home: Home = None,
    on: On = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the mail; send nothing, write nothing.")
    ] = False,
    to: Annotated[str | None, typer.Option(help="Send to this address only.")] = None,
    as_json: Json = False,
) -> None:
    """Write the day's digest as .eml and send it, where a mail server is set up.

    Example: paperledge mail --dry-run
    """
    from paperledge.cli.daily import mail as work

    _run(work, home=home, on=on, dry_run=dry_run, to=to, as_json=as_json)


@app.command()
def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Show the pages, the feed and the sound in a browser.

    Example: paperledge serve --port 8765
    """
    from paperledge.cli.daily import serve as work

    _run(work, home=home, host=host, port=port)


@app.command()
def settings(home: Home = None, as_json: Json = False) -> None:
    """Every setting in force and where it comes from.

    Example: paperledge settings
    """
    from paperledge.cli.house import settings as work

    _run(work, home=home, as_json=as_json)


@app.command()
def doctor(
    home: Home = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be rebuilt.")] = False,
    as_json: Json = False,
) -> None:
    """What works, what is missing and how to get it; compares the index with the library.

    Example: paperledge doctor --repair
    """
    from paperledge.cli.house import doctor as work

    _run(work, home=home, repair=repair, as_json=as_json)


readers = typer.Typer(
    help="Those whom papers are ranked and mailed for.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(readers, name="readers")
Name = Annotated[str, typer.Argument(help="The reader's name.")]


@readers.command("add")
def readers_add(
    name: Name,
    home: Home = None,
    email: Annotated[str, typer.Option(help="Where digests go.")] = "",
    likes: Annotated[
        list[str] | None, typer.Option(help="A paper's id, or a BibTeX file; may be repeated.")
    ] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only these categories; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Add a reader, with a few papers they like.

    Example: paperledge readers add ada --email ada@example.org --likes refs.bib
    """
    from paperledge.cli.people import add as work

    _run(work, home=home, name=name, email=email, likes=likes or [], categories=category or [], as_json=as_json)


@readers.command("list")
def readers_list(home: Home = None, as_json: Json = False) -> None:
    """All readers.

    Example: paperledge readers list
    """
    from paperledge.cli.people import show_all as work

    _run(work, home=home, as_json=as_json)


@readers.command("like")
def readers_like(name: Name, papers: list[str], home: Home = None, as_json: Json = False) -> None:
    """More like these papers (ids or BibTeX files).

    Example: paperledge readers like ada arxiv:2510.05096
    """
    from paperledge.cli.people import vote as work

    _run(work, home=home, name=name, papers=papers, value=1, as_json=as_json)


@readers.command("dislike")
def readers_dislike(name: Name, papers: list[str], home: Home = None, as_json: Json = False) -> None:
    """Less like these papers.

    Example: paperledge readers dislike ada arxiv:2510.05025
    """
    from paperledge.cli.people import vote as work

    _run(work, home=home, name=name, papers=papers, value=-1, as_json=as_json)


@readers.command("export")
def readers_export(name: Name, home: Home = None) -> None:
    """All that is kept of a reader, as JSON.

    Example: paperledge readers export ada
    """
    from paperledge.cli.people import export as work

    _run(work, home=home, name=name)


@readers.command("remove")
def readers_remove(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Erase a reader and all that is kept of them.

    Example: paperledge readers remove ada
    """
    from paperledge.cli.people import remove as work

    _run(work, home=home, name=name, as_json=as_json)


searches = typer.Typer(
    help="Saved searches: the day tells of each new paper they find, once.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(searches, name="searches")
SearchName = Annotated[str, typer.Argument(help="The search's name.")]
Whose = Annotated[str, typer.Option("--for", help="A reader's name; without it the search is everybody's.")]


@searches.command("add")
def searches_add(
    name: SearchName,
    query: Annotated[list[str] | None, typer.Argument(help="As in paperledge search.")] = None,
    home: Home = None,
    like: Like = None,
    less: Less = None,
    whose: Whose = "",
    as_json: Json = False,
) -> None:
    """Save a search: from now on the day tells of new papers that it finds, in mail, page and report.

    Example: paperledge searches add routing "mixture of experts routing" cat:cs.LG
    """
    from paperledge.cli.searches import add as work

    wanted = {"query": " ".join(query or []), "like": like or [], "less": less or []}
    _run(work, home=home, name=name, whose=whose, as_json=as_json, **wanted)


@searches.command("list")
def searches_list(home: Home = None, as_json: Json = False) -> None:
    """All saved searches.

    Example: paperledge searches list
    """
    from paperledge.cli.searches import show_all as work

    _run(work, home=home, as_json=as_json)


@searches.command("remove")
def searches_remove(name: SearchName, home: Home = None, whose: Whose = "", as_json: Json = False) -> None:
    """Take a saved search out; what it told stays told.

    Example: paperledge searches remove routing
    """
    from paperledge.cli.searches import remove as work

    _run(work, home=home, name=name, whose=whose, as_json=as_json)


def the_day(text: str | None) -> dt.date:
    """A day from the command line. Raises UsageError."""
    if text is None:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day", next_step="write it as YYYY-MM-DD, such as 2025-10-07") from error


def a_day(text: str | None) -> dt.date | None:
    """Likewise, where a day may be left out."""
    return None if text is None else the_day(text)
