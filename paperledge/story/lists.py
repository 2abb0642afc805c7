"""A numbered list inside a sentence as a sentence for its lead and one for each item."""

import re

from paperledge.story.clauses import own_clause
from paperledge.story.english import count, is_clause, verb_forms
from paperledge.story.shorten import LISTED, end_with_stop, upper_first

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_COUNTED = re.compile(
    rf"\b({'|'.join(_NUMBERS)}) (?:[\w-]+ ){{0,4}}[\w-]+s(?: of [\w -]{{3,40}})?(?:, namely|, that is)?$"
)
_WE = re.compile(r"^((?:First, )?We|This (?:paper|work|study))$")
_SHORTEST = 3  # words of an item


def parts_of_list(text: str) -> list[str] | None:
    """ "It has two parts: (1) a model, and (2) a test." -> "It has two parts." "One is a model." "The other is a
    test."; None where the list is not of that form, or the lead counts more items than it gives."""
    lead, *items = text.split(LISTED)
    items = [re.sub(r"[\s,;.]+(?:and|or)?[\s,;.]*$", "", item) for item in items]
    lead = lead.strip()
    if len(items) < 2 or any(count(item) < _SHORTEST for item in items):
        return None
    if _WE.match(lead):
        return _deeds(lead, items)
    counted = _COUNTED.search(lead.rstrip(": "))
    clauses = [own_clause(item[:1].lower() + item[1:]) and not _named(item) for item in items]
    if not is_clause(lead):
        return None
    if all(clauses) and lead.endswith(":"):
        said = items
    elif (
        not counted
        or _NUMBERS[counted[1]] != len(items)
        or any(clauses)
        or any(_first(item) in verb_forms()[0] for item in items)
    ):
        return None
    else:
        said = [f"{which} {_untitled(item)}" for which, item in zip(_which(len(items)), items, strict=True)]
    return [end_with_stop(upper_first(part)) for part in [lead.rstrip(": "), *said]]


def _which(size: int) -> list[str]:
    between = ["Another is", "Then there is"] * size
    return ["One is", *between[: size - 2], "The other is" if size == 2 else "The last is"]


def _first(item: str) -> str:
    return item.split(maxsplit=1)[0].lower()


def _named(item: str) -> bool:
    """Whether an item is a thing with a clause about it ("a module that learns")."""
    return bool(re.match(r"(?:an?|the) [^,]{3,60}? (?:that|which|who|in which|where)\b", item, re.IGNORECASE))


def _untitled(item: str) -> str:
    """ "A new model" within a sentence: "a new model"."""
    return item[0].lower() + item[1:] if re.match(r"(?:An?|The) ", item) else item


def _deeds(lead: str, items: list[str]) -> list[str] | None:
    """ "We (1) provide A; (2) collect B" -> "We provide A." "We also collect B." """
    if any(_first(item) not in verb_forms()[0] for item in items) or not lead.endswith("We"):
        return None
    return [end_with_stop(f"{lead} {items[0]}"), *(end_with_stop(f"We also {item}") for item in items[1:])]
