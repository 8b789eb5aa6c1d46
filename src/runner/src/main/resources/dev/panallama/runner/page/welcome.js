// What is shown where no conversation is yet.

import { catalog } from "./catalog.js";
import { byId, el, show } from "./dom.js";
import { state } from "./models.js";

const BEGINNINGS = [
  ["Explain something", "Explain how a rainbow forms, for a ten-year-old."],
  ["Write a text", "Write a short, friendly note that thanks a neighbour for watering the plants."],
  ["Write code", "Write a Java record for a point in the plane, with its distance to another point."],
  ["Think along", "Give me three names for a small café by a lake."],
];

export class Welcome {
  #box = byId("welcome");
  #kind = "";
  #end = () => {};

  constructor(chat, composer) {
    this.chat = chat;
    this.composer = composer;
    chat.changed.listen(() => this.#draw());
    state.changed.listen(() => this.#draw());
  }

  #draw() {
    const empty = !this.chat.conversation && !this.chat.busy;
    show(this.#box, empty);
    document.body.classList.toggle("begins", empty);
    const kind = !state.known ? "" : this.chat.model ? "chat" : "models";
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#end();
    this.#end = () => {};
    this.#box.replaceChildren();
    if (kind === "chat") this.#box.append(...this.#beginnings());
    if (kind === "models") this.#models();
  }

  #beginnings() {
    return [
      el("h1", "What is on your mind?"),
      el("p.lead", "It stays on this machine."),
      el("div.beginnings", BEGINNINGS.map(([title, text]) =>
        el("button.beginning", { type: "button", onclick: () => this.composer.write(text) }, el("strong", title), el("span", text)))),
    ];
  }

  #models() {
    const list = el("div");
    this.#box.append(
      el("h1", "Welcome to Panallama"),
      el("p.lead", "Choose a model to talk to. It is downloaded once; then everything runs on this machine, and what you write stays here."),
      list);
    this.#end = catalog(list, this.chat);
  }
}
