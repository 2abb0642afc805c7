"""A guest's voice: another engine, or the host's own as if from a smaller throat."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from paperledge.voice.engines import Samples, Voice, open_voice
from paperledge.voice.master import loudness_lufs

RAISE = Fraction(6, 5)  # pitch and resonances alike: a shorter throat, by about three semitones


class RaisedVoice:
    """A voice played faster by a ratio, and brought to another rate: the same words, higher.

    Pitch, resonances and pace all rise by `ratio`; a voice opened slower by as much keeps its pace.
    rate_hz: of what `say` gives.
    """

    def __init__(self, voice: Voice, rate_hz: int, ratio: Fraction = Fraction(1)) -> None:
        self._voice, self.rate_hz = voice, rate_hz
        step = Fraction(rate_hz, voice.rate_hz) / ratio
        self._up, self._down = step.numerator, step.denominator
        self.at_once: int = getattr(voice, "at_once", 1)
        self.name = f"{voice.name}-raised-{float(ratio):.2f}-at-{rate_hz}"

    def say(self, text: str) -> Samples:
        """What the voice says, as many times higher as the ratio says."""
        from scipy.signal import resample_poly

        return np.asarray(resample_poly(self._voice.say(text), self._up, self._down), dtype=np.float32)


def level_guest(clips: Sequence[Samples | None], guests: Sequence[bool], rate_hz: int) -> list[Samples | None]:
    """The clips of an episode with the guest's brought to the loudness of the host's; silence stays as it is.

    guests: for each clip, whether the guest says it.
    """
    host = [c for c, guest in zip(clips, guests, strict=True) if c is not None and not guest]
    mine = [c for c, guest in zip(clips, guests, strict=True) if c is not None and guest]
    if not host or not mine:
        return list(clips)
    gap = loudness_lufs(np.concatenate(host), rate_hz) - loudness_lufs(np.concatenate(mine), rate_hz)
    gain = np.float32(10 ** (gap / 20)) if np.isfinite(gap) else np.float32(1)
    return [c * gain if c is not None and guest else c for c, guest in zip(clips, guests, strict=True)]


def open_guest_voice(host: Voice, engine: str, own: str = "", speed: float = 1.0) -> Voice:
    """The voice of a guest beside `host`, at the host's rate.

    own: an engine of the guest's own; empty: the host's engine, raised by 6/5 at the host's pace.
    Raises VoiceError as `open_voice` does.
    """
    if own and own != engine:
        voice = open_voice(own, speed)
        return voice if voice.rate_hz == host.rate_hz else RaisedVoice(voice, host.rate_hz)
    slow = max(0.5, speed / float(RAISE))
    return RaisedVoice(open_voice(engine, slow), host.rate_hz, RAISE)
