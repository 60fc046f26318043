import { renewBefore } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

export const certificates: RoleVariables = {
  about: "The site's own certificate authority, and certificates it has signed, on the controller",
  variables: {
    state: {
      type: "path",
      default:
        "{{ lookup('ansible.builtin.env', 'XDG_STATE_HOME') or (lookup('ansible.builtin.env', 'HOME') ~ '/.local/state') }}/logstead",
      about: "Logstead's state folder.",
    },
    environment: {
      type: "str",
      default: "{{ logstead_environment }}",
      about: "The environment, which has an authority of its own.",
    },
    folder: {
      type: "path",
      default: "{{ certificates_state }}/tls/{{ certificates_environment }}",
      about: "Where authority, keys and certificates are kept, readable by their owner only.",
    },
    name: {
      type: "str",
      default: "{{ inventory_hostname }}",
      about: "The name in the certificate, and of its files.",
    },
    kind: {
      type: "str",
      default: "client",
      choices: ["client", "server"],
      about: "What the certificate may be used for.",
    },
    addresses: {
      type: "list",
      elements: "str",
      default: [],
      about: "Names (DNS:…) and addresses (IP:…) by which a server is reached.",
    },
    days: {
      type: "int",
      default: 397,
      about: "How long a certificate is valid; browsers refuse more than 398 days.",
    },
    ca_days: { type: "int", default: 3650, about: "How long the authority is valid." },
    renew_before: renewBefore("a"),
  },
};
