import dataclasses
import datetime as dt
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html as lxml_html

from paperledge.errors import PublishError
from paperledge.library import Library
from paperledge.publish import digest_of, publish_site
from paperledge.records import Digest, Paper, Ranked
from paperledge.settings import Settings
from tests.publish.samples import keep_sound, make_digest, make_episode

OLD = Paper("arxiv:math/9901002", "An old one", "We prove it.", ("Ada",), announced_on=dt.date(2025, 10, 7))


def small_digest(day: dt.date = dt.date(2025, 10, 7), told: int = 1) -> Digest:
    return make_digest(count=4, told=told, day=day)


def publish(settings: Settings, library: Library, digest: Digest) -> Path:
    keep_sound(settings, library, digest)
    publish_site(settings, library, digest)
    return settings.home / "site"


def bytes_by_path(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_every_link_leads_somewhere(settings: Settings, library: Library) -> None:
    """Each relative link names a file of the site, so any server, any folder and no server will do."""
    digest = small_digest()
    digest = dataclasses.replace(digest, ranked=(*digest.ranked, Ranked(OLD, 0.1)))
    library.add_papers([OLD])
    site = publish(settings, library, digest)
    pages = list(site.rglob("*.html"))
    assert len(pages) >= 10
    for page in pages:
        root = lxml_html.fromstring(page.read_bytes())
        for link in root.xpath("//@href | //@src | //@data-play"):
            if urlsplit(link).scheme or link.startswith("#"):
                continue
            assert not link.startswith("/"), f"{page}: {link}"
            where = urlsplit(urljoin(f"/{page.relative_to(site)}", link))
            assert (site / unquote(where.path).lstrip("/")).is_file(), f"{page}: {link}"
            if where.fragment and where.path.endswith(".html"):
                target = lxml_html.fromstring((site / where.path.lstrip("/")).read_bytes())
                assert target.get_element_by_id(where.fragment) is not None


def test_same_bytes_and_nothing_written_twice(settings: Settings, library: Library) -> None:
    """Publishing again writes nothing; publishing everything from the library gives the same bytes."""
    digest = small_digest()
    site = publish(settings, library, digest)
    before = bytes_by_path(site)
    assert publish_site(settings, library, digest) == 0
    assert publish_site(settings, library) == 0
    for path in site.rglob("*.html"):
        path.unlink()
    assert publish_site(settings, library) > 0
    assert bytes_by_path(site) == before


def test_days_lead_to_each_other(settings: Settings, library: Library) -> None:
    """A new day becomes the front page, and the day before it gets a link to it."""
    for day in (7, 6, 8):
        digest = dataclasses.replace(small_digest(dt.date(2025, 10, day), told=0))
        site = publish(settings, library, digest)
    text = {n: (site / f"day/2025-10-0{n}/index.html").read_text() for n in (6, 7, 8)}
    assert 'rel="next" href="../../day/2025-10-07/index.html"' in text[6]
    assert 'rel="prev" href="../../day/2025-10-06/index.html"' in text[7]
    assert 'rel="next" href="../../day/2025-10-08/index.html"' in text[7]
    assert "rel=" + '"next"' not in text[8].split("<main")[1]
    assert "8 October 2025" in (site / "index.html").read_text()
    assert re.findall(r'datetime="([\d-]+)"', (site / "days/index.html").read_text()) == [
        "2025-10-08", "2025-10-07", "2025-10-06",
    ]  # fmt: skip


def test_a_day_without_papers_has_a_page(settings: Settings, library: Library) -> None:
    """Silence is published, with its reason."""
    empty = Digest(dt.date(2025, 10, 11), "none-by-calendar", (), 0)
    publish_site(settings, library, empty)
    page = (settings.home / "site/index.html").read_text()
    assert "nothing was due to be announced on this Saturday" in page


def test_an_empty_day_among_others(settings: Settings, library: Library) -> None:
    """A day without papers keeps its page and its place between its neighbours, whatever is published later."""
    for day, outcome in ((12, "none-by-calendar"), (7, "new"), (11, "none-by-calendar"), (13, "none-by-filter")):
        digest = Digest(dt.date(2025, 10, day), outcome, (), 0)  # type: ignore[arg-type]
        publish_site(settings, library, digest if day != 7 else small_digest(told=0))
    page = (settings.home / "site/day/2025-10-11/index.html").read_text()
    assert "day/2025-10-07/" in page
    assert "day/2025-10-12/" in page
    assert "13 October 2025" in (settings.home / "site/index.html").read_text()
    assert publish_site(settings, library) == 0


def test_before_the_first_day(settings: Settings, library: Library) -> None:
    """A site can be made before any day was run: it says so, and its feed is whole and empty."""
    publish_site(settings, library)
    assert "No day has been run yet" in (settings.home / "site/index.html").read_text()
    assert b"<item>" not in (settings.home / "site/feed.xml").read_bytes()


def test_the_sound_is_shared(settings: Settings, library: Library) -> None:
    """The sound lies in the site under its own name; a new sound gets a new name."""
    digest = small_digest()
    site = publish(settings, library, digest)
    (first,) = (site / "audio").iterdir()
    episode = digest.episodes[0]
    assert episode.sound is not None
    assert first.read_bytes() == (settings.home / episode.sound.path).read_bytes()
    again = dataclasses.replace(episode, sound=dataclasses.replace(episode.sound, sha256="f" * 64))
    publish(settings, library, dataclasses.replace(digest, episodes=(again,)))
    assert len(list((site / "audio").iterdir())) == 2


def test_an_episode_without_sound(settings: Settings, library: Library) -> None:
    """A script that was not spoken has a page to read, without player and play button."""
    silent = make_episode(small_digest().ranked[0].paper, sound=False)
    library.add_episode(silent)
    publish_site(settings, library, dataclasses.replace(small_digest(told=0), episodes=(silent,)))
    site = settings.home / "site"
    page = (site / f"episode/{silent.id}/index.html").read_text()
    assert "<audio" not in page
    assert silent.script.script.sentences[3].text in lxml_html.fromstring(page).text_content()
    assert "data-play" not in (site / "index.html").read_text()
    assert sorted(p.name for p in (site / f"episode/{silent.id}").iterdir()) == ["index.html", "script.json"]


def test_a_digest_is_remembered(settings: Settings, library: Library) -> None:
    """What was published of a day can be had again as it was."""
    digest = small_digest()
    publish(settings, library, digest)
    again = digest_of(settings, library, digest.day)
    assert again is not None
    assert [r.paper.id for r in again.ranked] == [r.paper.id for r in digest.ranked]
    assert (again.outcome, again.weighed, dict(again.headlines)) == ("new", 311, dict(digest.headlines))
    assert [e.id for e in again.episodes] == [e.id for e in digest.episodes]
    assert digest_of(settings, library, dt.date(2020, 1, 1)) is None


def test_a_folder_that_cannot_be_written(settings: Settings, library: Library) -> None:
    """Where the site cannot be written, the error names the file, and nothing half-written is left."""
    (settings.home / "site").write_text("a file where a folder is due")
    with pytest.raises(PublishError, match="cannot be written"):
        publish_site(settings, library, small_digest(told=0))
    assert list(settings.home.rglob("*.part")) == []


def test_no_full_text_is_served(settings: Settings, library: Library) -> None:
    """Pages hold the abstract; PDFs and full texts stay with their publishers."""
    site = publish(settings, library, small_digest())
    kinds = {path.suffix for path in site.rglob("*") if path.is_file()}
    assert kinds == {".html", ".xml", ".mp3", ".vtt", ".json", ".css", ".js", ".svg", ".jpg"}
