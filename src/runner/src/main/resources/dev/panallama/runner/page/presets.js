// Named sets of parameters, kept in this browser.

import { asked, toast } from "./dialogs.js";
import { el, icon, iconButton } from "./dom.js";

const KEPT = "panallama.presets";
const LONGEST = 60; // characters of a name

/** Returns all of them: {name, settings}, by name. */
function all() {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(read) ? read.filter((it) => it?.name && it.settings) : [];
  } catch {
    return [];
  }
}

function keep(presets) {
  const sorted = presets.toSorted((a, b) => a.name.localeCompare(b.name));
  localStorage.setItem(KEPT, JSON.stringify(sorted));
}

/** Whether two sets of parameters are the same. */
export function same(one, other) {
  const written = (it) => JSON.stringify(Object.entries(it).toSorted());
  return written(one) === written(other);
}

/** The line that chooses, saves and deletes them. */
export class Presets {
  #list = el("select", { "aria-label": "Preset", onchange: () => this.#choose() });
  #delete = iconButton("trash", "Delete this preset", () => this.#remove());
  #settings = {};
  element = el("div.presets", el("div.pick", this.#list, icon("down")),
    iconButton("save", "Save as a preset", () => void this.#save()), this.#delete);

  /** @param use takes the parameters that are chosen */
  constructor(use) {
    this.use = use;
  }

  /** These are the parameters now: the preset is marked that has them. */
  show(settings) {
    this.#settings = settings;
    const presets = all();
    const now = presets.find((it) => same(it.settings, settings));
    const none = presets.length ? "No preset" : "No presets yet";
    this.#list.replaceChildren(el("option", { value: "" }, none),
      ...presets.map(({ name }) => el("option", { value: name }, name)));
    this.#list.value = now?.name ?? "";
    this.#list.disabled = !presets.length;
    this.#delete.disabled = !now;
  }

  #choose() {
    const chosen = all().find((it) => it.name === this.#list.value);
    this.use(chosen ? { ...chosen.settings } : {});
  }

  async #save() {
    const given = await asked("Save as a preset", "Instructions and numbers as they are now. A preset of the same name is replaced.",
      { label: "Name", value: this.#list.value });
    const name = given?.trim().slice(0, LONGEST);
    if (!name) return;
    keep([...all().filter((it) => it.name !== name), { name, settings: this.#settings }]);
    this.show(this.#settings);
  }

  #remove() {
    const before = all();
    const name = this.#list.value;
    keep(before.filter((it) => it.name !== name));
    this.show(this.#settings);
    this.#list.focus();
    toast(`The preset “${name}” is deleted.`, { action: { label: "Undo", run: () => (keep(before), this.show(this.#settings)) } });
  }
}
