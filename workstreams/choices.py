from django.db import models


class OwnerKind(models.TextChoices):
    PERSON = "person", "Person"
    POST = "post", "Post"


class Part(models.TextChoices):
    LEAD = "lead", "Lead"
    ACCOUNTABLE = "accountable", "Accountable officer"


class Side(models.TextChoices):
    COUNCIL = "council", "Council"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"
    NOT_STATED = "not_stated", "Side not stated"


#: What somebody does in a workstream: a part, and the side of an accountable officer.
Duty = tuple[Part, Side]


class Origin(models.TextChoices):
    WRITTEN = "written", "From the plan"
    REBUILT = "rebuilt", "Rebuilt from what a document says was done or left undone"


class Status(models.TextChoices):
    """The life of an action (stored). Overdue and due soon are worked out, never chosen."""

    NOT_STATED = "not_stated", "Not stated"
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "Under way"
    SUBMITTED_FOR_CLOSURE = "submitted_for_closure", "Done, being checked"
    COMPLETE = "complete", "Complete"
    EMBEDDED = "embedded", "Embedded"
    BLOCKED = "blocked", "Blocked"
    PAUSED = "paused", "Paused"
    CANCELLED = "cancelled", "Cancelled"
    SUPERSEDED = "superseded", "Superseded"


#: Finished one way or another: nothing more is due.
CLOSED_STATUSES = (Status.COMPLETE, Status.EMBEDDED, Status.CANCELLED, Status.SUPERSEDED)


class Rag(models.TextChoices):
    """The owner's rating. The states between come only from imports; blue and grey are derived or imported."""

    RED = "red", "Red"
    AMBER_RED = "amber_red", "Amber–red"
    AMBER = "amber", "Amber"
    AMBER_GREEN = "amber_green", "Amber–green"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    GREY = "grey", "Grey"


class Progress(models.TextChoices):
    """The one question of an update: how is it going?"""

    ON_COURSE = "on_course", "On course"
    AT_RISK = "at_risk", "At risk"
    OFF_COURSE = "off_course", "Off course"
    DONE = "done", "Done"


class UpdateSource(models.TextChoices):
    PERSON = "person", "Written by a person"
    DOCUMENT = "document", "Taken from a document"
    IMPORT = "import", "Imported"


class Precision(models.TextChoices):
    """How exact a date is. The words as written are always kept."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    TERM = "term", "Term"
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Year"
    RANGE = "range", "Range"
    EVENT = "event", "After an event"
    ONGOING = "ongoing", "Ongoing"
    RELATIVE = "relative", "Relative"
    TBC = "tbc", "To be confirmed"
    INVALID = "invalid", "Cannot be read"
    NONE = "none", "No date"


class ReasonCode(models.TextChoices):
    """Why a date is to move (domain 6.2)."""

    CAPACITY = "capacity", "Not enough people or time"
    DEPENDENCY = "dependency", "Waiting for something else"
    FUNDING = "funding", "Funding"
    DATA = "data", "Data not available"
    SCOPE = "scope", "The work changed"
    EXTERNAL = "external", "Outside our control"
    OTHER = "other", "Another reason"


class DateAnswer(models.TextChoices):
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"


class EvidenceKind(models.TextChoices):
    ACTIVITY = "activity", "Activity"
    OUTPUT = "output", "Output"
    IMPACT = "impact", "Impact"
    EXPERIENCE = "experience", "Experience"
    ASSURANCE = "assurance", "Assurance"


class Polarity(models.TextChoices):
    SUPPORTS = "supports", "Supports"
    PARTLY = "partly", "Supports in part"
    ADVERSE = "adverse", "Against"
    NEUTRAL = "neutral", "Neither way"


class EvidenceAnswer(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"


class FeedbackVoice(models.TextChoices):
    PARENTS = "parents", "Parents and carers"
    YOUNG_PEOPLE = "young_people", "Children and young people"
    FORUM = "forum", "Parent carer forum"
    PROFESSIONALS = "professionals", "Professionals"


class Tone(models.TextChoices):
    POSITIVE = "positive", "Positive"
    MIXED = "mixed", "Mixed"
    NEGATIVE = "negative", "Negative"
