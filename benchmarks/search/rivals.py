"""What the index is compared with: bare tantivy, and SQLite's FTS5 with bm25."""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from paperledge.records import Paper


class BareTantivy:
    """Title and abstract as two stemmed fields; nothing stored but the id."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.threads = threads
        if folder.exists():
            self.index = tantivy.Index.open(str(folder))
            return
        folder.mkdir(parents=True)
        build = tantivy.SchemaBuilder()
        build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("title", "abstract"):
            build.add_text_field(name, tokenizer_name="en_stem")
        self.index = tantivy.Index(build.build(), str(folder))

    def add(self, papers: Iterable[Paper]) -> None:
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
        columns = "id unindexed, title, abstract, tokenize='porter'"
        self.db.execute(f"create virtual table if not exists papers using fts5({columns})")

    def add(self, papers: Iterable[Paper]) -> None:
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


class SanityLite:
    """The rule of arxiv-sanity-lite: tf-idf over 20,000 words, a linear SVM with one paper against all others."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        pattern = r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b"
        self.words = TfidfVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=pattern,
            max_features=20_000,
            max_df=0.1,
            min_df=5,
            sublinear_tf=True,
        )
        self.rows: Any = None

    def add(self, papers: list[Paper]) -> None:
        """Count the words of all papers."""
        self.rows = self.words.fit_transform(f"{p.title} {p.abstract}" for p in papers)

    def like(self, row: int, n: int = 10) -> list[int]:
        """Rows of the n papers that the SVM puts highest."""
        from sklearn.svm import LinearSVC

        wanted = np.zeros(self.rows.shape[0])
        wanted[row] = 1
        machine = LinearSVC(class_weight="balanced", max_iter=10_000, tol=1e-6, C=0.01)
        return list(np.argsort(-machine.fit(self.rows, wanted).decision_function(self.rows))[:n])
