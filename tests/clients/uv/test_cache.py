from __future__ import annotations

from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url, parse_address


def url(text: str) -> Url:
    return parse_address(text).url


def credential(username: str | None, password: str | None) -> Credential:
    secret = Secret(password) if password is not None else None
    return Credential(Source.URL, Origin.env("TEST"), username, secret)


ALICE = credential("alice", "one")
BOB = credential("bob", "two")
ONLY_BOB = credential("bob", None)


def test_the_shallowest_prefix_wins() -> None:
    cache = CredentialCache()
    cache.store(url("http://h/a/b"), ALICE)
    cache.store(url("http://h/a"), BOB)
    assert cache.get_url(url("http://h/a/b/c"), None) == BOB
    assert cache.get_url(url("http://h/a/b"), "alice") is None
    assert cache.get_url(url("http://h/ab"), None) is None


def test_a_root_of_the_host_covers_every_path() -> None:
    cache = CredentialCache()
    cache.store(url("http://h/"), ALICE)
    assert cache.get_url(url("http://h/anything"), None) == ALICE
    assert cache.get_url(url("http://h:81/anything"), None) is None


def test_a_user_name_alone_does_not_replace_a_password() -> None:
    cache = CredentialCache()
    cache.store(url("http://h/a"), ALICE)
    cache.store(url("http://h/b"), ONLY_BOB)
    assert cache.get_realm(url("http://h/x"), None) == ALICE
    assert cache.get_realm(url("http://h/x"), "bob") is None
    assert cache.get_url(url("http://h/b/x"), None) == ONLY_BOB
    assert cache.get_url(url("http://h/b/x"), "bob") is None


def test_the_last_password_is_the_one_of_the_realm() -> None:
    cache = CredentialCache()
    cache.store(url("http://h/a"), ALICE)
    cache.store(url("http://h/b"), BOB)
    assert cache.get_realm(url("http://h/x"), None) == BOB
    assert cache.get_realm(url("http://h/x"), "alice") == ALICE


def test_a_user_name_replaces_a_token() -> None:
    token = Credential(
        Source.STORE, Origin.env("TEST"), secret=Secret("token"), scheme=Scheme.BEARER
    )
    cache = CredentialCache()
    cache.store(url("http://h/a"), token)
    cache.store(url("http://h/b"), ONLY_BOB)
    assert cache.get_realm(url("http://h/x"), None) == ONLY_BOB


def test_nothing_is_stored_for_an_empty_credential() -> None:
    cache = CredentialCache()
    cache.store(url("http://h/a"), credential(None, None))
    assert cache.get_url(url("http://h/a"), None) is None
    assert cache.get_realm(url("http://h/a"), None) is None
