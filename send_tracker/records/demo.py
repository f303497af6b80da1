"""The demonstration sign-ins: roles, not people. Only in demo mode or with DEBUG."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core.accounts import services as accounts
from core.accounts.choices import Role
from core.accounts.models import LocalArea, User
from core.audit import services as history
from plans.models import Plan
from workstreams.choices import OwnerKind, Part, Side
from workstreams.models import Owner
from workstreams.services import record as doing

PASSWORD = "tracker-demo"
AREAS = ("peterborough", "cambridgeshire")
ELSEWHERE = "elsewhere"
PLAN = "peterborough-wsoa-2019"
WORKSTREAM = "5"


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    role: Role
    name: str
    part: Part | None = None

    @property
    def areas(self) -> tuple[str, ...]:
        return (ELSEWHERE,) if self.email.endswith("@elsewhere.example") else AREAS


SIGN_INS = (
    SignIn("officer@peterborough.example", Role.OFFICER, "Workstream 5 action lead"),
    SignIn("lead@peterborough.example", Role.LEAD, "Workstream 5 lead", Part.LEAD),
    SignIn("accountable@peterborough.example", Role.ACCOUNTABLE, "Workstream 5 accountable officer", Part.ACCOUNTABLE),
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
    """Add the sign-ins that are missing, and give workstream 5's posts to three of them. The number added."""
    areas = {area.slug: area for area in LocalArea.objects.filter(slug__in=AREAS)}
    areas[ELSEWHERE] = _elsewhere()
    added = 0
    for sign_in in SIGN_INS:
        if not User.objects.filter(email=sign_in.email).exists():
            user = _make_account(sign_in, areas, today)
            if sign_in.role in (Role.OFFICER, Role.LEAD, Role.ACCOUNTABLE):
                _give_post(sign_in, user, areas[AREAS[0]], today)
            added += 1
    return added


def _elsewhere() -> LocalArea:
    area, made = LocalArea.objects.get_or_create(
        slug=ELSEWHERE, defaults={"name": "Elsewhere (demonstration)", "is_example": True}
    )
    if made:
        history.record(by=None, verb="local area added", thing=area, area_id=area.pk)
    return area


def _make_account(sign_in: SignIn, areas: dict[str, LocalArea], today: date) -> User:
    user = accounts.create_account(
        by=None,
        email=sign_in.email,
        name=f"{sign_in.name} (demonstration)",
        today=today,
        memberships=[accounts.RoleGiven(areas[slug], sign_in.role) for slug in sign_in.areas],
    )
    user.refresh_from_db()
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def _give_post(sign_in: SignIn, user: User, area: LocalArea, today: date) -> None:
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
