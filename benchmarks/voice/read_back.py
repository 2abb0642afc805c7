"""Word error when Whisper writes down what the voice said: how well it can be understood, not how pleasant it is.

Both sides are compared in spoken form, so that "85%" and "eighty-five percent" are the same words.

    python benchmarks/voice/read_back.py --listener /path/to/python-with-faster-whisper [--engine piper] [--guest]
"""

import argparse
import json
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import soundfile

from paperledge.voice import open_guest_voice, open_voice, spoken

HERE = Path(__file__).parent


def words(text: str) -> list[str]:
    """The words that are compared: spoken form, lower case, hyphens as spaces."""
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", spoken(text).lower().replace("-", " "))


def distance(wanted: list[str], heard: list[str]) -> int:
    """Least number of words to change, leave out or put in; "data set" and "dataset" are the same."""
    best = [[i + j if not (i and j) else 0 for j in range(len(heard) + 1)] for i in range(len(wanted) + 1)]
    for i in range(1, len(wanted) + 1):
        for j in range(1, len(heard) + 1):
            ways = [best[i - 1][j] + 1, best[i][j - 1] + 1, best[i - 1][j - 1] + (wanted[i - 1] != heard[j - 1])]
            ways += [
                best[i - m][j - n]
                for m in range(1, min(i, 4) + 1)
                for n in range(1, min(j, 4) + 1)
                if m != n and "".join(wanted[i - m : i]) == "".join(heard[j - n : j])
            ]
            best[i][j] = min(ways)
    return best[-1][-1]


def speak_all(texts: list[str], voice, folder: Path) -> list[Path]:
    silence = np.zeros(voice.rate_hz // 3, dtype=np.float32)
    paths = [folder / f"{number}.wav" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        soundfile.write(path, np.concatenate([silence, voice.say(spoken(text)), silence]), voice.rate_hz)
    return paths


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--listener", required=True, help="a Python that has faster-whisper")
    options.add_argument("--engine", default="piper")
    options.add_argument("--guest", action="store_true", help="the guest's voice beside that engine's")
    chosen = options.parse_args()
    sets = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    voice = open_voice(chosen.engine, 1.0)
    if chosen.guest:
        voice = open_guest_voice(voice, chosen.engine)
    result = {"engine": voice.name}
    with tempfile.TemporaryDirectory() as name:
        for label, texts in sets.items():
            paths = speak_all(texts, voice, Path(name))
            command = [chosen.listener, str(HERE / "listen.py"), *map(str, paths)]
            heard = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            errors = total = 0
            for text, back in zip(texts, heard, strict=True):
                want, got = words(text), words(back)
                wrong = distance(want, got)
                errors, total = errors + wrong, total + len(want)
                if wrong:
                    print(f"{wrong:3}  {' '.join(want)}\n     {' '.join(got)}")
            result[label] = {"words": total, "wer": errors / total}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
