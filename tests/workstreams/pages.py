"""What tests of pages ask of a page that was read strictly."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

#: Elements that stand on a line of their own.
LINES = frozenset({"br", "dd", "div", "dt", "li", "p"})


def words(element: Element | None) -> str:
    """The text of an element as it is read, with its spaces put in order; nothing gives ""."""
    return "" if element is None else " ".join("".join(_text(element)).split())


def _text(element: Element) -> Iterator[str]:
    yield " " if element.tag in LINES else ""
    yield element.text or ""
    for child in element:
        yield from _text(child)
        yield child.tail or ""


def by_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in (element.get("class") or "").split()]


def by_id(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if element.get("id") == name), None)


def title(root: Element) -> str:
    return words(root.find("head/title"))


def heading(root: Element) -> str:
    return words(root.find(".//h1"))


def facts(root: Element) -> dict[str, str]:
    """The rows of the page's summary lists."""
    rows = by_class(root, "govuk-summary-list__row")
    return {words(row.find("dt")): words(row.find("dd")) for row in rows}


def table(root: Element, number: int = 0) -> list[list[str]]:
    """The body of a table, cell by cell."""
    found = root.findall(".//table")[number]
    return [[words(cell) for cell in row] for row in found.findall("tbody/tr")]


def links(root: Element) -> dict[str, str]:
    """Words to address of every link in the page's own part."""
    main = by_id(root, "main-content")
    return {words(link): link.get("href", "") for link in main.iter("a")}


def errors(root: Element) -> list[str]:
    """The lines of the error summary."""
    return [words(item) for box in by_class(root, "govuk-error-summary__list") for item in box.findall("li")]


def values(root: Element) -> dict[str, str]:
    """What stands in the boxes of the page's form, chosen radios and selects with it."""
    found = {}
    for element in by_id(root, "main-content").iter():
        name = element.get("name")
        if name is None:
            continue
        if element.tag == "textarea":
            found[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            found[name] = chosen[0].get("value", "") if chosen else ""
        elif element.get("type") == "radio":
            if element.get("checked") is not None:
                found[name] = element.get("value", "")
        elif element.tag == "input":
            found[name] = element.get("value", "")
    return found
