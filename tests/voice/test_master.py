"""Levels, peaks and pauses, measured on made-up sound."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.mp3 import MP3

from paperledge.errors import VoiceError
from paperledge.records import Sentence
from paperledge.voice.clauses import split_clauses
from paperledge.voice.levels import soften_ends, trim_silence
from paperledge.voice.master import limit_peaks, loudness_lufs, master, to_db, true_peak
from paperledge.voice.mp3 import decode_mp3, encode_mp3
from paperledge.voice.timeline import join_clips

RATE = 22050


def sine(hz: float, seconds: float, level: float = 0.3, phase: float = 0.0):
    time = np.arange(int(RATE * seconds)) / RATE
    return (level * np.sin(2 * np.pi * hz * time + phase)).astype(np.float32)


def bursts(seed: int, seconds: float = 8.0):
    """Noise in words of varied loudness, with sharp clicks: harder than speech."""
    dice = np.random.default_rng(seed)
    sound = dice.normal(0, 0.05, int(RATE * seconds)).astype(np.float32)
    sound *= np.repeat(dice.uniform(0.1, 1.0, 40), len(sound) // 40 + 1)[: len(sound)].astype(np.float32)
    sound[dice.integers(0, len(sound), 60)] = dice.choice([-0.9, 0.9], 60)
    return sound


def test_a_full_scale_sine_measures_as_the_standard_says():
    """A 997 Hz sine at full scale is -3.01 LUFS (ITU-R BS.1770), one at -20 dB is 20 lower."""
    assert loudness_lufs(sine(997, 5, 1.0), RATE) == pytest.approx(-3.01, abs=0.1)
    assert loudness_lufs(sine(997, 5, 0.1), RATE) == pytest.approx(-23.01, abs=0.1)


def test_peaks_between_samples_are_found():
    """A sine at a quarter of the rate, sampled 3 dB beside its tops, shows its true height."""
    samples = sine(RATE / 4, 1, 1.0, np.pi / 4)
    assert np.abs(samples).max() == pytest.approx(0.707, abs=0.01)
    assert true_peak(samples) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_mastered_sound_meets_level_and_ceiling(seed):
    """Loud bursts and clicks end at -19 LUFS with no true peak above the ceiling."""
    loud = master(bursts(seed), RATE, -1.5)
    assert loudness_lufs(loud, RATE) == pytest.approx(-19, abs=0.2)
    assert to_db(true_peak(loud)) <= -1.45


def test_the_limiter_leaves_quiet_sound_alone():
    """Sound under the ceiling is not touched; over it the gain moves smoothly."""
    quiet = sine(300, 1, 0.3)
    assert np.array_equal(limit_peaks(quiet, RATE, -1), quiet)
    spike = quiet.copy()
    spike[RATE // 2] = 2.0
    limited = limit_peaks(spike, RATE, -1)
    assert to_db(true_peak(limited)) <= -0.95
    assert np.allclose(limited[: RATE // 4], quiet[: RATE // 4])


def test_silence_cannot_be_mastered():
    """Silence is an error, not a division by zero."""
    with pytest.raises(VoiceError, match="silent"):
        master(np.zeros(RATE, dtype=np.float32), RATE, -1)


@pytest.mark.parametrize(
    ("asked", "given"), [(32, 32), (64, 64), (65, 64), (96, 96), (160, 160), (192, 192), (320, 320)]
)
def test_the_bitrate_is_the_one_asked_for(asked, given):
    """The nearest bitrate that MP3 knows, constant over the file."""
    info = MP3(io.BytesIO(encode_mp3(bursts(1), RATE, asked))).info
    assert info.bitrate == pytest.approx(given * 1000, abs=10)
    assert info.sample_rate == (RATE if asked <= 160 else 2 * RATE)


def test_encoding_is_repeatable_and_keeps_length_and_level():
    """Equal samples give equal bytes; decoded, the sound is as long and as loud as before."""
    samples = master(bursts(2), RATE, -2)
    data = encode_mp3(samples, RATE, 64)
    assert data == encode_mp3(samples, RATE, 64)
    heard, rate = decode_mp3(data)
    assert (len(heard), rate) == (len(samples), RATE)
    assert loudness_lufs(heard, rate) == pytest.approx(loudness_lufs(samples, RATE), abs=0.5)


def test_what_is_no_mp3_is_an_error():
    """Broken bytes do not come back as silence."""
    with pytest.raises(VoiceError, match="cannot be decoded"):
        decode_mp3(b"not an mp3")


def test_pauses_are_exact_whatever_silence_an_engine_leaves():
    """The gap between two sentences is the same with 0 or 0.5 s of engine silence around them."""
    pair = [Sentence("One.", "greeting", "patter"), Sentence("Two.", "greeting", "patter")]
    still = np.zeros(RATE // 2, dtype=np.float32)
    bare = sine(300, 0.5)
    padded = np.concatenate([still, bare, still])
    for clips in ([bare, bare], [padded, padded], [padded, bare]):
        times = join_clips(pair, clips, RATE).times
        assert times[1][0] - times[0][1] == pytest.approx(0.32, abs=0.001)
        assert times[0][1] - times[0][0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("first", "second", "gap_s"),
    [
        (Sentence("One.", "greeting", "patter"), Sentence("Two.", "analogy", "patter"), 0.8),
        (Sentence("One?", "greeting", "question"), Sentence("Two.", "greeting", "patter"), 0.45),
        (Sentence("They say:", "finding", "patter"), Sentence("Two.", "finding", "quote"), 0.5),
        (Sentence("One!", "greeting", "patter"), Sentence("Two.", "greeting", "patter"), 0.32),
    ],
)
def test_pauses_follow_marks_and_sections(first, second, gap_s):
    """A question is left to sink in, a quote stands apart, a section more so."""
    times = join_clips([first, second], [sine(300, 0.5)] * 2, RATE).times
    assert times[1][0] - times[0][1] == pytest.approx(gap_s, abs=0.001)


def test_trimming_silence_gives_nothing_and_ends_are_soft():
    """All silence trims to nothing; a cut-off wave starts and ends near zero."""
    assert len(trim_silence(np.zeros(RATE, dtype=np.float32), RATE)) == 0
    soft = soften_ends(np.ones(RATE, dtype=np.float32), RATE)
    assert soft[0] < 0.01
    assert soft[-1] < 0.01
    assert soft[RATE // 2] == 1


@given(st.text(alphabet="abc ,.;", max_size=600), st.integers(5, 80))
@settings(max_examples=150, deadline=None)
def test_splitting_loses_no_word(text, limit):
    """Pieces fit the limit, and joined they hold every letter in order."""
    pieces = split_clauses(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


def test_splitting_prefers_marks():
    """A long sentence is cut after a comma rather than between two words."""
    text = "when the rain falls on the roof, the cat that lives there goes to sleep by the fire"
    assert split_clauses(text, 60)[0] == "when the rain falls on the roof,"
