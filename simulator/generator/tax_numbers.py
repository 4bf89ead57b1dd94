# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Made-up VAT numbers whose check digits are right."""


def vat_number(country_code, rng):
    """Return a VAT number with its country prefix."""
    return country_code + _MAKERS[country_code](rng)


def _digits(rng, count):
    return [rng.randint(1, 9)] + [rng.randint(0, 9) for _ in range(count - 1)]


def _text(digits):
    return "".join(map(str, digits))


def _german(rng):
    digits = _digits(rng, 8)
    product = 10
    for digit in digits:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return _text([*digits, (11 - product) % 10])


def _luhn(digits):
    """Return the Luhn check digit of digits."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[::-2]]
    return -(sum(doubled) + sum(digits[-2::-2])) % 10


def _french(rng):
    digits = _digits(rng, 8)
    siren = _text([*digits, _luhn(digits)])
    return f"{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _italian(rng):
    digits = [*_digits(rng, 7), 0, rng.randint(1, 9), rng.randint(0, 9)]
    return _text([*digits, _luhn(digits)])


def _spanish(rng):
    digits = _digits(rng, 7)
    return f"B{_text([*digits, _luhn(digits)])}"


def _british(rng):
    digits = _digits(rng, 7)
    total = sum(
        digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)
    )
    return f"{_text(digits)}{97 - total % 97:02d}"


_MAKERS = {
    "DE": _german,
    "FR": _french,
    "IT": _italian,
    "ES": _spanish,
    "GB": _british,
}
