"""What a stretch of a full text is worth to a listener who hears it once."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from paperledge.story.english import hardness
from paperledge.story.familiar import is_rare
from paperledge.story.likeness import Likeness
from paperledge.story.reading import Told
from paperledge.story.subjects import subjects_of, words_of

_PLAIN = 1.6  # syllables a word
_SAYS = re.compile(
    r"\bwe (?:find|found|show|showed|observe|observed|demonstrate|conclude|propose|present|"
    r"believe|argue|suggest|report|introduce|hypothesize|investigate|examine|explore|focus on|aim)\b|"
    r"\b(?:the|our) (?:main |present )?(?:aim|goal|objective|purpose) (?:of|is|was)\b|\b(?:these|"
    r"our) (?:results|findings|"
    r"data) (?:show|suggest|indicate|demonstrate)\b",
    re.IGNORECASE,
)
# What a finding means, or is good for.
_MEANS = re.compile(
    r"\b(?:suggest\w*|indicat(?:es?|ing)|impl(?:y|ies)|means?|explains?|so that|because|in order to|"
    r"allows?|enables?|helps?|importan\w+|therefore|surprising\w*|unexpected\w*|"
    r"contrary to|the (?:first|main|key|reason|aim|goal)|"
    r"(?:it is|it's) (?:likely|possible|clear))\b",
    re.IGNORECASE,
)
_ONE_TO_TEN = r"(?:\d+|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en)"
_OUTCOME = re.compile(
    rf"\b{_ONE_TO_TEN} (?:of (?:the |these )?)?(?:{_ONE_TO_TEN} )?(?:\w+ )?(?:patients?|participants?|people|"
    r"subjects|children|women|men|infants|studies|trials|mice|animals|cases|individuals|others?)\b|"
    r"\b(?:no|few) (?:\w+ ){0,3}(?:differences?|changes?|effects?)\b|\badverse events?\b|"
    r"\bwere (?:similar|comparable)\b"
)
# A thing with a number for a name ("gene 3", "clusters 2 and"): only who sees the figure knows which it is.
_LABEL = re.compile(
    r"\b(?!(?:ages?|days?|weeks?|months?|years?|hours?|grades?|levels?|about|than|least|most|only|nearly|around)\b)"
    r"[a-z]{3,} \d{1,2}(?=[.,;)]| (?:and|or|was|were|is|are|had|has|in|of|to|on)\b)"
)
_LOWER = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])")
OF_THE_WORK = re.compile(
    r"\b(?:we|our|(?:this|the present|the current) (?:study|work|paper|analysis|approach|method|model)|"
    r"these (?:results|findings|data))\b",
    re.IGNORECASE,
)
OF_OTHERS = re.compile(
    r"\b(?:previous|earlier|prior|past|other|recent|several|many|some) (?:\w+ )?(?:stud(?:y|ies)|"
    r"works?|reports?|"
    r"research\w*|papers?|authors|literature)\b|\b(?:has|have) (?:\w+ly |also |long )?been (?:shown|reported|"
    r"suggested|proposed|observed|found|described|argued)\b|\bin the literature\b",
    re.IGNORECASE,
)


def worth_of(
    run: Sequence[Told], likeness: Likeness, known: tuple[AbstractSet[str], AbstractSet[str]], opens: bool
) -> float:
    """What a stretch is worth to a listener: about 0 on average, below -1 hardly anything.

    known: stems the paper names often, and those of what is told first (see named_first).
    opens: whether it stands where its heading begins.
    """
    heard, met = map(set, known)
    total = 0.0
    for told in run:
        new = {w for p in told.pieces for w in _LOWER.findall(p) if w[:6] not in met and is_rare(w)}
        total += _worth_of_one(told, likeness) - 0.06 * max(0, len(subjects_of(told) - heard) - 4)
        total -= 0.12 * max(0, len(new) - 1)
        heard |= subjects_of(told)
        met |= {w[:6] for w in new}
    # A listener follows a stretch of the paper more easily than single sentences from all over it.
    pairs = list(pairwise(run))
    bound = sum(likeness.between(a.place, b.place) for a, b in pairs) / max(1, len(pairs))
    skipped = sum(b.place > a.place + 1 for a, b in pairs)
    longer = 0.22 * min(4, len(pairs)) - 0.35 * max(0, sum(map(counts_outcomes, run)) - 1)
    return total / len(run) + 0.5 * bound + longer - 0.05 * skipped + 0.35 * opens - 0.7 * (len(run) == 1)


def has_point(told: Told) -> bool:
    """Whether a sentence says what was done or found as such, or what it means."""
    return any(_SAYS.search(p) or _MEANS.search(p) for p in told.pieces)


def counts_outcomes(told: Told) -> bool:
    """Whether a sentence counts cases of a trial, or finds no difference: one of these is enough."""
    return any(map(_OUTCOME.search, told.pieces))


def _worth_of_one(told: Told, likeness: Likeness) -> float:
    text = " ".join(told.pieces)
    size = words_of(told)
    return (
        0.5 * likeness.to_subject(told.place)
        + 0.5 * told.limit
        + 0.45 * has_point(told)
        - 0.25 * len(_LABEL.findall(text))
        - 0.2 * bool(OF_OTHERS.search(text))
        - 0.16 * max(0, size / len(told.pieces) - 13)
        - 0.06 * max(0, 10 - size)
        - 0.13 * len(re.findall(r"\b\w*(?:[A-Z]\w*[A-Z]|\d)\w*\b", text))
        - 0.1 * len(re.findall(r"[\"“]", text))
        - min(4.5, 6.4 * max(0.0, hardness(text) - _PLAIN))
    )
