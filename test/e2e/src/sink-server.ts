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
    response.end("ok");
  });
}).listen(Number(port), host, () => process.stdout.write("listening\n"));
