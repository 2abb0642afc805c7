"""A voice of plain tones whose length follows the text: quick, exact, needs nothing. For tests."""

import hashlib

import numpy as np

from paperledge.voice.engines import Samples


class ToneVoice:
    """Each word sounds as one tone of 0.04 s a letter at a pitch drawn from the word, then a short gap."""

    rate_hz = 22050

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.name = f"tone-1-x{speed:.2f}"

    def say(self, text: str) -> Samples:
        """Tones with gaps between the words and 0.1 s of silence at both ends, as engines leave it."""
        silence = np.zeros(self.rate_hz // 10, dtype=np.float32)
        parts = [silence]
        for number, word in enumerate(text.split()):
            if number:
                parts.append(np.zeros(int(self.rate_hz * 0.03 / self.speed), dtype=np.float32))
            parts.append(self._tone(word))
        return np.concatenate([*parts, silence])

    def _tone(self, word: str) -> Samples:
        count = int(self.rate_hz * (0.06 + 0.04 * len(word)) / self.speed)
        pitch_hz = 180 + 30 * (hashlib.sha256(word.encode()).digest()[0] % 16)
        time_s = np.arange(count) / self.rate_hz
        ramp = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.004 * self.rate_hz))
        wave = np.sin(2 * np.pi * pitch_hz * time_s) + 0.3 * np.sin(6 * np.pi * pitch_hz * time_s)
        return (0.2 * ramp * wave).astype(np.float32)
