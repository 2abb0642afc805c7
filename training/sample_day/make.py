"""Builds the sample day that ships in the package: every paper of one arXiv listing, and what Daily Papers
made of those papers on the days it listed them. Running it again gives the same bytes.

python training/sample_day/make.py PAPERS.jsonl.gz DAILY.jsonl.gz
(SOURCE.md beside this file says where both come from.)
"""

import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DAY = "2025-10-07"
OUT = Path(__file__).resolve().parents[2] / "paperledge" / "sources" / "sample_day"


def main(papers_path: Path, daily_path: Path) -> None:
    papers = [paper_row(row) for row in rows(papers_path) if row["src"] == "dw" and row["date"][:10] == DAY]
    papers.sort(key=lambda row: row["id"])
    wanted = {row["id"] for row in papers}
    attention = [attention_row(row) for row in rows(daily_path) if f"arxiv:{row['id']}" in wanted]
    attention.sort(key=lambda row: (row["seen_on"], row["paper"]))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{DAY}.jsonl.gz").write_bytes(packed(lines(papers)))
    (OUT / "attention.jsonl").write_text(lines(attention), encoding="utf-8")
    seen = sum(row["seen_on"] == DAY for row in attention)
    print(f"{len(papers)} papers; {len(attention)} listed by Daily Papers, {seen} of them on {DAY}")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def paper_row(row: dict[str, Any]) -> dict[str, Any]:
    name = row["id"].removeprefix("arxiv:")
    kept = {key: row[key] for key in ("id", "title", "abstract", "authors", "categories")}
    # Older names came in again as replacements or cross-lists: when they were first submitted is not known.
    kept |= {"date": DAY} if name.startswith(DAY[2:4] + DAY[5:7]) else {}
    comment = {"comment": row["comment"]} if row.get("comment") else {}
    links = {"abs": f"https://arxiv.org/abs/{name}", "pdf": f"https://arxiv.org/pdf/{name}"}
    return kept | comment | {"links": links, "announced_on": DAY}


def attention_row(row: dict[str, Any]) -> dict[str, Any]:
    """What one listing showed. Upvotes are as of the download, mostly the morning after."""
    links = {"code": row.get("github_repo"), "project": row.get("project_page")}
    return {
        "paper": f"arxiv:{row['id']}",
        "seen_on": row["list_date"],
        "upvotes": row["upvotes"],
        "comments": row["num_comments"],
        "stars": row.get("github_stars") or 0,
        "links": {key: value for key, value in links.items() if value},
    }


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(r, ensure_ascii=False, sort_keys=True) + "\n" for r in records)


def packed(text: str) -> bytes:
    """Gzip without a time or a name in its head, so that equal text is equal bytes."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as file:
        file.write(text.encode("utf-8"))
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
