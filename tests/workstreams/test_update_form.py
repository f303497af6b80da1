"""The page that updates an action: what it asks, what it refuses, and that nothing typed is lost."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.workstreams import ActionFactory, DocumentUpdateFactory, UpdateFactory, make_lead
from tests.workstreams.pages import by_class, by_id, errors, heading, links, title, values, words
from workstreams.choices import Progress, Status
from workstreams.models import Action, DateChange, Evidence, Update

TODAY = date(2022, 5, 16)
PRIVACY = "Do not name or describe a child, a family or a colleague."


def address(action):
    return reverse("workstreams:update-add", args=[action.pk])


def post(scene, client=None, **data):
    """Sends the form as somebody who has just opened it."""
    action = Action.objects.get(pk=scene.action.pk)
    sent = {"version": action.version, "token": str(uuid4()), "progress": "on_course", "narrative": "Panels began."}
    return (client or scene.client("officer")).post(address(action), {**sent, **data})


# --- What stands on it ------------------------------------------------------------------------------------------------


def test_it_says_which_action_when_it_is_due_and_what_was_said_last(scene, parse):
    UpdateFactory(action=scene.action, happened_on=date(2022, 4, 20), narrative="Two panels were held.")

    root = parse(scene.client("officer").get(address(scene.action)).content)

    assert title(root) == "Update 1.1 Hold weekly panels – SEND Tracker"
    assert heading(root) == "1.1, workstream 1, 1 of 1 to do Hold weekly panels"
    last = by_class(root, "app-last")[0]
    assert [words(line) for line in last.findall("p")] == [
        "20 April 2022, not stated by whom: On course",
        "Two panels were held.",
    ]
    assert [words(button) for button in by_class(root, "govuk-button")] == ["Same as last time", "Save and go to next"]


def test_each_answer_has_its_meaning_beside_it(scene, parse):
    root = parse(scene.client("officer").get(address(scene.action)).content)

    choices = [words(item) for item in by_class(root, "govuk-radios__item")]
    assert choices == [
        "On course will finish on time",
        "At risk late unless we act",
        "Off course will be late",
        "Done the lead will check",
    ]


def test_at_every_box_stands_what_must_not_be_written(scene, parse):
    root = parse(scene.client("officer").get(address(scene.action)).content)

    hints = {element.get("id"): words(element) for element in by_class(root, "govuk-hint")}
    boxes = list(root.iter("textarea"))
    assert len(boxes) == 6
    assert all(hints[f"{box.get('id')}_helptext"].endswith(PRIVACY) for box in boxes)


def test_an_action_nobody_told_about_shows_what_its_document_says(scene, parse):
    Action.objects.filter(pk=scene.action.pk).update(detail="Weekly panels were to begin.")

    root = parse(scene.client("officer").get(address(scene.action)).content)

    assert words(by_class(root, "app-last")[0]) == "Last time Weekly panels were to begin."


def test_after_same_as_last_time_the_last_words_still_stand(scene, parse):
    UpdateFactory(action=scene.action, happened_on=date(2022, 3, 1), narrative="Two panels were held.")
    UpdateFactory(action=scene.action, happened_on=date(2022, 4, 1), narrative="", same_as_last_time=True)

    root = parse(scene.client("officer").get(address(scene.action)).content)

    assert [words(line) for line in by_class(root, "app-last")[0].findall("p")][1:] == [
        "Two panels were held.",
        "The same again on 1 April 2022.",
    ]


def test_somebody_who_writes_for_the_lead_is_told_so(scene, parse):
    page = parse(scene.client("lead").get(address(scene.action)).content)

    said = [words(line) for line in page.findall(".//main/p")]
    assert said == ["Due: 30 June 2022 You write for the action’s lead. The history says that it was you."]


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("lead", 200),
        ("programme", 200),
        ("accountable", 403),
        ("board", 403),
        ("chair", 403),
        ("data", 403),
        ("stranger", 404),
    ],
)
def test_the_form_is_for_the_lead_the_workstreams_lead_and_the_programme_office(scene, who, status):
    client = scene.client(who)

    assert client.get(address(scene.action)).status_code == status
    assert post(scene, client).status_code == (302 if status == 200 else status)
    assert Update.objects.count() == (1 if status == 200 else 0)


def test_who_may_not_is_told_who_may(scene, parse):
    root = parse(scene.client("board").get(address(scene.action)).content)

    assert words(root.findall(".//main/p")[0]) == (
        "Only the action’s lead, its workstream’s lead and the programme office can update this action."
    )


def test_nobody_signed_in_is_sent_to_sign_in(scene, client):
    assert client.get(address(scene.action)).status_code == 302
    assert post(scene, client).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("pk", [0, 10**12, 10**30])
def test_an_action_that_does_not_exist_is_not_found(scene, pk):
    assert scene.client("officer").get(f"/actions/{pk}/update/").status_code == 404


def test_a_closed_action_sends_back_to_its_page_and_keeps_a_text_that_was_typed_meanwhile(scene, parse):
    Action.objects.filter(pk=scene.action.pk).update(status=Status.COMPLETE)

    assert scene.client("officer").get(address(scene.action)).url == scene.action.get_absolute_url()

    root = parse(post(scene).content)
    assert errors(root) == ["This action is complete, so it takes no more updates."]
    assert values(root)["narrative"] == "Panels began."


# --- Saving -----------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_what_was_typed_and_the_page_goes_on_to_my_actions(scene):
    client = scene.client("officer")

    answer = post(scene, client, narrative="Panels began.\r\n<b>Second</b> line.", difference="Fewer calls.")

    update = Update.objects.get()
    assert answer.url == reverse("workstreams:my-actions")
    assert (update.narrative, update.difference) == ("Panels began.\n<b>Second</b> line.", "Fewer calls.")
    assert (update.recorded_by, update.happened_on, update.progress) == (scene.officer, TODAY, Progress.ON_COURSE)
    page = client.get(scene.action.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Second&lt;/b&gt; line." in page
    assert "<b>Second" not in page


def test_saving_goes_to_the_next_action_that_waits_worst_first(scene):
    due_now = ActionFactory(workstream=scene.workstream, due=date(2022, 12, 1), status=Status.IN_PROGRESS)
    overdue = ActionFactory(workstream=scene.workstream, due=date(2022, 5, 1), status=Status.IN_PROGRESS)
    not_due = ActionFactory(workstream=scene.workstream, due=date(2022, 12, 1))
    for action in (due_now, overdue, not_due):
        make_lead(action, scene.officer, TODAY)
    client = scene.client("officer")

    assert post(scene, client).url == address(overdue)
    scene.action = overdue
    assert post(scene, client, progress="done", how_known="Minuted.").url == address(due_now)
    scene.action = due_now
    assert post(scene, client).url == reverse("workstreams:my-actions")


def test_the_answer_not_chosen_asks_nothing_and_stores_nothing(scene):
    post(scene, recovery_at_risk="Typed and then thought better of.", how_known="x" * 5000, done_by="31/31/31")

    update = Update.objects.get()
    assert (update.recovery, update.how_known) == ("", "")
    assert DateChange.objects.count() == 0


def test_at_risk_asks_what_would_put_it_right(scene, parse):
    root = parse(post(scene, progress="at_risk").content)

    assert errors(root) == ["Say what would put it right, and who can help"]
    assert title(root).startswith("Error: ")

    post(scene, progress="at_risk", recovery_at_risk="A second clerk.")
    assert Update.objects.get().recovery == "A second clerk."


def test_done_asks_how_the_lead_will_know(scene, parse):
    assert errors(parse(post(scene, progress="done").content)) == ["Say how the lead will know that it is done"]

    post(scene, progress="done", how_known="Twelve panels were minuted.")
    assert Action.objects.get(pk=scene.action.pk).status == Status.SUBMITTED_FOR_CLOSURE


def test_off_course_asks_when_it_will_be_done_and_asks_for_that_date(scene, parse):
    assert errors(parse(post(scene, progress="off_course").content)) == [
        "Say what would put it right, and who can help",
        "Say when it will be done. Roughly is enough, for example “Sept 2026”",
        "Choose why the date cannot stay",
    ]

    post(
        scene,
        progress="off_course",
        recovery_off_course="A second clerk.",
        done_by="Sept 2022",
        done_by_code="capacity",
    )

    change = DateChange.objects.get()
    assert (change.to_text, change.to_end, change.reason_code, change.reason) == (
        "Sept 2022",
        date(2022, 9, 30),
        "capacity",
        "A second clerk.",
    )
    assert Action.objects.get(pk=scene.action.pk).due_end == date(2022, 6, 30)


OFF_COURSE = {"progress": "off_course", "recovery_off_course": "A second clerk.", "done_by_code": "capacity"}
DATE = {"new_date_code": "capacity", "new_date_reason": "Two posts are empty."}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({**DATE, "new_date": "3 May 2022"}, "3 May 2022 is in the past. Enter the date by which it will be done"),
        ({**DATE, "new_date": "April 2022"}, "30 April 2022 is in the past. Enter the date by which it will be done"),
        (
            {**DATE, "new_date": "30/6/2022"},
            "30 June 2022 is the date it has now. Enter another, or leave the date as it is",
        ),
        (
            {**OFF_COURSE, "done_by": "1 June 2022"},
            "That is before 30 June 2022, its date now. If so, it is not off course",
        ),
        (
            {**OFF_COURSE, "done_by": "1 Sept 2022", **DATE, "new_date": "1 Oct 2022"},
            "You gave a date under “Off course” too. Keep one of the two",
        ),
        (DATE, "Say which date you ask for, or empty the two boxes below it"),
        ({"new_date": "Sept 2022", "new_date_code": "data"}, "Say why in a sentence, for whoever decides"),
        ({"new_date": "Sept 2022", "new_date_reason": "Late data."}, "Choose why the date cannot stay"),
        (
            {**DATE, "new_date": "Sept 2022", "new_date_code": "aliens"},
            "Choose “Why can the date not stay?” from the list",
        ),
        ({**DATE, "new_date": "x" * 201}, "Shorten “Which date?” to 200 characters or fewer. It has 201."),
    ],
)
def test_a_new_date_that_cannot_be_meant_is_asked_about(scene, parse, sent, said):
    root = parse(post(scene, **sent).content)

    assert errors(root) == [said]
    shown = values(root)
    assert {name: shown[name] for name in sent if name in shown and sent[name] != "aliens"} == {
        name: value for name, value in sent.items() if value != "aliens"
    }
    assert Update.objects.count() == DateChange.objects.count() == 0


@pytest.mark.parametrize("typed", ["31 June 2022", "when the blue moon comes", "12/13/14", "tbc", "after the review"])
def test_a_date_nobody_can_read_keeps_its_words_and_lands_on_the_list_of_what_is_to_be_fixed(scene, parse, typed):
    client = scene.client("officer")

    answer = client.get(post(scene, client, **DATE, new_date=typed).url)

    change = DateChange.objects.get()
    assert (change.to_text, change.to_end) == (typed, None)
    said = words(by_class(parse(answer.content), "govuk-notification-banner__heading")[0])
    assert said == (
        f"Update saved: 1.1 Hold weekly panels. “{typed}” is kept as you wrote it. It cannot be read as a day, so it"
        " stands on the list of what is to be fixed until a day is asked for."
    )
    listed = parse(client.get(reverse("workstreams:fix-list", args=[scene.plan.slug])).content)
    assert typed in words(listed.find(".//table"))


def test_evidence_is_kept_with_its_link(scene):
    post(scene, evidence_title="Panel minutes", evidence_link="example.org/minutes")

    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.link) == ("Panel minutes", "https://example.org/minutes")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"evidence_link": "https://example.org/"}, "Say what the evidence is called"),
        (
            {"evidence_title": "Minutes", "evidence_link": "javascript:alert(1)"},
            "Enter a link that begins with https:// or leave “Where is it?” empty",
        ),
        (
            {"evidence_title": "Minutes", "evidence_link": "http://["},
            "Enter a link that begins with https:// or leave “Where is it?” empty",
        ),
        (
            {"evidence_title": "x" * 201},
            "Shorten “What is the evidence called?” to 200 characters or fewer. It has 201.",
        ),
        ({"narrative": "x" * 4001}, "Shorten “What has happened since?” to 4000 characters or fewer. It has 4001."),
        ({"narrative": " \n\t "}, "Say what has happened since last time. One sentence is enough"),
        ({"progress": ""}, "Choose how it is going"),
        ({"progress": "splendid"}, "Choose “How is it going?” from the list"),
        ({"version": ""}, "The page arrived incomplete. Load it again and repeat what you did"),
        ({"version": "-1"}, "The page arrived incomplete. Load it again and repeat what you did"),
        ({"version": "9" * 400}, "The page arrived incomplete. Load it again and repeat what you did"),
        ({"token": ""}, "The page arrived incomplete. Load it again and repeat what you did"),
        ({"token": "not-a-number"}, "The page arrived incomplete. Load it again and repeat what you did"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence_and_what_was_typed_stays(scene, parse, sent, said):
    sent = {"difference": "Fewer calls.", **sent}

    answer = post(scene, **sent)
    root = parse(answer.content)

    assert (answer.status_code, errors(root)) == (200, [said])
    assert title(root) == "Error: Update 1.1 Hold weekly panels – SEND Tracker"
    shown = values(root)
    kept = [name for name in sent if name not in ("progress", "narrative")]
    assert {name: shown[name] for name in kept} == {name: sent[name] for name in kept}
    assert Update.objects.count() == Evidence.objects.count() == 0


@pytest.mark.parametrize("box", ["narrative", "difference", "evidence_title", "new_date"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x85"])
def test_characters_that_cannot_be_shown_are_refused_with_a_sentence(scene, box, character):
    answer = post(scene, **{**DATE, "new_date": "Sept 2022", box: f"Before{character}after"})

    said = answer.context["form"].errors[box]
    assert len(said) == 1
    assert said[0].endswith("holds a character that cannot be shown. Type it, or paste plain text")
    assert Update.objects.count() == 0


def test_line_ends_count_once_as_they_do_on_the_page(scene):
    post(scene, narrative="\r\n".join(["x" * 9] * 400))

    assert len(Update.objects.get().narrative) == 3999


def test_text_of_any_script_is_kept(scene):
    text = "Ćwiczenia, 面談, مقابلة, 👩‍👧 and — dashes “quoted”"

    post(scene, narrative=text)

    assert Update.objects.get().narrative == text


def test_every_error_leads_to_its_box(scene, parse):
    root = parse(post(scene, progress="off_course", narrative="").content)

    summary = [link.get("href")[1:] for box in by_class(root, "govuk-error-summary__list") for link in box.iter("a")]
    assert summary == ["id_recovery_off_course", "id_done_by", "id_done_by_code", "id_narrative"]
    assert all(by_id(root, name) is not None for name in summary)


def test_what_is_folded_away_opens_where_something_was_typed_or_is_wrong(scene, parse):
    def opened(root):
        return [box.get("open") is not None for box in by_class(by_id(root, "main-content"), "govuk-details")]

    assert opened(parse(scene.client("officer").get(address(scene.action)).content)) == [False, False]
    assert opened(parse(post(scene, narrative="", evidence_title="Minutes").content)) == [False, True]
    assert opened(parse(post(scene, **DATE).content)) == [True, False]


# --- Same as last time ------------------------------------------------------------------------------------------------


def same(scene, **data):
    return post(scene, **{"progress": "", "narrative": "", "same": "1", **data})


def test_same_as_last_time_is_one_press(scene):
    UpdateFactory(action=scene.action, happened_on=date(2022, 4, 20))

    assert same(scene).url == reverse("workstreams:my-actions")
    assert Update.objects.latest_first()[0].same_as_last_time


def test_there_is_no_such_button_where_there_is_no_last_time(scene, parse):
    DocumentUpdateFactory(action=scene.action, status=Status.IN_PROGRESS)

    root = parse(scene.client("officer").get(address(scene.action)).content)

    assert [words(button) for button in by_class(root, "govuk-button")] == ["Save and go to next"]
    assert errors(parse(same(scene).content)) == ["There is no earlier update to repeat. Say how it is going."]


def test_an_overdue_action_says_what_to_do_instead(scene, parse):
    UpdateFactory(action=scene.action, happened_on=date(2022, 4, 20))
    Action.objects.filter(pk=scene.action.pk).update(due_start=date(2022, 5, 1), due_end=date(2022, 5, 1))

    root = parse(scene.client("officer").get(address(scene.action)).content)

    assert [words(line) for line in by_class(root, "app-last")[0].findall("p")][-1] == (
        "This action is overdue, so “same as last time” is not enough."
        " Say what has happened, or ask for a different date."
    )
    assert [words(button) for button in by_class(root, "govuk-button")] == ["Save and go to next"]
    assert errors(parse(same(scene).content)) == ["This action is overdue, so say what has happened since last time."]


def test_the_third_time_running_asks_what_would_get_it_moving(scene, parse):
    UpdateFactory(action=scene.action, happened_on=date(2022, 2, 20))
    for month in (3, 4):
        UpdateFactory(action=scene.action, happened_on=date(2022, month, 20), narrative="", same_as_last_time=True)

    root = parse(scene.client("officer").get(address(scene.action)).content)
    assert by_id(root, "id_moving") is not None

    assert errors(parse(same(scene).content)) == [
        "It has been the same for some time. Say what would get it moving, and who can help."
    ]
    same(scene, moving="A clerk from health.")
    assert Update.objects.latest_first()[0].recovery == "A clerk from health."


@pytest.mark.parametrize(
    "written", [{"narrative": "Panels began."}, {"progress": "at_risk"}, {"evidence_title": "Minutes"}]
)
def test_what_somebody_wrote_is_not_lost_to_same_as_last_time(scene, parse, written):
    UpdateFactory(action=scene.action, happened_on=date(2022, 4, 20))

    root = parse(same(scene, **written).content)

    assert errors(root) == [
        (
            "You pressed “Same as last time” and have answered other questions too. To store your answers, say how"
            " it is going and save. If it is the same as last time, empty the boxes first."
        )
    ]
    assert {name: values(root)[name] for name in written} == written
    assert Update.objects.count() == 1


# --- Two people -------------------------------------------------------------------------------------------------------


def test_the_second_of_two_sees_both_texts_and_a_second_press_stores_theirs_too(scene, parse):
    opened = parse(scene.client("officer").get(address(scene.action)).content)
    post(scene, scene.client("lead"), narrative="Lee’s text.")

    mine = {**values(opened), "progress": "on_course", "narrative": "Olu’s text.", "difference": "Fewer calls."}
    mine.pop("csrfmiddlewaretoken")
    client = scene.client("officer")
    answer = client.post(address(scene.action), mine)
    root = parse(answer.content)

    assert answer.status_code == 409
    assert title(root).startswith("Error: ")
    assert errors(root) == ["Somebody saved this action while you were writing. Read what they wrote, then save yours"]
    theirs = by_class(root, "app-theirs")[0]
    assert [words(line) for line in theirs.findall("p")][:2] == [
        f"16 May 2022, Lee Lead, for {scene.action.owners.get().owner} On course",
        "Lee’s text.",
    ]
    shown = values(root)
    assert (shown["narrative"], shown["difference"]) == ("Olu’s text.", "Fewer calls.")
    assert Update.objects.count() == 1

    again = {name: value for name, value in shown.items() if name != "csrfmiddlewaretoken"}
    assert client.post(address(scene.action), again).status_code == 302
    assert [update.narrative for update in scene.action.updates.order_by("pk")] == ["Lee’s text.", "Olu’s text."]


def test_a_form_sent_twice_is_stored_once_and_says_so(scene, parse):
    client, token = scene.client("officer"), str(uuid4())
    version = scene.action.version

    assert post(scene, client, token=token, version=version).status_code == 302
    answer = post(scene, client, token=token, version=version)
    root = parse(answer.content)

    update = Update.objects.get()
    assert (answer.status_code, heading(root)) == (409, "1.1 Hold weekly panels This was already saved")
    assert links(root)["See it in the action’s history"] == f"{scene.action.get_absolute_url()}#update-{update.pk}"


def test_the_form_number_of_somebody_elses_update_elsewhere_tells_nothing(scene, parse):
    foreign = UpdateFactory(narrative="A secret of another area.")

    answer = post(scene, token=str(foreign.token))

    assert (answer.status_code, b"A secret" in answer.content) == (200, False)
    assert errors(parse(answer.content)) == ["The page arrived incomplete. Load it again and repeat what you did."]


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_opening_the_form_costs_the_same_however_long_the_history(scene, django_assert_num_queries, rows):
    for month in range(1, rows + 1):
        UpdateFactory(action=scene.action, happened_on=date(2022, month, 20))
    for _ in range(rows):
        make_lead(ActionFactory(workstream=scene.workstream), scene.officer, TODAY)
    client = scene.client("officer")

    with django_assert_num_queries(7):
        client.get(address(scene.action))


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_costs_the_same_however_long_the_history(scene, django_assert_num_queries, rows):
    for month in range(1, rows + 1):
        UpdateFactory(action=scene.action, happened_on=date(2022, month, 20))
    for _ in range(rows):
        make_lead(ActionFactory(workstream=scene.workstream), scene.officer, TODAY)
    client = scene.client("officer")
    action = Action.objects.get(pk=scene.action.pk)
    sent = {"version": action.version, "token": str(uuid4()), "progress": "on_course", "narrative": "Panels began."}

    with django_assert_num_queries(17):
        client.post(address(action), sent)
