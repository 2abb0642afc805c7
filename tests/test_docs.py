"""The docs tell the truth: links lead somewhere, code runs, and the day in the README is the day in the code."""

import inspect
import re
from pathlib import Path

import pytest

from paperledge.day import run_day

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*/*.md"), *ROOT.glob("training/*/*.md")]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page is a file of the repository."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


def blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_day_in_the_readme_is_the_day_in_the_code() -> None:
    """The README prints `run_day` as it stands."""
    assert inspect.getsource(run_day) in blocks("README.md")


def test_the_code_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Each other block of Python in the README runs as it is printed."""
    for code in blocks("README.md"):
        if "def run_day" not in code:
            exec(compile(code, "README.md", "exec"), {})
    assert float(capsys.readouterr().out.split()[0]) > 0.5
