import { createConnection } from "node:net";
import type { Lab } from "./config.ts";
import type { LabPort } from "./plan.ts";
import { demand } from "./supervisor/client.ts";

export interface OpenPage extends LabPort {
  url: string;
  /** Whether something in the lab listens there now. */
  answers: boolean;
}

/** Forwards the lab's pages to loopback, for as long as the lab is up. */
export async function labOpen(lab: Lab, ports: LabPort[] = lab.started.plan.ports): Promise<OpenPage[]> {
  const { forwards } = await demand(lab, { op: "open", ports });
  const asked = forwards.filter((f) => ports.some((p) => p.host === f.host && p.port === f.port));
  return Promise.all(
    asked.map(async ({ local, ...port }) => ({
      ...port,
      url: `${port.tls ? "https" : "http"}://127.0.0.1:${local}/`,
      answers: await answers(local),
    })),
  );
}

/** The forward always accepts; it closes at once where nothing listens behind it. */
function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => socket.write("HEAD / HTTP/1.0\r\n\r\n"));
    socket.once("data", () => finish(true));
    for (const event of ["close", "error"] as const) socket.once(event, () => finish(false));
    const late = setTimeout(() => finish(true), 2_000);
    const finish = (answer: boolean) => {
      clearTimeout(late);
      socket.destroy();
      done(answer);
    };
  });
}
