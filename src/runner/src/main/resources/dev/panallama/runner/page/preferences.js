// What somebody likes, kept in this browser: theme, size, raw texts.

import { forgetKey, get, hasKey } from "./api.js";
import { dialog } from "./dialogs.js";
import { el, Signal } from "./dom.js";
import { bytes, count } from "./format.js";
import { computesOn, short } from "./models.js";
import { openRequests } from "./requests.js";

const root = document.documentElement;

export const preferences = {
  changed: new Signal(),
  get raw() {
    return localStorage.getItem("panallama.raw") === "true";
  },
};

function setTheme(theme) {
  localStorage.setItem("panallama.theme", theme);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = theme === "system" ? (dark ? "dark" : "light") : theme;
}

function setSize(size) {
  localStorage.setItem("panallama.size", size);
  root.style.fontSize = `${size}px`;
}

const KEYS = [
  ["Enter", "send"], ["Shift Enter", "new line"], ["Esc", "stop the answer"], ["↑", "edit your last message"],
  ["Ctrl K", "search"], ["Ctrl Shift O", "new chat"], ["Ctrl B", "list of conversations"], ["Ctrl /", "this window"],
];

function choice(name, current, options, onchange) {
  return el("div.choice", { role: "radiogroup", "aria-label": name }, options.map(([value, label]) => {
    const input = el("input", { type: "radio", name, value, checked: value === current, onchange: () => onchange(value) });
    return el("label", input, el("span", label));
  }));
}

function row(label, control) {
  return el("div.row", el("span.row-label", label), control);
}

/** Says what a model in memory takes there, and how much of it is on a GPU. */
function placed(model) {
  return [short(model.name), bytes(model.size), computesOn(model), `${count(model.context_length)} tokens`].join(" · ");
}

async function machine(target) {
  const [it, { models }] = await Promise.all([get("/panallama/machine"), get("/api/ps")]);
  const memory = `${bytes(it.memory_free_bytes)} free of ${bytes(it.memory_bytes)}`;
  target.replaceChildren(...[
    row("Panallama", it.version), row("Memory", memory), row("For models", bytes(it.model_memory_bytes)),
    models.map((one, index) => row(index ? "" : "In memory", placed(one))),
    row("Processors", String(it.cores)), row("Threads", it.threads ? String(it.threads) : "one a processor, fewer while it is busy"),
    row("Computes on", it.backend || "the processor"), row("Address", location.origin),
    el("button.button", { type: "button", onclick: openRequests }, "Last requests"),
  ].flat());
}

/** Opens the window of preferences. */
export function openPreferences() {
  const raw = el("input", { type: "checkbox", checked: preferences.raw, role: "switch", "aria-label": "Show answers as they were written" });
  raw.onchange = () => {
    localStorage.setItem("panallama.raw", raw.checked);
    preferences.changed.tell();
  };
  const size = el("input", {
    type: "range", min: 13, max: 20, step: 1, "aria-label": "Size of text",
    value: Number(localStorage.getItem("panallama.size")) || 16, oninput: () => setSize(size.value),
  });
  const hardware = el("div");
  machine(hardware).catch((failure) => hardware.replaceChildren(failure.message));
  dialog("Preferences", [
    el("section", el("h3", "Looks"),
      row("Theme", choice("Theme", localStorage.getItem("panallama.theme") || "system",
        [["light", "Light"], ["dark", "Dark"], ["system", "System"]], setTheme)),
      row("Size of text", size),
      row("Answers as they were written", raw)),
    el("section", el("h3", "Keys"), el("dl.keys", KEYS.map(([keys, what]) =>
      el("div", el("dt", keys.split(" ").map((it) => el("kbd", it))), el("dd", what))))),
    el("section", el("h3", "This machine"), hardware),
    hasKey() ? el("section", el("button.button", { type: "button", onclick: () => (forgetKey(), location.reload()) }, "Forget the API key")) : null,
  ], { className: "preferences" });
}
