"""The samples in deploy/: they can be read by what they are for, and name only what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from retold.cli import app
from retold.settings.describing import every

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.fixture
def unit(request, tmp_path):
    """A unit whose program is there."""
    copy = tmp_path / request.param.name.replace("@", "@1")
    copy.write_text(request.param.read_text().replace("/opt/retold/bin/retold", shutil.which("true")))
    return copy


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, indirect=True, ids=lambda path: path.name)
def test_systemd_takes_the_units_and_finds_them_safe(unit):
    """Nothing in them is unknown; what they leave open (2 of 10) is the network, which they need."""
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=True)
    assert unit.name not in said.stderr
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit], check=True, capture_output=True
    )


def test_the_samples_name_only_settings_that_there_are():
    """By their variables; of secrets also the files that hold them. So do the pages on running a box."""
    known = {one.variable for one in every()} | {f"{one.variable}_FILE" for one in every() if one.from_file}
    for file in (*DEPLOY.iterdir(), ROOT / "docs" / "operating.md"):
        named = set(re.findall(r"\bRETOLD_[A-Z_]+\b", file.read_text()))
        assert named <= known | {"RETOLD_SETTINGS", "RETOLD_STORE"}, file.name


def test_the_samples_run_commands_that_there_are():
    """With options that they have."""
    commands = get_command(app).commands
    ran = [
        line.split("bin/retold ")[1].split() for unit in UNITS for line in re.findall("ExecStart=.*", unit.read_text())
    ]
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    ran += [service["command"] for service in services if "command" in service]
    ran += [["serve", "--host", "0.0.0.0"]]
    assert ran[-1] == yaml.safe_load(re.search(r"^CMD (\[.*\])$", (DEPLOY / "Containerfile").read_text(), re.M)[1])
    assert len(ran) == len(UNITS) + 3
    for name, *words in ran:
        options = {option for one in commands[name].params for option in (*one.opts, *one.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= options


def test_the_containers_fit_together():
    """Whatever a service needs is there; nothing but the pages can be reached, and those from the machine only."""
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in found["services"].values():
        assert set(service["secrets"]) <= found["secrets"].keys()
        assert set(service.get("depends_on", ())) <= found["services"].keys()
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= found["volumes"].keys()
    published = {name: service["ports"] for name, service in found["services"].items() if "ports" in service}
    assert published == {"pages": ["127.0.0.1:8000:8000"]}
    assert (DEPLOY / found["x-retold"]["build"]["context"] / found["x-retold"]["build"]["dockerfile"]).exists()


def test_the_container_holds_what_is_pinned_and_runs_as_nobody_in_particular():
    """From wheels only; every file that it copies is there."""
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", "").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "RUN", "ENV", "COPY", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in steps} <= known
    copied = [word for name, rest in steps if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]]
    assert copied
    assert all((ROOT / word).exists() for word in copied)
    assert [rest for name, rest in steps if name == "USER"] == ["retold"]
    assert "PIP_ONLY_BINARY=:all:" in " ".join(lines)
    installed = [rest for name, rest in steps if name == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in rest or rest.endswith("--no-deps .") for rest in installed)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_lead_to_the_box_and_tell_who_asks(name):
    """And keep what is for the machine itself."""
    text = (DEPLOY / name).read_text()
    assert text.count("{") == text.count("}")
    assert "127.0.0.1:8000" in text
    assert "/metrics" in text
    assert 'proxies = ["127.0.0.1"]' in text
    # A visitor could have written the first part of it.
    assert "$proxy_add_x_forwarded_for" not in text


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_takes_its_sample(tmp_path):
    """But for the certificate, which is made by who runs it."""
    text = re.sub(r"\s*ssl_certificate.*|ssl http2", "", (DEPLOY / "nginx.conf").read_text())
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{\n{text}\n}}\n")
    said = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert "[emerg]" not in said.stderr
