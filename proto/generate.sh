#!/usr/bin/env bash
# Generates the Python code of every proto file, beside it. `--check` fails when what is committed differs.
set -euo pipefail
cd "$(dirname "$0")"
out=.
if [ "${1:-}" = "--check" ]; then out=$(mktemp -d); trap 'rm -rf "$out"' EXIT; fi
python -m grpc_tools.protoc -I . --python_out="$out" --pyi_out="$out" assay_contracts/v1/*.proto
python -m grpc_tools.protoc -I . --grpc_python_out="$out" assay_contracts/v1/gateway.proto
# Ingest's own wire-compatible subsets of OTLP: no contract, so they live with ingest.
ingest=../services/ingest
if [ "$out" = . ]; then ingest_out=$ingest; else ingest_out=$out; fi
python -m grpc_tools.protoc -I "$ingest" --python_out="$ingest_out" --pyi_out="$ingest_out" "$ingest"/assay_ingest/bus/*.proto
if [ "$out" != . ]; then
  diff -r -x '*.proto' -x '__init__.py' -x '__pycache__' "$out/assay_contracts/v1" assay_contracts/v1
  for generated in "$out"/assay_ingest/bus/*; do diff "$generated" "$ingest/assay_ingest/bus/$(basename "$generated")"; done
fi
