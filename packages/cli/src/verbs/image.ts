import { Argument, Command } from "commander";
import { type OutputOptions, outputOption, print } from "../output/print.ts";

const help = `
The archive is in the OCI's image layout: podman load, docker load and skopeo take it. It holds Node, the shared
libraries it needs from this machine, and the service; no shell and no package manager. The same sources give the
same digest. ./logstead up makes it by itself where the inventory names no registry (detector.image).

Example:
  $ ./logstead image detector --out detector.tar && podman load --input detector.tar

Exit codes: 0 it is there, 2 wrong usage, 3 the outside world failed.`;

/** `image detector`: an archive of the service, made without a container engine. */
export function command(): Command {
  return new Command("logstead image")
    .description("Make the container image of a service, without a container engine and without a network.")
    .addArgument(new Argument("<service>", "what the image runs").choices(["detector"]))
    .option("--out <file>", "where the archive is written (default: in the artefact folder)")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (_service: string, options: OutputOptions & { out?: string }) => {
      const { detectorArchive } = await import("@logstead/ansible");
      const { detectorImage } = await import("@logstead/images");
      const { made, ...image } = await detectorImage(options.out ?? detectorArchive());
      print(
        options,
        image,
        () =>
          `${image.name}  linux/${image.arch}  ${Math.round(image.bytes / 1e6)} MB\n${image.digest}\n${image.archive}${made ? "" : " (it was there already)"}`,
      );
    });
}
