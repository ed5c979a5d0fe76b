"""The package as its users get it: what is in the wheel, what is public, and what must not be there."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import onrecord

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "onrecord"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "manager", "handlers"}


def modules() -> Iterator[str]:
    yield "onrecord"
    yield from (found.name for found in pkgutil.walk_packages(onrecord.__path__, "onrecord."))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as ``pip install .`` builds it."""
    building = pytest.importorskip("hatchling.builders.wheel", reason="needs hatchling, which the extra dev brings")
    target = tmp_path_factory.mktemp("wheel")
    (built,) = building.WheelBuilder(str(ROOT)).build(directory=str(target), versions=["standard"])
    return zipfile.ZipFile(built)


def test_the_wheel_has_everything_that_stands_beside_the_modules(wheel: zipfile.ZipFile) -> None:
    packed = set(wheel.namelist())
    beside = {
        path.relative_to(ROOT / "src").as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and not path.name.startswith(".") and "__pycache__" not in path.parts
    }
    assert beside <= packed
    assert "onrecord/py.typed" in packed
    assert {name.split("/")[1] for name in packed if name.endswith((".html", ".css"))} == {"outputs", "web"}
    assert sum(name.endswith("/key.json") for name in packed) >= 3
    assert any(name.endswith("licenses/LICENSE") for name in packed)


def test_the_wheel_has_nothing_else(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {"onrecord", f"onrecord-{onrecord.__version__}.dist-info"}


def test_the_wheel_asks_for_neither_torch_nor_spacy(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith("METADATA"))
    needed = re.findall(r"^Requires-Dist: ([\w.-]+)(?!.*extra ==)", wheel.read(metadata).decode("utf-8"), re.M)
    assert {"typer", "rich", "trafilatura"} <= {name.lower() for name in needed}
    assert not {name for name in needed if re.search(r"torch|spacy|tensorflow|pyicu|transformers", name, re.I)}


def test_the_version_is_said_once() -> None:
    assert onrecord.__version__ == PROJECT["project"]["version"]


def test_nothing_under_src_imports_torch_or_spacy() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"torch", "spacy", "transformers", "sklearn"}, named(path)


def test_the_public_names_are_there_sorted_and_no_more() -> None:
    assert list(onrecord.__all__) == sorted(onrecord.__all__) == sorted(onrecord._HOMES)
    for name in onrecord.__all__:
        verb = getattr(onrecord, name)
        assert callable(verb)
        assert name in importlib.import_module(onrecord._HOMES[name]).__all__
    assert set(onrecord.__all__) <= set(dir(onrecord))
    with pytest.raises(AttributeError, match="its verbs are check_record"):
        onrecord.find_truth  # noqa: B018


def test_importing_the_package_imports_no_room() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", "import onrecord, sys; print([m for m in sys.modules if m.startswith('onrecord.')])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "[]"


@pytest.mark.parametrize("name", list(modules()))
def test_a_module_says_what_it_is_and_what_is_public(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} opens without a paragraph"
    offered = getattr(module, "__all__", None)
    has_definitions = any(
        getattr(value, "__module__", None) == name for key, value in vars(module).items() if not key.startswith("_")
    )
    assert offered is not None or not has_definitions, f"{name} has no __all__"
    for public in offered or ():
        assert hasattr(module, public), f"{name}.{public} is promised and not there"
    assert len(set(offered or ())) == len(offered or ())


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_public_functions_and_classes_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not bare


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not {path.stem for path in MODULES} & VAGUE
    assert not {path.name for path in SOURCE.rglob("*") if path.is_dir()} & VAGUE


def test_every_room_stands_in_the_layers() -> None:
    (contract,) = PROJECT["tool"]["importlinter"]["contracts"]
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {"__init__"}
    assert rooms <= {room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")}
    assert contract["exhaustive"] is True


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]


def test_no_file_holds_a_path_of_a_machine_or_the_address_of_a_registry() -> None:
    # Written in pieces, so that this file does not find itself.
    machine = re.compile(r"(?<![\w.])/(?:home|Users|root|work|mnt)" + r"/[\w.-]+")
    registry = re.compile(r"(?:pypi\.org|files\.pythonhosted|registry\.npmjs|index-url|download\.pytorch)" + r"[/.= ]")
    found = []
    for path in tracked():
        if path.suffix in (".onnx", ".png", ".woff2", ".npz") or not path.is_file():
            continue
        words = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{named(path)}: {match[0]}" for pattern in (machine, registry) for match in pattern.finditer(words)]
    assert not found


def test_no_file_is_larger_than_a_clone_should_carry() -> None:
    weights = {path for path in tracked() if path.name == "weights.onnx" and path.parent.parent == SOURCE / "models"}
    assert all(path.stat().st_size <= 45_000_000 for path in weights)
    assert sum(path.stat().st_size for path in weights) <= 90_000_000
    others = [path for path in tracked() if path.is_file() and path not in weights]
    assert not [named(path) for path in others if path.stat().st_size > 5 * 1024 * 1024]
