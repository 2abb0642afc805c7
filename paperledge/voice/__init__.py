"""Takes: a CheckedScript (and nothing else), a voice, where clips and the file go.

Gives: one mastered MP3 with tags, chapters and cover; the time of every sentence; transcripts.
Touches: the clips folder and the file to write; a voice model or program. No network.
Read first: spoken.py (what is said), speak.py (the whole way), clips.py (what survives a crash).
Promise: the same script gives the same bytes; no clip is spoken twice; nothing unchecked is ever spoken.
"""

from paperledge.voice.cover import CoverText, draw_cover
from paperledge.voice.engines import Voice, open_voice
from paperledge.voice.guest import open_guest_voice
from paperledge.voice.speak import SpeakRequest, Spoken, speak
from paperledge.voice.spoken import spoken
from paperledge.voice.transcript import (
    build_chapters,
    build_chapters_json,
    build_text,
    build_transcript,
    build_vtt,
)

__all__ = [
    "CoverText",
    "SpeakRequest",
    "Spoken",
    "Voice",
    "build_chapters",
    "build_chapters_json",
    "build_text",
    "build_transcript",
    "build_vtt",
    "draw_cover",
    "open_guest_voice",
    "open_voice",
    "speak",
    "spoken",
]
