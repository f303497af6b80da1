"""What a view behind the sign-in is handed."""

from django.http import HttpRequest

from core.accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is signed in: LoginRequiredMiddleware lets nobody else reach a view."""

    user: User
