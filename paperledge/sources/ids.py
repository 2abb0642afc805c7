"""What a paper is called: any arXiv, DOI or ACL Anthology name or address -> one canonical id."""

import re
from urllib.parse import unquote

_NEW = re.compile(r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v(\d{1,3}))?", re.I)
# Old names carry an archive, sometimes a subject class that is no part of the name: math.GT/0309136.
_OLD = re.compile(
    r"(acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|"
    r"dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|"
    r"physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con)(?:\.[a-z-]{2,8})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})"
    r"(?:v(\d{1,3}))?",
    re.I,
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ACL = re.compile(r"[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+")
_WEB = re.compile(r"(?:https?:)?//([^/?#]+)(/[^?#]*)?", re.I)
_ARXIV_HOSTS = re.compile(r"(?:^|\.)(?:arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co)$", re.I)
_LABEL = re.compile(r"^(?:oai:arxiv\.org:|arxiv:|doi:|acl:|info:doi/)\s*", re.I)


def paper_id(text: str) -> str | None:
    """The canonical id behind a name or address of a paper, without its version; None where there is none.

    "2504.02708v2", "arXiv:math.GT/0309136", "https://arxiv.org/pdf/2504.02708.pdf" -> "arxiv:...";
    "https://doi.org/10.7554/eLife.00005" -> "doi:10.7554/elife.00005"; "P02-1019" -> "acl:P02-1019".
    """
    name = _name(text)
    found = _arxiv(name)
    if found:
        return f"arxiv:{found[0]}"
    if _DOI.fullmatch(name):
        return f"doi:{name.lower()}"
    if _ACL.fullmatch(name):
        return f"acl:{name}"
    # Lists without public names number their papers themselves.
    return name if re.fullmatch(r"list:\d+", name) else None


def paper_version(text: str) -> int | None:
    """The version a name or address carries ("2504.02708v2" -> 2), if any."""
    found = _arxiv(_name(text))
    return found[1] if found else None


def arxiv_name(paper: str) -> str | None:
    """ "arxiv:2504.02708" -> "2504.02708"; None for papers that are not arXiv's."""
    return paper.removeprefix("arxiv:") if paper.startswith("arxiv:") else None


def arxiv_links(name: str) -> dict[str, str]:
    """Where a reader finds an arXiv paper."""
    return {"abs": f"https://arxiv.org/abs/{name}", "pdf": f"https://arxiv.org/pdf/{name}"}


def _arxiv(name: str) -> tuple[str, int | None] | None:
    if match := _NEW.fullmatch(name):
        return match[1], int(match[2]) if match[2] else None
    if match := _OLD.fullmatch(name):
        return f"{match[1].lower()}/{match[2]}", int(match[3]) if match[3] else None
    return None


def _name(text: str) -> str:
    name = unquote(text.strip().rstrip(".,;"))
    if web := _WEB.match(name):
        name = _name_in_address(web[1], (web[2] or "").strip("/"))
    name = _LABEL.sub("", name.strip())
    # DataCite's name of an arXiv paper is the paper.
    return re.sub(r"^10\.48550/arxiv\.", "", name, flags=re.I)


def _name_in_address(host: str, path: str) -> str:
    if _ARXIV_HOSTS.search(host):
        path = re.sub(r"\.(?:pdf|ps|html)$", "", path)
        return re.sub(r"^(?:abs|pdf|html|format|e-print|src|ps|papers|overview)/", "", path)
    if host.lower().endswith("aclanthology.org"):
        return re.sub(r"\.(?:pdf|bib|xml)$", "", path)
    doi = _DOI.search(path)
    return doi[0] if doi else path
