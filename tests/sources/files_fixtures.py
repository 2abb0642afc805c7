"""Small files made on the spot, and where the real ones lie."""

import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def shared(name: str) -> Path:
    """A real file of the shared data; the test is skipped where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not here: the shared data is not beside this checkout")
    return path


def unpacked(name: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each file in a shared archive."""
    with tarfile.open(shared(name)) as archive:
        for member in archive:
            if member.isfile() and (held := archive.extractfile(member)) is not None:
                yield member.name, held.read()


Text = tuple[float, float, float, str]  # left, baseline, size in points, words


def pdf(pages: Sequence[Sequence[Text]], *, encrypted: bool = False, bold_above: float = 99) -> bytes:
    """A PDF of these words in Helvetica, bold from size `bold_above` on."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = b"BT\n" + b"".join(_show(*text, bold_above) for text in page) + b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            b"/Contents %d 0 R >>" % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects, encrypted)


def _show(left: float, base: float, size: float, words: str, bold_above: float) -> bytes:
    font = b"F2" if size >= bold_above else b"F1"
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    return b"/%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (font, size, left, base, escaped)


def _file(objects: list[bytes], encrypted: bool) -> bytes:
    trailer = b"<< /Size %d /Root 1 0 R" % (len(objects) + 1 + encrypted)
    if encrypted:
        # Keys that fit no password: it can be opened by nobody.
        objects = [*objects, b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)]
        trailer += b" /Encrypt %d 0 R /ID [<00><00>]" % len(objects)
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer\n%s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def column(words: str, left: float, top: float, size: float = 10, width: int = 48) -> list[Text]:
    """Words broken into lines under each other."""
    lines, line = [], ""
    for word in words.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [(left, top - 1.2 * size * i, size, text) for i, text in enumerate([*lines, line])]


JATS = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.0//EN" "JATS-archivearticle1.dtd">
<article article-type="research-article" xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
<article-id pub-id-type="doi">10.1371/journal.pone.9999999</article-id>
<title-group><article-title>Bees count to <italic>four</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Curie</surname><given-names>Marie</given-names></name></contrib></contrib-group>
<pub-date><day>7</day><month>10</month><year>2025</year></pub-date>
<permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Free.</license-p></license></permissions>
<abstract><p>Bees can count up to four. We trained 20 bees with sugar.</p></abstract>
</article-meta></front><body>
<sec><title>1. Introduction</title>
<p>Counting helps animals to find food [<xref ref-type="bibr" rid="b1">1</xref>,<xref ref-type="bibr" rid="b2">2</xref>].
It was shown in [<xref ref-type="bibr" rid="b3">3</xref>] as well (<xref ref-type="bibr" rid="b4">Lee, 2001</xref>).
<xref ref-type="bibr" rid="b5">Smith et al. (2010)</xref> disagree.{extra}</p>
<fig><label>Figure 1</label><caption><p>A caption that is not text.</p></caption></fig>
<p>Bees&nbsp;are &#xFB01;ne<fn><p>A footnote.</p></fn> animals of <inline-formula><inline-graphic/></inline-formula> kinds.</p></sec>
<sec><title>Methods</title><sec><title>Training</title><p>We gave sugar to each bee for two days.</p></sec></sec>
<table-wrap><table><tr><td>17</td></tr></table></table-wrap>
<sec><title>Acknowledgements</title><p>We thank the bees.</p></sec>
</body><back><ref-list><ref><mixed-citation>Lee 2001</mixed-citation></ref></ref-list></back></article>"""  # noqa: E501

TEX = r"""\documentclass{article}
\newcommand{\ours}{\textsc{Specter}}
\title{Learning {\em Deep} Things\thanks{Funded.}}
\author{Jane Doe\\ University of Foo \and J\"urgen M\"uller \\ Bar Inc}
\begin{document}\maketitle
\begin{abstract}
We present \ours, a method with $\alpha=0.5$ that is 10\% better. It costs \$10.
\end{abstract}
\section{Introduction} % a comment
Deep learning~\citep{a,b} is a big field (see \citealp{x}). As \citet{smith} show, it works\footnote{Not always.}.
See Figure~\ref{fig:a} for more.
\begin{figure}\includegraphics{x}\caption{A caption that is not text.}\end{figure}
\begin{itemize}\item We propose a new loss function for it. \item We release all of our code.\end{itemize}
\subsection{Maths}
The loss is \begin{equation} L = \sum_i x_i \end{equation} where $x_i \in \mathbb{R}^d$ is a vector.
\section*{Acknowledgments}
We thank everyone.
\appendix \section{More} Appendix text is not read.
\end{document}"""

HTML = """<!DOCTYPE html><html lang="en"><head><title>Bees | Journal</title><style>p {}</style>
<link rel="canonical" href="https://arxiv.org/html/2504.02708v2"></head><body>
<nav><p>Home is where the menu is.</p></nav>
<article class="ltx_document"><h1 class="ltx_title ltx_title_document">Bees count to four</h1>
<div class="ltx_authors"><span class="ltx_personname">Marie Curie</span></div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">Bees can count up to four.</p></div>
<section class="ltx_section"><h2 class="ltx_title"><span class="ltx_tag">1 </span>Introduction</h2>
<div class="ltx_para"><p class="ltx_p">Counting helps animals <cite class="ltx_cite">[<a href="#bib.bib1">1</a>]</cite> to find food
with <math alttext="k=4"><mi>k</mi></math> legs.<span class="ltx_note ltx_role_footnote">A footnote.</span></p></div>
{extra}
<figure class="ltx_figure"><figcaption>A caption that is not text.</figcaption></figure></section>
<section class="ltx_bibliography"><h2>References</h2><ul><li>Lee 2001, a reference of some length.</li></ul></section>
</article><footer><p>Imprint and other words.</p></footer></body></html>"""  # noqa: E501
