"""Files: kept under generated names, given back to whom they may be."""

import pytest

from mostik.core import files
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.kernel.events import Ref

pytestmark = pytest.mark.django_db
DOOR = Ref("trial.door", 1)


@pytest.fixture(autouse=True)
def guarded(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(files.GUARDS, "trial.door", lambda viewer, number: viewer.id == number)


def viewer(number: int) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=number)


def test_file_comes_back_byte_for_byte_to_whom_it_may():
    row = files.store(by=SYSTEM, content=b"a;b\n1;2\n", title="../../etc/passwd", about=DOOR)
    assert row.title == "passwd"
    with files.opened(files.file_for(viewer=viewer(1), file_id=row.pk)) as back:
        assert back.read() == b"a;b\n1;2\n"


@pytest.mark.parametrize("number", [2, None])
def test_file_of_a_foreign_record_is_not_there(number):
    row = files.store(by=SYSTEM, content=b"secret", title="x.txt", about=DOOR)
    with pytest.raises(files.NoSuchFile):
        files.file_for(viewer=viewer(number), file_id=row.pk)


def test_file_of_a_kind_nobody_guards_is_not_given_out():
    row = files.store(by=SYSTEM, content=b"secret", title="x.txt", about=Ref("trial.window", 1))
    with pytest.raises(files.NoSuchFile):
        files.file_for(viewer=viewer(1), file_id=row.pk)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", files.FileEmpty), (b"x" * 101, files.FileTooLarge), (b"MZ\x00\x00\x01", files.UnknownKind)],
)
def test_file_that_is_not_accepted_is_refused_at_its_field(content, refusal):
    with pytest.raises(refusal) as refused:
        files.store(by=SYSTEM, content=content, title="x", about=DOOR, largest=100)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("отчёт.xlsx", "отчёт.xlsx"),
        ("C:\\x\\y.csv", "y.csv"),
        ("a\r\nb.txt", "ab.txt"),
        ("", "file"),
        ("a" * 300, "a" * 255),
    ],
)
def test_title_is_only_a_label(title, kept):
    assert files.clean_title(title) == kept
