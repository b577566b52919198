"""What servers and people send back, in the forms of many: all written for these tests."""

EDITION, READER = "0123456789abcdef", "fedcba9876543210"
TOKEN = f"{EDITION}.{READER}"
VERP = f"bounces+{TOKEN}@news.example"
MESSAGE_ID = f"<{TOKEN}@news.example>"
RETURNED = f"""\
Return-Path: <{VERP}>
From: "Harbour brief" <brief@news.example>
To: ann@reader.example
Subject: 3 new: the bridge
Message-ID: {MESSAGE_ID}
"""


def mail(text, **headers):
    """Bytes of a mail with these headers, in the order given."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return ("".join(f"{name}: {value}\n" for name, value in names.items()) + "\n" + text).encode()


def report(
    fields, *, text="Your mail could not be delivered.", kind="delivery-status", to=VERP, returned=RETURNED, **more
):
    """A multipart/report of these fields."""
    part = "delivery-status" if kind == "delivery-status" else kind
    parts = [
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n",
        f"Content-Type: message/{part}\n\n{fields}\n",
        f"Content-Type: text/rfc822-headers\n\n{returned}\n",
    ]
    body = "".join(f"--xYzZY\n{one}\n" for one in parts) + "--xYzZY--\n"
    headers = {
        "Return-Path": "<>",
        "From": "MAILER-DAEMON@mx.reader.example (Mail Delivery System)",
        "To": to,
        "Subject": "Undelivered Mail Returned to Sender",
        "Auto-Submitted": "auto-replied",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/report; report-type={kind}; boundary="xYzZY"',
    }
    return mail(body, **headers | more)


POSTFIX = report(
    f"""\
Reporting-MTA: dns; mx.news.example
X-Postfix-Queue-ID: 4Xk2p31Qz
X-Postfix-Sender: rfc822; {VERP}
Arrival-Date: Wed,  4 Mar 2026 07:00:03 +0100 (CET)

Final-Recipient: rfc822; ann@reader.example
Original-Recipient: rfc822;ann@reader.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.reader.example
Diagnostic-Code: smtp; 550 5.1.1 <ann@reader.example>: Recipient address
    rejected: User unknown in virtual mailbox table
"""
)
EXCHANGE = report(
    """\
Reporting-MTA: dns;HARBOUR-EX01.corp.reader.example
Received-From-MTA: dns;mx.news.example

Final-Recipient: rfc822;ann@reader.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: ann@reader.example
""",
    From="postmaster@reader.example",
    Subject="Undeliverable: 3 new: the bridge",
)
#: As of the largest mailbox providers: several lines of words, a status in them, and a bare one beside.
PROVIDER = report(
    """\
Reporting-MTA: dns; mx.mailhouse.example
Arrival-Date: Tue, 03 Mar 2026 22:00:01 -0800 (PST)

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces. a640c23a62f3a-abf - mxh
Last-Attempt-Date: Tue, 03 Mar 2026 22:00:03 -0800 (PST)
"""
)
FULL = report(
    """\
Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox size limit exceeded
"""
)
GIVEN_UP = report(
    """\
Reporting-MTA: dns; mx.news.example

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 4.4.7
Diagnostic-Code: X-Mail; delivery time expired; connect to mx.reader.example[192.0.2.7]: Connection timed out
"""
)
SENDMAIL = report(
    """\
Reporting-MTA: dns; relay.reader.example
Received-From-MTA: DNS; mx.news.example
Arrival-Date: Wed, 4 Mar 2026 07:00:03 +0100

Final-Recipient: RFC822; ann@reader.example
X-Actual-Recipient: rfc822; ann@mail.reader.example
Action: failed
Status: 5.1.1 (bad destination mailbox address)
Diagnostic-Code: X-Unix; 67
Last-Attempt-Date: Wed, 4 Mar 2026 07:00:04 +0100
""",
    text="   ----- The following addresses had permanent fatal errors -----\n<ann@reader.example>\n",
)
BLOCKED = report(
    """\
Reporting-MTA: dns; mx.news.example

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using a block list
"""
)
OF_SENDER = report(
    """\
Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.1.8
Diagnostic-Code: smtp; 550 5.1.8 Sender address rejected: Domain not found
"""
)
BARE_WORDS = report(
    """\
Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 No such user here
"""
)
DELAYED = report(
    """\
Reporting-MTA: dns; mx.news.example

Final-Recipient: rfc822; ann@reader.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; connect to mx.reader.example[192.0.2.7]:25: Connection refused
Will-Retry-Until: Mon, 9 Mar 2026 07:00:03 +0100 (CET)
""",
    Subject="Delayed Mail (still being retried)",
)
DELIVERED = report(
    """\
Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ann@reader.example
Action: delivered
Status: 2.0.0
""",
    Subject="Successful Mail Delivery Report",
)
RECEIPT = report(
    """\
Reporting-UA: reader.example; Mail
Final-Recipient: rfc822;ann@reader.example
Original-Message-ID: <x@y>
Disposition: manual-action/MDN-sent-manually; displayed
""",
    kind="disposition-notification",
)
EXIM = mail(
    f"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@reader.example
    host mx.reader.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<ann@reader.example>:
    550 unknown user

------ This is a copy of the message, including all the headers. ------

{RETURNED}
Three new.
""",
    Return_path="<>",
    X_Failed_Recipients="ann@reader.example",
    Auto_Submitted="auto-replied",
    From="Mail Delivery System <Mailer-Daemon@mx.news.example>",
    To=VERP,
    Subject="Mail delivery failed: returning message to sender",
)
QMAIL = mail(
    f"""\
Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@reader.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{RETURNED}
Three new. 4.2.2 of them are full.
""",
    Return_Path="<>",
    From="MAILER-DAEMON@mx.reader.example",
    To=VERP,
    Subject="failure notice",
)
QMAIL_FULL = QMAIL.replace(b"Sorry, no mailbox here by that name. (#5.1.1)", b"The user is over quota. (#5.2.2)")
AWAY = mail(
    "I am away until Monday. Error 550 is no concern of yours.\n",
    From="Ann <ann@reader.example>",
    To=VERP,
    Subject="Away: 3 new: the bridge",
    Auto_Submitted="auto-replied (vacation)",
    In_Reply_To=MESSAGE_ID,
)
OLD_AWAY = mail("Away.\n", From="ann@reader.example", To=VERP, Subject="unsubscribe", Precedence="bulk")
PERSON = mail("Thank you!\n", From="Ann <ann@reader.example>", To=VERP, Subject="Re: 3 new", In_Reply_To=MESSAGE_ID)
UNSUBSCRIBE = mail("\n", From="Ann <ann@reader.example>", To=VERP, Subject="Unsubscribe ")
COMPLAINT = report(
    """\
Feedback-Type: abuse
User-Agent: Mailhouse-Feedback/2.0
Version: 0.1
Original-Mail-From: <bounces@news.example>
Original-Rcpt-To: <ann@reader.example>
Source-IP: 192.0.2.1
""",
    kind="feedback-report",
    to="brief@news.example",
    From="feedback@mailhouse.example",
    Subject="FW: 3 new: the bridge",
)
NO_SPAM = COMPLAINT.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")
