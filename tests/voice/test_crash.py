"""Killed, out of disk, no permission: what is on disk is whole, and the next run goes on from there."""

import ctypes
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paperledge.voice import SpeakRequest, speak
from paperledge.voice.clips import read_clip
from paperledge.voice.tone import ToneVoice

# A child that speaks a script slowly enough to be killed in the midst of it.
CHILD = """
import sys, time
from pathlib import Path
from tests.voice.conftest import make_checked
from tests.voice.test_crash import script
from paperledge.voice import SpeakRequest, speak
from paperledge.voice.tone import ToneVoice
home = Path(sys.argv[1])
print("ready", flush=True)
speak(script(), ToneVoice(), SpeakRequest(home / "clips", home / "out.mp3", progress=lambda *_: time.sleep(0.01)))
"""


def script():
    from paperledge.records import Sentence
    from tests.voice.conftest import make_checked

    return make_checked([Sentence(f"Word {'again ' * n}and on.", "greeting", "patter") for n in range(12)])


def start(home: Path, **options) -> subprocess.Popen:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        **options,
    )


def test_killed_at_random_moments_it_ends_the_same(tmp_path):
    """After kills at seeded random moments all clips on disk are whole, and the last run gives the same bytes."""
    wanted = speak(script(), ToneVoice(), SpeakRequest(tmp_path / "a" / "clips", tmp_path / "a" / "out.mp3"))
    home, dice = tmp_path / "b", random.Random(7)
    for _ in range(3):
        child = start(home)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(dice.uniform(0.005, 0.25))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        for clip in (home / "clips").glob("[!.]*.flac"):
            assert read_clip(clip, 22050) is not None
        if (home / "out.mp3").exists():
            assert (home / "out.mp3").stat().st_size == wanted.sound.bytes
    left = len(list((home / "clips").glob("[!.]*.flac")))
    made = speak(script(), ToneVoice(), SpeakRequest(home / "clips", home / "out.mp3"))
    assert made.sound.sha256 == wanted.sound.sha256
    assert made.clips_reused == left


@pytest.mark.parametrize("limit", [3_000, 60_000])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, limit):
    """With no room for a clip, or for the MP3, the error says so; whole clips stay, no file is cut short."""

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    child = start(tmp_path, preexec_fn=no_room)
    _, said = child.communicate()
    assert child.returncode == 1
    assert b"VoiceError" in said
    assert b"could not be written: File too large. Kept: " in said
    assert not (tmp_path / "out.mp3").exists()
    assert not list((tmp_path / "clips").glob(".*"))
    for clip in (tmp_path / "clips").glob("*.flac"):
        assert read_clip(clip, 22050) is not None


def test_a_folder_without_permission_is_an_error(tmp_path):
    """A read-only folder is named in the error, and nothing is written into it."""

    def mere_mortal() -> None:
        # Root may write anywhere; a process without CAP_DAC_OVERRIDE (1) may not. 24 is PR_CAPBSET_DROP.
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)

    tmp_path.chmod(0o500)
    child = start(tmp_path, preexec_fn=mere_mortal)
    _, said = child.communicate()
    tmp_path.chmod(0o700)
    assert child.returncode == 1
    assert b"could not be written: Permission denied" in said
    assert list(tmp_path.iterdir()) == []
