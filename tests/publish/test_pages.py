import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from paperledge.publish.addresses import (
    ANSWERS,
    Links,
    episode_path,
    paper_path,
    safe_url,
    slug,
    unslug,
    whole_url,
)
from paperledge.publish.pages import STATIC, Around, Asked, Extra, HitView, Pages
from paperledge.publish.views import byline, say_clock, say_length, view_paper, view_sentence
from paperledge.records import Evidence, Paper, Ranked, Sentence, Verdict
from paperledge.settings import PublishSettings
from tests.publish.samples import best_papers, make_digest, make_episode

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='x' {{ 7*7 }} $\\alpha$ مرحبا 🦉"
LINKS = Links("../../")
PAGES = Pages(PublishSettings())


def hostile_paper() -> Paper:
    return dataclasses.replace(
        best_papers(1)[0],
        title=HOSTILE,
        abstract=HOSTILE,
        authors=(HOSTILE,),
        categories=(HOSTILE,),
        comment=HOSTILE,
        venue=HOSTILE,
        links={"abs": "javascript:alert(1)", "pdf": "data:text/html,x", "code": 'https://x.example/?a="><script>'},
    )


def hostile_pages() -> dict[str, str]:
    paper = hostile_paper()
    digest = make_digest(count=1, told=0)
    episode = make_episode(best_papers(1)[0])
    script = episode.script.script
    spoilt = dataclasses.replace(script.sentences[3], text=HOSTILE)
    script = dataclasses.replace(script, title=HOSTILE, sentences=(*script.sentences, spoilt))
    cut = dataclasses.replace(episode.script.cut[0], text=HOSTILE, reasons=(HOSTILE,))
    checked = dataclasses.replace(episode.script, script=script, cut=(cut,))
    episode = dataclasses.replace(episode, title=HOSTILE, script=checked)
    digest = dataclasses.replace(
        digest, ranked=(Ranked(paper, 1.0, (HOSTILE,)),), headlines={paper.id: HOSTILE}, episodes=(episode,)
    )
    answered = Links("/", ANSWERS)
    found = [HitView(view_paper(paper), HOSTILE, HOSTILE)]
    return {
        "day": PAGES.day(digest, LINKS, Around(), Extra({paper.id: 3}, HOSTILE, {paper.id: 1})),
        "paper": PAGES.paper(paper, answered, [episode], headline=HOSTILE),
        "episode": PAGES.episode(episode, [paper], LINKS),
        "search": PAGES.search(
            answered, Asked(q=HOSTILE, author=HOSTILE), hits=found, better=HOSTILE, problem=HOSTILE
        ),
        "message": PAGES.message(HOSTILE, HOSTILE, LINKS, near=[(HOSTILE, "/x")]),
    }


@pytest.mark.parametrize("name", ["day", "paper", "episode", "search", "message"])
def test_hostile_texts_stay_text(name: str) -> None:
    """Whatever stands in titles, names and queries is shown; it never becomes markup, script or template."""
    text = hostile_pages()[name]
    root = lxml_html.fromstring(text)
    assert [s.get("src") for s in root.xpath("//script")] == [
        "/static/player.js" if name in ("paper", "search") else "../../static/player.js"
    ]
    assert root.xpath("//img") == []
    assert not any(a.startswith("on") for node in root.iter() for a in node.attrib)
    assert "49" not in root.xpath("//h1")[0].text_content()
    assert not any(str(h).startswith(("javascript:", "data:")) for h in root.xpath("//@href | //@src"))


@pytest.mark.parametrize("name", ["day", "paper", "episode", "search", "message"])
def test_pages_ask_nobody_else(name: str) -> None:
    """No page loads anything from elsewhere, and none has inline script or style, so the strictest policy fits."""
    root = lxml_html.fromstring(hostile_pages()[name])
    loaded = root.xpath(
        "//script/@src | //link[@rel!='alternate']/@href | //audio/@src | //img/@src | //iframe/@src"
    )
    assert all(not str(url).startswith(("http", "//")) for url in loaded)
    assert root.xpath("//script[not(@src)] | //style | //@style") == []


@pytest.mark.parametrize("name", ["day", "paper", "episode", "search", "message"])
def test_pages_can_be_used_by_everybody(name: str) -> None:
    """Language, one first heading, a skip link that leads to the content, labelled fields and named buttons."""
    root = lxml_html.fromstring(hostile_pages()[name])
    assert root.get("lang") == "en"
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("//a[@class='skip']/@href") == ["#main"]
    assert root.xpath("//main[@id='main']")
    for field in root.xpath("//input[not(@type='hidden')]"):
        labels = root.xpath(f"//label[@for='{field.get('id')}']") if field.get("id") else []
        assert labels or field.xpath("ancestor::label"), lxml_html.tostring(field)
    for link in root.xpath("//a | //button"):
        assert link.text_content().strip() or link.get("aria-label"), lxml_html.tostring(link)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(h.tag[1]) for h in root.xpath("//h1 | //h2 | //h3")]
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_tex_reads_and_scripts_keep_their_direction() -> None:
    """TeX in a title becomes letters, and each stranger's text chooses its own direction."""
    paper = dataclasses.replace(best_papers(1)[0], title="GRAM-R$^2$: $\\alpha$-divergence مرحبا")
    root = lxml_html.fromstring(PAGES.paper(paper, LINKS))
    (head,) = root.xpath("//h1")
    assert "α" in head.text_content()
    assert "$" not in head.text_content()
    assert head.get("dir") == "auto"


def test_transcript_shows_what_each_sentence_rests_on() -> None:
    """Each claim has its passage, its likelihood in words and figures, a time to jump to; cuts are listed."""
    episode = make_episode(best_papers(1)[0])
    root = lxml_html.fromstring(PAGES.episode(episode, [best_papers(1)[0]], LINKS))
    sentences = episode.script.script.sentences
    assert len(root.xpath("//li[contains(@class,'sentence')]")) == len(sentences)
    for number, sentence in enumerate(sentences):
        (row,) = root.xpath(f"//*[@id='s{number}']")
        assert sentence.text in row.text_content()
        (link,) = row.xpath(".//a[@class='say']")
        assert link.get("href").endswith(f".mp3#t={sentence.start_s:.2f}")
        if sentence.kind == "claim":
            assert row.xpath(".//summary")[0].text_content().split()[0] in ("Supported", "Likely")
            assert row.xpath(".//blockquote")
            assert "characters" in row.xpath(".//figcaption")[0].text_content()
        else:
            assert not row.xpath(".//details")
    assert "It beats every system ever built." in root.get_element_by_id("cut").getparent().text_content()
    assert "AI voice" in root.text_content()


@pytest.mark.parametrize(
    ("score", "band", "name"),
    [(1.0, "good", "Supported"), (0.8, "good", "Supported"), (0.79, "fair", "Likely"), (0.5, "fair", "Likely"),
     (0.49, "poor", "Doubtful"), (0.0, "poor", "Doubtful")],
)  # fmt: skip
def test_bands(score: float, band: str, name: str) -> None:
    """Likelihoods fall into three bands, each with its word, and nothing below one is called certain."""
    found = Evidence("p0", "x", 0, 1, score)
    view = view_sentence(0, Sentence("x", "finding", "claim", verdict=Verdict(score >= 0.5, score, (found,))))
    assert (view.band, view.band_name) == (band, name)
    assert view.percent < 100 or score == 1


def test_colours_can_be_read() -> None:
    """Every text colour has the contrast WCAG AA asks for on every ground, by day and by night."""
    for scheme in colours():
        for text in ("ink", "quiet", "accent", "good", "fair", "poor"):
            for ground in ("paper", "sheet", "wash", "glow", "good-wash", "fair-wash", "poor-wash"):
                assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground)
        assert contrast(scheme["on-accent"], scheme["accent"]) >= 4.5


def colours() -> list[dict[str, str]]:
    import re

    css = (STATIC / "paperledge.css").read_text()
    return [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", css)
    ]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_segment(text: str) -> None:
    """Any text becomes a safe path segment and, unless it is very long, comes back from it."""
    made = slug(text)
    assert made
    assert made not in (".", "..")
    assert all(c.isascii() and (c.isalnum() or c in "._-~") for c in made)
    if len(made) < 77 and text:
        assert unslug(made) == text.encode("utf-8", "replace").decode()


def test_addresses() -> None:
    """Old-style ids keep their folder, hostile ids leave none, and links fit where they stand."""
    assert paper_path("arxiv:math/9901002") == "paper/arxiv/math/9901002"
    assert paper_path("x:../../etc/passwd") == "paper/x/~2E./~2E./etc/passwd"
    assert episode_path("a/b") == "episode/a~2Fb"
    assert Links("../").day("2025-10-07") == "../day/2025-10-07/index.html"
    assert Links("/", ANSWERS).paper("arxiv:math/9901002") == "/paper/arxiv:math/9901002"
    assert whole_url("https://ü.example/", "a b.mp3").isascii()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:x", "/local", "//x.example", "http://", "", "http://[::1", "ftp://x"]
)
def test_links_that_are_none(url: str) -> None:
    """Only plain web addresses become links."""
    assert safe_url(url) == ""


def test_words() -> None:
    """Lengths, times and author lists as people write them."""
    assert [say_length(s) for s in (0, 59.6, 61, 3723)] == ["0 s", "1 min", "1 min 1 s", "1 h 2 min 3 s"]
    assert say_clock(271.9) == "4:31"
    assert byline((), 3) == ""
    assert byline(("A",), 3) == "A"
    assert byline(("A", "B", "C", "D"), 3) == "A, B, C and D"
    assert byline(("A", "B", "C", "D", "E"), 3) == "A, B, C and 2 others"


def test_a_day_of_each_outcome() -> None:
    """Each outcome has its own line, and an empty day leads back to the one before."""
    for outcome in ("none-by-calendar", "none-by-filter", "degraded", "failed"):
        digest = dataclasses.replace(make_digest(1, 0), outcome=outcome, ranked=(), headlines={})  # type: ignore[arg-type]
        page = PAGES.day(digest, LINKS, Around(before=dt.date(2025, 10, 6)))
        assert "nothing to list" in page
        assert "../../day/2025-10-06/index.html" in page
