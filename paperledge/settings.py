"""Every setting, with unit, default, bounds and one line of help.

One TOML file (`paperledge.toml` in the home); each room is handed only its own part. Secrets come from the
environment alone. An unknown key is an error that names the nearest known one.
"""

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperledge.errors import SettingsError


def _setting(default: Any, text: str, low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"help": text, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class DaySettings:
    """The main job."""

    episodes: int = _setting(3, "episodes told a day", 0, 50)
    digest: int = _setting(20, "papers in the digest", 1, 500)
    reader: str = _setting("", "whose taste orders the page and picks the episodes; empty: attention alone")
    sources: tuple[str, ...] = _setting(("arxiv-rss", "daily-papers"), "asked each morning, in this order")


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Who is asked, and how politely."""

    contact: str = _setting("", "your e-mail address or page, sent in the User-Agent; arXiv asks for it")
    categories: tuple[str, ...] = _setting(("cs.AI", "cs.CL", "cs.CV", "cs.LG"), "arXiv categories to collect")
    patience_s: float = _setting(90.0, "seconds spent on tries before a source is given up for now", 0, 7200)
    arxiv_oai_url: str = _setting("https://oaipmh.arxiv.org/oai", "arXiv's OAI-PMH address")
    arxiv_api_url: str = _setting("https://export.arxiv.org/api/query", "arXiv's Atom API")
    arxiv_rss_url: str = _setting("https://rss.arxiv.org/rss", "arXiv's RSS feeds")
    arxiv_html_url: str = _setting("https://arxiv.org/html", "full text of papers picked for an episode")
    daily_papers_url: str = _setting("https://huggingface.co/api", "the Daily Papers API")
    biorxiv_url: str = _setting("https://api.biorxiv.org", "the API of bioRxiv and medRxiv")


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """Where papers are kept."""

    url: str = _setting("", "database URL; empty: SQLite in the home; postgresql+psycopg://... for PostgreSQL")


@dataclass(frozen=True, slots=True)
class RankSettings:
    """How a day is ordered."""

    half_life_days: float = _setting(2.0, "announcement days after which attention counts half", 0.1, 365)
    taste_weight: float = _setting(0.6, "share of a reader's taste against attention", 0, 1)


@dataclass(frozen=True, slots=True)
class StorySettings:
    """Who tells, and how."""

    writer: str = _setting("narrator", "narrator, or llm:MODEL, as `llm models` names it")
    persona: str = _setting("ernis", "who tells: ernis, milo, vera, or the path of a TOML file of your own")
    guest: bool = _setting(False, "whether the persona's guest asks what a listener would ask")
    seed: int = _setting(0, "chooses among equally good wordings", 0, 2**31)
    max_tokens: int = _setting(60_000, "tokens a script may cost; the draft stops there", 1_000, 10_000_000)
    timeout_s: float = _setting(180.0, "seconds a model may take for one answer", 1, 86_400)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What is let through."""

    min_score: float = _setting(0.5, "least likelihood of support for a claim to be spoken", 0, 1)


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How it sounds."""

    engine: str = _setting("piper", "piper, espeak or tone, or a voice of an installed package")
    guest: str = _setting("", "engine of a guest's voice; empty: the host's own, raised")
    speed: float = _setting(1.0, "speaking rate, 1 is the voice's own", 0.5, 2)
    bitrate_kbps: int = _setting(64, "of the MP3, mono", 32, 320)


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Feed and pages."""

    base_url: str = _setting("http://127.0.0.1:8765", "where the site will be reached; feeds need whole addresses")
    title: str = _setting("paperledge", "name of the podcast and the page")
    author: str = _setting("paperledge", "who publishes it")
    email: str = _setting("", "the owner's address in the feed; Apple and Spotify ask for it")
    language: str = _setting("en", "of the podcast")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Sending. The password is read from PAPERLEDGE_SMTP_PASSWORD."""

    smtp_host: str = _setting("", "empty: mails are written as .eml and not sent")
    smtp_port: int = _setting(587, "465 speaks TLS at once, others upgrade by STARTTLS", 1, 65535)
    smtp_user: str = _setting("", "login name; empty: no login")
    smtp_tls: bool = _setting(True, "refuse to send without TLS; false only for a server on this machine")
    sender: str = _setting("paperledge@localhost", "From address of the digest")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The local server."""

    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8765, "port to listen on", 1, 65535)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, by room, and the home they belong to."""

    home: Path
    day: DaySettings = DaySettings()
    sources: SourceSettings = SourceSettings()
    library: LibrarySettings = LibrarySettings()
    rank: RankSettings = RankSettings()
    story: StorySettings = StorySettings()
    check: CheckSettings = CheckSettings()
    voice: VoiceSettings = VoiceSettings()
    publish: PublishSettings = PublishSettings()
    mail: MailSettings = MailSettings()
    web: WebSettings = WebSettings()

    @property
    def smtp_password(self) -> str:
        """From the environment; never stored, never shown."""
        return os.environ.get("PAPERLEDGE_SMTP_PASSWORD", "")

    @property
    def library_url(self) -> str:
        """The database in force."""
        return self.library.url or f"sqlite:///{self.home / 'paperledge.db'}"


ROOMS: dict[str, type] = {
    "day": DaySettings, "sources": SourceSettings, "library": LibrarySettings, "rank": RankSettings,
    "story": StorySettings, "check": CheckSettings, "voice": VoiceSettings, "publish": PublishSettings,
    "mail": MailSettings, "web": WebSettings,
}  # fmt: skip


def default_home() -> Path:
    """The folder used without --home: $PAPERLEDGE_HOME, or the platform's own place for data."""
    if found := os.environ.get("PAPERLEDGE_HOME"):
        return Path(found)
    import platformdirs

    return Path(platformdirs.user_data_dir("paperledge", appauthor=False))


def read_settings(home: Path) -> Settings:
    """Settings of a home; a missing file means all defaults. Raises SettingsError naming file, key, bounds."""
    path = home / "paperledge.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", next_step="mend it, or move it away") from error
    for name, table in rows.items():
        if name not in ROOMS or not isinstance(table, Mapping):
            raise SettingsError(f"{path}: unknown table [{name}]", next_step=_nearest(name, ROOMS))
    return Settings(
        home=home, **{name: _room(ROOMS[name], table, f"{path} [{name}]") for name, table in rows.items()}
    )


def describe_settings(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Rows (key, value in force, "file" or "default", help), in order; no secret among them."""
    rows = []
    for name, kind in ROOMS.items():
        room, plain = getattr(settings, name), kind()
        for item in dataclasses.fields(room):
            value = getattr(room, item.name)
            origin = "default" if value == getattr(plain, item.name) else "file"
            rows.append((f"{name}.{item.name}", _shown(value), origin, str(item.metadata["help"])))
    return rows


def _shown(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    # A database URL may carry a password.
    return (
        text if "://" not in text or "@" not in text else text.split("://")[0] + "://…@" + text.rsplit("@", 1)[1]
    )


def _room(kind: type, table: Mapping[str, Any], where: str) -> Any:
    fields = {item.name: item for item in dataclasses.fields(kind)}
    values = {}
    for key, value in table.items():
        if key not in fields:
            raise SettingsError(f"{where}: unknown setting {key!r}", next_step=_nearest(key, fields))
        values[key] = _value(fields[key], value, f"{where} {key}")
    return kind(**values)


def _value(item: dataclasses.Field[Any], value: Any, where: str) -> Any:
    default = item.default
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise SettingsError(f"{where}: wanted a list of texts, saw {value!r}")
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        raise SettingsError(
            f"{where}: wanted {type(default).__name__}, saw {value!r}", next_step=item.metadata["help"]
        )
    low, high = item.metadata["low"], item.metadata["high"]
    if low is not None and not low <= value <= high:
        raise SettingsError(f"{where}: wanted {low} to {high}, saw {value!r}")
    return value


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)
