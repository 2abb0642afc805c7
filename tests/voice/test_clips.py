"""Clips: spoken once, whole or not there."""

import numpy as np
import pytest

from paperledge.errors import VoiceError
from paperledge.voice.clips import clip_key, get_clip, read_clip, write_whole
from paperledge.voice.tone import ToneVoice


class CountingVoice(ToneVoice):
    """A tone voice that counts what it is asked to say."""

    def __init__(self) -> None:
        super().__init__()
        self.said = 0

    def say(self, text):
        self.said += 1
        return super().say(text)


class FaultyVoice:
    """A voice that gives the samples it was made with, whatever the text."""

    name, rate_hz = "faulty", 22050

    def __init__(self, samples) -> None:
        self.samples = np.asarray(samples, dtype=np.float32)

    def say(self, text):
        return self.samples


def test_a_clip_is_spoken_once(tmp_path):
    """The second request reads the file and gives the same samples."""
    voice = CountingVoice()
    first, second = get_clip(voice, "Hello.", tmp_path), get_clip(voice, "Hello.", tmp_path)
    assert (voice.said, first.reused, second.reused) == (1, False, True)
    assert np.array_equal(first.samples, second.samples)


def test_the_key_holds_voice_speed_and_text():
    """Another speed or text is another clip."""
    keys = {clip_key(ToneVoice(1.0), "a"), clip_key(ToneVoice(1.5), "a"), clip_key(ToneVoice(1.0), "b")}
    assert len(keys) == 3


@pytest.mark.parametrize("cut", [0, 1, 40, 0.5, -1])
def test_a_damaged_clip_is_spoken_again(tmp_path, cut):
    """A clip that is cut short, at any place, is no clip."""
    voice = CountingVoice()
    whole = get_clip(voice, "Hello there.", tmp_path).samples
    path = next(tmp_path.glob("*.flac"))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut) if isinstance(cut, float) else cut])
    assert read_clip(path, voice.rate_hz) is None
    assert np.array_equal(get_clip(voice, "Hello there.", tmp_path).samples, whole)
    assert voice.said == 2


def test_a_clip_with_a_flipped_bit_is_spoken_again(tmp_path):
    """The samples must be the ones that were written, by the file's own checksum."""
    voice = CountingVoice()
    get_clip(voice, "Hello there.", tmp_path)
    path = next(tmp_path.glob("*.flac"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(bytes(data))
    assert read_clip(path, voice.rate_hz) is None


def test_a_stranger_in_the_folder_is_no_clip(tmp_path):
    """Text under a clip's name, or a clip of another rate, is not used."""
    voice = CountingVoice()
    (tmp_path / f"{clip_key(voice, 'Hi.')}.flac").write_text("not sound")
    assert not get_clip(voice, "Hi.", tmp_path).reused
    assert read_clip(tmp_path / f"{clip_key(voice, 'Hi.')}.flac", 16000) is None


@pytest.mark.parametrize(
    ("samples", "what"),
    [
        ([], "no sound"),
        ([0.0] * 22050, "silence"),
        ([0.1, float("nan")] * 11000, "broken samples"),
        ([0.1, float("inf")] * 11000, "broken samples"),
        ([0.5] * 100, "0.00 s of sound"),
        ([0.5] * 22050 * 60, "60.00 s of sound"),
    ],
)
def test_unusable_sound_is_an_error_that_names_the_sentence(tmp_path, samples, what):
    """Silence, broken numbers and impossible lengths are refused, and leave no clip behind."""
    with pytest.raises(VoiceError, match="a clear sentence") as error:
        get_clip(FaultyVoice(samples), "This is a clear sentence.", tmp_path)
    assert what in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    """Where a file stands in the way, the error names the path and what is kept."""
    (tmp_path / "clips").write_text("a file")
    with pytest.raises(VoiceError, match="could not be written"):
        get_clip(ToneVoice(), "Hello.", tmp_path / "clips")


def test_a_file_is_replaced_whole_and_leaves_no_part(tmp_path):
    """Writing twice leaves one file with the later bytes."""
    write_whole(tmp_path / "a.bin", b"one")
    write_whole(tmp_path / "a.bin", b"two")
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"two"
