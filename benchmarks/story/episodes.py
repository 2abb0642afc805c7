"""Write docs/episodes.md: one whole episode of each persona, each sentence with what it rests on.

Usage: make episodes, which is: python benchmarks/story/episodes.py > docs/episodes.md
The papers are of the sample day that ships in the package. Scripts go the way of `paperledge tell`: written,
checked, mended, checked again; without sound.
"""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from paperledge.library import open_library
from paperledge.records import CheckedScript, Document
from paperledge.rooms import Rooms
from paperledge.settings import Settings, StorySettings
from paperledge.sources import abstract_document
from paperledge.sources.sample import SAMPLE_DAY, sample_batch
from paperledge.tell import write_checked

EPISODES = (
    ("ernis", "arxiv:2510.05096", "Ernis, the default"),
    ("vera", "arxiv:2510.05025", "Vera, a terse expert"),
    ("milo", "arxiv:2510.04226", "Milo, a teacher for children of twelve"),
)
OPENING = """# Three episodes, sentence by sentence

One episode of each persona that ships, told from the abstracts of papers of the sample day and made by
`make episodes`; no sentence is picked or mended by hand. Each sentence stands with its kind, the passage of the
paper it rests on, and how likely the [check](check.md) holds it that the passage supports it. A dash: nothing in
the paper proves it (greetings, questions, explanations), or it is held to a rule instead (credit, disclosure, what
it may be good for). How an episode comes about, and what a persona is: [story](story.md).
"""


class Quiet:
    def step(self, name, total=None):
        pass

    def advance(self, note=""):
        pass


def cell(text):
    return re.sub(r"([|*_<>`$\\])", r"\\\1", " ".join(text.split()))


def table(checked: CheckedScript, document: Document):
    paper, script = document.paper, checked.script
    yield f"“{cell(paper.title)}”, {paper.id}. {checked.claims_bound} of {checked.claims} claims bound, "
    yield f"{len(checked.cut)} sentences cut.\n\n"
    yield "| section | kind | sentence | rests on | likelihood |\n|---|---|---|---|---|\n"
    section = ""
    for sentence in script.sentences:
        verdict = sentence.verdict
        shown = verdict.passage if verdict is not None and sentence.kind in {"claim", "quote"} else None
        place = f"{cell(shown.text)}" if shown else "–"
        figure = f"{verdict.score:.2f}" if shown and verdict else "–"
        name, section = sentence.section if sentence.section != section else "", sentence.section
        yield f"| {name} | {sentence.kind} | {cell(sentence.text)} | {place} | {figure} |\n"
    for cut in checked.cut:
        yield f"\nCut ({cut.kind}): {cell(cut.text)} – {cell('; '.join(cut.reasons))}\n"


def main():
    papers = {paper.id: paper for paper in sample_batch().papers}
    print(OPENING)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_library(Settings(home=home).library_url) as library:
            for persona, paper_id, title in EPISODES:
                settings = replace(Settings(home=home), story=StorySettings(persona=persona))
                rooms = Rooms(
                    settings=settings,
                    library=library,
                    sources=[],
                    open_voice=None,
                    read=abstract_document,
                    send=lambda _: [],
                    progress=Quiet(),
                    today=SAMPLE_DAY,
                )
                document = abstract_document(papers[paper_id])
                print(f"## {title}\n")
                print("".join(table(write_checked(rooms, document), document)))


if __name__ == "__main__":
    main()
