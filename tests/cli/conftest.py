"""The command line as a script sees it: exit code, stdout, stderr."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from paperledge.cli import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def run(*arguments: object) -> Answer:
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return Answer(int(stop.value.code or 0), out, err)

    return run
