"""A home in which a real day was published, and the application over it."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from paperledge.library import Library, open_library
from paperledge.publish import keep_digest
from paperledge.records import Attention, Batch, Digest, Paper, Reader
from paperledge.search import Index
from paperledge.settings import PublishSettings, Settings
from paperledge.sources import SAMPLE_DAY
from paperledge.web import build_app
from tests.publish.conftest import reopen
from tests.publish.samples import best_papers, keep_sound, make_digest

OLD = Paper(
    "arxiv:math/9901002", "An old-style paper on $\\alpha$", "We prove it.", ("Ada Lovelace",), date=SAMPLE_DAY
)
ADA = Reader("ada", "ada@example.org", token="t0ken-of-ada")


@dataclasses.dataclass(frozen=True)
class House:
    settings: Settings
    library: Library
    digest: Digest


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, publish=PublishSettings(base_url="http://127.0.0.1:8765"))
    with open_library(settings.library_url, reopen=reopen) as library:
        library.add_papers([*best_papers(12), OLD])
        digest = make_digest(count=12, told=2)
        seen = [Attention(best_papers(1)[0].id, SAMPLE_DAY, upvotes=34)]
        library.add_batch(Batch("daily-papers", attention=tuple(seen)))
        library.add_reader(ADA)
        keep_sound(settings, library, digest)
        keep_digest(library, digest)
        Index(home / "index").follow(library)
        yield House(settings, library, digest)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    app = build_app(house.settings, house.library, Index(house.settings.home / "index"))
    with TestClient(app, follow_redirects=False) as client:
        yield client
