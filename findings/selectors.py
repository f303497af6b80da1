"""Reads that join what was said: the latest word of each voice, what was raised before, a review, a document."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from findings.choices import FindingType, LinkKind, StatementKind, Wording
from findings.models import (
    AnyUser,
    Claim,
    ClaimChoice,
    ClaimTopic,
    Finding,
    FindingLink,
    FindingQuerySet,
    Judgement,
    Passage,
    Review,
    ReviewQuerySet,
    SourceDocument,
    Statement,
    Voice,
)
from findings.places import holds, meet, spans

# ------------------------------------------------------------------------------------------- the views of each voice


def latest_judgements(findings: Collection[int], day: date) -> dict[int, dict[Voice, Judgement]]:
    """By finding, the judgement of each voice that was current on `day`. One query."""
    newest = Judgement.objects.filter(
        finding=OuterRef("finding"), voice=OuterRef("voice"), happened_on__lte=day
    ).latest_first()
    current = (
        Judgement.objects.with_words()
        .select_related("review__document")
        .filter(finding__in=findings, happened_on__lte=day, pk=Subquery(newest.values("pk")[:1]))
        .order_by("voice__position", "voice__label", "pk")
    )
    found: dict[int, dict[Voice, Judgement]] = defaultdict(dict)
    for judgement in current:
        found[judgement.finding_id][judgement.voice] = judgement
    return found


# -------------------------------------------------------------------------------------------------- raised before


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a concern was raised before: by which findings, in how many reviews, since when."""

    findings: frozenset[int] = frozenset()
    reviews: int = 0
    since: date | None = None


def recurrences(areas: Collection[int], findings: Iterable[int], day: date) -> dict[int, Recurrence]:
    """What each of those findings raises again, through every step back. One query, however long the chains."""
    links: dict[int, set[int]] = defaultdict(set)
    found_on: dict[int, tuple[date, int | None]] = {}
    rows = FindingLink.objects.filter(
        kind=LinkKind.RECURS_FROM, later__area__in=areas, earlier__happened_on__lte=day
    ).values_list("later_id", "earlier_id", "earlier__happened_on", "earlier__review_id")
    for later, earlier, happened_on, review in rows:
        links[later].add(earlier)
        found_on[earlier] = (happened_on, review)
    return {finding: _recurrence(reached(links, finding), found_on) for finding in findings}


def _recurrence(earlier: frozenset[int], found_on: Mapping[int, tuple[date, int | None]]) -> Recurrence:
    if not earlier:
        return Recurrence()
    return Recurrence(
        findings=earlier,
        reviews=len({found_on[finding][1] for finding in earlier}),
        since=min(found_on[finding][0] for finding in earlier),
    )


def reached(links: Mapping[int, Collection[int]], start: int) -> frozenset[int]:
    """Everything that can be reached from `start`, without it; ends on circles."""
    found: set[int] = set()
    left = [start]
    while left:
        for other in links.get(left.pop(), ()):
            if other not in found and other != start:
                found.add(other)
                left.append(other)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Raised:
    """Findings of one review that belong to a chain."""

    review: Review | None
    happened_on: date
    findings: tuple[Finding, ...]


def chains(finding: Finding, day: date) -> tuple[tuple[Raised, ...], tuple[Raised, ...]]:
    """What the finding raises again, and what raised it again: oldest first, review by review. Two queries."""
    back: dict[int, set[int]] = defaultdict(set)
    forward: dict[int, set[int]] = defaultdict(set)
    rows = FindingLink.objects.filter(kind=LinkKind.RECURS_FROM, later__area=finding.area_id)
    for later, earlier in rows.values_list("later_id", "earlier_id"):
        back[later].add(earlier)
        forward[earlier].add(later)
    before, after = reached(back, finding.pk), reached(forward, finding.pk)
    found = list(
        Finding.objects.filter(pk__in=before | after, happened_on__lte=day)
        .select_related("review", "passage__document")
        .order_by("happened_on", "review_id", "position", "pk")
    )
    return _by_review(one for one in found if one.pk in before), _by_review(one for one in found if one.pk in after)


def _by_review(findings: Iterable[Finding]) -> tuple[Raised, ...]:
    groups: dict[int | None, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.review_id].append(one)
    return tuple(Raised(some[0].review, some[0].happened_on, tuple(some)) for some in groups.values())


# ---------------------------------------------------------------------------------------------------- the register


def register(user: AnyUser) -> FindingQuerySet:
    """Findings this person may read, newest review last, each with whether it was raised before and after."""
    before = FindingLink.objects.filter(later=OuterRef("pk"), kind=LinkKind.RECURS_FROM)
    after = FindingLink.objects.filter(earlier=OuterRef("pk"), kind=LinkKind.RECURS_FROM)
    return (
        Finding.objects.visible_to(user)
        .select_related("area", "review", "passage__document")
        .annotate(raised_before=Exists(before), raised_again=Exists(after))
    )


def reviews_with_counts(user: AnyUser) -> ReviewQuerySet:
    """Reviews this person may read, oldest first, each with `finding_count`. One query."""
    reviews = Review.objects.visible_to(user).select_related("document")
    when = Coalesce("starts_on", "document__dated_on")
    return reviews.annotate(finding_count=Count("findings")).order_by(when.asc(nulls_last=True), "pk")


# ------------------------------------------------------------------------------------------------- a review's page


@dataclass(frozen=True, slots=True)
class FindingGroup:
    type: FindingType
    findings: tuple[Finding, ...]

    @property
    def words(self) -> str:
        return self.type.label


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the statements that are part of it."""

    statement: Statement
    parts: tuple["Said", ...] = ()


CORE_KINDS = (
    StatementKind.VISION,
    StatementKind.AIM,
    StatementKind.PRINCIPLE,
    StatementKind.ASPIRATION,
    StatementKind.PLEDGE,
)


@dataclass(frozen=True, slots=True)
class StatementGroup:
    kind: StatementKind
    said: tuple[Said, ...]

    @property
    def words(self) -> str:
        return self.kind.label

    @property
    def is_core(self) -> bool:
        """What a partnership stands for, rather than how it goes about it."""
        return self.kind in CORE_KINDS


@dataclass(frozen=True, slots=True)
class ReviewPage:
    review: Review
    findings: tuple[FindingGroup, ...]
    method: StatementGroup | None
    statements: tuple[StatementGroup, ...]
    judgements: tuple[Judgement, ...]
    followed_by: tuple[Review, ...]


def review_page(review: Review) -> ReviewPage:
    """Everything held of a review. Five queries."""
    findings = review.findings.select_related("passage__document").order_by("position", "pk")
    judgements = (
        review.judgements.with_words().select_related("finding").order_by("finding__position", "finding_id", "pk")
    )
    groups = grouped_statements(statements_of(review))
    return ReviewPage(
        review=review,
        findings=group_findings(findings),
        method=next((group for group in groups if group.kind == StatementKind.METHOD), None),
        statements=tuple(group for group in groups if group.kind != StatementKind.METHOD),
        judgements=tuple(judgements),
        followed_by=tuple(review.followed_by.order_by("starts_on", "pk")),
    )


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """By type, in the order of the list of types."""
    by_type: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_type[finding.type].append(finding)
    return tuple(FindingGroup(kind, tuple(by_type[kind])) for kind in FindingType if by_type[kind])


def statements_of(review: Review) -> list[Statement]:
    """What the review's document says that is no finding. Two queries.

    Where several reviews are known from one document, each has the statements within its own lines; the document's
    own review has the rest.
    """
    if review.document_id is None:
        return []
    statements = list(
        Statement.objects.filter(document=review.document_id)
        .select_related("passage__document")
        .order_by("position", "pk")
    )
    siblings = list(Review.objects.filter(document=review.document_id).exclude(pk=review.pk).only("lines", "code"))
    if not siblings or review.document is None:
        return statements
    if review.code != review.document.short_name:
        own = spans(review.lines)
        return [one for one in statements if holds(own, one.passage.first_line)]
    others = [spans(sibling.lines) for sibling in siblings]
    return [one for one in statements if not any(holds(other, one.passage.first_line) for other in others)]


def next_steps(reviews: Iterable[Review]) -> dict[int, list[Statement]]:
    """By review, what its document says happens next. One query."""
    wanted = [review for review in reviews if review.document_id is not None]
    found: dict[int, list[Statement]] = {review.pk: [] for review in wanted}
    statements = (
        Statement.objects.filter(
            kind=StatementKind.NEXT_STEP, document__in={review.document_id for review in wanted if review.document_id}
        )
        .select_related("passage__document")
        .order_by("document_id", "position", "pk")
    )
    for statement in statements:
        for review in wanted:
            if review.document_id == statement.document_id and holds(spans(review.lines), statement.passage.first_line):
                found[review.pk].append(statement)
    return found


def grouped_statements(statements: Iterable[Statement]) -> tuple[StatementGroup, ...]:
    """By kind, in the order of the list of kinds; parts under what they are part of, where that is of the same kind."""
    all_of_them = list(statements)
    kinds = {one.pk: one.kind for one in all_of_them}
    parts: dict[int, list[Statement]] = defaultdict(list)
    tops: dict[str, list[Statement]] = defaultdict(list)
    for one in all_of_them:
        if one.parent_id is not None and kinds.get(one.parent_id) == one.kind:
            parts[one.parent_id].append(one)
        else:
            tops[one.kind].append(one)

    def said(one: Statement) -> Said:
        return Said(one, tuple(said(part) for part in parts[one.pk]))

    return tuple(StatementGroup(kind, tuple(map(said, tops[kind]))) for kind in StatementKind if tops[kind])


# ----------------------------------------------------------------------------------------------- a document's page


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One thing the record takes from a document, and where it stands there."""

    passage: Passage
    recorded_as: str
    words: str
    verbatim: bool
    finding: Finding | None = None
    topic: ClaimTopic | None = None
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class DocumentPage:
    document: SourceDocument
    lines: tuple[DocumentLine, ...]
    reviews: tuple[Review, ...]
    refers_to: tuple[SourceDocument, ...]


def document_page(document: SourceDocument) -> DocumentPage:
    """What is held of a document, line by line. Seven queries, however long it is."""
    return DocumentPage(
        document=document,
        lines=tuple(sorted(_lines(document), key=lambda line: (line.passage.first_line, line.passage.pk))),
        reviews=tuple(document.reviews.order_by("starts_on", "pk")),
        refers_to=tuple(document.refers_to.order_by("short_name", "pk")),
    )


def _lines(document: SourceDocument) -> Iterable[DocumentLine]:
    for finding in Finding.objects.filter(passage__document=document).select_related("passage__document"):
        yield from _line(finding.passage, finding.get_type_display(), finding.text, finding)
    repeated = Passage.objects.filter(document=document, repeated_findings__isnull=False).select_related("document")
    for passage in repeated.prefetch_related("repeated_findings"):
        for finding in passage.repeated_findings.all():
            words = passage.text or finding.text
            yield from _line(passage, f"{finding.get_type_display()}, said here too", words, finding)
    for statement in Statement.objects.filter(document=document).select_related("passage__document"):
        passage, is_note = statement.passage, statement.kind == StatementKind.NOTE
        verbatim = passage.wording == Wording.VERBATIM
        yield DocumentLine(passage, statement.get_kind_display(), passage.text, verbatim, is_note=is_note)
    judgements = Judgement.objects.filter(passage__document=document).select_related(
        "passage__document", "voice", "value", "finding"
    )
    for judgement in judgements:
        words = (judgement.passage and judgement.passage.text) or judgement.value.label
        yield from _line(judgement.passage, f"Judgement: {judgement.voice}", words, judgement.finding)
    for claim in Claim.objects.filter(passage__document=document).select_related("passage__document", "topic"):
        words = f"Where documents disagree: {claim.topic.question}"
        yield DocumentLine(
            claim.passage, words, claim.value, claim.passage.wording == Wording.VERBATIM, topic=claim.topic
        )


def _line(
    passage: Passage | None, recorded_as: str, words: str, finding: Finding | None = None
) -> Iterable[DocumentLine]:
    if passage is not None:
        yield DocumentLine(passage, recorded_as, words, passage.wording == Wording.VERBATIM, finding)


# -------------------------------------------------------------------------------------------- where documents disagree


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question, every document's answer, and which of them is used and why; none is used where there is no reason."""

    topic: ClaimTopic
    claims: tuple[Claim, ...]
    chosen: Claim | None
    reason: str


def disagreements(user: AnyUser, areas: Collection[int]) -> tuple[Disagreement, ...]:
    """Questions the documents of those areas answer differently. Two queries."""
    newest = ClaimChoice.objects.filter(topic=OuterRef("pk")).order_by("-recorded_at", "-pk")
    topics: Iterable[Any] = (
        ClaimTopic.objects.visible_to(user)
        .filter(area__in=areas)
        .with_claims()
        .annotate(chosen_id=Subquery(newest.values("claim")[:1]), why=Subquery(newest.values("reason")[:1]))
    )
    return tuple(
        Disagreement(
            topic=topic,
            claims=tuple(topic.claims.all()),
            chosen=next((claim for claim in topic.claims.all() if claim.pk == topic.chosen_id), None),
            reason=topic.why or "",
        )
        for topic in topics
    )


def touching(some: Iterable[Disagreement], passages: Collection[Passage]) -> tuple[Disagreement, ...]:
    """Those in which a document's answer stands on a line that one of the passages has, too."""
    places = [(passage.document_id, spans(passage.lines)) for passage in passages]
    return tuple(
        one
        for one in some
        if any(
            claim.passage.document_id == document and meet(spans(claim.passage.lines), lines)
            for claim in one.claims
            for document, lines in places
        )
    )
