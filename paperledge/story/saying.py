"""How a sentence is said rather than written: contractions, openings, and a question from an explanation."""

import re

from paperledge.story.english import is_surely_finite
from paperledge.story.shorten import upper_first


def asked(concept_plain: str, term: str) -> str:
    """ "what's a reward model" or "what are stem cells", from the opening words of the explanation itself."""
    words = concept_plain.split()
    verb = next((k for k, w in enumerate(words[:8]) if k and is_surely_finite(w)), 0)
    named = re.match(rf"(?:An? |The )?{re.escape(term)}\b", concept_plain, re.IGNORECASE)
    subject = named.group() if named else " ".join(words[:verb]) or term
    if term.islower() or words[0] in {"A", "An", "The"}:
        subject = subject[0].lower() + subject[1:]
    return f"what are {subject}" if verb and words[verb] in {"are", "have", "were"} else f"what's {subject}"


def without_loose_opening(text: str, first: bool) -> str:
    """The first sentence of a section does not start with "But" or "Still,"."""
    return upper_first(re.sub(r"^(?:But|Still,|And|So|By contrast,) ", "", text)) if first else text


_CONTRACTIONS = (
    (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should) not\b(?! only)"), r"\1n't"),
    (re.compile(r"\bcannot\b"), "can't"),
    (re.compile(
        r"\b(It|it|There|there|That|(?<!, )that) is (?=(?:a|an|the|not|also|still|no|one|more|less|very|"
        r"often|hard|unclear|known|based|called|designed|possible|difficult|because)\b)"
        ), r"\1's "),
    (re.compile(r"\b(They|they) are (?=\w)"), r"\1're "),
    (re.compile(r"\b(They|they) have (?=\w+ed\b|shown|found|been|made)"), r"\1've "),
)  # fmt: skip


def contract(text: str) -> str:
    """A sentence as it is said: "is not" -> "isn't". Meaning stays, negation included."""
    for pattern, new in _CONTRACTIONS:
        text = pattern.sub(new, text)
    # Curly apostrophes change how some voices speak.
    return re.sub(r",([”\"])(?=[.,;:])", r"\1", text.replace("’", "'"))
