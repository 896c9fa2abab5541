"""argon2id with the parameters that the platform promises."""

from argon2 import PasswordHasher
from assay_gateway.usecases.hash_password import Passwords

PASSWORDS = Passwords()
HASH = PASSWORDS.hash("correct horse battery")


def test_the_right_password_matches_and_another_does_not() -> None:
    assert PASSWORDS.matches(HASH, "correct horse battery")
    assert not PASSWORDS.matches(HASH, "correct horse batterx")


def test_nobody_has_no_password() -> None:
    assert not PASSWORDS.matches(None, "correct horse battery")


def test_a_broken_hash_matches_nothing() -> None:
    assert not PASSWORDS.matches("$argon2id$nonsense", "correct horse battery")


def test_the_parameters_are_nineteen_mebibytes_two_passes_one_lane() -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in HASH


def test_a_hash_with_other_parameters_is_outdated() -> None:
    assert PASSWORDS.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))
    assert not PASSWORDS.is_outdated(HASH)
