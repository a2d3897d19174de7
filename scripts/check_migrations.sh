#!/usr/bin/env bash
# Builds an empty SQLite database by the migrations and fails when the models say something else.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export COLLAB_ENV=test COLLAB_VAR="$folder" COLLAB_DATABASE_URL="sqlite:///$folder/check.sqlite3"
.venv/bin/collab db upgrade
.venv/bin/collab db check
