from django.urls import path

from send_tracker.progress import views

app_name = "progress"

urlpatterns = [
    path("", views.home, name="home"),
    path("plans/", views.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", views.plan_progress, name="plan-progress"),
    path("plans/<slug:slug>/changes/", views.plan_changes, name="plan-changes"),
    path("plans/<slug:slug>/held/", views.plan_held, name="plan-held"),
    path("findings/<int:pk>/", views.finding_detail, name="finding-detail"),
]
