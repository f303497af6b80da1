from django.urls import path

from findings import views

app_name = "findings"

urlpatterns = [
    path("", views.FindingList.as_view(), name="finding-list"),
    path("reviews/<int:pk>/", views.review_detail, name="review-detail"),
    path("documents/<int:pk>/", views.document_detail, name="document-detail"),
]
