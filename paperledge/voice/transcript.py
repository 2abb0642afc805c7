"""What was said and when: WebVTT, JSON and plain text transcripts, and chapters."""

import html
import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from paperledge.errors import VoiceError
from paperledge.records import Chapter, CheckedScript, Script, Section, Sentence

LINE_CHARACTERS = 65  # Apple's limit for a line of a transcript
_TITLES: dict[Section, str] = {
    "greeting": "Hello", "analogy": "A picture to hold on to", "problem": "The problem", "method": "What they did",
    "finding": "What they found", "quote": "In their own words", "why": "Why it matters",
    "ponder": "Questions to ponder", "signoff": "Goodbye", "credit": "The paper",
}  # fmt: skip


def build_vtt(script: Script | CheckedScript, host: str = "") -> str:
    """WebVTT: one cue a sentence, `<v Name>`, lines of at most 65 characters, times of the sound.

    Sentences that hold nothing to say have no cue. Raises VoiceError for a script without times.
    """
    cues = ["WEBVTT"]
    for sentence, start_s, end_s in _timed(script):
        if end_s > start_s:
            name = html.escape(sentence.speaker or host or _host(script), quote=False)
            # Broken before escaping: a reader sees the characters, not their escapes.
            lines = [html.escape(line, quote=False) for line in break_lines(sentence.text)]
            cues.append(f"{_clock(start_s)} --> {_clock(end_s)}\n<v {name}>" + "\n".join(lines) + "</v>")
    return "\n\n".join(cues) + "\n"


def build_transcript(script: Script | CheckedScript, host: str = "") -> str:
    """JSON of the podcast namespace (version 1.0.0): segments with speaker, startTime, endTime, body in order.

    Each also names its kind, its section and the passages of the paper that it rests on.
    """
    segments = [
        {
            "speaker": sentence.speaker or host or _host(script),
            "startTime": round(start_s, 3),
            "endTime": round(end_s, 3),
            "body": sentence.text,
            "kind": sentence.kind,
            "section": sentence.section,
            "passages": list(sentence.passages),
        }
        for sentence, start_s, end_s in _timed(script)
    ]
    return _json({"version": "1.0.0", "segments": segments})


def build_chapters_json(chapters: Sequence[Chapter]) -> str:
    """`application/json+chapters`, version 1.2.0."""
    rows = [{"startTime": round(c.start_s, 3), "endTime": round(c.end_s, 3), "title": c.title} for c in chapters]
    return _json({"version": "1.2.0", "chapters": rows})


def build_chapters(
    script: Script | CheckedScript, seconds: float, titles: Mapping[str, str] | None = None
) -> tuple[Chapter, ...]:
    """A chapter for each run of sentences of one section, back to back from 0 to the end of the sound.

    Of several papers, a chapter for each paper, named by its title. A chapter starts when its first sentence does;
    the credit joins the goodbye. titles: paper id -> title; the id stands for one that is missing.
    """
    starts: list[tuple[str, float]] = []
    papers = _plain(script).papers
    for sentence, start_s, _ in _timed(script):
        title = _TITLES[sentence.section]
        if len(papers) > 1 and sentence.paper and sentence.section != "greeting":
            title = f"{papers.index(sentence.paper) + 1}. {(titles or {}).get(sentence.paper, sentence.paper)}"
        if not starts:
            starts.append((title, 0.0))
        elif starts[-1][0] != title and start_s > starts[-1][1]:
            starts.append((title, start_s))
    ends = [start_s for _, start_s in starts[1:]] + [seconds]
    return tuple(Chapter(title, start_s, end_s) for (title, start_s), end_s in zip(starts, ends, strict=True))


def build_text(script: Script | CheckedScript) -> str:
    """Plain text: a paragraph for each section; of two speakers, one for each turn, which names who speaks."""
    paragraphs: list[list[str]] = []
    two = any(s.speaker for s in _plain(script).sentences)
    before = None
    for sentence in _plain(script).sentences:
        turn = (sentence.section, sentence.speaker)
        if turn != before:
            paragraphs.append([f"{sentence.speaker or _host(script)}:"] if two else [])
            before = turn
        paragraphs[-1].append(sentence.text)
    return "\n\n".join(" ".join(lines) for lines in paragraphs) + "\n"


def break_lines(text: str) -> list[str]:
    """Lines of at most 65 characters; a longer word is broken, nothing is lost."""
    # "-->" would end a cue's text early.
    folded = " ".join(text.replace("-->", "→").split())
    return textwrap.wrap(folded, LINE_CHARACTERS, break_on_hyphens=False) or [""]


def _timed(script: Script | CheckedScript) -> list[tuple[Sentence, float, float]]:
    rows = []
    for number, sentence in enumerate(_plain(script).sentences):
        if sentence.start_s is None or sentence.end_s is None:
            raise VoiceError(
                f"sentence {number} of {_plain(script).title!r} has no times", next_step="speak the script first"
            )
        rows.append((sentence, sentence.start_s, sentence.end_s))
    return rows


def _host(script: Script | CheckedScript) -> str:
    return _plain(script).persona.title() or "Host"


def _plain(script: Script | CheckedScript) -> Script:
    return script.script if isinstance(script, CheckedScript) else script


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
