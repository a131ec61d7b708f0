#!/usr/bin/env bash
# Installs TensorBoard, which reads the event files in a test, into .tensorboard here: some 160 MB, with
# Debian's python3-pip. It needs no root, and other Pythons on the path see nothing of it.
set -euo pipefail
cd "$(dirname "$0")"
/usr/bin/python3 -m pip install --target .tensorboard tensorboard
