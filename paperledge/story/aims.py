"""What something is for, or due to, gets a sentence of its own. A rule gives the two halves, or None."""

import re

from paperledge.story.clauses import later_main_verb, own_clause
from paperledge.story.english import NOUNS_TOO, count, is_clause, is_surely_finite, verb_forms
from paperledge.story.shorten import GUARD

_PURPOSE = re.compile(
    r"^(But |So |Still, )?(?:To|In order to) ((?:\w+ly )?(?:and )?([\w-]+) [^,:;]+), "
    r"(?=(?:we|it|this|our|the|an?)\b)",
    re.IGNORECASE,
)


def at_purpose(text: str) -> tuple[str, str] | None:
    """ "To reach A, we do B" -> "The aim is to reach A. For this, we do B"."""
    found = _PURPOSE.match(text)
    if not found or found.group(3) not in verb_forms()[0] or count(found.group(2)) < 5:
        return None
    right = text[found.end() :]
    if not own_clause(right) or count(right) < 6 or re.search(r"\bhow\b", found.group(2)):
        return None
    return f"{found.group(1) or ''}The aim is to {found.group(2)}", f"For this, {right}"


def at_aim(text: str) -> tuple[str, str] | None:
    """ "We introduce X to do Y" -> "We introduce X. The aim is to do Y"."""
    if count(text) < 25:
        return None
    found = re.match(
        (
            r"(We (?:\w+ly |also |further |then )?(?:propose|introduce|present|develop|design|"
            r"build|conduct|perform|devise|construct|create) [^;:]{20,140}?),? (?:in order )?to "
            r"(?:better |further |\w+ly )?(?=(\w+) )"
        ),
        text,
    )
    if (
        not found
        or found.group(2) not in verb_forms()[0]
        or count(found.group(1)) < 8
        or re.search(
            (
                r"\b(?:ability|able|how|designed|used|way|aims?|approach|need|tasks?|method|order|due|"
                r"according|compared)$|that\b|\b(?:train|teach|prompt|allow|enabl|forc|encourag|ask|us)ing\b[^,]*$"
            ),
            found.group(1),
        )
    ):
        return None
    return found.group(1), "The aim is to " + text[found.start(2) :]


_TWO_AIMS = re.compile(
    r"^(The (?:\w+ )?(?:aim|objective|purpose|goal)s? (?:of (?:this|our|the) [^,]{3,40}? )?(?:is|was|are|were) "
    r"to [^;]{20,}?),? and (?:also |secondarily )?to (?=([a-z-]+) )"
)


def at_second_aim(text: str) -> tuple[str, str] | None:
    """ "The aim is to do A, and to do B" -> "The aim is to do A. Another aim is to do B"."""
    found = _TWO_AIMS.match(text)
    if not found or found.group(2) not in verb_forms()[0] or count(text[found.end() :]) < 4:
        return None
    return found.group(1), "Another aim is to " + text[found.end() :]


_MADE_FOR = re.compile(
    r"^((?:We \w+|Then we \w+|This (?:paper|work|study) \w+|The paper \w+|It's|They \w+|[^,;:]{3,60} is) an? "
    r"(?!\w+ of\b)(?:[\w-]+ ){0,7}[\w-]+(?<!s)),? "
    r"(?=(?:specifically |explicitly |specially )?(?:designed|built|tailored|intended|aimed) (?:for|to|at) )"
)


def at_made_for(text: str) -> tuple[str, str] | None:
    """ "We propose a framework designed to do A" -> "We propose a framework. It's designed to do A"."""
    found = _MADE_FOR.match(text)
    if not found or count(text[found.end() :]) < 6:
        return None
    if re.search(r"\b(?:for|of|with|that|which|to|and|in|on|by|using|from)\b", found.group(1)):
        return None  # "a system of parts designed to": which of them?
    return found.group(1), "It's " + text[found.end() :]


_OWED = re.compile(r"(?<!,) (?=(?:often |usually |largely |mainly |partly |mostly |primarily )?(?:due|owing) to )")
_MODAL = re.compile(r"\b(?:may|might|could|can|would|should|not|n't|no|if|whether|than|and|or|but)\b")


def at_owed(text: str) -> tuple[str, str] | None:
    """ "A remains hard due to B" -> "A remains hard. This is due to B"."""
    found = _OWED.search(text)
    if not found:
        return None
    left, right = text[: found.start()], text[found.start() + 1 :]
    if count(left) < 7 or count(right) < 7 or not is_clause(left) or _MODAL.search(left):
        return None
    if re.search(r"\b(?:is|are|was|were|be|been|largely|mainly|mostly|partly|often|usually)$", left):
        return None
    # The verb of the whole must stand before: "losses due to noise are common".
    main = re.split(r"\b(?:that|which|who|where|when|because|as)\b", right)[0]
    if any(is_surely_finite(word) for word in re.findall(r"[\w'’-]+", main)):
        return None
    return left, "This is " + right


_CAUSE = re.compile(r"^(?:But )?(?:Because|Since|Given that) ([^,]+(?:, [^,]+)?), (?=\w)")

# "Since the review was made, more studies have been done" gives no cause.
_FROM_THEN_ON = re.compile(r"\b(?:have|has|had) (?!to\b)(?:\w+ly )?\w+")


def after_because(text: str) -> tuple[str, str] | None:
    """ "Because A, B" -> "A. So B"."""
    found = _CAUSE.match(text)
    if not found or re.search(r"\b(?:19|20)\d\d\b", found.group(1)) or GUARD.match(found.group(1)):
        return None
    left, right = found.group(1), text[found.end() :]
    if not own_clause(left) or not own_clause(right):
        return None
    if "Since" in found.group(0).split()[:2] and _FROM_THEN_ON.search(right):
        return None
    return left, f"So {right}"


_DRAWN = re.compile(
    r", (?=(?:\w+ly )?(?:grounded|drawn|collected|taken|derived|sourced|annotated|recorded|compiled) "
    r"(?:in|from|by|with|on|across|at|over)\b)"
)


def at_drawn(text: str) -> tuple[str, str] | None:
    """ "It has 100 pairs, drawn from A" -> "It has 100 pairs. These are drawn from A"."""
    found = _DRAWN.search(text)
    if not found or not is_clause(text[: found.start()]) or count(text[found.end() :]) < 5:
        return None
    left, right = text[: found.start()], text[found.end() :]
    many = re.search(r"(?:[a-z][^su\W]s|people|data)$", left)
    if not many or re.search(r", (?:and )?\w+ing\b|, (?:and )?(?:is|are|was|were|has|have)\b", right):
        return None
    return left, "These are " + right


_REMARK = re.compile(
    r"^([^;:]+)[,;] (?=an? (?:[\w-]+ ){0,4}(?:problem|challenge|task|step|process|phenomenon|"
    r"limitation|issue|gap|setting|situation|finding|result|fact|idea|effect|"
    r"property|assumption|behaviou?r|trait|trend|need|requirement|goal) (?:that|which|of|for|to|"
    r"toward|towards|in|by|"
    r"[a-z]+ed (?:by|in|as))\b)"
)


def at_remark(text: str) -> tuple[str, str] | None:
    """ "A does B, a problem that C" -> "A does B. This is a problem that C"."""
    found = _REMARK.match(text)
    if (
        not found
        or not (is_clause(found.group(1)) or text[found.end(1)] == ";")
        or re.search(r"\b(?:an?|the) [^, ]+(?: [^, ]+)?$", found.group(1))
    ):
        return None
    if re.search(r", (?:and|or|is|are|was|were|has|have|can|remains?)\b", text[found.end() :]):
        return None
    return found.group(1), "This is " + text[found.end() :]


_SOME_THING = re.compile(
    r"\ban? (?:(?!(?:of|for|in|to|with|on|by|from|and|at)\b)[\w-]+ ){0,4}([a-z-]+)(?: that|,? "
    r"which) (?=([a-z]+s) )"
)
_UNREAL = re.compile(
    r"\b(?:not|n't|no|without|if|when|whether|than|or|could|may|might|would|should|such|any|every|each|lacks?|needs?|like|"
    r"as|whose|that|which|how|to be)\b"
)


def at_noun_that(text: str) -> tuple[str, str] | None:
    """ "A is trained with a loss that brings B" -> "A is trained with a loss. This loss brings B"."""
    for found in _SOME_THING.finditer(text) if count(text) >= 20 else ():
        noun, verb = found.group(1), found.group(2)
        left = re.sub(r",? (?:that|which) $", "", text[: found.end()])
        right = text[found.end() :]
        if _UNREAL.search(left) or count(left) < 7 or count(right) < 6 or not is_clause(left):
            continue
        if not is_surely_finite(verb) or verb in NOUNS_TOO or re.search(r"(?:[^s]s|ing|ed|ly|way)$", noun):
            continue
        if later_main_verb(right) or re.search(r", (?:and|as well as) (?:an?|the)\b", right):
            continue  # a list of things, each with a clause about it, goes on
        # "We propose X, a framework": what it is belongs with what it does.
        named = re.fullmatch(r"(.*[^s,]), (an? (?:[\w-]+ ){0,3}[\w-]+)", left)
        if named and is_clause(named.group(1)):
            return named.group(1), f"It's {named.group(2)} that {right}"
        return left, f"This {noun} {right}"
    return None
