"""The command line is a contract: these forms, these paths, these exit codes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from paperledge.cli.app import app, readers, searches
from paperledge.report import DayReport
from tests.cli.conftest import Answer

Call = Callable[..., Answer]
COMMANDS = (
    "day collect import search rank tell check say publish mail serve readers searches settings doctor"
).split()

ABSTRACT = (
    "Plants need light to grow. We measured the growth of 40 tomato plants under red and blue light. "
    "Plants under red light grew 12% taller than plants under blue light. "
    "Leaf colour did not differ between the groups. These findings may help growers choose their lamps."
)


@pytest.fixture
def home(tmp_path: Path, sample_home: tuple[Path, DayReport]) -> Path:
    """A copy of the home of a finished sample day, to be changed at will."""
    shutil.copytree(sample_home[0], tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.jsonl"
    path.write_text(json.dumps({"id": "x:1", "title": "Red light makes tomato plants grow", "abstract": ABSTRACT}))
    return path


def test_every_command_has_help_with_an_example(call: Call) -> None:
    """Whoever asks a command for help gets a sentence and an example to copy."""
    for command in COMMANDS:
        answer = call(command, "--help")
        assert answer.code == 0
        if command not in ("readers", "searches"):
            assert "Example: paperledge" in answer.out
    for name, group in (("readers", readers), ("searches", searches)):
        for inner in group.registered_commands:
            assert "Example: paperledge" in call(name, inner.name, "--help").out
    single = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    assert single | {"readers", "searches"} == set(COMMANDS)


def test_day_gives_its_report_as_one_json_document(call: Call, home: Path) -> None:
    """`day --json` prints the report and nothing else on stdout; a finished day is not done again."""
    answer = call("day", "--sample", "--episodes", 2, "--voice", "tone", "--home", home, "--json")
    row = answer.json
    assert answer.code == 0
    assert {
        "date",
        "outcome",
        "collected",
        "new",
        "skipped",
        "ranked",
        "episodes",
        "digest",
        "feed",
        "page",
    } <= set(row)
    assert (row["date"], row["outcome"], row["collected"]) == ("2025-10-07", "new", 311)
    assert {"id", "title", "score", "reasons"} <= set(row["ranked"][0])
    wanted = {"paper", "title", "script", "audio", "seconds", "claims", "claims_bound", "cut"}
    for episode in row["episodes"]:
        assert wanted <= set(episode)
        assert (home / episode["audio"]).is_file()
        assert (home / episode["script"]).is_file()
    for name in ("digest", "feed", "page"):
        assert (home / row[name]).is_file()


def test_the_report_for_people_names_what_a_reader_needs(call: Call, home: Path) -> None:
    """Without --json the report says what was found, why, how much is bound, and how to look at it."""
    answer = call("day", "--sample", "--episodes", 2, "--voice", "tone", "--home", home)
    assert answer.code == 0
    for text in ("311 papers collected", "claims bound to the paper", "paperledge serve", "feed.xml"):
        assert text in answer.out


def test_home_may_stand_before_the_command(call: Call, home: Path) -> None:
    """--home works everywhere."""
    assert call("--home", home, "settings", "--json").code == 0
    assert call("--home", home, "rank", "--json").json


def test_import_then_search_finds_the_paper(call: Call, tmp_path: Path, paper: Path) -> None:
    """What was imported is searchable at once, and importing it again changes nothing."""
    home = tmp_path / "new"
    first = call("import", paper, "--home", home, "--json")
    assert (first.code, first.json["papers"], first.json["new"]) == (0, 1, 1)
    again = call("import", paper, "--home", home, "--json")
    assert (again.json["new"], again.json["changed"]) == (0, 0)
    hits = call("search", "tomato light", "--home", home, "--json").json
    assert hits[0]["id"] == "x:1"
    assert {"id", "title", "score", "why"} <= set(hits[0])


def test_hits_for_people_hold_no_tex(call: Call, tmp_path: Path) -> None:
    """The sentence that tells why reads as the title does; a question an error ends in gets no full stop."""
    told = {
        "id": "arxiv:2501.06184",
        "title": "Sparse $\\alpha$-entmax",
        "abstract": "Sparse attention by $\\alpha$-entmax helps.",
    }
    path, home = tmp_path / "p.jsonl", tmp_path / "home"
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")
    call("import", path, "--home", home)
    shown = call("search", "sparse attention", "--home", home).out
    assert "α-entmax" in shown
    assert "$" not in shown
    missing = call("search", "--like", "arxiv:2501.00184", "--home", home)
    assert "did you mean arxiv:2501.06184?" in missing.err
    assert "?." not in missing.err


def test_search_like_a_paper(call: Call, home: Path) -> None:
    """--like finds neighbours of a paper, not the paper itself."""
    hits = call("search", "--like", "arxiv:2510.05096", "-n", 5, "--home", home, "--json").json
    assert len(hits) == 5
    assert "arxiv:2510.05096" not in [h["id"] for h in hits]


def test_search_like_some_and_less_like_others(call: Call, home: Path) -> None:
    """Several papers may be liked, others avoided, and a query beside them has to be met."""
    liked = ("--like", "arxiv:2510.05096", "--like", "arxiv:2510.05025")
    hits = [h["id"] for h in call("search", *liked, "-n", 10, "--home", home, "--json").json]
    turned = [h["id"] for h in call("search", *liked, "--less", hits[0], "--home", home, "--json").json]
    assert hits[0] not in turned
    assert turned != hits
    narrow = call("search", *liked, "cat:cs.CV", "--home", home, "--json").json
    assert narrow
    assert all("cs.CV" in h["categories"] for h in narrow)


def test_searches_are_saved_listed_and_taken_out(call: Call, home: Path) -> None:
    """A saved search is listed as it was typed until it is taken out."""
    add = ("searches", "add", "agents", "language agents", "--less", "arxiv:2510.05096", "--home", home)
    assert call(*add).code == 2
    answer = call(*add, "--like", "2510.05025", "--json")
    wanted = {"name": "agents", "for": "", "query": "language agents"}
    wanted |= {"like": ["arxiv:2510.05025"], "less": ["arxiv:2510.05096"]}
    assert answer.json == wanted
    assert call("--home", home, "searches", "list", "--json").json == [wanted]
    assert call("searches", "remove", "agents", "--home", home).code == 0
    assert call("searches", "list", "--home", home, "--json").json == []


def test_rank_follows_a_reader(call: Call, home: Path) -> None:
    """A reader's likes change the order, and the reasons say so."""
    plain = [r["id"] for r in call("rank", "--home", home, "--json").json]
    liked = plain[-1]
    assert call("readers", "add", "ada", "--likes", liked, "--home", home).code == 0
    mine = call("rank", "--for", "ada", "--home", home, "--json").json
    assert {"id", "title", "score", "why"} <= set(mine[0])
    assert [r["id"] for r in mine].index(liked) < 5
    assert sorted(plain) == sorted(r["id"] for r in mine)


def test_tell_a_file_without_audio(call: Call, tmp_path: Path, paper: Path) -> None:
    """`tell` writes a checked script from a file, each claim bound."""
    answer = call("tell", paper, "--no-audio", "--home", tmp_path / "h", "--out", tmp_path / "out", "--json")
    row = answer.json
    assert answer.code == 0
    assert {"script", "audio", "seconds", "claims", "claims_bound", "cut"} <= set(row)
    assert row["audio"] is None
    assert row["claims_bound"] == row["claims"] > 0
    script = json.loads((tmp_path / "out" / "script.json").read_text())
    assert {"text", "section", "kind", "passages", "verdict", "start_s", "end_s"} <= set(script["sentences"][0])


def test_check_judges_a_strangers_text(call: Call, tmp_path: Path, paper: Path) -> None:
    """A plain text gets a verdict for each sentence, with offsets that point into the paper."""
    text = tmp_path / "talk.txt"
    text.write_text(
        "Plants under red light grew 12% taller than plants under blue light. "
        "Plants under red light grew 52% taller than plants under blue light."
    )
    answer = call("check", text, paper, "--home", tmp_path / "h", "--json")
    row = answer.json
    assert answer.code == 1
    assert [s["ok"] for s in row["sentences"]] == [True, False]
    passage = row["sentences"][0]["passages"][0]
    assert ABSTRACT[passage["start"] : passage["end"]] == passage["text"]
    assert (row["claims"], row["claims_ok"]) == (2, 1)
    assert row["sentences"][1]["reasons"]


def test_say_speaks_a_checked_script_and_checks_an_edited_one_again(
    call: Call, home: Path, tmp_path: Path
) -> None:
    """An edited script is never spoken as it is: what the paper does not support is cut."""
    script = next((home / "scripts").glob("*.json"))
    answer = call("say", script, "--voice", "tone", "--out", tmp_path / "a.mp3", "--home", home, "--json")
    assert answer.code == 0
    assert (tmp_path / "a.mp3").stat().st_size > 1000
    row = json.loads(script.read_text())
    claim = next(s for s in row["sentences"] if s["kind"] == "claim")
    claim["text"] = "The team shows that cheese is made of moon rock."
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(row))
    again = call("say", edited, "--voice", "tone", "--out", tmp_path / "b.mp3", "--home", home, "--json")
    assert again.code == 0
    assert again.json["cut"] >= 1
    assert "changed after its check" in again.err


def test_mail_dry_run_shows_and_writes_nothing(call: Call, home: Path) -> None:
    """--dry-run shows the mail and leaves the home as it was."""
    (home / "mail" / "2025-10-07.eml").unlink()
    answer = call("mail", "--dry-run", "--home", home)
    assert answer.code == 0
    assert "Subject:" in answer.out
    assert not (home / "mail" / "2025-10-07.eml").exists()


def test_publish_builds_the_same_bytes_again(call: Call, home: Path) -> None:
    """Feed and pages are derived: built again from the library they are the same bytes."""
    before = {p: p.read_bytes() for p in (home / "site").rglob("*") if p.is_file()}
    shutil.rmtree(home / "site")
    assert call("publish", "--home", home).code == 0
    assert {p: p.read_bytes() for p in (home / "site").rglob("*") if p.is_file()} == before


def test_readers_come_export_and_leave(call: Call, home: Path) -> None:
    """A reader can be added, listed, exported and erased without a trace."""
    call("readers", "add", "ada", "--email", "ada@example.org", "--home", home)
    assert [r["name"] for r in call("readers", "list", "--home", home, "--json").json] == ["ada"]
    assert "ada@example.org" in call("readers", "export", "ada", "--home", home).out
    assert call("readers", "remove", "ada", "--home", home).code == 0
    assert call("readers", "list", "--home", home, "--json").json == []


def test_doctor_says_what_works(call: Call, home: Path) -> None:
    """The doctor looks at library, index, voice and check, and compares index with library."""
    findings = call("doctor", "--home", home, "--json").json
    assert {"library", "index", "check model"} <= {f["what"] for f in findings}
    assert all(f["ok"] for f in findings)


def test_doctor_repairs_a_damaged_index(call: Call, home: Path) -> None:
    """A damaged index is named by search and doctor with the next step, and that step heals it."""
    signs = next((home / "index").glob("data-*/vectors/signs"))
    signs.write_bytes(signs.read_bytes()[:100])
    assert "paperledge doctor" in call("search", "agents", "--home", home).err
    sick = call("doctor", "--home", home, "--json")
    assert [f["next_step"] for f in sick.json if f["what"] == "index"] == ["paperledge doctor --repair"]
    assert call("doctor", "--repair", "--home", home).code == 0
    assert call("search", "agents", "--home", home, "--json").json


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["day", "--on", "yesterday", "--sample"], 2, "YYYY-MM-DD"),
        (["day", "--sample", "--on", "2025-10-08"], 2, "the sample is the day 2025-10-07"),
        (["search"], 2, "nothing to search for"),
        (["import", "no-such-file.jsonl"], 2, "no-such-file.jsonl"),
        (["tell", "no/such/file.pdf"], 3, "no/such/file.pdf"),
        (["tell", "arxiv:9999.99999"], 3, "9999.99999"),
        (["check", "no.txt", "arxiv:2510.05096"], 2, "no.txt"),
        (["rank", "--on", "1999-01-01"], 2, "no papers of 1999-01-01"),
        (["rank", "--for", "nobody"], 2, "nobody"),
        (["readers", "add", "x", "--email", "not an address"], 2, "no e-mail address"),
        (["mail", "--to", "a@b.c"], 3, "no mail server"),
        (["nonsense"], 2, "nonsense"),
        (["search", "x", "--less", "arxiv:2510.05096"], 2, "--less needs --like"),
        (["search", "x", "--closely"], 2, "--closely needs --like"),
        (["searches", "add", "x"], 2, "nothing to search for"),
        (["searches", "add", "x", "y", "--for", "nobody"], 2, "nobody"),
        (["searches", "remove", "x"], 2, "no saved search 'x'"),
        (["search", "-n", "0", "x"], 2, "greater than or equal to 1"),
    ],
)
def test_wrong_use_and_missing_things_are_named(
    call: Call, home: Path, arguments: list[str], code: int, words: str
) -> None:
    """Each mistake has its exit code and a word on what to do; none ends in a traceback."""
    answer = call("--home", home, *arguments)
    assert answer.code == code
    assert words in answer.err
    assert "Traceback" not in answer.err
