"""The shape of the house: who may import whom, and that each room's front tells the truth."""

import ast
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "paperledge"
BASE = {"records", "errors", "settings", "prose", "disk"}
ORDER = ["sources", "library", "search", "rank", "story", "check", "voice", "publish"]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("paperledge"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("paperledge.")}
    return found - {"__version__"}


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_rooms_above_it(room: str) -> None:
    """Data flows one way: a room never reaches for a room below it."""
    allowed = BASE | set(ORDER[: ORDER.index(room) + 1])
    for path in sorted((PACKAGE / room).rglob("*.py")):
        assert imported_rooms(path) <= allowed, f"{path.relative_to(PACKAGE)} looks below itself"


@pytest.mark.parametrize("name", sorted(BASE))
def test_the_base_stands_alone(name: str) -> None:
    """Records, errors, settings, prose and disk rest on nothing but each other."""
    assert imported_rooms(PACKAGE / f"{name}.py") <= BASE


@pytest.mark.parametrize("room", [*ORDER, "web", "cli"])
def test_a_room_front_names_what_it_has(room: str) -> None:
    """Each __all__ is sorted, every name in it is there, and the docstring says takes, gives, touches, promise."""
    front = importlib.import_module(f"paperledge.{room}")
    assert front.__doc__ is not None
    for word in ("Takes", "Gives", "Touches", "Read first", "Promise"):
        assert word in front.__doc__, f"{room}: the front does not say what it {word}"
    assert list(front.__all__) == sorted(front.__all__, key=_by_kind)
    for name in front.__all__:
        assert hasattr(front, name), f"{room}.__all__ names {name}, which is not there"


def _by_kind(name: str) -> tuple[bool, bool, str]:
    """Constants, then classes, then functions, as the linter sorts them."""
    return not name.isupper(), not name[0].isupper(), name


def test_only_the_library_speaks_sql() -> None:
    """SQLAlchemy stays in one room."""
    users = {
        p.relative_to(PACKAGE).parts[0]
        for p in PACKAGE.rglob("*.py")
        if "sqlalchemy" in p.read_text(encoding="utf-8")
    }
    assert users <= {"library"}
