"""What is spoken in a stranger's text: captions, transcripts, chat logs, Markdown and hard-wrapped essays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paperledge.check.cues import cue
from paperledge.prose import plain, split_sentences, words

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
_STAMP = re.compile(rf"^\s*[\[(]?{_TIME}(?:\s*(?:-->|-|–|to)\s*{_TIME})?[\])]?\s*(?:[-–—|:]\s+)?")
_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|\d{1,2})){0,2}"
_LABEL = re.compile(
    rf"^\s*(?:[-–—•]\s+)?(?:<v (?P<voice>[^>]+)>|[*_]{{0,2}}(?P<who>{_NAME})[*_]{{0,2}}\s*"
    rf"(?:[\[(][^\])]{{1,24}}[\])])?\s*:[*_]{{0,2}}(?:\s+|$))"
)
# "Mia Wong  0:05" or "Mia Wong (00:05)" above what she says.
_HEAD = re.compile(rf"^\s*[*_]{{0,2}}(?P<who>{_NAME})[*_]{{0,2}}\s+[\[(]?{_TIME}[\])]?\s*$")
_BULLET = re.compile(r"^\s*(?:[-*+•‣◦]|\d{1,2}[.)])\s+(?=\S)")
_LINK = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]+)\]\([^)]*\)|\[([^\]]+)\]\[[^\]]*\]")
_STAGE = re.compile(
    r"\[[a-z][^\]\d]{1,40}\]|\*(?:laugh|chuckl|sigh|gasp|cough|paus|clear|smil)\w*(?: \w+){0,2}\*|"
    r"\[\^[\w-]+\]|\((?:laugh|music|applause|pause|sigh|chuckl|cough)[^)]*\)"
)
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})([^\s*_](?:[^*_\n]*[^\s*_])?)\1(?![\w*_])")
_URL = re.compile(r"(?:https?://|www\.)\S+$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_RULE = re.compile(r"^\s*(?:[=~_-]{3,}|\|.*\||\[\^?[\w-]+\]:.*|\{.*\}|<!--.*-->)\s*$")
_ENDS = re.compile(r"[.!?…:][\"'”’)\]*_]*$")
_BYLINE = re.compile(r"^\W*(?:posted |written )?by [A-Z][\w.’' -]+[,|·•].{0,40}\d{4}\W*$", re.I)
# Stand before a colon and speak no line.
_NO_SPEAKER = frozenset(
    "links link source sources note notes reference references abstract title date tags music sponsor results "
    "result conclusion conclusions background methods method objective question answer update disclaimer warning "
    "tip example doi arxiv".split()
)
_TAKES_MORE = re.compile(
    r"\b(?:a|an|the|of|to|in|on|for|with|by|and|or|but|that|from|as|at|our|their|its|is|are)$", re.I
)
_WRAPPED = 30  # characters; a line so long that does not end a sentence goes on in the next one
_BREATH = 30  # words; what has no full stops is cut at the end of a line


@dataclass
class _Line:
    """A line that is spoken. fresh: it begins something (a turn, a point); parted: there was a gap before it."""

    text: str
    who: str
    fresh: bool
    parted: bool


def read_turns(text: str) -> Iterator[tuple[str, str]]:
    """The spoken sentences of a text, in plain form, each with its speaker ("" where none is named).

    Time stamps, cue numbers, headings, stage directions, code, tables and link targets are no speech. A sentence
    that was broken over lines or captions is one again; without full stops, lines are joined to a breath.
    """
    for body, who in _paragraphs(_spoken_lines(text)):
        clean = plain(body)
        for start, end in _whole_quotes(clean):
            if words(clean[start:end]):
                yield clean[start:end], who


def _whole_quotes(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; those that one pair of quotation marks holds together are one (a title with a question mark)."""
    spans = split_sentences(text)
    at = 0
    while at < len(spans):
        start, last = spans[at][0], at
        if _is_open(text[slice(*spans[at])]):
            closing = (
                n for n in range(at + 1, min(at + 3, len(spans))) if not _is_open(text[start : spans[n][1]])
            )
            last = next(closing, at)
        yield start, spans[last][1]
        at = last + 1


def _is_open(text: str) -> bool:
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


def _spoken_lines(text: str) -> Iterator[_Line]:
    who, parted, fenced = "", False, False
    for raw in _without_front_matter(text).splitlines():
        if _FENCE.match(raw):
            fenced = not fenced
        if fenced or not raw.strip() or any(mark.match(raw) for mark in (cue("cue_line"), _RULE, _FENCE, _BYLINE)):
            parted = True
            continue
        if head := _HEAD.match(raw):
            who, parted = head["who"], True
            continue
        line = raw.lstrip().removeprefix(">").lstrip() if raw.lstrip().startswith(">") else raw
        line = _STAMP.sub("", line, count=1)
        label = _LABEL.match(line)
        if label and (label["who"] or "").lower() in _NO_SPEAKER:
            label = None
        fresh = label is not None
        if label:
            who, line = label["voice"] or label["who"] or who, line[label.end() :]
        if bullet := _BULLET.match(line):
            fresh, line = True, _STAMP.sub("", line[bullet.end() :], count=1)
        line = _STAGE.sub(" ", _LINK.sub(lambda m: m[1] or m[2] or "", line))
        line = _EMPHASIS.sub(r"\2", line).strip()
        if line:
            yield _Line(line, who, fresh or _URL.match(line) is not None, parted)
            parted = _URL.match(line) is not None


def _without_front_matter(text: str) -> str:
    """A Markdown file without the lines about it at its head."""
    return re.sub(r"\A\s*---\n(?:[\w-]+:.*\n|\s+.*\n|- .*\n)+---\n", "", text)


def _paragraphs(lines: Iterator[_Line]) -> Iterator[tuple[str, str]]:
    """Lines that go on in one another, joined; with the speaker."""
    body, who = "", ""
    for line in lines:
        if body and _goes_on(body, who, line):
            body = f"{body} {line.text}"
            continue
        if body:
            yield body, who
        body, who = line.text, line.who
    if body:
        yield body, who


def _goes_on(body: str, who: str, line: _Line) -> bool:
    if (
        line.fresh
        or line.who != who
        or _URL.search(body)
        or len(re.split(r"[.!?]\s", body)[-1].split()) >= _BREATH
    ):
        return False
    small = line.text[:1].islower() or line.text[:1].isdigit()
    if _ENDS.search(body):
        return small and not line.parted  # "i.e." at the end of a line
    return small or (not line.parted and len(body) >= _WRAPPED) or _TAKES_MORE.search(body) is not None
