export { table } from "@logstead/base/output";
