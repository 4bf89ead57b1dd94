# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading

import pytest

from amazon_connector.lib.credentials import Credentials
from amazon_connector.lib.endpoint import Endpoint
from amazon_connector.lib.errors import AuthorizationError, TemporaryError
from amazon_connector.lib.token import AccessToken, TokenCache

ENDPOINT = Endpoint.simulator("eu", "http://127.0.0.1:9")


class Login:
    """Hands out token-1, token-2 ... and counts."""

    def __init__(self, lifetime=3600, failure=None, until=lambda: None):
        self.count = 0
        self.lifetime = lifetime
        self.failure = failure
        self.until = until

    def __call__(self):
        self.count += 1
        self.until()
        if self.failure:
            raise self.failure
        return AccessToken(f"token-{self.count}", self.lifetime)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def credentials(key="db/1", version=1, secret="secret"):
    return Credentials(key, version, "id", secret, "Atzr|same")


def run_threads(count, function):
    results, barrier = [], threading.Barrier(count)

    def run():
        barrier.wait()
        try:
            results.append(function())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return results


def test_token_lives_until_a_minute_before_it_expires():
    clock, login = Clock(), Login()
    cache = TokenCache(clock)
    assert cache.get(credentials(), ENDPOINT, login).value == "token-1"
    clock.now = 3539
    assert cache.get(credentials(), ENDPOINT, login).value == "token-1"
    clock.now = 3540
    assert cache.get(credentials(), ENDPOINT, login).value == "token-2"


class Door:
    """The lock of a login, whose ``wait_for_all`` ends when eight stand before it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._arrivals = threading.Semaphore(0)

    def __enter__(self):
        self._arrivals.release()
        self._lock.acquire()

    def __exit__(self, *_exception):
        self._lock.release()

    def wait_for_all(self):
        for _ in range(8):
            assert self._arrivals.acquire(timeout=10)


def make_cache_with_door():
    cache, door = TokenCache(), Door()
    cache._slot((credentials(), ENDPOINT)).lock = door
    return cache, door


def test_eight_threads_share_one_login():
    """A12, H9: the login ends when all of them have asked."""
    cache, door = make_cache_with_door()
    login = Login(until=door.wait_for_all)
    tokens = run_threads(8, lambda: cache.get(credentials(), ENDPOINT, login).value)
    assert tokens == ["token-1"] * 8
    assert login.count == 1


def test_eight_threads_share_one_failure():
    """A03: a dead authorisation is not asked eight times."""
    cache, door = make_cache_with_door()
    refusal = AuthorizationError("no", code="invalid_grant")
    login = Login(failure=refusal, until=door.wait_for_all)
    errors = run_threads(8, lambda: cache.get(credentials(), ENDPOINT, login).value)
    assert {type(error) for error in errors} == {AuthorizationError}
    assert login.count == 1


def test_failure_is_not_remembered():
    """A02: the next call works at once."""
    cache = TokenCache()
    with pytest.raises(TemporaryError):
        cache.get(credentials(), ENDPOINT, Login(failure=TemporaryError("down")))
    assert cache.get(credentials(), ENDPOINT, Login()).value == "token-1"


def test_a_bug_in_the_login_leaves_no_lock_behind():
    cache = TokenCache()
    with pytest.raises(KeyError):
        cache.get(credentials(), ENDPOINT, Login(failure=KeyError("bug")))
    assert cache.get(credentials(), ENDPOINT, Login()).value == "token-1"


@pytest.mark.parametrize(
    "other",
    [
        (credentials(key="db/2"), ENDPOINT),
        (credentials(version=2), ENDPOINT),
        (credentials(secret="other application"), ENDPOINT),
        (credentials(), Endpoint.simulator("na", "http://127.0.0.1:9")),
        (credentials(), Endpoint.simulator("eu", "http://127.0.0.1:10")),
    ],
)
def test_no_token_crosses(other):
    """H7, H8, A13: the same refresh token is not enough to share a token."""
    cache, login = TokenCache(), Login()
    assert cache.get(credentials(), ENDPOINT, login).value == "token-1"
    assert cache.get(*other, login).value == "token-2"
    assert cache.get(credentials(), ENDPOINT, login).value == "token-1"


def test_one_slow_login_does_not_hold_up_another_seller():
    cache, release = TokenCache(), threading.Event()

    def slow():
        release.wait(10)
        return AccessToken("slow", 3600)

    thread = threading.Thread(target=cache.get, args=(credentials(), ENDPOINT, slow))
    thread.start()
    assert cache.get(credentials(key="db/2"), ENDPOINT, Login()).value == "token-1"
    release.set()
    thread.join(10)


def test_forget():
    cache, login = TokenCache(), Login()
    cache.get(credentials(), ENDPOINT, login)
    cache.get(credentials(key="db/2"), ENDPOINT, login)
    cache.forget(credentials())
    assert cache.get(credentials(), ENDPOINT, login).value == "token-3"
    assert cache.get(credentials(key="db/2"), ENDPOINT, login).value == "token-2"


def test_forget_spares_a_token_that_was_renewed_meanwhile():
    cache, login = TokenCache(), Login()
    cache.get(credentials(), ENDPOINT, login)
    cache.forget(credentials(), "token-1")
    assert cache.get(credentials(), ENDPOINT, login).value == "token-2"
    cache.forget(credentials(), "token-1")
    assert cache.get(credentials(), ENDPOINT, login).value == "token-2"


def test_logins_out_of_use_are_dropped():
    clock = Clock()
    cache = TokenCache(clock)
    for version in range(50):
        clock.now = version * 3600.0
        cache.get(credentials(version=version), ENDPOINT, Login())
    assert len(cache._slots) <= 3


def test_cache_shows_no_token():
    cache = TokenCache()
    cache.get(credentials(), ENDPOINT, Login())
    assert "token-1" not in repr(cache) + repr(cache._slots)
