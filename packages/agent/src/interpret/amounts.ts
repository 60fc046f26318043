import { ByteSize, type Duration, inBytes, inSeconds } from "@logstead/inventory";

/** Seconds of a duration as Go writes it (`1h30m`, `500ms`). */
export const secondsOf = (text: string): number => inSeconds(text as Duration);

/** Bytes of a size as Promtail and Alloy read it (`256KiB`). */
export const bytesOf = (text: string): number => inBytes(ByteSize.parse(text));
