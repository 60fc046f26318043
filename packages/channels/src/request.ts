/** A message's body goes out as JSON, with `body` added; headers and `body` carry secrets. */
export interface Request {
  method: "POST" | "PUT";
  url: string;
  headers?: Record<string, string>;
  body?: Record<string, string>;
}
