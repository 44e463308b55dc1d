"""How well extraction and search do: gold lines and questions, outcomes, figures and floors."""

from kmpipe.evaluation.figures import ALL, FIELDS, Field, Figure, Outcome, figures
from kmpipe.evaluation.floors import Floors, Section, Shortfall, entries, read_floors, section_for, shortfalls
from kmpipe.evaluation.fragments import score_fragment
from kmpipe.evaluation.gold import Fragment, Report, read_gold
from kmpipe.evaluation.names import NameRules, name_rules
from kmpipe.evaluation.relevance import (
    DEPTH,
    Judged,
    Question,
    Relevance,
    answers_by_key,
    answers_to,
    judge,
    read_questions,
    relevance,
)
from kmpipe.evaluation.reports import score_report, scored_areas

__all__ = [
    "ALL",
    "DEPTH",
    "FIELDS",
    "Field",
    "Figure",
    "Floors",
    "Fragment",
    "Judged",
    "NameRules",
    "Outcome",
    "Question",
    "Relevance",
    "Report",
    "Section",
    "Shortfall",
    "answers_by_key",
    "answers_to",
    "entries",
    "figures",
    "judge",
    "name_rules",
    "read_floors",
    "read_gold",
    "read_questions",
    "relevance",
    "score_fragment",
    "score_report",
    "scored_areas",
    "section_for",
    "shortfalls",
]
