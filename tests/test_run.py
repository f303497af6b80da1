import os
import subprocess

import pytest

from tests.starting import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["./run", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", ["app", "dev"])
@pytest.mark.parametrize(
    "host", ["0.0.0.0", "10.0.0.5", "[::]", "send.example.gov.uk", "127.0.0.1.example.org", "localhost.example.org"]
)
def test_a_demonstration_is_refused_where_other_machines_can_reach_it(command: str, host: str) -> None:
    refused = run(command, f"{host}:8000")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "A demonstration is served to this machine only: everybody knows its sign-ins.\n"
        f"Give a loopback address (127.0.0.1, localhost or [::1]), not {host}.\n"
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:", "127.0.0.1:http"])
def test_an_address_without_a_port_is_explained(address: str) -> None:
    refused = run("app", address)

    assert refused.returncode == 1
    assert refused.stderr.endswith("for example 127.0.0.1:8000.\n")


def test_an_unknown_command_shows_the_known_ones() -> None:
    refused = run("serve")

    assert refused.returncode == 1
    assert refused.stderr.endswith("There is no ./run serve.\n")


def test_what_a_demonstration_writes_is_for_nobody_else_on_the_machine() -> None:
    var = ROOT / "var"
    var.chmod(0o755)

    started = subprocess.run(
        ["./run", "manage", "version"], cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, timeout=60
    )

    assert (started.returncode, oct(var.stat().st_mode & 0o777)) == (0, "0o700")
