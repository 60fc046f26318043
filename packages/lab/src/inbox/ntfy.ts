import { type JsonRequest, overHttp } from "./receiver.ts";

/*
 * ntfy's publishing (docs.ntfy.sh/publish): JSON to the root, or a text to a topic with the rest in headers; errors
 * with the codes of its server. Topics here are protected: any access token writes.
 */
interface Publication {
  topic: string;
  message: string;
  title: string;
  priority: number;
  tags: string[];
  click: string;
}

type Refused = [http: number, code: number, error: string];

const messageLimit = 4096;
const priorities = ["", "min", "low", "default", "high", "max"];

export const ntfy = overHttp(8028, (request, count) => {
  const published = read(request);
  if (Array.isArray(published)) {
    const [http, code, error] = published;
    return { refused: { status: http, body: { code, http, error } } };
  }
  const id = count.toString(36).padStart(12, "0");
  const seconds = Math.floor(Date.now() / 1000);
  const body = { id, time: seconds, expires: seconds + 43_200, event: "message", ...published };
  return { taken: { status: 200, body } };
});

function read(request: JsonRequest): Publication | Refused {
  const path = request.path.split("?")[0] as string;
  if (request.method !== "POST" && request.method !== "PUT") return [404, 40401, "page not found"];
  const published = path === "/" ? fromJson(request) : fromHeaders(request, path.slice(1));
  if (Array.isArray(published)) return published;
  const { authorization } = request.headers;
  if (!authorization) return [403, 40301, "forbidden"];
  if (!/^Bearer \S+$/.test(authorization) && !authorization.startsWith("Basic "))
    return [401, 40101, "unauthorized"];
  if (!Number.isInteger(published.priority) || published.priority < 0 || published.priority > 5)
    return [400, 40007, "invalid priority parameter"];
  // it would become an attachment, which servers do not take unless they are told to
  if (Buffer.byteLength(published.message) > messageLimit)
    return [400, 40014, "invalid request: attachments not allowed"];
  return published;
}

const topicForm = /^[-_A-Za-z0-9]{1,64}$/;

function fromJson({ text = "", body }: JsonRequest): Publication | Refused {
  if (Buffer.byteLength(text) > 2 * messageLimit) return [413, 41303, "JSON body too large"];
  if (typeof body !== "object" || body === null || !typed(body))
    return [400, 40024, "invalid request: request body must be valid JSON"];
  const { topic = "", message = "triggered", title = "", priority = 0, tags = [], click = "" } = body;
  if (!topicForm.test(topic)) return [400, 40009, "invalid request: topic invalid"];
  return { topic, message: message || "triggered", title, priority, tags, click };
}

/** Go refuses a field of another type. */
const typed = (body: Record<string, unknown>) =>
  ["topic", "message", "title", "click"].every((name) =>
    ["string", "undefined"].includes(typeof body[name]),
  ) &&
  ["number", "undefined"].includes(typeof body.priority) &&
  (body.tags === undefined ||
    (Array.isArray(body.tags) && body.tags.every((tag) => typeof tag === "string")));

function fromHeaders({ headers, text = "" }: JsonRequest, topic: string): Publication | Refused {
  if (!topicForm.test(topic)) return [404, 40401, "page not found"];
  const of = (name: string) => String(headers[`x-${name}`] ?? headers[name] ?? "");
  const said = of("priority").toLowerCase();
  const named = priorities.indexOf(said === "urgent" ? "max" : said);
  const priority = /^[1-5]$/.test(said) ? Number(said) : named === -1 ? Number.NaN : named;
  const tags = of("tags").split(",").filter(Boolean);
  return { topic, message: text || "triggered", title: of("title"), priority, tags, click: of("click") };
}
