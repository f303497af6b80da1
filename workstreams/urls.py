"""Addresses of what is done."""

from django.urls import path

from workstreams.views import actions, dates, my, owners, set_up, streams, updates

app_name = "workstreams"

urlpatterns = [
    path("my/", my.my_actions, name="my-actions"),
    path("workstreams/<int:pk>/", streams.workstream_detail, name="workstream-detail"),
    path("plans/<slug:slug>/actions/", actions.ActionList.as_view(), name="action-list"),
    path("plans/<slug:slug>/to-fix/", actions.fix_list, name="fix-list"),
    path("actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("actions/<int:pk>/update/", updates.update_add, name="update-add"),
    path("date-changes/<int:pk>/decide/", dates.date_decide, name="date-decide"),
    path("areas/<slug:slug>/owners/", owners.OwnerList.as_view(), name="owner-list"),
    path("areas/<slug:slug>/owners/add/", owners.owner_add, name="owner-add"),
    path("owners/<int:pk>/", owners.owner_detail, name="owner-detail"),
    path("owners/<int:pk>/edit/", owners.owner_edit, name="owner-edit"),
    path("owners/<int:pk>/appoint/", owners.owner_appoint, name="owner-appoint"),
    path("owners/<int:pk>/hand-over/", owners.owner_hand_over, name="owner-hand-over"),
    path("appointments/<int:pk>/end/", owners.appointment_end, name="appointment-end"),
    path("plans/<slug:slug>/set-up/", set_up.plan_set_up, name="plan-set-up"),
    path("plans/<slug:slug>/workstreams/add/", set_up.workstream_add, name="workstream-add"),
    path("workstreams/<int:pk>/responsibilities/", set_up.responsibilities, name="responsibilities"),
    path("workstreams/<int:pk>/actions/add/", set_up.action_add, name="action-add"),
    path("actions/<int:pk>/edit/", set_up.action_edit, name="action-edit"),
    path("actions/<int:pk>/leads/", set_up.action_leads, name="action-leads"),
    path("actions/<int:pk>/withdraw/", set_up.action_withdraw, name="action-withdraw"),
]
