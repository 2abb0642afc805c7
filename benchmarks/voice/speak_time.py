"""How much longer a whole episode takes than the bare engine speaking the same sentences.

Both are run in one process, in turns, on an episode that the narrator makes of a real abstract (or of a file given
with --document); clips are fresh in each round. Prints a JSON line with the seconds of each round and the ratio.

    python benchmarks/voice/speak_time.py --rounds 3 [--sentences 45] [--engine piper]
"""

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from pathlib import Path

from paperledge.records import CheckedScript, Sentence
from paperledge.voice import SpeakRequest, open_voice, speak
from paperledge.voice.speak import utterance
from tests.voice.conftest import make_checked, make_document


def make_script(count: int) -> CheckedScript:
    """`count` sentences of the length that an episode has: the abstract's own, as quotes, and short patter."""
    document = make_document()
    quotes = [Sentence(p.text, "finding", "quote", (p.id,)) for p in document.passages]
    patter = [
        Sentence(f"Now let us slow down and look at step number {n} together.", "method", "patter") for n in range(90)
    ]
    mixed = [pair for both in zip(quotes * 9, patter, strict=False) for pair in both]
    return make_checked(mixed[:count])


def bare(script: CheckedScript, voice) -> tuple[float, float]:
    """Seconds of work, and seconds of sound; equal sentences once, as clips are."""
    start, sound = time.perf_counter(), 0.0
    for text in dict.fromkeys(utterance(s.text, {}) for s in script.script.sentences):
        sound += len(voice.say(text)) / voice.rate_hz
    return time.perf_counter() - start, sound


def whole(script: CheckedScript, voice, folder: Path) -> tuple[float, float]:
    start = time.perf_counter()
    made = speak(script, voice, SpeakRequest(folder / "clips", folder / "out.mp3"))
    return time.perf_counter() - start, made.sound.seconds


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--sentences", type=int, default=45)
    options.add_argument("--engine", default="piper")
    options.add_argument("--profile", action="store_true")
    chosen = options.parse_args()
    start = time.perf_counter()
    voice = open_voice(chosen.engine, 1.0)
    load_s = time.perf_counter() - start
    script = make_script(chosen.sentences)
    voice.say("Warm up.")
    rows = []
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as name:
            bare_s, sound_s = bare(script, voice)
            whole_s, seconds = whole(script, voice, Path(name))
            again_s, _ = whole(script, voice, Path(name))
        rows.append({"bare_s": bare_s, "whole_s": whole_s, "resumed_s": again_s, "ratio": whole_s / bare_s})
    ratios = sorted(row["ratio"] for row in rows)
    print(
        json.dumps(
            {
                "engine": voice.name, "load_s": load_s, "sound_s": sound_s, "episode_s": seconds,
                "rtf_bare": min(row["bare_s"] for row in rows) / sound_s, "ratio_median": ratios[len(ratios) // 2],
                "rounds": rows,
            },
            indent=1,
        )
    )  # fmt: skip
    if chosen.profile:
        with tempfile.TemporaryDirectory() as name:
            whole(script, voice, Path(name))
            profile = cProfile.Profile()
            profile.runcall(whole, script, voice, Path(name))
            pstats.Stats(profile).sort_stats("cumtime").print_stats(25)


if __name__ == "__main__":
    main()
