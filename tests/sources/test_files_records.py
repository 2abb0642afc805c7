"""Lists of papers in files: every format ends in the same records, and a bad one costs only itself."""

import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.errors import SourceBroken
from paperledge.records import Paper, Skipped
from paperledge.sources.arxiv_records import is_withdrawn, paper_from_oai_record, safe_xml, split_authors
from paperledge.sources.files import read_file
from paperledge.sources.files.arxiv_abs import paper_from_abs
from paperledge.sources.files.xml_records import papers_from_xml
from paperledge.sources.ids import paper_id, paper_version

from .files_fixtures import shared, unpacked


def written(tmp_path: Path, content: str | bytes, name: str = "papers.dat") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("text", "identity", "version"),
    [
        ("2504.02708v2", "arxiv:2504.02708", 2),
        ("0704.0001", "arxiv:0704.0001", None),
        ("arXiv:math/9901002", "arxiv:math/9901002", None),
        ("math.GT/0309136v11", "arxiv:math/0309136", 11),
        ("hep-th/9901001", "arxiv:hep-th/9901001", None),
        ("https://arxiv.org/abs/2504.02708v3", "arxiv:2504.02708", 3),
        ("http://export.arxiv.org/pdf/math.GT/0309136v1.pdf", "arxiv:math/0309136", 1),
        ("https://arxiv.org/html/2504.02708v1#S1.SS2", "arxiv:2504.02708", 1),
        ("https://huggingface.co/papers/2504.02708", "arxiv:2504.02708", None),
        ("oai:arXiv.org:0704.0001", "arxiv:0704.0001", None),
        ("https://doi.org/10.48550/arXiv.2504.02708", "arxiv:2504.02708", None),
        ("https://doi.org/10.7554/eLife.00005", "doi:10.7554/elife.00005", None),
        ("doi:10.1371/journal.pone.0138823", "doi:10.1371/journal.pone.0138823", None),
        ("P02-1019", "acl:P02-1019", None),
        ("https://aclanthology.org/2020.acl-main.207.pdf", "acl:2020.acl-main.207", None),
        ("arxiv:2504.02708", "arxiv:2504.02708", None),
        ("list:001", "list:001", None),
        ("2513.02708", None, None),  # there is no month 13
        ("hello", None, None),
        ("", None, None),
        ("https://example.org/2504", None, None),
    ],
)
def test_paper_id(text: str, identity: str | None, version: int | None) -> None:
    """Every name and address of a paper leads to one id, and its version is kept apart."""
    assert (paper_id(text), paper_version(text)) == (identity, version)


@given(st.text(max_size=60))
def test_paper_id_takes_anything(text: str) -> None:
    """Any text gives an id or None; an id gives itself."""
    found = paper_id(text)
    assert found is None or paper_id(found) == found


OURS = '{"id": "arxiv:2504.02708", "title": "A  title", "abstract": "One."}'
SNAPSHOT = {
    "id": "math/9901002",
    "authors": "P. Erd\\H{o}s and A. Foo",
    "authors_parsed": [["Erd\\H{o}s", "P.", ""], ["Foo", "A.", "Jr."]],
    "title": "On\n  things",
    "comments": "This paper has been withdrawn by the author",
    "journal-ref": None,
    "doi": "10.1000/ABC 10.1000/DEF",
    "categories": "math.NT math.CO",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": "  Things\nare. ",
    "versions": [
        {"version": "v1", "created": "Fri, 1 Jan 1999 10:00:00 GMT"},
        {"version": "v2", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
    ],
    "update_date": "2009-11-11",
}


def test_our_jsonl_goes_on_after_bad_lines(tmp_path: Path) -> None:
    """A line that is no paper is named with its number and its fault; the others are kept."""
    lines = [OURS, "{broken", "", "[1, 2]", '{"id": "x"}', '{"title": "y"}', OURS[:-1] + ', "date": "soon"}', OURS]
    found = list(read_file(written(tmp_path, "\n".join(lines))))
    assert [p.title for p in found if isinstance(p, Paper)] == ["A title", "A title"]
    skipped = [p for p in found if isinstance(p, Skipped)]
    assert [s.id for s in skipped] == [
        "papers.dat:2",
        "papers.dat:4",
        "papers.dat:5",
        "papers.dat:6",
        "papers.dat:7",
    ]
    assert [s.reason.split(":")[0] for s in skipped] == [
        "not JSON", "not a JSON object", "no title", "no id", "a field cannot be read",
    ]  # fmt: skip


def test_a_jsonl_that_begins_badly_still_gives_the_rest(tmp_path: Path) -> None:
    """A broken first line does not hide the sound ones below it."""
    found = list(read_file(written(tmp_path, '{"id": "broken\n' + OURS + "\n")))
    assert [type(p) for p in found] == [Skipped, Paper]


def test_gzip_is_seen_through(tmp_path: Path) -> None:
    """A file may be packed, whatever it is called."""
    (paper,) = read_file(written(tmp_path, gzip.compress(OURS.encode()), "x.jsonl"))
    assert isinstance(paper, Paper)
    assert (paper.id, paper.source) == ("arxiv:2504.02708", "file")


def test_the_arxiv_snapshot(tmp_path: Path) -> None:
    """A line of arXiv's metadata snapshot gives names, both dates, version, and the withdrawal."""
    (paper,) = read_file(written(tmp_path, json.dumps(SNAPSHOT)))
    assert isinstance(paper, Paper)
    assert paper.id == "arxiv:math/9901002"
    assert paper.authors == ("P. Erdős", "A. Foo Jr.")
    assert (paper.title, paper.abstract) == ("On things", "Things are.")
    assert (paper.date, paper.updated_on, paper.version) == (dt.date(1999, 1, 1), dt.date(2007, 4, 2), 2)
    assert paper.categories == ("math.NT", "math.CO")
    assert paper.withdrawn
    assert paper.doi == "10.1000/abc"
    assert paper.links["abs"] == "https://arxiv.org/abs/math/9901002"


def test_real_atom_answers() -> None:
    """Each recorded API answer gives its papers; the entry that tells an error is no paper."""
    counted: dict[str, int] = {}
    for name, data in unpacked("recorded/arxiv_atom_api.tar.gz"):
        body = json.loads(data)["body"].encode()
        found = list(papers_from_xml(io.BytesIO(body), Path(name)))
        papers = [p for p in found if isinstance(p, Paper)]
        counted[Path(name).stem.rsplit("_", 1)[0]] = len(papers)
        assert all(p.id.startswith("arxiv:") and p.title and p.authors and p.date and p.categories for p in papers)
        assert all(p.version >= 1 and "\n" not in p.abstract for p in papers)
    assert counted["q_testing_s0_m100"] == 100
    assert counted["id_abc_s0_m100"] == 0
    assert counted["id_0000.0000_s0_m100"] == 0


def test_real_atom_entry_of_an_old_id() -> None:
    """Old ids keep their archive, and MSC classes are no categories."""
    by_name = {Path(n).name: json.loads(d)["body"].encode() for n, d in unpacked("recorded/arxiv_atom_api.tar.gz")}
    (old,) = papers_from_xml(io.BytesIO(next(b for n, b in by_name.items() if "quant-ph" in n)), Path("x"))
    assert isinstance(old, Paper)
    assert (old.id, old.version, old.categories) == ("arxiv:quant-ph/0201082", 1, ("quant-ph", "cs.PL"))
    (maths,) = papers_from_xml(io.BytesIO(next(b for n, b in by_name.items() if "1605.08386" in n)), Path("x"))
    assert isinstance(maths, Paper)
    assert maths.categories == ("math.CO", "math.ST")


OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{}</ListRecords></OAI-PMH>"""
HEADER = "<record><header{}><identifier>oai:arXiv.org:0704.0001</identifier></header>{}</record>"
ARXIV = """<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>0704.0001</id><created>2007-04-02</created>
<updated>2008-11-26</updated><authors><author><keyname>Balázs</keyname><forenames>C.</forenames></author>
<author><keyname>Smith</keyname><forenames>J.</forenames><suffix>Jr.</suffix></author></authors><title>Diphotons
 at the LHC</title><categories>hep-ph hep-ex</categories><comments>37 pages</comments><doi>10.1103/X</doi>
<license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license><abstract> A calculation. </abstract></arXiv></metadata>"""  # noqa: E501
RAW = """<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>0704.0001</id><submitter>P</submitter>
<version version="v1"><date>Mon, 2 Apr 2007 19:18:42 GMT</date><size>9kb</size></version>
<version version="v2"><date>Tue, 24 Jul 2007 20:10:27 GMT</date><size>0kb</size><source_type>I</source_type></version>
<title>Diphotons</title><authors>C. Bal\\'azs (MSU), E. L. Berger, and J. Smith, Jr. (ANL (Chicago))</authors>
<categories>hep-ph</categories><comments>gone</comments><abstract>A calculation.</abstract></arXivRaw></metadata>"""  # noqa: E501
DC = """<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Diphotons</dc:title><dc:creator>Balázs, C.</dc:creator><dc:subject>High Energy Physics - Phenomenology</dc:subject>
<dc:description>A calculation.</dc:description><dc:description>Comment: 37 pages</dc:description><dc:date>2007-04-02</dc:date>
<dc:date>2008-11-26</dc:date><dc:identifier>http://arxiv.org/abs/0704.0001</dc:identifier>
<dc:identifier>doi:10.1103/X</dc:identifier></oai_dc:dc></metadata>"""  # noqa: E501


def oai_papers(*records: str) -> list[Paper | Skipped]:
    return list(papers_from_xml(io.BytesIO(OAI.format("".join(records)).encode()), Path("oai.xml")))


def test_oai_prefixes_agree() -> None:
    """The prefixes arXiv, arXivRaw and oai_dc tell the same paper, each as far as it knows it."""
    arxiv, raw, core = oai_papers(*(HEADER.format("", body) for body in (ARXIV, RAW, DC)))
    assert isinstance(arxiv, Paper) and isinstance(raw, Paper) and isinstance(core, Paper)  # noqa: PT018
    assert {p.id for p in (arxiv, raw, core)} == {"arxiv:0704.0001"}
    assert {p.date for p in (arxiv, raw, core)} == {dt.date(2007, 4, 2)}
    assert arxiv.authors == ("C. Balázs", "J. Smith Jr.")
    assert raw.authors == ("C. Balázs", "E. L. Berger", "J. Smith Jr.")
    assert core.authors == ("C. Balázs",)
    assert arxiv.licence.endswith("nonexclusive-distrib/1.0/")
    assert (raw.version, raw.updated_on, raw.withdrawn) == (2, dt.date(2007, 7, 24), True)
    assert (core.comment, core.doi, arxiv.doi) == ("37 pages", "10.1103/x", "10.1103/x")


def test_deleted_and_empty_oai_records_are_named() -> None:
    """A deleted record and one without metadata are skipped by name."""
    deleted, empty = oai_papers(HEADER.format(' status="deleted"', ""), HEADER.format("", "<metadata/>"))
    assert deleted == Skipped("arxiv:0704.0001", "deleted at the source")
    assert empty == Skipped("arxiv:0704.0001", "the record holds no metadata")


def test_real_oai_answers_without_records(tmp_path: Path) -> None:
    """An answer that tells an error, or holds no records, says so."""
    answers = {Path(name).name: data for name, data in unpacked("recorded/oai_pmh_sickle.tar.gz")}
    (told,) = read_file(written(tmp_path, answers["badResumptionToken.xml"]))
    assert told == Skipped("papers.dat", "it holds no records: badResumptionToken This resumptionToken is invalid")
    (none,) = read_file(written(tmp_path, answers["Identify.xml"]))
    assert none == Skipped("papers.dat", "it holds no records")
    (person,) = read_file(written(tmp_path, answers["GetRecord_utf8test.xml"]))
    assert isinstance(person, Paper)
    assert person.authors == ("某人",)


def test_xml_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """Where the XML breaks, the records above are kept and the place is named."""
    whole = OAI.format(HEADER.format("", ARXIV) * 3)
    found = list(read_file(written(tmp_path, whole[: whole.rindex("<abstract>")])))
    assert [type(p) for p in found] == [Paper, Paper, Skipped]
    assert isinstance(found[-1], Skipped)
    assert "breaks here, after 2 records" in found[-1].reason


def test_large_xml_is_read_as_it_comes() -> None:
    """The first paper is there long before the file has been read to its end."""
    body = OAI.format(HEADER.format("", ARXIV) * 3000).encode()
    stream = io.BytesIO(body)
    first = next(papers_from_xml(stream, Path("big.xml")))
    assert isinstance(first, Paper)
    assert stream.tell() < len(body) / 10


def test_real_abs_files() -> None:
    """Every real .abs file gives a whole paper; those withdrawn are flagged, and only those."""
    withdrawn, versions, misnamed = set(), 0, 0
    for name, data in unpacked("recorded/arxiv_abs_files.tar.gz"):
        if not name.endswith(".abs") or not data:
            continue
        paper = paper_from_abs(data, Path(name).name)
        assert isinstance(paper, Paper), (name, paper)
        stem = Path(name).stem.split("v")[0]
        misnamed += paper.id.split(":")[1].split("/")[-1] != stem
        assert paper.title
        assert paper.authors
        assert paper.date is not None
        assert len(paper.abstract) > 30
        assert all(len(a) >= 3 and "(" not in a and "\\" not in a for a in paper.authors if a != "bob"), (
            paper.authors
        )
        assert paper.updated_on is None or paper.updated_on >= paper.date
        versions = max(versions, paper.version)
        if paper.withdrawn and "orig" not in name:
            withdrawn.add(stem)
    assert {"0704.0156", "0704.0213", "0704.0374", "0704.0480", "0704.0615", "0704.0644", "0704.0840"} <= withdrawn
    assert len(withdrawn) <= 8
    assert versions >= 8
    assert misnamed <= 1  # one recorded file holds its neighbour's record


@pytest.mark.parametrize(
    ("comment", "abstract", "gone"),
    [
        ("This paper has been withdrawn by the author", "", True),
        ("Withdrawn due to an error in Lemma 3", "", True),
        ("paper withdrawn by author", "", True),
        ("", "This paper has been temporarily withdrawn by the authors.", True),
        ("12 pages", "The drug was withdrawn from the market in 2004.", False),
        ("12 pages, withdrawn from ICLR 2020", "We show it.", False),
        ("", "Troops were withdrawn after the article on them was printed.", False),
    ],
)
def test_withdrawn(comment: str, abstract: str, gone: bool) -> None:
    """Withdrawn is what is said of the paper, not of drugs or troops in it."""
    assert is_withdrawn(comment, abstract) is gone


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("A. Foo, B. Bar and C. Baz", ("A. Foo", "B. Bar", "C. Baz")),
        ("A. Foo (1 and 2), B. Bar (2) ((1) MIT, (2) ETH, Zurich)", ("A. Foo", "B. Bar")),
        ("Martin Luther King, Jr., and X. Y", ("Martin Luther King Jr.", "X. Y")),
        ("Paul Erd\\H{o}s", ("Paul Erdős",)),
        ("A. Sandhu; B. Andersen", ("A. Sandhu", "B. Andersen")),
        ("", ()),
    ],
)
def test_author_lines(line: str, names: tuple[str, ...]) -> None:
    """Names are told from affiliations, generations and accents in arXiv's author lines."""
    assert split_authors(line) == names


BIB = r"""@string{acl = "ACL"}
@article{a, title = {The {BERT} M{\"o}del of $x^2$}, author = {Curie, Marie and Albert Einstein and others},
  year = 2019, month = mar,
  journal = {arXiv preprint arXiv:1810.04805}, abstract = {We do \emph{it}.}}
@inproceedings{b, title = "Second", author = "Foo Bar", doi = {https://doi.org/10.1000/XyZ}, booktitle = {ACL}}
@misc{c, author = {No Title}}
@article{d, title = {Broken,
@book{e, title = {Third}, year = {2020}}
@article{b, title = {Same key}, year = {2020}}
"""


def test_bibtex_is_forgiving(tmp_path: Path) -> None:
    """Entries give papers with readable fields; one without title and one broken are named with their line."""
    found = list(read_file(written(tmp_path, BIB)))
    papers = [p for p in found if isinstance(p, Paper)]
    assert [p.title for p in papers] == ['The BERT M\\"odel of $x^2$', "Second", "Third", "Same key"] or [
        p.title for p in papers
    ] == ["The BERT Mödel of $x^2$", "Second", "Third", "Same key"]
    assert papers[0].id == "arxiv:1810.04805"
    assert papers[0].authors == ("Marie Curie", "Albert Einstein")
    assert papers[0].date == dt.date(2019, 3, 1)
    assert papers[1].id == "doi:10.1000/xyz"
    assert papers[1].doi == "10.1000/xyz"
    assert papers[2].id == "bib:e"
    assert [s.id for s in found if isinstance(s, Skipped)] == ["papers.dat:6", "papers.dat:7"]


RIS = """TY  - JOUR
TI  - Bees count
AU  - Curie, Marie
AU  - Einstein, Albert
PY  - 2015/03/12/
DO  - 10.1371/journal.pone.0138823
AB  - Bees count up to four.
JO  - PLOS ONE
ER  -

TY  - CONF
AU  - Nobody, N.
ER  -

TY  - JOUR
T1  - Second
Y1  - 2001
UR  - https://arxiv.org/abs/math/0101001
"""


def test_ris(tmp_path: Path) -> None:
    """Records give papers, also the last one without its end; one without title is named."""
    first, second, third = read_file(written(tmp_path, RIS.replace("\n", "\r\n")))
    assert isinstance(first, Paper)
    assert first.id == "doi:10.1371/journal.pone.0138823"
    assert first.authors == ("Marie Curie", "Albert Einstein")
    assert (first.date, first.venue) == (dt.date(2015, 3, 12), "PLOS ONE")
    assert second == Skipped("papers.dat#2", "no title")
    assert isinstance(third, Paper)
    assert (third.id, third.date) == ("arxiv:math/0101001", dt.date(2001, 1, 1))


ANTHOLOGY = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2020.acl"><volume id="main"><meta><booktitle>Proceedings of <fixed-case>ACL</fixed-case></booktitle><year>2020</year></meta>
<frontmatter><url>2020.acl-main.0</url></frontmatter>
<paper id="1"><title>Learning to <fixed-case>U</fixed-case>nderstand</title><author><first>Ann</first><last>Lee</last></author>
<abstract>We learn.</abstract><url hash="1">2020.acl-main.1</url><doi>10.18653/v1/2020.acl-main.1</doi></paper>
<paper id="2"><title>Second</title><author><last>Solo</last></author></paper><paper id="3"><author/></paper></volume></collection>"""  # noqa: E501


def test_anthology_metadata(tmp_path: Path) -> None:
    """Anthology files give papers with volume and year; old volumes number theirs with zeros."""
    first, second, third = read_file(written(tmp_path, ANTHOLOGY))
    assert isinstance(first, Paper)
    assert (first.id, first.title, first.authors) == (
        "acl:2020.acl-main.1",
        "Learning to Understand",
        ("Ann Lee",),
    )
    assert (first.venue, first.date, first.abstract) == ("Proceedings of ACL", dt.date(2020, 1, 1), "We learn.")
    assert isinstance(second, Paper)
    assert (second.id, second.authors, second.venue) == ("acl:2020.acl-main.2", ("Solo",), "Proceedings of ACL")
    assert third == Skipped("acl:2020.acl-main.3", "no title")
    old = (
        ANTHOLOGY.replace('"2020.acl"', '"P02"')
        .replace('id="main"', 'id="1"')
        .replace('<url hash="1">2020.acl-main.1</url>', "")
    )
    assert [p.id for p in read_file(written(tmp_path, old))] == ["acl:P02-1001", "acl:P02-1002", "acl:P02-1003"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b"Rate exceeded.", "saw 'Rate exceeded.'"),
        (b"", "wanted XML"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "an HTML page"),
        (b"<feed><entry></feed>", "cannot be read"),
        (b'<!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><f>&b;</f>', "declares entities"),
        (b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><f>&x;</f>', "declares entities"),
    ],
)
def test_answers_that_are_no_safe_xml(answer: bytes, complaint: str) -> None:
    """What is no XML, or declares entities, is refused with what was seen in its place."""
    with pytest.raises(SourceBroken, match=complaint):
        safe_xml(answer)


def test_a_record_alone_is_enough() -> None:
    """One <record> parsed by itself gives its paper: the network sources use the same function."""
    record = safe_xml(HEADER.format("", ARXIV).encode())
    paper = paper_from_oai_record(record)
    assert isinstance(paper, Paper)
    assert paper.id == "arxiv:0704.0001"


def test_the_shared_lists_are_read_whole() -> None:
    """All 71 papers of the real lists are read, none skipped."""
    found = list(read_file(shared("daily_papers_lists/papers.jsonl")))
    assert len(found) == 71
    assert all(isinstance(p, Paper) and p.abstract for p in found)
