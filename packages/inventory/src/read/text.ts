import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { type Problem, problem } from "@logstead/base";
import { placeAt } from "./place.ts";
import { maxBytes, tooLarge } from "./size.ts";

/** Reads a text file, or says in one sentence why it cannot be read. CRLF and a byte order mark are fine. */
export function readText(file: string): string | Problem {
  let fd: number;
  try {
    // Without O_NONBLOCK a named pipe would wait here for a writer.
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return cannotOpen(file, error as NodeJS.ErrnoException);
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory())
      return problem("is-a-directory", "this is a folder, not a file", {
        file,
        want: "one inventory file; further files are named by its `include:`",
        fix: `./logstead inventory check ${file.replace(/\/+$/, "")}/NAME.yaml`,
      });
    if (!stat.isFile())
      return problem("not-a-file", "this is a pipe, a device or a socket, not a file", {
        file,
        want: "an inventory file",
        fix: `ls -l ${file}   says what it is; write its content to a file first`,
      });
    if (stat.size > maxBytes) return tooLarge(file, stat.size);
    return decode(file, readFileSync(fd));
  } catch (error) {
    return cannotOpen(file, error as NodeJS.ErrnoException);
  } finally {
    closeSync(fd);
  }
}

function decode(file: string, bytes: Buffer): string | Problem {
  const utf16 =
    bytes.length >= 2 &&
    ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  try {
    if (!utf16) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Falls through to the one message for everything that is not UTF-8.
  }
  const at = utf16 ? 0 : firstInvalid(bytes);
  const before = bytes.subarray(0, at).toString("utf8");
  const byte = bytes.subarray(at, at + 1);
  return problem("not-utf8", utf16 ? "this file is UTF-16, not UTF-8" : "this file is not UTF-8 text", {
    file,
    ...placeAt(before, before.length),
    got: utf16
      ? "a UTF-16 byte order mark"
      : `byte 0x${byte.toString("hex")}, which is ${byte.toString("latin1")} in ISO-8859-1`,
    want: "UTF-8",
    fix: `iconv -f ${utf16 ? "UTF-16" : "ISO-8859-1"} -t UTF-8 ${file} > fixed.yaml`,
  });
}

/** The offset of the first byte that cannot be UTF-8, by halving. */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return bad - 1;
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function cannotOpen(file: string, error: NodeJS.ErrnoException): Problem {
  const link = linkOf(file);
  if (error.code === "ENOENT" && link)
    return problem("no-such-file", `this link leads to '${link}', which is not there`, {
      file,
      got: `${file} -> ${link}`,
      want: "an inventory file",
      fix: `ln -sfn THE-FILE ${file}   makes it lead elsewhere`,
    });
  if (error.code === "ENOENT" || error.code === "ENOTDIR")
    return problem("no-such-file", "there is no such file", {
      file,
      want: "an inventory file",
      fix: "./logstead init --out infra/environments/home.yaml   writes one",
    });
  if (error.code === "EACCES" || error.code === "EPERM")
    return problem("no-permission", "this file may not be read", {
      file,
      want: "read permission",
      fix: `chmod u+r ${file}   (or run as its owner)`,
    });
  return problem("cannot-read", `this file cannot be read (${error.code})`, {
    file,
    want: "a readable file",
    fix: `ls -l ${file}`,
  });
}
