/*
 * The only place where elements are made. Texts become text nodes, never markup: lines of logs are written by
 * whoever can reach a log.
 */

/**
 * @param {string} tag such as `button` or `button.quiet`
 * @param {Record<string, any>} [props] `onclick` listens, `class` adds, `data` sets data-*, others are attributes
 * @param {...any} children nodes, texts, numbers, lists of them; what is null, undefined or false is left out
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return filled(document.createElement(name), classes, props, children);
}

/** The same for a part of a drawing. @returns {any} */
export function svg(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), classes, props, children);
}

function filled(element, classes, props, children) {
  for (const one of classes) element.classList.add(one);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
    else if (key === "data") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...nodesOf(children));
  return element;
}

function nodesOf(children) {
  return children
    .flat(Number.POSITIVE_INFINITY)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...nodesOf(children));
  return element;
}

/**
 * Brings a list of elements up to date by their `data-id`: those that did not change stay as they are, so that
 * focus and selection stay too.
 * @param {HTMLElement} parent
 * @param {{id: string, version: string, make: () => HTMLElement}[]} items
 */
export function reconcile(parent, items) {
  const focused = parent.contains(document.activeElement)
    ? document.activeElement?.closest("[data-id]")?.getAttribute("data-id")
    : undefined;
  const held = new Map([...parent.children].map((child) => [child.getAttribute("data-id"), child]));
  const next = items.map(({ id, version, make }) => {
    const old = held.get(id);
    if (old?.getAttribute("data-version") === version) return old;
    const element = make();
    element.dataset.id = id;
    element.dataset.version = version;
    return element;
  });
  for (const [i, element] of next.entries())
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  while (parent.children.length > next.length) parent.lastElementChild?.remove();
  if (focused !== undefined && !parent.contains(document.activeElement)) {
    const again = next.find((element) => element.getAttribute("data-id") === focused);
    const target = again?.querySelector("a, button");
    if (target instanceof HTMLElement) target.focus();
  }
}
