"""Which records were loaded from data files, so that loading again changes nothing."""

from django.db import models

from core import clock


class LoadedRecord(models.Model):
    """One record of a data file and the row it became."""

    record = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=150)
    object_id = models.BigIntegerField()
    digest = models.CharField("SHA-256 of its text in the file", max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["record", "kind", "key", "pk"]
        constraints = [models.UniqueConstraint("record", "kind", "key", name="loaded_once")]

    def __str__(self) -> str:
        return self.key
