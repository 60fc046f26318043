import type { RoleVariables } from "./variable.ts";

export const artifact: RoleVariables = {
  about: "A program in the controller's artefact folder, downloaded and checked where it is not there yet",
  variables: {
    name: { type: "str", required: true, about: "The program." },
    file: {
      type: "str",
      default: "{{ artifact_name }}",
      about: "The file in the artefact folder; by default it is called as the program.",
    },
    version: { type: "str", required: true, about: "Its version." },
    arch: { type: "str", required: true, about: "The processor it is for." },
    folder: { type: "path", required: true, about: "The artefact folder." },
    url: {
      type: "str",
      required: true,
      about: "Where it is downloaded from, with {version} and {arch}; .zip, .tar.gz and .gz are unpacked.",
    },
    sha256: { type: "str", required: true, about: "The checksum of what is downloaded." },
  },
};
