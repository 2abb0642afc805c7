"""The llm writer against a server that misbehaves, and the check room against what it writes."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import llm
import pytest
from llm.plugins import pm

from paperledge.check import check_script
from paperledge.errors import ScriptError, UsageError
from paperledge.records import Document, Passage, Script
from paperledge.story import Desk, open_writer, repair_script, write_script
from paperledge.story.dials import terms_explained
from paperledge.story.llm import LlmWriter, split_parts
from paperledge.story.llm_answer import Refused, read_draft, read_outline
from paperledge.story.llm_calls import TRIES
from paperledge.story.personas import open_persona

from .chat_server import OUTLINE, ChatServer, Reply, words
from .conftest import ABSTRACT, GOOD, ORDER, make_document, sentences

pytestmark = pytest.mark.usefixtures("llm_home")


def told(writer: LlmWriter, paper: Document, seed: int = 0) -> Script:
    return writer.write(paper, seed=seed)


def texts(script: Script) -> list[str]:
    return [s.text for s in script.sentences]


@pytest.mark.parametrize("model", ["local", "plain", "whole"])
def test_a_draft_is_the_models_words_in_the_narrators_frame(
    server: ChatServer, paper: Document, desk: Desk, model: str
) -> None:
    """Greeting, disclosure, sign-off and credit are the narrator's, word for word; the rest names its passages."""
    server.replies = [Reply(sentences(*GOOD))]
    script = open_writer(f"llm:{model}", desk).write(paper, seed=3, minutes=None, persona="ernis")
    frame = [s for s in write_script(paper, seed=3).sentences if s.section in {"greeting", "signoff", "credit"}]
    assert [s for s in script.sentences if s.section in {"greeting", "signoff", "credit"}] == frame
    assert GOOD[3][0] in texts(script)
    assert "“Naps of twenty minutes gave no clear gain.”" in texts(script)
    assert (script.writer, script.model, script.seed, len(script.prompt_sha256)) == ("llm", model, 3, 64)
    assert script.notes[-1] == f"model {model}: 2 calls, about 1800 tokens in, 600 out"
    checked = check_script(script, [paper])
    assert not checked.cut
    assert checked.claims_bound == checked.claims >= 4


def test_a_schema_is_sent_where_the_model_takes_one(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A model that holds itself to a schema gets it as such, with our seed; others read it in the prompt."""
    server.replies = [Reply(sentences(*GOOD))]
    told(LlmWriter("local", desk), paper, seed=7)
    told(LlmWriter("plain", desk), paper)
    assert server.requests[0]["response_format"]["json_schema"]["schema"]["required"] == ["sentences"]
    assert server.requests[0]["seed"] == 7
    assert "response_format" not in server.requests[1]
    assert '"required": ["sentences"]' in server.prompt(1)


def test_the_paper_is_fenced_and_numbered(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Every sentence reaches the model with its id, between two lines that no paper can foresee."""
    server.replies = [Reply(sentences(*GOOD))]
    told(LlmWriter("local", desk), paper)
    asked = server.requests[0]["messages"][-1]["content"]
    fence = next(line for line in asked.splitlines() if line.startswith("==="))
    inside = asked.split(fence)[1]
    assert all(f"[{p.id}] {p.text}" in inside for p in paper.passages)
    assert len(fence) > 24


def test_sections_left_out_are_the_narrators(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A model that says nothing of a needed section leaves it to the narrator; sections come in their order."""
    server.replies = [Reply(sentences(GOOD[3], GOOD[0]))]
    script = told(LlmWriter("local", desk), paper)
    own = write_script(paper)
    for section in ("method", "why", "ponder"):
        assert [s for s in script.sentences if s.section == section] == [
            s for s in own.sentences if s.section == section
        ]
    places = ["greeting", "problem", "method", "finding", "why", "ponder", "signoff", "credit"]
    assert list(dict.fromkeys(s.section for s in script.sentences)) == places


@pytest.mark.parametrize("trouble", [Reply(status=429), Reply(status=500)])
def test_passing_trouble_is_tried_once_more(
    server: ChatServer, paper: Document, desk: Desk, trouble: Reply
) -> None:
    """After 429 and 500, which cost nothing, the same is asked again."""
    server.replies = [trouble, Reply(sentences(*GOOD))]
    script = told(LlmWriter("local", desk), paper)
    assert GOOD[0][0] in texts(script)
    assert len(server.requests) == 2
    assert "2 calls" in script.notes[-1]


def test_a_server_that_stays_down_ends_in_words(server: ChatServer, paper: Document, desk: Desk) -> None:
    """After some tries the error says what happened and what to do; the library adds no tries of its own."""
    server.replies = [Reply("busy", status=503)]
    with pytest.raises(ScriptError, match=r"local did not answer.*busy") as caught:
        told(LlmWriter("local", desk), paper)
    assert len(server.requests) == TRIES
    assert "not paid twice" in caught.value.next_step


def test_a_server_asks_for_a_longer_wait(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Retry-After is honoured."""
    server.replies = [Reply(status=429, headers={"retry-after": "0.4"}), Reply(sentences(*GOOD))]
    start = time.monotonic()
    told(LlmWriter("local", desk), paper)
    assert time.monotonic() - start >= 0.4


@pytest.mark.parametrize("wish", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_very_long_wait_is_left_to_you(server: ChatServer, paper: Document, desk: Desk, wish: str) -> None:
    """Asked to wait an hour, as a number or a date, the draft is given up at once and says so."""
    server.replies = [Reply(status=429, headers={"retry-after": wish})]
    with pytest.raises(ScriptError, match="asks to wait"):
        told(LlmWriter("local", desk), paper)
    assert len(server.requests) == 1


def test_a_slow_server_is_given_up(server: ChatServer, paper: Document, desk: Desk) -> None:
    """The time-out holds for the whole answer. What may be billed is booked, and not asked again unbidden."""
    server.replies = [Reply(sentences(*GOOD), wait_s=20)]
    start = time.monotonic()
    with pytest.raises(ScriptError, match=r"did not answer.*it may be billed"):
        told(LlmWriter("local", replace(desk, timeout_s=1.5)), paper)
    assert time.monotonic() - start < 15
    assert len(server.requests) == 1
    assert [row["end"] for row in ledger(desk)] == ["answered", "failed"]


@pytest.mark.parametrize("trouble", ["the line breaks", "it only drips", "its tokens are used up"])
def test_an_answer_that_breaks_off_is_gone_on_with(
    server: ChatServer, paper: Document, desk: Desk, trouble: str
) -> None:
    """What came is paid for, so it is kept, and the model is asked for the rest alone."""
    whole = sentences(*GOOD)
    cut = whole.index("Students wore") + 10
    broken = {
        "the line breaks": Reply(whole[:cut], drop=True),
        "it only drips": Reply(whole[:cut] + " " * 4000, drip_s=0.02),
        "its tokens are used up": Reply(whole[:cut]),
    }[trouble]
    server.replies = [broken, Reply(sentences(*GOOD[1:]))]
    desk = replace(desk, timeout_s=1.0)
    script = told(LlmWriter("local", desk), paper)
    drafted = [s.text.strip("“”") for s in script.sentences if s.text.strip("“”") in {g[0] for g in GOOD}]
    assert drafted == [g[0] for g in GOOD]
    assert f"do not repeat what is there: {GOOD[1][0]}" in server.prompt(1)
    assert told(LlmWriter("local", desk), paper).sentences == script.sentences
    assert len(server.requests) == 2


def test_each_call_is_a_line_of_the_ledger(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Model, paper, tokens and how it ended; a kept answer costs nothing and gets no line."""
    server.replies = [Reply(sentences(*GOOD))]
    said: list[str] = []
    for _ in range(2):
        told(LlmWriter("local", replace(desk, say=said.append)), paper)
    assert [(r["model"], r["paper"], r["tokens_in"], r["tokens_out"], r["end"]) for r in ledger(desk)] == [
        ("local", paper.paper.id, 900, 300, "answered")
    ] * 2
    assert "about" in said[0]
    assert "never more than 60000" in said[0]
    assert said[1] == "model local: 2 calls, about 1800 tokens in, 600 out"


def ledger(desk: Desk) -> list[dict]:
    return [json.loads(line) for line in (desk.ledger or Path()).read_text().splitlines()]


def test_a_plugin_may_fail_in_its_own_way(paper: Document, desk: Desk) -> None:
    """A model of some plugin, with no options and an error of its own, ends in one of our errors."""

    class Odd(llm.Model):
        model_id = "odd"

        def execute(self, *_: object, **__: object) -> Iterator[str]:
            yield "{"
            raise ZeroDivisionError("odd")

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Callable[..., None]) -> None:
            register(Odd())

    plugin = Plugin()
    llm.get_models()
    pm.register(plugin)
    try:
        with pytest.raises(ScriptError, match="the model odd failed: odd"):
            told(LlmWriter("odd", desk), paper)
    finally:
        pm.unregister(plugin)


def test_ollama_is_given_room_for_the_whole_question(paper: Document, desk: Desk) -> None:
    """A model with Ollama's options gets a context that holds question and answer; its name may hold a colon."""
    asked: list[tuple[int, int, int]] = []

    class Small(llm.Model):
        model_id = "small:latest"

        class Options(llm.Options):
            num_ctx: int | None = None
            num_predict: int | None = None

        def execute(self, prompt: llm.Prompt, *_: object, **__: object) -> Iterator[str]:
            asked.append((len(prompt.prompt) // 4, prompt.options.num_predict, prompt.options.num_ctx))
            yield OUTLINE if len(asked) == 1 else sentences(*GOOD)

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Callable[..., None]) -> None:
            register(Small())

    plugin = Plugin()
    llm.get_models()
    pm.register(plugin)
    try:
        open_writer("llm:small:latest", desk).write(paper, seed=0, minutes=None, persona="ernis")
    finally:
        pm.unregister(plugin)
    assert len(asked) == 2
    assert all(room > words + answer for words, answer, room in asked)


def test_nobody_listens(paper: Document, desk: Desk, llm_home: Path) -> None:
    """A server that is not there is an error in words."""
    row = {"model_id": "gone", "model_name": "x", "api_base": "http://127.0.0.1:9/v1"}
    (llm_home / "extra-openai-models.yaml").write_text(json.dumps([row]))
    with pytest.raises(ScriptError, match="gone did not answer"):
        told(LlmWriter("gone", desk), paper)


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        (sentences(*GOOD)[:60], "it is not JSON"),
        ("Here is the script you asked for: Hello!", "begins with 'Here is the script"),
        ("I'm sorry, but I can't help with that.", "begins with \"I'm sorry"),
        (sentences(("Hi!", "greeting", "patter", [])), "unknown kind 'patter'"),
        ('{"sentences": []}', "there is no claim"),
        ("[1]", "is a list, not an object"),
        ("", "it is empty"),
    ],
)
def test_an_unusable_answer_goes_back_with_the_reason(
    server: ChatServer, paper: Document, desk: Desk, bad: str, shown: str
) -> None:
    """Cut-off JSON, prose, refusals, unknown kinds are refused, never mended; the model is told what was wrong."""
    server.replies = [Reply(bad), Reply(sentences(*GOOD))]
    script = told(LlmWriter("plain", desk), paper)
    assert shown in server.prompt(1)
    assert GOOD[0][0] in texts(script)
    assert "3 calls" in script.notes[-1]


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```\n", "  ```JSON\n{}```"])
def test_a_code_fence_costs_nothing(server: ChatServer, paper: Document, desk: Desk, fence: str) -> None:
    """An answer in a code fence is read as it is, not asked for again."""
    server.replies = [Reply(fence.replace("{}", sentences(*GOOD)))]
    assert GOOD[0][0] in texts(told(LlmWriter("plain", desk), paper))
    assert len(server.requests) == 1


def test_two_unusable_answers_are_enough(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Then the draft fails with the reason, and what was answered is kept."""
    server.replies = [Reply("No.")]
    with pytest.raises(ScriptError, match=r"no usable draft.*not JSON") as caught:
        told(LlmWriter("plain", desk), paper)
    assert len(server.requests) == 2
    assert "3 calls" in caught.value.kept
    assert len(list((desk.drafts or Path()).iterdir())) == 3


def test_an_answer_is_never_paid_twice(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A draft taken up again asks only what was not answered; another seed asks anew."""
    server.replies = [Reply("No."), *[Reply(status=500)] * TRIES, Reply(sentences(*GOOD))]
    with pytest.raises(ScriptError):
        told(LlmWriter("plain", desk), paper)
    assert len(server.requests) == 1 + TRIES
    first = told(LlmWriter("plain", desk), paper)
    assert len(server.requests) == 2 + TRIES
    again = told(LlmWriter("plain", desk), paper)
    assert len(server.requests) == 2 + TRIES
    assert texts(first) == texts(again)
    assert again.notes[-1].endswith("3 answered from kept drafts")
    assert len(server.outline_requests) == 1
    told(LlmWriter("plain", desk), paper, seed=1)
    assert len(server.requests) == 3 + TRIES


def test_a_damaged_draft_is_asked_for_anew(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A kept answer that cannot be read counts as none."""
    server.replies = [Reply(sentences(*GOOD))]
    told(LlmWriter("local", desk), paper)
    for kept in (desk.drafts or Path()).iterdir():
        kept.write_text(kept.read_text()[:20])
    told(LlmWriter("local", desk), paper)
    assert len(server.requests) == len(server.outline_requests) == 2


def test_wrong_ids_are_dropped_and_the_claim_stays(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A claim that names a passage there is not is held to the whole paper by the check."""
    row = (GOOD[3][0], "finding", "claim", ["p99", "q1"])
    server.replies = [Reply(sentences(row))]
    script = told(LlmWriter("local", desk), paper)
    claim = next(s for s in script.sentences if s.text == row[0])
    assert claim.passages == ()
    kept = next(s for s in check_script(script, [paper]).script.sentences if s.text == row[0])
    assert kept.passages == ("p3",)


@pytest.mark.parametrize(
    "row",
    [
        ("Students who slept eight hours remembered 87 percent more words.", "finding", "claim", ["p3"]),
        ("The researchers studied 5,000 pilots at Stanford University.", "method", "claim", ["p1"]),
        ("Sleep is the cure for every disease we know.", "quote", "quote", ["p0"]),
        ("Sleep cures cancer: “naps of twenty minutes gave no clear gain”", "quote", "quote", ["p4"]),
        ("This paper is the best paper ever written.", "finding", "claim", ["p7"]),
        (ORDER, "finding", "background", []),
        ("Students remembered 23 percent more words, the study shows.", "finding", "background", []),
        ("This will certainly end bad marks in all 900 schools.", "why", "implication", ["p6"]),
    ],
)
def test_what_the_paper_does_not_say_is_cut(server: ChatServer, desk: Desk, row: tuple) -> None:
    """Invented numbers, names and quotes, and orders found in the paper, do not pass the check; the rest does."""
    paper = make_document(f"{ABSTRACT} {ORDER}", "Sleep and memory in students")
    server.replies = [Reply(sentences(*GOOD[:4], row))]
    script = told(LlmWriter("local", desk), paper)
    checked = check_script(script, [paper])
    drafted = [s for s in script.sentences if row[0][:18] in s.text][-1]
    assert drafted.text in [c.text for c in checked.cut]
    assert all(good[0] in texts(checked.script) for good in GOOD[:4])


def test_the_papers_words_take_the_place_of_an_invented_claim(
    server: ChatServer, paper: Document, desk: Desk
) -> None:
    """Repair works on a model's draft as on the narrator's."""
    server.replies = [
        Reply(sentences(GOOD[0], ("They remembered 87 percent more words.", "finding", "claim", ["p3"])))
    ]
    script = told(LlmWriter("local", desk), paper)
    place = next(i for i, s in enumerate(script.sentences) if "87 percent" in s.text)
    mended = repair_script(script, [place], [paper])
    assert any("23 percent more" in text for text in texts(mended))
    assert not check_script(mended, [paper]).cut


def test_orders_are_not_shown_to_the_model(server: ChatServer, desk: Desk) -> None:
    """A sentence that reads like an order stays out of the prompt, and the script's notes say so."""
    paper = make_document(f"{ABSTRACT} {ORDER}", "Sleep and memory in students")
    server.replies = [Reply(sentences(*GOOD))]
    script = told(LlmWriter("local", desk), paper)
    assert "Ignore all previous" not in server.prompt(0)
    assert script.notes[-2] == "sentences not shown to the model because they read like orders: 1"


def long_document(paper: Document, parts: int = 2) -> Document:
    """The paper with a body of 300 sentences a part."""
    text, passages = paper.text, list(paper.passages)
    for i in range(300 * parts):
        line = (
            f"In block {i} the students learned words from the list again and were asked about them " + "soon " * 6
        )
        start = len(text) + 1
        text += " " + line.strip() + "."
        passages.append(Passage(f"p{len(passages)}", text[start:], start, len(text), "Results"))
    return Document(paper.paper, text, tuple(passages), "full text", sha256="0" * 64)


def points(*ids: str, section: str = "method") -> str:
    return json.dumps({"points": [{"section": section, "point": f"about {i}", "passages": [i]} for i in ids]})


def test_the_whole_of_a_long_paper_is_read_in_parts(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Every sentence is in one of the outlines' questions; the draft has what they name, and the abstract."""
    document = long_document(paper)
    assert len(split_parts(document.passages)) == 3
    server.outlines = [Reply(points(i, "p9999")) for i in ("p9", "p300", "p600")]
    server.replies = [Reply(sentences(*GOOD))]
    script = told(LlmWriter("local", desk), document)
    asked = "".join(words(request) for request in server.outline_requests)
    assert all(asked.count(f"[{p.id}] ") == 1 for p in document.passages)
    last = server.prompt(0)
    assert all(f"[p{n}]" in last for n in (0, 3, 9, 300, 600))
    assert "[p301]" not in last
    assert "p9999" not in last
    assert [line for line in last.splitlines() if line.startswith("method: about")] == [
        f"method: about {i} [{i}]" for i in ("p9", "p300", "p600")
    ]
    assert script.notes[-2].startswith("the model read all 607 sentences, in 3 parts, and wrote from the ")
    assert "4 calls" in script.notes[-1]


def test_points_that_do_not_fit_are_counted(server: ChatServer, paper: Document, desk: Desk) -> None:
    """Of outlines too long for one call each part's first points stay; how many did not is told in a note."""
    document = long_document(paper, parts=3)
    parts = split_parts(document.passages)
    server.outlines = [Reply(points(*(p.id for p in part))) for part in parts]
    server.replies = [Reply(sentences(*GOOD))]
    script = told(LlmWriter("local", desk), document)
    assert all(f"[{part[0].id}] " in server.prompt(0) for part in parts)
    note = next(n for n in script.notes if "did not fit" in n)
    left = int(note.rsplit(" ", 1)[1])
    assert left + sum(line.startswith("method: about") for line in server.prompt(0).splitlines()) == 907


def test_an_abstract_of_book_length_leaves_room(server: ChatServer, desk: Desk) -> None:
    """An abstract of 7,000 words is outlined whole; what reaches the last call is bounded."""
    more = " ".join(f"In block {i} they learned the words again." for i in range(900))
    paper = make_document(f"{ABSTRACT} {more}", "Sleep and memory in students")
    server.outlines = [Reply(points("p899"))]
    server.replies = [Reply(sentences(*GOOD))]
    told(LlmWriter("local", replace(desk, max_tokens=200_000)), paper)
    assert len(server.outline_requests) == len(split_parts(paper.passages)) > 1
    assert "[p899] " in server.prompt(0)
    assert len(server.prompt(0).split()) < 5_500


def test_a_long_paper_is_taken_up_where_it_broke_off(server: ChatServer, paper: Document, desk: Desk) -> None:
    """When the second part fails, the first one's answer stays paid for."""
    server.outlines = [Reply(points("p9")), *[Reply(status=500)] * TRIES, Reply('{"points": []}')]
    with pytest.raises(ScriptError, match="did not answer") as caught:
        told(LlmWriter("local", desk), long_document(paper))
    assert "1 call" in caught.value.kept
    server.replies = [Reply(sentences(*GOOD))]
    script = told(LlmWriter("local", desk), long_document(paper))
    assert len(server.outline_requests) == 1 + TRIES + 2
    assert script.notes[-1].endswith("1 answered from kept drafts")


def test_a_killed_run_goes_on_from_the_kept_answers(server: ChatServer, desk: Desk) -> None:
    """A process killed while the model writes pays for no outline again."""
    server.replies = [Reply(sentences(*GOOD), wait_s=60)]
    code = (
        "import sys; from pathlib import Path\n"
        "from paperledge.sources import abstract_document\n"
        "from paperledge.records import Paper\n"
        "from paperledge.story import Desk, open_writer\n"
        "paper = Paper('list:001', 'Sleep and memory in students', sys.argv[2])\n"
        "writer = open_writer('llm:local', Desk(Path(sys.argv[1])))\n"
        "script = writer.write(abstract_document(paper), seed=0, minutes=None, persona='ernis')\n"
        "print(script.notes[-1])\n"
    )
    command = [sys.executable, "-c", code, str(desk.drafts), ABSTRACT]
    with subprocess.Popen(command) as child:
        for _ in range(600):
            if server.requests:
                break
            time.sleep(0.05)
        child.kill()
    assert (len(server.outline_requests), len(server.requests)) == (1, 1)
    server.replies = [Reply(sentences(*GOOD))]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (len(server.outline_requests), len(server.requests)) == (1, 2)
    assert said.strip() == "model local: 2 calls, about 1800 tokens in, 600 out; 1 answered from kept drafts"


def test_the_estimate_comes_before_any_call(server: ChatServer, paper: Document) -> None:
    """What a draft would cost is told without a call; above the cap nobody is asked."""
    writer = LlmWriter("local", Desk(max_tokens=1_000))
    assert 4_000 < writer.estimate(paper) < 12_000 < 30_000 < writer.estimate(long_document(paper)) < 55_000
    with pytest.raises(ScriptError, match=r"would cost about .* 1000 are allowed"):
        told(writer, paper)
    assert server.requests == []


def test_the_draft_stops_at_the_cap(server: ChatServer, paper: Document, tmp_path: Path) -> None:
    """When the cap is reached no further call is made, and the answer may not run past it."""
    cap = LlmWriter("local").estimate(paper) + 100
    server.replies = [Reply("long " * 40_000, usage=False)]
    with pytest.raises(ScriptError, match="longer than") as caught:
        told(LlmWriter("local", Desk(tmp_path, max_tokens=cap, timeout_s=5)), paper)
    assert "tokens" in str(caught.value)
    assert len(server.requests) == 1
    assert server.requests[0]["max_tokens"] < cap


def test_a_second_call_over_the_cap_is_not_made(server: ChatServer, paper: Document, tmp_path: Path) -> None:
    """A refused answer that used up the cap is not followed by another call."""
    cap = LlmWriter("local").estimate(paper) + 100
    server.replies = [Reply("x" * (cap - 1500) * 4, usage=False)]
    with pytest.raises(ScriptError, match="are spent"):
        told(LlmWriter("local", Desk(tmp_path, max_tokens=cap, timeout_s=5)), paper)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("model", "reply", "says"),
    [
        ("keyed", Reply(), "llm keys set somewhere"),
        ("nosuch", Reply(), "llm models"),
        ("local", Reply("bad key sk-secret", status=401), "llm keys set"),
        ("local", Reply("no such model", status=404), "does not know the model"),
    ],
)
def test_what_you_can_mend_is_said(
    server: ChatServer, paper: Document, desk: Desk, model: str, reply: Reply, says: str
) -> None:
    """Wrong keys and unknown models name the next step and repeat no secret; nothing is tried twice."""
    server.replies = [reply]
    with pytest.raises(UsageError) as caught:
        told(LlmWriter(model, desk), paper)
    assert says in str(caught.value)
    assert "sk-secret" not in str(caught.value)
    assert len(server.requests) <= 1


def test_other_refusals_are_final(server: ChatServer, paper: Document, desk: Desk) -> None:
    """A request the server calls wrong is not sent again."""
    server.replies = [Reply("context too long", status=400)]
    with pytest.raises(ScriptError, match=r"failed.*context too long"):
        told(LlmWriter("local", desk), paper)
    assert len(server.requests) == 1


def test_writers_open_by_name(desk: Desk, paper: Document) -> None:
    """Built-ins come by the entry points strangers use; what is wrong with a name is said."""
    narrator = open_writer("narrator")
    assert narrator.name == "narrator"
    assert narrator.write(paper, seed=2, minutes=None, persona="ernis") == write_script(paper, seed=2)
    assert open_writer("llm:local", desk).name == "llm:local"
    for name, says in (("poet", "llm:MODEL, narrator"), ("llm", "llm:MODEL"), ("narrator:x", "narrator")):
        with pytest.raises(UsageError) as caught:
            open_writer(name)
        assert says in caught.value.next_step


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where llm is not installed, the error says what to install."""
    monkeypatch.setitem(sys.modules, "llm", None)
    with pytest.raises(UsageError, match=r"pip install 'paperledge\[llm\]'"):
        open_writer("llm:local")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"sentences": {}}', '{"sentences": [1]}', "null", '"\\ud800"'])
def test_strange_answers_are_refused(text: str) -> None:
    """Whatever comes back is read or refused."""
    with pytest.raises(Refused):
        read_draft(text, frozenset())


def test_several_sentences_in_one_are_checked_one_by_one() -> None:
    """A claim cannot carry a second one past the check; ids are unique."""
    row = ("Short sleep harms memory. Naps of twenty minutes gave no gain.", "finding", "claim", ["p0", "p0"])
    drafted, whole = read_draft(sentences(row), frozenset({"p0"}))
    assert whole
    assert [(s.text, s.passages) for s in drafted] == [
        ("Short sleep harms memory.", ("p0",)),
        ("Naps of twenty minutes gave no gain.", ("p0",)),
    ]
    outline = '{"points": [{"section": "why", "point": "x", "passages": ["p2", "p2", "p7", "p1"]}]}'
    assert read_outline(outline, frozenset({"p1", "p2"}))[0][0].passages == ("p2", "p1")


@pytest.mark.parametrize(
    ("persona", "audience", "reached"),
    [
        ("ernis", "a listener of 14", "everybody else"),
        ("milo", "children of twelve", "someone who is still at school"),
        ("vera", "colleagues in the field", "people who could use it at work"),
    ],
)
def test_a_model_is_told_for_whom_and_how_to_tell(
    server: ChatServer, paper: Document, desk: Desk, persona: str, audience: str, reached: str
) -> None:
    """Each persona's listeners, how many terms are explained, and that it is one story; no blank is left."""
    server.replies = [Reply(sentences(*GOOD))]
    LlmWriter("local", desk).write(paper, persona=persona)
    asked = server.prompt(0)
    assert audience in asked
    assert reached in asked
    terms = terms_explained(open_persona(persona).dials.clarity)
    assert f"at most {terms}\n  terms in all" in asked
    assert "One story, not a list of facts" in asked
    assert not re.search(r"\$[a-z]", asked)
