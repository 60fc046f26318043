export { messageCode } from "./code.ts";
export type { About, Heard, Message, Messages, Storm, Taken } from "./kind.ts";
export { type CredentialData, held, httpRequest, type Node, secretName } from "./n8n.ts";
export { Channel, type ChannelType, channelTypes, kindOf } from "./registry.ts";
export { clock, line, span } from "./words.ts";
