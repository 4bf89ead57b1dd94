# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import traceback

import pytest

from amazon_connector.lib.errors import (
    ConfigurationError,
    KeyMissingError,
    KeyUnusableError,
    SecretUnreadableError,
)
from amazon_connector.lib.vault import Vault, generate_key

OLD, NEW, FOREIGN = generate_key(), generate_key(), generate_key()


@pytest.mark.parametrize("text", ["Atzr|secret", "", "é\n日本 " * 500])
def test_what_goes_in_comes_out(text):
    token = Vault(OLD).encrypt(text)
    assert "secret" not in token
    assert Vault(OLD).decrypt(token) == text


def test_the_same_text_never_looks_the_same():
    vault = Vault(OLD)
    assert vault.encrypt("secret") != vault.encrypt("secret")


@pytest.mark.parametrize("separator", [",", " ", ", ", "\n", "\n , \t"])
def test_rotation(separator):
    """The first key encrypts, all of them decrypt."""
    old_token = Vault(OLD).encrypt("secret")
    both = Vault(NEW + separator + OLD)
    assert both.decrypt(old_token) == "secret"
    assert not both.is_current(old_token)
    new_token = both.encrypt("secret")
    assert both.is_current(new_token)
    assert Vault(NEW).decrypt(new_token) == "secret"


@pytest.mark.parametrize("keys", [None, "", "  ", ", ,"])
def test_no_key(keys):
    with pytest.raises(KeyMissingError):
        Vault(keys)


@pytest.mark.parametrize(
    "bad",
    ["short", "x" * 44, "é" * 44, NEW[:-2]],
    ids=["short", "long", "not ASCII", "cut off"],
)
def test_a_key_that_is_none(bad):
    for keys in (bad, f"{OLD},{bad}"):
        with pytest.raises(KeyUnusableError) as caught:
            Vault(keys)
        text = "".join(traceback.format_exception(caught.value))
        assert bad not in text and OLD not in text
        assert isinstance(caught.value, ConfigurationError)


@pytest.mark.parametrize(
    "token",
    [Vault(FOREIGN).encrypt("x"), Vault(OLD).encrypt("x")[:-4], "x", "", None],
    ids=["foreign", "cut off", "clear", "empty", "none"],
)
def test_unreadable(token):
    vault = Vault(OLD)
    assert not vault.is_current(token)
    with pytest.raises(SecretUnreadableError):
        vault.decrypt(token)


def test_fingerprint():
    """Equal texts are found under every key, and nobody without a key finds them."""
    old, both = Vault(OLD), Vault(f"{NEW},{OLD}")
    assert old.fingerprint("secret") == old.fingerprint("secret")
    assert old.fingerprint("secret") != old.fingerprint("other")
    assert old.fingerprint("secret") in both.fingerprints("secret")
    assert both.fingerprint("secret") == Vault(NEW).fingerprint("secret")
    assert Vault(FOREIGN).fingerprint("secret") not in both.fingerprints("secret")


def test_repr():
    assert repr(Vault(f"{NEW},{OLD}")) == "Vault(2 keys)"
