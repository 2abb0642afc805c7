"""What the dials of a persona add to an episode: a few words of comfort, of wonder, of delight."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from paperledge.records import Kind, Sentence
from paperledge.story.personas import Dials
from paperledge.story.phrases import Chooser, read_data

_GRAVE = re.compile(
    r"\b(?:deaths?|die[ds]?|dying|mortality|lethal|fatal\w*|suicid\w+|self-harm|cancers?|tumou?rs?|depress(?:ion|ive|ed)|"
    r"abuse\w*|rape\w*|violen\w+|war|wars|murder\w*|killed|kills|terroris\w+|famine|miscarriage|abortion|stillb\w+|"
    r"stroke|dementia|trauma\w*|hate speech|sexis\w+|racis\w+|victims?)\b",
    re.IGNORECASE,
)
_STEPS = 4  # a dial at 1 sets this many touches, at 0.5 half of them


def terms_explained(clarity: float) -> int:
    """How many terms of a paper are explained at most."""
    return round(4 * clarity)


def add_touches(
    sentences: Sequence[Sentence], dials: Dials, chooser: Chooser, short: bool = False
) -> list[Sentence]:
    """The sentences with as many touches of each dial as it asks for, in the order of phrases.toml.

    A touch whose place the episode lacks is passed over. Claims and quotations are never
    touched. short: of the wordings the shorter ones, for an episode from little text.
    """
    told = list(sentences)
    for dial in ("reassurance", "wonder", "enthusiasm"):
        left = round(_STEPS * getattr(dials, dial))
        for number, touch in enumerate(read_data("phrases.toml")["touch"][dial]):
            if left and _touch(told, touch, chooser, f"{dial} {number}", short):
                left -= 1
    return told


def _touch(told: list[Sentence], touch: Mapping[str, Any], chooser: Chooser, slot: str, short: bool) -> bool:
    """One touch set in its place; False where there is none."""
    section, how = touch["section"], touch["how"]
    own = [i for i, s in enumerate(told) if s.section == section]
    if not own:
        return False
    if how == "before" and any(s.kind in {"claim", "quote"} and _GRAVE.search(s.text) for s in told):
        return False  # "Here comes the fun part!" before somebody's death
    if how in {"before", "after"}:
        at = own[0] if how == "before" else own[-1] + 1
        text = chooser.among(slot, touch["say"], short)
        told.insert(at, Sentence(text, section, "patter"))
        return True
    kind: Kind = "question" if how == "open" else "patter"
    at = next((i for i in own if told[i].kind == kind), -1)
    if at < 0:
        return False
    text = told[at].text
    if how == "exclaim":
        new = re.sub(r"\.$", "!", text)
    elif how == "open":
        new = re.sub(r"^(?:So|Now|But|And)\b,? ", chooser.among(slot, touch["say"], short) + " ", text)
        new = re.sub(r", (?:exactly|then)\?$", "?", new)
    else:
        new = chooser.among(slot, touch["say"], short)
    told[at] = dataclasses.replace(told[at], text=new)
    return new != text
