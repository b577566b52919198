"""Mails to a folder in the place of a server."""

from dataclasses import replace

from retold.mail.compose import Parcel
from retold.mail.sending import FolderSender

PARCEL = Parcel(
    sender="bounces@news.example",
    recipient="ann@reader.example",
    content=b"Subject: x\r\n\r\ny\r\n",
    message_id=f"<{'1' * 16}.{'2' * 16}@news.example>",
)


def test_each_mail_is_a_file_named_after_it(tmp_path):
    """The same one twice is one file; no half file stays."""
    sender = FolderSender(tmp_path / "deep" / "mails")
    for _ in range(2):
        outcome = sender.send(PARCEL)
        assert (outcome.kind, outcome.stage) == ("accepted", "end")
    sender.send(replace(PARCEL, message_id="<other@news.example>"))
    sender.close()
    names = sorted(file.name for file in (tmp_path / "deep" / "mails").iterdir())
    assert names == [f"{'1' * 16}.{'2' * 16}.eml", "other.eml"]
    assert (tmp_path / "deep" / "mails" / names[0]).read_bytes() == PARCEL.content
    assert outcome.answer.endswith(names[0])


def test_no_name_leads_out_of_the_folder(tmp_path):
    """Whatever names the message."""
    FolderSender(tmp_path / "mails").send(replace(PARCEL, message_id="<../../etc/x\0@news.example>"))
    assert [file.name for file in tmp_path.rglob("*.eml")] == ["_.._etc_x_.eml"]
    assert [file.parent for file in tmp_path.rglob("*.eml")] == [tmp_path / "mails"]


def test_a_folder_that_can_not_be_written_to_puts_mails_off(tmp_path):
    """With the reason."""
    (tmp_path / "file").write_text("in the way")
    outcome = FolderSender(tmp_path / "file").send(PARCEL)
    assert outcome.kind == "put off"
    assert str(tmp_path / "file") in outcome.answer
    (tmp_path / "mails" / f"{PARCEL.message_id.strip('<>').partition('@')[0]}.eml").mkdir(parents=True)
    outcome = FolderSender(tmp_path / "mails").send(PARCEL)
    assert (outcome.kind, outcome.stage) == ("put off", "message")
