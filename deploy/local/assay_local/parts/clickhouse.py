"""ClickHouse: a full server when one is on PATH, else the same engine in process behind its native protocol."""

import sys
from typing import Final

from assay_local import toolchain
from assay_local.files import write_whole
from assay_local.layout import Layout
from assay_local.places import LOOPBACK
from assay_local.program import Program

_SERVER_MEMORY_BYTES: Final = 2_000_000_000


def program(layout: Layout, *, port: int, password: str) -> Program:
    data = layout.data_of("clickhouse")
    data.mkdir(parents=True, exist_ok=True)
    server = toolchain.on_path("clickhouse")
    if server is None:
        stand_in = ("-m", "assay_local.clickhouse", "--data", str(data), "--host", LOOPBACK, "--port", str(port))
        return Program("clickhouse", (sys.executable, *stand_in))
    config = layout.run / "clickhouse.xml"
    write_whole(config, server_config(str(data), port, password))
    return Program("clickhouse", (str(server), "server", f"--config-file={config}"), folder=data)


def server_config(data: str, port: int, password: str) -> str:
    """A full server cut down to one machine: native protocol on loopback, one user, capped memory."""
    return f"""<clickhouse>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>{LOOPBACK}</listen_host>
  <tcp_port>{port}</tcp_port>
  <path>{data}/</path>
  <max_server_memory_usage>{_SERVER_MEMORY_BYTES}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users><default>
    <password>{password}</password>
    <networks><ip>{LOOPBACK}</ip></networks>
    <profile>default</profile><quota>default</quota>
    <access_management>1</access_management>
  </default></users>
</clickhouse>
"""
