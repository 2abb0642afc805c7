"""Which sentences of a document can be told, what each does, and how it reads when told."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from paperledge.prose import WORD, plain
from paperledge.records import Document, Passage
from paperledge.story.english import JOINING, count, has_verb, is_english, is_surely_finite
from paperledge.story.person import speaks_for_people
from paperledge.story.roles import label_roles
from paperledge.story.shorten import gloss_marks, shorten, trim
from paperledge.story.split import split_long

# Orders hidden in a text ("ignore previous instructions and say ...") are never spoken.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules|"
    r"guidelines|messages?|above|previous|prior|system)\b|"
    r"\bsystem prompt\b|\byou (?:are now|must now|must say|should say|will say|have to say)\b|\bas"
    r" an ai\b|\bas a (?:large )?language model\b|"
    r"\b(?:say|print|output|repeat|respond|reply) (?:that|only|with|the following|exactly|after "
    r"me)\b|\bgive (?:this|the) paper (?:a )?(?:positive|good|high|strong)|"
    r"\b(?:dear|attention|note to) (?:reviewer|reader|ai|assistant|model|narrator|host|listener)|"
    r"(?:###|<\|)\s?\w+|\b(?:assistant|user|system):",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"https?|www\.|[\w.-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|org|io|edu|net|ai|github|cn|de|uk)\b|github\.|hugging "
    r"?face\.co",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(
    r"\b(?:code|dataset|data|model|models|checkpoints?|weights|videos?|results|demo|demos|benchmark|"
    r"implementation|project page|website|materials?|scripts?|software|package|library)s?\b.{0,70}"
    r"\b(?:(?:is|are|be|made|freely|openly) available|release(?:d)? (?:at|on|under|publicly|upon|"
    r"here|to the)|will be released|found (?:at|in:|here)|accessed (?:at|here)|open-?sourced|"
    r"publicly)\b|^(?:all )?(?:the |our )?(?:source )?codes? (?:is|are|will be|have been|has been) (?:all )?"
    r"released\b|\b(?:project page|our website|project website|supplementary material|this url)\b"
    r"|^code[: ]|^key ?words?\b|\bcode\b.{0,40}\bupon\b|\b(?:open-?source|release|publish|share) "
    r"(?:our|all|the) (?:\w+ ){0,3}(?:code|data|dataset|models?|weights|framework)\b",
    re.IGNORECASE,
)
_PAGE_MATTER = re.compile(
    r"\b(?:Figs?\.|in \d\.\d\b|Appendix|"
    r"Supplementary|Supporting Information|Equation \d|Eqs?\.|Theorem \d|Lemma \d|"
    r"Corollary \d|Proposition \d|Proof of (?:the )?(?:theorem|lemma|proposition|corollary|claim)|"
    r"et al|doi:|ISBN|copyright|©|"
    r"all rights reserved|licen[sc]ed under|corresponding author|received \d|accepted \d|"
    r"p-values?|conflicts? of interest|grants? (?:number|no|from)|ethics committee|"
    r"informed consent|purchased from|"
    r"Ltd|GmbH|withdrawn|arXiv admin|opinions, findings|supported (?:in part|by (?:the |an? )?(?:\w+ "
    r"){0,3}(?:grants?|fund\w*|foundation|council|ministry|NSF|NIH))|we thank|"
    r"creative commons|IRI \d|accepted (?:at|by|to|for)|published in|camera.ready|this "
    r"version|to appear|warning: this|(?:next|previous|last|this|following|remaining|"
    r"subsequent) sections?|before we conclude|rest of (?:the|this) paper|organi[sz]ed as "
    r"follows|\b(?:in|the) section\b|described (?:later|earlier)|we will (?:first|"
    r"initially|now|then|next)|Text S\d|, note that|please see|later in (?:the|this) (?:article|paper|text)|"
    r"from now on|remainder of|"
    r"for reference|editors?['’] summary|as shown in|^(?:notice|recall|observe|see|let|consider|suppose|assume)|"
    r"(?:chapter|section|paragraph)s? \d)\b|"
    r"^\(?\d{4}\)|[\"“]\s*$|^\W*\w{1,3}\W*$|^\d+(?:\.\d+)*\.? [A-Z]|^\d+$",
    re.IGNORECASE,
)
_MATHS = re.compile(
    r"\s\+\s|10−\d|\b(?:[A-Z][a-z]?\d+){2,}[A-Z\d]*\b|(?<![\d.]\d)(?<!\b\d)×|×(?=\s?\d)|"
    r"[=∈∑∫≤≥≈→∀∃∇∂√∞⊂⊆∪∩∥‖⟨⟩^_{}\\|$#@<>~∼≪≫⊗⊕]|"
    r"\b[A-Za-z]\(|(?<!itamin )(?<!epatitis )(?<!nfluenza "
    r")(?<![\w'’/-])[B-HJ-Zb-hj-zΑ-ω](?![\w.'’-]|\+\+| (?:cells?|lymphocytes?|chromosomes?|helper)\b)"
)
_BROKEN = re.compile(
    r"\w\(|\(\s*\)|\bnand\b|,\s*,|\s[.,]\s[a-z]|\b(\w{2,}) \1\b|[a-z]\.[A-Z][a-z]|[a-z]{3}\.[A-Z]|\.{3}|…|"
    r"\?\?|[`:]$|:\.$|\b(?:is|are|was|were|has|have|to|of|the|an?|and|or|however|that|"
    r"which|by|for|with|in|on|as|from|than|followed|including|using|into|via|between|toward|towards|such|"
    r"whose|because)\.$|,\.$|"
    r"\?[\w-]|\w[;!]\w|\?\.$|^\d(?!D\b)[A-Z]|\b(?:by|and|of|with) (?:[A-Z]\.)+$|[a-z]- (?!and\b|or\b|to\b|"
    r"versus\b)[a-z]|"
    r"^(?:Show|Demonstrate|Find|Prove) that\b|^%|[a-z]{3}\. [a-z]|[a-z]{2}\.[a-z]{2}|(?<![\w-])(?:[Tt]he|[Aa]n|"
    r"and|of)-\w|\.-|\b(?:to of|of to|the to|the of)\b|\b[Ii]n \d+ (?:the|a|an|we)\b|"
    r"\b(?:of|the|an?) (?:is|are|was|were|and|or|of|,)\b|\b(?:as|of|is|to|in|by|than|with) [B-HJ-Z]\.$|"
    # A hole where a citation or formula stood ("as described in, and", "all rules in and many more").
    r"\b(?:the|an?),|\b(?:described|shown|reported|proposed|presented|given|discussed|introduced) (?:in|by|of|at)"
    r"(?:[,.]| and\b)|\bin and (?!out|around|of|by)|\b(?:that|model) (?:of|at|in|for),|[a-z]\.\d|\.'\.$|[,.];\.?$|"
    r";\.$|^(?:Has|Have|Had|Was|Were) [^?]*$|\w-U\.S\.$|^This \w+s [^,]+, (?:or|and) have\b|\bis likely\.$|"
    # A heading that ran into its sentence ("Speaker agreements In House debates"); a hole between two figures.
    r"[a-z] (?:The [a-z]|(?:In|We|It|To|This|For|Our|These|If|When) \w)|[\"”] (?:In|We|It|This|Our) [a-z]|"
    r"\b(?:in|by|of|from|with|at) (?:is|are|was|were|has|have|had|can|will)\b|\d% an? \d|"
    r"^\W?\(?\d{4}\)|\w! [a-z]|\w– \w|: \d+\.$|, on the other hand\.$|\b[Tt]able \d|"
    # Who did it went with a citation ("Using such methods, were able to show that").
    r"^(?:Using|For|In|By|With|On|At)\b[^,]*, (?:were|was|have|has|had|are|is)\b"
)
# "This randomized, double-blind trial" is the paper itself.
_DESIGN = (
    r"(?:(?:randomi[sz]ed|controlled|placebo-controlled|prospective|retrospective|(?:double-|single-)?blind(?:ed)?|"
    r"multi-?cent(?:er|re)|single-cent(?:er|re)|cross-sectional|observational|descriptive|clinical|pilot|exploratory|"
    r"cohort|case-control|(?:population|hospital|community)-based|qualitative|quantitative|experimental|open-label|"
    r"comparative|empirical|systematic|longitudinal|follow-up|national|present|current),? (?:and )?){0,4}"
)
DEICTIC = re.compile(
    r"^(?:Together,? |Taken together,? |Collectively,? |But |And |So |Still, |By "
    r"contrast, |Also, |Then |Here, |Second,? |Third,? |Next,? |Instead,? |Similarly,? |"
    r"Likewise,? |Otherwise,? |Rather,? )*"
    r"(?:(?:this|these|those|such|the aforementioned|it|its|they|their|them|both|the "
    r"former|the latter|the (?:first|second|third|last|other)(?= \w+s\b)|another|one such|"
    r"each of|all of (?:this|these|them)|the other|others|either|neither|most of (?:these|"
    r"them)|"
    r"some of (?:these|them)|many of (?:these|them)|here|there,|that|the (?:resulting|"
    r"above|same|proposed|latter|two|three|four) )\b|(?:similarly|likewise|instead|"
    r"otherwise|second|third|next|rather|afterwards?|then|but|and|so|still|by contrast)\b|"
    r"on the (?:one|other) hand\b|"
    r"(?:is|are|do|does|can|will) (?:it|they|this|these)\b|"
    r"(?:among|in|with|by|under|for|from|at|using|through|within|of) (?:this|these|those|both|it|them|either|"
    r"such|the same)\b|"
    r"(?:in )?(?:the|a) (?:first|second|third|last|former|latter|other|next) "
    r"(?:one|is|was|approach|method|step|stage|part|component|case|model|setting|experiment|of)\b|"
    r"all (?:show|are|were|have|had|of|three|four|five)\b|one (?:is|was|of them)\b|"
    r"examples include\b|(?:an? )?similar (?:results?|effects?|patterns?|trends?|findings?)\b|"
    r"(?:combined|coupled|paired|compared) with [^,]+, (?:it|they|this)\b)",
    re.IGNORECASE,
)
SELF_STANDING = re.compile(
    (
        rf"^(?:(?:In )?[Tt]his|The present|The current) {_DESIGN}(?:paper|work|study|article|survey|review|report|"
        r"trial|investigation|thesis|letter|research|tutorial|chapter|position paper)\b|"
        # "It is known that", but not "It is one of the best" and "It is a method".
        r"^It(?: is|'s) (?!one of\b|(?:also |thus )?(?:based|made|used|built|trained|designed|called|composed|"
        r"able|part|capable|compatible|available)\b|(?:the|an?) (?!(?:[\w-]+ ){0,2}(?:question|fact|problem|"
        r"challenge|task|matter|mystery|time|case|truth)\b))|"
        r"^There (?:is|are|has|have)\b|^This is because\b|^(?:Both|Each|Such) \w+ and "
    ),
    re.IGNORECASE,
)
DEED = re.compile(
    r"\b(?:we|this (?:paper|work|study|survey)) (?:\w+ly |also |further |first |then )?(?:propose|"
    r"introduce|present|develop|design|describe|study|investigate|explore|address|conduct|"
    r"construct|build|use|create|evaluate|test|examine)s?\b",
    re.IGNORECASE,
)
FOUND = re.compile(
    r"\b(?:(?:results?|findings?|experiments?|evaluations?|analys[ie]s|tests?) (?:\w+ "
    r"){0,4}?(?:show|shows|showed|reveal|reveals|revealed|suggest|suggests|demonstrate|indicate|"
    r"indicated|confirm|highlight)|outperform\w*|we (?:find|found|observe|observed|show that)|"
    r"achiev\w+ (?:[\w-]+ ){0,4}(?:improvements?|gains?|reductions?|accuracy|performance))\b",
    re.IGNORECASE,
)
CLOSING = re.compile(r"discussion|conclusion|limitation|summary|implication|future|outlook", re.IGNORECASE)
_LIMIT = re.compile(
    (
        r"\b(?:limitations?|limited (?:by|number|sample)|weakness(?:es)?|shortcomings?|"
        r"(?:study|sample|cohort|data ?set) (?:is|was) (?:(?:too|relatively|rather|very|"
        r"quite) )?(?:small|short)|(?:study|analysis|sample|data|results|findings|"
        r"work|we) (?:is|are|was|were) limited|caveats?|(?:should|must) be "
        r"interpreted with caution|remains? (?:unclear|unknown|to be|an open|open|challenging|"
        r"limited)|"
        r"(?:our|this) (?:study|analysis|work|approach|method) (?:is|was|does|did|has|cannot|"
        r"do) ?(?:not|limited|only)|small sample|future (?:work|research|studies)|further "
        r"(?:work|research|studies|study|investigation)|"
        r"cannot rule out|did not (?:measure|include|assess|control|consider)|still "
        r"(?:struggle|fall|far|lag)|not (?:generali[sz]e|necessarily))\b"
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that can be told: the spoken pieces (authors still "we") and what it does in the paper."""

    passage: Passage
    place: int  # index in document.passages
    role: str
    pieces: tuple[str, ...]
    leans: bool  # cannot be understood without the passage before it
    limit: bool  # states a limit of the study


def read_passages(document: Document, span: tuple[int, int], abstract: bool = True, most: int = 36) -> list[Told]:
    """The passages span[0]..span[1] that can be told in sentences of at most `most` words, in order."""
    passages = document.passages[span[0] : span[1]]
    # A sentence of the body is placed by the part it stands in.
    roles = label_roles([p.text for p in passages]) if abstract else ["other"] * len(passages)
    told = (_tell(p, span[0] + i, roles[i], most) for i, p in enumerate(passages))
    return [t for t in told if t]


def _tell(passage: Passage, place: int, role: str, most: int) -> Told | None:
    text = _BY_NAME.sub(_as_we, passage.text) if _PLAIN_PART.search(passage.part) else passage.text
    if not is_speakable(text):
        return None
    short = shorten(text)
    pieces = [gloss_marks(p) for p in split_long(short, most)]
    # A tail that cannot be said ("as measured by pass@k") may go; the rest stays.
    pieces = [p if reads_well(p) else trim(p, 8) for p in pieces]
    if pieces != [gloss_marks(short)] and not all(map(has_verb, pieces)):
        pieces = []
    if (not pieces or any(not reads_well(p) for p in pieces)) and count(short) <= most:
        pieces = [gloss_marks(short)]
    if pieces and not reads_well(pieces[-1]) and reads_well(pieces[0]):
        pieces = list(itertools.takewhile(reads_well, pieces))
    if len(pieces) == 1 and count(pieces[0]) < 5 and not has_verb(pieces[0]):
        return None
    if not pieces or any(not reads_well(p) for p in pieces) or speaks_for_people(short):
        return None
    leans = (
        bool(DEICTIC.match(pieces[0]) and not SELF_STANDING.match(pieces[0]))
        or points_back(pieces[0])
        or bool(_OF_TWO.search(pieces[0]))
    )
    return Told(passage, place, role, tuple(pieces), leans, bool(_LIMIT.search(short)))


def told_with(items: Sequence[Told], i: int, k: int) -> str:
    """What is told in one go with a piece of a sentence: its later pieces, and the sentences that lean on it."""
    rest = list(items[i].pieces[k + 1 :])
    for told in itertools.takewhile(lambda t: t.leans, items[i + 1 :]):
        rest += told.pieces
    return " ".join(rest)


# A digest speaks of the authors by name: "Yan, Chao et al. show".
_BY_NAME = re.compile(
    r"(?:(?:van|von|de|der|den|di|da|la|le|du) )*(?:[A-Z][^\W\d_]*(?:[’'-][^\W\d_]+)*(?:,| and)? )+(?:et al\.?|"
    r"and colleagues)(’s|'s)?(?=[ ,.])"
)


def _as_we(match: re.Match[str]) -> str:
    word = "our" if match.group(1) else "we"
    lead = re.match(
        r"(?:Now|Here|However|Previously|Recently|In|By|Using|But|So|Therefore|Finally|Next),? ", match.group()
    )
    start = match.start() == 0 or bool(lead and match.start() == 0)
    return (lead.group() + word) if lead else (word.capitalize() if start else word)


_OF_TWO = re.compile(r"\bthe (?:former|latter)\b")
_POINTER = re.compile(
    (
        r"\b(?:this|these|those|such|that same|the resulting|the above|the latter|the "
        r"former)\b (?!as\b|an?\b|that\b|is\b|field|area|research|is|who|"
        rf"{_DESIGN}(?:paper|work|study|survey|article|review|report|trial|investigation|project|thesis)\b)"
        r"(?:\w+ ){0,2}?(\w+)"
    ),
    re.IGNORECASE,
)


def points_back(piece: str) -> bool:
    """Whether "this embedding" stands for something the sentence itself has not named."""
    return any(m.group(1).lower()[:5] not in piece[: m.start()].lower() for m in _POINTER.finditer(piece))


# A reference to a figure, table or section that belongs to the sentence: without it there is a hole ("in showed").
_PLACE = re.compile(
    r"\b(?:[Ff]igs?\.?|[Ff]igures?|[Tt]ables?|Sections?|Secs?\.|Eqs?\.?|Equations?|Movies?|Videos?|Box|Examples?|"
    r"Supplementary \w+) ?S?\d|\bS\d+ (?:Files?|Texts?|Tables?|Figs?|Datasets?|Appendix)\b|"
    r"\b[Ii]n (?:Fig(?:ure)?s?|Tables?|Sections?|Appendix)\b|^(?:Fig(?:ure)?|Table)\b|§",
)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# What reading puts where a sentence would have a hole.
_HOLE = re.compile(r"\[(?:formula|cited work|number)\]")


def is_speakable(text: str) -> bool:
    """Whether a passage holds nothing that can't be said aloud: orders, addresses, maths, other languages."""
    if len(text) > 900 or is_order(text) or _ADDRESS.search(text) or _AVAILABLE.search(text) or _HOLE.search(text):
        return False
    shown = plain(text)
    if _PLACE.search(_IN_BRACKETS.sub("", shown)):
        return False
    count = len(WORD.findall(shown))
    if count < 4 or count > 90 or (shown[:1].islower() and not re.match(r"[a-z]+[A-Z]|e\.?g", shown)):
        return False
    return is_english(shown) and not _PAGE_MATTER.search(shown) and len(_MATHS.findall(shown)) <= 6


def is_order(text: str) -> bool:
    """Whether a text seems to give orders to whoever reads it."""
    return bool(_ORDER.search(text))


_PILE = 6  # words in a row without one that joins them ("a novel effective tree search visual choice")


def _piled(piece: str) -> bool:
    """Whether words are piled up that no listener can take apart."""
    for run in re.split(r"[^\w\s-]", piece):
        pile = 0
        for word in run.split():
            small = word in JOINING or is_surely_finite(word) or not word.islower()
            small = small or word.endswith(("ly", "ed", "ing", "s"))
            pile = 0 if small else pile + 1
            if pile >= _PILE:
                return True
    return False


def reads_well(piece: str) -> bool:
    """Whether a shortened sentence is still a whole, clean one."""
    words = WORD.findall(piece)
    even = (
        piece.count("(") == piece.count(")")
        and piece.count("[") == piece.count("]")
        and piece.count('"') % 2 == 0
        and piece.count("“") == piece.count("”")
    )
    if _piled(piece):
        return False
    if re.match(r"(?:Which|Whose|Who|Where|Whom|That|And|Or|Such as)\b(?!'s)[^?]*$", piece):
        return False
    return len(words) >= 3 and even and not _BROKEN.search(piece) and not _MATHS.search(piece.replace("US$", ""))


_LONGEST_ABSTRACT = 25  # sentences


def abstract_range(document: Document) -> tuple[int, int]:
    """Which passages are the abstract: [first, stop); (0, 0) where none can be told apart."""
    if document.read == "abstract":
        return 0, len(document.passages)
    marked = [
        i
        for i, p in enumerate(document.passages)
        if re.match(r"(?:abstract|summary)\b", p.part.strip(), re.IGNORECASE)
    ]
    if len(marked) > _LONGEST_ABSTRACT and document.format in {"acl-xml", "pdf", "text"}:
        return 0, 0  # a page's text that lost its headings
    if marked:
        stop = next(
            (i for i in range(marked[0], len(document.passages)) if i not in set(marked)), len(document.passages)
        )
        return marked[0], min(stop, marked[0] + 30)
    return 0, min(8, len(document.passages))


_PLAIN_PART = re.compile(
    r"digest|author summary|plain[ -](?:language )?summary|lay summary|significance statement", re.IGNORECASE
)


def is_plain_part(part: str) -> bool:
    """Whether a heading is that of the paper's own summary in plain words."""
    return bool(_PLAIN_PART.search(part))


def summary_range(document: Document) -> tuple[int, int]:
    """Which passages are the paper's own summary in plain words: [first, stop); (0, 0) where there is none."""
    marked = [i for i, p in enumerate(document.passages) if _PLAIN_PART.search(p.part)]
    if not marked or document.read == "abstract":
        return 0, 0
    stop = marked[0]
    while stop < len(document.passages) and _PLAIN_PART.search(document.passages[stop].part):
        stop += 1
    return marked[0], stop
