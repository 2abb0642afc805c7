"""Digits in words, by what stands around them: money, units, ranges, years, ordinals, versions, plain amounts."""

import re
from collections.abc import Callable, Iterable

from paperledge.voice.wording.number_words import amount, cardinal, digits, fraction, ordinal, version_number, year
from paperledge.voice.wording.tables import units

Match = re.Match[str]

N = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
_ALONE = r"(?<![\w.,])"  # nothing of a longer number or name before it
_SIZES = {"K": "thousand", "k": "thousand", "M": "million", "B": "billion", "T": "trillion", "bn": "billion", "mn": "million"}
_SIZE_WORDS = "hundred|thousand|million|billion|trillion"
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "(?:" + "|".join(f"{m}|{m[:3]}\\.?" for m in _MONTHS) + "|Sept\\.?)"


_UNIT_POWER = re.compile(r"(?<=[\d\s/])((?:[kcmnμ]?m|ft|in|s|h)\b)\^\{?([23])\}?")


def settle_unit_powers(text: str) -> str:
    """cm^2 after a number is a unit and no formula: written as cm2, which the rules for units know."""
    return re.sub(rf"\d\s?(?:\w+/)?{_UNIT_POWER.pattern}", lambda m: _UNIT_POWER.sub(r"\1\2", m.group()), text)


def read_numbers(text: str) -> str:
    """Text without a digit."""
    for pattern, say in _STEPS:
        text = pattern.sub(_set_apart(say), text)
    return text


def _set_apart(say: Callable[[Match], str]) -> Callable[[Match], str]:
    """Words never touch a letter beside them; a hyphen to a following word stays."""

    def put(match: Match) -> str:
        words = say(match)
        if words == match.group():
            return words
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        left = " " if words[:1].isalpha() and (before.isalnum() or before in tuple("$€£%°")) else ""
        right = " " if words[-1:].isalpha() and after.isalnum() else ""
        return left + words + right

    return put


# Dates -------------------------------------------------------------------------------------------------------------


def _month(text: str) -> str:
    return next(m for m in _MONTHS if m.startswith(text[:3]))


def _iso_date(m: Match) -> str:
    month, day = int(m[2]), int(m[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return m.group()
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(int(m[1]))}"


def _month_day(m: Match) -> str:
    when = f"{_month(m[1])} {ordinal(int(m[2]))}" if 1 <= int(m[2]) <= 31 else f"{_month(m[1])} {cardinal(int(m[2]))}"
    return when + (f", {year(int(m[3]))}" if m[3] else "")


def _day_month(m: Match) -> str:
    when = f"{_month(m[2])} {ordinal(int(m[1]))}"
    return when + (f", {year(int(m[3]))}" if m[3] else "")


# Amounts -----------------------------------------------------------------------------------------------------------


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


_COINS = {"$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"), "¥": ("yen", "yen"), "₹": ("rupee", "rupees")}


def _money(m: Match) -> str:
    size = _size(m["size"]) or m["sizeword"] or ""
    words = _money_words(m["coin"][-1], m["low"], m["high"], size)
    return words.removesuffix("s") if _after_article(m) else words


def _trailing_coin(m: Match) -> str:
    return _money_words(m[2], m[1], None, "")


def _after_article(m: Match) -> bool:
    """"a $100 prize", "a 5 kg weight": the amount describes what follows and takes the singular."""
    return bool(re.search(r"\b[Aa]n?\s$", m.string[: m.start()]) and re.match(r"\s[a-z]", m.string[m.end() :]))


def _money_words(coin: str, low: str, high: str | None, size: str) -> str:
    one, many = _COINS[coin]
    if not high and not size and re.fullmatch(r"[\d,]+\.\d\d", low):
        whole, cents = (int(part) for part in low.replace(",", "").split("."))
        small = f"{cardinal(cents)} {'pence' if coin == '£' else 'cent' if cents == 1 else 'cents'}" if cents else ""
        main = f"{cardinal(whole)} {one if whole == 1 else many}" if whole or not cents else ""
        return " ".join(filter(None, [main, small]))
    said = amount(low) + (f" to {amount(high)}" if high else "")
    return " ".join(filter(None, [said, size, one if said == "one" and not size else many]))


def _size(suffix: str | None) -> str:
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
    names = table["glued_or_spaced"].get(_power(head)[0]) or table["letters"].get(_power(head)[0]) \
        or table["spaced_letters"].get(_power(head)[0])
    if names is None:
        return None
    said = power + str(names[0 if one else 1])
    if not slash:
        return said
    per, squared = _power(tail)
    if per not in table["per"]:
        return None
    return f"{said} per {'square ' if squared == '2' and per != 's' else ''}{table['per'][per]}{' squared' if squared == '2' and per == 's' else ''}"


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
        rf"(?:(?<![\w.,)])(?P<sign>[-−+])|{_ALONE}(?<![-−]))(?P<low>{N})(?:\s?(?:[-–—]|to)\s?(?P<high>{N}))?"
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


def _percent_range(m: Match) -> str:
    return f"{_signed(m[1])} to {amount(m[2])} percent"


def _sized_range(m: Match) -> str:
    return f"{amount(m[1])} {_size(m[2]) + ' ' if m[2] else ''}to {amount(m[3])} {_size(m[4])}"


def _range(m: Match) -> str:
    low, high = m[1], m[2]
    if " - " in m.group() and float(low) > float(high):
        return f"{amount(low)} minus {amount(high)}"
    if _is_year(low) and _is_year(high):
        return f"{year(int(low))} to {year(int(high))}"
    if _is_year(low) and len(high) == 2 and int(high) > int(low[2:]):
        return f"{year(int(low))} to {year(int(low[:2] + high))}"
    return f"{amount(low)} to {amount(high)}"


def _sized(m: Match) -> str:
    return f"{_signed(m[1])} {_size(m[2])}"


def _signed(text: str) -> str:
    return amount(text.replace("−", "-"))


# Names of numbers --------------------------------------------------------------------------------------------------


def _decade(m: Match) -> str:
    return _many(year(int(m[1] + m[2])) if m[2] != "00" else cardinal(int(m[1] + m[2])))


def _tens(m: Match) -> str:
    return _many(cardinal(int(m[1])))


def _plural(m: Match) -> str:
    return _many(amount(m[1]))


def _many(words: str) -> str:
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def _fraction(m: Match) -> str:
    upper, lower = int(m[1]), int(m[2])
    if 0 < upper < lower <= 10:
        return fraction(upper, lower)
    if upper <= lower:
        return f"{cardinal(upper)} out of {cardinal(lower)}"
    return f"{cardinal(upper)} over {cardinal(lower)}"


def _times(m: Match) -> str:
    return f"{amount(m[1])} times"


def _clock(m: Match) -> str:
    hour, minute = int(m[1]), int(m[2])
    if hour > 23 or minute > 59:
        return _ratio(m)
    said = "hundred" if minute == 0 else ("oh " if minute < 10 else "") + cardinal(minute)
    return f"{cardinal(hour)} {said}" if m[3] is None else f"{cardinal(hour)} {said if minute else ''} {m[3][0].upper()} M"


def _ratio(m: Match) -> str:
    return f"{amount(m[1])} to {amount(m[2])}"


def _version(m: Match) -> str:
    return f"version {version_number(m[1])}"


def _named_version(m: Match) -> str:
    return f"{m[1]} {version_number(m[2])}"


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and 1500 <= int(text) <= 2099


_BEFORE_YEAR = frozenset(
    "in since by from until till during year years after before early late mid around circa of through and to spring summer "
    "autumn fall winter january february march april may june july august september october november december".split()
)
_BETWEEN = frozenset("and we the a an is was were are as at by in on our it its to with for which that has have had when where but or of".split())


def _year_or_amount(m: Match) -> str:
    number = m.group()
    before = re.findall(r"[\w'.-]+", m.string[max(0, m.start() - 30) : m.start()])
    follows = re.match(r"\s+([a-z][\w-]*)|(-[a-z])", m.string[m.end() : m.end() + 30])
    last = before[-1] if before else ""
    if _is_year(number):
        noun = bool(follows) and (follows[2] is not None or follows[1] not in _BETWEEN)
        named = len(last) > 1 and last[0].isupper() and last.isalpha() and 1950 <= int(number) <= 2050 and not _starts(m, last)
        dated = last.lower() in ("a", "the", "this") and 1980 <= int(number) <= 2050 and not (follows and follows[2])
        if named or dated or (last.lower() in _BEFORE_YEAR and not noun) or _bracketed(m):
            return year(int(number))
    return amount(number)


def _starts(m: Match, word: str) -> bool:
    """Whether the word before is the first of the text, and capital only for that."""
    return not re.search(r"\w", m.string[: m.start()].rstrip()[: -len(word)]) and not word.isupper()


def _bracketed(m: Match) -> bool:
    return m.string[: m.start()][-1:] == "(" and m.string[m.end() :][:1] == ")"


def _plain(m: Match) -> str:
    return amount(m.group())


def _parts(m: Match) -> str:
    return " point ".join(cardinal(int(p)) for p in m.group().split("."))


_VERSIONED = "Python|CUDA|version|Version|release|Release|Ubuntu|PyTorch|TensorFlow|Java|Figma|Unicode"

_STEPS: tuple[tuple[re.Pattern[str], Callable[[Match], str]], ...] = (
    (re.compile(r"(?<=\d)[   ](?=\d{3}(?:\D|$))"), lambda _: ","),
    (re.compile(rf"{_ALONE}([12]\d{{3}})-(\d\d)-(\d\d)(?![\w-])"), _iso_date),
    (re.compile(rf"\b({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s((?:1[5-9]|20)\d\d)\b)?(?![.:]\d|%)"), _month_day),
    (re.compile(rf"{_ALONE}(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({_MONTH})\b(?:,?\s((?:1[5-9]|20)\d\d)\b)?"), _day_month),
    (re.compile(rf"{_ALONE}(?:({N})\s?(?:[x×·*]|times)\s?)?10\s?\^\s?\{{?\s?([-−+]?\d+)\s?\}}?(?:\s?({_unit_text()})(?![\w/]))?"), _power_of_ten),
    (re.compile(rf"{_ALONE}({N})[eE]([-−+]?\d{{1,3}})(?!\w)"), _e_notation),
    (re.compile(rf"{_ALONE}(?<![A-Za-z]-)({N})\s?([KkMBT])?\s?[-–—]\s?({N})\s?([KkMBT]|bn)\b(?!-?\d)"), _sized_range),
    (re.compile(r"\b([248])K(?=\s(?:ultra|image|video|resolution|display|frame|texture|generation|monitor))"), lambda m: f"{cardinal(int(m[1]))} K"),
    # A name with numbers in it: GPT-4, Llama-2-7B.
    (re.compile(r"(?<=[A-Za-z])-(\d+(?:\.\d+)*)(-(?=\d))?"), lambda m: f" {m[1]}{' ' if m[2] else ''}"),
    (re.compile(r"(?<=[A-Za-z])-(?=\d)"), lambda _: " "),
    (
        re.compile(rf"(?P<coin>US\$|[$€£¥₹])\s?(?P<low>{N})(?:\s?[-–—]\s?[$€£¥₹]?(?P<high>{N}))?"
                   rf"(?:\s?(?P<size>[KkMBT]|bn|mn)\b|\s(?P<sizeword>{_SIZE_WORDS})\b)?"),
        _money,
    ),
    (re.compile(rf"{_ALONE}({N})\s?([$€£])(?!\w)"), _trailing_coin),
    (re.compile(rf"{_ALONE}(\d+)[x×](\d+(?:\.\d+)?)(B|M)\b"), _expert_size),
    (re.compile(rf"{_ALONE}{N}(?:\s?×\s?(?:{N}|[A-Z]\b)|x{N}|\sx\s{N})+(?![\w.]*\d)"), _by),
    (re.compile(rf"(?<![\w.,%])([-−+]?{N})\s?%?\s?(?:[-–—]|to)\s?({N})\s?(?:%|percent\b)(?![\w])(?!-?p)"), _percent_range),
    (re.compile(r"(?<![\w.,])(\d\d)(\d0)'?s\b"), _decade),
    (re.compile(r"(?:(?<=the )'?|(?<!\w)')([2-9]0)'?s\b"), _tens),
    (_unit_pattern(), _measured),
    (re.compile(rf"{_ALONE}({N})\s([a-z]+)/(s|sec|ms|min|h|hr|day|yr|year|GPU|token|image)\b"), _rate),
    (re.compile(rf"(?:(?<![\w.,)\]])(?=[-−+])|{_ALONE})([-−+]?{N})\s?([KkMBT]|bn|mn)\b(?![/'])"), _sized),
    (re.compile(rf"{_ALONE}({N})\s?(?:[x×])(?![\w×])"), _times),
    (re.compile(rf"{_ALONE}(\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m[1]))),
    (re.compile(r"(?<![\w.,/])(\d{1,4})/(\d{1,4})(?![\w/]|\.\d)"), _fraction),
    (re.compile(r"(?<![\w.,:])(\d{1,2}):(\d\d)\s?(am|pm|AM|PM|A M|P M)\b"), _clock),
    (re.compile(rf"(?<![\w.,:])({N}):({N})(?![\w:])"), _ratio),
    (re.compile(r"(?<![\w.])[vV]\.?\s?(\d+(?:\.\d+)*)(?![\w])"), _version),
    (re.compile(rf"\b({_VERSIONED})\s?(\d+(?:\.\d+)+)(?![\w])"), _named_version),
    (re.compile(r"(?<![\w.,-])(\d+(?:\.\d+)?)\s?[-–—]\s?(\d+(?:\.\d+)?)(?![\w.]*\d|-\d)"), _range),
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d])"), _parts),
    # A sign that belongs to its number: nothing but space, a bracket or a comparison before it.
    (re.compile(rf"(?:(?<=[\s(\[=<>≤≥~≈,/])|^)[-−+](?:{N})(?!\w)"), lambda m: _signed(m.group())),
    (re.compile(r"(?<![\w.,])\d{4}(?![\w]|[.,]\d)"), _year_or_amount),
    # What is glued to letters is a name.
    (re.compile(rf"(?<=[A-Za-z])({N})s\b"), _plural),
    (re.compile(N), _plain),
    (re.compile(r"\d+"), lambda m: digits(m.group())),
)
