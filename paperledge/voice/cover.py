"""A cover picture for an episode: 1400 x 1400 JPEG drawn from its titles, the same bytes for the same words."""

import colorsys
import hashlib
import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIDE_PX = 1400  # the least that Apple takes
_MARGIN_PX = 110
_TITLE_BOX_PX = (SIDE_PX - 2 * _MARGIN_PX, 620)
_BARS = 44
# Hues of night sky and sea, degrees; light text reads on all of them.
_HUES = (205, 222, 238, 258, 282, 318, 342, 12, 168, 186)
_FALLBACK = "DejaVuSans.ttf"  # many more letters than the built-in font; used where it is installed


@dataclass(frozen=True, slots=True)
class CoverText:
    """The words on a cover."""

    podcast: str
    title: str
    note: str = ""  # a date, say


def draw_cover(words: CoverText) -> bytes:
    """RGB JPEG: name of the podcast, title of the episode, a line below, over bars that stand for its sound."""
    from PIL import ImageDraw

    digest = hashlib.sha256(f"{words.podcast}\n{words.title}".encode()).digest()
    picture = _ground(digest)
    pen = ImageDraw.Draw(picture, "RGBA")
    _draw_bars(pen, digest)
    _draw_words(pen, words)
    with io.BytesIO() as file:
        picture.save(file, "JPEG", quality=85)
        return file.getvalue()


def _ground(digest: bytes) -> "Image.Image":
    """Dark at the foot, lighter at the head, one of ten hues."""
    from PIL import Image

    hue = _HUES[digest[0] % len(_HUES)] / 360
    head = np.array(colorsys.hsv_to_rgb(hue, 0.62, 0.46)) * 255
    foot = np.array(colorsys.hsv_to_rgb((hue + 0.06) % 1, 0.8, 0.13)) * 255
    down, across = np.mgrid[0:SIDE_PX, 0:SIDE_PX] / SIDE_PX
    share = np.clip(down * 0.85 + across * 0.15, 0, 1)[..., None]
    return Image.fromarray((head * (1 - share) + foot * share).round().astype(np.uint8), "RGB")


def _draw_bars(pen: "ImageDraw.ImageDraw", digest: bytes) -> None:
    """A row of rounded bars, like a waveform; each title has its own."""
    step = (SIDE_PX - 2 * _MARGIN_PX) / _BARS
    middle = 1080
    stream = np.frombuffer(hashlib.shake_256(digest).digest(_BARS), dtype=np.uint8).astype(float) / 255
    swell = np.sin(np.linspace(0.25, np.pi - 0.25, _BARS)) * (0.35 + 0.65 * stream)
    for number, height in enumerate(swell):
        left = _MARGIN_PX + number * step
        half = 8 + 120 * height
        box = (left, middle - half, left + step * 0.55, middle + half)
        pen.rounded_rectangle(box, radius=step * 0.27, fill=(255, 214, 140, 150 + int(90 * stream[number])))


def _draw_words(pen: "ImageDraw.ImageDraw", words: CoverText) -> None:
    pen.text(
        (_MARGIN_PX, _MARGIN_PX - 10), _line(words.podcast, 48), font=_font(54, words.podcast), fill="#ffd68c"
    )
    pen.rectangle((_MARGIN_PX, _MARGIN_PX + 84, _MARGIN_PX + 120, _MARGIN_PX + 90), fill="#ffd68c")
    font, lines = _fit(pen, words.title)
    top = 265.0
    for line in lines:
        # The built-in font has one weight: a hair of stroke makes it a headline.
        pen.text((_MARGIN_PX, top), line, font=font, fill="#ffffff", stroke_width=2, stroke_fill="#ffffff")
        top += font.size * 1.2
    if words.note:
        pen.text(
            (_MARGIN_PX, SIDE_PX - _MARGIN_PX - 44),
            _line(words.note, 60),
            font=_font(40, words.note),
            fill="#ffffffc8",
        )


def _fit(pen: "ImageDraw.ImageDraw", title: str) -> "tuple[ImageFont.FreeTypeFont, list[str]]":
    """The largest size at which the title fits its box; at the smallest, what does not fit ends in an ellipsis."""
    for size in (112, 100, 90, 80, 72, 64, 56):
        font = _font(size, title)
        lines = _wrap(pen, title, font)
        if len(lines) * size * 1.2 <= _TITLE_BOX_PX[1]:
            return font, lines
    most = int(_TITLE_BOX_PX[1] / (size * 1.2))
    return font, [*lines[: most - 1], lines[most - 1].rstrip(" ,.;:") + "…"]


def _wrap(pen: "ImageDraw.ImageDraw", text: str, font: "ImageFont.FreeTypeFont") -> list[str]:
    lines = [""]
    for word in text.split():
        grown = f"{lines[-1]} {word}".strip()
        if pen.textlength(grown, font=font) <= _TITLE_BOX_PX[0]:
            lines[-1] = grown
            continue
        if lines[-1]:
            lines.append("")
        while pen.textlength(word, font=font) > _TITLE_BOX_PX[0]:
            fits = next(
                n for n in range(len(word), 0, -1) if pen.textlength(word[:n], font=font) <= _TITLE_BOX_PX[0]
            )
            lines[-1], word = word[:fits], word[fits:]
            lines.append("")
        lines[-1] = word
    return lines


def _line(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _font(size: int, text: str) -> Any:
    """Pillow's own scalable font; DejaVu when the text has letters that lacks and DejaVu is installed."""
    from PIL import ImageFont

    own = ImageFont.load_default(size)
    if all(ord(c) < 0x250 for c in unicodedata.normalize("NFC", text)):
        return own
    try:
        return ImageFont.truetype(_FALLBACK, size)
    except OSError:
        return own
