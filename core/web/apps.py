from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "core.web"
    verbose_name = "Page furniture"
    default_auto_field = "django.db.models.BigAutoField"
