/** An address as it stands before a port or in a URL: IPv6 in brackets (RFC 3986, section 3.2.2). */
export const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);
