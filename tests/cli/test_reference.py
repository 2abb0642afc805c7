"""Docs cannot drift from the program."""

from pathlib import Path

from paperledge.cli.reference import reference

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_commands_is_fresh() -> None:
    """docs/commands.md says exactly what the program's help says; `make docs` writes it again."""
    assert (DOCS / "commands.md").read_text() == reference()
