"""What the file says of itself, read back by other programs."""

import datetime as dt
import io
import json
import shutil
import subprocess

import pytest
from mutagen.id3 import ID3
from PIL import Image

from paperledge.errors import VoiceError
from paperledge.records import Script, Sentence
from paperledge.voice import (
    CoverText,
    build_chapters,
    build_chapters_json,
    build_text,
    build_transcript,
    build_vtt,
    draw_cover,
    speak,
)
from paperledge.voice.transcript import break_lines


def timed(*texts: str, section="greeting", speaker: str = "") -> Script:
    sentences = tuple(
        Sentence(t, section, "patter", ("p1",), start_s=float(n), end_s=n + 0.5, speaker=speaker)
        for n, t in enumerate(texts)
    )
    return Script("Title", ("arxiv:1",), ("0",), sentences, "abstract")


def test_the_file_carries_its_story(short, tone, request_to):
    """Title, names, date, language, transcript, cover, AI note and link are there in ID3 v2.4."""
    request = request_to(
        title="Ünïcode & <b>",
        podcast="The Ledge",
        author="A. Author",
        day=dt.date(2025, 10, 7),
        link="https://example.org/p",
    )
    tags = ID3(speak(short, tone, request).sound.path)
    assert tags.version == (2, 4, 0)
    assert (str(tags["TIT2"]), str(tags["TALB"]), str(tags["TPE1"])) == ("Ünïcode & <b>", "The Ledge", "A. Author")
    assert (str(tags["TDRC"]), str(tags["TLAN"])) == ("2025-10-07", "eng")
    assert tags.getall("USLT")[0].text == build_text(short)
    assert "computer voice" in str(tags.getall("COMM")[0])
    assert str(tags["TXXX:ai-content"]) == "true"
    assert tags["WOAF"].url == "https://example.org/p"
    assert Image.open(io.BytesIO(tags.getall("APIC")[0].data)).size == (1400, 1400)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_chapters_are_read_back_in_order(short, tone, request_to):
    """ffprobe lists the chapters in order, back to back, to the end of the sound."""
    made = speak(short, tone, request_to())
    command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", made.sound.path]
    rows = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["chapters"]
    assert [r["tags"]["title"] for r in rows] == [c.title for c in made.sound.chapters]
    assert [r["start"] for r in rows] == [round(c.start_s * 1000) for c in made.sound.chapters]
    assert rows[-1]["end"] == round(made.sound.chapters[-1].end_s * 1000)


def test_chapters_start_where_their_first_sentence_does(short, tone, request_to):
    """The first starts at zero, each other with its section's first sentence."""
    made = speak(short, tone, request_to())
    sections = [s.section for s in short.script.sentences]
    starts = [made.times[n][0] for n in range(1, len(sections)) if sections[n] != sections[n - 1]]
    assert [c.start_s for c in made.sound.chapters] == [0.0, *starts]
    assert made.sound.chapters[-1].end_s == pytest.approx(made.sound.seconds, abs=0.001)


def test_a_cover_is_a_picture_apple_takes():
    """RGB JPEG of 1400 pixels a side, the same bytes for the same words."""
    words = CoverText("The Ledge", "A title", "7 October 2025")
    picture = Image.open(io.BytesIO(draw_cover(words)))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1400, 1400))
    assert draw_cover(words) == draw_cover(words)


@pytest.mark.parametrize(
    "title", ["", "A" * 200, "word " * 120, "αβγ → ∞", "标题 العنوان 🎉", "<script>alert(1)</script>", "\x00\n"]
)
def test_any_title_fits_a_cover(title):
    """Long, empty and foreign titles still give a picture."""
    assert Image.open(io.BytesIO(draw_cover(CoverText("p", title)))).size == (1400, 1400)


def test_vtt_names_the_speaker_and_keeps_lines_short():
    """A cue a sentence, with exact times, `<v Name>` and lines of at most 65 characters."""
    text = "This sentence is much too long for one line of a transcript, so it is broken where a word ends."
    vtt = build_vtt(timed("Hello.", text))
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n<v Ernis>Hello.</v>\n")
    assert "00:00:01.000 --> 00:00:01.500" in vtt
    lines = vtt.replace("<v Ernis>", "").replace("</v>", "").split("\n")
    assert max(map(len, lines)) <= 65


@pytest.mark.parametrize(
    "text", ["a < b & c > d", "<script>x</script>", "x --> y", "two\n\nlines", "\n", "🎉 日本語"]
)
def test_no_text_breaks_a_vtt_file(text):
    """Marks of the format and blank lines inside a sentence cannot end its cue or open a tag."""
    vtt = build_vtt(timed("Before.", text, "After."))
    blocks = vtt.strip().split("\n\n")
    assert len(blocks) == 4
    body = blocks[2].split("\n", 1)[1]
    assert body.count("<") == 2
    assert "-->" not in body


def test_hours_are_told():
    """Times past an hour keep their digits."""
    script = Script(
        "t", ("a",), ("0",), (Sentence("x", "why", "patter", start_s=3723.0456, end_s=3724.9999),), "abstract"
    )
    assert "01:02:03.046 --> 01:02:05.000" in build_vtt(script)


def test_the_json_transcript_keeps_kinds_and_passages():
    """Version 1.0.0 with speaker, startTime, endTime and body, plus what each sentence rests on."""
    rows = json.loads(build_transcript(timed("Hello.", speaker="Ada")))
    assert rows["version"] == "1.0.0"
    assert rows["segments"] == [
        {
            "speaker": "Ada", "startTime": 0.0, "endTime": 0.5, "body": "Hello.",
            "kind": "patter", "section": "greeting", "passages": ["p1"],
        }
    ]  # fmt: skip


def test_chapters_json_has_the_podcast_form():
    """application/json+chapters 1.2.0, startTime in order."""
    rows = json.loads(build_chapters_json(build_chapters(timed("a", "b"), 3.0)))
    assert rows == {"version": "1.2.0", "chapters": [{"startTime": 0.0, "endTime": 3.0, "title": "Hello"}]}


def test_a_script_without_times_has_no_transcript(short):
    """The error says to speak it first."""
    for build in (build_vtt, build_transcript):
        with pytest.raises(VoiceError, match="no times"):
            build(short)


def test_breaking_lines_loses_nothing():
    """Even a word longer than a line is there, broken."""
    word = "x" * 150
    assert "".join(break_lines(word)) == word
