"""Write what the package ships: tokenizer.json and table.npz (int8 rows, a float16 scale each).

python -m training.encoder.export --table table.npy --vocabulary vocabulary.txt --name NAME --out FOLDER
"""

import argparse
import json
from pathlib import Path

import numpy as np


def tokenizer(vocabulary: list[str]) -> dict:
    """A WordPiece tokenizer file that the `tokenizers` library reads too."""
    return {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}],
        },
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"Regex": "[^\\W_]+"},
            "behavior": "Removed",
            "invert": True,
        },
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 40,
            "vocab": {piece: number for number, piece in enumerate(vocabulary)},
        },
    }


def main() -> None:
    """Quantise and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    table = np.load(options.table)
    # What no piece fits counts for nothing, but readers of tokenizer.json want a place for it.
    vocabulary = [*options.vocabulary.read_text(encoding="utf-8").split("\n"), "[UNK]"]
    table = np.concatenate([table, np.zeros((1, table.shape[1]), table.dtype)])
    scale = (np.abs(table).max(1) / 127).astype(np.float16)
    int8 = np.rint(table / np.maximum(scale.astype(np.float32), 1e-8)[:, None]).clip(-127, 127).astype(np.int8)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / "table.npz", table=int8, scale=scale, name=np.array(options.name))
    text = json.dumps(tokenizer(vocabulary), ensure_ascii=False)
    (options.out / "tokenizer.json").write_text(text, encoding="utf-8")
    for path in sorted(options.out.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
