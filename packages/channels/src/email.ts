import { HostPort, SecretRef } from "@logstead/fields";
import { z } from "zod";
import { channelKind, type Messages } from "./kind.ts";
import { held } from "./n8n.ts";
import { readSubject, readText } from "./reading.ts";
import { plainText, stormText, subject } from "./words.ts";

const Address = z.email("an e-mail address").meta({ examples: ["ops@example.org"] });

// #region message
const message: Messages<object> = {
  alert: (alert, about) => ({ subject: subject(alert), text: plainText(alert, about) }),
  storm: (storm) => ({ subject: storm.subject, text: stormText(storm) }),
};
// #endregion

export const email = channelKind({
  schema: z.strictObject({
    type: z.literal("email"),
    to: z.array(Address).min(1).describe("Who gets it."),
    from: Address.describe("Whom it is from."),
    smtp: HostPort.describe("The mail server."),
    user: z.string().min(1).optional().describe("The user at the mail server."),
    password: SecretRef.optional().describe("The user's password."),
    startTls: z.boolean().default(true).describe("Whether the connection is encrypted."),
  }),
  missing: ({ user, password }) =>
    user && !password
      ? [
          {
            setting: "password",
            message: "the mail server's user has no password",
            example: (name) => `secret:${name}-password`,
          },
        ]
      : [],
  summary: ({ to, smtp }) => `${to.join(", ")} by ${smtp}`,
  secrets: ({ password }) => (password ? [password] : []),
  credential: ({ smtp, startTls, user = "", password }) => {
    const [, host = "", port = "25"] = /^\[?(.*?)\]?:(\d+)$/.exec(smtp) ?? [];
    // Port 465 is encrypted from the first byte (RFC 8314, section 3.3); elsewhere STARTTLS follows.
    const secure = startTls && port === "465";
    const server = { host, port: Number(port), secure, disableStartTls: !startTls };
    return { type: "smtp", data: { ...server, user, password: password ? held(password) : "" } };
  },
  node: ({ from, to }, message) => ({
    type: "n8n-nodes-base.emailSend",
    typeVersion: 2.1,
    parameters: {
      fromEmail: from,
      toEmail: to.join(", "),
      subject: `={{ ${message}.subject }}`,
      emailFormat: "text",
      text: `={{ ${message}.text }}`,
      options: { appendAttribution: false },
    },
    retry: { tries: 2, wait: 2000 },
  }),
  // A silent mail server takes two minutes for each try, which nothing here can shorten.
  seconds: 242,
  shown: () => ({}),
  message,
  probe: ({ subject = "", text = "" }) => ({ ...readSubject(subject), ...readText(text) }),
});
