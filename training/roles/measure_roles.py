"""How good the role labeller is on abstracts its training never saw, with 95 % intervals.

Usage: nice -n 19 python training/roles/measure_roles.py DATA_FOLDER [--l2 X] [--weight X] [--favour X]
Held out: CSAbstruct dev and every fifth abstract of train, every second abstract with headings, and NICTA-PIBOSO
(no licence of its own: only measured on). CSAbstruct gives each label the share of the annotators' weight behind
it (`confs`, 0 to 1): those of 0.6 and more are called sure. With --shipped FILE: the shipped weights on any
CSAbstruct file.
"""

from pathlib import Path

import numpy as np
from measures import f1, line
from structured import read_nicta
from train_roles import favours, gather, labels_of, matrix, options, read_split, shares_of, told_by, train

from paperledge.story.roles import ROLES, label_roles


def report(rows, told, dev_sentences=0):
    gold = labels_of(rows)
    sure = np.array([share for row in rows for share in row[2]]) >= 0.6
    owner = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
    dev = np.arange(len(gold)) < dev_sentences
    for name, mask in (("all", gold >= 0), ("sure", sure), ("dev, all", dev), ("dev, sure", dev & sure)):
        if mask.any():
            print(line(name, gold[mask], told[mask], owner[mask]), flush=True)


def report_headed(name, rows, told):
    gold = labels_of(rows)
    known = gold >= 0
    by_role = " ".join(
        f"{role} {100 * v:.0f}" for role, v in zip(ROLES, f1(gold[known], told[known]), strict=True)
    )
    print(
        f"{name}: {known.sum()} sentences, {100 * (gold == told)[known].mean():.1f} % right; F1 {by_role}",
        flush=True,
    )


def main():
    parser = options(__doc__)
    parser.add_argument("--shipped", type=Path)
    args = parser.parse_args()
    if args.shipped:
        rows = read_split(args.shipped)
        report(rows, np.array([ROLES.index(role) for row in rows for role in label_roles(row[0])]))
        return
    rows, dev, headed = gather(args.data)
    held = rows[:dev] + rows[dev::5]
    extra = [row for found in headed.values() for row in found[::2]]
    mine = [row for k, row in enumerate(rows[dev:]) if k % 5]
    weight = np.array([1.0] * len(mine) + [args.weight] * len(extra))
    model, favour = train(mine + extra, matrix(mine + extra), weight, args.l2), favours(args.favour)
    report(held, told_by(shares_of(held, matrix(held), *model), favour), sum(len(row[0]) for row in rows[:dev]))
    for name, found in headed.items():
        report_headed(name, found[1::2], told_by(shares_of(found[1::2], matrix(found[1::2]), *model), favour))
    nicta = list(read_nicta(args.data / "nicta_piboso" / "dev_clean.txt"))
    told = told_by(shares_of(nicta, matrix(nicta), *model), favour)
    told[told == ROLES.index("objective")] = ROLES.index("background")  # NICTA has one label for both
    report_headed("NICTA-PIBOSO", nicta, told)


if __name__ == "__main__":
    main()
