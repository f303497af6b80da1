"""docs/rules.md says what the rules do."""

from core.progress.document import RULES, rules


def test_the_rules_page_is_what_the_rules_say_now() -> None:
    assert RULES.read_text(encoding="utf-8") == rules(), "Run .venv/bin/python -m core.progress.document"
