"""Samples without a file: trimming silence, measuring level, joining pieces."""

import numpy as np

from paperledge.voice.engines import Samples

# 60 dB below full scale: under it an engine's tail is room noise, over it a soft consonant may begin.
_FLOOR = 10 ** (-50 / 20)
_FRAME_S = 0.005
_KEEP_S = 0.012  # left around what is heard, so that no plosive loses its edge


def trim_silence(samples: Samples, rate_hz: int) -> Samples:
    """The sound without the silence an engine puts before and after it; empty when nothing is heard."""
    step = max(1, int(rate_hz * _FRAME_S))
    count = len(samples) // step
    if not count:
        return samples[:0]
    frames = np.abs(samples[: count * step]).reshape(count, step).max(axis=1)
    heard = np.flatnonzero(frames > max(_FLOOR, float(frames.max()) * 0.006))
    if not len(heard):
        return samples[:0]
    keep = int(rate_hz * _KEEP_S)
    start = max(0, int(heard[0]) * step - keep)
    return samples[start : min(len(samples), (int(heard[-1]) + 1) * step + keep)]


def pause(seconds: float, rate_hz: int) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * rate_hz), dtype=np.float32)


def soften_ends(samples: Samples, rate_hz: int, seconds: float = 0.006) -> Samples:
    """A copy whose ends rise from and fall to zero, so that a join never clicks."""
    count = min(int(rate_hz * seconds), len(samples) // 2)
    if not count:
        return samples.copy()
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)).astype(np.float32)
    softened = samples.copy()
    softened[:count] *= ramp
    softened[-count:] *= ramp[::-1]
    return softened


def join_pieces(pieces: list[tuple[str, Samples]], rate_hz: int) -> Samples:
    """Pieces (text, samples) of one sentence with a breath between them, fitting the mark each ends on."""
    parts: list[Samples] = []
    for number, (_, samples) in enumerate(pieces):
        if number:
            parts.append(pause(_BREATHS_S.get(pieces[number - 1][0][-1:], 0.05), rate_hz))
        parts.append(soften_ends(trim_silence(samples, rate_hz), rate_hz))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


_BREATHS_S = {".": 0.28, "!": 0.28, "?": 0.28, ";": 0.2, ":": 0.2, ",": 0.13, "—": 0.18}
