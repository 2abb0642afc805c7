"""Word error when Whisper writes down what the voice said: how well it can be understood, not how pleasant it is.

Both sides are compared in spoken form, so that "85%" and "eighty-five percent" are the same words.

    python benchmarks/voice/read_back.py --listener /path/to/python-with-faster-whisper [--engine piper]
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

from paperledge.voice import open_voice, spoken

HERE = Path(__file__).parent


def words(text: str) -> list[str]:
    """The words that are compared: spoken form, lower case, hyphens as spaces."""
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", spoken(text).lower().replace("-", " "))


def letters_joined(said: list[str]) -> list[str]:
    """Runs of words written together count as one where the other side did: "data set" and "dataset"."""
    return [*"".join(said)]


def distance(wanted: list[str], heard: list[str]) -> int:
    """Least number of words to change, leave out or put in."""
    row = list(range(len(heard) + 1))
    for i, want in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, got in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (want != got))
    return row[-1]


def speak_all(texts: list[str], voice, folder: Path) -> list[Path]:
    paths = []
    for number, text in enumerate(texts):
        said = spoken(text)
        silence = np.zeros(voice.rate_hz // 3, dtype=np.float32)
        paths.append(folder / f"{number}.wav")
        soundfile.write(paths[-1], np.concatenate([silence, voice.say(said), silence]), voice.rate_hz)
    return paths


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--listener", required=True, help="a Python that has faster-whisper")
    options.add_argument("--engine", default="piper")
    chosen = options.parse_args()
    sets = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    voice = open_voice(chosen.engine, 1.0)
    result = {"engine": voice.name}
    with tempfile.TemporaryDirectory() as name:
        for label, texts in sets.items():
            paths = speak_all(texts, voice, Path(name))
            command = [chosen.listener, str(HERE / "listen.py"), *map(str, paths)]
            heard = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            errors = total = letter_errors = letters = 0
            for text, back in zip(texts, heard, strict=True):
                want, got = words(text), words(back)
                wrong = distance(want, got)
                errors, total = errors + wrong, total + len(want)
                letter_errors += distance(letters_joined(want), letters_joined(got))
                letters += len("".join(want))
                if wrong:
                    print(f"{wrong:3}  {' '.join(want)}\n     {' '.join(got)}")
            result[label] = {"words": total, "wer": errors / total, "letter_error": letter_errors / letters}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
