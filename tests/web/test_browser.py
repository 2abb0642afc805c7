"""The pages in a real browser: Debian's chromium, driven by Playwright, over the real server and real sound."""

import dataclasses
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from paperledge.check import check_script, reopen_script, with_times
from paperledge.library import open_library
from paperledge.publish import keep_digest
from paperledge.records import Episode, Paper
from paperledge.search import Index
from paperledge.settings import Settings
from paperledge.sources import SAMPLE_DAY
from paperledge.voice import SpeakRequest, open_voice, speak
from paperledge.web import build_app
from tests.publish.samples import best_papers, document_of, make_digest, make_script

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not Path(CHROMIUM).exists() and shutil.which("chromium") is None,
        reason="chromium is not installed (apt-get install chromium)",
    ),
]


def spoken_aloud(paper: Paper, home: Path) -> Episode:
    """An episode that was really checked and can really be heard, by the tone voice."""
    draft = make_script(paper).script
    checked = check_script(draft, [document_of(paper)])
    name = f"{SAMPLE_DAY}-{paper.id.removeprefix('arxiv:')}"
    request = SpeakRequest(clips=home / "clips", out=home / f"audio/{name}.mp3", home=home)
    spoken = speak(checked, open_voice("tone", 1.0), request)
    timed = with_times(checked, spoken.times)
    return Episode(name, SAMPLE_DAY, (paper.id,), draft.title, timed, f"scripts/{name}.json", spoken.sound)


@pytest.fixture(scope="module")
def episode_and_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Episode, str]]:
    """A running server over a published day with one episode that can be heard."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    with open_library(settings.library_url, reopen=reopen_script) as library:
        library.add_papers(best_papers(8))
        digest = dataclasses.replace(
            make_digest(count=8, told=0), episodes=(spoken_aloud(best_papers(1)[0], home),)
        )
        library.add_episode(digest.episodes[0])
        keep_digest(library, digest)
        Index(home / "index").follow(library)
        app = build_app(settings, library, Index(home / "index"))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            while not server.started:
                time.sleep(0.02)
            yield digest.episodes[0], f"http://127.0.0.1:{listener.getsockname()[1]}"
            server.should_exit = True
            thread.join()


@pytest.fixture
def address(episode_and_address: tuple[Episode, str]) -> str:
    return episode_and_address[1]


@pytest.fixture
def episode(episode_and_address: tuple[Episode, str]) -> Episode:
    return episode_and_address[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    with sync_api.sync_playwright() as playwright:
        path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that fails the test on any error of script or policy, and on any request to another host."""
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on(
        "request", lambda r: None if r.url.startswith((address, "data:")) else faults.append(f"asked for {r.url}")
    )
    yield page
    context.close()
    assert faults == []


def until(page: Any, truth: str) -> None:
    """Waits for a truth in the page; Playwright's own waiting needs an eval that our policy forbids."""
    end = time.monotonic() + 10
    while not page.evaluate(truth):
        assert time.monotonic() < end, f"never came true: {truth}"
        page.wait_for_timeout(30)


def overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_day_page(page: Any, address: str, episode: Episode) -> None:
    """The day page shows the list, and its play button plays and pauses in place."""
    page.goto(address)
    assert page.locator("h1").inner_text() == "Tuesday, 7 October 2025"
    assert page.locator(".card").count() == 8
    button = page.get_by_role("button", name=f"Play: {episode.title}")
    button.focus()
    page.keyboard.press("Enter")
    pause = page.get_by_role("button", name=f"Pause: {episode.title}")
    pause.wait_for()
    assert page.url.rstrip("/") == address
    pause.click()
    button.wait_for()


def test_search_page(page: Any, address: str) -> None:
    """Typing a question and pressing Enter gives papers with reasons; “like this” goes on from one of them."""
    page.goto(f"{address}/search")
    page.get_by_label("Words, a title").fill("automatic video generation from papers")
    page.keyboard.press("Enter")
    first = page.locator(".card").first
    assert "Paper2Video" in first.inner_text()
    assert first.locator(".reasons").count() == 1
    first.get_by_role("link", name="Like this").click()
    assert "like Paper2Video" in page.get_by_role("status").inner_text()


def test_player(page: Any, address: str, episode: Episode) -> None:
    """A click on a sentence plays it; the mark follows the sound; the passage opens beside it."""
    page.goto(f"{address}/episode/{episode.id}")
    sentences = episode.script.script.sentences
    page.locator("#s4 .say").click()
    until(page, "!document.getElementById('player').paused")
    until(page, "document.querySelector('.sentence.now')?.id === 's4'")
    at = page.evaluate("document.getElementById('player').currentTime")
    assert sentences[4].start_s <= at < sentences[4].end_s  # type: ignore[operator]
    page.evaluate(f"document.getElementById('player').currentTime = {sentences[5].start_s} - 0.25")
    until(page, "document.querySelector('.sentence.now')?.id === 's5'")
    assert page.locator(".sentence.now").count() == 1
    assert page.locator("#s5").get_attribute("aria-current") == "true"
    page.evaluate("document.getElementById('player').pause()")
    passage = page.locator("#s4 blockquote")
    assert not passage.is_visible()
    page.locator("#s4 summary").click()
    assert passage.is_visible()
    assert "Supported" in page.locator("#s4 summary").inner_text()
    page.get_by_role("button", name="Open all passages").click()
    assert page.locator(".evidence[open]").count() == page.locator(".evidence").count() >= episode.script.claims


def test_player_by_keyboard(page: Any, address: str, episode: Episode) -> None:
    """Without a mouse: the skip link is first, a sentence is heard with Enter, its passage opened with Space."""
    page.goto(f"{address}/episode/{episode.id}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#s6 .say").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.sentence.now')?.id === 's6'")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#s6 blockquote").is_visible()


def test_a_link_to_one_sentence(page: Any, address: str, episode: Episode) -> None:
    """An address with a sentence's number starts there."""
    page.goto(f"{address}/episode/{episode.id}#s7")
    start = episode.script.script.sentences[7].start_s
    until(page, f"document.getElementById('player').currentTime >= {start}")
    until(page, "document.querySelector('.sentence.now')?.id === 's7'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW, {"width": 320, "height": 640}], ids=["wide", "narrow", "smallest"])
def test_nothing_sticks_out(
    browser: Any, address: str, episode: Episode, size: dict[str, int], scheme: str
) -> None:
    """On wide and narrow windows, by day and night, no page scrolls sideways, with all passages open."""
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    paper = episode.papers[0]
    for path in (
        "/",
        f"/episode/{episode.id}",
        f"/paper/{paper}",
        "/search?q=video&since=2020-01-01",
        "/search",
        "/days",
        "/x",
    ):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert overflow(page) <= 0, path
    context.close()


def test_without_script(browser: Any, address: str, episode: Episode) -> None:
    """With script switched off, everything can be read, searched, opened and heard."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("a.play").first.get_attribute("href").endswith(".mp3")  # type: ignore[union-attr]
    page.locator(".told h3 a").first.click()
    page.locator("#s4 summary").click()
    assert page.locator("#s4 blockquote").is_visible()
    assert ".mp3#t=" in page.locator("#s4 .say").get_attribute("href")  # type: ignore[operator]
    page.goto(f"{address}/search")
    page.locator("#q").fill("video")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=video**")
    assert page.locator(".card").count() > 0
    context.close()
