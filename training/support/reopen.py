"""Reads a shipped int8 model back as a checkpoint, so that a later stage can go on from it.

python training/support/reopen.py paperledge/check/model/support.onnx training/out/shipped
"""

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from train import load_model


def read_weights(path: Path, shapes: dict[str, torch.Size]) -> dict[str, torch.Tensor]:
    """Weights by their names in the checkpoint, as near as eight bits hold them; KeyError where one is missing."""
    graph = onnx.load(path).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}

    def unpack(name: str) -> np.ndarray:
        scale, zero = held[f"{name}_scale"], held[f"{name}_zero_point"]
        return (held[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)) * scale

    found: dict[str, np.ndarray] = {}
    for name, array in held.items():
        own = name.removeprefix("model.").removesuffix("_quantized")
        if own in shapes:
            found[own] = unpack(name.removesuffix("_quantized")) if name.endswith("_quantized") else array
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            place = re.match(r"/model/(.*)/(?:MatMul|Gemm)_", node.output[0])
            own = f"{place.group(1).replace('/', '.')}.weight" if place else "classifier.weight"
            found[own] = unpack(node.input[1].removesuffix("_quantized")).T
    return {name: torch.tensor(np.array(found[name])).reshape(shape) for name, shape in shapes.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    fresh = load_model(None, 0)
    fresh.load_state_dict(read_weights(args.model, {name: t.shape for name, t in fresh.state_dict().items()}))
    fresh.save_pretrained(args.out)
