"""Makes one fault of a chosen kind in a true sentence: the open half of the benchmark.

`inject(kind, text, pool, dice)` gives the faulty sentence, or None where the sentence offers no place for it.
Every fault changes what is said; nothing is changed twice. Deterministic for a seeded `dice`.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import wordings

NAME = re.compile(
    r"\b(?:[A-Z][a-z]+[A-Z0-9][\w-]*|[A-Z]{2,}[\w-]*|[a-z]+[A-Z][\w-]*|[A-Z][a-z]{2,}(?:-[A-Z0-9]\w*)?)\b"
)
NUMBER = re.compile(r"(?<![\w.,-])(\d+(?:,\d{3})*(?:\.\d+)?)(?![\w]*[\w,.]\d)")
COUNTS = "two three four five six seven eight nine ten twelve twenty".split()
CONTENT = re.compile(r"(?<![\w-])[a-z]{5,}(?![\w-])")
COMMON = frozenset(
    """
    about above after again against along among because before being below between beyond could during either
    every first found further having however including inside instead itself least might never often other
    otherwise paper present propose recent rather several shall should since still study their there these
    those though through thus towards under until using various where whether which while whose within without
    would across based given method methods approach results show shows research researchers authors also into
    than then they them this that with from have been were will such more most very only researcher called
    describe means simply team
    """.split()
)


@dataclass(frozen=True)
class Pool:
    """What a swap may draw from: names and content words of the same paper, and of others."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    other_words: tuple[str, ...] = field(default=tuple(wordings.MEMBERS))


def make_pool(text: str) -> Pool:
    """The names and content words that stand in a paper's own text."""
    names = dict.fromkeys(m.group() for m in NAME.finditer(text) if _mid_sentence(text, m.start()))
    words = dict.fromkeys(w for w in CONTENT.findall(text) if w not in COMMON)
    return Pool(tuple(names), tuple(words))


def inject(kind: str, text: str, pool: Pool, dice: random.Random) -> str | None:
    """`text` with one fault of `kind` (a key of KINDS), or None."""
    made = KINDS[kind](text, pool, dice)
    return made if made and made.split() != text.split() else None


def _mid_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return bool(before) and before[-1] not in '.!?:"“('


def _put(text: str, start: int, end: int, new: str) -> str:
    out = text[:start] + new + text[end:]
    out = re.sub(r"\s+", " ", out).replace(" ,", ",").replace(" .", ".").strip()
    return out[:1].upper() + out[1:] if text[:1].isupper() else out


def _swap(text: str, pairs: list[str], dice: random.Random, both: bool = False) -> str | None:
    """One word or phrase of a table replaced by its partner."""
    table = [tuple(p.replace("|", " ").split("/")) for p in pairs]
    if both:
        table += [(b, a) for a, b in table]
    dice.shuffle(table)
    for old, new in table:
        found = list(
            re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text, re.IGNORECASE if len(old) > 2 else 0)
        )
        if found:
            match = dice.choice(found)
            return _put(text, match.start(), match.end(), new)
    return None


def swap_entity(text: str, pool: Pool, dice: random.Random) -> str | None:
    """A name replaced by another of the paper, or of the trade."""
    found = [m for m in NAME.finditer(text) if _mid_sentence(text, m.start())]
    if not found:
        return None
    match = dice.choice(found)
    same = [n for n in pool.names if n.lower()[:4] != match.group().lower()[:4] and n not in text]
    names = same if same and dice.random() < 0.6 else [n for n in wordings.NAMES if n not in text]
    return _put(text, match.start(), match.end(), dice.choice(names))


def change_number(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """A number with another value, in digits or in words."""
    found = list(NUMBER.finditer(text))
    words = list(re.finditer(r"\b(?:" + "|".join(COUNTS) + r")\b", text))
    if not found and not words:
        return None
    match = dice.choice(found or words)
    if match.group() in COUNTS:
        return _put(text, match.start(), match.end(), dice.choice([c for c in COUNTS if c != match.group()]))
    return _put(text, match.start(), match.end(), _other_number(match.group(), dice))


def _other_number(old: str, dice: random.Random) -> str:
    digits = len(old.split(".")[1]) if "." in old else 0
    value = float(old.replace(",", ""))
    for _ in range(20):
        new = value * dice.choice([0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 2, 10]) if value else dice.randint(1, 9)
        text = f"{new:,.{digits}f}" if "," in old else f"{new:.{digits}f}"
        if text != old:
            return text
    return str(int(value) + 3)


def change_unit(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """What a number is measured in or counts, changed."""
    table = [tuple(p.replace("|", " ").split("/")) for p in wordings.UNITS if "/" in p]
    dice.shuffle(table)
    for old, new in table:
        match = re.search(rf"(?<=\d)(\s?(?:[a-z]+\s)?){re.escape(old)}(?![\w])", text)
        if match and old:
            return _put(text, match.start(), match.end(), match.group(1) + new)
    match = re.search(r"(?<=\d)\s?\\?%", text)
    return (
        _put(text, match.start(), match.end(), dice.choice([" percentage points", "×", " points"]))
        if match
        else None
    )


def flip_direction(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """Up told as down, better as worse, one pole as the other."""
    return _swap(text, wordings.DIRECTIONS, dice, both=True)


def flip_negation(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """A negation put in or taken out."""
    out = _swap(text, wordings.NEGATIONS, dice)
    if out:
        return out
    match = re.search(r"\b(?:is|are|can|was|were|does|do|will|has|have)\b(?! not)", text)
    if match:
        return _put(text, match.end(), match.end(), " not")
    match = re.search(r"\b(with)\b", text)
    return _put(text, match.start(), match.end(), "without") if match else None


PHRASE = re.compile(
    r",?\s+(?:only\s+)?(?:in|on|for|under|among|within|across|when|if|during|at|given|over)\s+(?!order\b|this\b|that\b|addition\b|which\b)"
    r"(?:[\w'%$./-]+\s){0,4}?[\w'%$./-]+(?=[,.;]|\s(?:and|while|by|with|to|compared|than)\b|$)"
)


def drop_scope(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """The population, data or condition left out, or some told as all."""
    if dice.random() < 0.4 and (out := _swap(text, wordings.QUANTITIES, dice)):
        return out
    found = [m for m in PHRASE.finditer(text) if m.start() > 25]
    if not found:
        return _swap(text, wordings.QUANTITIES, dice)
    match = dice.choice(found)
    return _put(text, match.start(), match.end(), "")


def drop_hedge(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """A may told as a will, a link told as a cause."""
    return _swap(text, wordings.HEDGES, dice)


def match_to_beat(text: str, _pool: Pool, dice: random.Random) -> str | None:
    """Being as good told as being better."""
    return _swap(text, wordings.BEATS, dice)


LIST = re.compile(r"(?<=[\s(])([\w-]+(?:\s[\w-]+)?), ((?:[\w-]+(?:\s[\w-]+){0,2}, )*)(and|or) ([\w-]+)")


def add_member(text: str, pool: Pool, dice: random.Random) -> str | None:
    """A list gets a member that the paper does not name."""
    match = LIST.search(text)
    if not match:
        return None
    new = dice.choice([m for m in pool.other_words if m not in text])
    return _put(text, match.start(3), match.start(3), new + ", ")


ROLES = re.compile(
    r"(?P<a>(?:[A-Z][\w-]+|\w+(?:-\w+)*)(?:\s[\w-]+)?) (?P<verb>(?:significantly |consistently |"
    r"often |substantially )?(?:outperforms?|surpass(?:es)?|exceeds?|"
    r"improves?(?: on| over)?|guides?|predicts?|generates?|evaluates?|trains?|teaches|"
    r"supervises?|judges?|replaces?|beats?|"
    r"precedes?|causes?|depends? on|controls?|follows?|dominates?|produces?|informs?|affects?|"
    r"influences?|learns? from|"
    r"drives?|leads? to|constrains?|yields?|are (?:better|worse|larger|smaller|faster) than|"
    r"is (?:better|worse|larger|smaller|faster) than)) "
    r"(?P<b>(?:the |a |an )?[\w-]+(?:\s(?!in\b|on\b|by\b|and\b|with\b|for\b|at\b|of\b|to\b|"
    r"from\b|through\b|across\b)[\w-]+)?)"
)
PAIRED = re.compile(
    r"(?:(?<=from )(?P<a>\b[\w-]{4,}) (?P<verb>to)|(?P<a2>\b[\w-]{4,}) (?P<verb2>rather than|"
    r"instead of|than)) (?P<b>[\w-]{4,})\b"
)


def swap_roles(text: str, _pool: Pool, _dice: random.Random) -> str | None:
    """Who does it and whom it is done to, exchanged."""
    found = ROLES.search(text) or PAIRED.search(text)
    if not found:
        return None
    a, verb, b = _sides(found)
    if a.lower() == b.lower() or {a.lower(), b.lower()} & COMMON:
        return None
    end = found.end("b")
    start = end - len(f"{a} {verb} {b}")
    if start == 0 and a[1:].islower():
        a = a[:1].lower() + a[1:]
    return _put(text, start, end, f"{b} {verb} {a}")


def _sides(found: re.Match[str]) -> tuple[str, str, str]:
    sides = {key.rstrip("2"): value for key, value in found.groupdict().items() if value}
    return sides["a"], sides["verb"], sides["b"]


def swap_term(text: str, pool: Pool, dice: random.Random) -> str | None:
    """A content word replaced by another one of the same paper."""
    found = [m for m in CONTENT.finditer(text) if m.group() not in COMMON and m.start() > 0]
    if not found or not pool.words:
        return None
    match = dice.choice(found)
    end = match.group()[-2:]
    fits = [w for w in pool.words if w[-2:] == end and w[:4] != match.group()[:4] and w not in text]
    return _put(text, match.start(), match.end(), dice.choice(fits)) if fits else None


KINDS: dict[str, Callable[[str, Pool, random.Random], str | None]] = {
    "entity": swap_entity,
    "number": change_number,
    "unit": change_unit,
    "direction": flip_direction,
    "negation": flip_negation,
    "scope": drop_scope,
    "hedge": drop_hedge,
    "matches to beats": match_to_beat,
    "invented member": add_member,
    "roles": swap_roles,
    "term": swap_term,
}
