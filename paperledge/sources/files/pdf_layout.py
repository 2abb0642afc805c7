"""What each line of a PDF page is: running text, heading, or one of the things that are left out.

Rules of the page, not of one publisher: the size most letters have is the text's; what repeats at the edge is a
running header; smaller lines are notes, captions and tables; two columns are read one after the other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from paperledge.prose import words
from paperledge.sources.files.blocks import Blocks, clean
from paperledge.sources.files.citations import without_text_citations


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed; lengths in points, y upwards. `size` is the height of its letters' boxes."""

    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    text: str
    upright: bool
    least: float  # size of its last letters: bold words that open a line make no heading


@dataclass(frozen=True, slots=True)
class Page:
    """One page's lines, in the order of the file."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(slots=True)
class ReadPages:
    """What the pages hold."""

    blocks: Blocks
    title: str = ""
    authors: tuple[str, ...] = ()
    stamps: list[str] = field(default_factory=list)  # ids printed in the margin


_SECTION = re.compile(
    r"(?:(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?\s+|(?:[IVX]{1,5})\.\s+|§\s*)?(?=[A-Z“\"'(\d])(?P<title>.{2,120})$"
)
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z](?:\.\d{1,2})+|[A-Z]\.?)\s+[A-Z][a-zA-Z]"
)
_KNOWN = re.compile(
    r"^(?:abstract|summary|introduction|background|related work|methods?|materials and methods|results|discussion|"
    r"conclusions?|evaluation|experiments|limitations|acknowledge?ments?|references|bibliography|appendix|appendices|"
    r"supplementary material|ethics statement|broader impact)\b[^a-z]*$",
    re.I,
)
_REFERENCES = re.compile(r"^(?:references|bibliography|literature cited|works cited|r\s?eferences)\W*$", re.I)
_NO_TEXT_PART = re.compile(
    r"^(?:acknowledge?ments?|author contributions?|funding|competing interests|conflicts? of interest|keywords)\b",
    re.I,
)
_CAPTION = re.compile(
    r"^(?:(?:supplementary|extended data)\s+)?(?:figure|fig|table|tab|algorithm|listing)\.?\s*"
    r"[A-Z]?\d+[a-z]?\s*[:.|(]",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^(?:proceedings of|in proceedings|©|c\s*⃝|copyright|permission to make|preprint\b|under review|published as|"
    r"this work is licensed|licensed under|equal contribution|corresponding author|"
    r"\d+(?:st|nd|rd|th) conference|arxiv:)",
    re.I,
)
# A hyphen after one of these belongs to the word, unless the text also writes it in one.
_STANDS_ALONE = frozenset(
    "self non well cross state high low long short real large small end open semi post".split()
)
_STAMP = re.compile(r"arXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)")


def read_pages(pages: Sequence[Page]) -> ReadPages:
    """The running text of all pages, titled part by part, with the paper's own title and authors."""
    read = ReadPages(Blocks())
    body = _body_size(pages)
    edge = _edge_lines(pages)
    flow: list[tuple[Line, float, float]] = []
    for number, page in enumerate(pages):
        read.stamps += [m[1] for line in page.lines if (m := _STAMP.search(line.text))]
        lines = [
            x for x in page.lines if x.upright and _edge_key(x, page) not in edge and not _is_page_number(x, page)
        ]
        if number == 0:
            lines = _front(read, lines, page, body)
        flow += _in_order(_whole_lines(lines), page, body)
    kept = [place for block in _blocks(flow, body) for place in _prose_of(block, read.blocks, body)]
    _Reader(read, body, _vocabulary(pages)).read(kept)
    return read


Place = tuple[Line, float, float]  # a line, and the left and right edge of its column


def _blocks(flow: Sequence[Place], body: float) -> Iterator[list[Place]]:
    """Lines that stand close under each other; a heading or a caption begins a block of its own."""
    block: list[Place] = []
    for place in flow:
        line = place[0]
        last = block[-1][0] if block else None
        near = (
            last is not None
            and -0.5 * body < last.bottom - line.bottom < 1.75 * body
            and place[1:] == block[-1][1:]
        )
        edge = last is not None and (_is_section(last, body) or abs(last.size - line.size) > 0.07 * body)
        if block and (not near or edge or _is_section(line, body) or _CAPTION.match(line.text)):
            yield block
            block = []
        block.append(place)
    if block:
        yield block


def _prose_of(block: list[Place], blocks: Blocks, body: float) -> list[Place]:
    """The block, or nothing where most of its lines do not run from margin to margin, as tables and figures do."""
    if len(block) < 2 or _is_section(block[0][0], body):
        return block
    running = sum(_runs_through(*place) or _ends_paragraph(*place[:2]) for place in block)
    if running >= 0.4 * len(block):
        return block
    blocks.leave_out("lines of formulas, tables and figures", len(block))
    return []


def _runs_through(line: Line, left: float, right: float) -> bool:
    return line.left < left + 2.2 * line.size and line.right > right - 3 * line.size and _is_prose(line)


def _ends_paragraph(line: Line, left: float) -> bool:
    return line.left < left + 1.8 * line.size and line.text.endswith((".", ":", "?")) and _is_prose(line)


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _edge_key(line: Line, page: Page) -> str:
    """What identifies a running header: its words, wherever figures differ. "" away from the edges."""
    if page.height * 0.09 < line.bottom and line.top < page.height * 0.91:
        return ""
    return re.sub(r"\d+", "#", line.text).strip().lower() or "#"


def _edge_lines(pages: Sequence[Page]) -> set[str]:
    seen = Counter(key for page in pages for key in {_edge_key(x, page) for x in page.lines} if key)
    return {key for key, count in seen.items() if count > 1 and len(pages) > 1}


def _is_page_number(line: Line, page: Page) -> bool:
    at_edge = line.top < page.height * 0.11 or line.bottom > page.height * 0.89
    return at_edge and bool(
        re.fullmatch(r"\W*(?:page\s*)?(?:\d{1,5}|[ivxl]{1,6})\W*(?:of\s*\d+)?", line.text, re.I)
    )


def _front(read: ReadPages, lines: list[Line], page: Page, body: float) -> list[Line]:
    """Title and authors off the first page; gives the lines below them."""
    upper = [x for x in lines if x.bottom > page.height * 0.45 and len(x.text) > 3]
    abstract = next((x for x in lines if re.match(r"^abstract\b", x.text.replace(" ", ""), re.I)), None)
    largest = max((x.size for x in upper), default=0.0)
    if largest < body * 1.12:
        return lines
    title = [x for x in upper if x.size > largest * 0.94]
    title.sort(key=lambda x: (-round(x.bottom / (largest / 2)), x.left))
    read.title = re.sub(r"(\w)- (?=[a-z])", r"\1", clean(" ".join(x.text for x in title)))
    floor = min(x.bottom for x in title)
    heads = [x for x in lines if x.top < floor and _is_section(x, body) and not _looks_like_people(x)]
    ceiling = abstract.top if abstract else max((x.top for x in heads), default=floor)
    between = [x for x in lines if x.bottom >= ceiling - 1 and x.top <= floor + largest and x not in title]
    read.authors = _names(between)
    gone = {id(x) for x in (*title, *between)}
    return [x for x in lines if id(x) not in gone and x.bottom < floor]


def _looks_like_people(line: Line) -> bool:
    return not _NUMBERED.match(line.text) and not _KNOWN.match(line.text)


_PLACES = re.compile(
    r"universit|institut|department|school|college|laborator|research|inc\b|google|microsoft|facebook|center|centre|"
    r"academy|@|http|\d{3}|street|faculty|group|corporation|allen|ai\b|abstract",
    re.I,
)


def _names(lines: Sequence[Line]) -> tuple[str, ...]:
    found: list[str] = []
    for line in sorted(lines, key=lambda x: (-round(x.top), x.left)):
        for name in re.split(r"\s*(?:,|;|&|\band\b|\s{2,}|·|•)\s*", re.sub(r"[\d∗†‡§*♠♣♥♦⋄]+", " , ", line.text)):
            name = clean(name).strip(" ,.")
            if _is_name(name):
                found.append(name)
    return tuple(dict.fromkeys(found))


_LITTLE = frozenset("de van von der den la al bin di del".split())


def _is_name(text: str) -> bool:
    if not re.fullmatch(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*", text) or _PLACES.search(text):
        return False
    return all(part[:1].isupper() or part in _LITTLE for part in text.split())


def _whole_lines(lines: Sequence[Line]) -> list[Line]:
    """Pieces of one printed line put together where only a gap within it parted them."""
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        level = last is not None and min(last.top, line.top) - max(last.bottom, line.bottom) > 0.5 * line.size
        if last is not None and level and -1 < line.left - last.right < 1.6 * max(last.size, line.size):
            size, bold = (
                (last.size, last.bold)
                if len(last.text) >= len(line.text)
                else (line.size, line.bold and last.bold)
            )
            whole[-1] = Line(
                last.left, min(last.bottom, line.bottom), line.right, max(last.top, line.top), size, bold,
                f"{last.text} {line.text}", True, min(last.least, line.least),
            )  # fmt: skip
        else:
            whole.append(line)
    return whole


def _in_order(lines: Sequence[Line], page: Page, body: float) -> Iterator[tuple[Line, float, float]]:
    """(line, left and right edge of its column) in reading order."""
    middle = _middle(lines, page)
    columns = _has_columns(lines, middle, body)
    bands: list[list[Line]] = [[]]
    for line in sorted(lines, key=lambda x: -x.top):
        crossing = line.left < middle - 12 and line.right > middle + 12
        if not columns or crossing:
            bands += [[line], []]
        else:
            bands[-1].append(line)
    for band in bands:
        for side in ([x for x in band if x.left < middle - 2], [x for x in band if x.left >= middle - 2]):
            ordered = sorted(side, key=lambda x: (-round(x.bottom + x.size * 0.3), x.left))
            if columns and len(band) > 0:
                left, right = min((x.left for x in side), default=0), max((x.right for x in side), default=0)
                if len(band) > 1 or len(side) > 1:
                    left, right = _column_edges(lines, middle, side)
            else:
                left, right = _edges(lines)
            yield from ((line, left, right) for line in ordered)


def _middle(lines: Sequence[Line], page: Page) -> float:
    left, right = min((x.left for x in lines), default=0), max((x.right for x in lines), default=page.width)
    return (left + right) / 2


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """The text's left and right edge: where most lines begin, and the furthest most of them reach."""
    lefts = Counter(round(x.left / 2) * 2 for x in lines for _ in range(max(1, len(x.text) // 10)))
    rights = sorted(x.right for x in lines if len(x.text) > 20)
    return (lefts.most_common(1)[0][0], rights[int(len(rights) * 0.8)]) if lefts and rights else (0.0, 0.0)


def _column_edges(lines: Sequence[Line], middle: float, side: Sequence[Line]) -> tuple[float, float]:
    on_left = bool(side) and side[0].left < middle - 2
    same = [
        x
        for x in lines
        if (x.left < middle - 2) == on_left and not (x.left < middle - 12 and x.right > middle + 12)
    ]
    return _edges(same)


def _has_columns(lines: Sequence[Line], middle: float, body: float) -> bool:
    text = [x for x in lines if len(x.text) > 15 and x.size > body * 0.75]
    beside = sum(x.right < middle + 12 or x.left > middle - 12 for x in text)
    right = sum(x.left > middle - 12 for x in text)
    return bool(text) and beside > 0.6 * len(text) and right > 0.15 * len(text)


def _is_section(line: Line, body: float) -> bool:
    text = line.text.strip()
    if len(text) > 120 or len(words(text)) > 14 or not any(c.isalpha() for c in text) or line.size < body * 0.9:
        return False
    if _CAPTION.match(text):
        return False
    if _KNOWN.match(re.sub(r"^[\dIVX.]+\s+", "", text)):
        return True
    marked = line.bold or line.least > body * 1.08
    if not marked or text.endswith((",", ";", "-")) or not _SECTION.match(text):
        return False
    return bool(_NUMBERED.match(text)) or (len(words(text)) <= 10 and not text.endswith("."))


def _vocabulary(pages: Sequence[Page]) -> Counter[str]:
    """Words as they stand within lines: they tell whether a hyphen at a line's end belongs to the word."""
    return Counter(w.lower() for page in pages for line in page.lines for w in words(line.text)[:-1])


class _Reader:
    """Puts lines into paragraphs, and leaves out what is none."""

    def __init__(self, read: ReadPages, body: float, vocabulary: Counter[str]) -> None:
        self.read_pages, self.body, self.known = read, body, vocabulary
        self.part = self.top = ""
        self.paragraph, self.skipping, self.in_abstract = "", "", False
        self.last: tuple[Line, float, float] | None = None
        self.heading_line: Line | None = None

    def read(self, flow: Sequence[tuple[Line, float, float]]) -> None:
        """All lines, in reading order."""
        for place in flow:
            if not self._starts_part(place[0]):
                self._line(*place)
        self._end()

    def _starts_part(self, line: Line) -> bool:
        text = re.sub(r"^[\dIVX.]+\s+|^[A-Z](?:\.\d+)*\.?\s+(?=[A-Z])", "", line.text).strip()
        if match := re.match(r"^abstract\s*[.:—–-]+\s*(?=\S)", line.text, re.I):
            self._open_part("Abstract", line)
            rest = line.text[match.end() :]
            self._line(
                Line(line.left, line.bottom, line.right, line.top, line.size, False, rest, True, line.least),
                line.left,
                line.right,
            )
            return True
        if re.fullmatch(r"a\s?b\s?s\s?t\s?r\s?a\s?c\s?t\W*", line.text.strip(), re.I):
            self._open_part("Abstract", line)
            return True
        if not _is_section(line, self.body):
            return False
        if self.skipping == "references" and not re.match(
            r"^(?:appendi|supplement|[A-Z](?:\.\d)*\.?\s)", line.text, re.I
        ):
            return True
        if self._goes_on(line):
            self.part = self.part + " " + clean(line.text)
            self.heading_line = line
            return True
        self._open_part(clean(text), line)
        return True

    def _goes_on(self, line: Line) -> bool:
        """Whether a heading is the second line of the one above it."""
        above = self.heading_line
        return (
            above is not None
            and not self.paragraph
            and not _NUMBERED.match(line.text)
            and not _KNOWN.match(line.text)
            and abs(above.size - line.size) < 0.6
            and 0 < above.bottom - line.bottom < 2.2 * line.size
        )

    def _open_part(self, title: str, line: Line) -> None:
        self._end()
        self.heading_line = line
        if _REFERENCES.match(title):
            self.skipping = "references"
            return
        self.skipping = "part" if _NO_TEXT_PART.match(title) else ""
        level = len(re.findall(r"\d+", re.match(r"^[A-Z\d.]*", line.text)[0]))  # type: ignore[index]
        if level > 1 and self.top:
            self.part = f"{self.top}: {title}"
        else:
            self.part = self.top = title
        self.in_abstract = title.lower() == "abstract"

    def _line(self, line: Line, left: float, right: float) -> None:
        if self.skipping in ("references", "part"):
            return
        small = line.size < self.body * (0.75 if self.in_abstract else 0.93)
        if _CAPTION.match(line.text):
            self._pause("captions")
        elif small or _BOILERPLATE.match(line.text):
            if self.skipping != "captions":
                self._pause("")
        elif self.skipping == "captions" and self._follows_caption(line):
            pass
        elif _is_prose(line) or self._closes_paragraph(line, left):
            self.skipping = ""
            self._text(line, left, right)
        else:
            self._pause("")
            self.read_pages.blocks.leave_out("lines of formulas, tables and figures")
            return
        if self.skipping == "captions":
            self.last_caption = line

    def _closes_paragraph(self, line: Line, left: float) -> bool:
        """Whether a line without words ("2011).") is the next one of a paragraph that is still open."""
        if self.last is None or self.skipping or re.search(r"[.!?:]$", self.paragraph):
            return False
        pitch = self.last[0].bottom - line.bottom
        return 0 < pitch < 1.5 * line.size and abs(line.left - left) < 2 and any(c.isalnum() for c in line.text)

    last_caption: Line | None = None

    def _follows_caption(self, line: Line) -> bool:
        above = self.last_caption
        return (
            above is not None
            and 0 < above.bottom - line.bottom < 1.6 * line.size
            and abs(line.size - above.size) < 0.6
        )

    def _pause(self, what: str) -> None:
        if what:
            self.read_pages.blocks.leave_out(what)
            self.skipping = what

    def _text(self, line: Line, left: float, right: float) -> None:
        text = clean(line.text)
        if self.paragraph and self._breaks(line, left):
            self._end()
        self.paragraph = self._joined(self.paragraph, text) if self.paragraph else text
        self.last = (line, left, right)
        self.heading_line = None

    def _breaks(self, line: Line, left: float) -> bool:
        if self.last is None:
            return True
        last, last_left, last_right = self.last
        if not re.search(r"[.!?:][\"”’)\]]*$", self.paragraph):
            return False
        margin = left if left != last_left else min(left + line.size, last.left)
        indented = line.left > margin + 0.5 * line.size
        short = last.right < last_right - 2.5 * last.size
        far = last.bottom - line.bottom > 1.9 * line.size
        return indented or short or far

    def _joined(self, before: str, text: str) -> str:
        match = re.search(r"([^\W\d_][\w-]*)-$", before)
        # "sentence- and token-level": the hyphen stands for the rest of a word.
        if match is None or not text[:1].isalpha() or re.match(r"(?:and|or|to|and/or)\b", text):
            return f"{before} {text}"
        first, second = match[1], re.match(r"[\w’'-]*", text)[0]  # type: ignore[index]
        whole, hyphened = self.known[(first + second).lower()], self.known[f"{first}-{second}".lower()]
        lone = "-" in first or first.lower() in _STANDS_ALONE or (second[:1].isupper() and not first.isupper())
        return (before if hyphened > whole or (lone and not whole) else before[:-1]) + text

    def _end(self) -> None:
        if self.paragraph:
            self.read_pages.blocks.add(self.part, without_text_citations(self.paragraph))
        self.paragraph, self.last = "", None


def _is_prose(line: Line) -> bool:
    """Whether a line of the text's own size reads like text: words in it, not figures and signs."""
    text = line.text
    letters = sum(c.isalpha() for c in text)
    long_words = [w for w in words(text) if len(w) > 2 and w.isascii()]
    return letters >= 0.6 * len(text.replace(" ", "")) and len(long_words) >= 0.35 * len(text.split())
