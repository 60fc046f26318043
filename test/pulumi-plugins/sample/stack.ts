import { createHash } from "node:crypto";
import { local } from "@pulumi/command";
import type { Input } from "@pulumi/pulumi";

export interface SampleSettings {
  folder: string;
  greeting: string;
  key: Input<string>;
}

/** A folder, a file in it that is written anew when its content changes, and a seal made with a secret. */
export function sampleStack({ folder, greeting, key }: SampleSettings) {
  const home = new local.Command("folder", {
    create: `mkdir -p "$FOLDER" && echo "$FOLDER"`,
    delete: `rmdir "$FOLDER"`,
    environment: { FOLDER: folder },
  });

  const file = new local.Command(
    "greeting",
    {
      create: `cat > "$FOLDER/greeting" && sha256sum < "$FOLDER/greeting" | cut -c1-64`,
      delete: `rm -f "$FOLDER/greeting"`,
      environment: { FOLDER: home.stdout },
      stdin: greeting,
      triggers: [createHash("sha256").update(greeting).digest("hex")],
    },
    { deleteBeforeReplace: true },
  );

  const seal = new local.Command(
    "seal",
    {
      create: `printf '%s %s' "$KEY" "$DIGEST" | sha256sum | cut -c1-64`,
      environment: { KEY: key, DIGEST: file.stdout },
      // Output is shown while a command runs; what is secret in it only Pulumi knows, not the provider.
      logging: local.Logging.None,
    },
    { additionalSecretOutputs: ["stdout"] },
  );

  return { greeting, digest: file.stdout, sealed: seal.stdout };
}
