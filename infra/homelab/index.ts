import { program } from "@logstead/stacks/homelab";

/** `eval "$(./logstead env --env NAME)"` in the clone's root, `./logstead render --env NAME`, then `pulumi up` here. */
export const { urls, versions, sources, hashes } = await program();
