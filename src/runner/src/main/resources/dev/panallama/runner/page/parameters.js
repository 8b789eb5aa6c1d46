// How a conversation is answered: instructions, sampling, thinking. What is empty is as the model's maker or the server has it.

import { failed, toast } from "./dialogs.js";
import { byId, debounced, el, iconButton } from "./dom.js";
import { state } from "./models.js";
import { Presets, same } from "./presets.js";
import * as store from "./store.js";

const DEFAULTS = "panallama.settings";

const NUMBERS = [
  ["temperature", "Temperature", 0, 2, 0.05, 0.8, "Higher is more surprising, 0 always takes the likeliest."],
  ["top_k", "Top-k", 0, 200, 1, 40, "Chooses among so many tokens; 0 among all."],
  ["top_p", "Top-p", 0, 1, 0.01, 0.95, "Chooses among the likeliest that have this much together."],
  ["min_p", "Min-p", 0, 1, 0.01, 0.05, "Leaves out what is less likely than this share of the likeliest."],
  ["repeat_penalty", "Repeat penalty", 1, 2, 0.01, 1, "Above 1 it repeats itself less."],
  ["presence_penalty", "Presence penalty", -2, 2, 0.05, 0, "Makes what was there once less likely."],
  ["frequency_penalty", "Frequency penalty", -2, 2, 0.05, 0, "Makes what was there often less likely."],
  ["max_tokens", "Longest answer", 1, 1_000_000, 1, null, "In tokens; empty for as long as there is room."],
  ["seed", "Seed", 0, 4_294_967_295, 1, null, "The same seed gives the same answer; empty for chance."],
];

export function defaultSettings() {
  try {
    return JSON.parse(localStorage.getItem(DEFAULTS)) ?? {};
  } catch {
    return {};
  }
}

export class Parameters {
  #panel = byId("parameters");
  #button = byId("parameters-button");
  #typed = null; // settings that are not kept yet, and the conversation that they belong to
  #keepSoon = debounced(400, () => this.#keep());
  #presets = new Presets((settings) => this.#use(settings));
  #settings = {};
  #makers = {};

  constructor(chat) {
    this.chat = chat;
    this.#button.addEventListener("click", () => this.toggle());
    chat.changed.listen(() => this.#chatChanged());
    addEventListener("pagehide", () => this.#leave());
  }

  get open() {
    return !this.#panel.hidden;
  }

  toggle(open = !this.open) {
    if (!open) this.#keep();
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", open);
    if (open) void this.#draw().then(() => this.#panel.querySelector("textarea").focus());
    else this.#button.focus();
  }

  #chatChanged() {
    if (this.#typed && this.#typed.id === this.#conversation) this.chat.settings = this.#settings; // it goes before what was kept
    else this.#keep();
    if (this.open && (!same(this.chat.settings, this.#settings) || this.chat.model !== this.shown)) void this.#draw();
  }

  get #conversation() {
    return this.chat.conversation?.id;
  }

  #keep() {
    const typed = this.#takeTyped();
    if (typed) this.chat.useSettings(typed.settings, typed.id).catch(failed);
  }

  /** The page goes away: what asks in the usual way would be given up. */
  #leave() {
    const typed = this.#takeTyped();
    if (typed?.id) store.change(typed.id, { settings: typed.settings }, true).catch(() => {});
  }

  /** Returns what is to be kept; nothing for a new chat that was left. One that has begun meanwhile has its id by now. */
  #takeTyped() {
    const typed = this.#typed;
    this.#typed = null;
    if (!typed || typed.id) return typed;
    return typed.settings === this.chat.settings ? { ...typed, id: this.#conversation } : null;
  }

  async #draw() {
    this.#settings = this.chat.settings;
    this.shown = this.chat.model;
    const about = this.chat.model ? await state.show(this.chat.model).catch(() => null) : null;
    this.#makers = madeFor(about);
    const content = [
      el("header.panel-head", el("h2", "Parameters"), iconButton("close", "Close", () => this.toggle(false))),
      el("div.panel-body",
        this.#presets.element, this.#system(about), this.#thinking(about), NUMBERS.map((it) => this.#number(...it)),
        el("div.buttons",
          el("button.button", { type: "button", onclick: () => this.#use({}) }, "Reset"),
          el("button.button", { type: "button", onclick: () => this.#makeDefault() }, "Use for new chats"))),
    ];
    const focused = this.#panel.contains(document.activeElement) ? document.activeElement : null;
    this.#panel.replaceChildren(...content);
    if (focused?.isConnected) focused.focus(); // the list of presets stays, what is around it is new
    this.#presets.show(this.#settings);
  }

  #set(name, value) {
    const { [name]: _, ...others } = this.#settings;
    this.#settings = value === undefined ? others : { ...others, [name]: value };
    this.chat.settings = this.#settings;
    this.#presets.show(this.#settings);
    this.#typed = { id: this.#conversation, settings: this.#settings };
    this.#keepSoon();
  }

  #system(about) {
    const area = el("textarea", { id: "setting-system", rows: 4, value: this.#settings.system ?? "", placeholder: about?.system || "You are a helpful assistant." });
    area.addEventListener("input", () => this.#set("system", area.value || undefined));
    return el("div.setting", el("label", { for: area.id }, "Instructions"), area, el("p.hint", "What the model is told before the conversation."));
  }

  #thinking(about) {
    if (!about?.capabilities?.includes("thinking")) return null;
    const options = [["auto", "As it likes"], ["on", "On"], ["off", "Off"]];
    const now = { true: "on", false: "off" }[this.#settings.think] ?? "auto";
    return el("div.setting", el("span.setting-label", "Thinking"), el("div.choice", { role: "radiogroup", "aria-label": "Thinking" },
      options.map(([value, label]) => el("label", el("input", {
        type: "radio", name: "think", value, checked: value === now,
        onchange: () => this.#set("think", { on: true, off: false }[value]),
      }), el("span", label)))));
  }

  #number(name, label, min, max, step, usual, hint) {
    const id = `setting-${name}`;
    const preset = this.#makers[name] ?? usual;
    const field = el("input", {
      id, type: "number", min, max, step, inputmode: "decimal", value: this.#settings[name] ?? "",
      placeholder: preset ?? (name === "seed" ? "chance" : "no limit"), "aria-describedby": `${id}-hint`,
    });
    const slider = preset === null ? null
      : el("input", { type: "range", min, max, step, value: this.#settings[name] ?? preset, tabindex: "-1", "aria-hidden": "true" });
    const change = (value) => {
      field.removeAttribute("aria-invalid");
      if (!field.checkValidity()) return field.setAttribute("aria-invalid", "true");
      this.#set(name, value === "" ? undefined : Number(value));
    };
    field.addEventListener("input", () => (slider && (slider.value = field.value || preset), change(field.value)));
    slider?.addEventListener("input", () => ((field.value = slider.value), change(slider.value)));
    return el("div.setting", el("div.line", el("label", { for: id }, label), field), slider, el("p.hint", { id: `${id}-hint` }, hint));
  }

  #use(settings) {
    this.#typed = null;
    this.#settings = settings;
    this.chat.useSettings(settings).catch(failed);
    void this.#draw();
  }

  #makeDefault() {
    localStorage.setItem(DEFAULTS, JSON.stringify(this.#settings));
    toast("New chats begin with these parameters.");
  }
}

/** Reads what a model's maker sets: lines of a name and a value. */
function madeFor(about) {
  const found = {};
  for (const line of (about?.parameters ?? "").split("\n")) {
    const [name, value] = line.trim().split(/\s+/);
    if (value !== undefined && Number.isFinite(Number(value))) found[name === "num_predict" ? "max_tokens" : name] = Number(value);
  }
  return found;
}
