"""A linear-chain conditional random field over sparse features: loss, gradient, fit by L-BFGS."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from paperledge.story.roles import ROLES

K = len(ROLES)


def forward_backward(scores, lengths, weight, moves, first, last):
    """Chains of sentences, those of one length together.

    scores [n, K] of all sentences in a row, lengths [chains], weight [chains]. Returns marginals [n, K], the
    weighted sum of log partitions, and the weighted sum of expected moves [K, K].
    """
    ends = np.cumsum(lengths)
    marginal, log_z, pairs = np.zeros_like(scores), 0.0, np.zeros((K, K))
    for n in np.unique(lengths):
        index = ends[lengths == n][:, None] - n + np.arange(n)
        e, w = scores[index], weight[lengths == n]
        alpha, beta = np.empty_like(e), np.empty_like(e)
        alpha[:, 0], beta[:, -1] = e[:, 0] + first, last
        for t in range(1, n):
            alpha[:, t] = e[:, t] + logsumexp(alpha[:, t - 1, :, None] + moves, axis=1)
        for t in range(n - 2, -1, -1):
            beta[:, t] = logsumexp(moves + (e[:, t + 1] + beta[:, t + 1])[:, None, :], axis=2)
        z = logsumexp(alpha[:, -1] + last, axis=1)
        marginal[index] = np.exp(alpha + beta - z[:, None, None])
        log_z += w @ z
        for t in range(n - 1):
            pair = alpha[:, t, :, None] + moves + (e[:, t + 1] + beta[:, t + 1])[:, None, :]
            pairs += np.einsum("c,cij->ij", w, np.exp(pair - z[:, None, None]))
    return marginal, log_z, pairs


def fit(x, labels, lengths, weight, l2, sweeps=60):
    """Weights [D, K], moves [K, K], first [K] and last [K] that make the labels likely.

    x sparse [n, D]; labels [n] numbers of roles; lengths and weight [chains]; l2 the penalty on the weights.
    """
    stops = np.cumsum(lengths)
    starts, each = stops - lengths, np.repeat(weight, lengths)
    gold = np.eye(K)[labels]
    inner = np.ones(len(labels), bool)
    inner[starts] = False
    after = np.flatnonzero(inner)
    gold_pairs = (each[after, None] * gold[after - 1]).T @ gold[after]
    turned, d = x.T.tocsr(), x.shape[1]

    def split(flat):
        w, rest = flat[: d * K].reshape(d, K), flat[d * K :]
        return w, rest[: K * K].reshape(K, K), rest[K * K : K * K + K], rest[K * K + K :]

    def loss(flat):
        w, moves, first, last = split(flat)
        scores = x @ w
        marginal, log_z, pairs = forward_backward(scores, lengths, weight, moves, first, last)
        off = each[:, None] * (marginal - gold)
        told = (each[:, None] * scores * gold).sum() + (gold_pairs * moves).sum()
        told += weight @ (gold[starts] @ first + gold[stops - 1] @ last)
        value = log_z - told + 0.5 * l2 * (w * w).sum() + 0.05 * (moves**2).sum()
        slopes = (
            turned @ off + l2 * w,
            pairs - gold_pairs + 0.1 * moves,
            off[starts].sum(0),
            off[stops - 1].sum(0),
        )
        return value, np.concatenate([slope.ravel() for slope in slopes])

    start = np.zeros(d * K + K * K + 2 * K)
    return split(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": sweeps}).x)
