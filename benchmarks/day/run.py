"""How long a day takes: `python -m benchmarks.day.run` writes raw.json and prints the table of README.md.

Every figure is a whole command in a process of its own, as a user would type it; the machine does nothing else.
"""

import json
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "paperledge"]


def timed(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([*COMMAND, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def repeated(times: int, work: Callable[[], float]) -> dict[str, float | int]:
    taken = sorted(work() for _ in range(times))
    return {"runs": times, "min_s": taken[0], "median_s": taken[len(taken) // 2], "max_s": taken[-1]}


def first_answer(home: str) -> float:
    """Seconds from starting `serve` to the first page."""
    start = time.perf_counter()
    server = subprocess.Popen([*COMMAND, "serve", "--home", home, "--port", "8799"], stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < 30:
            try:
                with urllib.request.urlopen("http://127.0.0.1:8799/", timeout=5) as answer:
                    answer.read()
                return time.perf_counter() - start
            except OSError:
                time.sleep(0.02)
    finally:
        server.terminate()
        server.wait()
    raise SystemExit("serve did not answer within 30 s")


def main() -> None:
    rows = {"--help": repeated(7, lambda: timed("--help"))}
    with tempfile.TemporaryDirectory() as home:
        day = ("day", "--sample", "--home", home)
        rows["day --sample, first run"] = repeated(1, lambda: timed(*day))
        rows["day --sample, again"] = repeated(5, lambda: timed(*day))
        rows["serve, first page"] = repeated(5, lambda: first_answer(home))
    raw = {"python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    (HERE / "raw.json").write_text(json.dumps(raw, indent=1) + "\n")
    print("| command | runs | min s | median s | max s |\n|---|---|---|---|---|")
    for name, row in rows.items():
        print(f"| `{name}` | {row['runs']} | {row['min_s']:.2f} | {row['median_s']:.2f} | {row['max_s']:.2f} |")


if __name__ == "__main__":
    main()
