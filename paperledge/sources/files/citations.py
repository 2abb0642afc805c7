"""Citation marks in text that does not mark them: "[3, 7]", "(Smith et al., 2010; Lee, 2011)"."""

import re

_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:[’'.-][^\W\d_]+)*\.?"
_OF = r"(?:(?:[Vv]an|[Vv]on|de|der|den|la|le|di|del)\s)*"
_PEOPLE = rf"{_OF}{_NAME}(?:\s(?:et\sal\.?,?|and\s(?:{_OF}{_NAME}\s?)+|&\s(?:{_OF}{_NAME}\s?)+|{_OF}{_NAME}))*"
_YEARS = r"(?:1[89]|20)\d\d[a-z]?(?:\s?[,/]\s?(?:(?:1[89]|20)\d\d[a-z]?|[a-z]\b))*"
# "(Beijing 2008)" is no citation: names and year are parted by a comma, or the names are several.
_SEVERAL = r"(?=[^();]*(?:,\s|\set\sal|\sand\s|\s&\s))"
_WHEN = rf"(?:\(?{_YEARS}\)?|to\sappear|in\spress|forthcoming)"
_ONE = rf"(?:{_SEVERAL}{_PEOPLE}(?:\set\sal\.?)?,?\s{_WHEN}(?:,\spp?\.\s?[\d–-]+)?)"
_LEAD = r"(?:(?:see|see\salso|cf\.|e\.g\.|e\.g\.,|i\.e\.,|inter\salia|following|as\sin|for\sexample)[,:]?\s)*"
_GROUP = re.compile(
    rf"\s?[(\[]{_LEAD}{_ONE}(?:\s?[;,]\s?(?:and\s)?(?:{_LEAD}{_ONE}|{_YEARS}))*(?:,?\sinter\salia)?\s?[)\]]"
)
_NUMBERS = re.compile(r"\s?\[\d{1,3}[a-z]?(?:\s?[,;–-]\s?\d{1,3}[a-z]?)*\]")
_NARRATIVE = re.compile(rf"(\b[A-ZÀ-ÖØ-Þ][\w’'-]+|\bal\.|\bcolleagues)\s[(\[]{_YEARS}(?:,\spp?\.\s?[\d–-]+)?[)\]]")
# After one of these a number in brackets is a word of the sentence: "as shown in [12]".
_NEEDS_ONE = re.compile(
    r"\b(?:in|by|of|from|to|with|see|than|following|on|at|like|via|per|using|extends?|follows?)\s*$", re.I
)
CITED = "[cited work]"


def without_text_citations(text: str) -> str:
    """Citation marks taken out; "Smith et al. (2010) show" keeps its subject.

    A range such as "[0, 1]" is no citation: a zero never numbers a reference, so brackets with one stay.
    """
    text = _GROUP.sub("", text)
    text = _NUMBERS.sub(lambda m: m[0] if re.search(r"(?<!\d)0(?!\d)", m[0]) else filled(m), text)
    return re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", _NARRATIVE.sub(r"\1", text))


def filled(match: re.Match[str]) -> str:
    """What takes the place of a citation by number: nothing, or CITED where the sentence would have a hole."""
    return f" {CITED}" if _NEEDS_ONE.search(match.string[max(0, match.start() - 20) : match.start()]) else ""
