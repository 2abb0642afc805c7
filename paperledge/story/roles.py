"""What each sentence of an abstract does: background, objective, method, result or other.

A linear-chain conditional random field over hashed word features; weights in roles.npz (trained by training/roles,
figures there). A sentence gets the role likeliest over all paths, the rarer ones favoured a little. numpy alone.
"""

import functools
import itertools
import re
import zlib
from collections.abc import Sequence
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from paperledge.prose import plain

ROLES = ("background", "objective", "method", "result", "other")
BUCKETS = 1 << 17
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:\.\d+)?%?|[%:;?$]")


def features(sentences: Sequence[str]) -> list[list[int]]:
    """The hashed features of each sentence, given its neighbours and place; buckets in 0..BUCKETS-1."""
    tokens = [_tokens(s) for s in sentences]
    return [sorted({_bucket(name) for name in _names(tokens, i)}) for i in range(len(tokens))]


def _tokens(sentence: str) -> list[str]:
    return ["#" if t[0].isdigit() else t.lower() for t in _WORD.findall(plain(sentence))][:80]


def _names(tokens: list[list[str]], i: int) -> list[str]:
    words, n = tokens[i], len(tokens)
    names = [
        "bias",
        f"at{min(i, 9)}",
        f"end{min(n - 1 - i, 9)}",
        f"of{10 * i // max(1, n)}",
        f"n{min(n, 12)}",
        f"alone{n == 1}",
    ]
    names += [f"w {w}" for w in words]
    names += [f"b {a} {b}" for a, b in itertools.pairwise(words)]
    names += [f"t {a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    names += [f"first {' '.join(words[:k])}" for k in (1, 2, 3)]
    names += [f"suffix {w[-3:]}" for w in words if len(w) > 5]
    names += [f"len{min(len(words) // 6, 7)}"]
    for step in (-1, 1):
        near = tokens[i + step] if 0 <= i + step < n else ["none"]
        names += [f"near{step} {w}" for w in near if len(w) > 1] + [f"near{step} first {' '.join(near[:2])}"]
    quarter = 4 * i // max(1, n)
    names += [f"q{quarter} {w}" for w in words if w in _CUES]
    return names


_CUES = frozenset(
    "we our this propose present introduce show results however paper study demonstrate "
    "experiments find found evaluate use used using method approach model are is was were has "
    "have "
    "can be based framework problem # % outperforms performance".split()
)


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode()) % BUCKETS


def marginals(
    emissions: NDArray[np.float32],
    moves: NDArray[np.float32],
    first: NDArray[np.float32],
    last: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How likely each label is for each sentence, over all paths: [n, 5], rows sum to 1.

    emissions [n, 5], moves [5 from, 5 to], first and last [5], all logarithms up to a constant.
    """
    ahead, behind = [emissions[0] + first], [last]
    for row in emissions[1:]:
        ahead.append(row + _log_sum(ahead[-1][:, None] + moves, 0))
    for row in emissions[:0:-1]:
        behind.append(_log_sum(moves + row + behind[-1], 1))
    both = np.stack(ahead) + np.stack(behind[::-1])
    shares = np.exp(both - both.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def _log_sum(values: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray((np.log(np.exp(values - top).sum(axis=axis, keepdims=True)) + top).squeeze(axis), np.float32)


@functools.cache
def _model() -> dict[str, NDArray[np.float32]]:
    with (resources.files("paperledge.story") / "roles.npz").open("rb") as file, np.load(file) as arrays:
        model = {name: arrays[name] for name in ("moves", "first", "last", "favour")}
        weights = np.zeros((BUCKETS, len(ROLES)), np.float32)
        weights[arrays["buckets"]] = arrays["weights"].astype(np.float32) * arrays["step"]
        return {name: array.astype(np.float32) for name, array in model.items()} | {"weights": weights}


def label_roles(sentences: Sequence[str]) -> list[str]:
    """The role of each sentence of one abstract (or one stretch of text), in order; one of ROLES each.

    Measured on abstracts of computing and medicine: see training/roles/README.md.
    """
    if not sentences:
        return []
    model = _model()
    rows = features(sentences)
    emissions = np.stack(
        [model["weights"][row].sum(axis=0) / np.float32(len(row)) ** np.float32(0.5) for row in rows]
    )
    shares = marginals(emissions, model["moves"], model["first"], model["last"])
    told = [ROLES[k] for k in (shares * model["favour"]).argmax(axis=1)]
    return [_under(head, role) for head, role in zip(_headings(sentences), told, strict=True)]


_HEADED = {
    "background": "background|introduction|context|motivation|importance|rationale",
    "objective": "objectives?|aims?|purpose|goals?",
    "method": "(?:(?:materials?|patients|subjects) and )?methods?|methodology|(?:study )?design|setting|"
    "participants|patients|interventions?|(?:main )?outcome measures?|data sources?",
    "result": "(?:main )?results?|findings|conclusions?|interpretation|significance|discussion|limitations",
}
_HEADING = re.compile(
    r"\W*(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _HEADED.items()) + r")\**\s?:", re.IGNORECASE
)


def _headings(sentences: Sequence[str]) -> list[str | None]:
    """The role that the authors' own heading over each sentence names, if the text has two headings at least."""
    marks = [_HEADING.match(sentence) for sentence in sentences]
    if sum(mark is not None for mark in marks) < 2:
        return [None] * len(marks)
    roles: list[str | None] = []
    for mark in marks:
        roles.append(mark.lastgroup if mark else roles[-1] if roles else None)
    return roles


def _under(head: str | None, role: str) -> str:
    """A heading's word stands, but an aim may close a part headed "Background"."""
    return role if head is None or (head, role) == ("background", "objective") else head
