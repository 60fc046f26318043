import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { repoRoot } from "@logstead/base";

const yamlIn = (folder: string) =>
  readdirSync(join(repoRoot, folder))
    .filter((name) => name.endsWith(".yaml") && !name.endsWith(".secrets.yaml"))
    .map((name) => join(repoRoot, folder, name));

/** Every inventory file of the repository: the environments and the examples. */
export const inventories = [...yamlIn("infra/environments"), ...yamlIn("examples")];

/** How an inventory is named in test titles. */
export const nameOf = (file: string) => relative(repoRoot, file);
export const environmentOf = (file: string) => basename(file, ".yaml");
