"""Abstracts whose authors wrote headings over their parts ("Methods: ..."): roles of sentences without annotators.

PubMedQA contexts (MIT) are medicine; the few arXiv abstracts with headings (CC0) are medicine and computing.
NICTA-PIBOSO has no licence of its own and is only measured on.
"""

import gzip
import json
import re

from paperledge.prose import plain, split_sentences

_ROLE_BY_WORD = {
    "background": "background", "introduction": "background", "context": "background", "motivation": "background",
    "objective": "objective", "aim": "objective", "purpose": "objective",
    "method": "method", "methodology": "method", "approach": "method", "design": "method", "setting": "method",
    "patient": "method", "participant": "method", "subject": "method", "intervention": "method",
    "material": "method",
    "measure": "method", "measurement": "method", "outcome": "method",
    "result": "result", "finding": "result", "conclusion": "result", "discussion": "result",
    "limitation": "result", "significance": "result",
}  # fmt: skip
_HEADING = re.compile(
    r"(?:^|(?<=[.!?])\s+)\**(Background|Introduction|Objectives?|Aims?|Purpose|(?:Materials and )?Methods?|"
    r"Results?|Findings|Conclusions?|Significance|Motivation|Approach|Context|Discussion|Methodology)\**\s?:\**\s+",
    re.IGNORECASE,
)
# An aim at the end of a part headed "Background".
_AIM = re.compile(
    r"\b(?:aim|aims|aimed|objective|purpose|goal)\b|^to \w+|\bwe (?:sought|hypothesi[sz]ed?|investigat\w+|"
    r"examin\w+|evaluat\w+|assess\w*|compar\w+|stud\w+|propose\w*|introduce\w*|present\w*)\b|"
    r"\bthis (?:study|paper|work)\b",
    re.IGNORECASE,
)


def role_of(heading):
    """The role a heading stands for; None where it names none, or several ("Background and aims")."""
    found = {_ROLE_BY_WORD.get(word.rstrip("s")) for word in re.findall(r"[a-z]+", heading.lower())} - {None}
    return found.pop() if len(found) == 1 else None


def _labelled(parts):
    sentences, labels = [], []
    for heading, text in parts:
        role = role_of(heading)
        if role is None:
            return None
        spans = split_sentences(text)
        for k, (start, end) in enumerate(spans):
            aim = role == "background" and k == len(spans) - 1 and _AIM.search(text[start:end])
            sentences.append(text[start:end])
            labels.append("objective" if aim else role)
    return (sentences, labels) if 3 <= len(sentences) <= 25 else None


def read_pubmedqa(path):
    """Abstracts of a pubmedqa JSON file: (sentences, roles) each; its long answer is the abstract's conclusion."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = json.load(file)
    for _, row in sorted(rows.items()):
        parts = [*zip(row["LABELS"], row["CONTEXTS"], strict=True), ("CONCLUSION", row["LONG_ANSWER"])]
        if found := _labelled(parts):
            yield found


def read_arxiv(path):
    """Abstracts of an arXiv JSONL file that carry at least three headings: (sentences, roles) each."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)["abstract"]
            if not _HEADING.match(raw):
                continue
            text = plain(raw)
            marks = list(_HEADING.finditer(text))
            if len({m.group(1).lower() for m in marks}) < 3 or marks[0].start() > 0:
                continue
            ends = [*(m.start() for m in marks[1:]), len(text)]
            parts = [(m.group(1), text[m.end() : end]) for m, end in zip(marks, ends, strict=True)]
            if found := _labelled(parts):
                yield found


_NICTA = {"outcome": "result", "population": "method", "intervention": "method", "study design": "method"}


def read_nicta(path):
    """Abstracts of a NICTA-PIBOSO file: (sentences, roles); "background" holds aims too, "other" is None."""
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"^###.*$", text, flags=re.MULTILINE):
        rows = [line.split("\t", 1) for line in block.strip().splitlines() if "\t" in line]
        if rows:
            yield [t for _, t in rows], ["background" if a == "background" else _NICTA.get(a) for a, _ in rows]
