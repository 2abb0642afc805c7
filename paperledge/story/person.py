"""From the authors' "we" to the host's "the researchers". Plural throughout, so that no verb changes its form."""

import re

from paperledge.story.english import verb_forms
from paperledge.story.shorten import upper_first

TEAM = re.compile(r"\b(?:the researchers|the authors|they)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|us|our|ours|ourselves)\b", re.IGNORECASE)
# "We humans", "as we age": people at large, not the authors.
_PEOPLE = re.compile(r"\bwe (?:live|age|think|sleep|humans|people|speak|eat|breathe|often|all|now live|communicate|perceive|hear|say|do not know|know)\b|\b(?:our|us) (?:lives|planet|world|daily|everyday|society|brains?|bodies|galaxy|universe|understanding|ability|knowledge of|solar system)\b", re.IGNORECASE)
_VERB_AFTER = re.compile(r"\bwe (?:[a-z]+ly |also |first |then |further |not |do not |will |can |have |are |now |next |finally |instead |only |both )*([\w-]+)", re.IGNORECASE)


def speaks_for_people(text: str) -> bool:
    """Whether the "we" of a sentence may mean people at large; such a sentence cannot be put in the third person."""
    if _PEOPLE.search(text):
        return True
    bases, _, _, pasts = verb_forms()
    return any(m.group(1).lower() not in bases | pasts | _LIGHT for m in _VERB_AFTER.finditer(text))


_LIGHT = frozenset("are have were had do did can will believe believed hope call term denote could would may might must should be been cannot expect expected hypothesize hypothesized ask asked conjecture show showed shown prove proved begin started start rethink release released use used see saw know need needed provided further".split())


def retell(text: str, team_known: bool, noun: str = "the researchers") -> str:
    """A sentence with the authors in the third person.

    team_known: the sentence before is about the authors, so "they" is understood. noun: what to call them otherwise.
    """
    known = team_known

    def replace(match: re.Match[str]) -> str:
        nonlocal known
        word = match.group().lower()
        if word == "we":
            new = "they" if known else noun
        elif word in {"our", "ours"}:
            new = {"our": "their", "ours": "theirs"}[word] if known else noun + "’"
        else:
            new = {"us": "them", "ourselves": "themselves"}[word]
        known = True
        return upper_first(new) if match.group()[0].isupper() and (match.start() == 0 or text[match.start() - 2] in ".!?“") else new

    return upper_first(re.sub(r"\blet us\b", "let's", _WE.sub(replace, text)))
