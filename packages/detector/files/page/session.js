/*
 * The token of this tab: kept in sessionStorage, so that it is gone when the tab is closed and another tab of
 * another person does not have it. `caller` is what the service says of it.
 */
const key = "logstead.token";

export const session = {
  /** @type {string | undefined} */
  token: read(),
  /** @type {{name: string, role: "read" | "feedback" | "admin"} | undefined} */
  caller: undefined,
};

function read() {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} token */
export function keepToken(token) {
  session.token = token;
  session.caller = undefined;
  try {
    if (token === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    // Without storage the token lives as long as the document.
  }
}

/** Whether the token may mark and silence; true until it is known, the service decides in any case. */
export const mayJudge = () => session.caller?.role !== "read";
