export { type Image, type ImageSpec, makeImage, ownArchitecture } from "./archive.ts";
export {
  type DetectorImage,
  detectorImage,
  detectorImageName,
  detectorInputs,
  detectorVersion,
} from "./detector/image.ts";
export { lokiImage } from "./loki.ts";
