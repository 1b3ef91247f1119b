"""The one cookie: an agent's session. Belongs here: its name and flags."""

from litestar.datastructures import Cookie

from unsay.core.limits import SESSION_LASTS_SECONDS

SESSION_COOKIE = "unsay_session"


def session_cookie(token: str, *, scheme: str, root_path: str) -> Cookie:
    """Return the cookie that signs a browser in; on HTTPS it never travels without."""
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        path=root_path + "/",
        max_age=SESSION_LASTS_SECONDS,
        httponly=True,
        samesite="lax",
        secure=scheme == "https" or None,
    )


def no_session_cookie(*, scheme: str, root_path: str) -> Cookie:
    """Return the cookie that makes a browser forget the one before."""
    return Cookie(
        key=SESSION_COOKIE,
        value="",
        path=root_path + "/",
        max_age=0,
        httponly=True,
        samesite="lax",
        secure=scheme == "https" or None,
    )
