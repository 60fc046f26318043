import { call } from "../api.js";
import { fill, h } from "../dom.js";
import { keepToken } from "../session.js";

/** Asks for a token and tries it. @param {HTMLElement} main @param {string | undefined} reason */
export function showSignIn(main, reason, signedIn) {
  document.title = "Sign in · Logstead";
  const problem = h("p.problem", { id: "problem", role: "alert" }, reason ?? "");
  const input = h("input", {
    id: "token",
    name: "token",
    type: "password",
    autocomplete: "current-password",
    autocapitalize: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "problem where",
  });
  const button = h("button.primary", { type: "submit" }, "Sign in");
  const wrong = (text) => {
    fill(problem, text);
    input.setAttribute("aria-invalid", "true");
    input.select();
    input.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const token = input.value.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) return wrong("A token has letters, digits and signs, without spaces.");
    button.disabled = true;
    try {
      keepToken(token);
      await call("status");
      signedIn();
    } catch (error) {
      keepToken(undefined);
      const wait = error.retryAfter ? ` Try again in ${error.retryAfter} s.` : "";
      wrong(error.status === 401 ? "The service does not know this token." : `${error.message}.${wait}`);
    } finally {
      button.disabled = false;
    }
  };
  fill(
    main,
    h(
      "div.view.sign-in",
      {},
      h("h1", { tabindex: "-1" }, "Sign in"),
      h("p", {}, "What is unusual in the logs of this site, and what was said of it."),
      h("form", { onsubmit: submit }, h("label", { for: "token" }, "Token"), input, problem, button),
      h(
        "p.dim",
        { id: "where" },
        "Tokens stand under ",
        h("code", {}, "http.tokens"),
        " of the detector's settings: ",
        h("em", {}, "read"),
        " to look, ",
        h("em", {}, "feedback"),
        " to mark and silence. This tab keeps it until it is closed.",
      ),
    ),
  );
  input.focus();
}
