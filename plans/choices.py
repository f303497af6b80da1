from django.db import models


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    FIT_FOR_PURPOSE = "fit_for_purpose", "Fit for purpose"
    FIT_WITH_RECOMMENDATIONS = "fit_with_recommendations", "Fit for purpose, with recommendations"
    NOT_FIT = "not_fit", "Not fit for purpose"
    PUBLISHED = "published", "Published"
    IN_MONITORING = "in_monitoring", "In monitoring"
    CLOSED = "closed", "Closed"


class Fitness(models.TextChoices):
    FIT_FOR_PURPOSE = "fit_for_purpose", "Fit for purpose"
    FIT_WITH_RECOMMENDATIONS = "fit_with_recommendations", "Fit for purpose, with recommendations"
    NOT_FIT = "not_fit", "Not fit for purpose"


class Direction(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    RANGE = "range", "Within a range is better"
    CONTEXT = "context", "Context only"


class MeasureKind(models.TextChoices):
    OUTCOME = "outcome", "Outcome"
    EXPERIENCE = "experience", "Experience"
    PROCESS = "process", "Process"
    OUTPUT = "output", "Output (take-up, numbers trained)"
    CONTEXT = "context", "Context"


class Unit(models.TextChoices):
    PERCENT = "percent", "%"
    NUMBER = "number", "number"
    WEEKS = "weeks", "weeks"
    RATE = "rate", "rate"
    TEXT = "text", "in words"


class ObservationStatus(models.TextChoices):
    FINAL = "final", "Final"
    PROVISIONAL = "provisional", "Provisional"
    PROJECTED = "projected", "Projected"
    RESTATED = "restated", "Restated"
    NOT_AVAILABLE = "not_available", "Not available"


class Comparator(models.TextChoices):
    ENGLAND = "england", "England"
    NEIGHBOURS = "neighbours", "Statistical neighbours"
    REGION = "region", "Region"
    STATUTORY = "statutory", "Statutory"
    AMBITION = "ambition", "Own ambition"
