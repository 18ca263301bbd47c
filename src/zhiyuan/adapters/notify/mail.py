"""Mail over SMTP (RFC 5321), by TLS unless the server is this machine.

A message keeps its Message-ID when it is sent again, so that a server or a reader can see that it is the same one.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from zhiyuan.adapters.http.bounded import HERE
from zhiyuan.adapters.notify.letter import Letter, MaybeSent, NeverSent, NotSent
from zhiyuan.kernel.errors import Malformed

STARTTLS, TLS, PLAIN = "starttls", "tls", "plain"
SECURITY = (STARTTLS, TLS, PLAIN)


@dataclass(frozen=True, slots=True)
class Settings:
    """The server, how it is secured, who we are there and in whose name we write. Times in s."""

    host: str
    port: int
    sender: str
    security: str = STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    """A certificate authority of one's own; empty for those of the machine."""
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            raise Malformed("{security} is no way to secure mail; there are {known}", security=self.security,
                            known=", ".join(SECURITY))  # fmt: skip
        if self.security == PLAIN and self.host not in HERE:
            raise Malformed("mail leaves this machine by starttls or tls only")
        if "@" not in parseaddr(self.sender)[1]:
            raise Malformed("{sender} is no mail address", sender=self.sender)


class Mail:
    """Sends by one server; a connection for each message, since there are few."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, letter: Letter) -> None:
        """Send one message; see ``letter`` for how it fails."""
        message = self.message(letter)
        try:
            with self._connected() as server:
                _handed_over(server, parseaddr(self.settings.sender)[1], letter.to, message)
        except smtplib.SMTPResponseException as why:
            raise NotSent(f"{why.smtp_code} {_said(why.smtp_error)}") from why
        except (smtplib.SMTPException, OSError) as why:
            raise NotSent(f"{type(why).__name__}: {why}") from why

    def message(self, letter: Letter) -> EmailMessage:
        """The mail as it is written."""
        made = EmailMessage()
        made["From"], made["To"] = self.settings.sender, letter.to
        made["Subject"] = " ".join(letter.title.split())
        made["Date"], made["Auto-Submitted"] = formatdate(localtime=False), "auto-generated"
        made["Message-ID"] = f"<{letter.ident}@{parseaddr(self.settings.sender)[1].rpartition('@')[2]}>"
        made.set_content(f"{letter.text}\n\n{letter.link}\n")
        return made

    def _connected(self) -> smtplib.SMTP:
        limits = self.settings
        trust = ssl.create_default_context(cafile=limits.ca_file or None)
        server: smtplib.SMTP
        if limits.security == TLS:
            server = smtplib.SMTP_SSL(limits.host, limits.port, timeout=limits.timeout_s, context=trust)
        else:
            server = smtplib.SMTP(limits.host, limits.port, timeout=limits.timeout_s)
        try:
            if limits.security == STARTTLS:
                server.starttls(context=trust)
            if limits.user:
                server.login(limits.user, limits.password)
        except BaseException:
            server.close()
            raise
        return server


def _handed_over(server: smtplib.SMTP, sender: str, to: str, message: EmailMessage) -> None:
    """Envelope and content; only once the content is on its way may it have been taken without our knowing."""
    server.ehlo_or_helo_if_needed()
    for code, said in (server.mail(sender), server.rcpt(to)):
        _refuse(code, said)
    try:
        code, said = server.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
    except smtplib.SMTPDataError as why:
        _refuse(why.smtp_code, why.smtp_error)
    except (smtplib.SMTPServerDisconnected, OSError) as why:
        raise MaybeSent(f"{type(why).__name__}: {why}") from why
    else:
        _refuse(code, said)


def _refuse(code: int, said: bytes | str) -> None:
    """4xx passes by itself, 5xx does not (RFC 5321, 4.2.1)."""
    if code >= 500:
        raise NeverSent(f"{code} {_said(said)}")
    if code >= 400:
        raise NotSent(f"{code} {_said(said)}")


def _said(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
