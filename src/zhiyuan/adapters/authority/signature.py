"""Who said it: HTTP Message Signatures (RFC 9421) with a secret that the two sides share (HMAC-SHA256).

A signature covers the method, the address and the digest of the body, and carries its time and a nonce that
is used once. An answer is signed with the same secret, over its status and the digest of its body.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
    algorithms,
)

from zhiyuan.kernel.errors import Refused

TAG = "zhiyuan-datacheck"
OF_QUESTION = ("@method", "@target-uri", "content-type")
OF_ANSWER = ("@status", "content-type")
OLDEST = timedelta(minutes=5)


def sign_question(message: Any, body: bytes, key_id: str, key: bytes, now: datetime, nonce: str) -> None:
    """Put a signature on a request (``method``, ``url``, ``headers``), in place."""
    _signer(key_id, key).sign(
        message, key_id=key_id, created=now, nonce=nonce, tag=TAG, covered_component_ids=OF_QUESTION, body=body
    )


def sign_answer(message: Any, body: bytes, key_id: str, key: bytes, now: datetime) -> None:
    """Put a signature on a response (``status_code``, ``headers``), in place."""
    _signer(key_id, key).sign(message, key_id=key_id, created=now, tag=TAG, covered_component_ids=OF_ANSWER, body=body)


def verify_question(message: Any, body: bytes, keys: Mapping[str, bytes]) -> tuple[str, str]:
    """Who asks, and the nonce. Refused for a signature that is missing, wrong or older than five minutes."""
    params = _verified(message, body, keys, OF_QUESTION)
    if not params.get("nonce"):
        raise Refused("a question needs a nonce")
    return str(params["keyid"]), str(params["nonce"])


def verify_answer(message: Any, body: bytes, keys: Mapping[str, bytes]) -> str:
    """Who answers. Refused like a question."""
    return str(_verified(message, body, keys, OF_ANSWER)["keyid"])


def _signer(key_id: str, key: bytes) -> HTTPMessageSigner:
    resolver = MappingKeyResolver(public_keys={}, private_keys={key_id: key})
    return HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=resolver)


def _verified(message: Any, body: bytes, keys: Mapping[str, bytes], covers: tuple[str, ...]) -> Mapping[str, Any]:
    resolver = MappingKeyResolver(public_keys=keys, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=resolver)
    try:
        (found,) = verifier.verify(message, max_age=OLDEST, expect_tag=TAG, require_components=covers, body=body)
    except HTTPMessageSignaturesException as why:
        raise Refused("the signature does not hold: {why}", why=str(why)) from why
    if found.body is None:
        raise Refused("the signature does not cover the body")
    return found.parameters
