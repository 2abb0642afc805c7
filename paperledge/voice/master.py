"""Loudness and peaks: speech at one level, and nothing over the ceiling once it has been an MP3.

Loudness by ITU-R BS.1770-4 (pyloudnorm). One channel at -19 LUFS sounds as loud as two at -16, the podcast level.
"""

import functools

import numpy as np

from paperledge.errors import VoiceError
from paperledge.voice.engines import Samples

TARGET_LUFS = -19.0
CEILING_DBTP = -1.0
_OVERSAMPLING = 4
_LOOKAHEAD_S = 0.004
_LITTLE_DB = 0.1
_NEAR = 0.6  # of a level: lower samples have no point between them that reaches it
_BLOCK_S = 0.4  # shortest sound whose loudness is defined


def loudness_lufs(samples: Samples, rate_hz: int) -> float:
    """Integrated loudness; -inf for silence. Sound shorter than 0.4 s is measured as if repeated."""
    import pyloudnorm

    wanted = int(rate_hz * _BLOCK_S) + 1
    if len(samples) < wanted:
        samples = np.resize(samples, wanted)
    return float(pyloudnorm.Meter(rate_hz).integrated_loudness(samples.astype(np.float64)))


def true_peak(samples: Samples) -> float:
    """The highest point between and on the samples, linear (1.0 is full scale), by 4 x oversampling."""
    highest = float(np.abs(samples).max(initial=0.0))
    return float(_peaks(samples, floor=highest * _NEAR).max(initial=0.0))


def to_db(linear: float) -> float:
    """20 log10, with silence at -120."""
    return 20 * float(np.log10(max(linear, 1e-6)))


def master(samples: Samples, rate_hz: int, ceiling_dbtp: float, target_lufs: float = TARGET_LUFS) -> Samples:
    """Samples brought to the target with true peaks at or under the ceiling. Raises VoiceError for silence."""
    level = loudness_lufs(samples, rate_hz)
    if not np.isfinite(level):
        raise VoiceError("the joined sound is silent", next_step="choose another engine under [voice]")
    gain_db = target_lufs - level
    for _ in range(3):
        raised = (samples * np.float32(10 ** (gain_db / 20))).astype(np.float32)
        loud = limit_peaks(raised, rate_hz, ceiling_dbtp)
        if loud is raised or _lost_db(raised, loud) < _LITTLE_DB:
            break
        # Limiting took some loudness away; what is missing is asked for on top.
        gain_db += target_lufs - loudness_lufs(loud, rate_hz)
    return loud


def _lost_db(before: Samples, after: Samples) -> float:
    """Power taken away, dB >= 0: a quick bound on what loudness lost."""
    return 10 * float(np.log10(np.vdot(before, before) / np.vdot(after, after)))


def limit_peaks(samples: Samples, rate_hz: int, ceiling_dbtp: float) -> Samples:
    """Turn peaks down, never clip them: the gain sinks smoothly before a peak and rises after it."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = _peaks(samples, floor=ceiling * _NEAR)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    reach = max(1, int(rate_hz * _LOOKAHEAD_S))
    # The mean over a window no wider than the minimum's is never above the wanted gain.
    lowest = minimum_filter1d(wanted, 2 * reach + 1)
    gain = uniform_filter1d(lowest, 2 * reach + 1)
    limited: Samples = (samples * np.minimum(gain, 1.0)).astype(np.float32)
    return limited


def _peaks(samples: Samples, floor: float) -> Samples:
    """Per sample, the highest point around it, [n]. Only stretches that come above `floor` are oversampled."""
    from scipy.ndimage import maximum_filter1d
    from scipy.signal import resample_poly

    around = np.abs(samples)
    filter_ = _interpolator()
    for start, stop in _stretches(around, floor):
        left, right = max(0, start - _EDGE), min(len(samples), stop + _EDGE)
        fine = np.abs(resample_poly(samples[left:right], _OVERSAMPLING, 1, window=filter_))
        # Each sample answers for the points up to the next one.
        per_sample = fine[: (right - left) * _OVERSAMPLING].reshape(-1, _OVERSAMPLING).max(axis=1)
        around[start:stop] = np.maximum(around[start:stop], per_sample[start - left : stop - left])
    return np.asarray(maximum_filter1d(around, 3), dtype=np.float32)


_EDGE = 32  # samples on either side that a point between samples depends on


def _stretches(level: Samples, floor: float, block: int = 512) -> list[tuple[int, int]]:
    """Runs of blocks (start, end) in which the level comes above the floor."""
    count = -(-len(level) // block)
    padded = np.zeros(count * block, dtype=level.dtype)
    padded[: len(level)] = level
    high = (
        np.concatenate([[False], padded.reshape(count, block).max(axis=1) >= floor, [False]])
        if count
        else [False] * 2
    )
    edges = np.flatnonzero(np.diff(high)) * block
    return [(int(a), min(int(b), len(level))) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@functools.cache
def _interpolator() -> Samples:
    """Low-pass for 4 x oversampling, 16 samples to each side; resample_poly brings the gain."""
    from scipy.signal import firwin

    return np.asarray(
        firwin(2 * 16 * _OVERSAMPLING + 1, 1 / _OVERSAMPLING, window=("kaiser", 8.0)), dtype=np.float32
    )
