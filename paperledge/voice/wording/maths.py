"""Formulas read aloud: TeX between dollar signs, and formulas that stand bare in running text.

A formula is read left to right as a lecturer would: "x sub i", "n squared", "O of n log n", "the root of n".
"""

import re

from paperledge.voice.wording.number_words import amount
from paperledge.voice.wording.tables import symbols

_SIGNS = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.DOTALL)
# Commands that change the look of what follows, or only its spacing.
_SILENT = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr mathcal mathbb mathbf mathrm mathit mathsf mathtt mathscr "
    "mathfrak boldsymbol bm pmb rm bf it cal sf tt text textbf textit textrm texttt textsc mbox operatorname "
    "displaystyle textstyle scriptstyle limits nolimits quad qquad emph underline overline "
    "boldmath ensuremath".split()
)
_ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "vec": "vector",
    "dot": "dot", "ddot": "double dot", "check": "check", "acute": "acute",
}  # fmt: skip
_FUNCTIONS = {
    "log": "log", "ln": "natural log", "exp": "exp", "min": "min", "max": "max", "sup": "soup", "inf": "inf",
    "sin": "sine", "cos": "cosine", "tan": "tangent", "tanh": "hyperbolic tangent", "arg": "arg",
    "det": "determinant", "dim": "dimension", "deg": "degree", "lim": "limit", "poly": "poly",
    "polylog": "polylog", "gcd": "G C D",
    "argmax": "arg max", "argmin": "arg min", "Pr": "probability", "tr": "trace", "diag": "diagonal", "mod": "mod",
    "rank": "rank", "sign": "sign", "sgn": "sign", "softmax": "softmax", "KL": "K L", "Var": "variance",
}  # fmt: skip
_COMPARISONS = {
    "<": "less than", ">": "greater than", "≤": "less than or equal to", "≥": "greater than or equal to",
    "=": "equals", "|": "given", "/": "over", "+": "plus", "-": "minus", "*": "times", ":": "such that",
    "~": "about", "∘": "composed with", "!": "factorial", "@": "at",
}  # fmt: skip
_DEEPEST = 40  # brackets in brackets; further in they are read flat
_SUMS = {"∑": "the sum", "∏": "the product", "∫": "the integral"}
# max over x, log base two: said of functions, not of variables.
_OVER = frozenset("min max sup inf argmax argmin lim log".split())
_ENDINGS = ("th", "st", "nd", "rd")
# A name before a bracket that is a function of what stands in it; others multiply.
_APPLIED = re.compile(r"[A-Zfghpqυφψπσρθμ]|[OΘΩo]")


_NORM = re.compile(r"()(?:\\\||‖|\\Vert|\|\|)\s?([^|‖]{1,40}?)\s?(?:\\\||‖|\\Vert|\|\|)")
_ABSOLUTE = re.compile(r"(^|[=<>+\-*/(,≤≥∑])\s*\|([^|]{1,40})\|")


def read_formula(tex: str) -> str:
    """Words for one formula, in TeX or plain characters; no symbol is left but full stops and commas."""
    tex = _NORM.sub(r"\1 \\norm{\2}", tex)
    tex = _ABSOLUTE.sub(r"\1 \\abs{\2}", tex)
    reader = _Reader(_SIGNS.findall(tex))
    return " ".join(" ".join(reader.read_until(None)).split())


class _Reader:
    """Walks over the signs of one formula."""

    def __init__(self, signs: list[str]) -> None:
        self.signs = [sign for sign in signs if sign not in ("\\,", "\\;", "\\!", "\\:", "\\ ", "\\\\")]
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.signs[self.at] if self.at < len(self.signs) else ""

    def take(self) -> str:
        self.at += 1
        return self.signs[self.at - 1] if self.at <= len(self.signs) else ""

    def skip_spaces(self) -> None:
        while self.peek().isspace() or (self.peek().lstrip("\\") in _SILENT and self.peek().startswith("\\")):
            self.at += 1

    def read_until(self, end: str | None) -> list[str]:
        words: list[str] = []
        self.depth += 1
        while (sign := self.peek()) and sign != end:
            words += self.read_one(bool(words))
        self.depth -= 1
        self.take()
        return words

    def read_argument(self) -> list[str]:
        """What a command, ^ or _ applies to: a group, or the next sign."""
        self.skip_spaces()
        if self.peek() == "{" and self.depth < _DEEPEST:
            self.take()
            return self.read_until("}")
        if self.peek() in ("-", "+"):
            return ["minus" if self.take() == "-" else "plus", *self.read_argument()]
        sign = self.take()
        if sign.startswith("\\"):
            return self.command(sign[1:])
        if sign.isalpha() and sign.isascii() and len(sign) > 1 and sign not in _ENDINGS:
            # TeX takes one letter only.
            self.at -= 1
            self.signs[self.at] = sign[1:]
            sign = sign[0]
        return self.name(sign)

    def read_one(self, inside: bool) -> list[str]:
        sign = self.take()
        if sign.isspace():
            return []
        if sign in "([{" and self.depth >= _DEEPEST:
            return []
        if sign in "([{":
            inner = self.read_until({"(": ")", "[": "]", "{": "}"}[sign])
            letters = all(len(word) == 1 for word in inner)
            return self.with_scripts(inner, "".join(inner) if sign == "{" and letters else sign)
        if sign in "^_":
            return self.script(sign, "")
        if sign.startswith("\\"):
            return self.command(sign[1:])
        if sign in ("-", "−") and (not inside):
            return ["minus"]
        return self.with_scripts(self.name(sign), sign)

    def command(self, name: str) -> list[str]:
        if name in _SILENT or not name.isalpha():
            # An escaped sign, \% say, is that sign.
            return self.name(name) if not name.isalpha() and name in "%&#_$" else []
        if name in ("frac", "tfrac", "dfrac", "nicefrac"):
            upper, lower = self.read_argument(), self.read_argument()
            return _over(upper, lower)
        if name == "sqrt":
            return ["the", "square", "root", "of", *self.read_argument()]
        if name in ("abs", "norm"):
            return ["the absolute value of" if name == "abs" else "the norm of", *self.read_argument()]
        if name == "binom":
            return [*self.read_argument(), "choose", *self.read_argument()]
        if name in _ACCENTS:
            return self.with_scripts([*self.read_argument(), _ACCENTS[name]], "")
        if name in _FUNCTIONS:
            return self.with_scripts([_FUNCTIONS[name]], name)
        character = symbols()[1].get(name)
        return self.with_scripts(self.name(character), character) if character else self.with_scripts([name], "")

    def name(self, sign: str) -> list[str]:
        if sign[:1].isdigit():
            return [amount(sign)]
        if sign in _FUNCTIONS:
            return [_FUNCTIONS[sign]]
        if sign.isalpha() and sign.isascii():
            return _letters(sign)
        if sign in _COMPARISONS:
            return [_COMPARISONS[sign]]
        if sign in ",.;?":
            return [sign] if sign != "?" else []
        if sign == "%":
            return ["percent"]
        words = symbols()[0].get(sign, "")
        if words:
            return [words]
        return [sign] if sign.isalpha() else []

    def with_scripts(self, words: list[str], base: str) -> list[str]:
        """The words with the raised and lowered parts that follow, and "of" before a bracket."""
        if base in _SUMS:
            return [_SUMS[base], *self.bounds(), "of"]
        while self.peek() in ("^", "_", "'") and self.peek():
            words = words + (self.script(self.take(), base))
        applied = base in _FUNCTIONS or _APPLIED.fullmatch(base) or (base.isupper() and len(base) <= 3)
        if self.peek() == "(" and (applied or base == "") and words:
            words = [*words, "of"]
        return words

    def bounds(self) -> list[str]:
        """What a sum runs over: "over i", "to n"."""
        said = []
        self.skip_spaces()
        while self.peek() in ("^", "_") and self.peek():
            mark = self.take()
            bound = [word for word in self.read_argument() if word]
            said += ["to" if mark == "^" else "from" if "equals" in bound else "over", *bound]
            self.skip_spaces()
        return said

    def script(self, mark: str, base: str) -> list[str]:
        if mark == "'":
            return ["prime"]
        said = self.read_argument()
        if mark == "_" and base in _OVER:
            return ["base" if base == "log" else "over", *said]
        return _lowered(said) if mark == "_" else _raised(said, base)


def _raised(said: list[str], base: str) -> list[str]:
    text = " ".join(said)
    for raised, words in (("two", "squared"), ("three", "cubed"), ("T", "transpose"), ("times", "star")):
        if text == raised:
            return [words]
    if text in ("transpose", "prime", "star", "dagger", "plus", "minus"):
        return [text]
    if text in ("composed with", "degrees"):
        return ["degrees"]
    if text in ("t h", "s t", "n d", "r d", "th"):
        return ["th"]
    if text == "minus one" and base.isalpha():
        return ["inverse"]
    return ["to", "the", *said]


def _lowered(said: list[str]) -> list[str]:
    text = " ".join(said)
    # "x one", "x max", but "x sub i".
    return said if not text or (len(text) > 2 and " " not in text) else ["sub", *said]


def _over(upper: list[str], lower: list[str]) -> list[str]:
    if (" ".join(upper), " ".join(lower)) == ("one", "two"):
        return ["one half"]
    return [*upper, "over", *lower]


def _letters(sign: str) -> list[str]:
    """Letters that stand together: a word when long enough to be one, else factors said one by one."""
    if len(sign) >= 3 and re.search("[aeiouy]", sign.lower()):
        return [sign]
    return list(sign)


# $...$, not prices: no space inside the marks, no digit after the last.
_DOLLARS = re.compile(
    r"\$\$(.+?)\$\$|\$(?!\s)([^$]{1,400}?)(?<![\s\\])\$(?!\d)|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL
)


def read_tex(text: str) -> str:
    """Running text with the formulas between TeX's marks read aloud."""

    def say(match: re.Match[str]) -> str:
        tex = next(group for group in match.groups() if group is not None)
        return _apart(match, _said(tex))

    return _DOLLARS.sub(say, text)


def _said(tex: str) -> str:
    tex = tex.strip()
    # A formula that only sets a number is left to the rules for numbers: $85\%$, $10^{-3}$, $\sim 5$, $3\times$.
    simple = tex.replace("\\%", "%").replace("\\times", "×").replace("\\sim", "~").replace("\\approx", "≈")
    simple = (
        simple.replace("\\geq", "≥")
        .replace("\\leq", "≤")
        .replace("\\pm", "±")
        .replace("\\,", "")
        .replace("{,}", ",")
    )
    simple = re.sub(r"^([<>≥≤~≈±+])\s+(?=\d)", r"\1", simple)
    simple = re.sub(r"\\(?:mathbf|textbf|bf)\{([\d.,%×]+)\}", r"\1", simple)
    if re.fullmatch(
        r"[<>≥≤~≈+±-]?\d[\d,.]*\s?(?:%|×|[KMB])?(?:\s?[×±–-]\s?\d[\d,.]*%?)?|(?:\d[\d.]*\s?×\s?)?10\^\{?-?\d+\}?",
        simple,
    ):
        return simple
    return read_formula(tex)


_BRACED = r"(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})"
_BARE = (
    # O(n log n), Θ(...), with brackets once inside
    re.compile(r"(?<![\w\\])[OΘΩ]̃?\((?:[^()]|\([^()]*\)){1,80}\)"),
    # f(x), p(y|x), P(A | B): one letter before, only signs inside
    re.compile(
        r"(?<![\w\\'-])[A-Za-zα-ωΑ-Ω](?:_(?:\w|\{\w+\}))?\((?:\w{1,2}|\d+|[ |,;+\-*/^_=α-ωΑ-Ω{}])+\)(?!\w)"
    ),
    # 2^n, 2^{10}; powers of ten are numbers
    re.compile(rf"(?<![\w\\.])(?!10\^)\d+\^(?:{_BRACED}|-?\w+)"),
    # x^2, e^{-x}, R^{n×m}, (a+b)^2
    re.compile(
        rf"(?<![\w\\])(?:[A-Za-zα-ωΑ-Ωℓ∞]\w{{0,2}}|\([^()\s]{{1,20}}\))(?:_(?:\w+|{_BRACED}))?\^(?:{_BRACED}|[-+]?\w+|[*′⊤])(?:_(?:\w+|{_BRACED}))?"
    ),
    # x_i, θ_{t+1}, W_q: one letter and what hangs on it
    re.compile(rf"(?<![\w\\])[A-Za-zα-ωΑ-Ωℓ]_(?:{_BRACED}|[A-Za-z0-9]{{1,4}}(?![\w]))"),
    # √n, √(n log n)
    re.compile(r"√(?:\((?:[^()]|\([^()]*\)){1,40}\)|\w+)"),
)


def read_bare(text: str) -> str:
    """Running text with formulas that have no marks around them read aloud."""
    for pattern in _BARE:
        text = pattern.sub(lambda m: _apart(m, read_formula(m.group())), text)
    return text


def _apart(match: re.Match[str], words: str) -> str:
    """The words, set off from letters that touched the formula."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before == "-":
        before = ""
    suffix = re.match(r"-?(th|st|nd|rd)\b", match.string[match.end() :])
    left = " " if before.isalnum() else ""
    right = " " if after.isalnum() and not suffix else ""
    return left + words + right
