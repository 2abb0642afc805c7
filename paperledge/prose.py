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
    "aug sep sept oct nov dec def thm lem prop alg app suppl".split()
)
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
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group().isspace() or match.end() == len(text):
        return True
    following = text[match.end() : match.end() + 60].lstrip()
    head = following.lstrip(_OPENERS)[:1]
    if not head or (head.islower() and not following.startswith(("http", "www"))):
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    return _stop_ends(text[max(start, match.start() - 60) : match.start()].split(), following)


def _stop_ends(before: list[str], following: str) -> bool:
    """Whether a full stop after the words `before` ends a sentence."""
    raw = before[-1].lstrip("([{\"'“‘") if before else ""
    if raw.lower() in _ABBREVIATIONS:
        word = WORD.match(following)
        return raw.lower() in _MAY_END and word is not None and word.group().lower() in _STARTERS
    # A single capital after a capitalised word, or first, is an initial ("J. Smith").
    initial = len(raw) == 1 and raw.isupper() and raw != "I"
    return not (initial and (len(before) == 1 or before[-2][:1].isupper()))


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
_EMPHASIS = re.compile(r"(\*\*|__|``)(?=\S)(.{1,200}?)(?<=\S)(\*\*|__|``|'')")
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
    # Letters of mathematical alphabets are letters to the eye and to the ear.
    text = _MATH_LETTER.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


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
