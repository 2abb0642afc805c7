"""Credits: title, people, place and number of the paper, joined by a few words, and nothing else."""

import re
from collections.abc import Iterator

from paperledge.check.cues import host_words
from paperledge.check.orders import find_harm, find_order
from paperledge.check.rules.names import fold_name, folded
from paperledge.check.rules.numbers import read_quantities
from paperledge.check.words import key_of
from paperledge.prose import plain
from paperledge.records import Document, Paper, Sentence, Verdict

_ID = re.compile(
    r"\b(\d{4}\.\d{4,5})(?:v\d+)?\b|\b([a-z-]+(?:\.[A-Z]{2})?/\d{7})\b|\b(10\.\d{4,9}/[^\s,;]+[^\s,;.])"
)
_PERSON = re.compile(
    r"[^\W\d_][^\W\d_'’.-]*(?:[ \-'’.]+(?:(?:de|van|von|der|den|la|le|da|di|al|el|bin|dos|"
    r"del)\s)?[A-ZÀ-ÞŁŚŠŽČÖÜÄ][^\W\d_'’.]*)+"
)
_QUOTED = re.compile(r"[“\"«‘]([^”\"»]{2,})[”\"»’]")
_TOKEN = re.compile(r"[^\W_]+(?:[-’'/.+][^\W_]+)*\+*")
_NO_PERSON = frozenset(
    "arxiv arXiv paperledge daily papers show notes ernis the paper its title you can find it "
    "read and thanks thank published title authors today today's all archive see full preprint".split()
)


def judge_credit(sentence: Sentence, document: Document) -> Verdict:
    """ok where title, authors, numbers of authors and identifiers are the paper's, and no more is said."""
    text = plain(sentence.text)
    reasons = [f"the sentence {found}" for found in (find_order(sentence.text), find_harm(text)) if found]
    reasons += _wrong_credit(text, document.paper)
    if not reasons and (more := beside_credit(text, document.paper)):
        reasons.append(f"says more than a credit does ({', '.join(more[:5])})")
    return Verdict(not reasons, 0.0 if reasons else 1.0, (), tuple(reasons) or ("agrees with the paper's record",))


def beside_credit(text: str, paper: Paper) -> list[str]:
    """The words of a (plain) credit that are neither the paper's record nor words that join one."""
    rest = _without_title(_ID.sub(" ", text), paper)
    people = frozenset(folded(plain(" ".join(paper.authors))).split())
    written = frozenset(re.findall(r"[^\W\d_]+", plain(" ".join(paper.authors))))
    parts = frozenset(map(fold_name, written))
    record = frozenset(folded(f"{paper.venue} {paper.id} {paper.doi} {paper.date or ''}").split())
    numbers = frozenset(re.findall(r"\d+", f"{paper.date or ''} {paper.venue} {paper.id}"))
    out = []
    for token in _TOKEN.findall(rest):
        low = fold_name(token)
        # As the name is written: the "van" of a name is one of its words.
        named = token in written or (
            token[0].isupper() and (low in people or set(map(fold_name, re.findall(r"[^\W\d_]+", token))) <= parts)
        )
        joins = key_of(token.lower().replace("’", "'")) in host_words("credit_join")
        counted = bool(read_quantities(token)) and not token[:1].isdigit()
        if not (
            named or joins or counted or low in record or token in numbers or token == str(len(paper.authors))
        ):
            out.append(token)
    return out


def _without_title(text: str, paper: Paper) -> str:
    title = folded(plain(paper.title))
    for quoted in _QUOTED.findall(text):
        if folded(quoted) in title:
            text = text.replace(quoted, " ")
    tokens, wanted = list(_TOKEN.finditer(text)), title.split()
    keys = [fold_name(t.group()) for t in tokens]
    for i in range(len(keys) - len(wanted) + 1):
        if wanted and keys[i : i + len(wanted)] == wanted:
            return f"{text[: tokens[i].start()]} {text[tokens[i + len(wanted) - 1].end() :]}"
    return text


def _wrong_credit(text: str, paper: Paper) -> Iterator[str]:
    for match in _ID.finditer(text):
        found = next(g for g in match.groups() if g)
        if found.lower() not in f"{paper.id} {paper.doi} {' '.join(paper.links.values())}".lower():
            yield f"{found} is not this paper's identifier"
    title = folded(plain(paper.title)).strip()
    rest = text
    for quoted in re.findall(r"[“\"«‘]([^”\"»]{8,})[”\"»’]", text):
        if folded(quoted).strip() not in title:
            yield f"{quoted!r} is not the paper's title"
        rest = rest.replace(quoted, " ")
    rest = re.sub(re.escape(plain(paper.title)), " ", rest, flags=re.IGNORECASE)
    if paper.authors:
        yield from _wrong_people(
            rest, paper.authors, folded(f"{paper.title} {paper.venue} {' '.join(paper.links)}")
        )


def _wrong_people(text: str, authors: tuple[str, ...], elsewhere: str) -> Iterator[str]:
    known = folded(" ".join(authors))
    for match in _PERSON.finditer(text):
        parts = [p for p in re.findall(r"[^\W\d_]+", match.group()) if p.lower() not in _NO_PERSON]
        odd = [
            p
            for p in parts
            if p[0].isupper()
            and f" {fold_name(p)} " not in known + elsewhere
            and fold_name(p) not in known.replace(" ", "")
        ]
        if len(parts) >= 2 and odd:
            yield f"{match.group()} is not an author of the paper"
    for mine in read_quantities(text):
        if mine.counts.split()[:1] in ([key_of("authors")], [key_of("others")], [key_of("colleagues")]):
            wanted = {float(len(authors))} | {float(len(authors) - n) for n in range(1, 6)}
            if mine.value not in wanted:
                yield f"the paper has {len(authors)} authors, not {mine.text}"
