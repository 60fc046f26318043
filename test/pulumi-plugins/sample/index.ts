import { Config } from "@pulumi/pulumi";
import { sampleStack } from "./stack.ts";

const config = new Config();

export const { greeting, digest, sealed } = sampleStack({
  folder: config.require("folder"),
  greeting: config.get("greeting") ?? "hello",
  key: config.requireSecret("key"),
});
