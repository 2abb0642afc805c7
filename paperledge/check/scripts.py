"""The one place where a CheckedScript comes into being, is sealed, written and opened again."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from paperledge.check.judging import judge_script
from paperledge.errors import ScriptError
from paperledge.records import (
    CheckedScript,
    CutSentence,
    Document,
    Paper,
    Script,
    Sentence,
    Verdict,
    dump_json,
    script_from_json,
    to_json,
)


def check_script(
    script: Script,
    documents: Sequence[Document | Paper],
    min_score: float = 0.5,
    already_cut: Sequence[CutSentence] = (),
) -> CheckedScript:
    """The script without the sentences that failed; those are listed in `cut`, with reasons.

    Kept sentences carry their verdicts. already_cut: what an earlier round cut or repaired; listed first.
    Texts are never rewritten.
    """
    verdicts = judge_script(script, documents, min_score)
    kept, cut = [], list(already_cut)
    for sentence, verdict in zip(script.sentences, verdicts, strict=True):
        if verdict.ok is False:
            cut.append(CutSentence(sentence.text, sentence.kind, verdict.reasons))
        else:
            kept.append(_bind(sentence, verdict))
    checked = dataclasses.replace(script, sentences=tuple(kept))
    return CheckedScript(checked, tuple(cut), _seal(checked, cut))


def _bind(sentence: Sentence, verdict: Verdict) -> Sentence:
    """The sentence with its verdict, naming the passages that carry it; times of an older reading are gone."""
    passages = sentence.passages
    found = verdict.evidence[0].id if verdict.evidence else ""
    if sentence.kind in ("claim", "quote") and found and found not in passages:
        passages = (found,)
    return dataclasses.replace(sentence, verdict=verdict, passages=passages, start_s=None, end_s=None)


def _seal(script: Script, cut: Sequence[CutSentence]) -> str:
    rows = []
    for sentence in script.sentences:
        row = to_json(sentence)
        del row["start_s"], row["end_s"]
        rows.append(row)
    whole = {
        "title": script.title,
        "papers": script.papers,
        "source_sha256": script.source_sha256,
        "read": script.read,
    }
    text = json.dumps(
        [to_json(whole), rows, to_json(list(cut))], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def script_to_json(checked: CheckedScript) -> dict[str, Any]:
    """The checked script as one JSON document: the script's fields, sentences with evidence, `cut` and `seal`."""
    row: dict[str, Any] = to_json(checked.script)
    row["cut"] = to_json(checked.cut)
    row["seal"] = checked.seal
    return row


def dump_script(checked: CheckedScript) -> str:
    """The text form on disk; equal scripts are equal bytes."""
    return dump_json(script_to_json(checked))


def reopen_script(row: Mapping[str, Any]) -> CheckedScript:
    """A CheckedScript from its JSON form: that of `script_to_json`, or the record's own.

    Raises ScriptError where it is malformed, or was changed after its check: then the seal does not fit.
    """
    try:
        row = {**row["script"], "cut": row["cut"], "seal": row["seal"]} if "script" in row else row
        script = script_from_json(row)
        cut = tuple(
            CutSentence(c["text"], c["kind"], tuple(c["reasons"]), bool(c.get("repaired")))
            for c in row.get("cut") or ()
        )
        seal = str(row["seal"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ScriptError(
            f"the script is malformed: {error!r}", next_step="check it again: paperledge check"
        ) from error
    if seal != _seal(script, cut):
        raise ScriptError(
            f"the script {script.title!r} was changed after its check: its seal does not fit",
            next_step="check it again: paperledge check",
        )
    return CheckedScript(script, cut, seal)


def with_times(checked: CheckedScript, times: Sequence[tuple[float, float]]) -> CheckedScript:
    """The script with the seconds at which each sentence begins and ends; the seal stays. One pair a sentence."""
    sentences = checked.script.sentences
    if len(times) != len(sentences):
        raise ScriptError(f"{len(times)} times for {len(sentences)} sentences of {checked.script.title!r}")
    timed = tuple(
        dataclasses.replace(s, start_s=start, end_s=end) for s, (start, end) in zip(sentences, times, strict=True)
    )
    return dataclasses.replace(checked, script=dataclasses.replace(checked.script, sentences=timed))
