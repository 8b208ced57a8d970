from concurrent.futures import ThreadPoolExecutor

import pytest

from orphee.foundation.files import write_whole


def test_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "pictures" / "one.svg"
    texts = [str(number) * 50_000 for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda text: [write_whole(path, text) for _ in range(20)], texts))
    assert path.read_text() in texts
    assert [one.name for one in path.parent.iterdir()] == ["one.svg"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path):
    path = tmp_path / "one.svg"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["one.svg"]
