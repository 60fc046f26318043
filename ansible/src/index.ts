export { type Artifact, artifactsFolder, artifactsOf, prepareArtifacts } from "./artifacts.ts";
