"""One real day that ships in the package: arXiv's listing of 2025-10-07 and what Daily Papers made of it.

Where it comes from, and its licence: training/sample_day/SOURCE.md.
"""

import dataclasses
import datetime as dt
import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from paperledge.records import Attention, Batch, Paper, paper_from_json

SAMPLE_DAY = dt.date(2025, 10, 7)


def sample_batch() -> Batch:
    """The 311 papers of the sample day, and the attention they drew then and later (see `seen_on`)."""
    seen = list(_rows("attention.jsonl"))
    # A link that was shown later was not known on the day.
    links = {row["paper"]: row["links"] for row in seen if row["seen_on"] == SAMPLE_DAY.isoformat()}
    papers = (paper_from_json(row) for row in _rows(f"{SAMPLE_DAY}.jsonl.gz"))
    return Batch(
        source="sample",
        papers=tuple(_linked(paper, links.get(paper.id, {})) for paper in papers),
        attention=tuple(_attention(row) for row in seen),
        cursor=SAMPLE_DAY.isoformat(),
        last=True,
    )


class SampleSource:
    """The sample day as a source like any other."""

    name = "sample"

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:  # noqa: ARG002
        """The one batch there is, whatever the days; nothing once it was handed over."""
        if not cursor:
            yield sample_batch()


def _linked(paper: Paper, links: dict[str, str]) -> Paper:
    return dataclasses.replace(paper, links={**paper.links, **links}, source="sample")


def _attention(row: dict[str, Any]) -> Attention:
    return Attention(
        paper=row["paper"],
        seen_on=dt.date.fromisoformat(row["seen_on"]),
        upvotes=row["upvotes"],
        comments=row["comments"],
        stars=row["stars"],
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    data = files("paperledge.sources").joinpath("sample_day", name).read_bytes()
    text = gzip.decompress(data) if name.endswith(".gz") else data
    return map(json.loads, text.decode("utf-8").split("\n")[:-1])
