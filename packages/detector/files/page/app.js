import { onApiError } from "./api.js";
import { fill, h } from "./dom.js";
import { renewTimes } from "./format.js";
import { watchHealth } from "./health.js";
import { helpButton } from "./help.js";
import { icon } from "./icons.js";
import { listenToKeys } from "./keys.js";
import { follow, forget, hear, known, renewStatus } from "./live.js";
import { go, route, showTab } from "./router.js";
import { keepToken, session } from "./session.js";
import { themeButton } from "./theme-button.js";
import { showSignIn } from "./views/sign-in.js";

/* Starts the page: asks for a token where there is none, then follows the service and shows what is asked for. */
const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const tools = /** @type {HTMLElement} */ (document.getElementById("tools"));
let signedIn = new AbortController();

function start() {
  signedIn = new AbortController();
  const { signal } = signedIn;
  document.body.classList.add("signed-in");
  hear("status", signal, ({ site, firing }) => {
    /** @type {HTMLElement} */ (document.getElementById("site")).textContent = site;
    document.body.dataset.firing = String(firing);
  });
  drawTools(signal);
  renewStatus(signal).catch(() => {});
  follow(signal);
  route(main, { focus: false });
}

function signOut(reason) {
  signedIn.abort();
  keepToken(undefined);
  forget();
  document.body.classList.remove("signed-in");
  fill(tools, themeButton(), helpButton());
  showTab(undefined);
  showSignIn(main, reason, start);
}

function drawTools(signal) {
  const text = { starting: "Connecting", live: "Live", lost: "Reconnecting" };
  const light = h("span.live", { role: "status" });
  const draw = () => {
    light.dataset.state = known.connection;
    fill(light, h("span.dot", { "aria-hidden": "true" }), h("span.live-text", {}, text[known.connection]));
  };
  draw();
  hear("connection", signal, draw);
  const out = h(
    "button.icon",
    { type: "button", title: "Sign out", "aria-label": "Sign out", onclick: () => signOut(undefined) },
    icon("out"),
  );
  fill(tools, light, themeButton(), helpButton(), out);
}

onApiError((error) => {
  if (error.status === 401 && document.body.classList.contains("signed-in"))
    signOut("The service does not know this token (any more).");
});
addEventListener("hashchange", () => {
  if (session.token !== undefined) route(main, { focus: true });
});
/** @type {HTMLElement} */ (document.getElementById("skip")).addEventListener("click", (event) => {
  // The address behind # is the view's.
  event.preventDefault();
  main.focus();
});
setInterval(renewTimes, 15_000);
listenToKeys({ go });
watchHealth();
if (session.token === undefined) signOut(undefined);
else start();
