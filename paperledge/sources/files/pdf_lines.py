"""The lines of a PDF's pages, read in a child process, so that a broken file can neither hang nor crash a day.

Run as a module it takes the PDF on its standard input and writes one JSON document a line: first
{"pages", "title", "author"} or {"error"}, then for each page {"width", "height", "lines"}, where a line is
[left, bottom, right, top, size, bold, text, upright, least size at its end] in points.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_PAGES = 400
# Characters of one page beyond this are a drawing made of letters, not text.
_MOST_CHARS = 60_000
_SOFT_HYPHEN = "\x02"


@dataclass(slots=True)
class Run:
    """Characters that follow each other on one line."""

    left: float
    bottom: float
    right: float
    top: float
    first: int
    last: int
    last_left: float = -1.0
    sizes: list[float] = field(default_factory=list)
    chars: list[str] = field(default_factory=list)

    def takes(self, box: tuple[float, float, float, float], size: float) -> bool:
        """Whether a character at `box` goes on with this line: level with it, not far to the right, not behind."""
        left, bottom, right, top = box
        line = max(self.top - self.bottom, 1.0)
        # The letters of a ligature share one box.
        if left == self.last_left and right == self.right:
            return True
        level = min(self.top, top) - max(self.bottom, bottom) > 0.45 * min(line, top - bottom)
        return level and -0.6 * line < left - self.right < 1.1 * max(size, line * 0.8) and right > self.left

    def add(self, char: str, box: tuple[float, float, float, float], size: float) -> None:
        """One character more. Raised figures behind a word are marks of notes or citations, and are dropped."""
        left, bottom, right, top = box
        raised = (
            self.sizes and size < 0.82 * max(self.sizes) and bottom > self.bottom + 0.15 * (self.top - self.bottom)
        )
        if raised and (char.isdigit() or char in "∗†‡§,") and self._after_word():
            self.right = max(self.right, right)
            return
        self.last_left = left
        if self.chars and left - self.right > 0.18 * size and self.chars[-1] != " " and char != " ":
            self.chars.append(" ")
        self.chars.append(char)
        self.sizes.append(size)
        self.right = max(self.right, right)
        if not raised:
            self.bottom, self.top = min(self.bottom, bottom), max(self.top, top)

    def _after_word(self) -> bool:
        tail = "".join(self.chars[-4:]).rstrip()
        return tail[-1:] in '.,;:)”’"' or (len(tail) == 4 and tail.isalpha())


def main() -> None:
    """Read the PDF on standard input; write its lines."""
    import pypdfium2 as pdfium

    data = sys.stdin.buffer.read()
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        _say({"error": "encrypted" if "password" in str(error).lower() else f"broken ({error})"})
        return
    told = document.get_metadata_dict()
    _say({"pages": pages, "title": told.get("Title", ""), "author": told.get("Author", "")})
    for number in range(min(pages, MOST_PAGES)):
        try:
            _say(_page(document[number]))
        except pdfium.PdfiumError as error:
            _say({"width": 0, "height": 0, "lines": [], "error": str(error)})


def _say(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def _page(page: Any) -> dict[str, Any]:
    width, height = page.get_size()
    text = page.get_textpage()
    lines = [_line(text.raw, run) for run in _runs(text.raw, min(text.count_chars(), _MOST_CHARS))]
    return {"width": width, "height": height, "lines": [line for line in lines if line[6]]}


def _runs(raw: Any, count: int) -> Iterator[Run]:
    import pypdfium2.raw as pdfium_c

    rect, run = pdfium_c.FS_RECTF(), None
    for index in range(count):
        char = chr(pdfium_c.FPDFText_GetUnicode(raw, index))
        if char in "\r\n" or 0xD800 <= ord(char) < 0xE000:
            continue
        if char == " ":
            if run is not None and run.chars[-1:] != [" "]:
                run.chars.append(" ")
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(rect)):
            continue
        box = (rect.left, rect.bottom, rect.right, rect.top)
        size = rect.top - rect.bottom
        if run is None or not run.takes(box, size):
            if run is not None:
                yield run
            run = Run(*box, first=index, last=index)
        run.add(char, box, size)
        run.last = index
    if run is not None:
        yield run


def _line(raw: Any, run: Run) -> list[Any]:
    text = "".join(run.chars).replace(_SOFT_HYPHEN, "-").strip()
    # Above the median: a line may be half indices, or an address in a typewriter's small letters.
    sizes = sorted(run.sizes) or [0.0]
    size, least = sizes[len(sizes) * 3 // 5], min(run.sizes[-5:], default=0.0)
    upright = abs(_angle(raw, run.first)) < 0.1
    box = [round(v, 1) for v in (run.left, run.bottom, run.right, run.top)]
    bold = _is_bold(raw, run.first) and _is_bold(raw, run.last)
    return [*box, round(size, 1), bold, text, upright, round(least, 1)]


def _angle(raw: Any, index: int) -> float:
    import pypdfium2.raw as pdfium_c

    angle = float(pdfium_c.FPDFText_GetCharAngle(raw, index))
    return min(angle, abs(angle - 6.2832))


def _is_bold(raw: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium_c

    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(raw, index, name, 128, ctypes.byref(flags))
    font = name.value.decode("latin-1").lower()
    return any(sign in font for sign in ("bold", "cmbx", "-medi", "black", "heavy", "bx1", "sfbx"))


if __name__ == "__main__":
    main()
