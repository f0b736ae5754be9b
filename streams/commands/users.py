"""`liangpai users …`: who may sign in with a password."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.exits import Misuse
from streams.settings import UsersFile, option

if TYPE_CHECKING:
    from streams.people.users import User, Users

app = typer.Typer(
    name="users",
    help="Who may sign in with a password; roles stand in the rulebook's staff.csv.",
    no_args_is_help=True,
)

Person = Annotated[str, typer.Argument(metavar="STAFF_ID", help="Staff id, as in the rulebook's staff.csv.")]
FromInput = Annotated[
    bool, typer.Option("--stdin", help="Read the password from standard input instead of making one.")
]
CostSetting = Annotated[str, option("--argon2", "LIANGPAI_ARGON2")]
DEFAULT_COST = "3,65536,4"


@app.command()
def add(
    staff_id: Person, users: UsersFile = None, stdin: FromInput = False, argon2: CostSetting = DEFAULT_COST
) -> None:
    """Let somebody sign in; prints a first password, which they must change.

    Exit 2: there is such a user already.

    Example: liangpai users add u90 --users users.json
    """
    if not staff_id.strip():
        raise Misuse("found a blank staff id, expected one of staff.csv.")
    _set_password(_users(users), staff_id, argon2, stdin=stdin, new=True)


@app.command()
def passwd(
    staff_id: Person, users: UsersFile = None, stdin: FromInput = False, argon2: CostSetting = DEFAULT_COST
) -> None:
    """Give somebody another password; ends all their sessions. Whoever was disabled stays so.

    Example: liangpai users passwd u90 --users users.json
    """
    _set_password(_users(users), staff_id, argon2, stdin=stdin, new=False)


@app.command("list")
def list_(users: UsersFile = None) -> None:
    """Show who may sign in, one line each: staff id, active or disabled, and whether a new password is owed.

    Example: liangpai users list --users users.json
    """
    known = _users(users).all()
    for user in known:
        state = "active" if user.active else "disabled"
        typer.echo(f"{user.staff_id}\t{state}" + ("\tmust change the password" if user.must_change else ""))
    typer.echo(f"{len(known)} users, {sum(user.active for user in known)} active.", err=True)


@app.command()
def disable(staff_id: Person, users: UsersFile = None) -> None:
    """Let somebody sign in no longer, whichever way; ends all their sessions.

    Example: liangpai users disable u90 --users users.json
    """
    _set_active(_users(users), staff_id, active=False)
    typer.echo(f"{staff_id} is disabled; their sessions are over.")


@app.command()
def enable(staff_id: Person, users: UsersFile = None) -> None:
    """Let somebody who was disabled sign in again, with the password they had.

    Example: liangpai users enable u90 --users users.json
    """
    _set_active(_users(users), staff_id, active=True)
    typer.echo(f"{staff_id} may sign in.")


def _users(file: Path | None) -> "Users":
    from streams.people.users import Users

    if file is None:
        raise Misuse("found no file of users, expected one as --users or LIANGPAI_USERS.")
    return Users(file)


def _set_password(users: "Users", staff_id: str, cost: str, *, stdin: bool, new: bool) -> None:
    from streams.people.passwords import Cost, Passwords, made_password
    from streams.people.users import User

    _refuse_unless(users.get(staff_id), staff_id, new=new)
    password = _read_password(staff_id) if stdin else made_password()
    hashed, now = Passwords(Cost.parse(cost)).hashed(password), int(time.time() * 1000)

    def change(user: User | None) -> User:
        _refuse_unless(user, staff_id, new=new)
        active = user is None or user.active
        return User(staff_id=staff_id, password_hash=hashed, active=active, must_change=not stdin, since=now)

    users.put(staff_id, change)
    typer.echo(f"{staff_id} {'may sign in' if new else 'has a new password'}.", err=True)
    if not stdin:
        typer.echo(password)


def _set_active(users: "Users", staff_id: str, *, active: bool) -> None:
    import msgspec

    now = int(time.time() * 1000)

    def change(user: "User | None") -> "User":
        if user is None:
            raise _nobody(staff_id)
        return msgspec.structs.replace(user, active=active, since=user.since if active else now)

    users.put(staff_id, change)


def _refuse_unless(user: "User | None", staff_id: str, *, new: bool) -> None:
    if new and user is not None:
        raise Misuse(
            f"there is a user {staff_id} already; `liangpai users passwd {staff_id}` gives a new password."
        )
    if not new and user is None:
        raise _nobody(staff_id)


def _nobody(staff_id: str) -> Misuse:
    return Misuse(f"there is no user {staff_id}; `liangpai users list` shows who there is.")


def _read_password(staff_id: str) -> str:
    from streams.people.passwords import weakness

    password = sys.stdin.readline().rstrip("\r\n")
    weak = weakness(password, staff_id)
    if weak is not None:
        raise Misuse(f"found a password that cannot be taken: {weak[1]}.")
    return password
