"""Light deletions that keep what a sentence says: openings, brackets, citations, example lists, relative tails.

Nothing is dropped that carries a hedge, a condition or a limit of scope.
"""

import functools
import re

from paperledge.prose import WORD, plain
from paperledge.story.english import NOUNS_TOO, is_clause, is_surely_finite, verb_forms, word_data
from paperledge.story.marks import say_marks
from paperledge.story.wording import swap_words

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\ufffd•†‡§¶★]"
)
LISTED = "\ue003"  # stands where "(1)" stood before an item
_ACRONYM_GLOSS = re.compile(r"\([A-Z][\w&/+*-]{0,14}s?\)")
_BRACKET = re.compile(r"\s?(\([^()]*\)|\[[^\[\]]*\])")
# What must not be lost with a bracket or a tail.
GUARD = re.compile(
    r"\b(if|unless|only|when|except|not|no|without|under|may|might|could|possibly|likely|"
    r"suggest\w*|potential\w*|appear\w*|seem\w*|"
    r"at least|at most|up to|limited|until|provided|assuming|conditional\w*|but|however|"
    r"although|despite|whether|mainly|mostly|partly|some)\b",
    re.IGNORECASE,
)
_DEICTIC_OPENING = re.compile(
    r"^(?:To (?!our |the best )(?:\w+ ){1,3}|Motivated by |Inspired by |Based on |Building (?:up)?on |"
    r"Building on top of |Given |Using |With |Through |By |Following |From |Upon |[A-Z][a-z]+ing"
    r" (?:on |upon |from |to )?|Towards? |In (?:response to|light of|view of) |"
    r"As (?:a first|an initial|one) step (?:towards? |to )?|On top of |In )"
    r"(?:\w+ (?:and|or) )?(?:all |both |most of |some of |many of )?"
    r"(?:this|these|those|such|the above|the aforementioned|that|this end|doing so|the "
    r"latter|it|them|our findings|our analysis)\b[^,:;]{0,90}"
    # "In this double-blind, placebo-controlled study, ..."
    r"(?:, (?!we |it |the |an? |they )(?:[\w-]+ ){1,4}(?:study|trial|survey|analysis|experiment))?, (?=\S)"
)
_DESPITE_DEICTIC = re.compile(
    r"^(?:Despite|In spite of|Notwithstanding) (?:this|these|those|such|that|the above|"
    r"its|their|all this)\b[^,:;]{0,70}, "
)
_NOTE = re.compile(
    r"^(?:It is (?:worth (?:noting|mentioning|emphasizing)|important to note|notable|"
    r"noteworthy|well[- ]known|known)|(?:We|Note|we) (?:also |further )?(?:note|emphasize|"
    r"stress|remark|highlight)|Note|This means|It should be noted) that "
)
_IN_THIS_PAPER = re.compile(
    r",? (?:in|with|through) (?:this|our|the present|the current) (?:paper|work|study|"
    r"article|survey|letter|manuscript|report|thesis)(?=[,.; ])"
)
_FIGURE = re.compile(
    r",? ?(?:\(?(?:as (?:shown|seen|illustrated|depicted|described|reported|listed|"
    r"summarized) in|see(?: also)?|cf\.?) )?\(?(?:Supplementary |Extended Data )?(?:Figs?|"
    r"Figures?|Tables?|Sections?|Sec|Eqs?|Appendix|Movie|Video|Dataset|Text)\b\.? ?S?\d*"
    r"[\w–,-]*(?: and S?\d+\w*)?\)?(?=[,.;) ]|$)"
)
_AUTHOR_YEAR = re.compile(r"\s?\((?:[^()]*?(?:et al\.?|[A-Z]\w+),? (?:19|20)\d\d[a-z]?[^()]*)\)")
_LIST_MARK = re.compile(r"(?<![\w.-])(?:\((?:[ivx]{1,4}|\d|[a-e])\)|(?:i{1,3}|iv|v|\d)\)(?= ?[a-zA-Z]))\s?")
_TICKS = re.compile(r"[`‘]([^`'‘’]{1,60})['’](?!\w)")


_AS_SHOWN = re.compile(
    r"^As (?:we |is |was |can be |will be )?(?:will |shall |have |has been )?(?:shown?|seen?|described?|"
    r"discuss(?:ed)?|mention(?:ed)?|"
    r"noted?|illustrated|demonstrated?|expected|explained)(?: (?:here|below|above|earlier|later|before|in|by|"
    r"from|previously) ?[^,]{0,40})?, "
)
# A comma that English does not set ("showed, that").
_BEFORE_THAT = re.compile(r"\b(show\w*|found|finds?|suggest\w*|indicat\w*|demonstrat\w*|reveal\w*), that\b")
_NEW_START = re.compile(r"(?:in \w+, )?(?:it|we|they|this|these|there|here|in)\b")


def hangs_on(text: str) -> bool:
    """Whether a sentence opens with words that point at the one before ("To this end, ...")."""
    return bool(
        _DEICTIC_OPENING.match(text)
        or _DESPITE_DEICTIC.match(text)
        or re.match(r"To (?:this|that) (?:end|aim)|For this|In this|By doing so|To do so", text)
    )


def clean(text: str) -> str:
    """A passage in readable form, without emoji, citations, figure references and brackets that can be spared."""
    text = say_marks(_TICKS.sub(r'"\1"', _EMOJI.sub("", plain(text))))
    text = re.sub(r"^(?:Abstract|ABSTRACT)[.:]? (?=[A-Z])", "", text)
    text = _LIST_MARK.sub(LISTED, _AUTHOR_YEAR.sub("", text))
    text = (
        _FIGURE.sub("", text)
        if re.search(r"\b(Fig|Table|Section|Sec|Eq|Appendix|Movie|Supplementary)", text)
        else text
    )
    text = _RUN_IN.sub("", _PREFIX.sub(r"\2 or \1", text))
    text = _AS_SHOWN.sub("", text)
    text = _BEFORE_THAT.sub(r"\1 that", re.sub(r"(?<=[a-z]{2}),(?=[a-z]{2})", ", ", text))
    for _ in range(3):
        text = _BRACKET.sub(_spare_bracket, text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = re.sub(r"([,;:])(?:\s?[,;:])+", r"\1", text)
    text = _LOOSE_COLON.sub(r"\1 ", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:-–—")
    return re.sub(r",\s*\.$", ".", text)


# A heading that runs into its sentence ("Same-speaker constraints: In debates, ...").
_RUN_IN = re.compile(
    r"^[A-Z][\w-]+(?: [a-z][\w-]*){0,4}: "
    r"(?=(?:In|The|We|It|To|This|For|As|Our|These|If|When|Before|During|A|An)\b)"
)


# A colon between a verb and what it takes ("includes: filtering").
_LOOSE_COLON = re.compile(r"(\b(?:includes?|contains?|consists? of|comprises?)): (?=[a-z])")


_PREFIX = re.compile(r"\((un|non-?|in|im|ir|mis|dis|semi-?)\)(?=([a-z]+))")
_QUALIFIER = re.compile(r"\((?:non|un|semi|quasi|near|pre|post|anti)-?[a-zA-Z]+\)")


def _spare_bracket(match: re.Match[str]) -> str:
    inner = match.group(1)
    if _QUALIFIER.fullmatch(inner):
        return " " + inner[1:-1]
    if _ACRONYM_GLOSS.fullmatch(inner) and not re.search(r"\d{4}", inner):
        return " \ue000" + inner[1:-1] + "\ue001"
    if (
        inner.startswith("(")
        and GUARD.search(inner)
        and len(inner) < 80
        and not re.search(
            r"[=<>]|et al|\be\.g|\bsee\b|\bthis (?:paper|work|article)\b|\bnot shown\b|\bunpublished\b", inner
        )
    ):
        return ", " + inner[1:-1].strip(" ,;") + ","
    return ""


def gloss_marks(text: str) -> str:
    """Bring back as brackets the acronym marks that clean() kept; the marks of a list go."""
    return text.replace("\ue000", "(").replace("\ue001", ")").replace(LISTED, "")


@functools.cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = word_data()
    leads, turns = data["lead_ins"], data["turns"]
    assert isinstance(leads, list)
    assert isinstance(turns, dict)
    ordered = "|".join(sorted(map(re.escape, leads), key=len, reverse=True))
    turning = "|".join(sorted(map(re.escape, turns), key=len, reverse=True))
    return (
        re.compile(
            rf"^(?:and |but |so )?(?:{ordered})(?:, |: | (?=we\b|I\b|it is\b|this paper\b))", re.IGNORECASE
        ),
        re.compile(rf"^({turning}), (?=[\w\"“])|^(yet) (?=\w)", re.IGNORECASE),
    )


def drop_openings(text: str) -> str:
    """A sentence without the words that only tie it to the one before; "However," becomes "But"."""
    lead, turn = _openings()
    turns = word_data()["turns"]
    assert isinstance(turns, dict)
    before, prefix = "", ""
    told_still = " still " in text[:60]
    text = re.sub(r"^However (?=[a-z])", "However, ", text)
    while before != text:
        before = text
        text = lead.sub("", text)
        text = _NOTE.sub("", text)
        text = _DEICTIC_OPENING.sub("", text)
        if _DESPITE_DEICTIC.match(text):
            text, prefix = _DESPITE_DEICTIC.sub("", text), prefix or "Still,"
        if found := turn.match(text):
            text, prefix = text[found.end() :], prefix or turns[(found.group(1) or found.group(2)).lower()]
    text = re.sub(r"^(?:First|Firstly|First of all), (?=we|it|the)", "First, ", text)
    prefix = "But" if prefix == "Still," and told_still else prefix
    return f"{prefix} {lower_first(text)}" if prefix else upper_first(text)


def shorten(text: str) -> str:
    """The light edit every told sentence gets; still in the authors' person ("we")."""
    text = _IN_THIS_PAPER.sub("", drop_openings(clean(text)))
    text = _and_so_on(swap_words(_RESPECTIVELY.sub(r"\1", text)))
    text = _TO_STUDY.sub(_looking, text)
    text = re.sub(
        r",? (?:to the best of our knowledge|respectively|in this paper|among others|and so on|etc\.?)(?=[,.]|$)|"
        r",? for (?:example|instance)(?=\.|$)",
        "",
        text,
    )
    text = re.sub(r",? ?(?:for example|for instance),", "", text) if not text.startswith("For ") else text
    text = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", "-", text)
    text = _undash(text)
    text = _ABOUT.sub("about ", text)
    text = upper_first(text.strip())
    if _is_bare_aim(text):
        text = "The aim is " + lower_first(text).replace("To ", "to ", 1)
    return end_with_stop(text)


_AIM = re.compile(r"To (?:\w+ly )?(?!(?:this|that|these|date|our|the)\b)[a-z]+ ")
_RESPECTIVELY = re.compile(r"\b(is|are|was|were|be|been|by|of|to|as|from|at|in|and), respectively,")
_LIST_END = re.compile(r", ([^,;.:]{3,60}),? etc\.?(?=[,.;) ]|$)")
# "The study seeks to study": the same word for two of the paper's.
_TO_STUDY = re.compile(r"\b([Ss]tud(?:y|ies)\b[^.;,]{0,60}? to) study (?=(whether|how|if|why|what|which)?)")


_WHAT = re.compile(r"\b(?:that|which|who|whose|whether|how|if|when|where|what|why)\b")


def _is_bare_aim(text: str) -> bool:
    """Whether a sentence only says what is to be done ("To compare A, with B as the standard, and to find C")."""
    if not _AIM.match(text) or re.search(r"\b(?:we|it) \w+", text):
        return False
    main, *rest = _WHAT.split(text)
    words = re.findall(r"[\w'’-]+", main)
    done = any(is_surely_finite(w) and w not in NOUNS_TOO for w in words) or any(
        map(is_clause, text.split(", ")[1:])
    )
    return not done and "," not in "".join(rest)


def _and_so_on(text: str) -> str:
    """ "A, B, etc." -> "A and B"."""
    return _LIST_END.sub(lambda m: f" and {re.sub(r'^(?:and|or) ', '', m.group(1))}", text)


def _looking(match: re.Match[str]) -> str:
    return f"{match.group(1)} {'find out' if match.group(2) else 'look into'} "


_ABOUT = re.compile(r"(?:\b(?:ca|approx)\.|≈|∼) ?(?=\d)")
_DASH = re.compile(r"\s*—\s*(?=[^\W\d])|\s+[–-]{1,2}\s+(?=[^\W\d])")


def _undash(text: str) -> str:
    """Dashes as commas; a lone one before a sentence of its own as a semicolon."""
    halves = _DASH.split(text)
    if len(halves) == 2 and _NEW_START.match(halves[1]) and all(map(is_clause, halves)):
        return "; ".join(halves)
    return ", ".join(halves)


_TAILS = (
    re.compile(
        r",? (?:such as|including|e\.g\.|for example|for instance|among which|like) (?:[^.;]|\.(?=\d))*(?=\.$)"
    ),
    re.compile(
        r", (?:which|who|where|with|as well as|ranging from|spanning|covering|particularly|"
        r"especially|thus|thereby|among) (?:[^.;]|\.(?=\d))*(?=\.$)"
    ),
    re.compile(
        r", (?:[a-z-]+ing|as (?:measured|evidenced|evaluated|judged|shown|demonstrated) (?:by|on|in))\b "
        r"(?:[^.;]|\.(?=\d))*(?=\.$)"
    ),
    re.compile(r"(?: while| whereas| as| through| via| across| compared (?:to|with)) (?:[^.;,]|\.(?=\d))*(?=\.$)"),
)


def trim(text: str, limit: int, tails: int = 3) -> str:
    """Drop droppable tails until the sentence has at most `limit` words, or nothing more can go.

    tails: how many kinds may go, of examples, relative clauses and participles in this order.
    """
    for pattern in _TAILS[:tails]:
        if len(WORD.findall(text)) <= limit:
            return text
        found = pattern.search(text)
        if (
            found
            and not GUARD.search(found.group())
            and is_clause(text[: found.start()])
            and not _torn(text[: found.start()], found.group())
        ):
            text = text[: found.start()] + "."
    return text


# Behind an aside the sentence goes on: "that such models, combining A with B, can reach C".
GOES_ON = re.compile(
    r", (?:\w+ly )?(?:can|could|may|might|will|would|should|must|is|are|was|were|has|have|had|do|does|did)\b"
)
_SAID_THAT = re.compile(
    r"\b(?:show|demonstrate|suggest|find|found|indicate|reveal|prove|argue|report|confirm)\w* that ([^,]+)"
    r"(?:, [a-z-]+ing\b[^,]*)?$"
)


def hangs_open(text: str) -> bool:
    """Whether a text ends within what something shows: "shows that such models, combining A with B"."""
    said = _SAID_THAT.search(text)
    if said is None:
        return False
    words = re.findall(r"[a-z'’-]+", said.group(1))
    # "shows that encoding prompts as problems": the verb is still to come.
    doing = bool(words) and words[0].endswith("ing") and not any(
        is_surely_finite(w) and w not in NOUNS_TOO for w in words
    )  # fmt: skip
    return doing or not is_clause(said.group(1))


# A second clause whose verb would go with the tail ("while global features, such as shape, help").
_OPEN_CLAUSE = re.compile(r", (?:while|whereas|although|though|because|but|if|when|since) ([^,]*)$")


def _torn(kept: str, gone: str) -> bool:
    """Whether a cut would part "from ... to", "not only ... but", "both ... and", "between ... and"."""
    return bool(
        (re.search(r"\bfrom\b[^.]*$", kept) and re.search(r"\bto\b", gone))
        or (":" in kept and re.search(r", | and ", gone))
        or re.search(r", and (?:[a-z-]+ing|an?|the|its|their)\b", gone)
        or re.search(r"\b(?:\w+ing|to|of|with|by|and|or|in|on|for|as|into) [a-z-]+s$", kept)
        or hangs_open(kept)
        or re.search(r"\b(?:factors|aspects|reasons|ways|issues|things|ones|cases)$", kept)
        or ((open_clause := _OPEN_CLAUSE.search(kept)) and not is_clause(open_clause.group(1)))
        or re.search(r"\b(?:not only|both|between|either|neither)\b(?!.* (?:and|or|but) )", kept)
    )


_INNER = re.compile(
    r", which [^,]{8,90}, (?=(\w+) )|, (?:such as|including|e\.g\.,?) [^.;]{4,120}?, "
    r"(?=(is|are|was|were|has|have|can|may|will|do|does|remain|often) )"
)


def drop_inner(text: str) -> str:
    """Drop a relative clause or example list that stands between commas before the verb."""
    found = _INNER.search(text)
    if not found or GUARD.search(found.group()):
        return text
    following = (found.group(1) or found.group(2)).lower()
    if following in {"and", "or", "but", "which", "the", "a", "an"} or following in verb_forms()[1]:
        return text
    # "The third gene, called X, which ..., gives" keeps the comma that closes what the first one opened.
    mark = ", " if re.search(r", (?:called|named|dubbed|known as|an?|the) [^,]*$", text[: found.start()]) else " "
    shorter = text[: found.start()] + mark + text[found.end() :]
    return shorter if is_clause(shorter) else text


def upper_first(text: str) -> str:
    """The first letter as a capital, unless the word has capitals inside ("mRNA", "textTOvec")."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first[1:]) and text[:1].islower() else text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The first letter small, where the word isn't a name or acronym."""
    first = re.match(r"[\w'’-]+", text)
    if not first:
        return text
    word = first.group()
    known = (
        word.lower() in _SMALL
        or word.lower() in verb_forms()[1]
        or (word[1:].islower() and word.endswith(("ing", "ly")))
    )
    return text[0].lower() + text[1:] if known and word != "I" else text


_SMALL = frozenset(
    "the a an we our this that these those it its they their there here such some many "
    "most all both each existing current recent previous prior while when if in on at by "
    "for from "
    "with without as to of and but so because since although despite using based given "
    "experiments results extensive traditional conventional only no not one two three "
    "four "
    "first second third another other more less few several what how why who which where "
    "large small new different various human language models methods people data "
    "researchers deep neural learning".split()
)


def end_with_stop(text: str) -> str:
    """One full stop (or ? or !) at the end."""
    text = text.rstrip(" ,;:–—-")
    return text if text.endswith((".", "?", "!", ".”", "?”", "!”")) else text + "."
