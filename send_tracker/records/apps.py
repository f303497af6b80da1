from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "send_tracker.records"
    verbose_name = "Records"
    default_auto_field = "django.db.models.BigAutoField"
