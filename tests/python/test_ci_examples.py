# SPDX-License-Identifier: MIT
"""examples/ci as far as it runs without its services: files by the schemas of
the platforms, the shell of the steps with a gh that writes down what it got."""

import importlib.resources
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import jsonschema
import pytest
from ruamel.yaml import YAML

from cli_help import write_csv
from test_gate import FAILS, PASSES, TOML, UNSURE, rows_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
CI = ROOT / "examples" / "ci"
CODES = {"pass": 0, "fail": 1, "none": 2, "unsure": 3}


def yaml(path):
    return YAML(typ="safe").load(path.read_text())


def check(document, schema):
    path = (importlib.resources.files("check_jsonschema") / "builtin_schemas"
            / "vendor" / f"{schema}.json")
    found = json.loads(path.read_text())
    jsonschema.validators.validator_for(found)(found).validate(document)


@pytest.fixture
def folder(tmp_path):
    """A checkout, with commands fairness and gh, and an older verdict."""
    (tmp_path / "fairness-verdict.md").write_text("PASS")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, script in (
        ("fairness", f'exec {shlex.quote(sys.executable)} -m libfairness '
                     '"$@"'),
        ("gh", 'printf "%s\\n" "$@" >>gh.log'),
    ):
        (bin_ / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin_ / name).chmod(0o755)
    (tmp_path / "fairness.toml").write_text(TOML)
    for name, groups in (("pass", PASSES), ("fail", FAILS),
                         ("unsure", UNSURE)):
        write_csv(tmp_path / f"{name}.csv", rows_of(groups))
    return tmp_path


def environment(folder, **more):
    return {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}",
            **more}


def act(folder, **inputs):
    """Runs the steps of the action as GitHub does: exit code of the job."""
    action = yaml(CI / "action.yml")
    values = {f"inputs.{k}": v.get("default", "")
              for k, v in action["inputs"].items()}
    values.update({f"inputs.{k}": v for k, v in inputs.items()})
    values.update({"github.token": "t", "github.event.pull_request.number": "7",
                   "github.event.pull_request.head.sha || github.sha": "abc",
                   "steps.gate.outputs.exit-code": ""})

    def filled(text):
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda m: values[m[1]], text)

    for step in action["runs"]["steps"]:
        condition = re.fullmatch(r"\$\{\{ (\S+) == 'true' \}\}",
                                 step.get("if", ""))
        if "if" in step and values[condition[1]] != "true":
            continue
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c",
             step["run"]], cwd=folder, capture_output=True, timeout=60,
            env=environment(
                folder, GITHUB_OUTPUT="outputs", GITHUB_REPOSITORY="o/r",
                GITHUB_STEP_SUMMARY=str(folder / "summary"),
                **{k: filled(v) for k, v in step["env"].items()}))
        for line in (folder / "outputs").read_text().split():
            values["steps.gate.outputs." + line.split("=")[0]] = (
                line.split("=")[1])
        if done.returncode:
            return done.returncode
    return 0


@pytest.mark.parametrize("name", CODES)
def test_action(folder, name):
    check(yaml(CI / "action.yml"), "github-actions")
    assert act(folder, files=f"{name}.csv") == CODES[name]
    assert not (folder / "gh.log").exists()
    assert (folder / "summary").exists() is (name != "none")


@pytest.mark.parametrize("name, conclusion, code", [
    ("pass", "success", 0), ("fail", "failure", 1), ("none", "failure", 2),
    ("unsure", "neutral", 0)])
def test_action_with_a_check_and_a_comment(folder, name, conclusion, code):
    assert act(folder, files=f"{name}.csv", check="true",
               comment="true") == code
    said = (folder / "gh.log").read_text().split("\n")
    assert f"conclusion={conclusion}" in said and "head_sha=abc" in said
    assert "--edit-last" in said  # also in place of an older comment
    shown = (folder / "fairness-verdict.md").read_text()
    assert ("There is no verdict" in shown) is (name == "none")


def test_action_with_names_that_are_commands(folder):
    """Inputs come through the environment: nothing of them is run."""
    assert act(folder, files="$(touch${IFS}owned) *.csv") == 2
    assert act(folder, policy="fairness.toml; touch owned",
               files="pass.csv") == 2
    assert not (folder / "owned").exists()


@pytest.mark.parametrize("name", CODES)
def test_gitlab_template(folder, name):
    job = yaml(CI / "gitlab.yml")
    check(job, "gitlab-ci")
    template = job[".fairness"]
    line, = template["script"]
    done = subprocess.run(
        ["sh", "-ec", line], cwd=folder, capture_output=True, timeout=60,
        env=environment(folder, **{**template["variables"],
                                   "FAIRNESS_FILES": f"{name}.csv"}))
    assert done.returncode == CODES[name]
    reports = template["artifacts"]
    for path in (*reports["paths"], *reports["reports"].values()):
        assert (folder / path).exists() is (name != "none"), path
    assert template["allow_failure"] == {"exit_codes": 3}


@pytest.mark.skipif(shutil.which("pre-commit") is None
                    or shutil.which("git") is None,
                    reason="no pre-commit")
def test_pre_commit(folder):
    for kind, path in (("manifest", ROOT / ".pre-commit-hooks.yaml"),
                       ("config", CI / "pre-commit-config.yaml")):
        subprocess.run(["pre-commit", f"validate-{kind}", str(path)],
                       check=True, timeout=60)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    shutil.copy(CI / "pre-commit-config.yaml",
                folder / ".pre-commit-config.yaml")
    for name, code in (("pass", 0), ("unsure", 3)):
        shutil.copy(folder / f"{name}.csv", folder / "decisions.csv")
        done = subprocess.run(
            ["pre-commit", "run", "--all-files"], cwd=folder, timeout=120,
            capture_output=True, env=environment(
                folder, PRE_COMMIT_HOME=str(folder / "home")))
        assert (done.returncode == 0) is (code == 0), done.stdout


def test_the_hook_says_the_same_as_the_manifest():
    hook, = yaml(ROOT / ".pre-commit-hooks.yaml")
    local, = yaml(CI / "pre-commit-config.yaml")["repos"][0]["hooks"]
    for key in "id", "name", "entry", "pass_filenames", "always_run":
        assert hook[key] == local[key]
