export { suiteLab as default } from "@logstead/molecule-runner";
