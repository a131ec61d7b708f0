#!/usr/bin/env bash
# Installs what python/ needs: Debian's PyTorch 1.13, some hundred MB, with apt-get, as root.
set -euo pipefail
root=()
if [ "$(id -u)" != 0 ]; then root=(sudo); fi
"${root[@]}" apt-get install -y --no-install-recommends python3-torch
