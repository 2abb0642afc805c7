"""What a paper is about: its concepts, its field, its kind, and the words for its topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Document
from paperledge.story.concepts import FIELDS, Concept, ConceptBook, Match, is_acronym
from paperledge.story.english import is_english
from paperledge.story.reading import is_order

# So common that explaining them first would bore; they come last.
_EVERYDAY = frozenset(
    "dataset,benchmark,baseline,prompt,agent,pre-training,fine-tuning,loss function,supervised "
    "learning,embedding,policy,algorithm,deep learning,state of the art,simulation,sensor,"
    "optimization,database,accuracy,artificial intelligence,machine "
    "learning,correlation,calibration,software,experiment,statistics,computer vision,natural "
    "language processing,classifier,generalization,text corpus,tokenization,ground truth,downstream "
    "task,computational cost,feature extraction,open source,hyperparameter,encoder".split(",")
)
_STOP = frozenset(
    "a an the of for in on with to and or by from via as at is are be can we our its their how "
    "what why when do does using based towards toward through under over new novel "
    "improved improving beyond into without between across within during after before against "
    "about not more than that this these".split()
)
_FIELD_BY_CATEGORY = (
    ("cs.CL", "language"),
    ("cs.CV", "vision"),
    ("eess.IV", "vision"),
    ("cs.RO", "robotics"),
    ("cs.SD", "speech and sound"),
    ("eess.AS", "speech and sound"),
    ("cs.LG", "machine learning"),
    ("cs.AI", "machine learning"),
    ("cs.NE", "machine learning"),
    ("stat.ML", "machine learning"),
    ("cs.CY", "society and economics"),
    ("cs.HC", "society and economics"),
    ("cs.SI", "society and economics"),
    ("cs.", "computing"),
    ("stat.", "statistics"),
    ("math.", "mathematics"),
    ("q-bio.NC", "neuroscience"),
    ("q-bio", "biology"),
    ("econ", "society and economics"),
    ("q-fin", "society and economics"),
    ("astro-ph", "astronomy"),
    ("cond-mat.mtrl", "chemistry and materials"),
    ("physics.chem", "chemistry and materials"),
    ("physics.ao-ph", "earth and climate"),
    ("physics.geo", "earth and climate"),
    ("physics.med", "medicine"),
    ("physics.soc", "society and economics"),
    ("eess", "computing"),
)
_KINDS = (
    (
        "survey",
        re.compile(
            r"\b(?:(?:a|this|our|comprehensive|systematic|we) survey(?! (?:was|of \d|among|data|respon))|"
            r"systematic review|literature review|this review|we review|tutorial|taxonomy "
            r"of)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "benchmark",
        re.compile(
            r"\b(?:new benchmark|a benchmark|benchmark for|benchmarking|evaluation suite|new dataset|a "
            r"(?:large-scale )?(?:dataset|corpus)|challenge dataset)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "theory",
        re.compile(
            r"\b(?:we prove|theorem|lower bound|upper bound|convergence rate|conjecture|sample "
            r"complexity|asymptotic|theoretical framework)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "method",
        re.compile(
            r"\b(?:we|to|paper|work) (?:also )?(?:propose|introduce|present|develop|design|devise|"
            r"contribute)s?\b|\b(?:proposed|novel|new) (?:\w+ ){0,2}(?:method|framework|model|"
            r"approach|algorithm|system|architecture|technique)\b|outperform|state-of-the-art",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A concept the paper uses, as it is written there, and how much the paper leans on it."""

    concept: Concept
    surface: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """What a paper is about. `terms` are one or two phrases that stand in its text; [] when none was found."""

    concepts: tuple[Explained, ...]  # weightiest first
    terms: tuple[str, ...]
    field: str  # one of concepts.FIELDS, or "general"
    kind: str  # "method", "study", "survey", "benchmark" or "theory"


def find_topic(document: Document, text: str, book: ConceptBook) -> Topic:
    """The topic of a document; `text` is the plain abstract."""
    title = plain(document.paper.title) if not is_order(document.paper.title) else ""
    title = title if is_english(title) or not re.search(r"[^\x00-\u024f]", title) else ""
    matches = [(m, 3.0, title) for m in book.find(title)] + [(m, 1.0, text) for m in book.find(text)]
    concepts = _weigh(matches, len(text))
    concepts = [e for e in concepts if not _stray(e, concepts, document.paper.categories)]
    field = _field(document, concepts)
    concepts = [e for e in concepts if _akin(e.concept.field, field)]
    return Topic(tuple(concepts), tuple(_terms(title, text, concepts)), field, _kind(title, text))


def _weigh(matches: Sequence[tuple[Match, float, str]], length: int) -> list[Explained]:
    """The concepts found, weightiest first; each as the paper first writes it in full, else as an acronym."""
    weights: dict[str, float] = {}
    surfaces: dict[str, str] = {}
    concepts: dict[str, Concept] = {}
    for match, value, text in matches:
        term, surface = match.concept.term, text[match.start : match.end]
        if not _says_same(match.concept, surface):
            continue
        early = 0.5 if value == 1 and match.start < length / 4 else 0.0
        weights[term] = weights.get(term, 0.0) + value + early
        concepts[term] = match.concept
        if term not in surfaces or (is_acronym(surfaces[term]) and not is_acronym(surface)):
            surfaces[term] = surface
    ranked = [Explained(concepts[t], surfaces[t], min(w, 6.0) * _interest(t)) for t, w in weights.items()]
    return sorted(ranked, key=lambda e: (-e.weight, e.concept.term))


def _interest(term: str) -> float:
    return 0.3 if term in _EVERYDAY else 0.8 if term == "large language model" else 1.0


def _says_same(concept: Concept, surface: str) -> bool:
    """Whether the explanation of the concept fits the words the paper uses: a shared stem, or its acronym."""
    if is_acronym(surface):
        initials = "".join(w[0] for w in re.findall(r"[^\W_]+", concept.term)).lower()
        letters = [c for c in surface.lower().rstrip("s") if c.isalpha()]
        return sum(c in initials for c in letters) >= 0.6 * len(letters)
    stems = {w[:5].lower() for w in re.findall(r"[^\W_]+", concept.term) if len(w) > 3}
    return bool(stems & {w[:5].lower() for w in re.findall(r"[^\W_]+", surface)})


def _field(document: Document, concepts: Sequence[Explained]) -> str:
    votes: dict[str, float] = {}
    for e in concepts:
        votes[e.concept.field] = votes.get(e.concept.field, 0.0) + e.weight
    for i, category in enumerate(document.paper.categories[:2]):
        found = next((f for prefix, f in _FIELD_BY_CATEGORY if category.startswith(prefix)), None)
        if found:
            votes[found] = votes.get(found, 0.0) + 5 - 3 * i
    if not votes:
        return "general"
    return max(votes, key=lambda f: (votes[f], -FIELDS.index(f)))


_COMPUTING = frozenset(
    {
        "machine learning",
        "language",
        "vision",
        "speech and sound",
        "robotics",
        "computing",
        "statistics",
        "mathematics",
        "society and economics",
    }
)


def _stray(item: Explained, every: Sequence[Explained], categories: Sequence[str]) -> bool:
    """Whether a one-word concept of another science is likely borrowed ("neuron" in a paper on programs)."""
    if " " in item.concept.term or item.concept.field in _COMPUTING:
        return False
    computing = any(c.startswith(("cs.", "stat.", "eess")) for c in categories) or any(
        e.concept.field in _COMPUTING and e.weight >= 2 for e in every
    )
    return computing and not any(e.concept.field == item.concept.field and e is not item for e in every)


_NEAR = (
    _COMPUTING,
    {"biology", "medicine", "neuroscience", "statistics", "chemistry and materials", "earth and climate"},
    {"physics", "astronomy", "chemistry and materials", "mathematics", "earth and climate", "statistics"},
    {"machine learning", "medicine", "biology", "neuroscience"},
    {"society and economics", "statistics", "medicine", "earth and climate"},
    {"machine learning", "vision", "physics", "chemistry and materials", "earth and climate", "astronomy"},
)


def _akin(one: str, other: str) -> bool:
    """Whether a concept of one field is likely meant in a paper of the other."""
    return one == other or other == "general" or any(one in near and other in near for near in _NEAR)


def _terms(title: str, text: str, concepts: Sequence[Explained]) -> list[str]:
    """One or two phrases for "it's about ...": weighty concepts first, else phrases that title and text share."""
    lowered_title = title.lower()
    found = [_many(e.concept, e.surface) for e in concepts if _titular(e, lowered_title)]
    found = [f for f in found if _ends_in_noun(f)]
    phrases = [p for p in _shared_phrases(title, text) if _ends_in_noun(p)]
    inside = [
        p for p in phrases if not any(_overlap(p, f) for f in found[:1]) and not any(map(is_acronym, p.split()))
    ]
    terms = found[:1] + (inside[:1] if inside else found[1:2]) if found else phrases[:1]
    return [t for i, t in enumerate(terms) if not any(_overlap(t, u) for u in terms[:i])]


def _titular(item: Explained, title: str) -> bool:
    """Whether a concept is weighty, and written as a noun of its own ("embeddings", "GAN"; not "Bayesian")."""
    if item.concept.term in _EVERYDAY or not (item.surface.lower() in title or item.weight >= 3):
        return False
    term = item.concept.term.lower()
    return (
        " " in item.surface
        or is_acronym(item.surface)
        or (term.startswith(item.surface.lower()[:-1]) and " " not in term)
    )


_ADJECTIVE = re.compile(r"(?:al|ic|ive|ous|ful|less|able|ible|ed|ly|ary)$")
_NOUN = re.compile(
    r"(?:signal|goal|animal|material|crystal|mineral|portal|journal|capital|removal|retrieval|survival|trial|terminal|"
    r"interval|potential|arrival|proposal|manual|individual|professional|festival|hospital|metal|coral|reversal|"
    r"dispersal|withdrawal|renewal|mammal|appraisal|referral|topic|music|logic|traffic|metric|heuristic|"
    r"statistic|critic|fabric|clinic|antibiotic|epidemic|pandemic|mechanic|public|plastic|ceramic|graphic|rhetoric|"
    r"characteristic|diagnostic|mosaic|comic|ethic|arithmetic|objective|perspective|initiative|alternative|adjective|"
    r"archive|narrative|derivative|incentive|relative|drive|motive|additive|negative|positive|executive|"
    r"representative|hive|directive|table|cable|variable|vegetable|seed|bed|speed|breed|feed|need|weed|assembly|family|"
    r"anomaly|supply|reply|monopoly|boundary|library|summary|dictionary|vocabulary|commentary|glossary|salary|"
    r"itinerary)$"
)


_NO_START = frozenset("increasing decreasing reducing using making understanding own use uses learn make".split())


def _ends_in_noun(phrase: str) -> bool:
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
    words = re.findall(r"[\w'’-]+", title)
    found: list[str] = []
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            run = words[i : i + size]
            phrase = " ".join(run)
            if (
                run[0].lower() in _STOP
                or run[-1].lower() in _STOP
                or any(w.isdigit() for w in run)
                or phrase not in title
                or "and" in run
            ):
                continue
            after = words[i + size].lower() if i + size < len(words) else ""
            if after and after not in _STOP and not re.search(rf"{re.escape(phrase)}[,:.?!–—]", title):
                continue
            match = re.search(rf"\b{re.escape(phrase)}(?:s|es)?\b", text, re.IGNORECASE)
            if (
                match
                and all(w.islower() or is_acronym(w) for w in match.group().split())
                and not any(phrase.lower() in f.lower() for f in found)
            ):
                found.append(_as_said(match, text))
    return found


def _as_said(match: re.Match[str], text: str) -> str:
    """The phrase with its article, if it never stands without; in the plural, if it counts."""
    phrase = match.group()
    if " of " in phrase and not re.search(rf"(?<!a )(?<!an )(?<!new )(?<!the ){re.escape(phrase)}", text):
        return "the " + phrase
    if not phrase.endswith("s") and re.search(rf"\b{re.escape(phrase)}s\b", text, re.IGNORECASE):
        return phrase + "s"
    spots = [m.start() for m in re.finditer(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)]
    if phrase.endswith(("s", "ing", "ion", "ity", "ness", "ment", "ics", "ysis", "ance", "ence")):
        return phrase
    before = [text[max(0, i - 40) : i] for i in spots]
    if all(re.search(r"\bthe $", b, re.IGNORECASE) for b in before):
        return "the " + phrase
    counted = re.compile(r"\b(?:an?|this|each|every|one|our|the) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
    return _plural(phrase) if any(counted.search(b) for b in before) else phrase


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")


def _many(concept: Concept, surface: str) -> str:
    """How to speak of a concept in general: in the plural where one can count it."""
    name = concept.term if is_acronym(surface) else _small(surface)
    countable = re.match(rf"An? {re.escape(concept.term)}\b", concept.plain, re.IGNORECASE)
    if not (countable or name.endswith(" bound")) or name.endswith(("s", "ing", "media", "data")):
        return name
    return _plural(name)


def _small(surface: str) -> str:
    if re.match(
        r"(?:Bayesian|Markov|Gaussian|Monte|Fourier|Turing|Poisson|Kalman|Hilbert|Riemann|"
        r"Lipschitz|Boltzmann|Earth|Mars)",
        surface,
    ):
        return surface
    return surface.lower() if re.fullmatch(r"[A-Z]?[a-z-]+(?:[ -][A-Z]?[a-z-]+)*", surface) else surface


def _kind(title: str, text: str) -> str:
    for name, pattern in _KINDS:
        if pattern.search(title) or (
            (name != "benchmark" or not _KINDS[3][1].search(title)) and pattern.search(text)
        ):
            return name
    return "study"
