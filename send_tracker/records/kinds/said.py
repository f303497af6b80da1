"""Areas, organisations, and what was said: how each kind of row becomes a record."""

from datetime import date

from django.db import models

from core.accounts.models import LocalArea, Organisation
from core.audit import services as history
from findings import services as findings
from findings.choices import Wording
from findings.models import Finding, Framework, JudgementValue, Review, Sector, SourceDocument, Statement, Theme, Voice
from findings.services import Place
from send_tracker.records.load import Load
from send_tracker.records.rows import Row


def add_area(load: Load, row: Row) -> LocalArea:
    row.take("council")
    existing = LocalArea.objects.filter(slug=row.key).first()
    if existing is not None:
        row.taken |= {"name", "code", "is_example"}
        return existing
    area = LocalArea(
        slug=row.key, name=row.need("name"), code=row.take("code"), is_example=row.take("is_example", False)
    )
    area.full_clean()
    area.save()
    history.record(by=None, verb="local area added", thing=area, area_id=area.pk)
    return area


def add_organisation(load: Load, row: Row) -> Organisation:
    """A body; a national one that another record brought is the same body."""
    organisation = Organisation(
        name=row.need("name"),
        kind=row.need("kind"),
        valid_from=row.take("valid_from", None),
        valid_to=row.take("valid_to", None),
        successor=load.maybe(row, "organisation", Organisation, "successor"),
    )
    areas = load.many(row, "area", LocalArea, "areas")
    same = Organisation.objects.filter(
        name=organisation.name, kind=organisation.kind, valid_from=organisation.valid_from, areas=None
    ).first()
    if same is not None and not areas:
        return same
    organisation.full_clean()
    organisation.save()
    organisation.areas.set(areas)
    history.record(by=None, verb="organisation added", thing=organisation, after={"kind": organisation.kind})
    return organisation


def add_document(load: Load, row: Row) -> SourceDocument:
    return findings.add_document(
        by=None,
        area=load.area(row),
        short_name=row.key,
        title=row.need("title"),
        kind=row.need("kind"),
        held=row.need("held"),
        author=load.maybe(row, "organisation", Organisation, "author"),
        dated_on=row.take("dated_on", None),
        published_on=row.take("published_on", None),
        received_on=row.take("received_on", None),
        sha256=row.take("sha256"),
        referred_to_at=row.take("lines"),
        referred_to_by=load.maybe(row, "document", SourceDocument, "referenced_by"),
        note=row.take("note"),
    )


def add_review(load: Load, row: Row) -> Review:
    framework = row.need("framework")
    return findings.add_review(
        by=None,
        area=load.area(row),
        code=row.key,
        type=row.need("type"),
        title=row.need("title"),
        framework=None if framework == "none" else load.listed(row, Framework, framework),
        document=load.maybe(row, "document", SourceDocument, "document"),
        lines=row.take("lines"),
        starts_on=row.take("starts_on", None),
        ends_on=row.take("ends_on", None),
        received_on=row.take("received_on", None),
        published_on=row.take("published_on", None),
        area_outcome=row.take("area_outcome", None),
        follows=load.maybe(row, "review", Review, "follows"),
        principal_authority=load.maybe(row, "organisation", Organisation, "principal_authority"),
        jointly_responsible=load.many(row, "organisation", Organisation, "jointly_responsible"),
        context=row.take("context"),
    )


def add_statement(load: Load, row: Row) -> Statement:
    place = load.place(row, row.need("text"), load.wording(row))
    if place is None:
        raise row.error("it names no lines")
    return findings.add_statement(
        by=None,
        place=place,
        kind=row.need("kind"),
        position=row.position,
        number=row.take("number"),
        title=row.take("title"),
        value=row.take("value", None),
        unit=row.take("unit"),
        parent=load.maybe(row, "statement", Statement, "parent"),
    )


def add_finding(load: Load, row: Row) -> Finding:
    """A finding of a review; `review = "none"` where it is asked for, or set, without one."""
    code = row.take("review") or row.default_document
    review: Review | None = None if code == "none" else load.find(row, "review", Review, code)
    text, wording = row.need("text"), load.wording(row)
    place = load.place(row, text, wording)
    happened, known = _found_on(review)
    known = known or _dated(None if place is None else place.document)
    happened = happened or known
    if happened is None or known is None:
        raise row.error("neither its review nor its document is dated")
    return findings.add_finding(
        by=None,
        area=load.area(row) if review is None else review.area,
        review=review,
        type=row.need("type"),
        text=text,
        wording=wording,
        happened_on=happened,
        known_on=known,
        place=place,
        also_at=[
            Place(
                load.find(row, "document", SourceDocument, other.get("document", row.default_document)),
                other["lines"],
                other.get("text", ""),
                Wording(other.get("wording", wording)),
            )
            for other in row.entries("also", needed=("lines",), known={"document", "lines", "text", "wording"})
        ],
        themes=load.listed_many(row, Theme, "themes"),
        sectors=load.listed_many(row, Sector, "sectors"),
        reference=row.take("reference"),
        level=row.take("level"),
        title=row.take("title"),
        parent=load.maybe(row, "finding", Finding, "parent"),
        is_priority=row.take("priority", False),
        position=row.position,
        note=row.take("note"),
        **row.ages(),
    )


def _found_on(review: Review | None) -> tuple[date | None, date | None]:
    """The day a review found what it found, and the day that became known."""
    if review is None:
        return None, None
    known = review.received_on or review.published_on or _dated(review.document)
    return review.ends_on or review.starts_on, known


def _dated(document: SourceDocument | None) -> date | None:
    return None if document is None else document.dated_on


def add_finding_link(load: Load, row: Row) -> models.Model:
    return findings.link_findings(
        by=None,
        later=load.find(row, "finding", Finding, row.need("from")),
        earlier=load.find(row, "finding", Finding, row.need("to")),
        kind=row.need("kind"),
        note=row.take("note"),
    )


def add_judgement(load: Load, row: Row) -> models.Model:
    finding: Finding = load.find(row, "finding", Finding, row.need("finding"))
    review: Review | None = load.maybe(row, "review", Review, "review")
    code = row.need("value")
    value = _value(code, row.take("framework"), review or finding.review)
    if value is None:
        raise row.error(f'"{code}" is not a judgement value of its framework')
    place = load.place(row, row.take("text"), Wording.VERBATIM)
    happened_on = row.need("happened_on")
    return findings.add_judgement(
        by=None,
        finding=finding,
        voice=load.listed(row, Voice, row.need("voice")),
        value=value,
        happened_on=happened_on,
        known_on=load.known_on(place, happened_on),
        review=review,
        reason=row.take("reason"),
        place=place,
        signed_by=load.maybe(row, "organisation", Organisation, "signed_by"),
    )


def _value(code: str, framework: str, review: Review | None) -> JudgementValue | None:
    """A value of the framework that is named, else of the review's own, else one that any framework uses."""
    values = JudgementValue.objects.filter(code=code)
    if framework:
        return values.filter(framework__code=framework).first()
    own = None if review is None else review.framework
    return values.filter(framework=own).first() or values.filter(framework=None).first()


def add_claim_topic(load: Load, row: Row) -> models.Model:
    row.need("claims")
    claims = row.entries("claims", needed=("lines", "value"), known={"document", "lines", "value", "wording", "chosen"})
    chosen = [index for index, claim in enumerate(claims) if claim.get("chosen")]
    places = [
        Place(
            load.find(row, "document", SourceDocument, claim.get("document", row.default_document)),
            claim["lines"],
            claim["value"],
            Wording(claim.get("wording", Wording.SUMMARISED)),
        )
        for claim in claims
    ]
    return findings.add_claim_topic(
        by=None,
        area=load.area(row),
        question=row.need("question"),
        claims=[(place, place.text) for place in places],
        chosen=chosen[0] if chosen else None,
        reason=row.need("reason"),
        position=row.position,
    )
