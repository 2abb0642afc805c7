"""What a voice is, and how one is opened by name."""

from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

import numpy as np
import numpy.typing as npt

from paperledge.errors import VoiceError

Samples = npt.NDArray[np.float32]

GROUP = "paperledge.voices"


class Voice(Protocol):
    """Anything that turns spoken text into sound. The same text must always give the same samples.

    name: stands for engine, model, their versions and the speed; it goes into the names of clips, so two voices
    that sound different must not share it.    rate_hz: samples a second, the same for every text.
    A voice whose `say` may be called from several threads at a time says how many in `at_once` (int, else 1).
    """

    name: str
    rate_hz: int

    def say(self, text: str) -> Samples:
        """One channel in -1..1. `text` is in spoken form: letters and plain punctuation. Raises VoiceError."""
        ...


def open_voice(engine: str, speed: float = 1.0) -> Voice:
    """A voice by its entry point name ("piper", "espeak", "tone", or a stranger's), speed in 0.5..2.

    Raises VoiceError for an unknown engine, one whose parts are not installed, or a speed out of bounds.
    """
    if not 0.5 <= speed <= 2.0:
        raise VoiceError(
            f"a speed of {speed} was asked for", next_step="choose 0.5 to 2; 1 is the voice's own pace"
        )
    known = {point.name: point for point in entry_points(group=GROUP)}
    if engine not in known:
        names = ", ".join(sorted(known)) or "none, the installation is incomplete"
        raise VoiceError(f"there is no voice engine {engine!r}", next_step=f"choose one of: {names}")
    return _open(known[engine], speed)


def _open(point: EntryPoint, speed: float) -> Voice:
    try:
        voice: Voice = point.load()(speed=speed)
    except ImportError as missing:
        raise VoiceError(
            f"the voice engine {point.name!r} needs the package {missing.name or missing}",
            next_step="install it with pip, or choose another engine under [voice]",
        ) from missing
    return voice
