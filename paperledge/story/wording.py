"""Long words said shorter, where the meaning stays: the table of words.toml, and words for one place only."""

import functools
import re

from paperledge.story.english import word_data


@functools.cache
def _swaps() -> tuple[re.Pattern[str], dict[str, str]]:
    table = word_data()["swaps"]
    assert isinstance(table, dict)
    ordered = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ordered})(?![\w-])", re.IGNORECASE), table


# Says that something works well, and nothing of how; where it doesn't work, it is part of the sense.
_PRAISE = re.compile(r"(?<=[a-z]) (?:effectively|seamlessly|meticulously)(?= (?!and\b|or\b)[a-z])")
_THOROUGH = re.compile(
    r"\b(?:([Aa])n? )?(?:[Cc]omprehensive|[Ee]xtensive|[Tt]horough|[Rr]igorous) (?=((?:\w+ "
    r"){0,2}?(?:evaluation|experiment|"
    r"analys[ie]s|ablation|validation|experimentation|investigation|testing|tests|benchmarking|assessment|simulation)))"
)
# Shorter words that mean the same only in this place.
_IN_PLACE = (
    # Not "provide models with text", nor "provided that".
    (re.compile(r"\bprovide(s?)\b(?! that\b)(?![^,.;]*\bwith\b)"), r"give\1"),
    (re.compile(r"\bproviding\b(?! that\b)(?![^,.;]*\bwith\b)"), "giving"),
    (re.compile(r"\b([Ww]e(?: also| further| then| first)?) introduce\b"), r"\1 present"),
    (re.compile(r"\b(paper|work|study|article) introduces\b"), r"\1 presents"),
    (re.compile(r"\b([Ww]e(?: also| further| then| first)?) evaluate (?=[^.;]*\bon\b)"), r"\1 test "),
    (re.compile(
        r"\bthe proposed (?=(?:method|approach|framework|model|algorithm|system|architecture|"
        r"network|strategy|scheme|"
        r"solution|pipeline|metric|dataset|benchmark)\b)"
    ), "our "),
    (re.compile(
        r"\bThe proposed (?=(?:method|approach|framework|model|algorithm|system|architecture|"
        r"network|strategy|scheme|"
        r"solution|pipeline|metric|dataset|benchmark)\b)"
    ), "Our "),
)  # fmt: skip


def _with_article(match: re.Match[str]) -> str:
    following = match.group(2)
    if not match.group(1):
        return ""
    return match.group(1) + ("n " if following[0].lower() in "aeiou" else " ")


_DENIED = re.compile(
    r"\b(?:not|no|never|cannot|n't|fail\w*|struggl\w*|hard|difficult\w*|challeng\w*|unable|lack\w*|limit\w*|without|"
    r"hinder\w*|how|whether|if|more|less|most|as)\b",
    re.IGNORECASE,
)


def swap_words(text: str) -> str:
    """Long words of the same meaning said shorter ("utilize" -> "use")."""
    pattern, table = _swaps()

    def swap(match: re.Match[str]) -> str:
        if match.group()[0].isupper() and match.start() and text[match.start() - 2] not in '.!?:“"':
            return match.group()  # part of a name ("Behaviour Change Techniques")
        new = table[match.group().lower()]
        return new[:1].upper() + new[1:] if match.group()[0].isupper() else str(new)

    if not _DENIED.search(text):
        text = _THOROUGH.sub(_with_article, _PRAISE.sub("", text))
    for long, short in _IN_PLACE:
        text = long.sub(short, text)
    swapped = re.sub(r"\s+([,.;])", r"\1", re.sub(r"  +", " ", pattern.sub(swap, text)))
    return re.sub(r",([,.;])", r"\1", swapped)
