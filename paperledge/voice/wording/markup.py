"""Marks that stand for nothing said: tags, citations, addresses, emoji; and letters in their plain form."""

import html
import re
import unicodedata

from paperledge import prose

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ", "0123456789+-=()aeoxhklmnpstij")
_SUPER_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ]+")
_SUB_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ]+")
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8", "⅜": "3/8"}
_FRACTION = re.compile("(\\d?)([" + "".join(_FRACTIONS) + "])")
# Read before NFKC would fold them into something else.
_KEEP = str.maketrans(
    {"…": "...", "µ": "μ", "Å": "Å", "Ω": "Ω", "№": "#", "℃": "°C", "℉": "°F", "™": "", "®": "", "©": ""}
)
_DASHES = str.maketrans(
    {"‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "-", "﹣": "-", "－": "-", "⁄": "/", "∕": "/"}
)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)


def plain_letters(text: str) -> str:
    """Ligatures, full-width and styled letters as plain ones; raised and lowered digits as ^{..} and _{..}."""
    text = _FRACTION.sub(lambda m: f"{m[1]} and {_FRACTIONS[m[2]]}" if m[1] else _FRACTIONS[m[2]], text)
    text = _SUPER_RUN.sub(lambda m: "^{" + m.group().translate(_SUPERSCRIPTS) + "}", text)
    text = _SUB_RUN.sub(lambda m: "_{" + m.group().translate(_SUBSCRIPTS) + "}", text)
    text = unicodedata.normalize("NFKC", text.translate(_KEEP))
    # Marks left over after composing stand on a letter that has no such form; the letter is said.
    text = "".join(c for c in text if not unicodedata.combining(c))
    return text.translate(_DASHES).translate(_QUOTES)


_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:]*(?:\s[^<>]{0,200})?/?>")
_LINK = re.compile(r"!?\[([^\]]{1,200})\]\((?:https?:)?[^)\s]{1,500}\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_)(?=\S)([^*_]{1,300}?)(?<=\S)\1(?!\w)")
_HEADING = re.compile(r"(?m)^\s{0,3}#{1,6}\s+|^\s*[-*•]\s+(?=[A-Za-z])")


def strip_marks(text: str) -> str:
    """Text without HTML and Markdown marks; what they wrap stays."""
    text = html.unescape(text)
    text = _TAG.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _HEADING.sub("", text).replace("•", " ")
    return _EMPHASIS.sub(r"\2", text)


_TEX_WORD = re.compile(r"\\[a-zA-Z]+|\\['`^\"~=.%&_#${}]")


def strip_tex(text: str) -> str:
    """Running text without TeX commands; formulas have been read before."""
    return prose.plain(text) if _TEX_WORD.search(text) else text.replace("``", '"').replace("''", '"')


_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_AUTHOR = r"[A-ZÀ-Ý][\w'’\-À-ÿ]+"
# [12], [3, 4-6]; (Smith et al., 2020; Lee and Wu, 2019a), (see Lee 2020).
_NUMBERED = re.compile(r"\s?\[[1-9]\d{0,2}(?:\s?[,;–-]\s?[1-9]\d{0,2})*\]")
_ONE_CITE = (
    rf"(?:(?:e\.g\.,?|see(?: also)?|cf\.)\s+)?{_AUTHOR}(?:\s{_AUTHOR})?"
    rf"(?:(?:,\s(?:and\s)?|\s(?:and|&)\s){_AUTHOR}){{0,3}}"
    rf"(?:,?\set\sal\.?)?,?\s\(?{_YEAR}\)?(?:,\s{_YEAR})*(?:,\s(?:pp?\.|Sec\.|Ch\.)\s?[\d–-]+)?"
)
_CITED = re.compile(rf"\s?[(\[]{_ONE_CITE}(?:;\s{_ONE_CITE})*[)\]]")
_YEAR_AFTER_NAME = re.compile(rf"(et\sal\.?|(?:and|&)\s{_AUTHOR})\s\({_YEAR}\)")


def drop_citations(text: str) -> str:
    """Text without numbered citations and without author-and-year ones in brackets; names in the text stay."""
    text = _CITED.sub("", _NUMBERED.sub("", text))
    return _YEAR_AFTER_NAME.sub(r"\1", text)


_EMAIL = re.compile(r"(?:mailto:)?\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)\b")
_ARXIV = re.compile(
    r"(?i)\barxiv:\s?(?:(\d{4})\.(\d{4,5})|([a-z-]+(?:\.[A-Z]{2})?)/(\d{7}))(?:v(\d+))?(?:\s?\[[\w.-]+\])?"
)
_DOI = re.compile(r"(?i)\b(?:doi:\s?|https?://(?:dx\.)?doi\.org/)10\.\d{4,9}/[^\s,;)\]]*[^\s,;.)\]]")
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_URL = re.compile(
    rf"(?i)\b(?:https?://|www\.)(?:www\.)?({_DOMAIN})(?::\d+)?(?:[/?#][^\s<>\"]*[^\s<>\".,;:!?)\]'}}])?/?"
)
_TLDS = "com|org|net|io|ai|edu|gov|dev|co|uk|de|app|cn|fr|eu|ch|info|tech|xyz|me"
_BARE_URL = re.compile(
    rf"(?i)(?<![\w@./-])((?:[a-z0-9-]+\.)+(?:{_TLDS}))(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]'}}])?(?![\w.]*\w)"
)


def read_addresses(text: str) -> str:
    """Web addresses by their host ("github dot com"), e-mail whole, arXiv ids digit by digit, DOIs by kind."""
    text = _DOI.sub("its D O I", text)
    text = _ARXIV.sub(_say_arxiv, text)
    text = _EMAIL.sub(lambda m: f"{_dots(m[1])} at {_dots(m[2])}", text)
    text = _URL.sub(lambda m: _dots(m[1].lower()), text)
    return _BARE_URL.sub(lambda m: _dots(m[1].lower()), text)


def _say_arxiv(match: re.Match[str]) -> str:
    first, second, area, number, version = match.groups()
    said = (
        f"archive {area.replace('.', ' ')} {' '.join(number)}"
        if area
        else f"archive {' '.join(first)} point {' '.join(second)}"
    )
    return said + (f" version {version}" if version else "")


def _dots(host: str) -> str:
    return host.replace(".", " dot ").replace("-", " dash ").replace("_", " underscore ").replace("+", " plus ")


# Scripts that an English voice cannot read, by the start of their letters' Unicode names.
_SCRIPTS = {
    "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "ARABIC": "Arabic",
    "HEBREW": "Hebrew", "CYRILLIC": "Cyrillic", "DEVANAGARI": "Devanagari", "THAI": "Thai", "BENGALI": "Bengali",
    "TAMIL": "Tamil", "TELUGU": "Telugu", "GEORGIAN": "Georgian", "ARMENIAN": "Armenian", "ETHIOPIC": "Ethiopic",
}  # fmt: skip
_FOREIGN = re.compile(
    r"[^\W\d_\u0000-\u024f\u0370-\u03ff\u1e00-\u1fff]+(?:[\s、，]+[^\W\d_\u0000-\u024f\u0370-\u03ff\u1e00-\u1fff]+)*"
)


def name_scripts(text: str) -> str:
    """Words in a script the voice cannot read are named as such: nothing is left out without a word."""
    return _FOREIGN.sub(lambda m: f" words in {_script(m.group()[0])} script ", text)


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((words for start, words in _SCRIPTS.items() if name.startswith(start)), "another")
