"""Runs the sample day in a process of its own, so that a test can kill it."""

import os
from pathlib import Path
from typing import Any

from tests.conftest import run_sample


class LoggedVoice:
    """The tone voice, writing down each text before it is spoken."""

    def __init__(self, log: Path) -> None:
        from paperledge.voice import open_voice

        self._voice = open_voice("tone", 1.0)
        self._log = log
        self.name = self._voice.name
        self.rate_hz = self._voice.rate_hz

    def say(self, text: str) -> Any:
        line = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, text.replace("\n", " ").encode() + b"\n")
        os.close(line)
        return self._voice.say(text)


def run(home: Path, log: Path) -> None:
    run_sample(home, speaker=lambda: LoggedVoice(log))
