"""Tokens, keys and ids by other code than the program's own."""

import base64
import hashlib
import hmac
import json
import uuid


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims, secret):
    """An HS256 token; secret is a string or bytes."""
    text = b64url(b'{"alg":"HS256","typ":"JWT"}') + "." + b64url(
        json.dumps(claims, separators=(",", ":")).encode())
    key = secret if isinstance(secret, bytes) else secret.encode()
    return text + "." + b64url(
        hmac.new(key, text.encode(), hashlib.sha256).digest())


def derived_id(username):
    """generate_ids() in Kong's declarative_config.lua."""
    space = uuid.uuid5(uuid.UUID("fd02801f-0957-4a15-a55a-c8d9606f30b5"),
                       "consumers")
    return str(uuid.uuid5(space, username))
