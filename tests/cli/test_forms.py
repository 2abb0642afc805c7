"""Several papers in one episode, and two voices: from the command line to feed and pages."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from paperledge.publish.findings import NAMESPACES
from paperledge.report import DayReport
from tests.cli.conftest import Answer

Call = Callable[..., Answer]
THREE = ("arxiv:2510.05096", "arxiv:2510.05034", "arxiv:2510.04290")


@pytest.fixture
def home(tmp_path: Path, sample_home: tuple[Path, DayReport]) -> Path:
    shutil.copytree(sample_home[0], tmp_path / "home")
    return tmp_path / "home"


def test_several_papers_make_one_episode(call: Call, home: Path, tmp_path: Path) -> None:
    """One script, one sound, a chapter for each paper, and every claim bound to a passage of its own paper."""
    out = tmp_path / "out"
    row = call("tell", *THREE, "--voice", "tone", "--guest", "--home", home, "--out", out, "--json").json
    assert (row["papers"], row["paper"], row["skipped"]) == ([*THREE], THREE[0], [])
    assert row["claims_bound"] == row["claims"] > 9
    script = json.loads((out / "script.json").read_text())
    texts = {name: json.dumps(call("search", name, "--home", home, "--json").json) for name in THREE}
    assert {s["paper"] for s in script["sentences"] if s["kind"] == "claim"} == set(texts)
    assert {s["speaker"] for s in script["sentences"]} == {"", "Nora"}
    assert call("check", out / "script.json", *THREE, "--home", home, "--json").code == 0
    lost = call("check", out / "script.json", THREE[0], "--home", home, "--json")
    assert lost.code == 1
    assert {s["paper"] for s in lost.json["sentences"] if s["kind"] == "claim" and s["ok"]} == {THREE[0]}
    again = call(
        "say", out / "script.json", "--voice", "tone", "--home", home, "--out", tmp_path / "a.mp3", "--json"
    )
    assert again.json["cut"] == row["cut"]
    vtt = (out / "episode.vtt").read_text()
    assert "<v Ernis>" in vtt
    assert "<v Nora>" in vtt
    assert call("publish", "--home", home).code == 0
    page = (home / "site" / "episode" / row["id"] / "index.html").read_text()
    assert page.count('<h3 class="paper"') == 3
    notes = etree.parse(str(home / "site" / "feed.xml")).xpath(
        "//item[guid=$g]/description", g=f"paperledge:{row['id']}"
    )
    assert all(name.removeprefix("arxiv:") in notes[0].text for name in THREE)


def test_the_page_shows_each_papers_passages(call: Call, home: Path, tmp_path: Path) -> None:
    """Every paper has its heading, its credit and its link; beside its sentences stand its own passages."""
    call("tell", *THREE, "--no-audio", "--home", home, "--out", tmp_path / "out")
    page = lxml_html.fromstring((tmp_path / "out" / "script.html").read_text())
    headings = [h.text_content() for h in page.xpath("//h2[@class='paper']")]
    assert [h[:2] for h in headings] == ["1.", "2.", "3."]
    assert "Paper2Video" in headings[0]
    links = page.xpath("//a/@href")
    assert all(f"https://arxiv.org/abs/{name.removeprefix('arxiv:')}" in links for name in THREE)


def test_a_week_is_its_best_papers(call: Call, home: Path) -> None:
    """--week tells the best of seven days; its episode stands under the week's last day."""
    best = [r["id"] for r in call("rank", "--home", home, "-n", 5, "--json").json]
    row = call("tell", "--week", "--no-audio", "--home", home, "--json").json
    assert row["id"] == "2025-10-07-week"
    assert set(row["papers"]) <= set(best)
    assert len(row["papers"]) >= 4
    assert row["title"].startswith("The week in review")
    late = call(
        "tell", "--week", "--on", "2025-10-13", "--minutes", 3, "--no-audio", "--home", home, "--json"
    ).json
    assert len(late["papers"]) == 2
    empty = call("tell", "--week", "--on", "2025-10-14", "--no-audio", "--home", home)
    assert empty.code == 2
    assert "seven days up to 2025-10-14" in empty.err


def test_a_paper_that_is_not_there_is_named_and_the_others_are_told(call: Call, home: Path) -> None:
    """Exit code 1, and the report says which and why."""
    answer = call("tell", THREE[0], "arxiv:9999.99999", THREE[1], "--no-audio", "--home", home, "--json")
    assert answer.code == 1
    assert answer.json["papers"] == [THREE[0], THREE[1]]
    assert [s["id"] for s in answer.json["skipped"]] == ["arxiv:9999.99999"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "no paper given"),
        (["--week", THREE[0]], "both papers and --week"),
        ([THREE[0], "--on", "2025-10-07"], "--on says which week"),
        ([THREE[0]] * 13, "at most 12"),
        ([*THREE, "--writer", "llm:nobody"], "knows no model 'nobody'"),
        ([THREE[0], "--guest", "--writer", "llm:nobody"], "knows no model 'nobody'"),
    ],
)
def test_what_cannot_be_is_said(call: Call, home: Path, arguments: list[str], words: str) -> None:
    """Wrong use is named, with the next step."""
    if "llm:nobody" in arguments:
        pytest.importorskip("llm")
    answer = call("tell", *arguments, "--no-audio", "--home", home)
    assert answer.code == 2
    assert words in answer.err


def test_a_day_of_two_hosts_reaches_feed_and_pages(call: Call, tmp_path: Path) -> None:
    """With story.guest each episode has its guest: in the feed's credits, on its page, in the transcript."""
    home = tmp_path / "new"
    home.mkdir()
    (home / "paperledge.toml").write_text("[story]\nguest = true\n[day]\nepisodes = 1\n")
    row = call("day", "--sample", "--voice", "tone", "--home", home, "--json").json
    name = row["episodes"][0]["id"]
    feed = etree.parse(str(home / row["feed"]))
    people = feed.xpath("//item/podcast:person", namespaces=NAMESPACES)
    assert [(p.text, p.get("role")) for p in people] == [
        ("Ernis (AI voice)", "host"),
        ("Nora (AI voice)", "guest"),
    ]
    page = next(home.glob(f"site/**/{name}/index.html")).read_text()
    assert "Ernis and Nora are AI voices" in page
    assert '<b class="who">Nora</b>' in page
    assert "<v Nora>" in next(home.glob(f"site/**/{name}/transcript.vtt")).read_text()
