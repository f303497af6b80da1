"""Findings, their wordings and how they are filed, links between them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import edits
from core.accounts.models import LocalArea, User
from core.audit import services as history
from findings.choices import FindingType, LinkKind, Wording
from findings.models import (
    Finding,
    FindingLink,
    FindingWording,
    Passage,
    Sector,
    Theme,
)
from findings.places import Place
from findings.services.checks import check_by, with_values
from findings.services.documents import add_passage


@transaction.atomic
def add_finding(
    *,
    by: User | None,
    area: LocalArea,
    type: FindingType,
    text: str,
    wording: Wording,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    passage: Passage | None = None,
    also_at: Sequence[Place] = (),
    themes: Iterable[Theme] = (),
    sectors: Iterable[Sector] = (),
    **fields: Any,
) -> Finding:
    """A finding with its first wording; `also_at` is where other documents repeat it.

    Where it was said is a new `place`, or a `passage` that is already held.
    """
    check_by(by, area.pk)
    if by is not None and Finding.objects.filter(area=area, type=type, text=text, happened_on=happened_on).exists():
        raise ValidationError({"text": "This is already recorded, with these words and from this day."})
    finding = Finding(
        area=area,
        type=type,
        text=text,
        wording=wording,
        happened_on=happened_on,
        known_on=known_on,
        passage=passage if place is None else add_passage(place),
        **fields,
    )
    if by is not None:
        _check_finding(finding)
    finding.full_clean()
    finding.save()
    finding.themes.set(themes)
    finding.sectors.set(sectors)
    finding.also_at.set([add_passage(other) for other in also_at])
    FindingWording.objects.create(finding=finding, text=text, wording=wording, recorded_by=by)
    history.record(by=by, verb="finding added", thing=finding, after={"text": text, "type": type}, area_id=area.pk)
    return finding


@transaction.atomic
def correct_wording(*, by: User, finding: Finding, text: str, reason: str, seen: str | None = None) -> FindingWording:
    """A new wording with its reason. The old one stays; what the inspectors wrote is never edited in place.

    `seen` is the stamp of the wording the page showed; edits.ChangedMeanwhile where another is held by now.
    """
    check_by(by, finding.area_id)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the wording is corrected."})
    if not text.strip():
        raise ValidationError({"text": "Enter the corrected wording."})
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if seen is not None:
        finding = edits.lock(finding, names=["text"], seen=seen)
    if text == finding.text:
        raise ValidationError({"text": "This is the wording already held."})
    wording = FindingWording.objects.create(
        finding=finding, text=text, wording=finding.wording, reason=reason, recorded_by=by
    )
    Finding.objects.filter(pk=finding.pk).update(text=text)
    history.record(
        by=by,
        verb="wording corrected",
        thing=finding,
        before={"text": finding.text},
        after={"text": text},
        reason=reason,
        area_id=finding.area_id,
    )
    return wording


@transaction.atomic
def link_findings(*, by: User | None, later: Finding, earlier: Finding, kind: LinkKind, note: str = "") -> FindingLink:
    check_by(by, later.area_id)
    if by is not None and earlier.area_id != later.area_id:
        raise ValidationError({"earlier": "The other finding is of another area."})
    if by is not None and earlier.happened_on > later.happened_on:
        raise ValidationError({"earlier": "The other finding is the later one: open its page and link it from there."})
    link = FindingLink(later=later, earlier=earlier, kind=kind, note=note)
    if FindingLink.objects.filter(later=later, earlier=earlier, kind=kind).exists():
        raise ValidationError({"earlier": "This link is already recorded."})
    link.full_clean()
    link.save()
    history.record(by=by, verb="findings linked", thing=link, after={"kind": kind, "note": note}, area_id=later.area_id)
    return link


#: How a finding is filed. Its wording changes only by `correct_wording`; where and when it was found, not at all.
FILED = ("reference", "title", "level", "themes", "sectors", "age_from", "age_to", "is_priority", "note")


@transaction.atomic
def change_finding(*, by: User, finding: Finding, seen: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """How a finding is filed (`FILED`), by `core.edits.change`. Gives the names of what changed."""
    check_by(by, finding.area_id)
    if other := set(values) - set(FILED):
        raise ValueError(f"Not how a finding is filed: {', '.join(sorted(other))}")
    _check_finding(with_values(finding, values))
    return edits.change(by=by, row=finding, seen=seen, values=values, verb="finding changed", area_id=finding.area_id)


def _check_finding(finding: Finding) -> None:
    ages = (finding.age_from, finding.age_to)
    if ages == (None, None):
        return
    if finding.age_from is None or finding.age_to is None:
        raise ValidationError({"age_to": "Enter both ages, or neither."})
    if finding.age_to > 25 or finding.age_from > finding.age_to:
        raise ValidationError({"age_to": "Enter ages from 0 to 25, the lower first."})
