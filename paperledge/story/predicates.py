"""Where a subject does, or is, two things, it takes two sentences. A rule gives both, or None."""

import re

from paperledge.story.clauses import later_main_verb
from paperledge.story.english import NOUNS_TOO, count, is_clause, is_surely_finite, takes_object, third, verb_forms
from paperledge.story.shorten import GOES_ON, hangs_open

_CONSEQUENT = frozenset(
    "allow enable lead make result cause ensure help highlight demonstrate suggest show indicate "
    "underscore underline reveal limit hinder hamper improve reduce increase "
    "enhance provide offer facilitate yield mitigate eliminate avoid prevent require motivate "
    "raise pave open pose impose necessitate create leave force bridge confirm validate "
    "emphasize showcase undermine obscure exacerbate lay narrow need give ease present relieve inform "
    "support encourage promote preserve incur complicate include comprise contain cover span "
    "degrade restrict boost accelerate remove simplify strengthen affect give bring ".split()
)


_SAME_SUBJECT = frozenset(
    "achieve outperform surpass reach attain exceed obtain match exhibit use employ "
    "leverage combine integrate focus perform deliver exploit bypass emulate enforce harness "
    "compete rank maintain "
    "retain".split()
)


# What a tail says of how often or how surely is kept: ", often providing C" -> "This often provides C".
_PARTICIPLE = re.compile(
    r",? (?:and )?(?:thereby |thus |hence |while also |while )?(?:(?:then|both) )?"
    r"((?:\w+ly|often|sometimes|seldom|even|further|also) )??([a-z-]+ing) "
)
# Adjectives, though they look like what one does.
_SUCH = frozenset(
    "promising existing emerging leading underlying challenging remaining growing ongoing varying missing working "
    "outstanding interesting surprising learning training".split()
)
_LISTS = frozenset({"include", "comprise", "contain", "cover", "span"})


def at_participle(text: str) -> tuple[str, str] | None:
    """ "A does B, reaching C" -> "A does B. It reaches C"."""
    for found in _PARTICIPLE.finditer(text):
        if "," not in found.group() and "thereby" not in found.group():
            continue
        adverb = found.group(1) or ""
        base = verb_forms()[1].get(found.group(2))
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
        if (
            re.search(r", that\b", rest)
            or GOES_ON.search(rest)
            or _awaits_that(left)
            or re.search(r"\b(?:while|and|or|but|when|time),?$", left)
        ):
            continue
        if re.search(r"\bthat\b", left) and any(
            m.group(1) in verb_forms()[2] - NOUNS_TOO for m in re.finditer(r", ([a-z]+s) ", rest)
        ):
            continue  # "that doing A, using B, does C"
        if base in _LISTS and not re.search(r"[a-z](?<![usi])s$", left):
            continue  # what it includes may be anything named before
        if base in _LISTS and any(
            w in verb_forms()[0] or is_surely_finite(w) or w == "to" for w in re.findall(r", (\w+)", rest)
        ):
            continue  # the list ends and the sentence goes on
        if re.search(
            r", (?:and )?(?:we|it|they|our|the \w+|this)\b[^,]* (?:is|are|was|were|has|have|can|show)", rest
        ) or re.search(r"\b(?:without|by|for|of|via|through) \w+ing\b[^,]*$", left):
            continue
        if base in _SAME_SUBJECT and re.search(
            r"\b(?:designed|able|used|trained|built|aims?|helps?) to\b[^,]*$", left
        ):
            continue  # "We propose X, designed to do A, keeping B": X keeps it
        start, singular = _finite_tail(base, left)
        verb = third(base) if singular else base
        return left, f"{start} {adverb}{verb} {_and_doing(rest, singular)}"
    return None


def _awaits_that(left: str) -> bool:
    """Whether a clause stops at a verb that still wants its "that" ("We also discovered"), or within it."""
    return hangs_open(left) or bool(
        re.search(
            r"\b(?:discover|observe|show|found|find|demonstrate|note|report|conclude|argue|suggest)(?:s|d|ed)?$",
            left,
        )
    )


_GERUND = re.compile(
    r"\b(?:for|of|by|in|into|to|toward|towards|about|through|without|from|via|on|with) (?:\w+ly )?([a-z-]+ing)\b"
)


def _and_doing(rest: str, singular: bool) -> str:
    """ ", and offering B" after the first -ing word was turned: "and offers B"."""

    def turn(match: re.Match[str]) -> str:
        if re.search(r", [\w-]+(?: [\w-]+)?$", rest[: match.start()]) and match.group(1).startswith(","):
            return match.group()  # the last of a list: "hours of design, recording, and editing"
        if any(m.group(1) not in _SUCH for m in _GERUND.finditer(rest[: match.start()])):
            return match.group()  # "for creating A and training B" goes on
        base = verb_forms()[1].get(match.group(2))
        return f"{match.group(1)}{third(base) if singular else base} " if base else match.group()

    return re.sub(
        r"(,? and (?:also |thus |thereby |even |ultimately )?)([a-z-]+ing) "
        r"(?!for |of |on |with |by |from |and |(?<!ulting )in |(?<!ading )to )",
        turn,
        rest,
    )


_TELLS = frozenset(
    "show suggest indicate reveal demonstrate highlight confirm validate underscore emphasize".split()
)
# A work that shows one thing also shows the next: "This work underscores A, showing B" -> "It shows B".
_TELLING = re.compile(
    r"(?:This|The) (?:work|study|paper|article|survey|analysis|review|finding)\b|"
    r"((?:These|The|Our)(?: \w+)? (?:results|findings|experiments|data|analyses)\b)"
)


def _finite_tail(base: str, left: str) -> tuple[str, bool]:
    """What the tail speaks of, and whether that is one thing."""
    if base in _LISTS:
        return "These", False
    if base in _TELLS and (found := _TELLING.match(left)):
        return ("They", False) if found.group(1) else ("It", True)
    if base in _CONSEQUENT:
        return "This", True
    return ("It", True) if _singular_subject(left) else ("They", False)


_ANY_NUMBER = frozenset("can could may might must should will would had did cannot".split())


def _singular_subject(left: str) -> bool:
    if re.search(r", (?:we|they) ", left):
        return False  # "For showing A, we describe B"
    main = re.split(r"\b(?:that|how)\b", left)[-1].strip() or left
    words = re.findall(r"[\w'’-]+", main)
    for i, word in enumerate(words[1:], 1):
        before = words[i - 2] if i > 1 and words[i - 1].endswith("ly") else words[i - 1]
        if word in {"are", "were", "have", "do"} or (
            word in verb_forms()[0] and before.endswith("s") and before.lower() != "this"
        ):
            return False
        if word in _ANY_NUMBER and re.search(r"[^suio]s$|people$|data$", words[i - 1]):
            return False  # "LLMs can do A"
        if is_surely_finite(word) and word not in NOUNS_TOO:
            return words[0].lower() not in {"we", "they", "these", "researchers"}
    first = words[0].lower()
    return first == "this" or (first not in {"we", "they", "these"} and not first.endswith("s"))


def at_by_doing(text: str) -> tuple[str, str] | None:
    """ "A does B by doing C" -> "A does B. It does this by doing C"."""
    for found in re.finditer(r"(?<!ed)(?<!en)(?<!wn)(,)? by (?=(\w+ing) )", text):
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
    r"^(?:(?:First|Then|Next|Finally|But|So|Still),? |(?:Using|Based on|In|On|With|From|Through|For) "
    r"[^,;:]{5,90}, )?(we) (?:(?:also|further|then|first|"
    r"\w+ly) )?(\w[\w-]*)\b",
    re.IGNORECASE,
)


def at_second_deed(text: str) -> tuple[str, str] | None:
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
        # "We study A, which does B, and find C": a bare "find" goes with "we".
        ours = same is bases and found.group(1) and re.search(r", which [a-z]+s [^,]*$", left)
        if not ours and re.search(r"\b(?:that|which|who|how|to \w+ [^,]*,)\b[^,]*$", left):
            continue
        left = _and_before_last(left, same)
        also = "We " if re.search(r"\balso\b", left) else "We also "
        lead = "Then we " if "then" in found.group() else "Finally, we " if "finally" in found.group() else also
        return left, lead + right
    return None


def _and_before_last(left: str, verbs: frozenset[str]) -> str:
    """ "We do A, do B" (of "do A, do B, and do C") -> "We do A and do B"."""
    found = [
        m
        for m in re.finditer(r", (?=(?:\w+ly )?([\w-]+) )", left)
        if (m.group(1) in verbs or (m.group(1) in NOUNS_TOO and takes_object(left[m.end() :].split(), 0)))
        and is_clause(left[: m.start()])
    ]
    return f"{left[: found[-1].start()]} and {left[found[-1].end() :]}" if found else left


def at_second_verb(text: str) -> tuple[str, str] | None:
    """ "The model learns A, and predicts B" -> "... It also predicts B"."""
    for found in re.finditer(
        r"(,)? (and|but|then) ((?:also |then |thus |further |often |\w+ly )*)(?=([a-z-]+s) )", text
    ):
        left, right, verb = text[: found.start()], text[found.end() :], found.group(4)
        if re.search(r"\bnot (?:only|just|merely)\b", left):
            continue
        if not found.group(1) and (
            count(text) < 22 or min(count(left), count(right)) < 7 or re.search(r"\bto\b", left)
        ):
            continue
        if (
            verb not in verb_forms()[2]
            or verb in NOUNS_TOO
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
        return _and_before_last(left, verb_forms()[2] - NOUNS_TOO), (
            "But it " if found.group(2) == "but" else "Then it " if found.group(2) == "then" else "It also "
        ) + _frequency(found.group(3)) + right
    return None


_NO_DEED = re.compile(
    r"\b(?:was|were|been|being|is|are|that|which|who|whether|if|when|where|how|to|had|have|has)\b"
)
_SOMEBODY = re.compile(r"(?:patient|participant|woman|man|child|author|team|person|he|she|and|or)$", re.IGNORECASE)


def _doer_of_past(clause: str) -> str:
    """What stands before the first verb in the past that takes an object; "" where none does."""
    words = re.findall(r"[\w'’/-]+", clause)
    for i, word in enumerate(words[1:8], 1):
        if word in verb_forms()[3]:
            before = words[i - 2] if i > 1 and words[i - 1].endswith("ly") else words[i - 1]
            return "" if words[i + 1 : i + 2] == ["by"] or before in {"the", "a", "an"} else before
    return ""


def at_second_past(text: str) -> tuple[str, str] | None:
    """ "The method removed A and reached the B" -> "The method removed A. It also reached the B"."""
    past = verb_forms()[3]
    for found in re.finditer(
        r",? and (?=([a-z]+) (?:the|an?|that|more|less|fewer|higher|lower|no|significantly)\b)", text
    ):
        left, right = text[: found.start()], text[found.end() :]
        main = left.rsplit(", ", 1)[-1] if is_clause(left.rsplit(", ", 1)[-1]) else left
        if (
            found.group(1) not in past
            or count(text) < 22
            or min(count(left), count(right)) < 7
            or _NO_DEED.search(main)
        ):
            continue
        doer = _doer_of_past(main)
        if not doer or _SOMEBODY.search(doer) or later_main_verb(right):
            continue
        many = re.search(r"(?:[^suio]s|data|people)$", doer) or doer.lower() in {"they", "we"}
        return left, ("They also " if many else "It also ") + right
    return None


def at_with(text: str) -> tuple[str, str] | None:
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
        if is_clause(left) and not later_main_verb(right) and count(right) > 3
        else None
    )


def _frequency(adverbs: str) -> str:
    """What the words before the second verb say of how it is done; "also" is said already."""
    return re.sub(r"\b(?:also|then|thus|further) ", "", adverbs)


_NEW_THING = re.compile(
    r"^((?:We|This \w+|The paper|Here we|Then we) (?:\w+ly |also |further |then |first "
    r")?(?:propose|introduce|present|develop|design|build|describe|devise|construct|"
    r"create|offer|contribute|formulate|release|provide|give|study|proposes|introduces|"
    r"presents|describes)"
    r"s? [^,;:]{2,90}?), ((?:an?|the first|one of the) [^;:]{12,})$"
)


def at_apposition(text: str) -> tuple[str, str] | None:
    """ "We propose X, a new method for Y" -> "We propose X. It's a new method for Y"."""
    found = _NEW_THING.match(text)
    if (
        not found
        or re.search(r"\band$|\bas\b", found.group(1))
        or re.search(r"(?:^|, )(?:an?|the) \w+[^,]*, and (?:an?|the) ", found.group(2))
        or re.search(r"\b(?:benchmarks|datasets|models|methods|frameworks)$", found.group(1))
    ):
        return None
    return found.group(1), "It's " + found.group(2)


_A_THING_THAT = re.compile(
    r"^((?:We|This \w+|The paper|It's|Here we|[A-Z][\w -]{1,50}(?: \ue000[\w-]+\ue001)? is) (?:\w+ly |also |"
    r"further |then |first )?(?:(?:propose|introduce|present|develop|design|build|describe|devise|construct|"
    r"create|offer|contribute|formulate|train|give|use|define|proposes|introduces|presents|describes|gives|uses)"
    r"s? )?(?:an?|the first) [^,;:]{6,110}?),? (?:that|which) (?=(\w+s) )"
)


def at_thing_that(text: str) -> tuple[str, str] | None:
    """ "We propose a model that learns X" -> "We propose a model. It learns X"."""
    found = _A_THING_THAT.match(text)
    if (
        not found
        or not is_surely_finite(found.group(2))
        or found.group(2) in NOUNS_TOO - {"uses"}
        or found.group(2) == "was"
        or count(found.group(1)) < (4 if count(text[found.end() :]) >= 9 else 7)
        or re.search(r"\b(?:and|such|so|that|which|who|whose)\b", found.group(1))
    ):
        return None
    return found.group(1), "It " + text[found.end() :]
