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


_LATER = re.compile(r"^(?:Second|Third|Fourth|Fifth)(?:ly)?, ")


def numbered(piece: str, begun: bool, counted: bool) -> str:
    """ "First, ..." only where a "Second, ..." is told too (counted), and the other way round (begun)."""
    if re.match(r"First(?:ly)?, ", piece) and not counted:
        return upper_first(re.sub(r"^First(?:ly)?, ", "", piece))
    return piece if begun else upper_first(_LATER.sub("", piece))


def without_loose_opening(text: str, first: bool) -> str:
    """The first sentence of a section does not start with "But" or "Still,"."""
    return upper_first(re.sub(r"^(?:But|Still,|And|So|By contrast,) ", "", text)) if first else text


# What came out, in a sentence that stands by itself: who found what, by how much, or how two things compare.
_RESULT = re.compile(
    r"\b(?:show|find|found|observe|reveal|suggest|indicate|confirm|demonstrate|conclude|prove|highlight|validate|argue)"
    r"(?:s|d|ed)?\b(?! in\b)|\b(?:beats?|reach(?:es|ed)?|achiev\w+|improv\w+|reduc\w+|outperform\w*|increas\w+|"
    r"decreas\w+|better|worse|best|higher|lower|fewer|faster|greater|significant(?:ly)?|linked|associated|"
    r"correlat\w+|differ(?:ed|s)?|detected|identified|predict(?:s|ed|ors?)|offers? the best|"
    r"effective|no difference|on par|rates?|fell|rose|grew|than(?! \d))\b|"
    r"\d ?%|\d percent|\b\d+(?:\.\d+)? ?(?:times|points|×)",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:This|These|It|They|Its|Their|That|Such|Another|Then|But|Still|Meanwhile|So|Here)\b"
    r"(?! (?:study|paper|work)\b)"
)
_PLANS = re.compile(
    r"\b(?:aims? (?:is|was|to)|to find out whether|were (?:asked|invited|recruited|enrolled|included))\b"
)
# How well something does: an answer to "does it work?".
WORKS = re.compile(
    r"\b(?:beats?|reach(?:es|ed)?|achiev\w+|improv\w+|reduc\w+|outperform\w*|better|best|faster|higher|lower|fewer|"
    r"effective\w*|accura\w+|on par|gains?|strong|works?|succe\w+|fails?|robust\w*)\b|\d ?%",
    re.IGNORECASE,
)


def answers(text: str) -> bool:
    """Whether a sentence can be heard as the answer to "what came out?"."""
    return bool(_RESULT.search(text)) and not _LEANING.match(text) and not _PLANS.search(text)


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


def bare_question(question: str) -> str:
    """A question in lower case and without its "And": what makes it the same as another."""
    return question.lower().removeprefix("and ")
