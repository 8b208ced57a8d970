"""What is too large is refused before it is read, files included; what a page takes still arrives."""

import io

import pytest
from django.test import Client

from orphee.access.models import User
from orphee.config import sizes
from orphee.dossiers import importing
from orphee.network.rules import table_reading
from orphee.prefill import documents
from orphee.public.views import LARGEST_POST

ORIENTATION, SIGN_IN = sizes.ANYONE["/orientation/"], sizes.ANYONE["/sign-in/"]
KILOBYTE = 1_000
FORM = "application/x-www-form-urlencoded"


class NeverRead(io.RawIOBase):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("the body was read")


def stranger():
    """Someone with the cookie of the check of forgery: the token is then looked for in the body."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    return client


def post(path, *, length, client=None, body=None, kind="multipart/form-data; boundary=x", **extra):
    """Posted with the length that is announced, true or not, as the server hands it over."""
    client = client or stranger()
    headers = {"CONTENT_LENGTH": length, "CONTENT_TYPE": kind, "wsgi.input": body or NeverRead(), **extra}
    return client.post(path, **headers)


@pytest.mark.parametrize(("path", "length", "status"), [
    ("/orientation/", ORIENTATION + 1, 413),
    ("/orientation/letter/", ORIENTATION + 1, 413),
    ("/orientation/terms/", 10**30, 413),
    ("/sign-in/", SIGN_IN + 1, 413),
    ("/people/", sizes.UNKNOWN + 1, 413),
    ("/i18n/setlang/", sizes.UNKNOWN + 1, 413),
    ("/orientation/", "-1", 400),
    ("/orientation/", "²", 400),
    ("/sign-in/", "12 apples", 400),
])  # fmt: skip
def test_too_large_is_refused_unread(path, length, status):
    assert post(path, length=str(length)).status_code == status


@pytest.mark.parametrize("path", ["/orientation/", "/sign-in/", "/people/"])
def test_a_body_without_a_length_is_refused_unread(path):
    assert post(path, length="", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "most"), [("/orientation/", ORIENTATION), ("/sign-in/", SIGN_IN)])
def test_what_a_page_takes_reaches_it(path, most):
    """The check of forgery then reads it, and finds no token."""
    body = io.BytesIO(b"text=" + b"a" * (most - 5))
    assert post(path, length=str(most), body=body, kind=FORM).status_code == 403
    assert body.tell() == most


@pytest.mark.django_db
def test_only_an_account_sends_files_to_the_desk():
    client = Client()
    client.force_login(User.objects.create_user("anne@example.org", "a long enough password", name="Anne"))
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"a" * sizes.UNKNOWN + b"\r\n--x--"
    )
    answer = post("/people/nowhere/", length=str(len(body)), body=io.BytesIO(body), client=client)
    assert answer.status_code == 404
    assert post("/people/", length=str(sizes.LARGEST + 1), client=client).status_code == 413
    assert post("/sign-in/", length=str(SIGN_IN + 1), client=client).status_code == 413
    client.cookies["sessionid"] = "made-up"
    assert post("/people/nowhere/", length=str(len(body)), client=client).status_code == 413


def test_an_account_may_send_the_largest_that_a_page_takes():
    pages = (documents.MOST_FILES * documents.LARGEST, importing.LARGEST_UPLOAD, table_reading.MAX_BYTES)
    assert max(pages) + documents.MOST_FILES * KILOBYTE < sizes.LARGEST
    assert ORIENTATION == LARGEST_POST


@pytest.mark.parametrize(("language", "words"), [("fr", "n’a pas été lu"), ("en", "was not read")])
def test_it_is_said_in_both_languages(language, words):
    answer = post("/sign-in/", length=str(SIGN_IN + 1), HTTP_ACCEPT_LANGUAGE=language)
    assert words in answer.content.decode()
    assert answer["Content-Security-Policy"]
