"""The units are what systemd and the program take, and leave a process little; each check finds its planted mistake."""

import re
import shutil
from pathlib import Path

import pytest

from tests.deploy.units import FOLDER, UNITS, exposed, faults, machine, said, verified

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is not here (Debian: the package systemd)",
)
WORKER = UNITS["liangpai-worker@.service"]
PLANTED = {
    "an unknown key": ("RestartSec=5", "RestartSecs=5", "RestartSecs"),
    "an unknown value": ("ProtectSystem=strict", "ProtectSystem=stricter", "stricter"),
    "a program that is not there": (
        "/opt/liangpai/bin/liangpai",
        "/opt/liangpai/bin/liangpay",
        "is not executable",
    ),
    "a relative program": ("ExecStart=/opt", "ExecStart=./opt", "opt/liangpai/bin/liangpai"),
}
SERVICES = [name for name in UNITS if name.endswith(".service")]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What systemd says of all units, and of a worker with each mistake planted: one run for all."""
    planted = {
        f"planted-{number}.service": WORKER.replace(there, mistake)
        for number, (there, mistake, _) in enumerate(PLANTED.values())
    }
    root = machine(tmp_path_factory.mktemp("machine"), {**UNITS, **planted})
    return verified(root, *UNITS, *planted)


@needs_systemd
def test_systemd_has_nothing_to_say(told: list[str]) -> None:
    assert [line for line in told if "planted" not in line] == []


@needs_systemd
@pytest.mark.parametrize("name", PLANTED)
def test_systemd_finds_a_planted_mistake(name: str, told: list[str]) -> None:
    unit = f"planted-{list(PLANTED).index(name)}.service"

    assert any(unit in line and PLANTED[name][2] in line for line in told), told


@needs_systemd
def test_a_process_is_left_little_and_one_without_bounds_is_found(tmp_path: Path) -> None:
    open_ = re.sub(
        r"^(Protect|Private|Restrict|SystemCall|Capability|NoNew)\w+=.*$", "", WORKER, flags=re.MULTILINE
    )
    root = machine(tmp_path, {**UNITS, "open.service": open_})

    assert not exposed(root, *SERVICES, most=15)
    assert exposed(root, "open.service", most=15)


def test_our_own_checks_find_nothing() -> None:
    assert faults(UNITS) == []


@pytest.mark.parametrize(
    ("there", "planted", "told"),
    [
        ("liangpai worker", "liangpai worker --name", "No such option"),
        ("LIANGPAI_ID=", "LIANGPAI_NAME=", "LIANGPAI_NAME is no setting"),
        ("127.0.0.1:808%i", "808%i", "as LIANGPAI_HTTP"),
        ("/etc/liangpai/liangpai.env", "/etc/liangpai.env", "expected the file that all share"),
        ("Requires=liangpai-topics.service", "Requires=liangpai-topic.service", "which is no unit"),
    ],
)
def test_our_own_checks_find_a_planted_mistake(there: str, planted: str, told: str) -> None:
    assert there in WORKER

    found = faults({**UNITS, "liangpai-worker@.service": WORKER.replace(there, planted)})

    assert any(told in each for each in found), found


def test_what_only_speaks_to_this_machine_can_speak_to_no_other() -> None:
    bound = {name for name in SERVICES if said(UNITS[name], "IPAddressDeny") == ["any"]}

    assert set(SERVICES) - bound == {"liangpai-notify.service"}


def test_a_wrong_setting_is_not_tried_over_and_over() -> None:
    ours = [
        name for name in SERVICES if "/opt/liangpai/bin/liangpai" in UNITS[name] and "Restart=" in UNITS[name]
    ]

    assert len(ours) == 4
    assert [name for name in ours if said(UNITS[name], "RestartPreventExitStatus") != ["2"]] == []


def test_settings_and_secrets_are_given_to_the_processes_only() -> None:
    rows = [
        line.split()
        for line in (FOLDER / "liangpai.tmpfiles.conf").read_text().splitlines()
        if line[0] != "#"
    ]
    modes = {path: (mode.lstrip("~"), user, group) for _, path, mode, user, group in rows}

    assert modes["/etc/liangpai/deployment.key"] == ("0640", "root", "liangpai")
    assert [path for path, (mode, _, _) in modes.items() if mode[-1] != "0"] == []
