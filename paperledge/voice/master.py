"""Loudness and peaks: speech at one level, and nothing over the ceiling once it has been an MP3.

Loudness by ITU-R BS.1770-4 (pyloudnorm). One channel at -19 LUFS sounds as loud as two at -16, the podcast level.
"""

import numpy as np

from paperledge.errors import VoiceError
from paperledge.voice.engines import Samples

TARGET_LUFS = -19.0
CEILING_DBTP = -1.0
_OVERSAMPLING = 4
_LOOKAHEAD_S = 0.004
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
    return float(_peaks(samples, floor=0.0).max(initial=0.0))


def to_db(linear: float) -> float:
    """20 log10, with silence at -120."""
    return 20 * float(np.log10(max(linear, 1e-6)))


def master(samples: Samples, rate_hz: int, ceiling_dbtp: float, target_lufs: float = TARGET_LUFS) -> Samples:
    """Samples brought to the target with true peaks at or under the ceiling. Raises VoiceError for silence."""
    level = loudness_lufs(samples, rate_hz)
    if not np.isfinite(level):
        raise VoiceError("the joined sound is silent", next_step="choose another engine under [voice]")
    gain_db = target_lufs - level
    # Limiting takes a little loudness away; two corrections bring it back within 0.1.
    for _ in range(3):
        loud = limit_peaks((samples * 10 ** (gain_db / 20)).astype(np.float32), rate_hz, ceiling_dbtp)
        missing = target_lufs - loudness_lufs(loud, rate_hz)
        if abs(missing) <= 0.05:
            break
        gain_db += missing
    return loud


def limit_peaks(samples: Samples, rate_hz: int, ceiling_dbtp: float) -> Samples:
    """Turn peaks down, never clip them: the gain sinks smoothly before a peak and rises after it."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = _peaks(samples, floor=ceiling / 2)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    reach = max(1, int(rate_hz * _LOOKAHEAD_S))
    # The mean over a window no wider than the minimum's is never above the wanted gain.
    lowest = minimum_filter1d(wanted, 2 * reach + 1)
    gain = uniform_filter1d(lowest, 2 * reach + 1)
    return (samples * np.minimum(gain, 1.0)).astype(np.float32)


def _peaks(samples: Samples, floor: float) -> Samples:
    """Per sample, the highest point around it, [n]. Stretches below `floor` are not oversampled."""
    from scipy.ndimage import maximum_filter1d
    from scipy.signal import resample_poly

    around = np.abs(samples)
    if not len(samples):
        return around
    block = 4096
    for start in range(0, len(samples), block):
        if around[start : start + block].max() < floor:
            continue
        left, right = max(0, start - 64), min(len(samples), start + block + 64)
        fine = np.abs(resample_poly(samples[left:right], _OVERSAMPLING, 1))
        # Each sample answers for the points up to the next one.
        per_sample = fine[: (right - left) * _OVERSAMPLING].reshape(-1, _OVERSAMPLING).max(axis=1)
        stop = min(start + block, len(samples))
        around[start:stop] = np.maximum(around[start:stop], per_sample[start - left : stop - left])
    return np.asarray(maximum_filter1d(around, 3), dtype=np.float32)
