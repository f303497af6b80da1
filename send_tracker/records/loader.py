"""Loads a record from its data files: every row through the services, once, all or nothing.

A record is a folder of TOML files. Tables of one kind may stand in any file; kinds are loaded in the order of
`Loader.KINDS`, so that what is referred to exists. A row's `key` names it for the other rows and for the next load:
a key that was loaded before is passed over. Facts are not overwritten: a row that was changed in its file since is
counted and reported, and corrected on screen.
"""

import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.accounts.models import LocalArea, Organisation
from core.audit import services as history
from core.calendar import read_due
from findings import services as findings
from findings.choices import Wording
from findings.models import (
    Finding,
    Framework,
    JudgementValue,
    Review,
    Sector,
    SourceDocument,
    Statement,
    Theme,
    Voice,
)
from findings.services import Place
from plans import services as plans
from plans.models import FitnessDecision, IntendedOutcome, Measure, Plan, PlanType, PlanVersion
from send_tracker.records.models import LoadedRecord
from workstreams.choices import Origin, Status
from workstreams.models import Action, Owner, Workstream
from workstreams.services import record as doing
from workstreams.services.updates import add_update_from_document

FOLDER = Path(__file__).parent


class RecordError(Exception):
    """A data file that cannot be loaded. Says the file, the row and what to mend. Nothing was stored."""


@dataclass
class Row:
    """One table of a data file. Fields are taken out one by one: what is left over is a mistake."""

    kind: str
    file: str
    position: int
    default_document: str
    fields: dict[str, Any]
    digest: str = ""
    key: str = ""
    taken: set[str] = field(default_factory=set)

    def take(self, name: str, default: Any = "") -> Any:
        self.taken.add(name)
        return self.fields.get(name, default)

    def need(self, name: str) -> Any:
        if name not in self.fields:
            raise self.error(f'it has no "{name}"')
        return self.take(name)

    def ages(self) -> dict[str, int | None]:
        first, last = self.take("ages", None) or (None, None)
        return {"age_from": first, "age_to": last}

    def check_all_taken(self) -> None:
        left = sorted(set(self.fields) - self.taken - {"key"})
        if left:
            raise self.error(f"it has unknown fields: {', '.join(left)}")

    def error(self, why: str) -> RecordError:
        return RecordError(f"{self.file}: {self.kind} {self.key or self.position}: {why}.")


def read_rows(folder: Path) -> dict[str, list[Row]]:
    """Every row of a record by kind, in the order of files and lines."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise RecordError(f"{path.name} cannot be read: {problem}.") from problem
        documents = tables.get("document", [])
        first = documents if isinstance(documents, dict) else next(iter(documents), {})
        for kind, found in tables.items():
            for position, fields in enumerate([found] if isinstance(found, dict) else found, 1):
                row = Row(kind, path.name, position, first.get("key", ""), fields)
                row.key = fields.get("key") or _key_of_link(kind, fields)
                text = json.dumps(fields, sort_keys=True, default=str, ensure_ascii=False)
                row.digest = hashlib.sha256(text.encode()).hexdigest()
                rows[kind].append(row)
    return rows


def _key_of_link(kind: str, fields: dict[str, Any]) -> str:
    """A key for rows that are known by what they join."""
    parts = ("plan", "number") if kind == "version" else ("from", "kind", "to")
    return " ".join(str(fields.get(part, "")) for part in parts)


@dataclass(frozen=True)
class Report:
    added: Counter[str]
    unchanged: int
    changed_in_files: tuple[str, ...]


class Loader:
    """Loads one record. Use `load_record`."""

    KINDS = (
        "area organisation document review statement finding finding_link claim_topic plan version version_step "
        "fitness_decision condition outcome workstream owner responsibility partner measure observation benchmark "
        "target action evidence feedback judgement"
    ).split()

    def __init__(self, record: str, folder: Path) -> None:
        self.record = record
        self.rows = read_rows(folder)
        unknown = sorted(set(self.rows) - set(self.KINDS))
        if unknown:
            raise RecordError(f"{record}: unknown kinds of row: {', '.join(unknown)}.")
        self.loaded = {(row.kind, row.key): row for row in LoadedRecord.objects.filter(record=record)}
        self.made: dict[tuple[str, str], models.Model] = {}

    def load(self) -> Report:
        added: Counter[str] = Counter()
        changed: list[str] = []
        unchanged = 0
        for kind in self.KINDS:
            make = cast(Callable[[Row], models.Model], getattr(self, f"add_{kind}"))
            for row in self.rows[kind]:
                known = self.loaded.get((kind, row.key))
                if known is not None:
                    unchanged += 1
                    if known.digest != row.digest:
                        changed.append(f"{row.file}: {row.key}")
                    continue
                if (kind, row.key) in self.made:
                    raise row.error("another row has the same key")
                self.made[kind, row.key] = made = self._make(make, row)
                LoadedRecord.objects.create(
                    record=self.record, kind=kind, key=row.key, object_id=made.pk, digest=row.digest
                )
                added[kind] += 1
        return Report(added, unchanged, tuple(changed))

    def _make(self, make: Callable[[Row], models.Model], row: Row) -> models.Model:
        try:
            made = make(row)
        except ValidationError as problem:
            raise row.error("; ".join(problem.messages)) from problem
        row.check_all_taken()
        return made

    # ------------------------------------------------------------------------------------- what rows refer to

    def find(self, row: Row, kind: str, model: type[models.Model], key: str) -> Any:
        """The row another row refers to by its key."""
        made = self.made.get((kind, key))
        if made is None and (kind, key) in self.loaded:
            made = model._default_manager.get(pk=self.loaded[kind, key].object_id)
            self.made[kind, key] = made
        if made is None:
            raise row.error(f'it refers to {kind} "{key}", which no file holds')
        return made

    def maybe(self, row: Row, kind: str, model: type[models.Model], name: str) -> Any:
        key = row.take(name)
        return self.find(row, kind, model, key) if key else None

    def many(self, row: Row, kind: str, model: type[models.Model], name: str) -> list[Any]:
        return [self.find(row, kind, model, key) for key in row.take(name, [])]

    def listed(self, row: Row, model: type[models.Model], code: str) -> Any:
        """An entry of a reference list."""
        entry = model._default_manager.filter(code=code).first()
        if entry is None:
            raise row.error(f'"{code}" is not in the list of {model._meta.verbose_name_plural}')
        return entry

    def listed_many(self, row: Row, model: type[models.Model], name: str) -> list[Any]:
        return [self.listed(row, model, code) for code in row.take(name, [])]

    def area(self, row: Row) -> LocalArea:
        """The area a row belongs to: its own, or the record's first."""
        key = row.take("area") or self.rows["area"][0].key
        return cast(LocalArea, self.find(row, "area", LocalArea, key))

    def document(self, row: Row) -> SourceDocument:
        key = row.take("document") or row.default_document
        return cast(SourceDocument, self.find(row, "document", SourceDocument, key))

    def place(self, row: Row, text: str = "", wording: Wording = Wording.SUMMARISED) -> Place | None:
        lines = row.take("lines")
        document = row.take("document") or row.default_document
        if not lines:
            return None
        return Place(self.find(row, "document", SourceDocument, document), lines, text, wording)

    def known_on(self, place: Place | None, otherwise: date) -> date:
        """A fact from a document is known on the document's date."""
        return otherwise if place is None or place.document.dated_on is None else place.document.dated_on

    def wording(self, row: Row) -> Wording:
        return Wording(row.take("wording", Wording.SUMMARISED))

    # -------------------------------------------------------------------------------------- who and where

    def add_area(self, row: Row) -> LocalArea:
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

    def add_organisation(self, row: Row) -> Organisation:
        successor = row.take("successor")
        organisation = Organisation(
            name=row.need("name"),
            kind=row.need("kind"),
            valid_from=row.take("valid_from", None),
            valid_to=row.take("valid_to", None),
        )
        areas = self.many(row, "area", LocalArea, "areas")
        if successor:
            organisation.successor = self._organisation_ahead(row, successor)
        organisation.full_clean()
        organisation.save()
        organisation.areas.set(areas)
        history.record(by=None, verb="organisation added", thing=organisation, after={"kind": organisation.kind})
        return organisation

    def _organisation_ahead(self, row: Row, key: str) -> Organisation:
        """The successor, which may stand further down the file: it is loaded first."""
        later = next((other for other in self.rows["organisation"] if other.key == key), None)
        if later is None or ("organisation", key) in self.made or ("organisation", key) in self.loaded:
            return cast(Organisation, self.find(row, "organisation", Organisation, key))
        self.rows["organisation"].remove(later)
        self.made["organisation", key] = made = self._make(self.add_organisation, later)
        LoadedRecord.objects.create(
            record=self.record, kind="organisation", key=key, object_id=made.pk, digest=later.digest
        )
        return cast(Organisation, made)

    # ---------------------------------------------------------------------------------------- what was said

    def add_document(self, row: Row) -> SourceDocument:
        return findings.add_document(
            by=None,
            area=self.area(row),
            short_name=row.key,
            title=row.need("title"),
            kind=row.need("kind"),
            held=row.need("held"),
            author=self.maybe(row, "organisation", Organisation, "author"),
            dated_on=row.take("dated_on", None),
            published_on=row.take("published_on", None),
            received_on=row.take("received_on", None),
            sha256=row.take("sha256"),
            referred_to_at=row.take("lines"),
            referred_to_by=self.maybe(row, "document", SourceDocument, "referenced_by"),
            note=row.take("note"),
        )

    def add_review(self, row: Row) -> Review:
        framework = row.need("framework")
        return findings.add_review(
            by=None,
            area=self.area(row),
            code=row.key,
            type=row.need("type"),
            title=row.need("title"),
            framework=None if framework == "none" else self.listed(row, Framework, framework),
            document=self.maybe(row, "document", SourceDocument, "document"),
            lines=row.take("lines"),
            starts_on=row.take("starts_on", None),
            ends_on=row.take("ends_on", None),
            received_on=row.take("received_on", None),
            published_on=row.take("published_on", None),
            follows=self.maybe(row, "review", Review, "follows"),
            principal_authority=self.maybe(row, "organisation", Organisation, "principal_authority"),
            jointly_responsible=self.many(row, "organisation", Organisation, "jointly_responsible"),
            context=row.take("context"),
        )

    def add_statement(self, row: Row) -> Statement:
        place = self.place(row, row.need("text"), self.wording(row))
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
            parent=self.maybe(row, "statement", Statement, "parent"),
        )

    def add_finding(self, row: Row) -> Finding:
        review: Review = self.find(row, "review", Review, row.take("review") or row.default_document)
        text, wording = row.need("text"), self.wording(row)
        place = self.place(row, text, wording)
        known = review.received_on or review.published_on or self._dated(review.document) or self._dated_at(place)
        happened = review.ends_on or review.starts_on or known
        if happened is None or known is None:
            raise row.error("neither its review nor its document is dated")
        return findings.add_finding(
            by=None,
            area=review.area,
            review=review,
            type=row.need("type"),
            text=text,
            wording=wording,
            happened_on=happened,
            known_on=known,
            place=place,
            also_at=[
                Place(
                    self.find(row, "document", SourceDocument, other.get("document", row.default_document)),
                    other["lines"],
                    other.get("text", ""),
                    Wording(other.get("wording", wording)),
                )
                for other in row.take("also", [])
            ],
            themes=self.listed_many(row, Theme, "themes"),
            sectors=self.listed_many(row, Sector, "sectors"),
            reference=row.take("reference"),
            level=row.take("level"),
            title=row.take("title"),
            parent=self.maybe(row, "finding", Finding, "parent"),
            is_priority=row.take("priority", False),
            position=row.position,
            note=row.take("note"),
            **row.ages(),
        )

    def _dated(self, document: SourceDocument | None) -> date | None:
        return None if document is None else document.dated_on

    def _dated_at(self, place: Place | None) -> date | None:
        return None if place is None else place.document.dated_on

    def add_finding_link(self, row: Row) -> models.Model:
        return findings.link_findings(
            by=None,
            later=self.find(row, "finding", Finding, row.need("from")),
            earlier=self.find(row, "finding", Finding, row.need("to")),
            kind=row.need("kind"),
            note=row.take("note"),
        )

    def add_judgement(self, row: Row) -> models.Model:
        finding: Finding = self.find(row, "finding", Finding, row.need("finding"))
        review: Review | None = self.maybe(row, "review", Review, "review")
        framework = None if review is None else review.framework
        code = row.need("value")
        value = JudgementValue.objects.filter(code=code, framework=framework).first()
        if value is None:
            raise row.error(f'"{code}" is not a judgement value of its framework')
        place = self.place(row, row.take("text"), Wording.VERBATIM)
        happened_on = row.need("happened_on")
        return findings.add_judgement(
            by=None,
            finding=finding,
            voice=self.listed(row, Voice, row.need("voice")),
            value=value,
            happened_on=happened_on,
            known_on=self.known_on(place, happened_on),
            review=review,
            reason=row.take("reason"),
            place=place,
        )

    def add_claim_topic(self, row: Row) -> models.Model:
        claims = row.need("claims")
        chosen = [index for index, claim in enumerate(claims) if claim.get("chosen")]
        places = [
            Place(
                self.find(row, "document", SourceDocument, claim.get("document", row.default_document)),
                claim["lines"],
                claim["value"],
                Wording(claim.get("wording", Wording.SUMMARISED)),
            )
            for claim in claims
        ]
        return findings.add_claim_topic(
            by=None,
            area=self.area(row),
            question=row.need("question"),
            claims=[(place, place.text) for place in places],
            chosen=chosen[0] if chosen else None,
            reason=row.need("reason"),
            position=row.position,
        )

    # ------------------------------------------------------------------------------------ what was promised

    def add_plan(self, row: Row) -> Plan:
        return plans.add_plan(
            by=None,
            slug=row.key,
            title=row.need("title"),
            type=self.listed(row, PlanType, row.need("type")),
            framework=self.listed(row, Framework, row.need("framework")),
            host_area=self.find(row, "area", LocalArea, row.need("host_area")),
            areas=self.many(row, "area", LocalArea, "areas"),
            documents=self.many(row, "document", SourceDocument, "documents"),
            reviews=self.many(row, "review", Review, "reviews"),
            answers=self.many(row, "finding", Finding, "answers"),
            predecessor=self.maybe(row, "plan", Plan, "predecessor"),
            local_name=row.take("local_name"),
            period_from=row.take("period_from", None),
            period_to=row.take("period_to", None),
            record_ends_on=row.take("record_ends_on", None),
            summary=row.take("summary"),
            actions_note=row.take("actions_note"),
        )

    def plan_of(self, row: Row) -> Plan:
        return cast(Plan, self.find(row, "plan", Plan, row.need("plan")))

    def add_version(self, row: Row) -> PlanVersion:
        return plans.add_version(
            by=None,
            plan=self.plan_of(row),
            number=row.need("number"),
            title=row.take("title"),
            summary=row.take("summary"),
        )

    def version_of(self, row: Row) -> PlanVersion:
        plan, number = self.plan_of(row), row.need("version")
        version = PlanVersion.objects.filter(plan=plan, number=number).first()
        if version is None:
            raise row.error(f"{plan} has no version {number}")
        return version

    def add_version_step(self, row: Row) -> models.Model:
        place, happened_on = self.place(row), row.need("happened_on")
        return plans.move_version(
            by=None,
            version=self.version_of(row),
            status=row.need("status"),
            happened_on=happened_on,
            known_on=self.known_on(place, happened_on),
            place=place,
            note=row.take("note"),
        )

    def add_fitness_decision(self, row: Row) -> FitnessDecision:
        place, decided_on = self.place(row), row.need("decided_on")
        received_on = row.take("received_on", None)
        return plans.add_fitness_decision(
            by=None,
            version=self.version_of(row),
            value=row.need("value"),
            happened_on=decided_on,
            known_on=received_on or decided_on,
            letter_received_on=received_on,
            bodies=self.many(row, "organisation", Organisation, "bodies"),
            place=place,
        )

    def add_condition(self, row: Row) -> models.Model:
        text, wording = row.need("text"), self.wording(row)
        return plans.add_condition(
            by=None,
            decision=self.find(row, "fitness_decision", FitnessDecision, row.need("decision")),
            number=row.need("number"),
            text=text,
            wording=wording,
            findings=self.many(row, "finding", Finding, "findings"),
            place=self.place(row),
        )

    def add_outcome(self, row: Row) -> IntendedOutcome:
        return plans.add_outcome(
            by=None,
            plan=self.plan_of(row),
            finding=self.find(row, "finding", Finding, row.need("finding")),
            number=row.need("number"),
            statement=row.need("statement"),
            place=self.place(row),
            limb=row.take("limb"),
            **row.ages(),
        )

    def add_measure(self, row: Row) -> Measure:
        names = "definition numerator denominator unit direction kind cohort frequency data_period source known_problems"
        return plans.add_measure(
            by=None,
            plan=self.plan_of(row),
            name=row.need("name"),
            outcomes=self.many(row, "outcome", IntendedOutcome, "outcomes"),
            findings=self.many(row, "finding", Finding, "findings"),
            position=row.position,
            **{name: row.take(name) for name in names.split()},
            **row.ages(),
        )

    def measure_of(self, row: Row) -> Measure:
        return cast(Measure, self.find(row, "measure", Measure, row.need("measure")))

    def add_observation(self, row: Row) -> models.Model:
        place = self.place(row)
        document_date = None if place is None else place.document.dated_on
        happened_on = row.take("ends_on", None) or document_date
        if happened_on is None:
            raise row.error("its period has no end")
        return plans.add_observation(
            by=None,
            measure=self.measure_of(row),
            area=self.area(row),
            period=row.need("period"),
            happened_on=happened_on,
            known_on=document_date or happened_on,
            place=place,
            starts_on=row.take("starts_on", None),
            value=row.take("value", None),
            value_text=row.take("value_text"),
            status=row.take("status", "final"),
            is_baseline=row.take("baseline", False),
            sample_size=row.take("sample_size", None),
            caveat=row.take("caveat"),
        )

    def add_benchmark(self, row: Row) -> models.Model:
        return plans.add_benchmark(
            by=None,
            measure=self.measure_of(row),
            place=self.place(row),
            comparator=row.need("kind"),
            who=row.take("comparator"),
            period=row.take("period"),
            value=row.take("value", None),
            value_text=row.take("value_text"),
        )

    def add_target(self, row: Row) -> models.Model:
        place, set_on = self.place(row), row.need("happened_on")
        return plans.add_target(
            by=None,
            measure=self.measure_of(row),
            happened_on=set_on,
            known_on=self.known_on(place, set_on),
            place=place,
            due_text=row.need("due_text"),
            due_on=row.take("due_on", None),
            value=row.take("value", None),
            value_text=row.take("value_text"),
        )

    # ---------------------------------------------------------------------------------------- what is done

    def add_workstream(self, row: Row) -> Workstream:
        return doing.add_workstream(
            by=None,
            plan=self.plan_of(row),
            number=row.need("number"),
            title=row.need("title"),
            answers=self.many(row, "finding", Finding, "answers"),
            place=self.place(row),
            position=row.position,
            reports_to=row.take("reports_to"),
        )

    def workstream_of(self, row: Row) -> Workstream:
        return cast(Workstream, self.find(row, "workstream", Workstream, row.need("workstream")))

    def add_owner(self, row: Row) -> Owner:
        return doing.add_owner(
            by=None,
            area=self.area(row),
            kind=row.need("kind"),
            name=row.need("name"),
            title=row.take("title"),
            organisation=self.maybe(row, "organisation", Organisation, "organisation"),
            note=row.take("note"),
        )

    def add_responsibility(self, row: Row) -> models.Model:
        return doing.give_responsibility(
            by=None,
            workstream=self.workstream_of(row),
            owner=self.find(row, "owner", Owner, row.need("owner")),
            part=row.need("part"),
            side=row.need("side"),
            valid_from=row.take("from", None),
            place=self.place(row),
        )

    def add_partner(self, row: Row) -> models.Model:
        return doing.add_partner(
            by=None,
            workstream=self.workstream_of(row),
            label=row.need("label"),
            organisation=self.maybe(row, "organisation", Organisation, "organisation"),
            part_agreed=row.take("part_agreed"),
            place=self.place(row),
        )

    def add_action(self, row: Row) -> Action:
        place = self.place(row)
        known_on = self.known_on(place, date.max) if place else row.need("added_on")
        added_on = row.take("added_on", None) or self._visited_on(place) or known_on
        origin, status = Origin(row.take("origin", Origin.WRITTEN)), Status(row.take("status", Status.NOT_STARTED))
        detail, due = row.take("detail"), row.take("due")
        action = doing.add_action(
            by=None,
            workstream=self.workstream_of(row),
            title=row.need("title"),
            added_on=added_on,
            known_on=known_on,
            due=read_due(due) if due else None,
            places=[place] if place else [],
            outcomes=self.many(row, "outcome", IntendedOutcome, "outcomes"),
            sectors=self.listed_many(row, Sector, "sectors"),
            reference=row.take("reference"),
            detail=detail,
            origin=origin,
            position=row.position,
            status=Status.NOT_STATED if origin == Origin.REBUILT else Status.NOT_STARTED,
        )
        if place is not None and status not in (Status.NOT_STATED, Status.NOT_STARTED):
            add_update_from_document(
                action=action,
                place=place,
                happened_on=added_on,
                known_on=known_on,
                narrative=detail or action.title,
                status=status,
            )
        return action

    def _visited_on(self, place: Place | None) -> date | None:
        """The last day of the visit a letter reports: what it saw was so on that day."""
        review = None if place is None else Review.objects.filter(document=place.document).first()
        return None if review is None else review.ends_on

    def add_evidence(self, row: Row) -> models.Model:
        place, happened_on = self.place(row), row.need("happened_on")
        return doing.add_evidence(
            by=None,
            area=self.area(row),
            title=row.need("title"),
            text=row.take("text"),
            kind=row.need("kind"),
            polarity=row.need("polarity"),
            happened_on=happened_on,
            known_on=self.known_on(place, happened_on),
            place=place,
            organisation=self.maybe(row, "organisation", Organisation, "organisation"),
            from_inspectors=row.take("source_kind") == "inspectors",
            is_independent=row.take("source_kind") == "inspectors",
            outcomes=self.many(row, "outcome", IntendedOutcome, "outcomes"),
            actions=self.many(row, "action", Action, "actions"),
        )

    def add_feedback(self, row: Row) -> models.Model:
        place, happened_on = self.place(row), row.need("happened_on")
        return doing.add_feedback(
            by=None,
            area=self.area(row),
            findings=self.many(row, "finding", Finding, "findings"),
            voice=row.need("voice"),
            provider=row.need("provider"),
            tone=row.need("tone"),
            text=row.need("text"),
            happened_on=happened_on,
            known_on=self.known_on(place, happened_on),
            place=place,
            cohort=row.take("cohort"),
            number_asked=row.take("n", None),
            number_text=row.take("n_text"),
            **row.ages(),
        )


@transaction.atomic
def load_record(record: str) -> Report:
    """Load a record's folder. Raises RecordError, and then nothing is stored."""
    folder = FOLDER / record
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in FOLDER.glob("*/area.toml")))
        raise RecordError(f'There is no record "{record}". Choose from: {known}.')
    return Loader(record, folder).load()
