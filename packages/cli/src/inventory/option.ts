import { Option } from "commander";

/** The `--env` flag of every verb that is about one environment. */
export const environmentOption = () =>
  new Option("--env <name>", "the environment (infra/environments/NAME.yaml) or an inventory file").default(
    "lab",
  );
