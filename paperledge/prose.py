"""Sentences and words of running text: the one place that says where a sentence ends and what markup means.

Offsets are characters of the text that was given; nothing here changes a text in place.
"""

import functools
import re
import unicodedata
from typing import Any

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")

# A full stop after one of these does not end a sentence (lower case, without the stop).
_ABBREVIATIONS = frozenset(
    "e.g i.e cf vs et al etc fig figs eq eqs sec secs ref refs tab no nos vol pp ed eds dr prof mr mrs ms st "
    "jr approx resp viz ca w.r.t i.i.d a.k.a u.s u.k u.n inc ltd co corp dept univ jan feb mar apr jun jul "
    "aug sep sept oct nov dec def thm lem prop alg app suppl spp var subsp ser art cat ch chap incl excl".split()
)
# These do not end a sentence only where a number follows ("p. 12"): else "no" and "p" are words of their own.
_BEFORE_NUMBERS = frozenset("p pp no nos vol art cat ch chap ser".split())
# A sentence that is only its own number ("II.", "3.", "(a)") goes on.
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[IVX]{1,5}|[A-Za-z])[.)]?")
_LONGEST = 2_000  # characters; text without full stops is cut at a space
_ASIDE = 300  # characters; a full stop within brackets no longer than this ends nothing
# These may well end one ("... et al. We", "... in the U.S. We"): the word after them decides.
_MAY_END = frozenset("etc al u.s u.k u.n".split())
_STARTERS = frozenset(
    "a an the this that these those we our i it its in on at by for from with to as here there their they he "
    "she however moreover furthermore thus therefore finally first second third while when if although "
    "because since both all each many most more some such one two three given using based experiments "
    "results extensive code additionally specifically particular recent existing current unlike despite "
    "through via what how why can".split()
)
_END = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s)|[.!?…]+[\"'”’)\]»]*$|\n\s*\n")
_OPENERS = "\"'“‘([«$\\*"


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand: (start, end) in order, white space at the ends left out.

    Blank lines always end one; abbreviations, initials and decimals do not. Every character that is not white
    space belongs to exactly one sentence.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if match.start() >= start and _ends_here(text, start, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    trimmed = [found for span in spans if (found := _trim(text, *span))]
    return [piece for span in trimmed for piece in _cut(text, *span)]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence in pieces of at most _LONGEST characters; a word longer than that stays whole."""
    pieces = []
    while end - start > _LONGEST:
        space = max(text.rfind(" ", start + 1, start + _LONGEST), text.rfind("\n", start + 1, start + _LONGEST))
        if space <= start:
            following = re.compile(r"\s").search(text, start + _LONGEST, end)
            if following is None:
                break
            space = following.start()
        pieces.append((start, space))
        start = space
    pieces.append((start, end))
    return [found for piece in pieces if (found := _trim(text, *piece))]


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group().isspace() or match.end() == len(text):
        return True
    following = text[match.end() : match.end() + 60].lstrip()
    head = following.lstrip(_OPENERS)[:1]
    if not head or (head.islower() and not following.startswith(("http", "www"))):
        return False
    if _ENUMERATOR.fullmatch(text, _first(text, start), match.end()) or _in_aside(text, start, match):
        return False
    if match.group().startswith("!") and match.start() - start > 1 and not text[match.start() - 2].isalnum():
        return not text[match.start() - 1].isalpha()  # a factorial
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    return _stop_ends(text[max(start, match.start() - 60) : match.start()].split(), following)


def _first(text: str, start: int) -> int:
    while text[start].isspace():
        start += 1
    return start


def _in_aside(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a stop stands within brackets that close soon: "(Millipore Ltd., UK. Now Eurofins)"."""
    if ")" in match.group() or "]" in match.group():
        return False
    opened = text.rfind("(", max(start, match.start() - _ASIDE), match.start())
    # A sentence in brackets of its own, or a stretch of them, ends as others do.
    if opened <= _first(text, start) or text.find(")", opened, match.start()) >= 0:
        return False
    closed = text.find(")", match.end(), match.end() + _ASIDE)
    between = text[match.end() : closed]
    return closed >= 0 and "(" not in between and "\n\n" not in between


def _stop_ends(before: list[str], following: str) -> bool:
    """Whether a full stop after the words `before` ends a sentence."""
    raw = before[-1].lstrip("([{\"'“‘") if before else ""
    if raw.lower() in _BEFORE_NUMBERS:
        return not following[:1].isdigit()
    if raw.lower() in _ABBREVIATIONS:
        word = WORD.match(following)
        return raw.lower() in _MAY_END and word is not None and word.group().lower() in _STARTERS
    # A single capital after a capitalised word, or first, is an initial ("J. Smith").
    initial = len(raw) == 1 and raw.isupper() and raw != "I"
    more = re.match(r"[A-Z]\.\s", following)
    return not (initial and (len(before) == 1 or before[-2][:1].isupper() or more))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def words(text: str) -> list[str]:
    """Runs of letters and digits with inner hyphen or apostrophe, as they stand."""
    return WORD.findall(text)


_COMMANDS = re.compile(r"\\[a-zA-Z]+|\$|\\[%&_#{}$]|\\['`^\"~=.]")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:]*(?:\s[^<>]{0,200})?/?>")
_CITE = re.compile(r"~?\\(?:cite\w*|ref|eqref|label|footnote)\*?(?:\[[^\]]*\])*\{[^{}]*\}")
_NUMBER_CITE = re.compile(r"\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")
_EMPHASIS = re.compile(r"(\*\*|__|``)(?=\S)(.{1,200}?)(?<=\S)\1")
_DASHES = re.compile(r"(\w+)--(?=(\w))")
_MATH_LETTER = re.compile("[\U0001d400-\U0001d7ff]")
_HREF = re.compile(r"\\(?:href\{[^{}]*\}|url)\{([^{}]*)\}")


@functools.lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A text as a person would write it: TeX, HTML and Markdown marks and numbered citations resolved.

    Text without markup comes back unchanged but for white space and the Unicode form (NFC).
    """
    text = _CITE.sub("", _TAG.sub("", text))
    text = _NUMBER_CITE.sub("", _EMPHASIS.sub(r"\2", text))
    if _COMMANDS.search(text):
        text = _untex(_HREF.sub(r"\1", text))
    text = text.replace("``", "“").replace("''", "”").replace("---", "—").replace(" -- ", " – ")
    text = _DASHES.sub(_dash, text)
    # Letters of mathematical alphabets are letters to the eye and to the ear.
    text = _MATH_LETTER.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _dash(match: re.Match[str]) -> str:
    """Between names or numbers two hyphens join ("Kolmogorov--Arnold", "3--5"); elsewhere they are a break."""
    left, right = match[1], match[2]
    joins = (left[0].isupper() and right.isupper()) or (left[-1].isdigit() and right.isdigit())
    return f"{left}–" if joins else f"{left} – "


def _untex(text: str) -> str:
    # Abstracts mix TeX with plain text: a bare per-cent sign is a sign, never a comment.
    guarded = re.sub(r"(?<!\\)%", r"\\%", text)
    if len(re.findall(r"(?<!\\)\$", guarded)) == 1:
        guarded = re.sub(r"(?<!\\)\$", r"\\$", guarded)
    try:
        return str(_converter().latex_to_text(guarded))
    except (ValueError, IndexError, RecursionError):
        # Broken TeX: what is left after the marks are gone still reads.
        return re.sub(r"\\[a-zA-Z]+|[${}\\]", " ", text)


@functools.cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_braced_groups=False, strict_latex_spaces=False)
