"""Asking the systems of tax, market regulation and land, over HTTPS.

One question, one signed POST, one signed answer. ``wire`` is what is said, pure; ``signature`` who said it
(RFC 9421, HMAC-SHA256, with time and nonce); ``line`` owns the connection and turns every
failure into *not heard* with its reason. Not a field protocol: nothing is polled.
"""
