"""Count the words of everyday and school sentences and write the commonest, one a line, commonest first.

Usage: python training/common_words/build.py DATA [--out paperledge/story/common_words.txt]
"""

import argparse
import collections
import gzip
import json
import re
from pathlib import Path

SOURCES = ("cad-snli", "new-protocols-base", "scientsbank-3way", "entailmentbank-nli")
MOST = 4000
LEAST = 3  # times, so that no slip of a pupil's pen is a word


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("paperledge/story/common_words.txt"))
    args = parser.parse_args()
    counts = collections.Counter()
    for name in SOURCES:
        texts = set()
        with gzip.open(args.data / "nli" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                texts |= {row["premise"], row["hypothesis"]}
        own = collections.Counter(
            w for text in texts for w in re.findall(r"(?<![A-Za-z])[a-z]{2,}(?![A-Z])", text)
        )
        every = sum(own.values())
        for word, times in own.items():
            if times >= LEAST:
                counts[word] += times / every  # each source has one voice, however long it is
    words = [word for word, _ in counts.most_common(MOST)]
    args.out.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} of {len(counts)} words, {args.out.stat().st_size} bytes; the last: {words[-5:]}")


if __name__ == "__main__":
    main()
