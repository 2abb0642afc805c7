"""Every paper of a JSONL told with the real voice: `python -m benchmarks.day.lists PAPERS.jsonl HOME`.

Prints one line a paper, then how many were told, the share of claims bound, and the span of loudness and peaks
of the decoded files. Raw lines go to lists.jsonl beside this script.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path

import soundfile

from paperledge.check import reopen_script
from paperledge.cli.rooms import voice_of
from paperledge.errors import PaperledgeError
from paperledge.library import open_library
from paperledge.records import Paper
from paperledge.rooms import Rooms
from paperledge.settings import read_settings
from paperledge.sources import abstract_document, read_file
from paperledge.tell import tell_paper
from paperledge.testing import QuietProgress
from paperledge.voice.master import loudness_lufs, to_db, true_peak

HERE = Path(__file__).parent


def main(source: Path, home: Path) -> None:
    settings = read_settings(home)
    home.mkdir(parents=True, exist_ok=True)
    voice = voice_of(settings)
    rows = []
    with open_library(settings.library_url, reopen=reopen_script) as library:
        for paper in (p for p in read_file(source) if isinstance(p, Paper)):
            day = paper.date or dt.date(2025, 1, 1)
            rooms = Rooms(
                settings, library, [], lambda: voice, abstract_document, lambda _: [], QuietProgress(), day
            )
            rows.append(row_of(rooms, paper, day, home))
            print(json.dumps(rows[-1]), flush=True)
    (HERE / "lists.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = [row for row in rows if "error" not in row]
    print(f"told {len(told)} of {len(rows)}; claims {sum(r['claims'] for r in told)}", end=", ")
    print(f"bound {sum(r['bound'] for r in told)}, cut or replaced {sum(r['cut'] for r in told)}")
    for key in ("lufs", "peak_dbtp", "seconds", "words"):
        values = sorted(row[key] for row in told)
        print(f"{key}: {values[0]:.2f} to {values[-1]:.2f}, median {values[len(values) // 2]:.2f}")


def row_of(rooms: Rooms, paper: Paper, day: dt.date, home: Path) -> dict[str, object]:
    start = time.perf_counter()
    try:
        episode = tell_paper(rooms, abstract_document(paper), day)
    except PaperledgeError as error:
        return {"paper": paper.id, "error": str(error)}
    samples, rate = soundfile.read(home / episode.sound.path, dtype="float32")
    return {
        "paper": paper.id,
        "claims": episode.script.claims,
        "bound": episode.script.claims_bound,
        "cut": len(episode.script.cut),
        "words": sum(len(s.text.split()) for s in episode.script.script.sentences),
        "seconds": round(episode.sound.seconds, 2),
        "lufs": round(float(loudness_lufs(samples, rate)), 2),
        "peak_dbtp": round(float(to_db(true_peak(samples))), 2),
        "took_s": round(time.perf_counter() - start, 2),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
