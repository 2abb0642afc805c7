"""Signs between words and numbers: comparisons, arrows, slashes, plus and minus, brackets."""

import re

from paperledge.voice.wording.tables import symbols

_TYPED = {
    "<->": " ↔ ", "<=>": " ⇔ ", "-->": " → ", "->": " → ", "==>": " ⇒ ", "=>": " ⇒ ", "<--": " ← ", "<-": " ← ",
    ">>>": " ", ">>": " ≫ ", "<<": " ≪ ", ">=": "≥", "=<": "≤", "<=": "≤", "!=": " ≠ ", ":=": " is defined as ",
    "==": " = ", "+/-": " ± ", "+-": " ± ", "~=": " ≈ ",
}  # fmt: skip
_TYPED_RUN = re.compile("|".join(re.escape(t) for t in sorted(_TYPED, key=len, reverse=True)))
_BEFORE_AMOUNT = {
    "<": "less than",
    ">": "more than",
    "≤": "at most",
    "≥": "at least",
    "~": "about",
    "∼": "about",
    "≈": "about",
}
_BETWEEN = {"<": "less than", ">": "greater than", "≤": "less than or equal to", "≥": "greater than or equal to"}
_AMOUNT = r"(?=[-−+.]?\d|[$€£¥])"


def type_signs(text: str) -> str:
    """Signs made of several characters as the one they stand for; choices, "model(s)", settled."""
    text = _PLURAL_CHOICE.sub(r"\1", _ARTICLE_CHOICE.sub(r"\1", text))
    return _TYPED_RUN.sub(lambda m: _TYPED[m.group()], text)


# With a space or bracket before it and a number right after, a sign speaks of that number: ">90%", "more than".
_PREFIX = re.compile(
    rf"(?:(?<=[\s/–-])|(?:^|(?<=[(\[,]))\s*)([<>≤≥]){_AMOUNT}|(?:^|(?<=[(\[,]))\s*([<>≤≥])\s{_AMOUNT}|([~∼≈])\s?{_AMOUNT}"
)
# "x ~ N" between signs speaks of a distribution.
_DRAWN = re.compile(r"(?<=\b\w)\s[~∼]\s")
_PLUS_AFTER = re.compile(
    r"(?<![\w.,])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?[KkMBT%]?)\+(?=[\s,.;:)\]-]|$)(?!\s\d)"
)
_COMPARE = re.compile(r"\s*([<>≤≥])\s*")
_PER = re.compile(
    r"(?<=[a-z])/(?=(?:second|minute|hour|day|week|month|year|epoch|step|iteration|token|image|user|query|patient|person)\b)"
)
_OR = re.compile(
    r"\b(he|his|him|she|yes|his or her|true|positive|win|pass|present|more|increase)/"
    r"(she|her|hers|no|false|negative|loss|fail|absent|less|decrease)\b"
)
_AT = re.compile(r"\s?@\s?")
_HASH_NUMBER = re.compile(r"#\s?(?=\d)")
_HASH_WORD = re.compile(r"(?<!\w)#(?=[A-Za-z])")
_STAR_NAME = re.compile(r"\b([A-Z])\*")
_STAR_TIMES = re.compile(r"(?<=[\w)])\s?\*\s?(?=[\w(])")
_PLURAL_CHOICE = re.compile(r"(?<=[a-z])\((e?s)\)")
# (i), ii) and so on number the parts of a sentence.
_COUNTER = re.compile(r"\((i{1,3}|iv|v|vi)\)|(?<![\w(])(i{1,3}|iv)\)")
_NUMBERED_ITEM = re.compile(r"\((\d{1,2})\)(?=\s+[A-Za-z])")
_COUNTERS = {"i": "one", "ii": "two", "iii": "three", "iv": "four", "v": "five", "vi": "six"}
_ARTICLE_CHOICE = re.compile(r"\b([Aa])\(n\)")


def read_prefixes(text: str) -> str:
    """Signs that belong to the number after or before them; to be read before the number is."""
    text = _NUMBERED_ITEM.sub(r"\1,", text)
    text = _COUNTER.sub(lambda m: f"{_COUNTERS[m[1] or m[2]]},", text)
    text = _DRAWN.sub(" is distributed as ", text)
    text = _PREFIX.sub(lambda m: f" {_BEFORE_AMOUNT[m[1] or m[2] or m[3]]} ", text)
    text = _PLUS_AFTER.sub(r"more than \1", text)
    return _HASH_NUMBER.sub("number ", text)


def read_operators(text: str) -> str:
    """All other signs in words; what no word fits is a pause or nothing."""
    text = _COMPARE.sub(lambda m: f" {_BETWEEN[m[1]]} ", text)
    text = _OR.sub(r"\1 or \2", _PER.sub(" per ", text))
    text = _STAR_TIMES.sub(" times ", _STAR_NAME.sub(r"\1 star ", text))
    text = _AT.sub(" at ", _HASH_WORD.sub("hashtag ", text))
    text = _LETTER.sub(_say_letter, _read_pluses(text))
    return "".join(_sign(c) for c in text)


_LETTER = re.compile("[" + "".join(c for c in symbols()[0] if c.isalpha()) + "]")


def _say_letter(match: re.Match[str]) -> str:
    """A Greek letter in words; a hyphen beside it stays."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return (" " if before.isalnum() else "") + symbols()[0][match.group()] + (" " if after.isalnum() else "")


def _read_pluses(text: str) -> str:
    text = re.sub(r"(?<=[A-Za-z])\+\+(?!\w)", " plus plus", text)
    return text.replace("+", " plus ")


def _sign(character: str) -> str:
    if character in "|{}[]()<>":
        return ", " if character in "()[]|" else " "
    if character in "/_\\^*#~$":
        return " "
    words = symbols()[0].get(character)
    if words is None or character == "…":
        return character
    return f" {words} "
