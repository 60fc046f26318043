import { quote } from "../hosts/ssh.ts";

export interface Account {
  user: string;
  /** One line of authorized_keys. */
  publicKey: string;
}

/**
 * What makes a machine ready, as root, in plain sh: each step looks first and says `changed WHAT` or `ok WHAT`.
 * Interrupted anywhere, the next run continues; a sudoers file is checked before it is put in place.
 */
export function readyScript({ user, publicKey }: Account): string {
  return `set -eu
umask 022
user=${quote(user)}
key=${quote(publicKey)}
said() { echo "$1 $2"; }

# lists that an installer has left may name packages that are gone
packages=
command -v python3 >/dev/null 2>&1 || packages="$packages python3"
command -v sudo >/dev/null 2>&1 || packages="$packages sudo"
if [ -n "$packages" ]; then
  command -v apt-get >/dev/null 2>&1 || { echo "install by hand:$packages (there is no apt-get)" >&2; exit 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $packages >/dev/null
  said changed "packages:$packages"
else
  said ok packages
fi

if id "$user" >/dev/null 2>&1; then
  said ok account
else
  useradd --create-home --shell /bin/bash "$user"
  said changed account
fi
# a key opens it, a password never: '*' is no password and no locked account
case $(getent shadow "$user" | cut -d: -f2) in '!'|'!!'|'') usermod --password '*' "$user" ;; esac

home=$(getent passwd "$user" | cut -d: -f6)
group=$(id -gn "$user")
install -d -m 0700 -o "$user" -g "$group" "$home/.ssh"
if grep -qxF "$key" "$home/.ssh/authorized_keys" 2>/dev/null; then
  said ok key
else
  { cat "$home/.ssh/authorized_keys" 2>/dev/null || true; echo "$key"; } >"$home/.ssh/.authorized_keys.new"
  chown "$user:$group" "$home/.ssh/.authorized_keys.new"
  chmod 0600 "$home/.ssh/.authorized_keys.new"
  mv "$home/.ssh/.authorized_keys.new" "$home/.ssh/authorized_keys"
  said changed key
fi

rule="$user ALL=(ALL) NOPASSWD:ALL"
file=/etc/sudoers.d/$user
if [ "$(cat "$file" 2>/dev/null)" = "$rule" ] && [ "$(stat -c %a "$file")" = 440 ]; then
  said ok sudo
else
  install -d -m 0750 /etc/sudoers.d
  new=$(mktemp /etc/sudoers.d/.logstead.XXXXXX)
  echo "$rule" >"$new"
  chmod 0440 "$new"
  visudo -cqf "$new" || { rm -f "$new"; echo "visudo refuses the rule for $user" >&2; exit 1; }
  mv "$new" "$file"
  said changed sudo
fi
`;
}

/** The same for a machine that is still to be installed. */
export function cloudInit({ user, publicKey }: Account): string {
  return `#cloud-config
# Makes a machine ready for Logstead at its first boot.
users:
  - default
  - name: ${JSON.stringify(user)}
    shell: /bin/bash
    lock_passwd: true
    sudo: "ALL=(ALL) NOPASSWD:ALL"
    ssh_authorized_keys:
      - ${JSON.stringify(publicKey)}
packages:
  - python3
  - sudo
  - openssh-server
`;
}

/** The same for Debian's installer. */
export function preseed(account: Account): string {
  const { user, publicKey } = account;
  const steps = [
    `in-target useradd --create-home --shell /bin/bash --password '*' ${quote(user)}`,
    `in-target install -d -m 0700 -o ${quote(user)} -g ${quote(user)} /home/${user}/.ssh`,
    `echo ${quote(publicKey)} > /target/home/${user}/.ssh/authorized_keys`,
    `in-target chown ${quote(user)}: /home/${user}/.ssh/authorized_keys`,
    `chmod 0600 /target/home/${user}/.ssh/authorized_keys`,
    `echo '${user} ALL=(ALL) NOPASSWD:ALL' > /target/etc/sudoers.d/${user}`,
    `chmod 0440 /target/etc/sudoers.d/${user}`,
  ];
  return `# Lines of a preseed file that make the machine ready for Logstead at the end of its installation.
d-i pkgsel/include string openssh-server python3 sudo
d-i preseed/late_command string \\
  ${steps.join("; \\\n  ")}
`;
}
