"""What schemathesis can't be told in fuzz.toml: who asks, with what, when it is enough, and what every answer owes."""

import itertools
import json
import os
import random
import re
import time
import urllib.request

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import RejectedPositiveData

URL = os.environ["AVA_FUZZ_URL"]
LOGGED_IN = os.environ["AVA_FUZZ_MODE"] == "logged-in"
CASES = int(os.environ["AVA_FUZZ_CASES"])
UNTIL = time.monotonic() + int(os.environ["AVA_FUZZ_SECONDS"])
# The coverage phase knows no limit of its own: how many of a hundred of its cases are made.
COVERAGE_PERCENT = int(os.environ["AVA_FUZZ_COVERAGE_PERCENT"])
chance = random.Random(os.environ["AVA_FUZZ_SEED"])

PASSWORD = "five horses eat batteries"  # as in fuzz.toml
numbers = itertools.count(1)
refresh_tokens = []
refresh_cookies = []


def sign_up(email):
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{URL}/api/v1/auth/signup", body, headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


# ---- Who asks

# Its access token is thrown away, so that nothing ends this account: it can always be logged in to.
KNOWN = f"known-{os.environ['AVA_FUZZ_MODE']}@example.com"
sign_up(KNOWN)


class FreshUser:
    """A user, and the next one as soon as the session has ended: logged out, or the account deleted."""

    def get(self, case, context):
        return sign_up(f"fuzz-{next(numbers)}-{os.getpid()}@example.com")

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


if LOGGED_IN:
    schemathesis.auth(refresh_interval=3600, retry_on=[401])(FreshUser)


# ---- With what

# Without a right password and the like, all that a body asks for would be refused before it is looked at.
EXAMPLES = {
    "identifier": KNOWN,
    "password": PASSWORD,
    "current_password": PASSWORD,
    "new_password": "six cows drink cold solder",
    "timezone": "Europe/Paris",
    "smtpPort": "587",
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for schema in raw_schema["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            if name in EXAMPLES:
                field["example"] = EXAMPLES[name]


@schemathesis.hook
def filter_case(context, case):
    return case.meta.phase.name != TestPhase.COVERAGE or chance.randrange(100) < COVERAGE_PERCENT


@schemathesis.hook
def map_case(context, case):
    phase, body = case.meta.phase, case.body
    # This phase puts an If-Match that no revision matches into every PATCH, and would never see one saved.
    if phase.name == TestPhase.COVERAGE and phase.data.parameter != "If-Match":
        case.headers.pop("If-Match", None)
    if isinstance(body, dict) and case.path.endswith("/auth/signup"):
        # An address or a number is taken only once.
        email, number = body.get("email"), next(numbers)
        if isinstance(email, str) and "@" in email and len(email) <= 254:
            body["email"] = f"fuzz-{number}-{os.getpid()}@example.com"
        if str(body.get("phone")).startswith("+"):
            body["phone"] = f"+336{number:08}"
    if isinstance(body, dict) and LOGGED_IN and refresh_tokens and isinstance(body.get("refresh_token"), str):
        body["refresh_token"] = refresh_tokens.pop()
    if (case.query or {}).get("cookie") in (True, "true") and chance.randrange(10):
        # Now and then it stays as it was made, and is refused.
        case.headers["X-Ava-Console"] = "1"
        if refresh_cookies and case.path.endswith(("/auth/refresh", "/auth/logout")):
            case.headers["Cookie"] = refresh_cookies.pop()
    return case


def asked_for_the_cookie(response):
    return "cookie=true" in response.request.url


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code in (200, 201) and "refresh_token" in response.text:
        answer = response.json()
        if "refresh_token" in answer:
            refresh_tokens.append(answer["refresh_token"])
    for cookie in response.headers.get("set-cookie", []):
        pair = cookie.split(";")[0]
        if not pair.endswith("="):
            refresh_cookies.append(pair)


# ---- When it is enough

calls = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    if next(calls) > CASES or time.monotonic() > UNTIL:
        raise KeyboardInterrupt  # ends the run with all its reports


# ---- What every answer owes

# Faults that no schema tells from what is right: they depend on what is stored, or on more than a pattern says.
NOT_OF_THE_SCHEMA = {"control_character", "guessable", "irreversible", "key_refused", "unknown_value", "wrong_password"}
NORMALISED = {"/adminEmail", "/email", "/fallbackEmail", "/phone", "/phone_number", "/summaryEmail"}
# The one must be there with `cookie=true`, the other without.
EITHER_WAY = {("/X-Ava-Console", "required"), ("/refresh_token", "required")}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether it is one."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 422:
        errors = response.json()["errors"]
        return not all(
            error["code"] in NOT_OF_THE_SCHEMA
            or error["pointer"] in NORMALISED
            or (error["pointer"], error["code"]) in EITHER_WAY
            for error in errors
        )
    # A refresh without a body is one by the cookie.
    if isinstance(failure, RejectedPositiveData) and response.status_code == 415:
        return not (case.path.endswith("/auth/refresh") and response.request.body is None)
    # With the cookie the body is not looked at.
    if isinstance(failure, AcceptedNegativeData) and case.path.endswith(("/auth/refresh", "/auth/logout")):
        if asked_for_the_cookie(response):
            return False
    # Logging out needs the access token alone, whatever else was sent.
    if isinstance(failure, AcceptedNegativeData) and case.path.endswith("/auth/logout"):
        return "Authorization" not in response.request.headers
    return True


@schemathesis.check
class Contract:
    """What holds for every answer, be it documented at its call or not."""

    def __init__(self):
        self.let_in = 0

    def after_response(self, ctx, response, case):
        status = response.status_code
        header = {name: values[0] for name, values in response.headers.items()}
        self.let_in += status == 200 and case.path.endswith("/auth/me")
        assert status != 204, "204: a proxy in use breaks on it"
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", header.get("x-request-id", "")), "no X-Request-ID"
        assert PASSWORD not in response.text, "a password in an answer"
        assert "set-cookie" not in header or asked_for_the_cookie(response), "a cookie for who did not ask for one"
        assert "set-cookie" not in header or '"refresh_token"' not in response.text, "a refresh token beside its cookie"
        assert status != 401 or header.get("www-authenticate", "").startswith("Bearer"), "401 without WWW-Authenticate"
        assert status != 405 or "allow" in header, "405 without Allow"
        assert status not in (429, 503) or "retry-after" in header, f"{status} without Retry-After"
        if status >= 400 and case.method != "HEAD":
            assert header.get("content-type") == "application/problem+json", f"{status} is no problem document"
            problem = response.json()
            assert problem["status"] == status, "the problem is of another status"
            assert problem["request_id"] == header["x-request-id"], "the problem is of another request"
            assert isinstance(problem["detail"], str) and problem["detail"], "the problem has no sentence"

    def after_run(self, ctx):
        assert not LOGGED_IN or self.let_in, "the logged-in run was never let in"
