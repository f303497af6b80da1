"""Who does the work: people and posts, with or without a sign-in."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.accounts.models import LocalArea, Organisation, User
from core.dated import Dated, DatedQuerySet, ends_after_it_begins, in_force
from findings.models import AnyUser
from workstreams.choices import OwnerKind


class OwnerQuerySet(models.QuerySet["Owner"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))

    def held_by(self, user: User, today: date) -> Self:
        """Posts this person holds, and the owner that is this person, on `today`.

        A post that was never handed over gives its holder nothing once they have no role that reads its area.
        """
        held = Appointment.objects.in_force(today).filter(user=user)
        return self.filter(pk__in=held.values("owner"), area__in=LocalArea.objects.readable_by(user, today))

    def current(self, today: date) -> Self:
        """Owners somebody can be asked of: in force, and not one whose only sign-ins are closed or over.

        An owner that never had a sign-in counts on its dates alone: plenty of partners have none.
        """
        ever = Appointment.objects.filter(owner=OuterRef("pk"))
        now = Appointment.objects.in_force(today).filter(owner=OuterRef("pk"), user__is_active=True)
        return self.filter(in_force(today)).filter(~Exists(ever) | Exists(now))


class Owner(Dated):
    """A person or a post that leads or answers for work. A post outlives the people who hold it."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="owners")
    kind = models.CharField(max_length=10, choices=OwnerKind)
    name = models.CharField(max_length=150, help_text="The post's title, or the person's name as they are known.")
    title = models.CharField("role or title", max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="owners"
    )
    is_demonstration = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    objects = OwnerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="owner_has_name"),
            ends_after_it_begins("owner_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (demonstration)" if self.is_demonstration else self.name


class Appointment(Dated):
    """Who holds a post, or signs in as this owner, from a day to a day: past ownership stays true after leavers."""

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["owner_id", "valid_from", "pk"]
        constraints = [
            ends_after_it_begins("appointment_ends_after_it_begins"),
            models.UniqueConstraint("owner", "user", condition=Q(valid_to__isnull=True), name="appointment_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.owner}"
