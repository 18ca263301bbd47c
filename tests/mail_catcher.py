"""A real SMTP server that keeps what it is sent, and misbehaves on demand: by RFC 5321 and 3207, as far as mail needs.

``manner`` is plain, busy (451), refuses (550), silent (takes the mail and never says so) or hangs up.
"""

import base64
import contextlib
import socketserver
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast


@dataclass(frozen=True)
class Kept:
    """A mail with its envelope, and whether it came by TLS and from whom who signed in."""

    sender: str
    to: list[str]
    mail: EmailMessage
    secure: bool
    user: str

    @property
    def text(self) -> str:
        """Its body."""
        return cast(str, self.mail.get_content())


class Mailbox:
    """The server. A context manager; ``port`` is where it listens, ``ca_file`` whom to trust."""

    def __init__(self, folder: Path | None = None, manner: str = "plain") -> None:
        self.manner, self.kept = manner, list[Kept]()
        self.released = threading.Event()
        self.trust = _certificate(folder) if folder else None
        self.ca_file = str(folder / "ca.pem") if folder else ""
        handler = type("Handler", (_Session,), {"box": self})
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])

    def __enter__(self) -> "Mailbox":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class _Session(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self.sender, self.to, self.secure, self.user = "", list[str](), False, ""
        with contextlib.suppress(OSError):
            self._say("220 ready")
            while line := self.rfile.readline():
                verb, _, rest = line.decode().rstrip("\r\n").partition(" ")
                if not self._answer(verb.upper(), rest):
                    return

    def _answer(self, verb: str, rest: str) -> bool:
        manner = self.box.manner
        if verb == "EHLO":
            able = ["STARTTLS"] if self.box.trust and not self.secure else ["AUTH PLAIN"]
            self._say("250-here\r\n" + "\r\n".join([f"250-{one}" for one in able[:-1]] + [f"250 {able[-1]}"]))
        elif verb == "STARTTLS" and self.box.trust:
            self._say("220 go on")
            self.request = self.box.trust.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
            self.secure = True
        elif verb == "AUTH":
            _, self.user, password = base64.b64decode(rest.split()[-1]).decode().split("\0")
            self._say("235 welcome" if password == "right" else "535 wrong")
        elif verb == "MAIL":
            self.sender = rest.partition("<")[2].partition(">")[0]
            self._say("250 ok")
        elif verb == "RCPT" and manner in ("busy", "refuses"):
            self._say("451 later" if manner == "busy" else "550 nobody of that name")
        elif verb == "RCPT":
            self.to.append(rest.partition("<")[2].partition(">")[0])
            self._say("250 ok")
        elif verb == "DATA":
            return self._data()
        else:
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            return verb != "QUIT"
        return True

    def _data(self) -> bool:
        self._say("354 go on")
        lines = list[bytes]()
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        mail = cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))
        self.box.kept.append(Kept(self.sender, self.to, mail, self.secure, self.user))
        if self.box.manner == "silent":
            self.box.released.wait(30.0)
        if self.box.manner in ("silent", "hangs up"):
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


def _certificate(folder: Path) -> ssl.SSLContext:
    """A certificate of its own for 127.0.0.1."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now, here = datetime.now(UTC), x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made: Any = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(here, False).add_extension(x509.BasicConstraints(True, None), True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "ca.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(encoded)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context
