from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.accounts.passwords import DEMO_PASSWORD
from plans.models import Plan
from send_tracker.records.demo import PLAN, SIGN_INS, make_demo


class Command(BaseCommand):
    help = "Make the demonstration sign-ins. Refused unless in demo mode or with DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Demonstration sign-ins are made only in demo mode (DEMO=1) or with DEBUG=1.")
        if not Plan.objects.filter(slug=PLAN).exists():
            raise CommandError("Load the Peterborough record first: ./run manage load_record peterborough")
        make_demo(clock.today())
        self.stdout.write(f"Demonstration sign-ins, password for all: {DEMO_PASSWORD}")
        for sign_in in SIGN_INS:
            self.stdout.write(f"  {sign_in.email:<38}{sign_in.role.label}")
