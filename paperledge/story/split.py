"""Long sentences in two, grammatically: each half says part of what the whole said.

Rules (clauses.py, predicates.py) are tried in order, and again on the halves.
"""

import re
from collections.abc import Callable

from paperledge.story.aims import (
    after_because,
    at_aim,
    at_drawn,
    at_made_for,
    at_noun_that,
    at_owed,
    at_purpose,
    at_remark,
    at_second_aim,
)
from paperledge.story.clauses import (
    after_although,
    at_because,
    at_colon,
    at_conjunction,
    at_due,
    at_second_finding,
    at_second_that,
    at_semicolon,
    at_where,
    at_which,
    at_while_that,
)
from paperledge.story.english import count, hardness, is_clause
from paperledge.story.lists import parts_of_list
from paperledge.story.predicates import (
    at_apposition,
    at_by_doing,
    at_participle,
    at_second_deed,
    at_second_past,
    at_second_verb,
    at_thing_that,
    at_with,
)
from paperledge.story.shorten import GUARD, LISTED, drop_inner, end_with_stop, trim, upper_first

Rule = Callable[[str], tuple[str, str] | None]
_TARGET, _MOST = 15, 36  # words: longer ones are split if they can be; above _MOST they are not spoken
_HARD, _SOONER = 1.9, 4  # of many syllables a word are split so many words earlier: short where not plain
_LONG, _LONG_HARD = 26, 22  # words from which on tails that can be spared go
_RULES: tuple[Rule, ...] = (
    at_semicolon,
    at_while_that,
    after_although,
    after_because,
    at_purpose,
    at_second_aim,
    at_second_that,
    at_second_finding,
    at_conjunction,
    at_which,
    at_because,
    at_due,
    at_owed,
    at_where,
    at_drawn,
    at_second_deed,
    at_participle,
    at_apposition,
    at_second_verb,
    at_second_past,
    at_by_doing,
    at_made_for,
    at_thing_that,
    at_remark,
    at_noun_that,
    at_with,
    at_colon,
    at_aim,
)


def split_long(text: str, most: int = _MOST, target: int = _TARGET) -> list[str]:
    """A sentence as one or more of at most `most` words, in order; [] when it cannot be told so short.

    target: words above which it is split, where grammar allows.
    """
    parts = [part.replace(LISTED, "") for part in parts_of_list(text) or [text]]
    pieces = [piece for part in parts for piece in _split(part, 0, target)]
    if any(count(p) > most for p in pieces):
        pieces = _split(_without_means(text.replace(LISTED, "")), 0, target)
    pieces = [_trimmed(p) for p in pieces]
    return pieces if all(count(p) <= most for p in pieces) else []


def _trimmed(piece: str) -> str:
    """A long piece without asides and tails; of hard words fewer stay in one breath."""
    if count(piece) > _LONG_HARD and hardness(piece) > _HARD:
        piece = trim(piece, _LONG_HARD, tails=1)
    return trim(drop_inner(piece), _LONG) if count(piece) > _LONG else piece


_MEANS = re.compile(
    r"^(?:Through|Based on|Building on|Drawing on|Motivated by|Inspired by|Leveraging|Guided by|Driven by|"
    r"Grounded in|"
    r"With the aim of|To [a-z]+ (?:the|these|an?) [^,]{5,90}?)\b[^;:.]{5,200}?, "
    r"(?=(?:we|it|our \w+|the \w+|this \w+|results?|experiments?) (?:\w+ ){0,3}\w)"
)


def _without_means(text: str) -> str:
    """A sentence too long to be told, without what its authors went by or aimed at ("Building on A, we B")."""
    found = _MEANS.match(text)
    if not found or GUARD.search(found.group()) or not is_clause(text[found.end() :]):
        return text
    return upper_first(text[found.end() :])


def _split(text: str, depth: int, target: int) -> list[str]:
    if count(text) <= target - (_SOONER if hardness(text) > _HARD else 0) or depth > 4:
        return [text]
    for rule in _RULES:
        halves = rule(text)
        if halves and all(count(h) >= 3 for h in halves):
            left, right = (end_with_stop(upper_first(h.strip(" ,;"))) for h in halves)
            return _split(left, depth + 1, target) + _split(right, depth + 1, target)
    return [text]
