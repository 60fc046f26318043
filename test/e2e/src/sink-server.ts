import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const [host = "", port = "", file = ""] = process.argv.slice(2);

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    if (request.method === "POST")
      appendFileSync(
        file,
        `${JSON.stringify({ path: request.url, body: Buffer.concat(parts).toString() })}\n`,
      );
    // as the alert flow answers the detector when every channel took an alert
    const outcomes = ["mail", "chat", "pager", "phone", "hook"].map((channel) => [
      channel,
      { outcome: "sent" },
    ]);
    response.end(JSON.stringify({ channels: Object.fromEntries(outcomes) }));
  });
}).listen(Number(port), host, () => process.stdout.write("listening\n"));
