"""From the authors' "we" to the host's "the researchers". Plural throughout, so that no verb changes its form."""

import re

from paperledge.story.shorten import upper_first

TEAM = re.compile(r"\b(?:the researchers|the authors|they)\b", re.IGNORECASE)
WE = re.compile(r"\b(?:we|us|our|ours|ourselves)\b", re.IGNORECASE)
# "We humans", "as we age": people at large, not the authors.
_PEOPLE = re.compile(
    r"\b(?:as|when|where|how|why|way|than|what) (?:humans|people|a society), we\b|\b(?:as|when|"
    r"where|how|why|way|than|what) we (?:humans )?(?:live|think|do|are|have|can|see|use|make|need|"
    r"want|interact|move|learn)\b|\bthe way we\b|\bwe (?:can think|may want|might want|may need|might ask)\b|"
    r"\bour current paradigm\b|\bwe,? as (?:an? |humans?\b|people\b)|\b(?:tells?|teach(?:es)?) us\b|"
    r"\bwe (?:are|were) (?:naturally|all|born|surrounded|good|bad|familiar|exposed|used to)\b|\bwe have entered\b|"
    r"\bas a (?:community|society|species|field)\b|\bwe should (?:strive|all)\b|"
    r"\b(?:do|did|are|have|were) we\b[^?]*\?|\bwe (?:live|age|think|sleep|humans|people|speak|eat|breathe|"
    r"often|all|now live|communicate|perceive|hear|say|do not know|now know|know|must|face|all|"
    r"have an?|need|cannot afford|want|are all|can all)\b|\b(?:our|us) (?:lives|planet|world|"
    r"daily|everyday|society|brains?|bodies|galaxy|universe|understanding|ability|knowledge of|"
    r"human|intellectual|species|brain|body|solar system|world|own|eyes|minds|future|children|time|era|modern|"
    r"increasingly|digital|ears|lifespan|long lifespan|bodies|health|cultural|history|ancestors|climate|"
    r"communities|"
    r"everyday|species|sun|day-to-day)\b",
    re.IGNORECASE,
)


def speaks_for_people(text: str) -> bool:
    """Whether the "we" of a sentence may mean people at large, so that it can't be put in the third person."""
    return bool(_PEOPLE.search(text))


def retell(text: str, team_known: bool, recent: bool = False, noun: str = "the researchers") -> str:
    """A sentence with the authors in the third person.

    team_known: the sentence before is about the authors, so "they" is understood. recent: it mentions them, so
    that "their" is. noun: what to call them otherwise, in the plural.
    """
    known = team_known
    text = (
        re.sub(r"\b([Cc]an|[Cc]ould|[Ss]hould|[Mm]ight|[Mm]ust|[Ww]ould) we\b", r"\1 one", text)
        if text.endswith("?")
        else text
    )

    def replace(match: re.Match[str]) -> str:
        nonlocal known
        word = match.group().lower()
        if word == "we":
            new = "they" if known else noun
        elif word in {"our", "ours"}:
            new = {"our": "their", "ours": "theirs"}[word] if known or recent else noun + "'"
        else:
            new = "themselves" if word == "ourselves" else "them" if known or recent else noun
        known = True
        return (
            upper_first(new)
            if match.group()[0].isupper() and (match.start() == 0 or text[match.start() - 2] in ".!?“")
            else new
        )

    return upper_first(re.sub(r"\blet us\b", "let's", WE.sub(replace, text)))
