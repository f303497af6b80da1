"""Reads that join tables."""

from workstreams.selectors.actions import (
    ActionOnDay,
    StateOnDay,
    actions_on,
    open_actions_of,
    states_on,
    told_words,
)
from workstreams.selectors.detail import ActionPage, action_page, visible_action
from workstreams.selectors.fix import ToFix, actions_to_fix
from workstreams.selectors.my import DateToDecide, MyAction, MyWork, dates_to_decide, my_actions, my_work
from workstreams.selectors.workstreams import (
    MeasureLine,
    WorkstreamPage,
    measure_lines,
    visible_workstream,
    workstream_page,
)

__all__ = [
    "ActionOnDay",
    "ActionPage",
    "DateToDecide",
    "MeasureLine",
    "MyAction",
    "MyWork",
    "StateOnDay",
    "ToFix",
    "WorkstreamPage",
    "action_page",
    "actions_on",
    "actions_to_fix",
    "dates_to_decide",
    "measure_lines",
    "my_actions",
    "my_work",
    "open_actions_of",
    "states_on",
    "told_words",
    "visible_action",
    "visible_workstream",
    "workstream_page",
]
