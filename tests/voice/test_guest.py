"""Two voices in one episode, several papers in one: who speaks, when, and in which chapter."""

import dataclasses
import json
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from paperledge.check import check_script, with_times
from paperledge.errors import VoiceError
from paperledge.story import add_guest, write_script
from paperledge.voice import build_text, build_transcript, build_vtt, open_guest_voice, speak
from paperledge.voice.guest import RaisedVoice
from paperledge.voice.master import loudness_lufs
from paperledge.voice.tone import ToneVoice
from paperledge.voice.transcript import build_chapters
from tests.voice.conftest import make_document


class SteadyVoice:
    """One tone of 200 Hz, 0.2 s a word at speed 1."""

    def __init__(self, speed=1.0, rate_hz=22050):
        self.name, self.rate_hz, self.speed = f"steady-{rate_hz}-{speed:.2f}", rate_hz, speed

    def say(self, text):
        count = round(0.2 * len(text.split()) * self.rate_hz / self.speed)
        return (0.3 * np.sin(2 * np.pi * 200 * np.arange(count) / self.rate_hz)).astype(np.float32)


def pitch_hz(samples, rate_hz):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(spectrum.argmax()) * rate_hz / (8 * len(samples))


@pytest.fixture(scope="module")
def duo():
    """A real script with a guest, checked."""
    document = make_document()
    return check_script(add_guest(write_script(document)), [document])


def test_a_raised_voice_is_higher_and_keeps_its_pace():
    """Pitch rises by the ratio; opened slower by as much, the voice takes as long as before."""
    ratio = Fraction(6, 5)
    raised = RaisedVoice(SteadyVoice(1 / float(ratio)), 22050, ratio)
    said = raised.say("one two three four five")
    assert pitch_hz(said, 22050) == pytest.approx(240, abs=1)
    assert len(said) / 22050 == pytest.approx(1.0, abs=0.01)
    assert said.dtype == np.float32
    other = RaisedVoice(SteadyVoice(rate_hz=16000), 22050)
    assert pitch_hz(other.say("one two"), 22050) == pytest.approx(200, abs=1)
    assert other.name != raised.name != SteadyVoice().name


def test_the_guests_voice_fits_beside_the_hosts():
    """Without an engine of the guest's own the host's is raised, at the host's rate and pace."""
    host = ToneVoice()
    guest = open_guest_voice(host, "tone")
    text = "what did they find then"
    assert guest.rate_hz == host.rate_hz
    assert guest.name != host.name
    assert len(guest.say(text)) == pytest.approx(len(host.say(text)), rel=0.05)
    with pytest.raises(VoiceError, match="no voice engine"):
        open_guest_voice(host, "tone", own="nobody")


def test_each_line_is_heard_in_the_voice_of_its_speaker(duo, tone, request_to):
    """In the finished file the guest's lines are the guest's, at the times stated, and the levels hold."""
    guest = RaisedVoice(SteadyVoice(), 22050, Fraction(3, 2))
    made = speak(duo, SteadyVoice(), request_to(guest=guest))
    heard, rate_hz = soundfile.read(made.sound.path, dtype="float32")
    for sentence, (start_s, end_s) in zip(duo.script.sentences, made.times, strict=True):
        middle = heard[int((start_s + 0.03) * rate_hz) : int((end_s - 0.03) * rate_hz)]
        assert pitch_hz(middle, rate_hz) == pytest.approx(300 if sentence.speaker else 200, abs=8)
    assert made.sound.level_lufs == pytest.approx(-19, abs=0.5)
    assert guest.name in made.sound.voice
    again = speak(duo, SteadyVoice(), request_to("again.mp3", guest=guest))
    assert again.clips_spoken == 0
    assert again.sound.sha256 == made.sound.sha256


def test_host_and_guest_are_equally_loud(duo, request_to):
    """A guest's engine that speaks louder or softer than the host's is brought to within 0.5 LU of it."""

    class LoudVoice(SteadyVoice):
        def say(self, text):
            return 2.5 * super().say(text)

    made = speak(duo, SteadyVoice(), request_to(guest=RaisedVoice(LoudVoice(), 22050, Fraction(6, 5))))
    heard, rate_hz = soundfile.read(made.sound.path, dtype="float32")
    parts = {"": [], "Nora": []}
    for sentence, (start_s, end_s) in zip(duo.script.sentences, made.times, strict=True):
        parts[sentence.speaker].append(heard[int(start_s * rate_hz) : int(end_s * rate_hz)])
    host, guest = (loudness_lufs(np.concatenate(part), rate_hz) for part in parts.values())
    assert guest == pytest.approx(host, abs=0.5)


def test_the_same_words_of_two_speakers_are_two_clips(duo, request_to):
    """Clips are kept by voice: a guest never speaks with the host's."""
    same = dataclasses.replace(
        duo.script,
        sentences=tuple(
            dataclasses.replace(s, text="What did they find?", kind="question", passages=())
            for s in duo.script.sentences
        ),
    )
    checked = check_script(same, [make_document()])
    made = speak(checked, SteadyVoice(), request_to(guest=RaisedVoice(SteadyVoice(), 22050, Fraction(6, 5))))
    assert made.clips_spoken == 2


def test_voices_of_two_rates_are_refused(duo, tone, request_to):
    """A guest's voice is brought to the host's rate before, or there is an error."""
    with pytest.raises(VoiceError, match="16000 samples a second"):
        speak(duo, tone, request_to(guest=SteadyVoice(rate_hz=16000)))


def test_without_a_second_voice_the_host_reads_it_all(duo, tone, request_to):
    """Nothing is lost where only one voice is there."""
    assert len(speak(duo, tone, request_to()).times) == len(duo.script.sentences)


def test_transcripts_name_who_speaks(duo, tone, request_to):
    """WebVTT, JSON and plain text name host and guest."""
    timed = with_times(duo, speak(duo, tone, request_to()).times)
    names = [s.speaker or "Ernis" for s in duo.script.sentences]
    assert re.findall(r"<v ([^>]+)>", build_vtt(timed)) == names
    assert [s["speaker"] for s in json.loads(build_transcript(timed))["segments"]] == names
    turns = [p.split(": ")[0] for p in build_text(timed).strip().split("\n\n")]
    assert set(turns) == {"Ernis", "Nora"}


def test_of_several_papers_each_has_its_chapter(duo):
    """Hello, each paper by its title in order, questions, goodbye; back to back, nothing missing."""
    order = ("", "x:1", "x:1", "x:2", "x:2", "", "", "")
    sections = ("greeting", "problem", "finding", "problem", "why", "ponder", "signoff", "credit")
    sentences = tuple(
        dataclasses.replace(duo.script.sentences[0], section=section, paper=paper, start_s=float(n), end_s=n + 0.9)
        for n, (section, paper) in enumerate(zip(sections, order, strict=True))
    )
    script = dataclasses.replace(duo.script, papers=("x:1", "x:2"), sentences=sentences)
    chapters = build_chapters(script, 9.0, {"x:1": "Red light"})
    wanted = ["Hello", "1. Red light", "2. x:2", "Questions to ponder", "Goodbye", "The paper"]
    assert [c.title for c in chapters][:4] == wanted[:4]
    assert chapters[0].start_s == 0
    assert chapters[-1].end_s == 9
    assert all(a.end_s == b.start_s for a, b in pairwise(chapters))
