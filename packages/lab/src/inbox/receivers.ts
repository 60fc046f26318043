import { createServer } from "node:net";
import type { ChannelType } from "@logstead/channels";
import { ntfy } from "./ntfy.ts";
import { pagerduty } from "./pagerduty.ts";
import type { Receiver } from "./receiver.ts";
import { slack } from "./slack.ts";
import { takeMail } from "./smtp.ts";
import { webhook } from "./webhook.ts";

/** A mail server that keeps what it is given. */
const email: Receiver = {
  port: 1025,
  open: (sink) => createServer((socket) => takeMail(socket, (mail) => sink.keep(mail))),
};

/** The lab's other side of every kind of channel. */
export const receivers: Record<ChannelType, Receiver> = { email, slack, pagerduty, ntfy, webhook };
