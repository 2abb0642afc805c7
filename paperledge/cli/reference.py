"""The page of all commands, made from their own help: `python -m paperledge.cli.reference > docs/commands.md`."""

from collections.abc import Iterator
from pathlib import Path

import typer.main

from paperledge.cli.app import app
from paperledge.settings import Settings, describe_settings

HEAD = """# Commands and settings

Made from the program's own help (`make docs`); a test fails where it is stale.

`--home DIR` works everywhere, before or after the command; without it `$PAPERLEDGE_HOME` or the platform's
folder for data is used. `--json` prints one JSON document on stdout and nothing else; notes go to stderr.

Exit codes: 0 done; 1 done in part (the report says what was skipped, and why); 2 wrong use; 3 nothing could
be done.
"""


def reference() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *_commands(typer.main.get_command(app), "paperledge"), *_settings()])


def _commands(group: object, path: str) -> Iterator[str]:
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from _commands(command, f"{path} {name}")
            continue
        words = (command.help or "").strip().split("\n\n")
        yield f"## {path} {name}\n\n{words[0]}\n"
        for more in words[1:]:
            example = more.removeprefix("Example: ").strip()
            yield f"{more}\n" if example == more.strip() else f"```\n{example}\n```\n"
        rows = [_option(p) for p in command.params if p.name not in ("home", "as_json", "help")]
        yield from [*rows, ""] if rows else []


def _option(option: object) -> str:
    names = ", ".join(f"`{o}`" for o in getattr(option, "opts", []) + getattr(option, "secondary_opts", []))
    kind = getattr(option, "param_type_name", "")
    shown = f"`{str(getattr(option, 'name', '')).upper()}`" if kind == "argument" else names
    return f"- {shown}: {getattr(option, 'help', '') or ''}"


def _settings() -> Iterator[str]:
    yield "## Settings\n\n`paperledge.toml` in the home; every key may be left out.\n"
    yield "| setting | default | what it is |\n|---|---|---|"
    for key, value, _, text in describe_settings(Settings(home=Path())):
        yield f"| `{key}` | {value or '(empty)'} | {text} |"
    yield ""


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201
