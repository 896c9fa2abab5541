"""`python -m assay_local.clickhouse --data <folder>`: settings come as arguments only."""

import argparse
import os
from pathlib import Path

from assay_kit.lifecycle import StartupRefused, run_role, stop_on_signals
from assay_kit.logging import configure_logging, get_logger

from assay_local.clickhouse.engine import Engine
from assay_local.clickhouse.folder import owned
from assay_local.clickhouse.memory import give_back_freed_memory
from assay_local.clickhouse.server import Server, is_loopback
from assay_local.clickhouse.session import Door


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m assay_local.clickhouse", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder; made when it is missing")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=9000, help="port to listen on, 0 = any free (default %(default)s)")
    parser.add_argument("--max-memory-bytes", type=int, default=1536 << 20, help="cap on the engine (default 1.5 GiB)")
    parser.add_argument("--user", help="the only user to let in (default: anybody, on loopback)")
    parser.add_argument("--password", help="that user's password")
    return parser.parse_args()


def _serve(arguments: argparse.Namespace) -> None:
    if not is_loopback(arguments.host) and not (arguments.user and arguments.password):
        raise StartupRefused(f"Listening on {arguments.host} needs --user and --password: it is no loopback address.")
    stop = stop_on_signals()
    with owned(arguments.data.resolve()) as folder:
        engine = Engine(folder, arguments.max_memory_bytes)
        server = Server(engine, Door(arguments.user, arguments.password), arguments.host, arguments.port)
        get_logger().info("listening", host=arguments.host, port=server.port, version=engine.identity.version_major)
        if not server.run(stop):
            os._exit(0)  # a statement that cannot be ended would hold the process; the folder is safe at any moment
        engine.close()


def main() -> None:
    configure_logging(service="clickhouse", role="stand-in")
    give_back_freed_memory()
    arguments = _arguments()
    run_role("stand-in", lambda: _serve(arguments))


if __name__ == "__main__":
    main()
