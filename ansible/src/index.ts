export { type Artifact, artifactsOf, detectorArchive, prepareArtifacts } from "./artifacts.ts";
