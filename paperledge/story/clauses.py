"""Where a long sentence holds two clauses, each can stand alone. A rule gives the two halves, or None."""

import re

from paperledge.story.english import NOUNS_TOO, count, is_clause, is_surely_finite, takes_object, verb_forms
from paperledge.story.shorten import lower_first


def at_semicolon(text: str) -> tuple[str, str] | None:
    """Two sentences joined by a semicolon."""
    for found in re.finditer(r"; (?:and |however,? |therefore, |thus, |moreover, )?", text):
        left, right = text[: found.start()], text[found.end() :]
        # The halves may be items of a list, each with a clause about it ("a stage that constructs A").
        listed = ":" in left or re.match(r"an? ", right, re.IGNORECASE)
        if is_clause(left) and (own_clause(right) if listed else is_clause(right)):
            return left, ("But " + right if "however" in found.group() else right)
    return None


_SUBJECT = r"(?:we|it|they|this|these|there|our|the|such|most|many|some|its|their)\b"


_JOINS = re.compile(rf",? (and|but|so|yet|while|whereas) (?={_SUBJECT})|, (and|but|yet|while|whereas) (?=[\w“\"])")
# "A takes images, text, and sound ..." is a list, not two clauses.
_IN_A_LIST = re.compile(r", (?:[\w-]+ ){0,4}[\w-]+$")


def at_conjunction(text: str) -> tuple[str, str] | None:
    """ "A, and it does B", "A, but the B does C"."""
    for found in _JOINS.finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        word = found.group(1) or found.group(2)
        if found.group(2) and ((word == "and" and _IN_A_LIST.search(left)) or _has_no_subject(right)):
            continue
        if not found.group().startswith(",") and not re.match(r"(?:we|it|they)\b", right):
            continue
        if own_clause(right) and is_clause(left) and not _open_that(left, right):
            lead = {
                "and": "",
                "but": "But ",
                "yet": "But ",
                "so": "So ",
                "while": "Meanwhile, ",
                "whereas": "But ",
            }[word]
            return left, lead + right
    return None


def _has_no_subject(right: str) -> bool:
    """Whether the second half goes on with the first one's subject ("but also need", "and set")."""
    first = right.split(maxsplit=1)[0].lower()
    verbs = verb_forms()[0] | verb_forms()[2] | verb_forms()[3]
    return first.endswith("ly") or first in _GOING_ON or first in verbs - NOUNS_TOO


_GOING_ON = frozenset(
    "also then thus therefore hence not instead even only rather both to can could may will is are "
    "on in at by for with "
    "from of into whether that if when as because which who whose where how through via under over "
    "more less".split()
)


def own_clause(text: str) -> bool:
    """Whether a text opens with a subject and soon has a sure verb, not a list item."""
    words = re.findall(r"[\w'’-]+|[,:;]", text)
    if not words or words[0].endswith("ing"):
        return False
    for i, word in enumerate(words[1:11], 1):
        if word in {"that", "which", "who", ","}:
            return False
        if word in NOUNS_TOO and (words[i + 1 : i + 2] == ["that"] or not takes_object(words, i)):
            continue
        if is_surely_finite(word) or (word in _SURE_BASES and re.search(r"[^su]s$|data$", words[i - 1])):
            return i + 1 < len(words)
        if words[0].lower() in {"we", "they", "these"} and word in verb_forms()[0] | verb_forms()[3]:
            return i + 1 < len(words)
    return False


# Base forms that behind a plural are hardly ever nouns ("methods lack").
_SURE_BASES = frozenset(
    "lack fail suffer struggle rely incur require remain provide achieve improve reduce generate "
    "outperform show exhibit "
    "allow enable learn depend contain include involve ignore overlook introduce represent consist "
    "perform tend give "
    "become produce differ exceed fall degrade face".split()
)


_OPENED = re.compile(r"(?:When|While|As|After|Before|Although|Though|Because|Since) ")
_HANGING = re.compile(r"\b(?:that|whether|if|when|because|where|which|who|how|why|what|whose)\b")


def _open_that(left: str, right: str) -> bool:
    """Whether the right half still hangs on something said in the left one ("show that A and B", "if A and B")."""
    # "When A, B, and C": what opened the sentence ended at its comma.
    main = left.rsplit(", ", 1)[-1] if _OPENED.match(left) else left
    main = main if is_clause(main) else left
    return bool(_HANGING.search(main)) and not right.startswith("we ")


def after_although(text: str) -> tuple[str, str] | None:
    """ "Although A, B" -> "A. Still, B"."""
    found = re.match(
        r"(?:But )?(?:Although|Though|While|Whereas|Even though) ([^,]+(?:, [^,]+){0,3}?), (?=(?:[\w-]+ ){1,9})",
        text,
    )
    if not found:
        return None
    left, right = found.group(1), text[found.end() :]
    if (
        not is_clause(left)
        or not is_clause(right)
        or re.match(r"(?:and|or|but)\b|\w+ing\b", right)
        or left.split()[0].endswith("ing")
    ):
        return None
    if right.split()[0].lower() in (verb_forms()[0] | verb_forms()[2]) - NOUNS_TOO:
        return None
    return left, _still(right)


def _still(right: str) -> str:
    if re.match(r"(?:\S+ ){1,5}still\b", right):
        return right
    # Two words for the same turn, so that neither wears out.
    return ("Still, " if len(right) % 2 else "But ") + lower_first(right)


# Verbs of one thing, or in the past of what was said as a whole ("which inspired us").
_ONE_THING = frozenset(
    "was had did led made inspired motivated resulted enabled allowed caused showed suggested".split()
)


def at_which(text: str) -> tuple[str, str] | None:
    """ "A, which does B" -> "A. This does B"."""
    for found in re.finditer(r", which (?:in turn |then |also |further |often |thus |thereby )?(\w+)", text):
        left, verb = text[: found.start()], found.group(1)
        right = re.sub(r"\band which\b", "and", text[found.start() + len(", which ") :])
        if (
            not is_clause(left)
            or later_main_verb(right)
            or _of_a_question(right)
            or _main_goes_on(verb, right)
            or (not is_surely_finite(verb) and verb not in verb_forms()[0] | verb_forms()[3])
        ):
            continue
        many = bool(re.search(r"(?:[^su]s|data|people|and \w+)[”\"]?$", left))
        unmarked = verb in (verb_forms()[3] - _ONE_THING) | {
            "can", "may", "might", "will", "could", "would", "should", "must"
        }  # fmt: skip
        if verb in {"are", "were", "have", "do"} or (
            many if unmarked else verb not in _ONE_THING and not verb.endswith("s")
        ):
            return left, "These " + right
        return left, (
            "This "
            if not re.search(r"\b(?:an?|called|named|dubbed|term\w*)\s[^,]*$|[A-Z]\w*[A-Z]\w*$", left)
            else "It "
        ) + right
    return None


def _of_a_question(right: str) -> bool:
    """Whether "which" asks ("which approach would work") and what follows it is a noun."""
    words = right.split()
    return len(words) > 1 and words[1] in {
        "would",
        "will",
        "is",
        "are",
        "was",
        "were",
        "can",
        "could",
        "should",
        "has",
    }


_FOR_WHAT = re.compile(r", (?:in order )?to (?:\w+ly )?([a-z-]+) ")


def _main_goes_on(verb: str, right: str) -> bool:
    """Whether after "which turns A into B" a comma leads back to what is done ("and identify C", "to find C")."""
    if any(m.group(1) in verb_forms()[0] for m in _FOR_WHAT.finditer(right)):
        return True
    one = verb in verb_forms()[2] | {"is", "has", "does", "was"}
    joined = (m.group(1) for m in re.finditer(r", and (?:\w+ly |also |then )?([a-z-]+) ", right))
    return one and any(word in verb_forms()[0] - NOUNS_TOO for word in joined)


def later_main_verb(right: str) -> bool:
    """Whether after a comma the main clause goes on ("X, which is Y, does Z")."""
    return any(
        is_surely_finite(m.group(1)) for m in re.finditer(r", (?:and |or )?(\w+)", right)
    ) and not re.search(r", and \w+", right)


def at_because(text: str) -> tuple[str, str] | None:
    """ "A, because B" -> "A. That's because B"."""
    for found in re.finditer(
        r", (because|since|as) (?!(?:well|shown|in|an?|part|measured|opposed|illustrated|compared|"
        r"if|of) )(?=[a-z])",
        text,
    ):
        left, right = text[: found.start()], text[found.end() :]
        if is_clause(left) and own_clause(right) and not re.search(r"\b(?:that|not|whether)\b", left):
            return left, "That's because " + right
    return None


def at_where(text: str) -> tuple[str, str] | None:
    """ "A, where B" -> "A. Here, B"."""
    found = re.search(
        r", (?:where|in which) (?=(?:the|we|it|each|a|an|they|users|models|existing|most|many|such|both|all|"
        r"only|one|\w+)\b)",
        text,
    )
    if not found or ";" in text or not is_clause(text[: found.start()]) or not own_clause(text[found.end() :]):
        return None
    return text[: found.start()], "Here, " + text[found.end() :]


def at_colon(text: str) -> tuple[str, str] | None:
    """ "A: B", where B is a sentence."""
    found = re.search(r": (?=\w)", text)
    if not found:
        return None
    left, right = text[: found.start()], text[found.end() :]
    if not is_clause(left) or count(right) <= 5:
        return None
    if _ASKED.match(right):
        # "We ask three questions: does A help, and where does it stop?"
        return (left, right) if right.endswith("?") and re.search(r"\b(?:ask|questions?)\b", left) else None
    if re.match(r"First(?:ly)?, (?:we|it|they|the)\b", right) and is_clause(right):
        return left, right
    if re.match(r"(?:whether|how|that)\b", right) and re.search(r"\b(?:an?|one|the) (?:\w+ )+", left):
        return left, "It's " + right
    if own_clause(right):
        return left, right
    many = _SEVERAL.search(left)
    if many and re.search(r", | and ", right) and ":" not in right and right[:1].islower():
        return re.sub(r"\bthe following ", "", left), "They are " + right
    return None


_ASKED = re.compile(r"(?:does|do|did|is|are|was|were|can|could|should|will|what|where|when|why|which|who)\b")
# "Three components: A, B and C", not "three components in the field: A".
_SEVERAL = re.compile(r"\b(?:two|three|four|five|six|several|following) (?:[\w-]+ ){0,3}[\w-]+s\b[^,:]*$")


def at_due(text: str) -> tuple[str, str] | None:
    """ "A, due to B" -> "A. This is due to B"."""
    found = re.search(
        r", (?:largely |mainly |partly |mostly |likely |probably )?(?:due|owing|thanks) to (?=(?:the|its|their|"
        r"an?|our)\b)",
        text,
    )
    if not found or not is_clause(text[: found.start()]) or later_main_verb(text[found.end() :]):
        return None
    return text[: found.start()], "This is " + text[found.start() + 2 :]


_SHOWS = re.compile(
    r"((?:We|Results|Experiments|Experimental results|(?:Our|The|These) (?:\w+ )?(?:results|findings|"
    r"experiments|analyses)|They)) "
    r"((?:also |further )?(?:show|find|found|showed|argue|observe|report|reveal|suggest|indicate|suggested|"
    r"indicated|revealed)) "
    r"that (?:while|although|though|whereas) (.+?), (?=(?:\w+ ){3})"
)


def at_while_that(text: str) -> tuple[str, str] | None:
    """ "We show that while A, B" -> "We show that A. But we also show that B"."""
    found = _SHOWS.match(text)
    if not found:
        return None
    start, verb, left, right = found.group(1), found.group(2), found.group(3), text[found.end() :]
    if not is_clause(left) or not is_clause(right) or re.match(r"(?:and|or|but)\b", right):
        return None
    again = "we" if start == "We" else "they"
    verb = re.sub(r"^(?:also|further) ", "", verb)
    return f"{start} {found.group(2)} that {left}", f"But {again} also {verb} that {right}"


def at_second_that(text: str) -> tuple[str, str] | None:
    """ "We show that A and that B" -> "We show that A. We also show that B"."""
    found = re.match(
        r"((?:We|Results|Experiments|Experimental results|Our \w+|The results|They) (?:also |"
        r"further )?(?:show|find|found|showed|argue|prove|observe|report|reveal|suggest|"
        r"indicate|suggested|indicated|revealed)) that (.+?),? and that (.+)",
        text,
    )
    if not found or not is_clause(found.group(2)):
        return None
    start, verb = found.group(1).rsplit(" ", 1)
    start = re.sub(r" (?:also|further)$", "", start)
    return f"{found.group(1)} that {found.group(2)}", f"{start} also {verb} that {found.group(3)}"


_FOUND_FIRST = re.compile(
    r"((?:We|Results|Experiments|Experimental results|(?:Our|The|These) (?:[\w-]+ )?(?:results|"
    r"findings|experiments|"
    r"analyses|evaluations)|They)(?: on [^,]{3,60}?)?) ((?:also |further )?(?:show|find|found|"
    r"showed|argue|observe|"
    r"report|reveal|suggest|indicate|prove|suggested|indicated|revealed)) that ([^;:]+?), and (?=[\w-]+ )"
)


def at_second_finding(text: str) -> tuple[str, str] | None:
    """ "We show that A does B, and C does D" -> "We show that A does B. We also show that C does D"."""
    found = _FOUND_FIRST.match(text)
    if not found:
        return None
    start, verb, left, right = found.group(1), found.group(2), found.group(3), text[found.end() :]
    if (
        not is_clause(left)
        or not own_clause(right)
        or _IN_A_LIST.search(left)
        or re.match(r"(?:we|they)\b", right)
    ):
        return None
    again = "We" if start == "We" else "They"
    plain_verb = re.sub(r"^(?:also|further) ", "", verb)
    return f"{start} {verb} that {left}", f"{again} also {plain_verb} that {right}"
