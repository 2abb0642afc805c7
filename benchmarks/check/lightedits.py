"""True rewordings of a paper's sentence: what a careful host may do to it without saying anything else."""

import random
import re

WE = [
    ("In this paper, we", "Here, the researchers"),
    ("In this work, we", "The team"),
    ("we", "the team"),
    ("We", "The researchers"),
    ("We", "They"),
    ("we", "they"),
    ("our", "their"),
    ("Our", "Their"),
    ("This paper", "This study"),
    ("this paper", "this work"),
    ("We", "The authors"),
    ("our", "the authors'"),
]
PLAIN = [
    ("utilize", "use"),
    ("utilizes", "uses"),
    ("utilizing", "using"),
    ("demonstrate", "show"),
    ("demonstrates", "shows"),
    ("leverage", "use"),
    ("leverages", "uses"),
    ("leveraging", "using"),
    ("numerous", "many"),
    ("novel", "new"),
    ("propose", "present"),
    ("introduce", "present"),
    ("employ", "use"),
    ("employs", "uses"),
    ("additionally", "also"),
    ("methodology", "method"),
    ("approximately", "about"),
    ("prior", "earlier"),
    ("crucial", "important"),
    ("furthermore", "also"),
    ("challenging", "hard"),
    ("investigate", "study"),
    ("obtain", "get"),
    ("obtains", "gets"),
    ("require", "need"),
    ("requires", "needs"),
    ("significantly", "clearly"),
    ("however", "but"),
    ("is not", "isn't"),
    ("does not", "doesn't"),
    ("cannot", "can't"),
    ("do not", "don't"),
    ("are not", "aren't"),
    ("large language models", "LLMs"),
    ("percent", "%"),
]
FRAMES = [
    "Here is the key point: {}",
    "What they found: {}",
    "So {}",
    "In short, {}",
    "The idea is this: {}",
    "Now, {}",
    "And {}",
    "The authors report that {}",
    "According to the paper, {}",
    "The team found that {}",
    "But {}",
]
COUNTS = "zero one two three four five six seven eight nine ten".split()


def edit_lightly(text: str, dice: random.Random) -> str:
    """One to three harmless edits, drawn under the dice; the text itself where none fits."""
    steps = [_retell_we, _say_plainly, _drop_bracket, _drop_opening, _drop_aside, _say_number, _frame]
    for step in dice.sample(steps, dice.randint(1, 4)):
        text = step(text, dice)
    return text


def _replace(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)


def _retell_we(text: str, dice: random.Random) -> str:
    for old, new in dice.sample(WE, len(WE)):
        text = _replace(text, old, new)
    return text


def _say_plainly(text: str, dice: random.Random) -> str:
    for old, new in dice.sample(PLAIN, 14):
        text = _replace(text, old, new)
    return text


def _drop_bracket(text: str, _dice: random.Random) -> str:
    return re.sub(r"\s\((?![^)]*\d)[^()]{2,40}\)", "", text)


def _drop_opening(text: str, _dice: random.Random) -> str:
    match = re.match(
        r"(?:However|Moreover|Furthermore|Additionally|Specifically|To this end|In particular|"
        r"Notably|Finally|In this paper), ",
        text,
    )
    if not match:
        return text
    rest = text[match.end() :]
    return rest[:1].upper() + rest[1:]


def _drop_aside(text: str, _dice: random.Random) -> str:
    match = re.search(
        r", (?:which|thereby|thus|enabling|allowing|making|offering|providing|paving) [^,;.]{10,90}(?=[.]$)", text
    )
    return text[: match.start()] + text[match.end() :] if match else text


def _say_number(text: str, dice: random.Random) -> str:
    if dice.random() < 0.5:
        text = re.sub(r"(?<=\d)\s?\\?%", " percent", text)
    return re.sub(r"(?<![\w.,-])([2-9])(?= [a-z])", lambda m: COUNTS[int(m.group())], text)


def _frame(text: str, dice: random.Random) -> str:
    frame = dice.choice(FRAMES)
    if text.startswith(("So ", "But ", "And ", "Here", "The team found", "In short")):
        return text
    if not re.match(
        r"(?:The|We|Our|This|These|It|In|A|An|Their|They|To|By|On|Through|While|With|For|When|Although|Despite) ",
        text,
    ):
        return f"Here is the key point: {text}"
    return frame.format(text[:1].lower() + text[1:])
