"""What the voice tests share: a real abstract, scripts about it that went through the check, and quick voices."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from paperledge import prose
from paperledge.check import check_script
from paperledge.records import CheckedScript, Document, Paper, Passage, Script, Sentence
from paperledge.voice import SpeakRequest
from paperledge.voice.tone import ToneVoice

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def make_document() -> Document:
    row = json.loads((DATA / "abstract.json").read_text(encoding="utf-8"))
    paper = Paper(id=row["id"], title=row["title"], abstract=row["abstract"], authors=("Ada Lovelace",))
    spans = prose.split_sentences(paper.abstract)
    passages = tuple(Passage(f"p{n}", paper.abstract[a:b], a, b) for n, (a, b) in enumerate(spans))
    return Document(paper, paper.abstract, passages, "abstract", sha256="0" * 64)


def make_checked(sentences: Sequence[Sentence], title: str = "Talking with a million people") -> CheckedScript:
    """A script of the given sentences, made where all of them are made: by the check."""
    document = make_document()
    draft = Script(title, (document.paper.id,), (document.sha256,), tuple(sentences), "abstract")
    return check_script(draft, [document])


@pytest.fixture(scope="session")
def episode() -> CheckedScript:
    """What the built-in narrator makes of the abstract, checked."""
    from paperledge.story import write_script

    document = make_document()
    return check_script(write_script(document), [document])


@pytest.fixture(scope="session")
def short() -> CheckedScript:
    """Seven sentences in five sections, a quote among them."""
    return make_checked(
        [
            Sentence("Hey there, welcome back!", "greeting", "patter"),
            Sentence("Imagine a library where every reader talks back.", "analogy", "analogy"),
            Sentence("What happens then?", "analogy", "question"),
            Sentence(
                "This dataset is collected from 210K unique IP addresses in the wild on our Vicuna demo and "
                "Chatbot Arena website.",
                "quote",
                "quote",
                ("p2",),
            ),
            Sentence("So, who is this for?", "why", "question"),
            Sentence("What would you ask a machine?", "ponder", "question"),
            Sentence("Until next time, keep learning.", "signoff", "patter"),
        ]
    )


@pytest.fixture
def tone() -> ToneVoice:
    return ToneVoice()


@pytest.fixture
def request_to(tmp_path: Path) -> Callable[..., SpeakRequest]:
    """A request whose clips and file lie in this test's own folder."""

    def build(name: str = "episode.mp3", **options: object) -> SpeakRequest:
        return SpeakRequest(clips=tmp_path / "clips", out=tmp_path / name, **options)  # type: ignore[arg-type]

    return build
