"""The demonstration sign-ins: roles, not people. Only in demo mode or with DEBUG."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core.accounts import services as accounts
from core.accounts.choices import Role
from core.accounts.models import LocalArea, Membership, User
from core.accounts.passwords import DEMO_PASSWORD
from core.audit import services as history
from plans.models import Plan
from send_tracker.records.models import LoadedRecord
from workstreams.choices import OwnerKind, Part, Side
from workstreams.models import Appointment, Owner
from workstreams.services import record as doing

PETERBOROUGH, EXAMPLE = AREAS = ("peterborough", "example")
ELSEWHERE = "elsewhere"
PLAN = "peterborough-wsoa-2019"
WORKSTREAM = "5"


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    role: Role
    name: str
    part: Part | None = None
    #: The key of the post it holds in the example's record: see records/example/area.toml.
    example_post: str = ""

    @property
    def areas(self) -> tuple[str, ...]:
        return (ELSEWHERE,) if self.email.endswith("@elsewhere.example") else AREAS


SIGN_INS = (
    SignIn(
        "officer@peterborough.example",
        Role.OFFICER,
        "Workstream 5 action lead",
        example_post="EX/owner/ehc-planning",
    ),
    SignIn("lead@peterborough.example", Role.LEAD, "Workstream 5 lead", Part.LEAD, "EX/owner/head-of-send"),
    SignIn(
        "accountable@peterborough.example",
        Role.ACCOUNTABLE,
        "Workstream 5 accountable officer",
        Part.ACCOUNTABLE,
        "EX/owner/ad-send",
    ),
    SignIn("programme@peterborough.example", Role.PROGRAMME, "Programme office"),
    SignIn("data@peterborough.example", Role.DATA, "Data lead"),
    SignIn("board@peterborough.example", Role.BOARD, "Board member"),
    SignIn("chair@peterborough.example", Role.CHAIR, "Board chair"),
    SignIn("forum@peterborough.example", Role.FORUM, "Parent carer forum"),
    SignIn("scrutiny@peterborough.example", Role.SCRUTINY, "Scrutiny"),
    SignIn("adviser@peterborough.example", Role.ADVISER, "DfE or NHS England adviser"),
    SignIn("admin@peterborough.example", Role.ADMIN, "Administrator"),
    SignIn("stranger@elsewhere.example", Role.BOARD, "Board member of another area"),
)


@transaction.atomic
def make_demo(today: date) -> int:
    """Add what is missing: sign-ins, their roles in the areas that are loaded, and their posts. The sign-ins added."""
    areas = {area.slug: area for area in LocalArea.objects.filter(slug__in=AREAS)}
    areas[ELSEWHERE] = _elsewhere()
    added = 0
    for sign_in in SIGN_INS:
        user = User.objects.filter(email=sign_in.email).first()
        if user is None:
            user = _make_account(sign_in, today)
            added += 1
        for area in (areas[slug] for slug in sign_in.areas if slug in areas):
            if not Membership.objects.filter(user=user, area=area, role=sign_in.role).exists():
                accounts.add_membership(by=None, user=user, area=area, role=sign_in.role, today=today)
        if sign_in.example_post:
            _give_posts(sign_in, user, areas, today)
    return added


def _elsewhere() -> LocalArea:
    area, made = LocalArea.objects.get_or_create(
        slug=ELSEWHERE, defaults={"name": "Elsewhere (demonstration)", "is_example": True}
    )
    if made:
        history.record(by=None, verb="local area added", thing=area, area_id=area.pk)
    return area


def _make_account(sign_in: SignIn, today: date) -> User:
    user = accounts.create_account(
        by=None, email=sign_in.email, name=f"{sign_in.name} (demonstration)", today=today, memberships=[]
    )
    user.refresh_from_db()
    user.set_password(DEMO_PASSWORD)
    user.save(update_fields=["password"])
    return user


def _give_posts(sign_in: SignIn, user: User, areas: dict[str, LocalArea], today: date) -> None:
    """A post in workstream 5 of the Peterborough plan, and the one that the example's record has for it."""
    held = Appointment.objects.filter(user=user)
    if PETERBOROUGH in areas and not held.filter(owner__area=areas[PETERBOROUGH]).exists():
        _make_post(sign_in, user, areas[PETERBOROUGH], today)
    loaded = LoadedRecord.objects.filter(record=EXAMPLE, kind="owner", key=sign_in.example_post).first()
    if loaded is not None and not held.filter(owner=loaded.object_id).exists():
        doing.appoint(by=None, owner=Owner.objects.get(pk=loaded.object_id), user=user, valid_from=today)


def _make_post(sign_in: SignIn, user: User, area: LocalArea, today: date) -> None:
    """A demonstration post with its holder. The record's own leads stay as the documents leave them: not stated."""
    owner: Owner = doing.add_owner(
        by=None, area=area, kind=OwnerKind.POST, name=sign_in.name, is_demonstration=True, valid_from=today
    )
    doing.appoint(by=None, owner=owner, user=user, valid_from=today)
    workstream = Plan.objects.get(slug=PLAN).workstreams.get(number=WORKSTREAM)
    if sign_in.part is not None:
        doing.give_responsibility(
            by=None, workstream=workstream, owner=owner, part=sign_in.part, side=Side.COUNCIL, valid_from=today
        )
        return
    for action in workstream.actions.all():
        doing.assign(by=None, action=action, owner=owner, part=Part.LEAD, valid_from=today)
