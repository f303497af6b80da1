"""Addresses of what is done."""

from django.urls import path

from workstreams.views import actions, dates, my, streams, updates

app_name = "workstreams"

urlpatterns = [
    path("my/", my.my_actions, name="my-actions"),
    path("workstreams/<int:pk>/", streams.workstream_detail, name="workstream-detail"),
    path("plans/<slug:slug>/actions/", actions.ActionList.as_view(), name="action-list"),
    path("plans/<slug:slug>/to-fix/", actions.fix_list, name="fix-list"),
    path("actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("actions/<int:pk>/update/", updates.update_add, name="update-add"),
    path("date-changes/<int:pk>/decide/", dates.date_decide, name="date-decide"),
]
