export { suiteLab as default } from "../src/index.ts";
