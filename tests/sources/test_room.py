import ast
import importlib
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import paperledge.sources as room
from paperledge.errors import SourceBroken, UsageError
from paperledge.settings import SourceSettings
from paperledge.sources import Source, open_source
from paperledge.sources.base import GROUP, Place, read_place

FOLDER = Path(room.__file__).parent
ABOVE = {"records", "errors", "settings", "prose", "sources", "__version__"}


def test_the_room_shows_what_it_promises():
    """Every name of the room's front is there, and the list is sorted."""
    for name in room.__all__:
        assert getattr(room, name) is not None
    assert sorted(room.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n)) == room.__all__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        room.nonsense


def test_the_room_imports_no_room_below_it():
    """Sources rest on records, errors, settings and prose alone."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                if name.startswith("paperledge."):
                    assert name.split(".")[1] in ABOVE, f"{path.name} imports {name}"


@pytest.mark.parametrize("name", ["arxiv", "arxiv-api", "arxiv-rss", "biorxiv", "daily-papers", "medrxiv"])
def test_each_source_opens_by_its_name(name, settings, client):
    """Built-in sources come in by the door that strangers use, and are called by the name they are opened with."""
    source = open_source(name, settings, client)
    assert isinstance(source, Source)
    assert source.name == name


def test_an_unknown_source_names_the_known_ones(settings, client):
    """A wrong name is answered with the list of right ones."""
    with pytest.raises(UsageError, match=r"no source 'arxive'.*known: arxiv, arxiv-api"):
        open_source("arxive", settings, client)


def test_entry_points_are_those_of_the_project_file():
    """What is installed and what pyproject.toml declares are the same sources."""
    import tomllib

    rows = tomllib.loads((FOLDER.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    declared = rows["project"]["entry-points"][GROUP]
    assert {p.name: p.value for p in entry_points(group=GROUP)} == declared
    for value in declared.values():
        module, _, name = value.partition(":")
        assert hasattr(importlib.import_module(module), name)


def test_places_outlive_a_process():
    """A cursor read back is the same place; one that is not ours is an error that says what to do."""
    place = Place(next="2025-10-07", since="2025-10-01", until="2025-10-06", at="3")
    assert read_place(place.cursor) == place
    for bad in ("{", "[1]", '{"page": 3}', "7"):
        with pytest.raises(SourceBroken, match=r"--since"):
            read_place(bad)


def test_addresses_are_settings():
    """Every address a source asks stands in the settings, none in the code."""
    asked = {
        value for name in SourceSettings.__slots__ if isinstance(value := getattr(SourceSettings(), name), str)
    }
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            ast.get_docstring(n, clean=False)
            for n in ast.walk(tree)
            if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef)
        }
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        for text in texts:
            if text not in docs and re.match(r"https?://(export|oaipmh|rss|api)\.", text):
                assert text in asked
