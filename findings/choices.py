from django.db import models


class DocumentKind(models.TextChoices):
    SELF_EVALUATION = "self_evaluation", "Self-evaluation"
    SCRUTINY_REPORT = "scrutiny_report", "Scrutiny report"
    PEER_REVIEW_REPORT = "peer_review_report", "Peer review report"
    INSPECTION_LETTER = "inspection_letter", "Inspection letter"
    REVISIT_LETTER = "revisit_letter", "Revisit letter"
    WRITTEN_STATEMENT = "written_statement", "Written statement or plan"
    FITNESS_LETTER = "fitness_letter", "Fit-for-purpose letter"
    REVIEW_LETTER = "review_letter", "Review letter"
    STRATEGY = "strategy", "Strategy"
    SURVEY = "survey", "Survey"
    BOARD_PAPER = "board_paper", "Board paper"
    APPENDIX = "appendix", "Appendix"
    LETTER = "letter", "Letter"
    OTHER = "other", "Other"


class Held(models.TextChoices):
    """Whether we have the document itself."""

    ATTACHED = "attached", "Attached"
    CITED = "cited", "Read and cited, not attached"
    NOT_HELD = "not_held", "Referred to, not held"


class Wording(models.TextChoices):
    VERBATIM = "verbatim", "In the document's own words"
    SUMMARISED = "summarised", "Summarised"


class ReviewType(models.TextChoices):
    """How somebody looked at the area, from a full inspection to the partnership's own evaluation (domain 2.4)."""

    FULL_INSPECTION = "full_inspection", "Full inspection"
    REVISIT = "revisit", "Revisit"
    MONITORING_INSPECTION = "monitoring_inspection", "Monitoring inspection"
    DFE_NHSE_PROGRESS_REVIEW = "dfe_nhse_progress_review", "DfE and NHS England progress review"
    STOCKTAKE = "stocktake", "Stocktake"
    DEEP_DIVE = "deep_dive", "Deep dive"
    ENGAGEMENT_MEETING = "engagement_meeting", "Engagement meeting"
    PEER_REVIEW = "peer_review", "Peer review"
    SELF_EVALUATION = "self_evaluation", "Self-evaluation"
    INTERNAL_AUDIT = "internal_audit", "Internal audit"
    SCRUTINY = "scrutiny", "Scrutiny"


#: Reviews whose judgements are the inspectors' own.
INSPECTIONS = (ReviewType.FULL_INSPECTION, ReviewType.REVISIT, ReviewType.MONITORING_INSPECTION)


class AreaOutcome(models.IntegerChoices):
    """The three outcomes of an area SEND inspection since January 2023."""

    POSITIVE = 1, "Typically positive experiences and outcomes"
    INCONSISTENT = 2, "Inconsistent experiences and outcomes"
    SYSTEMIC_FAILINGS = 3, "Widespread and/or systemic failings"


class FindingType(models.TextChoices):
    """Domain 2.4, with requirements and the partnership's own priorities (6.1a 3)."""

    SIGNIFICANT_WEAKNESS = "significant_weakness", "Area of significant weakness"
    PRIORITY_ACTION = "priority_action", "Area for priority action"
    AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"
    STRENGTH = "strength", "Strength"
    IMPROVEMENT_MADE = "improvement_made", "Improvement made"
    AREA_FOR_CONSIDERATION = "area_for_consideration", "Area for consideration"
    RECOMMENDATION = "recommendation", "Recommendation"
    GAP = "gap", "Gap"
    REQUIREMENT = "requirement", "Requirement"
    PRIORITY = "priority", "Own priority"


#: What a plan answers and somebody judges.
JUDGED_TYPES = (
    FindingType.SIGNIFICANT_WEAKNESS,
    FindingType.PRIORITY_ACTION,
    FindingType.AREA_FOR_IMPROVEMENT,
    FindingType.REQUIREMENT,
    FindingType.PRIORITY,
)

#: Kinds of finding that only one framework has, with its code. The others may come from anywhere.
TYPES_OF_FRAMEWORK = {
    FindingType.SIGNIFICANT_WEAKNESS: "2016",
    FindingType.PRIORITY_ACTION: "2023",
    FindingType.AREA_FOR_IMPROVEMENT: "2023",
}


class Level(models.TextChoices):
    STRATEGIC = "strategic", "Strategic"
    OPERATIONAL = "operational", "Operational"


class StatementKind(models.TextChoices):
    """What a document says that is not a finding."""

    VISION = "vision", "Vision"
    AIM = "aim", "Aim"
    PRINCIPLE = "principle", "Principle"
    ASPIRATION = "aspiration", "Aspirational outcome"
    PLEDGE = "pledge", "Pledge principle"
    LINE_OF_ENQUIRY = "line_of_enquiry", "Line of enquiry"
    FOCUS_AREA = "focus_area", "Focus area"
    METHOD = "method", "How it was done"
    TEAM_ROLE = "team_role", "Team"
    EXPECTATION = "expectation", "Expectation"
    CORE_ACTION = "core_action", "Core action for all services"
    NEXT_STEP = "next_step", "Next step"
    BACKGROUND = "background", "Background"
    GOVERNANCE = "governance", "Governance"
    SYSTEM = "system", "System named"
    DATA_SOURCE = "data_source", "Data source"
    TIMETABLE = "timetable", "Timetable"
    IMPLICATION = "implication", "Implication"
    REPORT_LINK = "report_link", "Link to a promise or priority"
    CONSULTATION = "consultation", "Consultation"
    RECOMMENDATION_TO_COMMITTEE = "recommendation_to_committee", "Recommendation to the committee"
    RATING_SCALE = "rating_scale", "Rating scale"
    RATER_GROUP = "rater_group", "Rater group"
    APPENDIX_LIST = "appendix_list", "Appendices"
    RISK = "risk", "Risk"
    NOTE = "note", "Note"


class LinkKind(models.TextChoices):
    """How a later finding stands to an earlier one."""

    RECURS_FROM = "recurs_from", "raises again"
    ABOUT = "about", "is about"
    REVISES = "revises", "revises"


class Standing(models.TextChoices):
    """What a judgement value means for the person who reads only colours and words."""

    GOOD = "good", "Good"
    POOR = "poor", "Poor"
    MIXED = "mixed", "Mixed"
    OPEN = "open", "Not judged"
