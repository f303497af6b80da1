import pytest
from django.test import Client

from tests.starting import PRODUCTION, start_code


@pytest.mark.django_db
def test_health_is_ok_without_sign_in_when_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "answers"}


def test_health_is_503_when_the_database_does_not_answer() -> None:
    asked = start_code(
        "from django.test import Client\n"
        "answer = Client(headers={'host': 'send.example.gov.uk'}).get('/healthz')\n"
        "print(answer.status_code, answer.json())",
        **PRODUCTION,
        DATABASE_URL="sqlite:////nowhere/at/all.sqlite3",
    )

    assert asked.stdout == "503 {'status': 'unavailable', 'database': 'no answer'}\n"


@pytest.mark.django_db
def test_health_cannot_be_posted_to(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
