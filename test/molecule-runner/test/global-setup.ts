import { suiteLab } from "../src/index.ts";

export default () => suiteLab("molecule");
