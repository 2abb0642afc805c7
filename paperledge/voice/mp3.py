"""MP3 in memory: encoded by the LAME that soundfile carries, decoded again to be measured.

LAME adds 1,105 samples before the sound. From 56 kb/s on it writes a header frame that tells players to skip
them; below, players cannot know, so the samples are taken from the silence that leads in.
The file keeps the voice's own rate: a 22,050 Hz voice holds nothing above 11 kHz, and twice the rate takes twice
the time to encode for the same sound. Above 160 kb/s, MPEG's limit for low rates, the rate is doubled.
"""

import io

import numpy as np

from paperledge.errors import VoiceError
from paperledge.voice.engines import Samples

DELAY_SAMPLES = 1105
_HEADER_FROM_KBPS = 56
_LAME_SCALE = 0.95  # LAME's own head-room, undone so that the level stays what was mastered
_LOW = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG-2, rates up to 24 kHz
_HIGH = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG-1, from 32 kHz
_HIGH_RATE_HZ = 32000


def encode_mp3(samples: Samples, rate_hz: int, bitrate_kbps: int) -> bytes:
    """One channel at a constant bitrate, the nearest one that MP3 knows. Equal input gives equal bytes."""
    import soundfile

    if bitrate_kbps > _LOW[-1] and rate_hz < _HIGH_RATE_HZ:
        samples, rate_hz = _double(samples), rate_hz * 2
    steps = _HIGH if rate_hz >= _HIGH_RATE_HZ else _LOW
    kbps = min(steps, key=lambda step: abs(step - bitrate_kbps))
    if kbps < _HEADER_FROM_KBPS:
        samples = samples[DELAY_SAMPLES:]
    # libsndfile counts from the highest bitrate (0) to the lowest (1, itself not allowed).
    squeeze = min((steps[-1] - kbps) / (steps[-1] - steps[0]), 0.9999)
    with io.BytesIO() as file:
        soundfile.write(
            file, samples / np.float32(_LAME_SCALE), rate_hz, format="MP3", subtype="MPEG_LAYER_III",
            compression_level=squeeze, bitrate_mode="CONSTANT",
        )  # fmt: skip
        return file.getvalue()


def decode_mp3(data: bytes) -> tuple[Samples, int]:
    """Samples and their rate. Raises VoiceError for anything that is not a whole MP3."""
    import soundfile

    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    except soundfile.LibsndfileError as error:
        raise VoiceError(f"the MP3 cannot be decoded: {error}") from error
    return np.asarray(samples, dtype=np.float32), int(rate)


def _double(samples: Samples) -> Samples:
    from scipy.signal import resample_poly

    return np.asarray(resample_poly(samples, 2, 1), dtype=np.float32)
