"""Names: the lexicon, acronyms spelled or read as words, inner capitals, letters beside digits."""

import re

from paperledge.voice.wording.tables import Lexicon

_ONSET = (
    "(?:b|bl|br|c|ch|cl|cr|d|dr|f|fl|fr|g|gl|gr|h|j|k|kl|kr|l|m|n|p|ph|pl|pr|qu|r|s|sc|sch|scr|sh|sk|sl|sm|sn|sp|spl|spr|"
    "st|str|sw|t|th|tr|tw|v|w|wh|y|z)"
)
_NUCLEUS = "(?:[aeiou]|ai|au|ay|ea|ee|ei|eu|ey|ia|ie|io|oa|oi|oo|ou|oy|ue|ui|y)"
_CODA = (
    "(?:b|c|ck|ct|d|f|ft|g|k|l|ld|lf|lk|ll|lm|lp|lt|m|mp|n|nc|nce|nch|nd|ng|nk|nt|p|pt|r|rc|rch|rd|rf|rg|rk|rl|rm|rn|rp|rs|rt|"
    "s|sh|sk|sm|sp|ss|st|t|tch|th|tt|v|x|z)"
)
# Syllables an English reader would say without thinking; whatever does not fit is spelled.
_SAYABLE = re.compile(f"{_ONSET}?{_NUCLEUS}(?:{_CODA}?{_ONSET}?{_NUCLEUS})*{_CODA}?s?")
_MIN_SAYABLE = 4  # three capitals are mostly initials
_WORD = re.compile(r"(?<![A-Za-zÀ-ɏ'])[A-Za-zÀ-ɏ]*[A-Z][A-Za-zÀ-ɏ]*(?:'[a-z]+)?(?![A-Za-zÀ-ɏ])")
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z]{2})|[A-Z]+(?![a-z])|[A-Z]?[a-zÀ-ɏ]+|[A-Z]")
_SHOUT = 0.8  # share of capitals above which a text is shouting rather than full of acronyms


def apply_lexicon(text: str, lexicon: Lexicon) -> str:
    """Terms of the lexicon in their respelling; a plural or possessive ending stays on."""
    return lexicon.pattern.sub(lambda m: lexicon.respelled[m.group()], text)


def quiet_shouting(text: str) -> str:
    """A text all in capitals in lower case: its capitals mean nothing."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 20 and len(text.split()) > 4 and sum(c.isupper() for c in letters) > _SHOUT * len(letters):
        return text[:1] + text[1:].lower()
    return text


def read_names(text: str, lexicon: Lexicon) -> str:
    """Acronyms spelled letter by letter or as words, and names with inner capitals taken apart."""

    def say(match: re.Match[str]) -> str:
        words = _say_name(match.group(), lexicon)
        return _free_of_hyphens(match, words)

    return _HYPHENS.sub(" ", _WORD.sub(say, text)) if text else text


# Marks where a hyphen beside a spelled name is to become a space; never part of a text.
_LOOSE = "\u0001"
_HYPHENS = re.compile(f"-?{_LOOSE}-?")


def _free_of_hyphens(match: re.Match[str], words: str) -> str:
    return f"{_LOOSE}{words}{_LOOSE}" if " " in words and words != match.group() else words


def _say_name(name: str, lexicon: Lexicon) -> str:
    stem, ending = _stem(name)
    if stem in lexicon.as_words or name in lexicon.as_words:
        return name
    if stem in lexicon.respelled:
        return lexicon.respelled[stem] + ending
    capitals = sum(c.isupper() for c in stem)
    if capitals < 2 and not (capitals == 1 and stem[:1].islower()):
        return name
    if stem in lexicon.joined:
        return stem + ending
    if stem.isupper():
        return _say_capitals(stem, ending)
    return _say_mixed(stem, ending, lexicon)


def _stem(name: str) -> tuple[str, str]:
    """A name and its plural or possessive ending."""
    for ending in ("'s", "s'", "s"):
        stem = name.removesuffix(ending)
        if stem != name and len(stem) >= 2 and stem[-1].isupper():
            return stem, "'s" if ending == "s'" else ending
    return name, ""


def _say_capitals(stem: str, ending: str) -> str:
    if len(stem) >= _MIN_SAYABLE and _SAYABLE.fullmatch(stem.lower()):
        return stem.capitalize() + ending
    return spell(stem, ending)


def _say_mixed(stem: str, ending: str, lexicon: Lexicon) -> str:
    pieces = _PIECES.findall(stem)
    # IoT, QoS, MoE: initials with a small word between them.
    if len(stem) <= 4 and any(len(p) <= 2 and p[:1].isupper() and p[1:].islower() for p in pieces[:-1]):
        return spell(stem, ending)
    said = [
        lexicon.respelled.get(p) or (p if p in lexicon.as_words or not p.isupper() else _say_capitals(p, ""))
        for p in pieces
    ]
    spelled = ending and pieces[-1].isupper()
    return " ".join(said) + ("'s" if spelled else ending)


def spell(letters: str, ending: str = "") -> str:
    """Letter by letter; a plural takes an apostrophe, so that "G P U's" is not heard as "us"."""
    return " ".join(letters) + ("'s" if ending else "")
