"""What the index is compared with: bare tantivy, and SQLite's FTS5 with bm25."""

import re
import sqlite3
from pathlib import Path

import tantivy

from paperledge.records import Paper


class BareTantivy:
    """Title and abstract as two stemmed fields; nothing stored but the id."""

    def __init__(self, folder: Path, threads: int) -> None:
        folder.mkdir(parents=True)
        build = tantivy.SchemaBuilder()
        build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("title", "abstract"):
            build.add_text_field(name, tokenizer_name="en_stem")
        self.index = tantivy.Index(build.build(), str(folder))
        self.threads = threads

    def add(self, papers: list[Paper]) -> None:
        """Index papers and wait until they can be found and merging is done."""
        writer = self.index.writer(96_000_000, self.threads)
        for paper in papers:
            document = tantivy.Document()
            document.add_text("id", paper.id)
            document.add_text("title", paper.title)
            document.add_text("abstract", paper.abstract)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def search(self, text: str, n: int = 100) -> list[str]:
        """Any of the words, top n."""
        searcher = self.index.searcher()
        query, _ = self.index.parse_query_lenient(" ".join(re.findall(r"\w+", text)), ["title", "abstract"])
        hits = searcher.search(query, n, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]


class Fts5:
    """SQLite FTS5 with porter stemming, any of the words, ordered by bm25."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.execute("create virtual table papers using fts5(id unindexed, title, abstract, tokenize='porter')")

    def add(self, papers: list[Paper]) -> None:
        """Index papers in one transaction."""
        with self.db:
            self.db.executemany(
                "insert into papers values (?, ?, ?)", ((p.id, p.title, p.abstract) for p in papers)
            )

    def search(self, text: str, n: int = 10) -> list[str]:
        """Any of the words, top n."""
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        found = "select id from papers where papers match ? order by bm25(papers) limit ?"
        return [row[0] for row in self.db.execute(found, (words, n))]
