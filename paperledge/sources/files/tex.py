"""TeX sources: one file, or the .tar.gz in which arXiv keeps a paper's."""

import io
import re
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from paperledge.errors import PaperError
from paperledge.records import Document, Paper
from paperledge.sources.files.blocks import CITE_CLOSE, CITE_OPEN, FORMULA, Blocks, clean, without_citations
from paperledge.sources.files.citations import CITED
from paperledge.sources.files.opening import LARGEST, decode, file_id
from paperledge.sources.ids import arxiv_links, paper_id

_NO_TEXT = (
    "figure figure* table table* tabular tabular* tabularx longtable wrapfigure wraptable sidewaystable algorithm "
    "algorithm* algorithmic lstlisting verbatim verbatim* minted tikzpicture thebibliography comment filecontents "
    "filecontents* CCSXML teaserfigure SCfigure subfigure minipage keywords IEEEkeywords acks pgfpicture forest "
    "floatingfigure listing prompt tcolorbox acknowledgments acknowledgements"
).split()
_DISPLAY = (
    "equation equation* align align* eqnarray eqnarray* gather gather* multline multline* displaymath alignat "
    "alignat* flalign flalign* dmath dmath* subequations math array"
).split()
_COUNTED = {
    "figure": "figures",
    "wrapfigure": "figures",
    "table": "tables",
    "wraptable": "tables",
    "longtable": "tables",
}
_BEGIN = re.compile(r"\\begin\s*\{([^{}]+)\}")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*(?:\{([^{}]+)\}|([^\s{}\\]+))")
_HEADING = re.compile(r"\\(section|subsection|subsubsection|chapter|paragraph)\*?\s*(?:\[[^\]]*\])?\s*\{")
_CITE = re.compile(
    r"~?\s?\\(?:no)?([cC]ite\w*|[pP]arencite|[tT]extcite|[aA]utocite|footcite|onlinecite)\*?(?:\s*\[[^\]]*\]){0,2}\s*\{([^{}]*)\}"
)
_TEXTUAL = frozenset(("citet", "citeauthor", "textcite"))
_DROPPED = re.compile(
    r"\\(?:footnote|footnotetext|thanks|label|vspace|hspace|vskip|hskip|index|bibliography|bibliographystyle|"
    r"includegraphics|caption|captionof|todo|graphicspath|addtocounter|setcounter|setlength|pagestyle|thispagestyle|"
    r"input|include|affil|address|email|keywords|titlerunning|authorrunning|icmltitlerunning|printAffiliationsAndNotice|"
    r"newcommand|renewcommand|providecommand|definecolor|hypersetup|color|footnotemark|marginpar|nocite|phantom|"
    r"hphantom|vphantom|enlargethispage|rule|resizebox|scalebox|cline|addcontentsline|markboth|hypertarget)\*?(?![a-zA-Z])"
)
_REFERENCE = re.compile(r"\\(?:[cC]ref|[aA]utoref|eqref|ref|pageref|nameref|vref|[cC]refrange)\*?\s*\{[^{}]*\}")
_INLINE_MATH = re.compile(
    r"(?<!\\)\$\$.*?(?<!\\)\$\$|(?<!\\)\$((?:\\.|[^$\\])+)\$|\\\((.*?)\\\)|\\\[.*?\\\]", re.S
)
_MACRO = re.compile(
    r"\\(?:new|renew|provide)command\*?\s*\{?\s*\\([a-zA-Z]+)\s*\}?\s*(?:\[(\d)\])?(\[[^\]]*\])?\s*(?=\{)|\\def\s*\\([a-zA-Z]+)\s*(?=\{)"
)
_STOP = re.compile(
    r"\\appendix\b|\\bibliography\s*\{|\\printbibliography|\\begin\{thebibliography\}|\\end\{document\}"
)
_NO_PART = re.compile(
    r"^(?:acknowledge?ments?|references|bibliography|funding|author contributions?|appendix)\b", re.I
)
_DEEPEST = 12  # files that include files; a loop stops here
_MOST_FILES = 2_000
_LONGEST_FORMULA = 25


def document_from_tex(data: bytes, path: Path) -> Document:
    """The running text of a TeX source, at its appendix or bibliography at the latest.

    Raises PaperError for archives without a TeX file, and for sources without running text.
    """
    files = _files(data, path)
    main = _main_file(files, path)
    source = _included(main, files, 0)
    labels = _labels(source + "".join(text for name, text in files.items() if name.endswith(".bbl")))
    blocks = Blocks()
    preamble, _, body = source.partition("\\begin{document}")
    macros = _macros(preamble)
    body = _expanded(body or source, macros)
    paper_title = _readable(_argument_of("title", preamble + body), labels)
    abstract = _environment(body, "abstract") or _argument_of("abstract", preamble + body)
    for paragraph in _paragraphs(abstract, blocks):
        blocks.add("Abstract", _readable(paragraph, labels))
    read_abstract = " ".join(text for _, text in blocks.rows)
    body = body.replace(abstract, "", 1) if abstract else body
    stop = _STOP.search(body)
    _read_body(body[: stop.start()] if stop else body, blocks, labels)
    if stop and stop[0] == "\\appendix":
        blocks.notes.append("its appendices were not read")
    name = re.sub(r"(?:\.tar|\.tgz|\.gz|\.tex|\.zip)+$", "", path.name)
    identity = paper_id(name.removeprefix("arXiv-")) or file_id(path, data)
    paper = Paper(
        id=identity,
        title=paper_title or path.name.split(".")[0],
        abstract=read_abstract,
        authors=_authors(preamble + body, labels),
        links=arxiv_links(identity[6:]) if identity.startswith("arxiv:") else {},
        source="file",
    )
    return blocks.document(paper, "tex", str(path))


def _files(data: bytes, path: Path) -> dict[str, str]:
    if data[257:262] != b"ustar":
        return {path.name: decode(data)}
    files: dict[str, str] = {}
    room = LARGEST
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for number, member in enumerate(archive):
                wanted = member.isfile() and member.name.lower().endswith((".tex", ".bbl", ".ltx"))
                if number > _MOST_FILES or member.size > room:
                    raise PaperError(f"{path}: the archive unpacks to more than one paper's source")
                if wanted and (held := archive.extractfile(member)) is not None:
                    files[re.sub(r"^\./", "", member.name)] = decode(held.read())
                    room -= member.size
    except (tarfile.TarError, EOFError) as error:
        raise PaperError(f"{path}: the archive is broken ({error})", next_step="get the file again") from error
    return files


def _main_file(files: dict[str, str], path: Path) -> str:
    texts = {name: text for name, text in files.items() if not name.endswith(".bbl")}
    whole = [t for t in texts.values() if re.search(r"^[^%\n]*\\begin\{document\}", t, re.M)]
    found = whole or list(texts.values())
    if not found:
        raise PaperError(f"{path}: the archive holds no TeX file", next_step="give the paper as PDF or HTML")
    return max(found, key=lambda t: (len(_INPUT.findall(t)) > 2, "\\title" in t, len(t)))


def _included(text: str, files: dict[str, str], depth: int) -> str:
    """The source with its included files in place, comments gone."""
    text = _COMMENT.sub(r"\1", text)
    if depth >= _DEEPEST:
        return text

    def put_in(match: re.Match[str]) -> str:
        name = (match[1] or match[2]).strip().removeprefix("./")
        found = files.get(name) or files.get(f"{name}.tex")
        return _included(found, files, depth + 1) if found is not None else ""

    return _INPUT.sub(put_in, text)


def _macros(preamble: str) -> dict[str, str]:
    """The author's abbreviations without arguments: "\\newcommand{\\ours}{SPECTER}"."""
    found: dict[str, str] = {}
    for match in _MACRO.finditer(preamble):
        name = match[1] or match[4]
        value = _braced(preamble, match.end())
        if not match[2] and len(value) < 200 and f"\\{name}" not in value and "#" not in value:
            found[name] = value.replace("\\xspace", "")
    return found


def _expanded(body: str, macros: dict[str, str]) -> str:
    for _ in range(3):
        grown = re.sub(r"\\([a-zA-Z]+)(?![a-zA-Z])(\{\})?", lambda m: macros.get(m[1], m[0]), body)
        if grown == body or len(grown) > 4 * len(body) + 10_000:
            break
        body = grown
    return body


def _read_body(body: str, blocks: Blocks, labels: dict[str, str]) -> None:
    top, title, at, skipping = "", "", 0, False
    places = [*_HEADING.finditer(body), None]
    for place in places:
        stretch = body[at : place.start() if place else len(body)]
        # What stands before the first section is the title page, unless there is no section at all.
        if not skipping and (title or len(places) == 1):
            for paragraph in _paragraphs(stretch, blocks):
                blocks.add(title, _readable(paragraph, labels))
        if place is None:
            return
        heading = _readable(_braced(body, place.end() - 1), labels)
        at = place.end() + len(_braced(body, place.end() - 1)) + 1
        if place[1] in ("section", "chapter"):
            top, title, skipping = heading, heading, bool(_NO_PART.match(heading))
        elif place[1] == "paragraph":
            # A run-in heading names what follows: the part stays the one it stands in.
            title = title or heading
        else:
            title = f"{top}: {heading}" if top else heading


def _paragraphs(text: str, blocks: Blocks) -> list[str]:
    text = _without_environments(text, blocks)
    text = re.sub(
        r"\\(?:par|newline|bigskip|medskip|smallskip|noindent|maketitle|newpage|clearpage)(?![a-zA-Z])",
        "\n\n",
        text,
    )
    text = re.sub(r"\\item\s*(?:\[([^\]]*)\])?", lambda m: f"\n\n{m[1] or ''} ", text)
    return [p for p in re.split(r"\n\s*\n", _without_commands(text)) if p.strip()]


def _without_environments(text: str, blocks: Blocks) -> str:
    pieces, at = [], 0
    while match := _BEGIN.search(text, at):
        name = match[1].strip()
        pieces.append(text[at : match.start()])
        at = match.end()
        if name in _NO_TEXT or name in _DISPLAY:
            end = text.find(f"\\end{{{name}}}", at)
            at = len(text) if end < 0 else end + len(name) + 6
            if name in _DISPLAY:
                pieces.append(f" {FORMULA} ")
            blocks.leave_out("formulas" if name in _DISPLAY else _COUNTED.get(name.rstrip("*"), "other floats"))
        else:
            at += len(_options(text, at))
    pieces.append(text[at:])
    return re.sub(r"\\end\s*\{[^{}]*\}", "\n\n", "".join(pieces))


def _options(text: str, at: int) -> str:
    match = re.match(r"\s*\[[^\]]*\]", text[at : at + 200])
    return match[0] if match else ""


def _without_commands(text: str) -> str:
    """Commands that print nothing of the text, with all their arguments."""
    pieces, at = [], 0
    while match := _DROPPED.search(text, at):
        pieces.append(text[at : match.start()])
        at = match.end()
        while argument := re.match(r"\s*\[[^\]]*\]|\s*(?=\{)", text[at : at + 400]):
            at += argument.end()
            if text[at : at + 1] == "{":
                at += len(_braced(text, at)) + 2
            elif not argument[0].strip():
                break
    pieces.append(text[at:])
    return "".join(pieces)


def _readable(tex: str, labels: dict[str, str]) -> str:
    text = _CITE.sub(lambda m: _citation(m, labels), tex)
    text = _REFERENCE.sub(
        "",
        re.sub(
            r"(?:\b(?:Section|Sec\.|Figure|Fig\.|Table|Tab\.|Eq\.|Equation|Appendix|Algorithm|Alg\.|Chapter)s?[~\s]*)?\(?"
            + _REFERENCE.pattern
            + r"\)?",
            _pointer,
            text,
        ),
    )
    text = _INLINE_MATH.sub(_formula, text)
    text = re.sub(r"(?<!\\)%", r"\\%", text)
    # Commands we know nothing of keep what stands in their braces.
    return clean(without_citations(_to_text(text))).replace("§.§", "")


def _pointer(match: re.Match[str]) -> str:
    """ "Figure~\\ref{x}" points at something a listener has not got: the name stays, the number is unknown."""
    word = re.match(r"\(?([A-Z][a-z]+)", match[0])
    bracketed = match[0].startswith("(") and match[0].endswith(")") and word
    name = _SHORT.get(word[1].lower(), word[1].lower()) if word else ""
    return "" if bracketed else (f"the {name}" if name else "[number]")


_SHORT = {"sec": "section", "fig": "figure", "tab": "table", "eq": "equation", "alg": "algorithm"}


def _citation(match: re.Match[str], labels: dict[str, str]) -> str:
    if match[1].lower() not in _TEXTUAL:
        return f" {CITE_OPEN}{CITE_CLOSE}"
    known = [labels.get(key.strip(), "") for key in match[2].split(",")]
    return " " + (" and ".join(known) if all(known) else CITED)


def _labels(source: str) -> dict[str, str]:
    """The names behind citation keys, where a bibliography in natbib's form is at hand."""
    found = re.findall(r"\\bibitem\s*\[\{?([^\[\]]*?)\((?:\d{4}|n\.d\.)[^\]]*\]\s*\{([^{}]+)\}", source)
    return {key: clean(re.sub(r"[{}~]|\\[a-zA-Z]+", " ", names)) for names, key in found}


def _formula(match: re.Match[str]) -> str:
    tex = match[1] or match[2]
    if tex is None:
        return f" {FORMULA} "
    text = "".join(_to_text(f"${tex}$").split())
    return text if 0 < len(text) <= _LONGEST_FORMULA and not re.search(r"[\\∫∑∏∂]", text) else FORMULA


def _environment(text: str, name: str) -> str:
    match = re.search(rf"\\begin\{{{name}\*?\}}(.*?)\\end\{{{name}\*?\}}", text, re.S)
    return match[1] if match else ""


def _argument_of(command: str, text: str) -> str:
    match = re.search(rf"\\(?:icml)?{command}\*?\s*(?:\[[^\]]*\])?\s*(?=\{{)", text)
    return _without_commands(_braced(text, match.end())) if match else ""


def _braced(text: str, at: int) -> str:
    """What stands between the brace at `at` and the one that closes it."""
    depth, index = 0, at
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 1
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return text[at + 1 : index]
        index += 1
    return ""


def _authors(text: str, labels: dict[str, str]) -> tuple[str, ...]:
    names = []
    for match in re.finditer(r"\\(?:icml)?author\*?\s*(?:\[[^\]]*\])?\s*(?=\{)", text):
        held = _without_commands(_braced(text, match.end()))
        held = re.sub(r"\$[^$]*\$|\\textsuperscript\{[^{}]*\}|\\inst\{[^{}]*\}|\\(?:orcid\w*)\{[^{}]*\}", "", held)
        for row in re.split(r"\\and\b|\\And\b|\\AND\b|\\quad|\\qquad|,|\band\b|&", held):
            # Below the first line of an author stands where they work.
            name = _readable(row.split("\\\\")[0] if row.strip()[:2] != "\\\\" else "", labels)
            if re.fullmatch(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*", name):
                names.append(name)
    return tuple(dict.fromkeys(names))


def _to_text(tex: str) -> str:
    try:
        return str(_converter().latex_to_text(tex))
    except (ValueError, IndexError, RecursionError):
        # Broken or endlessly nested TeX: what is left after the marks are gone still reads.
        return re.sub(r"\\[a-zA-Z]+|[${}\\]", " ", tex)


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)
