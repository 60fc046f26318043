import { serveProvider } from "../kit/index.ts";
import { copyToRemote } from "./copy.ts";
import { command as localCommand, runInvoke } from "./local.ts";
import { killAll } from "./process.ts";
import { command as remoteCommand } from "./remote.ts";

await serveProvider({
  name: "command",
  version: "1.2.1",
  resources: {
    "command:local:Command": localCommand,
    "command:remote:Command": remoteCommand,
    "command:remote:CopyToRemote": copyToRemote,
  },
  invokes: { "command:local:run": runInvoke },
  stop: killAll,
});
