"""The espeak-ng program as a voice: plain, instant, in most Linux distributions."""

import functools
import re
import shutil
import subprocess

import numpy as np

from paperledge.errors import VoiceError
from paperledge.voice.clauses import split_clauses
from paperledge.voice.engines import Samples
from paperledge.voice.levels import join_pieces

_LIMIT = 1200  # characters a call, so that one call never runs long
_WORDS_PER_MINUTE = 165
_TIMEOUT_S = 60

# In spoken form a capital A inside a sentence, or before another lone capital, is the letter, not the article.
LETTER_A = re.compile(r"(?<=[\w'’] )A\b(?!['’])|\bA(?= [A-Z]\b)")


class EspeakVoice:
    """espeak-ng on PATH, American English. Raises VoiceError when the program is missing or fails."""

    rate_hz = 22050

    def __init__(self, speed: float = 1.0) -> None:
        if shutil.which("espeak-ng") is None:
            raise VoiceError(
                "the program espeak-ng is not installed",
                next_step="apt install espeak-ng (or brew install espeak-ng), or choose the engine piper",
            )
        self.speed = speed
        self.name = f"espeak-ng-{_version()}-en-us-1-x{speed:.2f}"

    def say(self, text: str) -> Samples:
        """What espeak-ng makes of the text, which is handed over as data and never as options."""
        return join_pieces([(piece, self._say(piece)) for piece in split_clauses(text, _LIMIT)], self.rate_hz)

    def _say(self, text: str) -> Samples:
        pace = str(round(_WORDS_PER_MINUTE * self.speed))
        command = ["espeak-ng", "-v", "en-us", "-s", pace, "--stdin", "--stdout"]
        return _read_wav(_run(command, LETTER_A.sub("[[eI]]", text).encode()))


def _run(command: list[str], stdin: bytes) -> bytes:
    try:
        return subprocess.run(command, input=stdin, capture_output=True, check=True, timeout=_TIMEOUT_S).stdout
    except (OSError, subprocess.SubprocessError) as error:
        detail = getattr(error, "stderr", b"") or b""
        raise VoiceError(f"espeak-ng failed: {detail.decode(errors='replace').strip() or error}") from error


def _read_wav(data: bytes) -> Samples:
    # Written to a pipe, the header's length fields are placeholders: the samples are what follows "data" and four.
    start = data.find(b"data", 0, 200) + 8
    if start < 8:
        raise VoiceError("espeak-ng gave something that is not a WAV file")
    return np.frombuffer(data[start : len(data) - (len(data) - start) % 2], dtype="<i2").astype(
        np.float32
    ) / np.float32(32768)


@functools.cache
def _version() -> str:
    found = re.search(rb"\d+(?:\.\d+)+", _run(["espeak-ng", "--version"], b""))
    return found.group().decode() if found else "unknown"
