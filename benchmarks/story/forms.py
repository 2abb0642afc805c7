"""Measure the two other forms: several papers in one episode, and a host with a guest.

Usage: python benchmarks/story/forms.py [--papers N] [--together K] [--persona NAME]
Tells N papers of the sample day from their abstracts, each with a guest, and in reviews of K; prints means and
ranges. Refused: of the host's and the guest's own sentences, those the check would cut.
"""

import argparse
import statistics
from dataclasses import replace

from paperledge.check import judge_script
from paperledge.errors import PaperError
from paperledge.prose import WORD
from paperledge.sources import abstract_document, sample_batch
from paperledge.story import add_guest, write_review, write_script

SILENT = {"credit", "disclosure"}


def size(sentences):
    return sum(len(WORD.findall(s.text)) for s in sentences)


def refused(script, documents):
    own = tuple(s for s in script.sentences if s.kind not in {"claim", "quote"})
    verdicts = judge_script(replace(script, sentences=own), documents)
    return [s for s, v in zip(own, verdicts, strict=True) if v.ok is False]


def measure(script, documents):
    spoken = [s for s in script.sentences if s.kind not in SILENT]
    guest = [s for s in script.sentences if s.speaker]
    cut = refused(script, documents)
    return {
        "words": size(script.sentences),
        "share of the paper": size(s for s in spoken if s.kind in {"claim", "quote"}) / size(spoken),
        "share of patter": size(s for s in spoken if s.kind == "patter") / size(spoken),
        "questions": sum(s.text.count("?") for s in script.sentences),
        "guest's lines": len(guest),
        "guest's share of words": size(guest) / size(script.sentences),
        "refused, host": sum(not s.speaker for s in cut),
        "refused, guest": sum(bool(s.speaker) for s in cut),
    }


def show(name, rows):
    print(f"\n{name} ({len(rows)})")
    for key in rows[0]:
        values = [row[key] for row in rows]
        digits = 2 if "share" in key else 1
        spread = f"{min(values):.{digits}f} to {max(values):.{digits}f}"
        print(f"  {key:<24}{statistics.mean(values):8.{digits}f}   {spread}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--papers", type=int, default=30)
    options.add_argument("--together", type=int, default=3)
    options.add_argument("--persona", default="ernis")
    chosen = options.parse_args()
    votes = {a.paper: a.upvotes for a in sample_batch().attention}
    best = sorted((p for p in sample_batch().papers if p.abstract), key=lambda p: (-votes.get(p.id, 0), p.id))
    documents = [abstract_document(p) for p in best[: chosen.papers]]
    two, parts, reviews = [], [], []
    for document in documents:
        try:
            two.append(
                measure(add_guest(write_script(document, persona=chosen.persona), chosen.persona), [document])
            )
        except PaperError as error:
            print(f"not told: {error}")
    for start in range(0, len(documents), chosen.together):
        some = documents[start : start + chosen.together]
        script, _ = write_review(some, persona=chosen.persona)
        told = [d for d in some if d.paper.id in script.papers]
        reviews.append(measure(script, told))
        for document in told:
            mine = [s for s in script.sentences if s.paper == document.paper.id and s.section != "greeting"]
            kinds = {s.kind for s in mine}
            numbered = any(c.isdigit() for s in mine if s.kind == "claim" for c in s.text)
            parts.append(
                {"words of a part": size(mine), "number or quotation": float(numbered or "quote" in kinds)}
            )
    show(f"host and guest, {chosen.persona}", two)
    show(f"reviews of {chosen.together}", reviews)
    show("parts of the reviews", parts)


if __name__ == "__main__":
    main()
