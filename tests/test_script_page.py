"""The page of a script: every sentence, what it rests on, what was not said; one file, safe, for everybody."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from lxml import html as lxml_html

from paperledge.check import check_script, judge_script
from paperledge.cli import main
from paperledge.publish import build_script_page
from paperledge.records import (
    CheckedScript,
    CutSentence,
    Document,
    Evidence,
    Paper,
    Part,
    Passage,
    Script,
    Sentence,
    Verdict,
)

ARGUMENTS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()
LINES = (
    "Plants under red light grew 12% taller than plants under blue light.",
    "Leaf colour did not differ between the groups.",
)
TEXT = " ".join(LINES)
HOSTILE = (
    "</style><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} \" onmouseover='x' مرحبا \ud800\x00"
)


def make_document(title: str = "Red light makes tomato plants grow") -> Document:
    paper = Paper("arxiv:2510.00001", title, TEXT, ("Ada Lovelace", "Alan Turing"))
    second = TEXT.index(LINES[1])
    passages = (
        Passage("p0", LINES[0], 0, len(LINES[0]), "Growth"),
        Passage("p1", LINES[1], second, len(TEXT), "Leaves"),
    )
    parts = (Part("Growth", 0, second), Part("Leaves", second, len(TEXT)))
    return Document(paper, TEXT, passages, "full text", parts, "text", sha256="aa")


def make_draft(*sentences: Sentence) -> Script:
    document = make_document()
    return Script(document.paper.title, (document.paper.id,), (document.sha256,), sentences, "full text")


def make_checked() -> CheckedScript:
    draft = make_draft(
        Sentence("What do plants like?", "ponder", "question"),
        Sentence(LINES[0], "finding", "claim", ("p0",)),
        Sentence(
            "Plants under red light grew 52% taller than plants under blue light.", "finding", "claim", ("p0",)
        ),
        Sentence(LINES[1].replace("did not", "didn't"), "finding", "claim", ("p1",)),
        Sentence("I'm an AI voice, and the text of the paper was read for this.", "greeting", "disclosure"),
    )
    wrong = CutSentence(
        "Plants under red light grew 99% taller.", "claim", ("the number 99 is wrong",), repaired=True
    )
    return check_script(draft, [make_document()], already_cut=(wrong,))


def judged(ok: bool | None, score: float) -> Script:
    verdict = Verdict(ok, score, (Evidence("p0", LINES[0], 0, len(LINES[0]), score),))
    return make_draft(Sentence(LINES[0], "finding", "claim", verdict=verdict))


def rows(page: str) -> list[lxml_html.HtmlElement]:
    return list(lxml_html.fromstring(page).xpath("//li[contains(@class,'sentence')][@id]"))


def test_each_sentence_stands_beside_what_it_rests_on() -> None:
    """Text, kind, likelihood, passage, the part it stands in and where: all in one row."""
    checked = make_checked()
    found = rows(build_script_page(checked, make_document()))
    assert len(found) == len(checked.script.sentences)
    for row, sentence in zip(found, checked.script.sentences, strict=True):
        text = row.text_content()
        assert sentence.text in text
        assert sentence.kind in text
        if sentence.kind == "claim":
            assert sentence.verdict is not None
            assert sentence.verdict.passage is not None
            passage = sentence.verdict.passage
            assert passage.text == row.xpath(".//blockquote")[0].text_content()
            assert f"{int(sentence.verdict.score * 100)} %" in row.xpath(".//b")[0].text_content()
            caption = row.xpath(".//figcaption")[0].text_content()
            part = "Growth" if passage.start == 0 else "Leaves"
            assert caption == f"{part} · characters {passage.start}–{passage.end} of the paper"


def test_what_nothing_can_prove_says_so() -> None:
    """A question has no colour, no figure and no passage."""
    row = rows(build_script_page(make_checked(), make_document()))[0]
    assert "Nothing to prove" in row.text_content()
    assert "%" not in row.text_content()
    assert not row.xpath(".//blockquote")


def test_what_was_cut_is_shown_with_the_reason_and_what_was_said_instead() -> None:
    """Nothing that failed vanishes silently; the paper's own words are shown where they took its place."""
    checked = make_checked()
    root = lxml_html.fromstring(build_script_page(checked, make_document()))
    (section,) = root.xpath("//section[@aria-labelledby='cut']")
    shown = section.xpath(".//li[contains(@class,'sentence')]")
    assert len(shown) == len(checked.cut) == 2
    for item, cut in zip(shown, checked.cut, strict=True):
        assert cut.text in item.text_content()
        assert all(reason in item.text_content() for reason in cut.reasons)
        assert "Not said" in item.text_content()
    (instead,) = section.xpath(".//a")
    assert instead.text_content() == f"“{LINES[0]}”"
    assert LINES[0] in root.get_element_by_id(instead.get("href").removeprefix("#")).text_content()
    assert "Spoken instead" not in shown[1].text_content()


@pytest.mark.parametrize(
    ("ok", "score", "band", "word"),
    [(True, 0.97, "good", "Supported"), (True, 0.8, "good", "Supported"), (True, 0.79, "fair", "Likely"),
     (True, 0.41, "fair", "Doubtful"), (False, 0.79, "poor", "Not supported"),
     (False, 0.85, "poor", "Not supported")],
)  # fmt: skip
def test_colours_follow_verdict_and_likelihood(ok: bool, score: float, band: str, word: str) -> None:
    """Green from 0.8 on, amber below it, red where it failed whatever the figure; each has word and shape."""
    (row,) = rows(build_script_page(judged(ok, score), make_document()))
    assert band in row.get("class").split()
    assert word in row.xpath(".//b")[0].text_content()
    assert row.xpath(f".//span[@class='band {band}']")


def test_a_judged_script_is_shown_with_what_failed_in_place() -> None:
    """`check` leaves nothing out, so that the page has the failing sentence, in red, with the reasons."""
    draft = make_draft(
        Sentence("Plants under red light grew 52% taller than plants under blue light.", "finding", "claim")
    )
    (verdict,) = judge_script(draft, [make_document()])
    script = make_draft(dataclasses.replace(draft.sentences[0], verdict=verdict))
    page = build_script_page(script, make_document())
    (row,) = rows(page)
    assert "poor" in row.get("class").split()
    assert all(reason in row.text_content() for reason in verdict.reasons)
    assert "0 of 1 claim hold" in lxml_html.fromstring(page).text_content()


def test_a_text_that_was_not_read_names_no_parts() -> None:
    """Offsets into one text say nothing about the parts of another."""
    other = dataclasses.replace(make_document(), sha256="bb")
    assert "Growth" not in build_script_page(make_checked(), other)


def test_the_page_is_one_file_and_asks_nobody() -> None:
    """No script, no file beside it, nothing loaded; and a policy that would forbid it."""
    page = build_script_page(make_checked(), make_document())
    root = lxml_html.fromstring(page)
    assert root.xpath("//script | //link | //img | //iframe | //@style | //@src") == []
    assert "url(" not in page
    assert "@import" not in page
    assert root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")
    assert {h for h in root.xpath("//a/@href") if not h.startswith("#")} == {"https://arxiv.org/abs/2510.00001"}


def test_hostile_texts_stay_text() -> None:
    """Whatever stands in a title, a name, a sentence, a passage or a reason is shown and never becomes markup."""
    paper = dataclasses.replace(
        make_document().paper,
        title=HOSTILE,
        authors=(HOSTILE,),
        venue=HOSTILE,
        links={"abs": "javascript:alert(1)"},
    )
    document = dataclasses.replace(
        make_document(), paper=paper, parts=(Part(HOSTILE, 0, len(TEXT)),), notes=(HOSTILE,)
    )
    verdict = Verdict(True, 0.9, (Evidence("p0", HOSTILE, 0, 9, 0.9),), (HOSTILE,))
    script = dataclasses.replace(
        make_draft(Sentence(HOSTILE, "finding", "claim", verdict=verdict)),
        title=HOSTILE,
        writer=HOSTILE,
        model=HOSTILE,
    )
    cut = (CutSentence(HOSTILE, "claim", (HOSTILE,), repaired=True),)
    page = build_script_page(dataclasses.replace(make_checked(), script=script, cut=cut), document)
    assert page.encode().decode() == page
    root = lxml_html.fromstring(page)
    assert root.xpath("//script | //img") == []
    assert len(root.xpath("//style")) == 1
    assert not any(a.startswith("on") for node in root.iter("*") for a in node.attrib)
    assert not any(h.startswith(("javascript:", "data:")) for h in root.xpath("//@href"))
    assert "49" not in root.xpath("//h1")[0].text_content()
    assert "مرحبا" in root.xpath("//h1")[0].text_content()
    assert {n.get("dir") for n in root.xpath("//h1 | //p[contains(@class,'said')] | //blockquote")} == {"auto"}


def test_the_same_script_gives_the_same_page() -> None:
    """Nothing of clock, machine or chance is in it."""
    assert build_script_page(make_checked(), make_document()) == build_script_page(make_checked(), make_document())


def test_the_page_can_be_used_by_everybody() -> None:
    """Language, one first heading, a skip link, no id twice; every mark has a word beside it."""
    root = lxml_html.fromstring(build_script_page(make_checked(), make_document()))
    assert root.get("lang") == "en"
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("//a[@class='skip']/@href") == ["#main"]
    assert len(root.xpath("//@id")) == len(set(root.xpath("//@id")))
    for mark in root.xpath("//span[contains(concat(' ', @class, ' '), ' band ')]"):
        assert mark.getparent().text_content().strip()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.jsonl"
    abstract = f"Plants need light to grow. {TEXT} These findings may help growers choose their lamps."
    path.write_text(json.dumps({"id": "x:1", "title": "Red light makes tomato plants grow", "abstract": abstract}))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit):
        main([str(a) for a in arguments])
    return capsys.readouterr().out


def test_tell_writes_the_page_beside_the_script(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, paper: Path
) -> None:
    """In the home under the script's name, in the user's folder as script.html; the answer names it."""
    home, out = tmp_path / "home", tmp_path / "out"
    row = json.loads(run(capsys, "tell", paper, "--no-audio", "--home", home, "--json"))
    assert row["html"] == row["script"].removesuffix(".json") + ".html"
    page = (home / row["html"]).read_text(encoding="utf-8")
    script = json.loads((home / row["script"]).read_text(encoding="utf-8"))
    shown = lxml_html.fromstring(page).text_content()
    assert all(sentence["text"] in shown for sentence in script["sentences"])
    row = json.loads(run(capsys, "tell", paper, "--no-audio", "--home", home, "--out", out, "--json"))
    assert row["html"] == str(out / "script.html")
    assert (out / "script.html").read_text(encoding="utf-8") == page


def test_say_keeps_page_and_script_in_step(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, paper: Path
) -> None:
    """A script that is edited, checked again and spoken has its new page, not the old one."""
    home = tmp_path / "home"
    row = json.loads(run(capsys, "tell", paper, "--no-audio", "--home", home, "--json"))
    path = home / row["script"]
    path.write_text(path.read_text(encoding="utf-8").replace("12%", "52%"), encoding="utf-8")
    run(capsys, "say", path, "--voice", "tone", "--home", home, "--json")
    root = lxml_html.fromstring((home / row["html"]).read_text(encoding="utf-8"))
    assert "52%" in root.xpath("//section[@aria-labelledby='cut']")[0].text_content()


def test_the_terminal_does_not_rely_on_colour(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, paper: Path
) -> None:
    """Each likelihood has its word and shape there, too."""
    assert "● supported 0.9" in run(capsys, "tell", paper, "--no-audio", "--home", tmp_path / "home")


def test_check_writes_the_page_where_it_is_asked_to(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, paper: Path
) -> None:
    """A stranger's text has its page, too, with what fails in its place."""
    text, page = tmp_path / "talk.txt", tmp_path / "new" / "talk.html"
    text.write_text(f"{LINES[0]} {LINES[0].replace('12%', '52%')}")
    row = json.loads(run(capsys, "check", text, paper, "--home", tmp_path / "h", "--html", page, "--json"))
    assert row["html"] == str(page)
    classes = [r.get("class").split()[1] for r in rows(page.read_text(encoding="utf-8"))]
    assert classes == ["good", "poor"]


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [380, 1200])
def test_it_fits_the_screen(tmp_path: Path, width: int) -> None:
    """Passages stand beside the sentences where there is room, else below; it never scrolls sideways."""
    page = tmp_path / "page.html"
    page.write_text(build_script_page(make_checked(), make_document()), encoding="utf-8")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        view = browser.new_page(viewport={"width": width, "height": 900})
        view.goto(page.as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= width
        said = view.locator("#s1 .said").bounding_box()
        rests = view.locator("#s1 .rests").bounding_box()
        browser.close()
    assert said is not None
    assert rests is not None
    assert (rests["x"] > said["x"] + 100) == (width == 1200)
