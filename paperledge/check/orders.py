"""Orders to a reader or a machine inside a paper's text, and words that are never spoken."""

import functools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any

_MODEL = r"(?:ai|a\.i\.|llms?|language models?|assistants?|chat ?bots?|chatgpt|gpt|claude|gemini|reviewers?|agents?|models?|system)"
_ORDERS = re.compile(
    "|".join(
        [
            r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|all|any|your|preceding|other|system|safety)\b"
            r"[^.!?]{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directions?|orders?|context|text|messages?|polic(?:y|ies))\b",
            r"\b(?:new|updated|hidden|secret|important|special) instructions?\b\s*(?:for|to|:|follow)",
            rf"\b(?:instructions?|notes?|messages?|attention|notice|memo)\b\s*(?:to|for|:)\s*(?:(?:the|any|all|every|you|an?)\s)*{_MODEL}\b",
            rf"\bas an? (?:ai|a\.i\.|large language model|language model|assistant)\b[^.!?]{{0,20}}(?:,|you|please|i\b|do|must|should)",
            rf"^\W*(?:dear|hey|hello|hi|attention)[,:]?\s+(?:the\s|any\s|all\s)?{_MODEL}\b",
            rf"\bif you are an? (?:\w+ ){{0,2}}{_MODEL}\b|\byou are (?:now |no longer )an? (?:\w+ ){{0,3}}{_MODEL}\b|\byou are now\b",
            r"\b(?:give|write|provide|produce|output|recommend|assign|return)\b[^.!?]{0,30}\b(?:only )?(?:a )?"
            r"(?:positive|favou?rable|glowing|perfect|strong accept|accept|highest|five[- ]star)\b[^.!?]{0,25}\b(?:review|rating|score|evaluation|feedback|recommendation|only|assessment)\b",
            r"\bdo not (?:mention|highlight|report|include|reveal|disclose|point out|say|tell)\b[^.!?]{0,40}\b(?:negatives?|weakness(?:es)?|limitations?|flaws?|this|anything|instructions?|prompt|the listener|problems?)\b",
            r"^\W*(?:please |now |instead,? |then |you must |you should |and |also )?(?:say|tell|state|announce|claim|repeat|declare|read aloud|speak)\b\s+(?:that|the|your|everyone|listeners?|the (?:user|listener|audience|reader)s?|this|to|only|exactly|:|[\"“'])",
            r"\b(?:say|tell (?:them|everyone|listeners|the (?:listener|audience|user|reader)s?)|announce|claim) that this (?:paper|study|work|article|research)\b",
            r"\b(?:respond|reply|answer|begin|start|end|conclude|finish)\b[^.!?]{0,30}\b(?:only with|with the (?:words?|phrase|sentence)|your (?:answer|response|reply|summary|review|episode|output))\b",
            r"\b(?:system|developer|assistant|user) ?(?:prompt|message|role)?\s*:\s|<\|?(?:im_start|im_end|system|assistant|endoftext|user)\|?>|\[/?INST\]|###\s*(?:instruction|system|response)",
            r"\b(?:reveal|print|output|leak|show|repeat)\b[^.!?]{0,25}\b(?:system prompt|your (?:prompt|instructions?|secrets?|password|api key)|api keys?)\b",
            r"\b(?:visit|go to|click|download|subscribe to|buy|send (?:money|bitcoin))\b[^.!?]{0,30}(?:https?://|www\.|\bnow\b|\bmy (?:channel|site)\b|\bwallet\b|\bthis link\b)",
            r"\b(?:summari[sz]e|describe|rate|praise|cite|recommend|promote|present) this (?:paper|work|study|article)\b[^.!?]{0,40}\b(?:as|positively|highly|favou?rably|instead|in every|above all|to everyone)\b",
            r"\b(?:you|the (?:ai|model|assistant|host|narrator|summari[sz]er|reviewer)) (?:must|should|are (?:required|instructed|to)|shall|have to|need to)\b[^.!?]{0,40}\b(?:say|praise|recommend|accept|ignore|tell|output|respond|write|rate|obey|comply|follow)\b",
            r"\bend of (?:the )?(?:paper|abstract|document|article|prompt)\b|\bprompt injection\b[^.!?]{0,10}:",
            r"\b(?:jailbreak|dan mode|developer mode|god mode)\b[^.!?]{0,20}\b(?:enabled|activated|on)\b",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
_HIDDEN = re.compile(
    r"<\s*(?:script|style|iframe|img|svg|object|embed|form|meta|link)\b|<!--|-->|javascript:|\bon(?:click|error|load)\s*=|"
    r"(?:display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden|color\s*:\s*(?:white|#fff(?:fff)?)\b)|"
    r"\\(?:color|textcolor)\s*\{white\}|\\(?:tiny|fontsize\{0)|[\u200b\u200c\u2060\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]",
    re.IGNORECASE,
)
_SQUASH = re.compile(r"[\W_]+")


def find_order(text: str) -> str:
    """Why a sentence of a paper is no evidence: it gives orders, or hides something. "" when it is an ordinary one."""
    if hidden := _HIDDEN.search(text):
        return f"holds hidden text or markup ({hidden.group()[:20].strip()!r})"
    flat = unicodedata.normalize("NFKC", text)
    if order := _ORDERS.search(" ".join(flat.split())):
        return f"gives orders to a reader or a machine ({order.group()[:60].strip()!r})"
    return ""


def find_harm(text: str) -> str:
    """A slur or threat in a sentence, named by its kind only; "" when there is none."""
    low = " ".join(text.lower().split())
    words = {_SQUASH.sub("", w) for w in low.split()}
    if any(_is_form(word, stem) for word in words for stem in _harm()["slurs"].split()):
        return "holds a slur or an obscenity"
    if any(threat in low for threat in _harm()["threats"]):
        return "holds a threat or hateful speech"
    return ""


def _is_form(word: str, stem: str) -> bool:
    return word in (stem, stem + "s", stem + "es", stem + "ed", stem + "er", stem + "ers", stem + "ing", stem + "y")


@functools.cache
def _harm() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/harm.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
