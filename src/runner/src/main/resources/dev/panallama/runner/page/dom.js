// Builds elements. Texts are always texts: nothing here reads markup.

/** Makes an element: el("button.quiet", {type: "button", onclick}, "Text", child, …). */
export function el(what, ...rest) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  if (rest.length && isAttributes(rest[0])) set(made, rest.shift());
  made.append(...rest.flat().filter((it) => it !== null && it !== undefined && it !== false));
  return made;
}

function isAttributes(value) {
  return value !== null && typeof value === "object" && !(value instanceof Node) && !Array.isArray(value);
}

/** Sets attributes, and listeners where a name begins with "on". */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

/** Shows or hides. */
export function show(element, visible) {
  element.hidden = !visible;
}

export function byId(id) {
  return document.getElementById(id);
}

const SVG = "http://www.w3.org/2000/svg";

// Lines in a square of 24.
const ICONS = {
  plus: "M12 5v14M5 12h14",
  search: "M16 16l4.5 4.5M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14z",
  sidebar: "M4 6h16v12H4zM10 6v12",
  sliders: "M4 8h8M18 8h2M4 16h2M12 16h8M15 5.5v5M9 13.5v5",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  copy: "M9 9h10v10H9zM15 5H5v10",
  check: "M5 12.5l4.5 4.5L19 7.5",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  again: "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5",
  left: "M14 6l-6 6 6 6",
  right: "M10 6l6 6-6 6",
  down: "M6 10l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  clip: "M19 11.5l-7 7a4.2 4.2 0 0 1-6-6l7.5-7.5a2.8 2.8 0 0 1 4 4L10 16.5a1.4 1.4 0 0 1-2-2l6.5-6.5",
  file: "M7 4h7l4 4v12H7zM14 4v4h4",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9.5l5-5 5 5M5 20h14",
  gear: "M12 15a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
  forward: "M5 6l7 6-7 6zM13 6l7 6-7 6z",
  bulb: "M9.5 18h5M10.5 21h3M9 15c0-2-2.5-3-2.5-6.2a5.5 5.5 0 0 1 11 0C17.5 12 15 13 15 15z",
  chip: "M7 7h10v10H7zM10 4v3M14 4v3M10 17v3M14 17v3M4 10h3M4 14h3M17 10h3M17 14h3",
  save: "M7 4.5h10v15.5l-5-4-5 4z",
  eject: "M6 14l6-7 6 7zM6 18h12",
};

/** Draws one of the page's icons; it is decoration, the button has a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Makes a button that is an icon; the label is what it is called. */
export function iconButton(name, label, onclick, attributes = {}) {
  return el("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

/** Waits until somebody has stopped for so long. */
export function debounced(milliseconds, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}

/** Tells listeners: a value that many look at. */
export class Signal {
  #listeners = new Set();

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(...values) {
    for (const it of [...this.#listeners]) it(...values);
  }
}
