"""How well extraction does: gold lines, outcomes, figures and floors."""

from kmpipe.evaluation.figures import ALL, FIELDS, Field, Figure, Outcome, figures
from kmpipe.evaluation.floors import Floors, Section, Shortfall, entries, read_floors, section_for, shortfalls
from kmpipe.evaluation.fragments import score_fragment
from kmpipe.evaluation.gold import Fragment, Report, read_gold
from kmpipe.evaluation.names import NameRules, name_rules
from kmpipe.evaluation.reports import score_report, scored_areas

__all__ = [
    "ALL",
    "FIELDS",
    "Field",
    "Figure",
    "Floors",
    "Fragment",
    "NameRules",
    "Outcome",
    "Report",
    "Section",
    "Shortfall",
    "entries",
    "figures",
    "name_rules",
    "read_floors",
    "read_gold",
    "score_fragment",
    "score_report",
    "scored_areas",
    "section_for",
    "shortfalls",
]
