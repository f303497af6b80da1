#!/usr/bin/env python3
"""Django's command line for SEND Tracker. `./run manage` calls it in the right environment."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "send_tracker.settings")
    try:
        _ = settings.INSTALLED_APPS  # reads the environment
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))  # the sentence that says what is missing, without a traceback around it
    execute_from_command_line(sys.argv)
