"""Starts the service's Python in an environment of its own, as a machine that has only these variables would."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"SECRET_KEY": "a-long-random-text", "ALLOWED_HOSTS": "send.example.gov.uk"}


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs manage.py with `arguments`; what the machine or a `.env` file would add is left out."""
    env = {"PATH": os.environ["PATH"], "DOTENV": "", **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )


def start_code(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python code after Django's set-up."""
    env = {"PATH": os.environ["PATH"], "DOTENV": "", "DJANGO_SETTINGS_MODULE": "send_tracker.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
