export { type Batch, streamName } from "../sources/batch.ts";
export { encodePush } from "../sources/push/encode.ts";
export { openStore } from "../stores/open.ts";
export { exportStore, importStore } from "../stores/transfer.ts";
export { parseSettings, readSettings, secretValue } from "./load.ts";
export { type RunOptions, runService } from "./run.ts";
