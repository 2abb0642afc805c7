"""Settings are understood or refused in words."""

from pathlib import Path

import pytest

from paperledge.errors import SettingsError
from paperledge.settings import describe_settings, read_settings


def write(home: Path, text: str) -> Path:
    (home / "paperledge.toml").write_text(text)
    return home


def test_no_file_means_all_defaults(tmp_path: Path) -> None:
    """A new home needs no settings at all."""
    settings = read_settings(tmp_path)
    assert settings.day.episodes == 3
    assert settings.library_url.startswith("sqlite:///")


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    """Only the named settings change, and `settings` says where each comes from."""
    settings = read_settings(write(tmp_path, '[day]\nepisodes = 1\n[sources]\ncategories = ["math.NT"]\n'))
    assert (settings.day.episodes, settings.sources.categories, settings.day.digest) == (1, ("math.NT",), 20)
    origin = {key: where for key, _, where, _ in describe_settings(settings)}
    assert origin["day.episodes"] == "file"
    assert origin["day.digest"] == "default"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[day]\nepisods = 1", "did you mean 'episodes'?"),
        ("[dya]\nepisodes = 1", "did you mean 'day'?"),
        ("[day]\nepisodes = 99", "wanted 0 to 50, saw 99"),
        ("[day]\nepisodes = '3'", "wanted int, saw '3'"),
        ("[day]\nepisodes = true", "wanted int, saw True"),
        ("[sources]\ncategories = 'cs.AI'", "wanted a list of texts"),
        ("day = 3", "unknown table"),
        ("[day", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_wanted(tmp_path: Path, text: str, message: str) -> None:
    """An unknown key or a value out of bounds is an error that says what to write instead."""
    with pytest.raises(SettingsError, match=r"paperledge\.toml") as caught:
        read_settings(write(tmp_path, text))
    assert message in str(caught.value)


def test_a_password_in_the_database_url_is_never_shown(tmp_path: Path) -> None:
    """`settings` hides secrets."""
    settings = read_settings(write(tmp_path, '[library]\nurl = "postgresql+psycopg://ada:secret@db/papers"\n'))
    assert not any("secret" in value for _, value, _, _ in describe_settings(settings))
