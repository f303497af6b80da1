"""Workstreams and actions with a history, and the people who lead them.

An action comes with its workstream, plan, framework and area. `make_lead` gives it somebody who may update it;
`member` makes somebody who holds a role in an area.
"""

from datetime import date, timedelta

import factory

from core.accounts.choices import Role
from core.accounts.models import LocalArea, User
from tests.factories.accounts import LocalAreaFactory, MembershipFactory, UserFactory
from tests.factories.findings import FindingFactory, PassageFactory
from tests.factories.plans import SUBMITTED_ON, PlanFactory
from workstreams.choices import (
    DateAnswer,
    EvidenceKind,
    FeedbackVoice,
    OwnerKind,
    Part,
    Polarity,
    Precision,
    Progress,
    ReasonCode,
    Side,
    Status,
    Tone,
    UpdateSource,
)
from workstreams.models import (
    Action,
    ActionOwner,
    AlsoServes,
    Appointment,
    DateChange,
    DateDecision,
    DeliveryPartner,
    Evidence,
    EvidenceDecision,
    Feedback,
    Milestone,
    Owner,
    PartnerConfirmation,
    Responsibility,
    Update,
    Workstream,
    WorkstreamAnswer,
)
from workstreams.services.updates import RAG_OF, STATUS_OF


class OwnerFactory(factory.django.DjangoModelFactory):
    """A post without a holder."""

    class Meta:
        model = Owner

    area = factory.SubFactory(LocalAreaFactory)
    kind = OwnerKind.POST
    name = factory.Sequence(lambda n: f"Head of service {n}")


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    owner = factory.SubFactory(OwnerFactory)
    user = factory.SubFactory(UserFactory)


class WorkstreamFactory(factory.django.DjangoModelFactory):
    """A workstream of a plan. `answers=[finding, …]` says what it answers."""

    class Meta:
        model = Workstream
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = "Planning and commissioning together"
    position = factory.Sequence(lambda n: n + 1)

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        for finding in extracted or []:
            WorkstreamAnswer.objects.create(workstream=self, finding=finding)


class WorkstreamAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkstreamAnswer

    workstream = factory.SubFactory(WorkstreamFactory)
    finding = factory.SubFactory(FindingFactory, area=factory.SelfAttribute("..workstream.plan.host_area"))


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    """Leads the workstream, unless another part is given."""

    class Meta:
        model = Responsibility

    workstream = factory.SubFactory(WorkstreamFactory)
    owner = factory.SubFactory(OwnerFactory, area=factory.SelfAttribute("..workstream.plan.host_area"))
    part = Part.LEAD
    side = Side.COUNCIL


class DeliveryPartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeliveryPartner

    workstream = factory.SubFactory(WorkstreamFactory)
    label = factory.Sequence(lambda n: f"Community health service {n}")


class PartnerConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnerConfirmation

    partner = factory.SubFactory(DeliveryPartnerFactory)
    happened_on = SUBMITTED_ON
    known_on = SUBMITTED_ON


class ActionFactory(factory.django.DjangoModelFactory):
    """An action nobody has said anything about yet. `due=date(…)` gives it an original and current due day."""

    class Meta:
        model = Action

    class Params:
        due: date | None = None

    workstream = factory.SubFactory(WorkstreamFactory)
    reference = factory.LazyAttributeSequence(lambda action, n: f"{action.workstream.number}.{n + 1}")
    title = factory.Sequence(lambda n: f"Hold weekly panels ({n})")
    added_on = SUBMITTED_ON
    known_on = SUBMITTED_ON
    position = factory.Sequence(lambda n: n + 1)
    status = Status.NOT_STARTED

    due_text = factory.LazyAttribute(lambda action: f"{action.due:%-d %B %Y}" if action.due else "")
    due_precision = factory.LazyAttribute(lambda action: Precision.DAY if action.due else Precision.NONE)
    due_start = factory.LazyAttribute(lambda action: action.due)
    due_end = factory.LazyAttribute(lambda action: action.due)
    original_due_text = factory.SelfAttribute("due_text")
    original_due_precision = factory.SelfAttribute("due_precision")
    original_due_start = factory.SelfAttribute("due_start")
    original_due_end = factory.SelfAttribute("due_end")


class ActionOwnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionOwner

    action = factory.SubFactory(ActionFactory)
    owner = factory.SubFactory(OwnerFactory, area=factory.SelfAttribute("..action.workstream.plan.host_area"))
    part = Part.LEAD


class AlsoServesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AlsoServes

    action = factory.SubFactory(ActionFactory)
    workstream = factory.SubFactory(WorkstreamFactory)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    action = factory.SubFactory(ActionFactory)
    text = "Terms of reference agreed"


class UpdateFactory(factory.django.DjangoModelFactory):
    """An update, on course unless said otherwise. The action's row is brought up to date, as the service does."""

    class Meta:
        model = Update

    action = factory.SubFactory(ActionFactory)
    source = UpdateSource.PERSON
    progress = Progress.ON_COURSE
    narrative = "Panels began on Monday."
    recovery = factory.LazyAttribute(
        lambda update: (
            "Two more panel members, from health." if update.progress in (Progress.AT_RISK, Progress.OFF_COURSE) else ""
        )
    )
    how_known = factory.LazyAttribute(
        lambda update: "Twelve panels were held and minuted." if update.progress == Progress.DONE else ""
    )
    status = factory.LazyAttribute(lambda update: STATUS_OF.get(update.progress, Status.IN_PROGRESS))
    rag = factory.LazyAttribute(lambda update: RAG_OF.get(update.progress, ""))
    happened_on = date(2022, 2, 1)
    known_on = factory.SelfAttribute("happened_on")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        update = super()._create(model_class, *args, **kwargs)
        action = update.action
        current = action.current_update
        action.version += 1
        if current is None or (current.happened_on, current.pk) < (update.happened_on, update.pk):
            action.status, action.rag = update.status, update.rag
            action.current_update, action.last_told_on = update, update.happened_on
        action.save()
        return update


class DocumentUpdateFactory(UpdateFactory):
    """What a document says about an action: no author, no rating."""

    source = UpdateSource.DOCUMENT
    progress = ""
    rag = ""
    status = Status.COMPLETE
    passage = factory.SubFactory(PassageFactory)


class DateChangeFactory(factory.django.DjangoModelFactory):
    """A move from the action's current date to 30 June 2022."""

    class Meta:
        model = DateChange

    action = factory.SubFactory(ActionFactory, due=date(2022, 6, 10))
    from_text = factory.SelfAttribute("action.due_text")
    from_precision = factory.SelfAttribute("action.due_precision")
    from_start = factory.SelfAttribute("action.due_start")
    from_end = factory.SelfAttribute("action.due_end")
    to_text = "30 June 2022"
    to_precision = Precision.DAY
    to_start = date(2022, 6, 30)
    to_end = date(2022, 6, 30)
    reason_code = ReasonCode.CAPACITY
    reason = "The panel's chair has left."
    happened_on = date(2022, 5, 20)
    known_on = factory.SelfAttribute("happened_on")


class DateDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DateDecision

    change = factory.SubFactory(DateChangeFactory)
    answer = DateAnswer.AGREED
    happened_on = date(2022, 5, 27)
    known_on = factory.SelfAttribute("happened_on")


class EvidenceFactory(factory.django.DjangoModelFactory):
    """An item of impact evidence. `actions=[…]` and `outcomes=[…]` say what it speaks to."""

    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    area = factory.SubFactory(LocalAreaFactory)
    title = "Parents' survey, spring 2022"
    text = "Of 40 families, 29 say the help they get is joined up."
    kind = EvidenceKind.IMPACT
    polarity = Polarity.SUPPORTS
    happened_on = date(2022, 4, 1)
    known_on = factory.SelfAttribute("happened_on")

    @factory.post_generation
    def actions(self, create, extracted, **kwargs):
        if create and extracted:
            self.actions.set(extracted)

    @factory.post_generation
    def outcomes(self, create, extracted, **kwargs):
        if create and extracted:
            self.outcomes.set(extracted)


class EvidenceDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EvidenceDecision

    evidence = factory.SubFactory(EvidenceFactory)
    answer = "accepted"
    happened_on = date(2022, 4, 8)
    known_on = factory.SelfAttribute("happened_on")


class FeedbackFactory(factory.django.DjangoModelFactory):
    """What parents say. `findings=[…]` says about what."""

    class Meta:
        model = Feedback
        skip_postgeneration_save = True

    area = factory.SubFactory(LocalAreaFactory)
    voice = FeedbackVoice.PARENTS
    provider = "Fenshire Family Forum"
    tone = Tone.MIXED
    text = "Some families see help arriving sooner; others still wait."
    happened_on = date(2022, 3, 15)
    known_on = factory.SelfAttribute("happened_on")

    @factory.post_generation
    def findings(self, create, extracted, **kwargs):
        if create and extracted:
            self.findings.set(extracted)


def member(area: LocalArea, role: Role | str, **fields: object) -> User:
    """Somebody with an open-ended role in an area."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, area=area, role=role)
    return user


def holder_of(owner: Owner, user: User, today: date) -> Appointment:
    """Puts somebody into a post since a year before `today`."""
    return AppointmentFactory(owner=owner, user=user, valid_from=today - timedelta(days=365))


def make_lead(action: Action, user: User, today: date) -> ActionOwner:
    """Makes somebody the action's lead, through a post they have held for a year."""
    owner = OwnerFactory(area=action.workstream.plan.host_area)
    holder_of(owner, user, today)
    return ActionOwnerFactory(action=action, owner=owner, valid_from=today - timedelta(days=365))


def make_workstream_lead(workstream: Workstream, user: User, today: date, part: Part = Part.LEAD) -> Responsibility:
    """Makes somebody the workstream's lead, or with another `part` its accountable officer."""
    owner = OwnerFactory(area=workstream.plan.host_area)
    holder_of(owner, user, today)
    return ResponsibilityFactory(workstream=workstream, owner=owner, part=part, valid_from=today - timedelta(days=365))
