"""A home whose library holds the sample day."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from paperledge.library import Library, open_library
from paperledge.publish.checkfeed import check_feed
from paperledge.records import CheckedScript, CutSentence, script_from_json
from paperledge.settings import PublishSettings, Settings
from tests.publish.samples import best_papers

OWNED = PublishSettings(email="owner@example.org", base_url="https://papers.example.org/daily")


def reopen(row: Mapping[str, Any]) -> CheckedScript:
    """Rebuilds the hand-made scripts of samples.py, whose seals only stand for one."""
    cut = tuple(CutSentence(**{**item, "reasons": tuple(item["reasons"])}) for item in row["cut"])
    return CheckedScript(script_from_json(row["script"]), cut, row["seal"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", publish=OWNED)


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    settings.home.mkdir(parents=True)
    with open_library(settings.library_url, reopen=reopen) as library:
        library.add_papers(best_papers(20))
        yield library


@pytest.fixture
def rules_broken() -> Callable[..., set[str]]:
    """Rules a feed breaks, advice left out."""

    def find(data: bytes, files: Path | None = None) -> set[str]:
        return {f.rule for f in check_feed(data, files) if f.level != "advice"}

    return find
