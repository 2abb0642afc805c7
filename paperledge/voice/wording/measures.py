"""Amounts of something: money, units of measure, powers of ten, sizes, in words."""

import re
from collections.abc import Iterable

from paperledge.voice.wording.number_words import ALONE, Match, N, Rule, amount, cardinal
from paperledge.voice.wording.tables import units

_SIZES = {
    "K": "thousand",
    "k": "thousand",
    "M": "million",
    "B": "billion",
    "T": "trillion",
    "bn": "billion",
    "mn": "million",
}
_SIZE_WORDS = "hundred|thousand|million|billion|trillion"

_UNIT_POWER = re.compile(r"(?<=[\d\s/])((?:[kcmnμ]?m|ft|in|s|h)\b)\^\{?([23])\}?")


def settle_unit_powers(text: str) -> str:
    """cm^2 after a number is a unit and no formula: written as cm2, which the rules for units know."""
    return re.sub(rf"\d\s?(?:\w+/)?{_UNIT_POWER.pattern}", lambda m: _UNIT_POWER.sub(r"\1\2", m.group()), text)


def _power_of_ten(m: Match) -> str:
    lead, exponent = m[1], m[2].replace("−", "-")
    unit = _unit_words(m[3], one=False) if m[3] else ""
    power = " ".join(filter(None, [f"ten to the {amount(exponent)}", unit]))
    if not lead or float(lead.replace(",", "").replace("−", "-")) == 1.0:
        return power
    return f"{amount(lead)} times {power}"


def _e_notation(m: Match) -> str:
    exponent = m[2].lstrip("+").replace("−", "-")
    exponent = ("-" if exponent.startswith("-") else "") + (exponent.lstrip("-0") or "0")
    power = f"ten to the {amount(exponent)}"
    return power if float(m[1]) == 1.0 else f"{amount(m[1])} times {power}"


_COINS = {
    "$": ("dollar", "dollars"),
    "€": ("euro", "euros"),
    "£": ("pound", "pounds"),
    "¥": ("yen", "yen"),
    "₹": ("rupee", "rupees"),
}


def _money(m: Match) -> str:
    size = size_words(m["size"]) or m["sizeword"] or ""
    words = _money_words(m["coin"][-1], m["low"], m["high"], size)
    return words.removesuffix("s") if _after_article(m) else words


def _trailing_coin(m: Match) -> str:
    return _money_words(m[2], m[1], None, "")


def _after_article(m: Match) -> bool:
    """ "a $100 prize", "a 5 kg weight": the amount describes what follows and takes the singular."""
    return bool(re.search(r"\b[Aa]n?\s$", m.string[: m.start()]) and re.match(r"\s[a-z]", m.string[m.end() :]))


def _money_words(coin: str, low: str, high: str | None, size: str) -> str:
    one, many = _COINS[coin]
    if not high and not size and re.fullmatch(r"[\d,]+\.\d\d", low):
        whole, cents = (int(part) for part in low.replace(",", "").split("."))
        small = (
            f"{cardinal(cents)} {'pence' if coin == '£' else 'cent' if cents == 1 else 'cents'}" if cents else ""
        )
        main = f"{cardinal(whole)} {one if whole == 1 else many}" if whole or not cents else ""
        return " ".join(filter(None, [main, small]))
    said = amount(low) + (f" to {amount(high)}" if high else "")
    return " ".join(filter(None, [said, size, one if said == "one" and not size else many]))


def size_words(suffix: str | None) -> str:
    """thousand for K, million for M, and so on; \"\" for None."""
    return _SIZES.get(suffix or "", suffix or "").strip()


def _by(m: Match) -> str:
    parts = re.split(r"\s?[x×]\s?", m.group())
    return " by ".join(amount(part) if re.fullmatch(N, part) else part for part in parts)


def _expert_size(m: Match) -> str:
    return f"{amount(m[1])} by {amount(m[2])} {m[3]}"


def _unit_words(unit: str, one: bool) -> str | None:
    """Words for a unit, "m/s²" and "tokens/s" too; None when it is none."""
    unit = unit.strip()
    head, slash, tail = unit.partition("/")
    table = units()
    power = {"2": "square ", "3": "cubic "}.get(_power(head)[1], "")
    names = (
        table["glued_or_spaced"].get(_power(head)[0])
        or table["letters"].get(_power(head)[0])
        or table["spaced_letters"].get(_power(head)[0])
    )
    if names is None:
        return None
    said = power + str(names[0 if one else 1])
    if not slash:
        return said
    per, squared = _power(tail)
    if per not in table["per"]:
        return None
    if not squared:
        return f"{said} per {table['per'][per]}"
    area = "square" if squared == "2" else "cubic"
    return (
        f"{said} per second {'squared' if squared == '2' else 'cubed'}"
        if per == "s"
        else f"{said} per {area} {table['per'][per]}"
    )


def _power(unit: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.+?)([23])", unit)
    return (found[1], found[2]) if found else (unit, "")


def _measure(m: Match) -> str:
    sign, low, high, unit = m["sign"] or "", m["low"], m["high"], m["unit"]
    hyphen = (m["gap"] or "") == "-"
    words = _unit_words(unit, one=hyphen or _after_article(m) or (not high and low in ("1", "1.0")))
    if words is None:
        return m.group()
    return f"{amount(sign + low)}{f' to {amount(high)}' if high else ''}{'-' if hyphen else ' '}{words}"


def _longest_first(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


def _unit_text() -> str:
    table = units()
    whole = _longest_first((*table["glued_or_spaced"], *table["letters"]))
    return rf"(?:{whole})[23]?(?:/(?:{_longest_first(table['per'])})[23]?)?"


def _unit_pattern() -> re.Pattern[str]:
    spaced = "|".join(map(re.escape, units()["spaced_letters"]))
    unit = _unit_text()
    return re.compile(
        rf"(?:(?<![\w.,)])(?P<sign>[-−+])|{ALONE}(?<![-−]))(?P<low>{N})(?:\s?(?:[-–—]|to)\s?(?P<high>{N}))?"
        rf"(?:(?P<gap>[\s-]?)(?P<unit>{unit})|\s(?P<unit2>{spaced}))(?![\w%/^]|-[a-z]+\s[a-z]*\d)"
    )


def _measured(m: Match) -> str:
    if m["unit2"] is None:
        return _measure(m)
    one = _after_article(m) or (not m["high"] and m["low"] == "1")
    words = units()["spaced_letters"][m["unit2"]][0 if one else 1]
    return f"{amount((m['sign'] or '') + m['low'])}{' to ' + amount(m['high']) if m['high'] else ''} {words}"


def _rate(m: Match) -> str:
    """3 tokens/s, 12 samples/day: a plain word per unit."""
    return f"{amount(m[1])} {m[2]} per {units()['per'][m[3]]}"


POWERS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{ALONE}(?:({N})\s?(?:[x×·*]|times)\s?)?10\s?\^\s?\{{?\s?([-−+]?\d+)\s?\}}?(?:\s?({_unit_text()})(?![\w/]))?"
        ),
        _power_of_ten,
    ),
    (re.compile(rf"{ALONE}({N})[eE]([-−+]?\d{{1,3}})(?!\w)"), _e_notation),
)
MONEY: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?P<coin>US\$|[$€£¥₹])\s?(?P<low>{N})(?:\s?[-–—]\s?[$€£¥₹]?(?P<high>{N}))?"
            rf"(?:\s?(?P<size>[KkMBT]|bn|mn)\b|\s(?P<sizeword>{_SIZE_WORDS})\b)?"
        ),
        _money,
    ),
    (re.compile(rf"{ALONE}({N})\s?([$€£])(?!\w)"), _trailing_coin),
)
DIMENSIONS: tuple[Rule, ...] = (
    (re.compile(rf"{ALONE}(\d+)[x×](\d+(?:\.\d+)?)(B|M)\b"), _expert_size),
    (re.compile(rf"{ALONE}{N}(?:\s?×\s?(?:{N}|[A-Z]\b)|x{N}|\sx\s{N})+(?![\w.]*\d)"), _by),
)
MEASURES: tuple[Rule, ...] = (
    (_unit_pattern(), _measured),
    (re.compile(rf"{ALONE}({N})\s([a-z]+)/(s|sec|ms|min|h|hr|day|yr|year|GPU|token|image)\b"), _rate),
)
