"""From a checked script to one mastered MP3 whose every sentence has its time."""

import dataclasses
import datetime as dt
import hashlib
import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from paperledge.check import reopen_script, script_to_json
from paperledge.errors import VoiceError
from paperledge.records import CheckedScript, Script, Sound
from paperledge.voice.clips import Clip, get_clip, write_whole
from paperledge.voice.cover import CoverText, draw_cover
from paperledge.voice.engines import Voice
from paperledge.voice.guest import level_guest
from paperledge.voice.master import CEILING_DBTP, TARGET_LUFS, loudness_lufs, master, to_db, true_peak
from paperledge.voice.mp3 import decode_mp3, encode_mp3
from paperledge.voice.spoken import spoken
from paperledge.voice.tags import Tags, add_tags
from paperledge.voice.timeline import Timeline, join_clips
from paperledge.voice.transcript import build_chapters, build_text

Times = tuple[tuple[float, float], ...]

# MP3 adds a little to peaks; the second and third are for sounds to which it adds much.
_CEILINGS_DBTP = (-1.6, -2.4, -3.5)
_LEVEL_TOLERANCE_LU = 0.5
_LONGER_S = 0.1  # an untagged low-bitrate MP3 ends on a whole frame


@dataclass(frozen=True, slots=True)
class SpeakRequest:
    """Where a spoken script goes and what its file says of itself."""

    clips: Path  # folder of clips, shared by all episodes
    out: Path  # the MP3
    title: str = ""  # of the episode; empty: the script's
    podcast: str = "paperledge"
    author: str = "paperledge"
    day: dt.date | None = None
    link: str = ""  # to the paper
    bitrate_kbps: int = 64
    home: Path | None = None  # Sound.path is told relative to it
    cover_jpeg: bytes = b""  # empty: one is drawn from the titles
    guest: Voice | None = None  # speaks sentences that name a speaker, at the voice's rate; None: the voice does
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)  # paper id -> its title, for chapters
    lexicon: Mapping[str, str] = field(default_factory=dict, hash=False)  # term -> respelling, before ours
    progress: Callable[[int, int], None] | None = None  # called with (sentences done, sentences in all)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of it. times: (start, end) in seconds for each sentence; equal where nothing could be said."""

    sound: Sound
    times: Times
    clips_spoken: int
    clips_reused: int
    unsaid: tuple[int, ...] = ()  # sentences that hold nothing to say, by their number
    cover_jpeg: bytes = b""


def speak(script: CheckedScript, voice: Voice, request: SpeakRequest) -> Spoken:
    """Speak a checked script into request.out and measure what was written.

    Clips that are on disk are used again. The MP3 is decoded and measured before it takes its place; a file that
    is there is the whole file. Raises VoiceError, naming the sentence where one is at fault, and ScriptError for a
    script that was changed after its check.
    """
    if not isinstance(script, CheckedScript):
        raise VoiceError(
            f"only a checked script is spoken, not a {type(script).__name__}",
            next_step="pass it through paperledge.check.check_script first",
        )
    # A script that was changed after its check no longer fits its seal.
    reopen_script(script_to_json(script))
    lines = [
        (request.guest if s.speaker and request.guest else voice, utterance(s.text, request.lexicon))
        for s in script.script.sentences
    ]
    texts = [text for _, text in lines]
    if request.guest is not None and request.guest.rate_hz != voice.rate_hz:
        raise VoiceError(
            f"the guest's voice has {request.guest.rate_hz} samples a second, the host's {voice.rate_hz}",
            next_step="open it with paperledge.voice.open_guest_voice",
        )
    if not any(texts):
        raise VoiceError(f"the script {script.script.title!r} holds nothing that can be said")
    # The picture is drawn and the mastering libraries are loaded while the voice speaks.
    with ThreadPoolExecutor(1) as beside:
        cover = beside.submit(_prepare, script.script, request)
        clips = _speak_clips(lines, request)
        cover_jpeg = cover.result()
    guests = [bool(s.speaker) and request.guest is not None for s in script.script.sentences]
    samples = level_guest([clip.samples if clip else None for clip in clips], guests, voice.rate_hz)
    timeline = join_clips(script.script.sentences, samples, voice.rate_hz)
    sound = _write(script.script, timeline, voice, request, cover_jpeg)
    fresh = sum(not clip.reused for clip in {id(clip): clip for clip in clips if clip}.values())
    return Spoken(
        sound=sound,
        times=timeline.times,
        clips_spoken=fresh,
        clips_reused=sum(clip is not None for clip in clips) - fresh,
        unsaid=tuple(number for number, text in enumerate(texts) if not text),
        cover_jpeg=cover_jpeg,
    )


def utterance(text: str, lexicon: Mapping[str, str]) -> str:
    """Spoken form, ending on a mark: without one a voice does not lower its tone."""
    said = spoken(text, lexicon)
    return said + "." if said and said[-1] not in ".!?" else said


def _speak_clips(lines: list[tuple[Voice, str]], request: SpeakRequest) -> list[Clip | None]:
    """A clip for each text, None for an empty one; a voice's equal texts share theirs. Progress comes in order."""
    clips: list[Clip | None] = []
    speakers = ThreadPoolExecutor(min(getattr(voice, "at_once", 1) for voice, _ in lines))
    try:
        said = {
            (voice.name, text): speakers.submit(get_clip, voice, text, request.clips)
            for (_, text), voice in {(voice.name, text): voice for voice, text in lines if text}.items()
        }
        for number, (voice, text) in enumerate(lines):
            clips.append(said[voice.name, text].result() if text else None)
            if request.progress:
                request.progress(number + 1, len(lines))
    finally:
        # After a fault nothing more is begun; what is being said is still kept as a clip.
        speakers.shutdown(cancel_futures=True)
    return clips


def _prepare(script: Script, request: SpeakRequest) -> bytes:
    for late in ("mutagen.id3", "pyloudnorm", "scipy.ndimage", "scipy.signal"):
        importlib.import_module(late)

    if request.cover_jpeg:
        return request.cover_jpeg
    note = request.day.strftime("%d %B %Y").lstrip("0") if request.day else ""
    return draw_cover(CoverText(request.podcast, request.title or script.title, note))


def _write(script: Script, timeline: Timeline, voice: Voice, request: SpeakRequest, cover_jpeg: bytes) -> Sound:
    """Master, encode, measure what a listener will decode, and only then put the file in its place."""
    chapters = build_chapters(with_sentence_times(script, timeline.times), timeline.seconds, request.titles)
    tags = Tags(
        title=request.title or script.title,
        podcast=request.podcast,
        author=request.author,
        day=request.day,
        transcript=build_text(script),
        chapters=chapters,
        cover_jpeg=cover_jpeg,
        link=request.link,
    )
    mp3, level, peak = _encode(timeline, request.bitrate_kbps)
    data = add_tags(mp3, tags)
    write_whole(request.out, data)
    path = request.out.relative_to(request.home) if request.home else request.out
    return Sound(
        path=path.as_posix(),
        seconds=round(timeline.seconds, 3),
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        level_lufs=round(level, 2),
        peak_dbtp=round(peak, 2),
        voice=voice.name if request.guest is None else f"{voice.name} and {request.guest.name}",
        chapters=chapters,
    )


def _encode(timeline: Timeline, bitrate_kbps: int) -> tuple[bytes, float, float]:
    """MP3 bytes with the loudness (LUFS) and true peak (dBTP) of their decoded sound."""
    target = TARGET_LUFS
    for ceiling_dbtp in _CEILINGS_DBTP:
        loud = master(timeline.samples, timeline.rate_hz, ceiling_dbtp, target)
        mp3 = encode_mp3(loud, timeline.rate_hz, bitrate_kbps)
        heard, rate_hz = decode_mp3(mp3)
        peak, level = to_db(true_peak(heard)), loudness_lufs(heard, rate_hz)
        if peak <= CEILING_DBTP and abs(level - TARGET_LUFS) <= _LEVEL_TOLERANCE_LU / 2:
            break
        # A low bitrate takes away the highest tones, and a little loudness with them.
        target += TARGET_LUFS - level
    late_s = abs(len(heard) / rate_hz - timeline.seconds)
    if abs(level - TARGET_LUFS) > _LEVEL_TOLERANCE_LU or peak > CEILING_DBTP or late_s > _LONGER_S:
        raise VoiceError(
            f"the encoded sound is off: {level:.1f} LUFS, peak {peak:.1f} dBTP, {late_s:.2f} s longer or shorter",
            kept="the clips",
            next_step="choose a higher bitrate_kbps under [voice]",
        )
    return mp3, level, peak


def with_sentence_times(script: Script, times: Times) -> Script:
    """A draft's copy whose sentences carry their times; for transcripts, not for publishing."""
    timed = [
        dataclasses.replace(sentence, start_s=start_s, end_s=end_s)
        for sentence, (start_s, end_s) in zip(script.sentences, times, strict=True)
    ]
    return dataclasses.replace(script, sentences=tuple(timed))
