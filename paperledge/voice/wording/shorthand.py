"""Abbreviations and Roman numerals in full words."""

import re

from paperledge.voice.wording.number_words import cardinal

_ABBREVIATIONS = {
    r"e\.\s?g\.,?": "for example,", r"i\.\s?e\.,?": "that is,", r"eg\.,": "for example,", r"ie\.,": "that is,",
    r"et\s+al\.?(?=\W|$)": "and colleagues", r"etc\.(?=\s*$)": "and so on.", r"etc\.(?=\s+[A-Z])": "and so on.",
    r"etc\b\.?": "and so on", r"vs\.": "versus", r"v\.s\.": "versus", r"cf\.": "compare", r"viz\.": "namely",
    r"resp\.": "respectively", r"approx\.": "approximately", r"ca\.(?=\s?\d)": "about", r"incl\.": "including",
    r"w\.\s?r\.\s?t\.": "with respect to", r"Dr\.": "Doctor", r"Prof\.": "Professor", r"Mr\.": "Mister",
    r"Mrs\.": "Missus", r"St\.(?=\s[A-Z])": "Saint", r"Inc\.(?=\s[a-z]|,)": "Incorporated", r"Ltd\.": "Limited",
    r"Univ\.": "University",
    r"Dept\.": "Department", r"Suppl\.": "Supplement", r"Jr\.": "Junior", r"max\.": "maximum", r"avg\.": "average",
    r"std\.": "standard", r"dev\.(?=\s)": "deviation", r"wrt\.": "with respect to", r"a\.k\.a\.": "also known as",
}  # fmt: skip
_BEFORE_NUMBER = {
    "Fig": "Figure", "Figs": "Figures", "fig": "figure", "figs": "figures", "Eq": "Equation", "Eqs": "Equations",
    "eq": "equation", "eqs": "equations", "Eqn": "Equation", "Sec": "Section", "sec": "section", "Sect": "Section",
    "Tab": "Table", "tab": "table", "Ref": "Reference", "Refs": "References", "ref": "reference", "Ch": "Chapter",
    "ch": "chapter", "App": "Appendix", "Alg": "Algorithm", "Thm": "Theorem", "Def": "Definition",
    "Prop": "Proposition",
    "Lem": "Lemma", "Cor": "Corollary", "No": "Number", "no": "number", "Nos": "Numbers", "nos": "numbers",
    "Vol": "Volume", "vol": "volume", "pp": "pages", "p": "page",
}  # fmt: skip
_ABBREVIATION = re.compile(r"(?<![\w.])(?:" + "|".join(f"({p})" for p in _ABBREVIATIONS) + ")")
_FULL = tuple(_ABBREVIATIONS.values())
_NUMBERED = re.compile(r"\b(" + "|".join(_BEFORE_NUMBER) + r")\.\s?(?=\(?\d|[A-Z]\b|[IVX]+\b)")
_BRACKETED_NUMBER = re.compile(
    r"\b((?:Equation|equation|Eq|Section|Theorem|Table|Figure)s?)\s?\((\d+(?:\.\d+)*)\)"
)
_ONE_WORDS = {" w/ ": " with ", " w/o ": " without "}


def write_out(text: str) -> str:
    """Text with abbreviations in full."""
    text = _NUMBERED.sub(lambda m: _BEFORE_NUMBER[m[1]] + " ", text)
    text = _BRACKETED_NUMBER.sub(r"\1 \2", text)
    for short, full in _ONE_WORDS.items():
        text = text.replace(short, full)
    return _ABBREVIATION.sub(_in_full, text)


def _in_full(match: re.Match[str]) -> str:
    full = _FULL[(match.lastindex or 1) - 1]
    starts = not match.string[: match.start()].rstrip(" (") or match.string[: match.start()].rstrip()[-1:] in ".!?"
    return full[0].upper() + full[1:] if starts and match.group()[0].isupper() else full


_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{0,3}))"
_COUNTED = (
    "Section|section|Part|part|Chapter|chapter|Type|type|Phase|phase|Stage|stage|Class|class|Level|level|Grade|grade|Group|group|"
    "War|Table|table|Figure|figure|Appendix|Volume|volume|Book|Act|Theorem|Lemma|Category|Track|Tier|tier|Task|Step|Step|Case|case|"
    "Region|region|Population|Regime|regime|Version|Generation|Article|Title|Schedule|Factor|factor|Mark|Collagen|collagen|Model"
)
_AFTER_COUNTED = re.compile(
    rf"\b({_COUNTED})(s?)([\s-])((?=[IVX]+\b){_ROMAN})\b(?:([\s]?(?:,|and|or|to|/|–|-)[\s]?)((?=[IVX]+\b){_ROMAN})\b)?"
)
# Elsewhere only those that are no word and no likely acronym.
_ALONE = re.compile(
    r"(?<=[A-Za-z])-(II|III|IV|VI|VII|VIII|IX|XI|XII)\b|(?<![\w-])(II|III|VII|VIII|XII|XIII)\b(?![\w.]*[A-Z])"
)


def read_roman(text: str) -> str:
    """Roman numerals as numbers, where the word before says that they are some."""
    text = _AFTER_COUNTED.sub(_counted, text)
    return _ALONE.sub(lambda m: f"{' ' if m[1] else ''}{cardinal(_value(m[1] or m[2]))}", text)


def _counted(match: re.Match[str]) -> str:
    word, plural, _, first, joint, second = match.groups()
    said = f"{word}{plural} {cardinal(_value(first))}"
    if second:
        joint = {"–": " to ", "-": " to ", "/": " or "}.get(joint.strip(), joint)
        said += f"{joint}{cardinal(_value(second))}"
    return said


def _value(roman: str) -> int:
    values = [_VALUES[c] for c in roman]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
