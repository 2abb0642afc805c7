"""What a sentence sounds like, as text: numbers, formulas, units, names and signs in words.

spoken("GPT-4 beats it by 3–5% [12].") is "G P T four beats it by three to five percent."
"""

from collections.abc import Mapping

from paperledge.voice.wording.finish import finish
from paperledge.voice.wording.markup import (
    drop_citations,
    name_scripts,
    plain_letters,
    read_addresses,
    strip_marks,
    strip_tex,
)
from paperledge.voice.wording.maths import read_bare, read_tex
from paperledge.voice.wording.names import apply_lexicon, quiet_shouting, read_names
from paperledge.voice.wording.numbers import read_numbers, settle_unit_powers
from paperledge.voice.wording.operators import read_operators, read_prefixes, type_signs
from paperledge.voice.wording.shorthand import read_roman, write_out
from paperledge.voice.wording.tables import lexicon as open_lexicon


def spoken(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """The words to say for a text; deterministic, and spoken(spoken(text)) == spoken(text).

    lexicon: a home's own respellings (term -> what to say), which go before ours.
    Gives letters, spaces and , . ; : ! ? ' - alone, or "" when nothing can be said. No digit or sign is left.
    """
    names = open_lexicon(lexicon or {})
    # What marks surround goes first: formulas, citations, addresses.
    text = read_tex(strip_marks(quiet_shouting(text)))
    text = plain_letters(strip_tex(text))
    text = read_addresses(drop_citations(text))
    # Then whole names, before their digits and signs are taken apart.
    text = apply_lexicon(write_out(text), names)
    text = read_bare(settle_unit_powers(type_signs(text)))
    # Numbers need the signs around them, so these come before the rest of the signs.
    text = read_numbers(read_prefixes(read_roman(text)))
    text = read_operators(text)
    return finish(read_names(name_scripts(text), names))
