"""Long words said shorter, where the meaning stays: the table of words.toml, and words for one place only."""

import functools
import re

from paperledge.story.english import ing, past, third, word_data

Table = tuple[re.Pattern[str], dict[str, str]]  # finds the long words, with an article before them; long -> short


def _table(swaps: dict[str, str]) -> Table:
    ordered = "|".join(sorted(map(re.escape, swaps), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:(an?) )?({ordered})(?![\w-])", re.IGNORECASE), swaps


@functools.cache
def _swaps() -> Table:
    table = word_data()["swaps"]
    assert isinstance(table, dict)
    return _table(table)


@functools.cache
def _plain() -> Table:
    table = word_data()["plain"]
    assert isinstance(table, dict)
    swaps = dict(table["words"])
    for long, short in table["verbs"].items():
        swaps |= _verb_swaps(long, short.split())
    for long, short in table["nouns"].items():
        swaps |= {long: short, third(long): third(short)}
    for long, (short, beside) in table["before"].items():
        swaps |= {f"{long} {word}": f"{short} {word}" for word in beside.split()}
    for long, (short, beside) in table["after"].items():
        swaps |= {f"{word} {long}": f"{word} {short}" for word in beside.split()}
    compared = [f"{degree} {word}" for degree in _DEGREES for word in table["absolute"].split()]
    return _table(swaps | {phrase: phrase for phrase in [*table["keep"], *compared]})


@functools.cache
def _unless() -> dict[str, str]:
    """Forms of verbs that stay where a word comes later in their clause -> that word."""
    table = word_data()["plain"]
    assert isinstance(table, dict)
    return {
        form: word for verb, word in table["unless"].items() for form in (verb, third(verb), ing(verb), past(verb))
    }


_DEGREES = ("more", "most", "less", "least", "as", "so", "too", "very", "equally", "particularly", "especially")


def _verb_swaps(long: str, short: list[str]) -> dict[str, str]:
    """Every form of a verb; short: its base ("beat", "speed_up"), then its past, or "-": that is left alone."""
    base, _, tail = short[0].partition("_")
    tail = tail and f" {tail}"
    swaps = {long: base + tail, third(long): third(base) + tail, ing(long): ing(base) + tail}
    if short[1:] != ["-"]:
        swaps[past(long)] = (short[1] if short[1:] else past(base)) + tail
    return swaps


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


# Of these an individual is no person.
_CREATURES = re.compile(
    r"\b(?:plants?|species|animals?|insects?|birds?|fish\w*|sharks?|mice|mouse|rats?|cells?|colon(?:y|ies)|trees?|"
    r"organisms?|genes?|genetic\w*|genom\w*|populations?|evol\w+|fitness|shells?|specimens?|larva\w*|embryo\w*|"
    r"bacteri\w+|worms?|fly|flies|wild\w*|breed\w*|crops?|offspring|mutants?|clones?|networks?)\b",
    re.IGNORECASE,
)


def _swapped(text: str, table: Table) -> str:
    """The text with the words of a table swapped, capitals and articles made to fit."""
    pattern, swaps = table

    def swap(match: re.Match[str]) -> str:
        article, long = match.groups()
        at = match.start(2)
        if long.lower() in _unless() and re.match(rf"[^,.;:]* {_unless()[long.lower()]} ", text[match.end() :]):
            return match.group()
        opens = at == 0 or text[at - 2] in '.!?:“"'
        if long[0].isupper() and not opens:
            return match.group()  # part of a name ("Behaviour Change Techniques")
        if long.lower().startswith("individuals") and _CREATURES.search(text):
            return match.group()
        new = swaps[long.lower()]
        new = new[:1].upper() + new[1:] if long[0].isupper() else new
        if article:
            article = article[0] + ("n" if _VOWEL.match(new) else "")
        return f"{article} {new}" if article else new

    return pattern.sub(swap, text)


_VOWEL = re.compile(r"(?!use|uni|eu|one\b)[aeiou]", re.IGNORECASE)


def say_plainly(text: str) -> str:
    """Hard words said in plain ones of the same meaning ("outperforms" -> "beats")."""
    return _swapped(text, _plain())


@functools.lru_cache(maxsize=4096)
def plain_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The hard words of a text and what `say_plainly` says for each, in order; as written and as shortened."""
    pattern, swaps = _plain()
    found = [m.group(2).lower() for said in (text, swap_words(text)) for m in pattern.finditer(said)]
    return tuple((long, swaps[long]) for long in dict.fromkeys(found) if swaps[long] != long)


def swap_words(text: str) -> str:
    """Long words of the same meaning said shorter ("utilize" -> "use")."""

    if not _DENIED.search(text):
        text = _THOROUGH.sub(_with_article, _PRAISE.sub("", text))
    for long, short in _IN_PLACE:
        text = long.sub(short, text)
    swapped = re.sub(r"\s+([,.;])", r"\1", re.sub(r"  +", " ", _swapped(text, _swaps())))
    return re.sub(r",([,.;])", r"\1", swapped)
