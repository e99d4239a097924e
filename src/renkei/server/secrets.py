"""Codes by which people come in, and the tokens by which they are known again.

What for: a code is typed once, from paper or a screen; a token is kept by the browser in a cookie.
Neither stands in the file of the exercise: only what is made from them. A code has 50 bits and is
slow to try (scrypt), so that neither guessing at the door nor a stolen file gives it away; a token
has 256 bits, and is signed with a key of the exercise, so that a made-up one is refused before
anything is looked up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another."""

CODE_LENGTH = 10
CODE_BITS = 5 * CODE_LENGTH

_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_TOKEN_BYTES = 32


def new_code() -> str:
    """Return a new code, as it is shown: ``7KQ2M-X94TB``."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def read_code(typed: str) -> str | None:
    """Return a code as it was typed without what does not matter; None: it cannot be one.

    Letters may be small, or wide as a Japanese keyboard writes them; blanks and hyphens are free.
    """
    if len(typed) > 100:
        return None
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_MEANT)
    code = "".join(one for one in letters if one.isalnum())
    return code if len(code) == CODE_LENGTH and all(one in _LETTERS for one in code) else None


@dataclass(frozen=True)
class Keys:
    """What codes and tokens of an exercise are checked with.

    Parameters
    ----------
    salt
        Goes into the digests of codes.
    signing
        Signs tokens.
    """

    salt: bytes
    signing: bytes

    @classmethod
    def made(cls) -> Keys:
        """Return new ones."""
        return cls(secrets.token_bytes(16), secrets.token_bytes(32))

    def code_digest(self, code: str) -> bytes:
        """Return what is kept of a code; slow on purpose (some 40 ms)."""
        plain = code.replace("-", "").encode()
        return hashlib.scrypt(plain, salt=self.salt, n=2**14, r=8, p=1, maxmem=2**26, dklen=32)

    def new_cookie(self) -> tuple[str, bytes]:
        """Return the text of a new cookie, and the digest of its token."""
        token = secrets.token_bytes(_TOKEN_BYTES)
        return f"{_text(token)}.{_text(self._signature(token))}", _token_digest(token)

    def read_cookie(self, text: str) -> bytes | None:
        """Return the digest of a cookie's token; None: the cookie was not made here."""
        token_text, dot, signature_text = text.partition(".")
        token, signature = _bytes(token_text), _bytes(signature_text)
        if not dot or len(token) != _TOKEN_BYTES:
            return None
        # Also of the text: one token has one cookie.
        if not hmac.compare_digest(signature, self._signature(token)) or text != (
            f"{_text(token)}.{_text(signature)}"
        ):
            return None
        return _token_digest(token)

    def _signature(self, token: bytes) -> bytes:
        return hmac.digest(self.signing, b"renkei session " + token, "sha256")


def _token_digest(token: bytes) -> bytes:
    return hashlib.sha256(b"renkei token " + token).digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if len(text) > 100 or not text.isascii():
        return b""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
