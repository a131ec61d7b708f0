#!/usr/bin/env bash
# Installs what `pnpm bench` compares Plumbline with. All of it is optional: what is missing is left
# out of the table.
set -euo pipefail
cd "$(dirname "$0")"

cat <<'TEXT'
This installs
  - Debian's packages python3-torch and libopenblas0-pthread (PyTorch with a fast matrix library),
    with apt-get, as root: some hundred MB
  - @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm and @jax-js/jax from npm, into bench/peers,
    which is not part of the workspace and which git ignores
TEXT

root=()
if [ "$(id -u)" != 0 ]; then root=(sudo); fi
if command -v apt-get >/dev/null; then
  "${root[@]}" apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread ||
    echo 'PyTorch was not installed: the table is made without it.'
else
  echo 'No apt-get here: the table is made without PyTorch (it is looked for in /usr/bin/python3).'
fi

mkdir -p peers
cd peers
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --save-exact \
  @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 @jax-js/jax@0.1.25
