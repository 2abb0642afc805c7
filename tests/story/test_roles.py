import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from paperledge.story import label_roles
from paperledge.story.roles import ROLES, best_path


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


def test_the_likeliest_path_uses_the_moves():
    """A strong move outweighs a weak emission."""
    emissions = np.array([[2, 0, 0, 0, 0], [0.1, 0, 0, 0, 0]], np.float32)
    moves = np.zeros((5, 5), np.float32)
    moves[0, 1] = 1
    assert best_path(emissions, moves, np.zeros(5, np.float32), np.zeros(5, np.float32)) == [0, 1]


def test_accuracy_on_the_development_split():
    """The shipped weights reach what training/roles reports."""
    path = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "csabstruct" / "dev.jsonl.gz"
    if not path.exists():
        pytest.skip("CSAbstruct stands beside the checkout only where it is developed")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = [(a, b) for row in rows for a, b in zip(row["labels"], label_roles(row["sentences"]), strict=True)]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.64
