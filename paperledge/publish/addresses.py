"""Where things stand: the same names as paths of the static site, as addresses of `serve`, and in the feed."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from paperledge.records import Episode

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_ESCAPED = re.compile(r"(?:~[0-9A-F]{2})+")
_LONGEST = 100  # bytes of one path segment; file systems stop at 255

MEDIA_TYPES = {".mp3": "audio/mpeg", ".wav": "audio/wav", ".ogg": "audio/ogg", ".flac": "audio/flac"}


def slug(text: str) -> str:
    """One path segment of safe ASCII for any text; other bytes become ~XX, so that no two texts share one."""
    safe = _UNSAFE.sub(lambda m: "".join(f"~{b:02X}" for b in m.group().encode("utf-8", "replace")), text)
    if safe.startswith("."):
        safe = "~2E" + safe[1:]
    if len(safe) > _LONGEST:
        safe = f"{safe[:60]}~{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return safe or "~"


def unslug(text: str) -> str:
    """The text behind a path segment; segments that were shortened have none."""
    return _ESCAPED.sub(lambda m: bytes.fromhex(m.group().replace("~", "")).decode("utf-8", "replace"), text)


def paper_path(paper: str) -> str:
    """`arxiv:math/9901002` -> `paper/arxiv/math/9901002`."""
    scheme, _, rest = paper.partition(":")
    return "/".join(("paper", slug(scheme), *(slug(part) for part in rest.split("/"))))


def day_path(day: object) -> str:
    """`day/2025-10-07`."""
    return f"day/{day}"


def episode_path(episode: str) -> str:
    """`episode/2025-10-07-2510.05096`."""
    return f"episode/{slug(episode)}"


def audio_path(episode: Episode) -> str:
    """Address of an episode's sound; other bytes get another address, since players never fetch one twice."""
    if episode.sound is None:
        return ""
    return f"audio/{slug(episode.id)}-{episode.sound.sha256[:10]}{sound_suffix(episode)}"


def sound_suffix(episode: Episode) -> str:
    """`.mp3` and the like; "" without sound."""
    return "." + episode.sound.path.rpartition(".")[2].lower() if episode.sound else ""


FILES, FOLDERS, ANSWERS = "/index.html", "/", ""


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as templates write them.

    root: what stands before every path: "../../" in the static site, "/" under `serve`, the base in a mail.
    leaf: how a page's address ends. FILES: a file, for pages that are leafed through without any server;
    FOLDERS: good for file servers and for `serve`; ANSWERS: the short form of `serve`.
    """

    root: str
    leaf: str = FILES

    def _page(self, path: str) -> str:
        return f"{self.root}{path}{self.leaf}"

    @property
    def answered(self) -> bool:
        """Whether a program stands behind the pages, which can search and take votes."""
        return self.leaf == ANSWERS

    @property
    def home(self) -> str:
        """The newest day."""
        return f"{self.root}index.html" if self.leaf == FILES else self.root

    @property
    def days(self) -> str:
        """All days."""
        return self._page("days")

    @property
    def search(self) -> str:
        """The search page."""
        return self._page("search")

    def day(self, day: object) -> str:
        """One day's page."""
        return self._page(day_path(day))

    def paper(self, paper: str) -> str:
        """One paper's page."""
        return f"{self.root}paper/{quote(paper, safe=':/')}" if self.answered else self._page(paper_path(paper))

    def episode(self, episode: str) -> str:
        """One episode's page."""
        return self._page(episode_path(episode))

    def audio(self, episode: Episode) -> str:
        """An episode's sound, "" without one."""
        return f"{self.root}{path}" if (path := audio_path(episode)) else ""

    def beside(self, episode: str, name: str) -> str:
        """A file that belongs to an episode: `transcript.vtt`, `transcript.json`, `chapters.json`."""
        return f"{self.root}{episode_path(episode)}/{name}"

    def file(self, path: str) -> str:
        """Any other file of the site."""
        return f"{self.root}{path}"


def safe_url(url: str) -> str:
    """The address when it is a plain web address, else "": papers' links are strangers' text."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def whole_url(base_url: str, path: str) -> str:
    """An absolute ASCII address under the site's base."""
    return quote(f"{base_url.rstrip('/')}/{path}", safe="%/:=&?~#+!$,;'@()*[]")
