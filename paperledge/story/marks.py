"""Marks that only the eye reads, in words or left out: "~", "+/-", stars, "18-y", "3 ×", dashes without spaces."""

import re

_ABOUT_SIGN = re.compile(r"[~∼≈]\s?(?=\d)")
# "18-y mortality", "after 2 y", "a 20-y-old woman", "14 mo".
_YEARS = (re.compile(r"(?<=\d-)y(?=-old|\s)"), re.compile(r"(?<=\d )(y|mo|wk)\b(?![-=])"))
_SPANS = {"y": "years", "mo": "months", "wk": "weeks"}
# The arithmetic behind a result that is said in words before it: ", OR = 0.78", "p < 0.05".
_STATISTIC = re.compile(
    r"[,;]? (?:(?:an? )?(?:adjusted |crude )?(?:OR|HR|RR|SE|SD|CI|AUC|R2|[bβrtFpPnNzd]|χ2)(?:\(\d+(?:, ?\d+)?\))?"
    r" ?[=<>≤≥] ?[-−–]?\d*\.?\d+%?(?: ?\([^()]*\))?)(?=[,.;) ]|$)"
)
# How widely values lie about a mean ("49.2 ± 17.6 years"); elsewhere it is how sure a figure is, and stays.
_SPREAD = re.compile(r"(?<=\d)(%) ?± ?\d[\d.]*%|(?<=\d) ?± ?\d[\d.]*(?<!\.)(?! ?[%±]|\.?\d)")
_MEAN = re.compile(r"\b(?:mean|average|SD|SEM|standard deviation)\b", re.IGNORECASE)
_STARRED = re.compile(r"(?<![\w*])(\*{1,2})(\w[^*\n]{0,60}?\w)\1(?![\w*])")  # *stressed* in Markdown
# A dash that lost its spaces ("architectures-such as A-have shown").
_GLUED = re.compile(
    r"(?:(?<=[A-Za-z]{3})|(?<=[a-z]\)))[-–](?=(?:such as|which|have|has|is|are|was|were|a|an|the|where|including|"
    r"we|it|they|typically|particularly|especially|namely|remains?|thus|often) )"
)


def say_marks(text: str) -> str:
    """A text as it can be heard, as far as single marks go."""
    text = _ABOUT_SIGN.sub("about ", text).replace("~", " ")
    text = re.sub(r"\+ ?/ ?[-−–] ?(?=\d)", "± ", _STARRED.sub(r"\2", text))
    text = _SPREAD.sub(lambda m: m.group(1) or "", text) if _MEAN.search(text) else text
    text = _STATISTIC.sub("", _YEARS[1].sub(lambda m: _SPANS[m.group()], _YEARS[0].sub("year", text)))
    text = re.sub(r"\((\w+-)\)", r"\1", text.replace(" & ", " and "))
    text = _times(_SOFT_HYPHEN.sub("", re.sub(r"(?<=[\d%])--(?=\d)", "–", text)))
    return _GLUED.sub(", ", text)


def _times(text: str) -> str:
    """ "a 3 × speedup" -> "a speedup of 3×", which is read aloud as "3 times"."""
    return _FOLD.sub(r"\1×", _FOLD_NOUN.sub(r"a \2 of \1×", text))


# What an old PDF put where a word was broken at the end of a line ("di(cid:173) rection").
_SOFT_HYPHEN = re.compile(r"\(cid:173\)\s?|\u00ad\s?")
_FOLD_NOUN = re.compile(r"\ban? (\d[\d.]*) ?×[- ]((?:\w+ )?(?:speed-?up|reduction|increase|improvement|gain))\b")
_FOLD = re.compile(r"(?<![\w.])(\d[\d.]*) ×(?! ?\d)")
