"""The last step: only letters and plain punctuation, spaced as in print. Running it twice changes nothing."""

import re
import unicodedata

_ALLOWED_MARKS = re.compile(r"[^\w\s,.;:!?'-]|[\d_]")
_DOTS = re.compile(r"\.{2,}")
_APOSTROPHE = re.compile(r"(?<![^\W\d_])'|'(?![^\W\d_])")
_DASH = re.compile(r"\s*—\s*|\s+–\s+|\s+-{1,3}\s+|-{2,}")
_LOOSE_HYPHEN = re.compile(r"(?<![^\W\d_])-|-(?![^\W\d_])")
# A letter that is said by its name stands free: "X ray", "V I T B".
_LETTER_HYPHEN = re.compile(r"(?<=\b[A-Z])-(?=\w)|(?<=\w)-(?=[A-Z]\b)")
_MARK_RUN = re.compile(r"[\s]*[,.;:!?](?:\s*[,.;:!?])*")
_STRENGTH = "?!.;:,"
_LEADING = re.compile(r"^[\s,.;:!?'-]+")


def finish(text: str) -> str:
    """Text in the alphabet of speech: letters, space and , . ; : ! ? ' - (no mark before the first letter)."""
    text = "".join(c if _sayable(c) else " " for c in text)
    text = _DASH.sub(", ", text).replace("–", "-").replace('"', " ")
    text = _DOTS.sub(_ellipsis, text)
    text = _ALLOWED_MARKS.sub(" ", text)
    text = _LOOSE_HYPHEN.sub(" ", _APOSTROPHE.sub("", text))
    text = _LETTER_HYPHEN.sub(" ", text)
    text = _MARK_RUN.sub(_strongest, text)
    return " ".join(_LEADING.sub("", text).split())


def _sayable(character: str) -> bool:
    return character.isascii() or character in "–—" or unicodedata.category(character)[0] == "L"


def _ellipsis(match: re.Match[str]) -> str:
    return "." if not match.string[match.end() :].strip() else ","


def _strongest(match: re.Match[str]) -> str:
    """One mark where several met ("), ." after brackets became commas): the strongest, said once."""
    marks = [c for c in match.group() if not c.isspace()]
    if set(marks) == {"."} and match.string[match.end() : match.end() + 1].isalpha() and match.group() == ".":
        # A stop inside a name would end the sentence for the voice.
        return " dot " if match.string[: match.start()][-1:].isalpha() else " "
    if len(marks) == 2 and marks[0] == "." and marks[1] in ",;:":
        # The stop of an abbreviation.
        return marks[1] + " "
    return min(marks, key=_STRENGTH.index) + " "
