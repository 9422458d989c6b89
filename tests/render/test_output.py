from __future__ import annotations

import io

import pytest

from indexdoctor.model.secret import Secret
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.output import Output
from indexdoctor.render.view import View

SECRET = "Wint3r-canary/99"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def output(**environ: str) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Output(Gate({Secret(SECRET)}), out, err, environ), out, err


def test_the_document_is_written_at_the_end_and_whole() -> None:
    sink, out, _ = output()
    sink.document("one\n")
    assert out.getvalue() == ""
    sink.finish()
    assert out.getvalue() == "one\n"


def test_a_document_with_a_secret_is_not_written_at_all() -> None:
    sink, out, _ = output()
    sink.document("fine\n" * 1000 + f"but {SECRET}\n")
    with pytest.raises(LeakError):
        sink.finish()
    assert out.getvalue() == ""


def test_a_line_with_a_secret_is_not_written() -> None:
    sink, _, err = output()
    sink.message("fine")
    with pytest.raises(LeakError):
        sink.message(f"but {SECRET}")
    assert err.getvalue() == "fine\n"


def test_a_secret_cannot_leave_in_two_halves() -> None:
    sink, _, err = output()
    sink.stderr.write(SECRET[:8])
    sink.stderr.flush()
    with pytest.raises(LeakError):
        sink.stderr.write(SECRET[8:] + "\n")
    assert SECRET not in err.getvalue()


def test_messages_are_cleaned() -> None:
    sink, _, err = output()
    sink.message("a\x1b[2J https://u:unknown@h/")
    assert err.getvalue() == "a\\x1b[2J https://u:****@h/\n"


@pytest.mark.parametrize(
    ("environ", "color", "terminal", "expected"),
    [
        ({}, "auto", False, False),
        ({}, "auto", True, True),
        ({"NO_COLOR": "1"}, "auto", True, False),
        ({"NO_COLOR": ""}, "auto", True, True),
        ({"TERM": "dumb"}, "auto", True, False),
        ({"NO_COLOR": "1"}, "always", False, True),
        ({}, "never", True, False),
    ],
)
def test_color(environ: dict[str, str], color: str, terminal: bool, expected: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()
    sink = Output(Gate(set()), stream, io.StringIO(), environ)
    assert sink.view(color).color is expected  # type: ignore[arg-type]  # from a parameter


@pytest.mark.parametrize(
    ("columns", "width"), [("60", 60), ("", None), ("0", None), ("x", None), ("5", 20)]
)
def test_the_width_of_a_pipe_is_only_what_columns_says(columns: str, width: int | None) -> None:
    assert output(COLUMNS=columns)[0].view().width == width


def test_a_pipe_has_no_limits() -> None:
    assert output()[0].view() == View(width=None, color=False, unicode=True, verbose=False)


def test_what_the_target_cannot_encode_is_escaped() -> None:
    raw = io.BytesIO()
    ascii_only = io.TextIOWrapper(raw, encoding="ascii")
    sink = Output(Gate(set()), ascii_only, io.StringIO(), {})
    assert not sink.view().unicode
    sink.document("é ✓ \udc80\n")
    sink.finish()
    assert raw.getvalue() == b"\\xe9 \\u2713 \\udc80\n"


def test_progress_is_for_terminals_and_goes_away() -> None:
    sink, _, err = output()
    sink.progress("asking")
    assert err.getvalue() == ""
    terminal = Terminal()
    sink = Output(Gate({Secret(SECRET)}), io.StringIO(), terminal, {})
    sink.progress("asking\x1b https://h/")
    sink.message("done")
    assert terminal.getvalue() == "\r\x1b[2Kasking\\x1b https://h/\r\x1b[2Kdone\n"
    with pytest.raises(LeakError):
        sink.progress(SECRET)
