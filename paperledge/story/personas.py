"""Personas: who tells, in four dials, and who asks. Each is a TOML file, shipped in personas/ or a user's own."""

import difflib
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from paperledge.errors import UsageError
from paperledge.story.phrases import read_data

DEVICES = ("picture", "hinge", "ponder")
CLAIMS = ("exact", "plain", "simple")
AUDIENCES = ("research", "practice", "public", "pupil")
_LISTS = ("greetings", "signoffs", "devices", "audiences", "forbidden")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Dials:
    """How much of each, 0..1. Each moves what is named beside it and nothing else (benchmarks/story/dials.py)."""

    reassurance: float = 0.25  # sentences that comfort the listener
    wonder: float = 0.25  # cues of wonder
    clarity: float = 0.75  # terms explained
    enthusiasm: float = 0.5  # exclamations and emphatic adjectives


@dataclass(frozen=True, slots=True)
class Guest:
    """Who asks, in an episode of two. says: place -> wordings, instead of guest.toml's; [] there: says nothing."""

    name: str = "nora"  # lower case
    about: str = ""
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def spoken(self) -> str:
        """The name as it is spoken."""
        return _spoken(self.name)


@dataclass(frozen=True, slots=True)
class Persona:
    """Who tells. Greetings and sign-offs are patterns of `phrases.expand`; empty means the common ones.

    devices: "picture" of the kind of work, "hinge" questions before the finding and the reasons, a second and
    third thing to "ponder". audiences: to whom it may matter, in this order. forbidden: never in the host's own
    sentences. claims: in the paper's words ("exact"), with plain words for hard ones ("plain"), or only the
    paper's simpler sentences, in plain words and short pieces ("simple").
    """

    name: str  # lower case; the host is called so
    about: str = ""
    dials: Dials = Dials()
    greetings: tuple[str, ...] = ()
    signoffs: tuple[str, ...] = ()
    devices: tuple[str, ...] = DEVICES
    audiences: tuple[str, ...] = AUDIENCES[:3]
    forbidden: tuple[str, ...] = ()
    claims: str = "plain"  # one of CLAIMS
    guest: Guest = Guest()

    @property
    def host(self) -> str:
        """The name as it is spoken."""
        return _spoken(self.name)


@functools.cache
def open_persona(name: str) -> Persona:
    """A shipped persona by its name, or the user's own by the path of its TOML file.

    Raises UsageError naming the known ones, or the file, the field and what may stand there.
    """
    folder = resources.files("paperledge.story") / "personas"
    known = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    if name in known:
        return parse_persona((folder / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")
    if not name.endswith(".toml"):
        raise UsageError(
            f"unknown persona {name!r}", next_step=f"known: {', '.join(known)}; or give a .toml file of your own"
        )
    try:
        text = Path(name).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"the persona {name} cannot be read: {reason}", next_step="give a TOML file") from error
    return parse_persona(text, name)


def parse_persona(text: str, where: str) -> Persona:
    """A persona from the text of its TOML file; `where` names the file in errors (UsageError)."""
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the persona {where} is no TOML: {error}", next_step="mend that line") from error
    _only_known(row, ("name", "about", "claims", "dials", "guest", *_LISTS), where, "field")
    name, about = _name(row.get("name"), where), _about(row.get("about", ""), where)
    values: dict[str, Any] = {key: _texts(row[key], f"{where}, {key}") for key in _LISTS if key in row}
    for key, allowed in (("devices", DEVICES), ("audiences", AUDIENCES)):
        for value in values.get(key, ()):
            if value not in allowed:
                raise UsageError(
                    f"{where}, {key}: there is no {value!r}", next_step="known: " + ", ".join(allowed)
                )
    if "claims" in row:
        values["claims"] = _claims(row["claims"], where)
    if "audiences" in values and not values["audiences"]:
        raise UsageError(f"{where}, audiences: none is given", next_step="name one of: " + ", ".join(AUDIENCES))
    for key in ("greetings", "signoffs"):
        for pattern in values.get(key, ()):
            _pattern(pattern, f"{where}, {key}")
    guest = _guest(row.get("guest", {}), f"{where}, guest")
    if guest.name == name:
        raise UsageError(f"{where}, guest: {name!r} is the host's name", next_step="give the guest another name")
    return Persona(name=name, about=about, dials=_dials(row.get("dials", {}), where), guest=guest, **values)


def _guest(table: Any, where: str) -> Guest:
    if not isinstance(table, Mapping):
        raise UsageError(f"{where}: wanted a table, saw {table!r}", next_step="write it under [guest]")
    _only_known(table, ("name", "about", "says"), where, "field")
    says, places = table.get("says", {}), tuple(key for key in read_data("guest.toml") if key != "cue")
    if not isinstance(says, Mapping):
        raise UsageError(f"{where}.says: wanted a table, saw {says!r}", next_step="write it under [guest.says]")
    _only_known(says, places, f"{where}.says", "place")
    lines = {place: _texts(value, f"{where}.says.{place}") for place, value in says.items()}
    for place, patterns in lines.items():
        for pattern in patterns:
            _pattern(pattern, f"{where}.says.{place}", ("host", "guest", "asked"))
    name = _name(table.get("name", Guest().name), where)
    return Guest(name=name, about=_about(table.get("about", ""), where), says=lines)


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise UsageError(
            f"{where}, name: wanted lower-case letters, digits and hyphens, saw {value!r}",
            next_step='write for example name = "ada"',
        )
    return value


def _about(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{where}, about: wanted a text, saw {value!r}", next_step="write one line in quotes")
    return value


def _claims(value: Any, where: str) -> str:
    if value not in CLAIMS:
        raise UsageError(f"{where}, claims: there is no {value!r}", next_step="known: " + ", ".join(CLAIMS))
    return str(value)


def _spoken(name: str) -> str:
    return name.replace("-", " ").title()


def _dials(table: Any, where: str) -> Dials:
    if not isinstance(table, Mapping):
        raise UsageError(f"{where}, dials: wanted a table, saw {table!r}", next_step="write it under [dials]")
    known = ("reassurance", "wonder", "clarity", "enthusiasm")
    _only_known(table, known, where, "dial")
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise UsageError(
                f"{where}, dials.{key}: saw {value!r}", next_step="give a number from 0 (none) to 1 (most)"
            )
    return Dials(**{key: float(value) for key, value in table.items()})


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise UsageError(f"{where}: wanted a list of texts, saw {value!r}", next_step='write ["...", "..."]')
    return tuple(value)


def _pattern(pattern: str, where: str, names: tuple[str, ...] = ("host",)) -> None:
    """Brackets that match, and no name to fill in but those known: the host's, and more for a guest."""
    unknown = set(re.findall(r"\{(.*?)\}", pattern)) - set(names)
    if unknown or pattern.count("{") != pattern.count("}") or pattern.count("[") != pattern.count("]"):
        raise UsageError(
            f"{where}: {pattern!r} is no pattern",
            next_step=f"[a|b] is a choice, {', '.join(f'{{{name}}}' for name in names)} filled in; no others",
        )


def _only_known(row: Mapping[str, Any], known: tuple[str, ...], where: str, what: str) -> None:
    for key in row:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise UsageError(
                f"{where}: unknown {what} {key!r}",
                next_step=f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known),
            )
