from django.db import models


class OrganisationKind(models.TextChoices):
    COUNCIL = "council", "Council"
    ICB = "icb", "Integrated care board (ICB)"
    CCG = "ccg", "Clinical commissioning group (CCG)"
    NHS_PROVIDER = "nhs_provider", "NHS provider"
    PARENT_CARER_FORUM = "parent_carer_forum", "Parent carer forum"
    SCHOOL = "school", "School or trust"
    COLLEGE = "college", "College"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    DFE = "dfe", "Department for Education"
    NHS_ENGLAND = "nhs_england", "NHS England"
    OFSTED = "ofsted", "Ofsted"
    CQC = "cqc", "Care Quality Commission (CQC)"
    OTHER = "other", "Other"


class Role(models.TextChoices):
    """What a person does in an area. What they may do to one action follows from leading or answering for it."""

    OFFICER = "officer", "Action lead"
    LEAD = "lead", "Workstream lead"
    ACCOUNTABLE = "accountable", "Senior accountable officer"
    PROGRAMME = "programme", "Programme office"
    DATA = "data", "Data lead"
    BOARD = "board", "Board member"
    CHAIR = "chair", "Board chair"
    FORUM = "forum", "Parent carer forum"
    YOUNG_PEOPLE = "young_people", "Children and young people's group"
    SCRUTINY = "scrutiny", "Scrutiny"
    ADVISER = "adviser", "DfE or NHS England adviser"
    AUDITOR = "auditor", "Auditor"
    ADMIN = "admin", "Administrator"


#: Roles that read the live pages of their area. Advisers read frozen packs only.
LIVE_READERS = tuple(role for role in Role if role is not Role.ADVISER)
