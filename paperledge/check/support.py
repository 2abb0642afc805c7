"""Does a passage support a claim? The question the whole room turns on."""

import dataclasses
from collections.abc import Sequence

from paperledge.check.encoder import open_pair_encoder
from paperledge.check.passages import read_windows
from paperledge.check.weighing import Ask, decided, weigh
from paperledge.prose import split_sentences
from paperledge.records import Passage, Verdict


def support(claim: str, passages: Sequence[str] | Sequence[Passage]) -> Verdict:
    """How far the passages support the claim.

    passages: one text or many, or Passage records; a whole paper's sentences may be given. Returns a verdict with
    score 0..1, ok (where each sentence of the claim has 0.5 or more), the sentences it rests on, best first, with
    offsets (of the paper's text for Passage records, of its own text for a plain string), and reasons in words
    where something speaks against it.
    """
    return supports([(claim, passages)])[0]


def supports(asked: Sequence[tuple[str, Sequence[str] | Sequence[Passage]]]) -> list[Verdict]:
    """`support` for many claims at once; the model reads them together, which is several times as fast."""
    asks: list[Ask] = []
    parts: list[int] = []
    for claim, passages in asked:
        windows = read_windows([passages] if isinstance(passages, str) else passages)
        sentences = [claim[a:b] for a, b in split_sentences(claim)] or [claim]
        asks.extend(Ask(sentence, windows, alone=not place) for place, sentence in enumerate(sentences))
        parts.append(len(sentences))
    verdicts = iter(weigh(asks, open_pair_encoder()))
    return [_weakest([decided(next(verdicts), 0.5) for _ in range(n)]) for n in parts]


def _weakest(verdicts: list[Verdict]) -> Verdict:
    """A claim of several sentences stands or falls with its worst one; the evidence of all is shown."""
    worst = min(verdicts, key=lambda verdict: verdict.score)
    if len(verdicts) == 1:
        return worst
    evidence = {e.id + str(e.start): e for v in (worst, *verdicts) for e in v.evidence[:2]}
    mean = sum(verdict.score for verdict in verdicts) / len(verdicts)
    score = round(worst.score**0.75 * mean**0.25, 4)
    return dataclasses.replace(
        worst, score=score, evidence=tuple(sorted(evidence.values(), key=lambda e: -e.score))
    )
