"""The whole day: run, run again, run twice at once, killed and run again."""

import hashlib
import multiprocessing
import random
import time
from collections import Counter
from pathlib import Path

import filelock
import pytest

from paperledge.check import reopen_script
from paperledge.errors import LibraryError
from paperledge.library import open_library
from paperledge.records import dump_json
from paperledge.report import DayReport
from paperledge.sources import SAMPLE_DAY
from tests import day_child
from tests.conftest import run_sample, tone_settings

SEEDS, KILLS = (20251007, 20251008, 20251009), 10
PRECIOUS = ("audio/*.mp3", "audio/**/*.wav", "audio/**/*.flac", "scripts/*", "mail/*", "site/**/*")


def state(home: Path) -> dict[str, str]:
    """Everything a user would miss: files by content, papers, episodes and steps of the library."""
    files = {path for pattern in PRECIOUS for path in home.glob(pattern) if path.is_file()}
    found = {str(p.relative_to(home)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    with open_library(tone_settings(home).library_url, reopen=reopen_script) as library:
        found["papers"] = dump_json(library.papers_on(SAMPLE_DAY))
        found["episodes"] = dump_json(library.episodes(100))
        found["report"] = dump_json(library.step(SAMPLE_DAY, "report"))
        found["shown"] = dump_json(sorted(library.shown("", "page") | library.shown("", "episode")))
    return found


def test_a_real_day_becomes_a_digest_episodes_feed_page_and_mail(sample_home: tuple[Path, DayReport]) -> None:
    """One real day of papers ends in everything the README promises, and every path in the report is there."""
    home, report = sample_home
    assert report.outcome == "new"
    assert report.collected == 311
    assert len(report.ranked) == 20
    assert len(report.episodes) == 2
    for episode in report.episodes:
        assert episode.sound is not None
        assert (home / episode.sound.path).stat().st_size == episode.sound.bytes
        assert (home / episode.script_path).is_file()
        assert episode.script.claims_bound == episode.script.claims > 0
    for path in (report.digest, report.feed, report.page):
        assert (home / path).stat().st_size > 0


def test_the_second_run_changes_nothing(sample_home: tuple[Path, DayReport]) -> None:
    """Running a finished day again gives the same report and leaves every byte as it was."""
    home, report = sample_home
    before = state(home)
    assert run_sample(home) == report
    assert state(home) == before


def test_asking_for_one_more_episode_adds_one(tmp_path: Path) -> None:
    """A wish for more tells what is missing and keeps what is there."""
    first = run_sample(tmp_path, episodes=1)
    kept = (tmp_path / str(first.episodes[0].script_path)).read_bytes()
    second = run_sample(tmp_path, episodes=2)
    assert [e.id for e in second.episodes][:1] == [first.episodes[0].id]
    assert len(second.episodes) == 2
    assert (tmp_path / str(first.episodes[0].script_path)).read_bytes() == kept


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    """The second run of one home stops with a clear word instead of doing the work twice."""
    with filelock.FileLock(tmp_path / "day.lock"), pytest.raises(LibraryError, match="another run is at work"):
        run_sample(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_killed_at_any_moment_ends_as_if_undisturbed(
    seed: int, tmp_path: Path, sample_home: tuple[Path, DayReport]
) -> None:
    """Thirty kills in all, at random moments: the next run ends in the same state; no clip is spoken twice."""
    home, _ = sample_home
    wanted = state(home)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.day_child"])
    took_s = _timed_run(processes, tmp_path / "timed")
    moments = random.Random(seed)
    for number in range(KILLS):
        victim, log = tmp_path / f"home{number}", tmp_path / f"log{number}"
        child = processes.Process(target=day_child.run, args=(victim, log))
        child.start()
        child.join(moments.uniform(0.02, took_s))
        child.kill()
        child.join()
        before = log.read_text().splitlines() if log.exists() else []
        again = processes.Process(target=day_child.run, args=(victim, log))
        again.start()
        again.join()
        assert again.exitcode == 0
        assert state(victim) == wanted, f"killed after {len(before)} sentences"
        twice = [text for text, times in Counter(log.read_text().splitlines()).items() if times > 1]
        # Only the sentence that was being spoken when the blow fell may be spoken again.
        assert twice in ([], before[-1:])


def _timed_run(processes: multiprocessing.context.BaseContext, home: Path) -> float:
    start = time.monotonic()
    child = processes.Process(target=day_child.run, args=(home, home.with_suffix(".log")))  # type: ignore[attr-defined]
    child.start()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - start
