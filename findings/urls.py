from django.urls import path

from findings import edit_views, views

app_name = "findings"

urlpatterns = [
    path("", views.FindingList.as_view(), name="finding-list"),
    path("reviews/<int:pk>/", views.review_detail, name="review-detail"),
    path("documents/<int:pk>/", views.document_detail, name="document-detail"),
    path("areas/<slug:slug>/documents/add/", edit_views.document_add, name="document-add"),
    path("documents/<int:pk>/edit/", edit_views.document_edit, name="document-edit"),
    path("documents/<int:pk>/passages/add/", edit_views.passage_add, name="passage-add"),
    path("areas/<slug:slug>/reviews/add/", edit_views.review_add, name="review-add"),
    path("reviews/<int:pk>/edit/", edit_views.review_edit, name="review-edit"),
    path("areas/<slug:slug>/add/", edit_views.finding_add, name="finding-add"),
    path("<int:pk>/edit/", edit_views.finding_edit, name="finding-edit"),
    path("<int:pk>/wording/", edit_views.finding_wording, name="finding-wording"),
    path("<int:pk>/link/", edit_views.finding_link, name="finding-link"),
    path("areas/<slug:slug>/claims/add/", edit_views.claims_add, name="claims-add"),
    path("claims/<int:pk>/choose/", edit_views.claim_choose, name="claim-choose"),
]
