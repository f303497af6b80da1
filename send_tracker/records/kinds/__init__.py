"""The kinds of row a record holds, in the order they are loaded: what is referred to comes first."""

from collections.abc import Callable

from django.db import models

from send_tracker.records.kinds import done, promised, said
from send_tracker.records.load import Load
from send_tracker.records.rows import Row

KINDS: dict[str, Callable[[Load, Row], models.Model]] = {
    "area": said.add_area,
    "organisation": said.add_organisation,
    "document": said.add_document,
    "review": said.add_review,
    "statement": said.add_statement,
    "finding": said.add_finding,
    "finding_link": said.add_finding_link,
    "claim_topic": said.add_claim_topic,
    "plan": promised.add_plan,
    "version": promised.add_version,
    "version_step": promised.add_version_step,
    "fitness_decision": promised.add_fitness_decision,
    "condition": promised.add_condition,
    "outcome": promised.add_outcome,
    "workstream": done.add_workstream,
    "owner": done.add_owner,
    "responsibility": done.add_responsibility,
    "partner": done.add_partner,
    "confirmation": done.add_confirmation,
    "measure": promised.add_measure,
    "observation": promised.add_observation,
    "benchmark": promised.add_benchmark,
    "target": promised.add_target,
    "action": done.add_action,
    "also_serves": done.add_also_serves,
    "update": done.add_update,
    "date_change": done.add_date_change,
    "evidence": done.add_evidence,
    "feedback": done.add_feedback,
    "judgement": said.add_judgement,
}
