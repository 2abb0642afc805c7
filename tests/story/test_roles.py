import gzip
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from paperledge.story import label_roles
from paperledge.story.roles import ROLES, marginals


def test_roles_of_a_plain_abstract():
    """Background comes first, then the aim, the method and the result."""
    sentences = [
        "In recent years, neural networks have gained increasing attention in many fields.",
        "In this paper, we propose a new method for training neural networks.",
        "We use a dataset of images and train the model with gradient descent.",
        "Experimental results show that our method outperforms the baselines by 3%.",
    ]
    roles = label_roles(sentences)
    assert roles[0] == "background"
    assert roles[3] == "result"
    assert set(roles) <= set(ROLES)


@pytest.mark.parametrize("sentences", [[], [""], ["?"], ["x" * 5000], ["one"] * 200])
def test_any_sentences_get_one_role_each(sentences):
    """As many roles as sentences, whatever they are."""
    assert len(label_roles(sentences)) == len(sentences)


def test_roles_of_a_medical_abstract_without_headings():
    """Trials are read too: who was treated is method, what came of it is result."""
    sentences = [
        "Chronic low back pain is a common cause of disability in adults.",
        "The aim of this study was to compare yoga with physical therapy.",
        "Eighty patients were randomly assigned to one of the two groups for twelve weeks.",
        "Pain scores fell by 2.1 points in the yoga group and by 1.9 points in the other (p = 0.61).",
        "We conclude that yoga is as good as physical therapy for these patients.",
    ]
    assert label_roles(sentences) == ["background", "objective", "method", "result", "result"]


def test_the_authors_own_headings_stand():
    """Where the authors wrote headings, all that stands under one has its role; a lone one settles nothing."""
    sentences = [
        "Background: Low back pain is common.",
        "Objective: To compare yoga with physiotherapy.",
        "Materials and methods: We randomised 80 adults.",
        "They were followed for a year.",
        "RESULTS: Pain fell by 2.1 points.",
        "Conclusions: Yoga helps.",
    ]
    assert label_roles(sentences) == ["background", "objective", "method", "method", "result", "result"]
    rest = ["Bees are vital.", "However, they vanish.", "We count them."]
    assert label_roles(["Background: bees are vital.", *rest])[-1] != "background"


def test_a_move_outweighs_a_weak_sentence():
    """Marginals use the moves: what follows a sure background is drawn to where background leads."""
    emissions = np.array([[2, 0, 0, 0, 0], [0.1, 0, 0, 0, 0]], np.float32)
    moves, none = np.zeros((5, 5), np.float32), np.zeros(5, np.float32)
    moves[0, 1] = 1
    assert marginals(emissions, moves, none, none).argmax(axis=1).tolist() == [0, 1]


def test_marginals_are_those_of_all_paths():
    """Every path counted by hand gives the same likelihoods."""
    dice = np.random.default_rng(0)
    emissions, moves = dice.normal(size=(4, 5)), dice.normal(size=(5, 5))
    first, last = dice.normal(size=5), dice.normal(size=5)
    by_hand = np.zeros((4, 5))
    for path in itertools.product(range(5), repeat=4):
        steps = sum(moves[a, b] for a, b in itertools.pairwise(path))
        total = emissions[range(4), path].sum() + steps + first[path[0]] + last[path[-1]]
        by_hand[range(4), path] += np.exp(total)
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(marginals(emissions, moves, first, last), by_hand, rtol=1e-4)


def test_the_shipped_weights_know_their_training_data():
    """The file in the package is the one training/roles writes: it does well on abstracts it was trained on."""
    path = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "csabstruct" / "dev.jsonl.gz"
    if not path.exists():
        pytest.skip("CSAbstruct stands beside the checkout only where it is developed")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = [(a, b) for row in rows for a, b in zip(row["labels"], label_roles(row["sentences"]), strict=True)]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.75
