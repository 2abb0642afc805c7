"""The whole way from a checked script to a measured MP3."""

import dataclasses
import datetime as dt
import io
import shutil
import subprocess

import numpy as np
import pytest
import soundfile

from paperledge.check import reopen_script, script_to_json, with_times
from paperledge.errors import ScriptError, VoiceError
from paperledge.records import CheckedScript, Sentence
from paperledge.voice import speak
from paperledge.voice.engines import Samples
from paperledge.voice.espeak import EspeakVoice
from paperledge.voice.master import loudness_lufs, to_db, true_peak
from paperledge.voice.tone import ToneVoice
from tests.voice.conftest import make_checked

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def onsets(samples: Samples, rate_hz: int, gap_s: float = 0.22) -> list[tuple[float, float]]:
    """Where sound stands between silences of at least `gap_s`: (start, end) in seconds.

    The floor is -36 dB: an MP3 sounds faintly up to 50 ms before a sudden start.
    """
    step = rate_hz // 200
    frames = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).max(axis=1) > 0.015
    loud = np.flatnonzero(frames)
    breaks = np.flatnonzero(np.diff(loud) > gap_s * rate_hz / step)
    starts = [loud[0], *loud[breaks + 1]]
    ends = [*loud[breaks], loud[-1]]
    frame_s = step / rate_hz
    return [(a * frame_s, (b + 1) * frame_s) for a, b in zip(starts, ends, strict=True)]


def test_a_real_episode_becomes_a_file_that_meets_its_levels(episode, tone, request_to):
    """The narrator's script is spoken whole, at -19 LUFS within 0.5, with true peaks at or under -1 dBTP."""
    made = speak(episode, tone, request_to(title="An episode", day=dt.date(2025, 10, 7)))
    heard, rate_hz = soundfile.read(made.sound.path, dtype="float32")
    assert len(heard) / rate_hz == pytest.approx(made.sound.seconds, abs=0.05)
    assert loudness_lufs(heard, rate_hz) == pytest.approx(-19, abs=0.5)
    assert made.sound.level_lufs == pytest.approx(loudness_lufs(heard, rate_hz), abs=0.02)
    assert to_db(true_peak(heard)) <= -1
    assert len(made.times) == len(episode.script.sentences)
    assert made.unsaid == ()


def test_times_are_in_order_and_inside_the_sound(episode, tone, request_to):
    """Sentences follow each other with a pause of at least 0.3 s between them and 0.8 s between sections."""
    made = speak(episode, tone, request_to())
    sentences = episode.script.sentences
    for number in range(1, len(sentences)):
        gap = made.times[number][0] - made.times[number - 1][1]
        same = sentences[number].section == sentences[number - 1].section
        assert gap >= 0.29 if same else gap == pytest.approx(0.8, abs=0.01)
    assert made.times[0][0] >= 0.3
    assert made.times[-1][1] < made.sound.seconds


@pytest.mark.parametrize(
    "voice", [ToneVoice, pytest.param(EspeakVoice, marks=needs_espeak)], ids=["tone", "espeak"]
)
@pytest.mark.parametrize("bitrate_kbps", [64, 40, 192])
def test_cues_lie_within_50_ms_of_the_decoded_sound(short, request_to, voice, bitrate_kbps):
    """Each sentence starts and ends in the decoded MP3 where its time says, at any bitrate."""
    made = speak(short, voice(), request_to(bitrate_kbps=bitrate_kbps))
    heard, rate_hz = soundfile.read(made.sound.path, dtype="float32")
    found = onsets(heard, rate_hz)
    for start_s, end_s in made.times:
        assert min(abs(start_s - start) for start, _ in found) <= 0.05
        assert min(abs(end_s - end) for _, end in found) <= 0.05


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("bitrate_kbps", [64, 40])
def test_another_decoder_hears_the_same_times(short, tone, request_to, bitrate_kbps):
    """ffmpeg, which browsers share code with, decodes the first sentence where its cue stands."""
    made = speak(short, tone, request_to(bitrate_kbps=bitrate_kbps))
    command = ["ffmpeg", "-v", "error", "-i", made.sound.path, "-map", "0:a", "-f", "wav", "-"]
    wav = subprocess.run(command, capture_output=True, check=True).stdout
    heard, rate_hz = soundfile.read(io.BytesIO(wav), dtype="float32")
    assert onsets(heard, rate_hz)[0][0] == pytest.approx(made.times[0][0], abs=0.05)


def test_the_second_run_speaks_nothing_and_gives_the_same_bytes(short, tone, request_to):
    """Clips on disk are used again; equal scripts give equal files."""
    first = speak(short, tone, request_to("one.mp3", day=dt.date(2025, 10, 7)))
    second = speak(short, tone, request_to("two.mp3", day=dt.date(2025, 10, 7)))
    assert (first.clips_spoken, first.clips_reused) == (len(short.script.sentences), 0)
    assert (second.clips_spoken, second.clips_reused) == (0, len(short.script.sentences))
    assert second.sound.sha256 == first.sound.sha256
    assert second.times == first.times


def test_a_sentence_said_twice_is_spoken_once(tone, request_to):
    """Equal sentences share a clip."""
    script = make_checked([Sentence("Keep learning.", "signoff", "patter")] * 3)
    made = speak(script, tone, request_to())
    assert (made.clips_spoken, made.clips_reused) == (1, 2)


def test_nothing_unchecked_is_spoken(short, tone, request_to):
    """A draft is refused, and so is a checked script that was changed afterwards."""
    with pytest.raises(VoiceError, match="only a checked script"):
        speak(short.script, tone, request_to())
    changed = dataclasses.replace(
        short.script, sentences=(Sentence("Buy gold now.", "why", "claim"), *short.script.sentences)
    )
    with pytest.raises(ScriptError):
        speak(CheckedScript(changed, short.cut, short.seal), tone, request_to())


def test_times_go_back_into_the_checked_script(short, tone, request_to):
    """What speak returns fits check.with_times, and the script still fits its seal."""
    made = speak(short, tone, request_to())
    timed = with_times(short, made.times)
    assert reopen_script(script_to_json(timed)).script.sentences[0].start_s == made.times[0][0]


def test_progress_is_told_sentence_by_sentence(short, tone, request_to):
    """The callback hears (done, all) after every sentence."""
    told: list[tuple[int, int]] = []
    speak(short, tone, request_to(progress=lambda done, total: told.append((done, total))))
    assert told == [(n + 1, len(short.script.sentences)) for n in range(len(short.script.sentences))]


def test_the_path_is_told_relative_to_the_home(short, tone, request_to, tmp_path):
    """Sound.path does not name the machine's folders when the home is known."""
    assert speak(short, tone, request_to("a/b.mp3", home=tmp_path)).sound.path == "a/b.mp3"


def test_a_script_with_nothing_to_say_is_refused(tone, request_to):
    """No sentences, or emoji alone, is an error that names the script; nothing is written."""
    for sentences in ([], [Sentence("🎉🎉", "greeting", "patter")], [Sentence("", "greeting", "patter")]):
        with pytest.raises(VoiceError, match="nothing that can be said"):
            speak(make_checked(sentences), tone, request_to())
    assert not request_to().out.exists()


def test_a_sentence_of_emoji_alone_is_counted_not_spoken(tone, request_to):
    """What cannot be said takes no time and is listed; the sentences around it are spoken."""
    script = make_checked(
        [
            Sentence("Hello there.", "greeting", "patter"),
            Sentence("🎉 🚀", "greeting", "patter"),
            Sentence("Goodbye.", "signoff", "patter"),
        ]
    )
    made = speak(script, tone, request_to())
    assert made.unsaid == (1,)
    assert made.times[1][0] == made.times[1][1]
    assert made.times[2][0] > made.times[0][1]


def test_a_sentence_of_two_thousand_words_is_spoken_whole(request_to):
    """Length alone is no reason to fail or to drop words: the sound grows with the text."""
    words = " ".join(["on we go"] * 667)
    made = speak(make_checked([Sentence(words + ".", "problem", "patter")]), ToneVoice(8.0), request_to())
    assert made.times[0][1] - made.times[0][0] > 2001 * 0.0175
