"""The exact rules: each looks at one claim beside one passage and says in words what it holds against it."""

from collections.abc import Callable, Iterator

from paperledge.check.case import Case, Fault
from paperledge.check.rules.binding import check_bindings
from paperledge.check.rules.edits import check_edits, check_scattered
from paperledge.check.rules.names import check_names
from paperledge.check.rules.narrowing import check_narrowing
from paperledge.check.rules.numbers import check_numbers
from paperledge.check.rules.polarity import check_direction, check_negation
from paperledge.check.rules.roles import check_members, check_roles
from paperledge.check.rules.scope import check_quantities, check_scope
from paperledge.check.rules.sides import check_sides, check_splice
from paperledge.check.rules.slots import check_slots
from paperledge.check.rules.strength import (
    check_boosters,
    check_causes,
    check_comparison,
    check_hedges,
    check_overstatement,
    check_purpose,
)

Rule = Callable[[Case], Iterator[Fault]]
RULES: tuple[Rule, ...] = (
    check_numbers, check_bindings, check_names, check_direction, check_negation, check_comparison, check_sides,
    check_quantities, check_scope, check_narrowing, check_hedges, check_purpose, check_boosters, check_causes,
    check_overstatement, check_roles, check_slots, check_splice, check_members, check_edits, check_scattered,
)  # fmt: skip
# Names that a Fault's `rule` can have; the likelihood has one weight for each.
FAULTS = ("number", "unit", "name", "direction", "negation", "comparison", "quantity", "scope", "hedge", "booster",
          "cause",
          "overstated", "roles", "member", "swap", "added")  # fmt: skip

__all__ = ["FAULTS", "RULES", "Rule", "find_faults"]


def find_faults(case: Case) -> list[Fault]:
    """What all rules hold against a claim, gravest first."""
    found = [fault for rule in RULES for fault in rule(case)]
    return sorted(found, key=lambda fault: -fault.weight)
