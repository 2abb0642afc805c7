"""Long sentences in two, grammatically: each half says part of what the whole said.

A rule takes a sentence and gives two, or None. Rules are tried in order, and again on the halves.
"""

import re
from collections.abc import Callable

from paperledge.prose import WORD
from paperledge.story.english import is_clause, is_surely_finite, third, verb_forms
from paperledge.story.shorten import drop_inner, end_with_stop, lower_first, trim, upper_first

Rule = Callable[[str], tuple[str, str] | None]
_TARGET, _MOST = 15, 36  # words: longer ones are split if they can be; above _MOST they are not spoken


def split_long(text: str) -> list[str]:
    """A sentence as one or more of at most 34 words, in order; [] when it cannot be told so short."""
    pieces = _split(text, 0)
    pieces = [trim(drop_inner(p), 26) if count(p) > 26 else p for p in pieces]
    return pieces if all(count(p) <= _MOST for p in pieces) else []


def count(text: str) -> int:
    """Words of a text."""
    return len(WORD.findall(text))


def _split(text: str, depth: int) -> list[str]:
    if count(text) <= _TARGET or depth > 4:
        return [text]
    for rule in _RULES:
        halves = rule(text)
        if halves and all(count(h) >= 3 for h in halves):
            left, right = (end_with_stop(upper_first(h.strip(" ,;"))) for h in halves)
            return _split(left, depth + 1) + _split(right, depth + 1)
    return [text]


def _semicolon(text: str) -> tuple[str, str] | None:
    for found in re.finditer(r"; (?:and |however, |therefore, |thus, |moreover, )?", text):
        left, right = text[: found.start()], text[found.end() :]
        if is_clause(left) and is_clause(right):
            return left, ("But " + right if "however" in found.group() else right)
    return None


_SUBJECT = r"(?:we|it|they|this|these|there|our|the|such|most|many|some|its|their)\b"
_JOINS = re.compile(rf",? (and|but|so|yet|while|whereas) (?={_SUBJECT})")


def _joined_clauses(text: str) -> tuple[str, str] | None:
    for found in _JOINS.finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        word = found.group(1)
        if not found.group().startswith(",") and not re.match(r"(?:we|it|they)\b", right):
            continue
        if _own_clause(right) and is_clause(left) and not _open_that(left, right):
            lead = {
                "and": "",
                "but": "But ",
                "yet": "But ",
                "so": "So ",
                "while": "Meanwhile, ",
                "whereas": "By contrast, ",
            }[word]
            return left, lead + right
    return None


def _own_clause(text: str) -> bool:
    """Whether a text opens with a subject and soon has a sure verb, not a list item."""
    words = re.findall(r"[\w'’-]+|[,:;]", text)
    for i, word in enumerate(words[1:11], 1):
        if word in {"that", "which", "who", ","}:
            return False
        if is_surely_finite(word) or (
            words[0].lower() in {"we", "they", "these"} and word in verb_forms()[0] | verb_forms()[3]
        ):
            return i + 1 < len(words)
    return False


def _open_that(left: str, right: str) -> bool:
    """Whether the right half still hangs on something said in the left one ("show that A and B", "if A and B")."""
    return bool(
        re.search(r"\b(?:that|whether|if|when|because|where|which|who|how|why|what|whose)\b", left)
    ) and not right.startswith("we ")


def _although(text: str) -> tuple[str, str] | None:
    found = re.match(
        r"(?:But )?(?:Although|Though|While|Whereas|Even though) ([^,]+(?:, [^,]+){0,3}?), (?=(?:\w+ ){1,9})", text
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
    if right.split()[0].lower() in verb_forms()[0] | verb_forms()[2]:
        return None
    return left, _still(right)


def _still(right: str) -> str:
    if re.match(r"(?:\S+ ){1,5}still\b", right):
        return right
    # Two words for the same turn, so that neither wears out.
    return ("Still, " if len(right) % 2 else "But ") + lower_first(right)


def _which(text: str) -> tuple[str, str] | None:
    for found in re.finditer(r", which (?:in turn |then |also |further |often |thus |thereby )?(\w+)", text):
        left, verb = text[: found.start()], found.group(1)
        right = text[found.start() + len(", which ") :]
        if (
            not is_clause(left)
            or _later_main_verb(right)
            or not is_surely_finite(verb)
            and verb not in verb_forms()[0] | verb_forms()[3]
        ):
            continue
        many = bool(re.search(r"(?:[^su]s|data|people|and \w+)$", left))
        unmarked = verb in verb_forms()[3] | {"can", "may", "might", "will", "could", "would", "should", "must"}
        if verb in {"are", "were", "have", "do"} or (many if unmarked else not verb.endswith("s")):
            return left, "These " + right
        return left, (
            "This "
            if not re.search(r"\b(?:an?|called|named|dubbed|term\w*)\s[^,]*$|[A-Z]\w*[A-Z]\w*$", left)
            else "It "
        ) + right
    return None


def _later_main_verb(right: str) -> bool:
    """Whether after a comma the main clause goes on ("X, which is Y, does Z")."""
    return any(
        is_surely_finite(m.group(1)) for m in re.finditer(r", (?:and |or )?(\w+)", right)
    ) and not re.search(r", and \w+", right)


_NOUNS_TOO = frozenset(
    "models results tasks benchmarks features designs uses studies tests measures scales links "
    "values forms structures samples questions experiments challenges approaches limits "
    "benefits reports reviews ranks records changes effects gains costs influences places plans "
    "plays projects patterns prompts rewards policies processes issues labels maps masks notes "
    "leads starts steps "
    "targets tools traces trades tunes turns views texts surveys supports structures services "
    "differences displays demands controls contrasts conditions conducts constraints covers "
    "positions points risks runs shares touches uses works".split()
)
_CONSEQUENT = frozenset(
    "allow enable lead make result cause ensure help highlight demonstrate suggest show indicate "
    "underscore underline reveal limit hinder hamper improve reduce increase "
    "enhance provide offer facilitate yield mitigate eliminate avoid prevent require motivate "
    "raise pave open pose impose necessitate create leave force bridge confirm validate "
    "emphasize "
    "support encourage promote preserve incur complicate include comprise contain cover span "
    "degrade restrict boost accelerate remove simplify strengthen affect give bring ".split()
)
_SAME_SUBJECT = frozenset(
    "achieve outperform surpass reach attain exceed obtain match exhibit use employ "
    "leverage combine integrate focus perform deliver exploit".split()
)


def _participle(text: str) -> tuple[str, str] | None:
    for found in re.finditer(
        r",? (?:and )?(?:thereby|thus|hence|while|while also|also|further|even|ultimately|"
        r"effectively|often|consistently|significantly)? ?\b([a-z-]+ing) ",
        text,
    ):
        if "," not in found.group() and "thereby" not in found.group():
            continue
        base = verb_forms()[1].get(found.group(1))
        left, rest = text[: found.start()], text[found.end() :]
        if (
            base is None
            or base not in _CONSEQUENT | _SAME_SUBJECT
            or not is_clause(left)
            or " and " in found.group()
        ):
            continue
        if re.search(
            r"\b(?:by|of|for|in|through|via|when|without|from|including|like|as|on|with|at|to) [^,]*$", left
        ) and re.match(r"[^,]*, (?:and )?[a-z-]+ing\b", text[found.start() + 2 :]):
            continue  # a list of -ing words goes on
        if base in {"include", "comprise", "contain", "cover", "span"} and any(
            w in verb_forms()[0] or is_surely_finite(w) for w in re.findall(r", (\w+)", rest)
        ):
            continue  # the list ends and the sentence goes on
        if re.search(
            r", (?:and )?(?:we|it|they|our|the \w+|this)\b[^,]* (?:is|are|was|were|has|have|can|show)", rest
        ) or re.search(r"\b(?:without|by|for|of|via|through) \w+ing\b[^,]*$", left):
            continue
        return left, _finite_tail(base, left) + _and_doing(rest, base in _CONSEQUENT or _singular_subject(left))
    return None


def _and_doing(rest: str, singular: bool) -> str:
    """ ", and offering B" after the first -ing word was turned: "and offers B"."""

    def turn(match: re.Match[str]) -> str:
        base = verb_forms()[1].get(match.group(2))
        return f"{match.group(1)}{third(base) if singular else base} " if base else match.group()

    return re.sub(r"(,? and (?:also |thus |thereby |even |ultimately )?)([a-z-]+ing) ", turn, rest)


def _finite_tail(base: str, left: str) -> str:
    if base in _CONSEQUENT:
        return f"This {third(base)} "
    return f"It {third(base)} " if _singular_subject(left) else f"They {base} "


def _singular_subject(left: str) -> bool:
    main = re.split(r"\b(?:that|how)\b", left)[-1].strip() or left
    words = re.findall(r"[\w'’-]+", main)
    for i, word in enumerate(words[1:], 1):
        if word in {"are", "were", "have", "do"} or (word in verb_forms()[0] and words[i - 1].endswith("s")):
            return False
        if is_surely_finite(word) and word not in _NOUNS_TOO:
            return words[0].lower() not in {"we", "they", "these", "researchers"}
    return words[0].lower() not in {"we", "they", "these"} and not words[0].endswith("s")


def _by_doing(text: str) -> tuple[str, str] | None:
    for found in re.finditer(r"(,)? by (?=(\w+ing) )", text):
        left, right = text[: found.start()], text[found.end() :]
        if found.group(2) not in verb_forms()[1] or not is_clause(left) or count(left) < 7 or count(right) < 6:
            continue
        if re.search(
            r"\b(?:that|which|who|to|can be|is|are|was|were|how|not|cannot|if|when|whether)\b", left
        ) or re.search(r", (?:we|it|the|and \w+s) ", right):
            continue
        subject = (
            "We do"
            if re.match(r"(?:We|Then we|First, we|But we)\b", left)
            else ("It does" if _singular_subject(left) else "They do")
        )
        return left, f"{subject} this by {right}"
    return None


_DOER = re.compile(
    r"^(?:(?:First|Then|Next|Finally|But|So|Still),? )?(we) (?:(?:also|further|then|first|"
    r"finally|systematically|empirically) )?(\w[\w-]*)\b",
    re.IGNORECASE,
)


def _doer_goes_on(text: str) -> tuple[str, str] | None:
    """ "We do A, and do B" -> "We do A. We also do B"."""
    start = _DOER.match(text)
    bases = verb_forms()[0]
    if not start or (start.group(2) not in bases and start.group(2) not in verb_forms()[3]):
        return None
    same = bases if start.group(2) in bases else verb_forms()[3]
    for found in re.finditer(
        r"(,)? (and|then|and then|and finally|and also|and further)((?: \w+ly| also| then| "
        r"finally| further)?) (?=([\w-]+) )",
        text,
    ):
        left, right, verb = text[: found.start()], text[found.end() :], found.group(4)
        if verb not in same or count(left) < 6 or count(right) < 4 or re.match(r"\w+ (?:of|is|are|and)\b", right):
            continue
        if re.search(
            r"\b(?:to|can|that|which|who|will|could|may|not|both|how|models|methods|agents|users|systems)\b[^,]*$",
            left,
        ) and not found.group(1):
            continue
        if re.search(r"\b(?:that|which|who|how|to \w+ [^,]*,)\b[^,]*$", left):
            continue
        left = _and_before_last(left, same)
        lead = (
            "Then we " if "then" in found.group() else "Finally, we " if "finally" in found.group() else "We also "
        )
        return left, lead + right
    return None


def _and_before_last(left: str, verbs: frozenset[str]) -> str:
    """ "We do A, do B" (of "do A, do B, and do C") -> "We do A and do B"."""
    found = [m for m in re.finditer(r", (?=(?:\w+ly )?([\w-]+) )", left) if m.group(1) in verbs]
    return f"{left[: found[-1].start()]} and {left[found[-1].end() :]}" if found else left


def _show_that_and_that(text: str) -> tuple[str, str] | None:
    found = re.match(
        r"((?:We|Results|Experiments|Experimental results|Our \w+|The results|They) (?:also |"
        r"further )?(?:show|find|found|showed|argue|prove|observe|report|reveal|suggest|"
        r"indicate|suggested|indicated|revealed)) that (.+?),? and that (.+)",
        text,
    )
    if not found or not is_clause(found.group(2)):
        return None
    return (
        f"{found.group(1)} that {found.group(2)}",
        f"{re.sub(' (?:also|further) ', ' ', found.group(1) + ' ').rsplit(' ', 2)[0]} also "
        f"{found.group(1).split()[-1]} that {found.group(3)}",
    )


def _because(text: str) -> tuple[str, str] | None:
    for found in re.finditer(
        r", (because|since|as) (?=(?:the|it|they|this|these|such|most|many|there|we|our|existing|current)\b)", text
    ):
        left, right = text[: found.start()], text[found.end() :]
        if is_clause(left) and _own_clause(right) and not re.search(r"\b(?:that|not|whether)\b", left):
            return left, "That's because " + right
    return None


def _where(text: str) -> tuple[str, str] | None:
    found = re.search(
        r", where (?=(?:the|we|it|each|a|an|they|users|models|existing|most|many|such|both|all|only|one)\b)", text
    )
    if not found or ";" in text or not is_clause(text[: found.start()]) or not _own_clause(text[found.end() :]):
        return None
    return text[: found.start()], "Here, " + text[found.end() :]


def _subject_goes_on(text: str) -> tuple[str, str] | None:
    """ "The model learns A, and predicts B" -> "... It also predicts B"."""
    for found in re.finditer(r", (and|but|then) (?:(?:also|then|thus|further|\w+ly) )*(?=([a-z-]+s) )", text):
        left, right, verb = text[: found.start()], text[found.end() :], found.group(2)
        if (
            verb not in verb_forms()[2]
            or verb in _NOUNS_TOO
            or re.match(r"\S+ (?:of|are|is|and|for|in|from|were)\b", right)
        ):
            continue
        if (
            count(left) < 6
            or not is_clause(left)
            or not _singular_subject(left)
            or re.search(r"\b(?:that|which|who|whether|if|when|where|how)\b", left)
        ):
            continue
        return left, (
            "But it " if found.group(1) == "but" else "Then it " if found.group(1) == "then" else "It also "
        ) + right
    return None


def _with_tail(text: str) -> tuple[str, str] | None:
    """ "..., with gains of 3%" -> "This comes with gains of 3%"."""
    found = re.search(
        (
            r", with (?=(?:an?|average|relative|absolute|up|improvements?|gains?|accuracy|minimal|"
            r"only|little|no|over|more|at)\b)(?!\w+ing)"
        ),
        text,
    )
    if not found or count(text) < 24:
        return None
    left, right = text[: found.start()], text[found.end() :]
    return (
        (left, "This comes with " + right)
        if is_clause(left) and not _later_main_verb(right) and count(right) > 3
        else None
    )


_NEW_THING = re.compile(
    r"^((?:We|This \w+|The paper|Here we|Then we) (?:\w+ly |also |further |then |first "
    r")?(?:propose|introduce|present|develop|design|build|describe|devise|construct|"
    r"create|offer|contribute|formulate|release|provide|study|proposes|introduces|"
    r"presents|describes)"
    r"s? [^,;:]{2,90}?), ((?:an?|the first|one of the) [^;:]{12,})$"
)


def _apposition(text: str) -> tuple[str, str] | None:
    """ "We propose X, a new method for Y" -> "We propose X. It's a new method for Y"."""
    found = _NEW_THING.match(text)
    if (
        not found
        or re.search(r"\band$|\bas\b", found.group(1))
        or re.search(r", (?:an?|the) \w+[^,]*, and an? ", found.group(2))
        or re.search(r"\b(?:benchmarks|datasets|models|methods|frameworks)$", found.group(1))
    ):
        return None
    return found.group(1), "It's " + found.group(2)


_A_THING_THAT = re.compile(
    r"^((?:We|This \w+|The paper|It's|Here we) (?:\w+ly |also |further |then |first "
    r")?(?:(?:propose|introduce|present|develop|design|build|describe|devise|construct|"
    r"create|offer|contribute|formulate|proposes|introduces|presents|describes)"
    r"s? )?(?:an?|the first) [^,;:]{6,110}?),? (?:that|which) (?=(\w+s) )"
)


def _a_thing_that(text: str) -> tuple[str, str] | None:
    """ "We propose a model that learns X" -> "We propose a model. It learns X"."""
    found = _A_THING_THAT.match(text)
    if (
        not found
        or not is_surely_finite(found.group(2))
        or found.group(2) in _NOUNS_TOO
        or found.group(2) == "was"
        or count(found.group(1)) < 7
        or re.search(r"\b(?:and|such|so)\b", found.group(1))
    ):
        return None
    return found.group(1), "It " + text[found.end() :]


def _aim(text: str) -> tuple[str, str] | None:
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
                r"according|compared)$|that\b"
            ),
            found.group(1),
        )
    ):
        return None
    return found.group(1), "The aim is to " + text[found.start(2) :]


def _colon(text: str) -> tuple[str, str] | None:
    found = re.search(r": (?=\w)", text)
    if not found:
        return None
    left, right = text[: found.start()], text[found.end() :]
    return (left, right) if is_clause(left) and _own_clause(right) and count(right) > 5 else None


_RULES: tuple[Rule, ...] = (
    _semicolon, _although, _show_that_and_that, _joined_clauses, _which, _because, _where, _doer_goes_on, _participle, _apposition, _subject_goes_on, _by_doing, _a_thing_that,
    _with_tail, _colon, _aim,
)  # fmt: skip
