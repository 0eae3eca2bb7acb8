"""By which addresses the app is reached, and a file of --auth that is no good."""

from pathlib import Path

import pytest
from command_builders import run

from advisor import serving
from advisor.serving import ways_in

AUTH = """
[auth]
redirect_uri = "https://advisor.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "advisor"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[ranks]
"""


def test_an_app_for_this_machine_alone_names_no_other_address() -> None:
    assert [*ways_in("localhost", 8501, None)] == []


def test_an_app_for_the_network_names_an_address_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "lan_address", lambda: "192.168.1.5")

    here, there = ways_in("::", 8501, None)

    assert "http://localhost:8501" in here
    assert "http://192.168.1.5:8501/join" in there


def test_an_app_on_one_address_says_that_nobody_is_the_facilitator() -> None:
    warning, there = ways_in("192.168.1.5", 80, None)

    assert "Nobody is the facilitator under 192.168.1.5" in warning
    assert "http://192.168.1.5:80/join" in there


def test_where_people_sign_in_the_address_of_the_file_counts(tmp_path: Path) -> None:
    path = tmp_path / "auth.toml"
    path.write_text(AUTH)

    assert [*ways_in("::", 8501, serving.auth(path))] == [
        "Sign in at https://advisor.example.org"
    ]


def test_the_address_in_the_network_is_not_the_loopback() -> None:
    assert not (serving.lan_address() or "").startswith("127.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such file"),
        ("", "auth: Field required"),
        ("a = ", "not a TOML file"),
        (AUTH.replace("[ranks]", "[rank]"), "ranks: Field required"),
    ],
)
def test_a_bad_file_of_auth_starts_no_server(
    text: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "auth.toml"
    if text is not None:
        path.write_text(text)

    done = run("app", "--auth", path)

    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
