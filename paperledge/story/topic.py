"""What a paper is about: its concepts, its field, its kind, and the words for its topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Document
from paperledge.story.acronyms import find_acronyms
from paperledge.story.concepts import FIELDS, Concept, ConceptBook, Match, is_acronym, open_book
from paperledge.story.english import is_english
from paperledge.story.reading import abstract_range, is_order
from paperledge.story.terms import EVERYDAY, Explained, choose_terms, places_of
from paperledge.story.themes import Theme, find_themes

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
    *((start, "physics") for start in ("physics", "quant-ph", "hep", "nucl", "gr-qc", "cond-mat", "nlin")),
)
# Where no category says it: the place a paper stood in.
_FIELD_BY_VENUE = (
    (
        "medicine",
        re.compile(r"\b(?:pmed|pntd|lancet|bmj|jama|medicine|neglected tropical)\b|PLo?S Med", re.IGNORECASE),
    ),
    ("neuroscience", re.compile(r"neurosci|\bbrain\b|neuron\b", re.IGNORECASE)),
    ("biology", re.compile(r"\b(?:pbio|pcbi|pgen|ppat|elife|biology|genetics|pathogens|cell)\b", re.IGNORECASE)),
    (
        "language",
        re.compile(
            r"\bacl:|\b(?:acl|emnlp|naacl|eacl|coling|conll|tacl|sigdial|computational linguistics)", re.IGNORECASE
        ),
    ),
    ("vision", re.compile(r"\b(?:cvpr|iccv|eccv|wacv|bmvc|accv)", re.IGNORECASE)),
    ("robotics", re.compile(r"\b(?:icra|iros|corl|rss)\d*\b", re.IGNORECASE)),
    ("speech and sound", re.compile(r"\b(?:icassp|interspeech|ismir)", re.IGNORECASE)),
    ("machine learning", re.compile(r"\b(?:neurips|nips|icml|iclr|aistats|uai|colt|aaai|ijcai)", re.IGNORECASE)),
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
            r"\b(?:new benchmark|benchmark for|benchmarking|evaluation suite|new dataset|challenge dataset|"
            r"(?:introduc|present|propos|releas|build|construct|creat|curat|collect)(?:e|es|s)? "
            r"(?!on\b)[^.,]{0,60}\b(?:dataset|corpus|benchmark|test ?suite))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "theory",
        re.compile(
            r"\b(?:we prove|theorem|(?:prove|derive|establish|provide|tight\w*) [^.]{0,40}bounds?|convergence "
            r"rate|conjecture|sample "
            r"complexity|asymptotic|theoretical framework)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "method",
        re.compile(
            r"\b(?:we|to|paper|work) (?:also )?(?:propose|introduce|present|develop|design|devise|"
            r"contribute)s?\b(?! (?:that|evidence|results|data|an? (?:study|survey|analysis|case)))|"
            r"\b(?:proposed|novel|new) (?:\w+ ){0,2}(?:method|framework|model|"
            r"approach|algorithm|system|architecture|technique)\b|outperform|state-of-the-art",
            re.IGNORECASE,
        ),
    ),
)


# What the host calls the subject where no phrase of the paper can be one.
ABOUT = {
    "machine learning": "programs that learn",
    "language": "how machines handle language",
    "vision": "how machines see",
    "speech and sound": "speech and sound",
    "robotics": "robots",
    "computing": "computers and networks",
    "statistics": "what data can tell",
    "mathematics": "mathematics",
    "biology": "living things",
    "medicine": "care for patients",
    "neuroscience": "the brain",
    "physics": "physics",
    "astronomy": "the sky",
    "chemistry and materials": "materials",
    "earth and climate": "the planet",
    "society and economics": "how people live together",
    "general": "questions like this one",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a paper is about. `terms` are one or two phrases that stand in its text; [] when none was found."""

    concepts: tuple[Explained, ...]  # weightiest first
    terms: tuple[str, ...]
    field: str  # one of concepts.FIELDS, or "general"
    kind: str  # "method", "study", "survey", "benchmark" or "theory"
    themes: tuple[Theme, ...] = ()  # strongest first


def find_topic(document: Document, text: str, book: ConceptBook) -> Topic:
    """The topic of a document; `text` is the plain abstract."""
    title = plain(document.paper.title) if not is_order(document.paper.title) else ""
    title = title if is_english(title) or not re.search(r"[^\x00-\u024f]", title) else ""
    matches = [(m, 3.0, title) for m in book.find(title)] + [(m, 1.0, text) for m in book.find(text)]
    concepts = _weigh(matches, len(text))
    concepts = [e for e in concepts if not _stray(e, concepts, document.paper.categories)]
    themes = find_themes(title, text)
    field = _field(document, concepts, themes)
    concepts = [e for e in concepts if _akin(e.concept.field, field)]
    themes = [t for t in themes if not t.field or _akin(t.field, field)]
    return Topic(
        tuple(concepts), tuple(choose_terms(title, text, concepts)), field, _kind(title, text), tuple(themes)
    )


def read_topic(document: Document) -> tuple[Topic, tuple[str, ...]]:
    """The topic of a document's abstract, and the passages that have its terms; () where one stands nowhere."""
    start, stop = abstract_range(document)
    text = " ".join(plain(p.text) for p in document.passages[start:stop] if not is_order(p.text))
    topic = find_topic(document, text, open_book())
    return topic, places_of(topic.terms, document.passages, find_acronyms(text, open_book()))


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
    return 0.3 if term in EVERYDAY else 0.8 if term == "large language model" else 1.0


def _says_same(concept: Concept, surface: str) -> bool:
    """Whether the explanation of the concept fits the words the paper uses: a shared stem, or its acronym."""
    if is_acronym(surface):
        initials = "".join(w[0] for w in re.findall(r"[^\W_]+", concept.term)).lower()
        letters = [c for c in surface.lower().rstrip("s") if c.isalpha()]
        return sum(c in initials for c in letters) >= 0.6 * len(letters)
    stems = {w[:5].lower() for w in re.findall(r"[^\W_]+", concept.term) if len(w) > 3}
    return bool(stems & {w[:5].lower() for w in re.findall(r"[^\W_]+", surface)})


def _field(document: Document, concepts: Sequence[Explained], themes: Sequence[Theme]) -> str:
    votes: dict[str, float] = {}
    for e in concepts:
        votes[e.concept.field] = votes.get(e.concept.field, 0.0) + e.weight
    place = f"{document.paper.id} {document.paper.venue}"
    if venue := next((f for f, pattern in _FIELD_BY_VENUE if pattern.search(place)), ""):
        votes[venue] = votes.get(venue, 0.0) + 5
    for i, theme in enumerate([t for t in themes if t.field][:2]):
        votes[theme.field] = votes.get(theme.field, 0.0) + 5 - 2 * i
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


def _kind(title: str, text: str) -> str:
    for name, pattern in _KINDS:
        if pattern.search(title) or (
            (name != "benchmark" or not _KINDS[3][1].search(title)) and pattern.search(text)
        ):
            return name
    return "study"
