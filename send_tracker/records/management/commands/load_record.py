from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import clock
from send_tracker.records.loader import load_record
from send_tracker.records.reference import load_reference_lists
from send_tracker.records.rows import RecordError


class Command(BaseCommand):
    help = "Load a record from its data files. Loading again changes nothing; a load that fails leaves nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("record", help='The folder of the record, such as "peterborough".')

    def handle(self, *args: Any, record: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                load_reference_lists()
                report = load_record(record, today=clock.today())
        except RecordError as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        if report.added:
            self.stdout.write(", ".join(f"{number} {kind}" for kind, number in report.added.items()))
        self.stdout.write(f"{report.added.total()} records added, {report.unchanged} already held.")
        for name in report.changed_in_files:
            self.stdout.write(f"Changed in its file since it was loaded, and left as it stands: {name}")
