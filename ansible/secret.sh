#!/bin/sh
# Hands a secret of the environment in LOGSTEAD_ENV to Ansible, over a pipe: secret.sh NAME
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
if [ -t 1 ]; then
  echo "secrets are not printed on a terminal" >&2
  exit 2
fi
PATH="$here/../.tools/toolchain/bin:$PATH"
exec node "$here/src/secret.ts" "${LOGSTEAD_ENV:-lab}" "$1"
