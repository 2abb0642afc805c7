"""Fixtures that more than one room needs: where the shared data lies, and a home with a day in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paperledge.check import reopen_script
from paperledge.day import run_day
from paperledge.library import open_library
from paperledge.report import DayReport
from paperledge.rooms import Rooms
from paperledge.settings import DaySettings, Settings, VoiceSettings
from paperledge.sources import SAMPLE_DAY, SampleSource, abstract_document
from paperledge.testing import QuietProgress
from paperledge.voice import Voice, open_voice

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the checkout; tests that read it are skipped where it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"needs the shared data beside the checkout ({SHARED.name}/data)")
    return SHARED


def tone_settings(home: Path, episodes: int = 2) -> Settings:
    return Settings(home=home, day=DaySettings(episodes=episodes), voice=VoiceSettings(engine="tone"))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, DayReport]]:
    """A home in which the sample day was run with the tone voice; treat it as read-only."""
    home = tmp_path_factory.mktemp("sample")
    yield home, run_sample(home)
    shutil.rmtree(home)


def tone() -> Voice:
    return open_voice("tone", 1.0)


def run_sample(home: Path, episodes: int = 2, speaker: Callable[[], Voice] = tone) -> DayReport:
    home.mkdir(parents=True, exist_ok=True)
    settings = tone_settings(home, episodes)
    with open_library(settings.library_url, reopen=reopen_script) as library:
        rooms = Rooms(
            settings=settings,
            library=library,
            sources=[SampleSource()],
            open_voice=speaker,
            read=abstract_document,
            send=lambda _: [],
            progress=QuietProgress(),
            today=SAMPLE_DAY,
        )
        return run_day(rooms, SAMPLE_DAY)
