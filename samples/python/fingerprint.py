# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
"""Computes fingerprints as Assentor does, and checks the published vectors. Standard library only."""

import base64
import hashlib
import json
import sys
from decimal import Decimal

MAX_SAFE = 2**53 - 1


def number(value):
    """A double as ECMAScript writes it (RFC 8785 section 3.2.2.3)."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + exponent  # digits before the decimal point
    if not -6 < point <= 21:
        fraction = "." + text[1:] if len(text) > 1 else ""
        text = f"{text[0]}{fraction}e{point - 1:+d}"
    elif point <= 0:
        text = "0." + "0" * -point + text
    elif point >= len(text):
        text += "0" * (point - len(text))
    else:
        text = text[:point] + "." + text[point:]
    return "-" * sign + text


def canonical(value, exact):
    """The RFC 8785 form; with exact, integers of 64 bits are their digits."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(n, exact) + ":" + canonical(value[n], exact) for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, exact) for item in value) + "]"
    if isinstance(value, (str, bool)) or value is None:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        least, most = (-(2**63), 2**64 - 1) if exact else (-MAX_SAFE, MAX_SAFE)
        if not least <= value <= most:
            raise ValueError(f"{value} is not from {least} to {most}")
        return str(value)
    if abs(value) > MAX_SAFE:
        raise ValueError(f"{value!r} is past every double that is its own")
    return number(value)


def fingerprint(call, salt, exact=False):
    """Of {server, name, definitionHash?, arguments}; the salt is 16 bytes."""
    label = b"assentor-call-2\n" if exact else b"assentor-call-1\n"
    digest = hashlib.sha256(label + salt + canonical(call, exact).encode()).digest()
    text = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return "2." + text if exact else text


def refuses(text, exact):
    try:
        return canonical(json.loads(text), exact) is None
    except ValueError:
        return True


def check(path):
    with open(path, encoding="utf-8") as file:
        published = json.load(file)
    exact = published.get("integers") == "exact"
    for vector in published["vectors"]:
        call, salt = json.loads(vector["json"]), bytes.fromhex(vector["salt"])
        assert canonical(call, exact) == vector["canonical"], vector["name"]
        assert fingerprint(call, salt, exact) == vector["fingerprint"], vector["name"]
    refused = published.get("refused", [])
    for text in refused:
        assert refuses(text, exact), text
    print(f"ok: {path}: {len(published['vectors'])} vectors, {len(refused)} refusals")


if __name__ == "__main__":  # fingerprint.py docs/vectors/*.json
    for name in sys.argv[1:]:
        check(name)
