#!/usr/bin/env bash
# Installs Debian's Chromium for `pnpm test:browser`. Needs root.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends chromium
