"""People, organisations, local areas, and who does what in which area."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core import clock
from core.accounts.choices import LIVE_READERS, OrganisationKind, Role
from core.dated import Dated, DatedQuerySet, ends_after_it_begins


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, role: Role, *, areas: Iterable["LocalArea"], today: date) -> Self:
        """People with an active account who hold this role on `today` in any of those areas."""
        held = Membership.objects.in_force(today).filter(role=role, area__in=areas)
        return self.active().filter(pk__in=held.values("user"))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that signs in by e-mail. Without a password it cannot sign in until one is set by link."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. People are signed in by e-mail; what they may do comes from their memberships."""

    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "There is already an account with this e-mail address."},
    )
    name = models.CharField(
        max_length=150, blank=True, help_text="Name or post as colleagues know it. Shown beside what they write."
    )
    organisation = models.ForeignKey(
        "Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    is_staff = models.BooleanField("may open Django admin", default=False)
    is_active = models.BooleanField("active", default=True, help_text="Inactive accounts cannot sign in.")
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["email", "pk"]
        verbose_name = "account"
        constraints = [
            # With the unique column this makes an address one account's, however it is written. Sign-in looks addresses
            # up in lower case, so another spelling could never sign in.
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class LocalAreaQuerySet(models.QuerySet["LocalArea"]):
    def readable_by(self, user: User | AnonymousUser, today: date) -> Self:
        """Areas whose live pages this person may read on `today`."""
        if not user.is_authenticated:
            return self.none()
        reading = Membership.objects.in_force(today).filter(user=user, role__in=LIVE_READERS)
        return self.filter(pk__in=reading.values("area"))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.readable_by(user, clock.today())


class LocalArea(Dated):
    """A local area: a council's area with its health partners. It may be reorganised into successors."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=150)
    code = models.CharField(max_length=20, blank=True, help_text="The council's code, such as E06000031.")
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")
    is_example = models.BooleanField("made-up example", default=False)

    objects = LocalAreaQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [ends_after_it_begins("area_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


class Organisation(Dated):
    """A body that takes part. When health was reorganised, the CCG's successor is the ICB."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    areas = models.ManyToManyField(LocalArea, blank=True, related_name="organisations")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            ends_after_it_begins("organisation_ends_after_it_begins"),
            # Two, because SQLite cannot be told that two empty dates are the same
            models.UniqueConstraint(
                Lower("name"),
                "valid_from",
                name="organisation_once",
                violation_error_message="There is already an organisation of that name from that day.",
            ),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(valid_from__isnull=True),
                name="organisation_undated_once",
                violation_error_message="There is already an organisation of that name.",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")), name="organisation_succeeds_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(DatedQuerySet["Membership"]):
    def in_force(self, day: date) -> Self:
        """Roles held on `day`. The one question that pages and permissions ask of memberships."""
        return super().in_force(day).filter(cancelled=False)

    def not_over(self, day: date) -> Self:
        """Roles held on `day`, or from a later day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), cancelled=False)


class Membership(Dated):
    """A person's role in an area, from a day to a day. It is ended or cancelled, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    # The last day belongs to the period, so dates alone could not take a role away on the day it was given.
    cancelled = models.BooleanField(
        default=False, editable=False, help_text="Taken away on or before its first day: it never held."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["area__name", "role", "pk"]
        constraints = [
            ends_after_it_begins("membership_ends_after_it_begins"),
            models.UniqueConstraint(
                "user",
                "area",
                "role",
                condition=Q(valid_to__isnull=True),
                name="membership_open_once",
                violation_error_message="This person already has that role in that area.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled=False) | Q(valid_to__isnull=False), name="membership_cancelled_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.area}"

    def holds_on(self, day: date) -> bool:
        return not self.cancelled and super().holds_on(day)
