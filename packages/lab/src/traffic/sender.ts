import { createSocket } from "node:dgram";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";

/*
 * Runs inside the lab's network: takes messages as JSON strings, one a line, and sends each as it is,
 * one datagram or one piece of a TCP stream.
 */
const [transport, address = "", port = ""] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin });

if (transport === "udp") {
  const socket = createSocket("udp4");
  socket.connect(Number(port), address);
  await new Promise((connected) => socket.once("connect", connected));
  // nobody listening is not an error of UDP: the lines are lost, which is what the count is to show
  socket.on("error", () => {});
  for await (const line of lines) await new Promise((sent) => socket.send(JSON.parse(line), sent));
  socket.close();
} else {
  const socket = createConnection(Number(port), address);
  const closed = new Promise<void>((done, failed) => {
    socket.once("close", () => done());
    socket.once("error", failed);
  });
  closed.catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  for await (const line of lines)
    if (!socket.write(JSON.parse(line))) await new Promise((drained) => socket.once("drain", drained));
  socket.end();
  await closed;
}
