"""Takes: a draft script and the documents of its papers.
Gives: a verdict for each sentence, and the only CheckedScript there is.
Touches: a small model shipped in the package; no network, no disk besides.
Read first: support.py (one claim), judging.py (every kind of sentence), rules/ (what is held against a claim).
Promise: a claim the paper does not support, a quote it does not hold, a loose number or name: not spoken.
"""

from paperledge.check.judging import judge_script
from paperledge.check.scripts import check_script, dump_script, reopen_script, script_to_json, with_times
from paperledge.check.sorting import sort_kinds
from paperledge.check.support import support, supports

__all__ = [
    "check_script",
    "dump_script",
    "judge_script",
    "reopen_script",
    "script_to_json",
    "sort_kinds",
    "support",
    "supports",
    "with_times",
]
