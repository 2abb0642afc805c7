"""Sentence-sized clips on disk, named by what they hold: spoken once, whole or not there."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from paperledge import disk
from paperledge.errors import VoiceError
from paperledge.voice.engines import Samples, Voice

_MIN_S = 0.05
_MIN_PEAK = 10 ** (-45 / 20)  # below it nobody hears anything
_MAX_S_PER_LETTER = 0.8
_MD5 = slice(26, 42)  # of the samples, kept in a FLAC file's stream header


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken text: samples in -1..1, and whether it was on disk already."""

    samples: Samples
    reused: bool


def clip_key(voice: Voice, text: str) -> str:
    """The name of a clip: a digest over the voice (engine, versions, speed) and the spoken text."""
    return hashlib.sha256(f"{voice.name}\n{voice.rate_hz}\n{text}".encode()).hexdigest()[:40]


def get_clip(voice: Voice, text: str, folder: Path) -> Clip:
    """The clip of a spoken text, from the folder when a whole one is there, else spoken and kept.

    Fresh clips are read back from their file, so that a resumed run works on the same samples.
    Raises VoiceError when the voice gives no usable sound or the folder cannot be written.
    """
    path = folder / f"{clip_key(voice, text)}.flac"
    if (kept := read_clip(path, voice.rate_hz)) is not None:
        return Clip(kept, reused=True)
    samples = check_sound(voice.say(text), voice, text)
    write_whole(path, _flac(samples, voice.rate_hz))
    written = read_clip(path, voice.rate_hz)
    if written is None:
        raise VoiceError(f"the clip {path.name} could not be read back", next_step=f"look at the disk of {folder}")
    return Clip(written, reused=False)


def read_clip(path: Path, rate_hz: int) -> Samples | None:
    """The samples of a clip, or None when there is no clip or it is not exactly what was written."""
    import soundfile

    try:
        data = path.read_bytes()
        samples, rate = soundfile.read(io.BytesIO(data), dtype="int16")
    except (OSError, soundfile.LibsndfileError):
        return None
    if rate != rate_hz or samples.ndim != 1 or _md5(samples) != data[_MD5]:
        return None
    whole: Samples = samples.astype(np.float32) / np.float32(32768)
    return whole


def _md5(samples: npt.NDArray[np.int16]) -> bytes:
    """The checksum that FLAC itself keeps of its samples."""
    return hashlib.md5(samples.astype("<i2").tobytes(), usedforsecurity=False).digest()


def check_sound(samples: Samples, voice: Voice, text: str) -> Samples:
    """The same samples, when they can be the sound of the text. Raises VoiceError that names the sentence."""
    wrong = _what_is_wrong(samples, voice.rate_hz, text)
    if wrong:
        raise VoiceError(
            f"the voice {voice.name} gave {wrong} for the sentence {_short(text)!r}",
            kept="the clips spoken before it",
            next_step="run again, or choose another engine under [voice]",
        )
    return samples


def _what_is_wrong(samples: Samples, rate_hz: int, text: str) -> str:
    if not len(samples):
        return "no sound"
    if not np.isfinite(samples).all():
        return "broken samples (not numbers)"
    if float(np.abs(samples).max()) < _MIN_PEAK:
        return "silence"
    seconds = len(samples) / rate_hz
    if seconds < _MIN_S or seconds > 3 + _MAX_S_PER_LETTER * len(text):
        return f"{seconds:.2f} s of sound"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _flac(samples: Samples, rate_hz: int) -> bytes:
    import soundfile

    whole = np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)
    with io.BytesIO() as file:
        soundfile.write(file, whole, rate_hz, format="FLAC", subtype="PCM_16")
        return file.getvalue()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even when the machine stops meanwhile.

    Raises VoiceError when the disk is full or the folder cannot be written; nothing is left behind then.
    """
    try:
        disk.write_whole(path, data)
    except OSError as error:
        raise VoiceError(
            f"{path} could not be written: {error.strerror or error}",
            kept="the clips spoken so far",
            next_step="make room or choose another --home, then run again; spoken clips are used again",
        ) from error
