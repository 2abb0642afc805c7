"""What the narrator knows of English verbs and function words. Data: words.toml. No model, no network."""

import functools
import re
import tomllib
from importlib import resources

from paperledge.prose import WORD

_VOWELS = "aeiou"
# Words that hold others together.
JOINING = frozenset(
    "a an the this that these those and or but nor so yet of in on at by for to from with without into onto over "
    "under between among during after before via per than as if when while where which who whose whom what how "
    "why "
    "because since until unless whether not no it they we he she you i its their our his her your my us them me "
    "him "
    "is are was were be been being am do does did has have had can could may might must shall should will would "
    "more "
    "most less least much many few some any each every all both either neither such same other another one two "
    "three "
    "four five very too also only even just about up down out off there here then now again still".split()
)
_ENGLISH = frozenset(
    "the of and to in a is that for on with as are by this be an from at or it which we our can not but have has "
    "their these been using was were than more its also into such between both while they there "
    "how when what".split()
)
_OTHERS = frozenset(
    "der die das und ist nicht mit ein eine für auf den dem wir werden wird zu von im el la los "
    "las que de del en un una para con por "
    "se es como más su le les des une et dans pour est sur au aux il nous qui par di che il della per".split()
)


@functools.cache
def word_data() -> dict[str, object]:
    """The tables of words.toml."""
    text = (resources.files("paperledge.story") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def third(base: str) -> str:
    """'achieve' -> 'achieves', 'carry' -> 'carries'."""
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def ing(base: str, doubled: bool = False) -> str:
    """'achieve' -> 'achieving'; doubled: the last letter is written twice ("beat" is not, "map" is)."""
    if doubled:
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + "ing"


def past(base: str, doubled: bool = False) -> str:
    """'achieve' -> 'achieved'."""
    if doubled:
        return base + base[-1] + "ed"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


@functools.cache
def verb_forms() -> tuple[frozenset[str], dict[str, str], frozenset[str], frozenset[str]]:
    """(base forms, -ing form -> base form, third-person forms, past forms)."""
    table = word_data()["verbs"]
    assert isinstance(table, dict)
    rows = [(row.rstrip("+"), row.endswith("+")) for row in table["list"].split()]
    return (
        frozenset(base for base, _ in rows),
        {ing(base, doubled): base for base, doubled in rows},
        frozenset(third(base) for base, _ in rows),
        frozenset(past(base, doubled) for base, doubled in rows) | frozenset(table["irregular_past"].split()),
    )


@functools.cache
def _finite() -> frozenset[str]:
    table = word_data()["finite"]
    assert isinstance(table, dict)
    return frozenset(table["words"].split())


def is_surely_finite(word: str) -> bool:
    """Whether a word is an auxiliary or a third-person form, which nouns and participles rarely are."""
    word = word.lower().replace("’", "'")
    return word in _finite() or word in verb_forms()[2]


_SUBORDINATE = re.compile(
    r"(while|when|whenever|if|although|though|because|since|as|by|to|given|despite|unlike|after|"
    r"before|with|without|for|from|in|on|at|under|using|through|based|building|"
    r"inspired|motivated|compared|rather than|instead of|beyond|among|unless|until|whether|once|where)\b",
    re.IGNORECASE,
)


def is_clause(text: str) -> bool:
    """Whether a text can stand as a sentence: a subject and a verb outside of any opening subordinate part."""
    text = re.sub(r"^(?:But|So|And|Still,) ", "", text)
    main = text
    if _SUBORDINATE.match(text):
        parts = text.split(", ")
        if len(parts) < 2:
            return False
        main = ", ".join(parts[1:])
    words = re.findall(r"[\w'’-]+", re.split(r", (?:where|which|who|whose)\b", main)[0])
    if len(words) < 3 or words[0].lower() in {"which", "that", "who", "and", "or", "whose"}:
        return False
    return any(
        is_surely_finite(w) or _plain_present(words, i) or _plain_past(words, i)
        for i, w in enumerate(words[1:], 1)
    )


def _plain_present(words: list[str], i: int) -> bool:
    """ "models show": a base form after a plural, a pronoun or an adverb; nouns seldom stand there."""
    before = words[i - 1].lower()
    return words[i].lower() in verb_forms()[0] and (
        before.endswith(("s", "ly"))
        or before
        in {
            "we",
            "they",
            "i",
            "you",
            "people",
            "data",
            "also",
            "often",
            "then",
            "researchers",
            "further",
            "still",
            "never",
            "always",
            "now",
            "both",
            "could",
            "first",
        }
    )


def _plain_past(words: list[str], i: int) -> bool:
    return words[i].lower() in verb_forms()[3] and words[i - 1].lower() not in {
        "the",
        "a",
        "an",
        "of",
        "by",
        "on",
        "with",
    }


# Forms that are nouns more often than verbs.
NOUNS_TOO = frozenset(
    "models results tasks benchmarks features designs uses studies tests measures scales links "
    "values forms structures samples questions experiments challenges approaches limits "
    "benefits reports reviews ranks records changes effects gains costs influences places plans "
    "plays projects patterns prompts rewards policies processes issues labels maps masks notes "
    "leads starts steps "
    "targets tools traces trades tunes turns views texts surveys supports structures services "
    "differences displays demands controls contrasts conditions conducts constraints covers "
    "positions points risks runs shares touches uses works".split()
)
_OBJECT = re.compile(
    r"(?:the|an?|that|to|how|whether|our|their|its|this|these|both|all|more|less|better|well|only|not|no|multiple|several|various|\w+ly)\b"
)
_PLACE = re.compile(
    r"(?:by|in|on|with|from|as|at|for|over|into|across|through|between|of|under|when|where|while)\b"
)
_FIXED = re.compile(r"(?:results in|works (?:by|in|on|with|for)|starts (?:with|from|by)|scales with|forms part)\b")


def takes_object(words: list[str], i: int) -> bool:
    """Whether what follows the i-th word is what a verb would take ("models the flow", not "models as judges")."""
    rest = " ".join(words[i + 1 : i + 3]).lower()
    return bool(_OBJECT.match(rest) or _FIXED.match(f"{words[i].lower()} {rest}"))


def has_verb(text: str) -> bool:
    """Whether a piece cut from a sentence has a verb of its own; stricter than is_clause, which picks the cut."""
    words = re.findall(r"[\w'’-]+", text)
    return any(_is_verb(words, i) for i in range(len(words)))


_SUBJECTS = frozenset(
    "it this these those they we that which there he she who others some many most also then further still "
    "often".split()
)


def _is_verb(words: list[str], i: int) -> bool:
    word, rest = words[i].lower(), " ".join(words[i + 1 : i + 3]).lower()
    before = words[i - 1].lower() if i else ""
    if before in {"the", "a", "an"}:
        return False
    if word in _finite() or word.endswith(("n't", "'s", "'re", "'ve")) or _FIXED.match(f"{word} {rest}"):
        return True
    if before.endswith("ly") and (word in verb_forms()[0] or word in verb_forms()[2]):
        return True
    if before in _SUBJECTS:
        return any(word in forms for forms in verb_forms()) or word.endswith("ed")
    if i == 0:
        return False
    if word in NOUNS_TOO:
        return bool(_OBJECT.match(rest))
    if word in verb_forms()[2] or _plain_present(words, i):
        return True
    if _plain_past(words, i) or word.endswith("ed"):
        return bool(_OBJECT.match(rest) or _PLACE.match(rest))
    return bool(re.search(r"[^s]s$", word) and len(word) > 3 and _OBJECT.match(rest))


_NO_VERB_AFTER = frozenset("the a an of in on for with from by and or to as its their our other".split())

_OBJECTS = frozenset("the a an its their our other this that these to how many more no not".split())


def may_have_verb(text: str) -> bool:
    """Whether some word could be a sentence's verb; laxer than has_verb, which asks whether one surely is."""
    words = [w.lower().replace("’", "'") for w in re.findall(r"[\w'’-]+", text)] + [""]
    for before, word, after in zip(["the", *words], words, words[1:], strict=False):
        if word in _finite() or word.endswith(("n't", "'s", "'re", "'ve")):
            return True
        if before in _NO_VERB_AFTER or word in JOINING:
            continue
        if after in _OBJECTS and not word.endswith("ing"):
            return True
        if any(word in forms for forms in verb_forms()) or word.endswith("ed"):
            return True
        plural = before.endswith("s") or len(word) < 4 or after in {"", "and", "or", "of", "in", "during"}
        if word.endswith("s") and not plural:
            return True
    return False


def is_english(text: str) -> bool:
    """Whether a sentence reads as English: its function words are English ones. Short ones pass."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]+", text)]
    letters = sum(c.isalpha() for c in text)
    latin = sum(c.isalpha() and c < "\u0250" for c in text)
    if not words or latin < 0.8 * letters:
        return False
    english, other = sum(w in _ENGLISH for w in words), sum(w in _OTHERS for w in words)
    return english > other and (english >= 0.1 * len(words) or (not other and text.isascii()))


def syllables(word: str) -> int:
    """Vowel groups of a word; a final silent e is not counted."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith(("le", "ee"))))


def hardness(text: str) -> float:
    """Syllables a word, on average: about 1.4 in easy prose, 2 and more in abstracts."""
    words = re.findall(r"[^\W_]+", text)
    return sum(map(syllables, words)) / max(1, len(words))


def count(text: str) -> int:
    """Words of a text."""
    return len(WORD.findall(text))
