"""A real day of papers: the one shipped in the package."""

import pytest

from paperledge.records import Attention, Paper
from paperledge.sources import sample_batch


@pytest.fixture(scope="session")
def day_papers() -> list[Paper]:
    return [p for p in sample_batch().papers if not p.withdrawn]


@pytest.fixture(scope="session")
def day_attention() -> dict[str, tuple[Attention, ...]]:
    found: dict[str, tuple[Attention, ...]] = {}
    for row in sample_batch().attention:
        found[row.paper] = (*found.get(row.paper, ()), row)
    return found
