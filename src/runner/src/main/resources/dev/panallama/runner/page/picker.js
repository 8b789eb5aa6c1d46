// Which model answers: chosen from those that are there.

import { openCatalog } from "./catalog.js";
import { confirmed, failed, place, toast } from "./dialogs.js";
import { byId, el, icon, iconButton } from "./dom.js";
import { bytes, count } from "./format.js";
import { computesOn, short, state } from "./models.js";

export class ModelPicker {
  #button = byId("model-button");
  #box = byId("model-picker");
  #drawn = "";

  constructor(chat) {
    this.chat = chat;
    this.#button.addEventListener("click", () => this.toggle());
    this.#box.addEventListener("toggle", (event) => this.#button.setAttribute("aria-expanded", event.newState === "open"));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    state.changed.listen(() => this.#changed());
    chat.changed.listen(() => this.#drawButton());
    this.#drawButton();
  }

  toggle() {
    if (this.#box.matches(":popover-open")) return this.#box.hidePopover();
    this.#draw();
    this.#box.showPopover();
    place(this.#box, this.#button);
    (this.#box.querySelector("[aria-checked=true]") ?? this.#box.querySelector("button"))?.focus();
    state.refresh().catch(failed);
  }

  #changed() {
    this.#drawButton();
    if (!this.#box.matches(":popover-open") || this.#drawn === this.#facts()) return;
    const focused = document.activeElement?.dataset?.name;
    this.#draw();
    if (focused) this.#box.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
  }

  #drawButton() {
    const { model } = this.chat;
    const loaded = model && state.loadedAs(model);
    const note = loaded ? "in memory" : "";
    this.#button.replaceChildren(
      el(`span.lamp${loaded ? ".on" : ""}`, { title: note }),
      el("span.model-name", model ? short(model) : state.known && !state.installed.length ? "No model yet" : "Choose a model"),
      el("span.away", note), icon("down"));
  }

  /** Returns what the list shows: it is drawn anew when that has changed, and not under somebody's finger. */
  #facts() {
    return JSON.stringify([state.installed, state.loaded.map((it) => it.name), this.chat.model]);
  }

  #draw() {
    this.#drawn = this.#facts();
    const all = state.installed.map((it) => this.#item(it));
    this.#box.replaceChildren(
      el("div.models", { role: "radiogroup", "aria-label": "Models" }, all.length ? all : el("p.empty", "No model is here yet.")),
      el("button.menu-item", { type: "button", onclick: () => (this.#box.hidePopover(), openCatalog(this.chat)) }, icon("download"), "Get more models"));
  }

  #item(it) {
    const loaded = state.loadedAs(it.name);
    const { parameter_size: size, quantization_level: quantization } = it.details;
    const facts = [size, quantization, bytes(it.size)].filter(Boolean).join(" · ");
    const status = loaded ? `In memory, ${computesOn(loaded)} · ${count(loaded.context_length)} tokens` : "";
    const chosen = this.chat.model && state.find(this.chat.model) === it;
    const choice = el("button.model", {
      type: "button", role: "radio", "aria-checked": String(Boolean(chosen)), "data-name": it.name,
      onclick: () => this.#choose(it),
    }, el(`span.lamp${loaded ? ".on" : ""}`), el("span.model-text", el("strong", short(it.name)), el("small", facts), status && el("small.status", status)));
    if (chosen) choice.append(icon("check"));
    const row = el("div.model-row", choice);
    if (loaded) row.append(iconButton("eject", `Free the memory of ${short(it.name)}`, () => state.free(it.name).catch(failed)));
    row.append(iconButton("trash", `Remove ${short(it.name)}`, () => this.#remove(it).catch(failed)));
    this.#markUnable(it, choice);
    return row;
  }

  /** Some models rank or compare texts and cannot chat. */
  async #markUnable(it, choice) {
    const { capabilities } = await state.show(it.name).catch(() => ({ capabilities: ["completion"] }));
    if (capabilities.includes("completion")) return;
    choice.disabled = true;
    choice.querySelector(".model-text").append(el("small.status", "Compares texts, does not chat"));
  }

  #choose(it) {
    this.#box.hidePopover();
    this.chat.useModel(short(it.name)).catch(failed);
    byId("prompt").focus();
  }

  async #remove(it) {
    this.#box.hidePopover();
    if (!(await confirmed(`Remove ${short(it.name)}?`, `Its files (${bytes(it.size)}) are deleted, unless another model needs them.`, "Remove"))) return;
    await state.remove(it.name);
    toast(`${short(it.name)} is removed.`);
    if (this.chat.model && !state.find(this.chat.model)) {
      this.chat.model = await state.preferred();
      this.chat.changed.tell();
    }
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.#box.querySelectorAll(".model:not(:disabled), .menu-item")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  }
}
