"""Writes the mean of two checkpoints' weights, each counted for a share: between what both know.

python training/support/mean.py training/out/fourth training/out/fifth 0.6 training/out/mean
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file


def main() -> None:
    """Writes the checkpoint; `share` is the later one's, 0..1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("earlier", type=Path)
    parser.add_argument("later", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    old, new = (load_file(folder / "model.safetensors") for folder in (args.earlier, args.later))
    mean = {name: ((1 - args.share) * old[name] + args.share * new[name]).contiguous() for name in old}
    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.earlier / "config.json", args.out)
    save_file(mean, args.out / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main()
