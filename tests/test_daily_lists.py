"""Two real Daily Papers lists (71 papers: TeX, odd quotes, German and Spanish among them) go the whole way."""

import datetime as dt
import json
from pathlib import Path

import pytest

from paperledge.check import reopen_script
from paperledge.errors import PaperError
from paperledge.library import open_library
from paperledge.order import order_papers
from paperledge.records import Paper
from paperledge.rooms import Rooms
from paperledge.search import Index
from paperledge.sources import abstract_document, read_file
from paperledge.tell import tell_paper
from paperledge.testing import QuietProgress
from paperledge.voice import open_voice
from tests.conftest import tone_settings

DAY = dt.date(2025, 1, 1)


@pytest.mark.slow
def test_every_paper_of_two_real_lists_is_imported_found_ranked_told_and_spoken(
    tmp_path: Path, shared: Path
) -> None:
    """No paper of the lists fails: each is found by its title, ranked, told with bound claims, and spoken."""
    papers = [p for p in read_file(shared / "data/daily_papers_lists/papers.jsonl") if isinstance(p, Paper)]
    assert len(papers) == 71
    settings = tone_settings(tmp_path)
    with open_library(settings.library_url, reopen=reopen_script) as library:
        assert len(library.add_papers(papers).new) == 71
        index = Index(tmp_path / "index")
        index.follow(library)
        found = [index.search(p.title, 1)[0].paper == p.id for p in papers]
        assert all(found)
        assert {r.paper.id for r in order_papers(library, settings, DAY, papers)} == {p.id for p in papers}
        rooms = Rooms(
            settings=settings,
            library=library,
            sources=[],
            open_voice=lambda: open_voice("tone", 1.0),
            read=abstract_document,
            send=lambda _: [],
            progress=QuietProgress(),
            today=DAY,
        )
        untold = {}
        for paper in papers:
            try:
                episode = tell_paper(rooms, abstract_document(paper), DAY)
            except PaperError as error:
                untold[paper.id] = str(error)
                continue
            assert episode.sound is not None
            assert episode.script.claims_bound == episode.script.claims > 0
            text = json.dumps([s.text for s in episode.script.script.sentences], ensure_ascii=False)
            assert not any(mark in text for mark in ("\\\\", "$", "http"))
    # A paper that holds too little English is named, not told; no other reason is good enough.
    assert all("English" in reason for reason in untold.values()), untold
