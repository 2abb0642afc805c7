"""Clips joined into one stretch of sound with exact pauses, and where each sentence stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paperledge.records import Sentence
from paperledge.voice.engines import Samples
from paperledge.voice.levels import pause, soften_ends, trim_silence

LEAD_S = 0.4
TAIL_S = 0.8
# Pauses between sentences, seconds, by the mark the first one ends on.
_AFTER = {"?": 0.45, "!": 0.32, ":": 0.3, "…": 0.5}
_BETWEEN_S = 0.32
_BEFORE_QUOTE_S = 0.5
_BETWEEN_SECTIONS_S = 0.8
_BETWEEN_SPEAKERS_S = 0.5
_BETWEEN_PAPERS_S = 1.2


@dataclass(frozen=True, slots=True)
class Timeline:
    """Joined samples, and (start, end) of each sentence in seconds; start == end where nothing is said."""

    samples: Samples
    times: tuple[tuple[float, float], ...]
    rate_hz: int

    @property
    def seconds(self) -> float:
        """Length of the whole."""
        return len(self.samples) / self.rate_hz


def gap_s(first: Sentence, second: Sentence) -> float:
    """Seconds of silence between two sentences that follow each other."""
    if first.paper != second.paper and first.section != second.section:
        return _BETWEEN_PAPERS_S
    if first.section != second.section:
        return _BETWEEN_SECTIONS_S
    if "quote" in (first.kind, second.kind) and first.kind != second.kind:
        return _BEFORE_QUOTE_S
    if first.speaker != second.speaker:
        return _BETWEEN_SPEAKERS_S
    return _AFTER.get(first.text.rstrip("\"'”’) ")[-1:], _BETWEEN_S)


def join_clips(sentences: Sequence[Sentence], clips: Sequence[Samples | None], rate_hz: int) -> Timeline:
    """One clip for each sentence (None where it holds nothing to say), each trimmed and set after its pause.

    Silence that an engine leaves at the ends of a clip is taken off first, so that pauses are as long as stated.
    """
    parts = [pause(LEAD_S, rate_hz)]
    times: list[tuple[float, float]] = []
    position = len(parts[0])
    before: Sentence | None = None
    for sentence, clip in zip(sentences, clips, strict=True):
        if clip is None:
            times.append((position / rate_hz, position / rate_hz))
            continue
        if before is not None:
            parts.append(pause(gap_s(before, sentence), rate_hz))
            position += len(parts[-1])
        parts.append(soften_ends(trim_silence(clip, rate_hz), rate_hz))
        times.append((position / rate_hz, (position + len(parts[-1])) / rate_hz))
        position += len(parts[-1])
        before = sentence
    parts.append(pause(TAIL_S, rate_hz))
    return Timeline(np.concatenate(parts), tuple(times), rate_hz)
