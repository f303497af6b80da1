from datetime import date

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.template import engines

from core.web.forms import HouseForm, UKDateField, error_links, page_fields
from tests.core.web.sample import SOUND, EveryKind


def page(form: forms.BaseForm) -> str:
    source = (
        '<!DOCTYPE html><html lang="en-GB"><head><title>Form</title></head><body>'
        '{% include "_components/error_summary.html" with form=form only %}'
        '{% include "_components/form.html" with form=form submit="Save" csrf_token="token" only %}</body></html>'
    )
    return engines["django"].from_string(source).render({"form": form})


def by_id(root, element_id):
    return next(element for element in root.iter() if element.get("id") == element_id)


def test_every_kind_of_field_is_sound_html_empty_filled_and_with_errors(parse):
    for form in (
        EveryKind(),
        EveryKind(SOUND),
        EveryKind({}),
        EveryKind({**SOUND, "how": "at_risk", "day": "31/2/22"}),
    ):
        parse(page(form))


def test_every_control_has_its_class_and_its_label(parse):
    root = parse(page(EveryKind()))
    classes = {
        "id_title": "govuk-input",
        "id_email": "govuk-input",
        "id_password": "govuk-input",
        "id_number": "govuk-input",
        "id_day": "govuk-input govuk-input--width-10",
        "id_area": "govuk-select",
        "id_how_0": "govuk-radios__input",
        "id_remedy": "govuk-textarea govuk-js-character-count",
        "id_partners_0": "govuk-checkboxes__input",
        "id_agree": "govuk-checkboxes__input",
        "id_paper": "govuk-file-upload",
    }
    labelled = {label.get("for") for label in root.iter("label")}
    assert {name: by_id(root, name).get("class") for name in classes} == classes
    assert labelled >= set(classes)


def test_every_error_is_in_the_summary_with_a_link_to_its_field(parse):
    form = EveryKind({"how": "at_risk"})
    root = parse(page(form))
    targets = [link.get("href") for link in root.iter("a")]
    assert targets == [
        "#id_title",
        "#id_email",
        "#id_password",
        "#id_day",
        "#id_area",
        "#id_remedy",
        "#id_partners_0",
        "#id_agree",
    ]
    assert all(by_id(root, target[1:]) is not None for target in targets)


def test_radios_are_linked_by_their_first(parse):
    root = parse(page(EveryKind({})))
    assert by_id(root, "id_how_0").get("type") == "radio"
    assert "#id_how_0" in [link.get("href") for link in root.iter("a")]


def test_a_hidden_fields_error_stands_in_the_summary_without_a_link():
    links = error_links(EveryKind({**SOUND, "version": ""}))
    assert [(link.href, link.text) for link in links] == [
        ("", "The page arrived incomplete. Load it again and repeat what you did")
    ]


def test_hint_and_error_describe_the_control(parse, words):
    root = parse(page(EveryKind({**SOUND, "title": ""})))
    control = by_id(root, "id_title")
    assert control.get("aria-describedby") == "id_title_helptext id_title_error"
    assert control.get("aria-invalid") == "true"
    assert words(by_id(root, "id_title_error")) == "Error: Enter title"
    assert by_id(root, "id_title_error").find("p/span").get("class") == "govuk-visually-hidden"


def test_a_hint_beside_a_choice_describes_it(parse, words):
    root = parse(page(EveryKind()))
    assert by_id(root, "id_how_1").get("aria-describedby") == "id_how_1-hint"
    assert words(by_id(root, "id_how_1-hint")) == "late unless we act"


def test_a_field_that_belongs_to_a_choice_opens_under_it(parse):
    root = parse(page(EveryKind()))
    choices = next(div for div in root.iter("div") if div.get("class") == "govuk-radios")
    assert [child.get("class") for child in choices] == [
        "govuk-radios__item",
        "govuk-radios__item",
        "govuk-radios__conditional app-reveals",
        "govuk-radios__item",
        "govuk-radios__conditional app-reveals",
    ]
    under = by_id(root, "id_how_1-reveals")
    assert [element.get("name") for element in under.iter("textarea")] == ["remedy"]
    assert "remedy" not in [field.name for field in page_fields(EveryKind())]


def test_a_field_of_the_choice_made_is_required():
    form = EveryKind({**SOUND, "how": "at_risk"})
    assert form.errors == {"remedy": ["Answer “What would put it right?”"]}


def test_a_field_of_another_choice_is_ignored_with_its_errors():
    form = EveryKind({**SOUND, "how": "on_course", "remedy": "x" * 51, "done_on": "never"})
    assert form.is_valid()
    assert (form.cleaned_data["remedy"], form.cleaned_data["done_on"]) == ("", None)


def test_what_was_typed_is_still_there_after_an_error(parse):
    root = parse(page(EveryKind({**SOUND, "day": "31 February 2022", "how": "at_risk", "remedy": "x" * 51})))
    assert by_id(root, "id_day").get("value") == "31 February 2022"
    assert by_id(root, "id_remedy").text.strip() == "x" * 51
    assert by_id(root, "id_how_1").get("checked") == ""


def test_a_field_cannot_belong_to_two_choices():
    class Twice(HouseForm):
        how = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
        why = forms.CharField()
        reveals = {"how": {"a": ["why"], "b": ["why"]}}

    with pytest.raises(ImproperlyConfigured):
        Twice()


def test_a_field_under_one_of_several_ticked_boxes_is_required():
    class Boxes(HouseForm):
        who = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
        why = forms.CharField(label="Why B")
        reveals = {"who": {"b": ["why"]}}

    assert Boxes({"who": ["a"]}).is_valid()
    assert Boxes({"who": ["a", "b"]}).errors == {"why": ["Enter why B"]}


def test_errors_say_what_to_do():
    form = EveryKind(
        {"title": "x" * 21, "email": "a", "number": "many", "day": "soon", "area": "west", "how": "", "partners": "x"}
    )
    assert form.errors == {
        "version": ["The page arrived incomplete. Load it again and repeat what you did"],
        "title": ["Shorten “Title” to 20 characters or fewer. It has 21."],
        "email": ["Enter an e-mail address as it is written, like name@example.org"],
        "password": ["Enter password"],
        "number": ["Enter “Places” as a whole number"],
        "day": ["Enter a real date, for example 10 February 2022"],
        "area": ["Choose “Area” from the list"],
        "how": ["Answer “How is it going?”"],
        "partners": ["Choose “Partners” from the list"],
        "agree": ["Tick “I have read it” to go on"],
    }


def test_only_fields_that_may_stay_empty_are_marked_optional():
    form = EveryKind()
    marked = [field.name for field in form if field.shown_label.endswith(" (optional)")]
    assert marked == ["number", "done_on", "paper"]


def test_a_browser_is_not_asked_to_cut_what_is_pasted(parse):
    root = parse(page(EveryKind()))
    assert [element.get("id") for element in root.iter() if element.get("maxlength")] == []
    assert by_id(root, "id_remedy-info") is not None


def test_the_form_is_sent_in_parts_only_when_it_takes_a_file():
    class Text(HouseForm):
        text = forms.CharField()

    assert 'enctype="multipart/form-data"' in page(EveryKind())
    assert "enctype" not in page(Text())


def test_a_form_without_its_token_fails_where_it_is_written():
    source = engines["django"].from_string('{% include "_components/form.html" with form=form only %}')
    with pytest.raises(ImproperlyConfigured):
        source.render({"form": EveryKind()})


@pytest.mark.parametrize(
    "typed",
    [
        "10 February 2022",
        "10 feb 2022",
        " 10th  February, 2022 ",
        "10/2/2022",
        "10.02.2022",
        "10-2-2022",
        "10/02/22",
        "2022-02-10",
    ],
)
def test_a_date_is_read_as_people_here_write_it(typed):
    assert UKDateField().clean(typed) == date(2022, 2, 10)


def test_september_may_have_four_letters():
    assert UKDateField().clean("3 Sept 2021") == date(2021, 9, 3)


@pytest.mark.parametrize(
    "typed", ["31 February 2022", "2/13/2022", "Sept 22", "22", "10 February", "１x", "\x00", "10/2/20222"]
)
def test_what_is_no_date_is_refused_with_an_example(typed):
    with pytest.raises(forms.ValidationError) as refused:
        UKDateField().clean(typed)
    assert refused.value.messages == ["Enter a real date, for example 10 February 2022"]


def test_a_year_out_of_reach_is_refused():
    with pytest.raises(forms.ValidationError) as refused:
        UKDateField().clean("10 February 0022")
    assert refused.value.messages == ["Enter a year between 1900 and 2199"]


def test_a_stored_date_is_written_out_in_its_box(parse):
    class Day(HouseForm):
        day = UKDateField()

    root = parse(page(Day(initial={"day": date(2022, 2, 10)})))
    assert by_id(root, "id_day").get("value") == "10 February 2022"
