"""The words for what a paper is about: one or two phrases that stand in its text and can follow "it's about"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Passage
from paperledge.story.concepts import Concept, is_acronym
from paperledge.story.english import count

# So common that explaining them first would bore; they come last.
EVERYDAY = frozenset(
    "dataset,benchmark,baseline,prompt,agent,pre-training,fine-tuning,loss function,supervised "
    "learning,embedding,policy,algorithm,deep learning,state of the art,simulation,sensor,"
    "optimization,database,accuracy,artificial intelligence,machine "
    "learning,correlation,calibration,software,experiment,statistics,computer vision,natural "
    "language processing,classifier,generalization,text corpus,tokenization,ground truth,downstream "
    "task,computational cost,feature extraction,open source,hyperparameter,encoder,pipeline,trade-off,bottleneck,"
    "robustness,scalability,modular design,taxonomy,trajectory,scheduling,bandwidth,data annotation,backbone,"
    "modality,proxy,user intent,stakeholder,leaderboard,prior knowledge,feedback loop,human preference,"
    "length of stay,screening,primary care,precision and recall,pregnancy,privacy,software engineering,fracture,"
    "emergency department,unemployment,domain knowledge,user preference,failure mode,search space,inference cost,"
    "follow-up,labor market".split(",")
)
_STOP = frozenset(
    "a an the of for in on with to and or by from via as at is are be can we our its their how "
    "what why when do does using based towards toward through under over new novel "
    "improved improving beyond into without between across within during after before against "
    "about not more than that this these".split()
)
# Too broad to open an episode with.
BROAD = frozenset(
    {"large language models", "language models", "neural networks", "deep learning", "computer vision"}
)
# Phrases with these name nothing that a paper could be about ("single images", "temporal insights").
_WEAK_START = frozenset(
    "single temporal step-wise stepwise large small real limited different several many case other".split()
)
_WEAK_HEAD = frozenset(
    "insight insights view views engagement role roles study studies analysis analyses framework frameworks "
    "approach "
    "approaches method methods context perspective perspectives implication implications evidence effect "
    "effects task "
    "tasks account accounts case cases strategy strategies image images paper report use uses lens future".split()
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A concept the paper uses, as it is written there, and how much the paper leans on it."""

    concept: Concept
    surface: str
    weight: float

    @property
    def words(self) -> int:
        """What it takes to explain it."""
        return count(self.concept.plain) + count(self.concept.analogy)


def choose_terms(title: str, text: str, concepts: Sequence[Explained]) -> list[str]:
    """One or two phrases for "it's about ...": weighty concepts first, else phrases that title and text share."""
    lowered_title = title.lower()
    found = [_many(e.concept, e.surface) for e in concepts if _titular(e, lowered_title)]
    # What the title names comes before what only the text speaks of.
    found = sorted((f for f in found if can_be_topic(f)), key=lambda f: f[:-1].lower() not in lowered_title)
    phrases = [p for p in _shared_phrases(title, text) if can_be_topic(p)]
    inside = [
        p for p in phrases if not any(_overlap(p, f) for f in found[:1]) and not any(map(is_acronym, p.split()))
    ]
    if phrases and found and found[0][:-1].lower() not in lowered_title:
        found = []
    terms = found[:1] + (inside[:1] if inside else found[1:2]) if found else phrases[:1]
    return [t for i, t in enumerate(terms) if not any(_overlap(t, u) for u in terms[:i])]


def _titular(item: Explained, title: str) -> bool:
    """Whether a concept is weighty, and written as a noun of its own ("embeddings", "GAN"; not "Bayesian")."""
    if item.concept.term in EVERYDAY or not (item.surface.lower() in title or item.weight >= 3):
        return False
    term = item.concept.term.lower()
    return (
        " " in item.surface
        or is_acronym(item.surface)
        or (term.startswith(item.surface.lower()[:-1]) and " " not in term)
    )


_ADJECTIVE = re.compile(r"(?:al|ic|ive|ous|ful|less|able|ible|ed|ly|ary)$")
_NOUN = re.compile(
    r"(?:signal|goal|animal|material|crystal|mineral|portal|journal|capital|removal|retrieval|survival|trial|"
    r"terminal|"
    r"interval|potential|arrival|proposal|manual|individual|professional|festival|hospital|metal|coral|reversal|"
    r"dispersal|withdrawal|renewal|mammal|appraisal|referral|topic|music|logic|traffic|metric|heuristic|"
    r"statistic|critic|fabric|clinic|antibiotic|epidemic|pandemic|mechanic|public|plastic|ceramic|graphic|"
    r"rhetoric|"
    r"characteristic|diagnostic|mosaic|comic|ethic|arithmetic|objective|perspective|initiative|alternative|"
    r"adjective|"
    r"archive|narrative|derivative|incentive|relative|drive|motive|additive|negative|positive|executive|"
    r"representative|hive|directive|table|cable|variable|vegetable|seed|bed|speed|breed|feed|need|weed|assembly|"
    r"family|"
    r"anomaly|supply|reply|monopoly|boundary|library|summary|dictionary|vocabulary|commentary|glossary|salary|"
    r"itinerary)$"
)


_NO_START = frozenset("increasing decreasing reducing using making understanding own use uses learn make".split())


def can_be_topic(phrase: str) -> bool:
    """Whether a phrase can be what a paper is about ("bacterial" and "increasing fitness" cannot)."""
    words = phrase.lower().split()
    first, last = words[0], words[-1]
    return (
        not re.search(r" for | with |^\w+ed (?:by|in|with|as) ", phrase)
        and not (_ADJECTIVE.search(last) and not _NOUN.search(last))
        and (" " not in phrase or first not in _NO_START)
    )


def _overlap(one: str, other: str) -> bool:
    return bool({w[:4] for w in one.lower().split()} & {w[:4] for w in other.lower().split()})


def _shared_phrases(title: str, text: str) -> list[str]:
    """Runs of two to four title words that stand in the text too, longest and earliest first."""
    words = list(re.finditer(r"[\w'’-]+", title))
    found: list[str] = []
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            run = [m.group() for m in words[i : i + size]]
            phrase = title[words[i].start() : words[i + size - 1].end()]
            if phrase != " ".join(run) or not _names_something(run) or not _stands_apart(title, words, i, size):
                continue
            match = re.search(rf"\b{re.escape(phrase)}(?:s|es)?\b", text, re.IGNORECASE)
            if (
                match
                and all(w.islower() or is_acronym(w) for w in match.group().split())
                and not any(phrase.lower() in f.lower() for f in found)
                and (said := _as_said(match, text))
            ):
                found.append(said)
    return found


def _names_something(run: Sequence[str]) -> bool:
    low = [w.lower() for w in run]
    return not (
        any(w in _STOP or w.isdigit() for w in low) or low[0] in _WEAK_START | _NO_START or low[-1] in _WEAK_HEAD
    )


def _stands_apart(title: str, words: Sequence[re.Match[str]], i: int, size: int) -> bool:
    """Whether a run is a whole phrase of the title: a mark or a small word stands on either side."""

    def ends(gap: str, word: str) -> bool:
        return gap.strip() != "" or word.lower() in _STOP

    before = i == 0 or ends(title[words[i - 1].end() : words[i].start()], words[i - 1].group())
    last = i + size
    after = last == len(words) or ends(title[words[last - 1].end() : words[last].start()], words[last].group())
    return before and after


def _as_said(match: re.Match[str], text: str) -> str:
    """The phrase with its article, if it never stands without; in the plural, if the text has that; else ""."""
    phrase = match.group()
    if not phrase.endswith("s") and re.search(rf"\b{re.escape(phrase)}s\b", text, re.IGNORECASE):
        return phrase + "s"
    spots = [m.start() for m in re.finditer(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)]
    before = [text[max(0, i - 40) : i] for i in spots]
    if all(re.search(r"\bthe $", b, re.IGNORECASE) for b in before):
        return "the " + phrase
    if phrase.endswith(("s", "ing", "ion", "ity", "ness", "ment", "ics", "ysis", "ance", "ence")):
        return phrase
    counted = re.compile(r"\b(?:an?|this|each|every|one|our|the) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
    return "" if any(counted.search(b) for b in before) else phrase


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    if name.endswith(("nucleus", "stimulus", "locus")):
        return name[:-2] + "i"
    if name.endswith("sis"):
        return name[:-2] + "es"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")


def _many(concept: Concept, surface: str) -> str:
    """How to speak of a concept in general: in the plural where one can count it."""
    name = concept.term if is_acronym(surface) else _small(concept, surface)
    countable = re.match(rf"An? {re.escape(concept.term)}\b", concept.plain, re.IGNORECASE)
    if not (countable or name.endswith(" bound")) or re.search(
        r"(?:(?<!nucleu)(?<!stimulu)(?<!si)s|ing|media|data|clei|muli|loci|[A-Z]{2,})$", name
    ):
        return name
    return _plural(name)


def _small(concept: Concept, surface: str) -> str:
    """Words of a title or text as they stand within a sentence: names keep the capitals the book has."""
    if not re.fullmatch(r"[A-Z]?[a-z-]+(?:[ -][A-Z]?[a-z-]+)*", surface):
        return surface
    low = surface.lower()
    for name in (concept.term, *concept.aliases):
        if re.fullmatch(re.escape(name.lower()).replace(r"\ ", "[ -]") + "(?:e?s)?", low):
            return "".join(n if n.isupper() else c for c, n in zip(low, name.ljust(len(low)), strict=True))
    return low


def places_of(terms: Sequence[str], passages: Sequence[Passage], forms: Mapping[str, str]) -> tuple[str, ...]:
    """The first passage that has each term, in order; () where one stands nowhere.

    forms: acronym -> what it stands for.
    """
    found = []
    texts = [(p.id, plain(p.text).lower().replace("-", " ")) for p in passages]
    for term in terms:
        stem = re.sub(r"^the ", "", term.lower().replace("-", " "))
        short = [
            s.lower()
            for s, long in forms.items()
            if stem in {long.lower().replace("-", " "), long.lower().replace("-", " ") + "s"}
        ]
        tried = [stem, stem.removesuffix("s").removesuffix("ie"), *short]
        hit = next((i for t in tried for i, text in texts if re.search(rf"\b{re.escape(t)}", text)), None)
        if hit is None:
            return ()
        found.append(hit)
    return tuple(dict.fromkeys(found))
