"""Apache Kafka in KRaft mode, one node: jars by Maven into the cache, data in the state folder."""

import hashlib
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assay_local import toolchain
from assay_local.errors import StartFailed
from assay_local.files import make_whole, write_whole
from assay_local.layout import Layout
from assay_local.places import LOOPBACK
from assay_local.program import Program

_FOLDER: Final = Path(__file__).resolve().parents[2] / "kafka"
_POM: Final = _FOLDER / "pom.xml"
_MEMORY: Final = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


def fetch(layout: Layout, environment: Mapping[str, str]) -> Path:
    """The folder with Kafka's jars. A changed pom gets a folder of its own."""
    return make_whole(_jars(layout), lambda scratch: _copy_jars(scratch, environment))


def is_there(layout: Layout) -> bool:
    return _jars(layout).is_dir()


def _jars(layout: Layout) -> Path:
    return layout.cache / "kafka" / hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]


def _copy_jars(scratch: Path, environment: Mapping[str, str]) -> None:
    maven = toolchain.require("mvn", "Kafka")
    goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={scratch}")
    done = subprocess.run(
        [maven, "-B", "-q", "-f", _POM, *goal], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not any(scratch.glob("kafka_*.jar")):
        raise StartFailed("kafka", "Maven could not fetch the jars", (done.stdout + done.stderr)[-2000:])


def prepare(layout: Layout, jars: Path, *, port: int, controller_port: int) -> None:
    """Write the broker's configuration and format its storage, once. Safe to repeat after a kill in the middle."""
    data = layout.data_of("kafka")
    data.mkdir(parents=True, exist_ok=True)
    write_whole(_config(layout), server_properties(data, port, controller_port))
    if (data / "meta.properties").exists():
        return
    formatting = ("kafka.tools.StorageTool", "format", "--ignore-formatted", "--cluster-id", _cluster_id(data))
    java = toolchain.require("java", "Kafka")
    done = subprocess.run(
        [java, *_java_options(jars), *formatting, "--config", _config(layout)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartFailed("kafka", "its storage could not be formatted", (done.stdout + done.stderr)[-2000:])


def program(layout: Layout, jars: Path) -> Program:
    java = toolchain.require("java", "Kafka")
    return Program("kafka", (java, *_MEMORY, *_java_options(jars), "kafka.Kafka", str(_config(layout))))


def server_properties(data: Path, port: int, controller_port: int) -> str:
    """One node that is broker and controller; topics come from the services' migrations only."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "background.threads": "2",
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
        "message.max.bytes": str(17 * 1024 * 1024),
        "replica.fetch.max.bytes": str(17 * 1024 * 1024),
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _java_options(jars: Path) -> tuple[str, ...]:
    return ("-cp", f"{jars}/*", f"-Dlog4j2.configurationFile={_FOLDER / 'log4j2.properties'}")


def _config(layout: Layout) -> Path:
    return layout.run / "kafka.properties"


def _cluster_id(data: Path) -> str:
    """Derived from where the data lies, so that formatting again after a kill names the same cluster."""
    return uuid.uuid5(uuid.NAMESPACE_URL, data.as_uri()).hex[:22]
