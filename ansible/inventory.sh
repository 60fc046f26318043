#!/bin/sh
# Ansible's dynamic inventory: answers --list and --host NAME for the environment in LOGSTEAD_ENV.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/../logstead" inventory show --format ansible --env "${LOGSTEAD_ENV:-lab}" "$@"
