"""Does a passage support a claim? The question the whole room turns on."""

from collections.abc import Sequence

from paperledge.check.encoder import open_pair_encoder
from paperledge.check.passages import read_windows
from paperledge.check.weighing import Ask, decided, weigh
from paperledge.records import Passage, Verdict


def support(claim: str, passages: Sequence[str] | Sequence[Passage]) -> Verdict:
    """How far the passages support the claim.

    passages: one text or many, or Passage records; a whole paper's sentences may be given. Returns a verdict with
    score 0..1 (ok: score >= 0.5), the sentences it rests on, best first, with offsets (of the paper's text for
    Passage records, of its own text for a plain string), and reasons in words where something speaks against it.
    """
    return supports([(claim, passages)])[0]


def supports(asked: Sequence[tuple[str, Sequence[str] | Sequence[Passage]]]) -> list[Verdict]:
    """`support` for many claims at once; the model reads them together, which is several times as fast."""
    asks = []
    for claim, passages in asked:
        given = [passages] if isinstance(passages, str) else passages
        asks.append(Ask(claim, read_windows(given)))
    return [decided(verdict, 0.5) for verdict in weigh(asks, open_pair_encoder())]
