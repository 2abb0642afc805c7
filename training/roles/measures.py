"""F1 of told roles, with 95 % intervals over redrawn abstracts."""

import numpy as np

from paperledge.story.roles import ROLES


def f1(gold, told):
    """F1 of each role, 0 to 1. gold, told [n] numbers of roles."""
    hits = np.bincount(gold[gold == told], minlength=len(ROLES))
    both = np.bincount(gold, minlength=len(ROLES)) + np.bincount(told, minlength=len(ROLES))
    return 2 * hits / np.maximum(1, both)


def interval(gold, told, owner, draws=500):
    """Low and high of (micro, macro) F1 over redrawn abstracts. owner [n] is the abstract of each sentence."""
    dice, members = np.random.default_rng(0), np.split(np.arange(len(gold)), np.flatnonzero(np.diff(owner)) + 1)
    scores = []
    for _ in range(draws):
        rows = np.concatenate([members[k] for k in dice.integers(0, len(members), len(members))])
        scores.append(((gold[rows] == told[rows]).mean(), f1(gold[rows], told[rows]).mean()))
    return np.quantile(scores, [0.025, 0.975], axis=0)


def line(name, gold, told, owner):
    """One line of a report: micro and macro F1 with intervals, and F1 by role, in percent."""
    (a, b), (c, d) = 100 * interval(gold, told, owner)
    by_role = " ".join(f"{role} {100 * value:.0f}" for role, value in zip(ROLES, f1(gold, told), strict=True))
    return (
        f"{name:12} {len(gold):5} sentences  micro {100 * (gold == told).mean():.1f} [{a:.1f}, {c:.1f}]  "
        f"macro {100 * f1(gold, told).mean():.1f} [{b:.1f}, {d:.1f}]  {by_role}"
    )
