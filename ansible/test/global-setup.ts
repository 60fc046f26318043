import { suiteLab } from "@logstead/molecule-runner";

export default () => suiteLab("ansible");
