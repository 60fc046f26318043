import { type CidrAddress, ipOf } from "@logstead/fields";

/** An address of the host itself at which a listener on `address` answers. */
export const reachable = (address: CidrAddress): string =>
  ipOf(address) === "0.0.0.0" ? "127.0.0.1" : ipOf(address);
