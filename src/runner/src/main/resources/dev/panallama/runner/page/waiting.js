// What is shown before an answer begins, and in its place when there is none.

import { el, icon } from "./dom.js";
import { count, seconds } from "./format.js";
import { short, state } from "./models.js";

/** Says what is waited for, and for how long. */
export class Waiting {
  #start = performance.now();
  #text = el("span");

  constructor(view, model) {
    this.view = view;
    this.model = model;
    this.loads = !state.loadedAs(model);
    view.note(el("div.waiting", { role: "status" }, el("span.dots", el("i"), el("i"), el("i")), this.#text));
    this.timer = setInterval(() => this.#tick(), 200);
    this.#tick();
  }

  #tick() {
    const time = performance.now() - this.#start;
    const what = this.loads ? `Loading ${short(this.model)} into memory` : "Reading";
    this.#text.textContent = time < 900 ? what : `${what} · ${seconds(time)}`;
  }

  end() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.view.note();
  }
}

/** Says why there is no answer, and what can be done. */
export function trouble(error, again) {
  return el("div.trouble", { role: "alert" },
    el("p", explained(error)),
    el("button.button", { type: "button", onclick: again }, icon("again"), "Try again"));
}

function explained(error) {
  const { n_prompt_tokens: prompt, n_ctx: context } = error.details ?? {};
  if (prompt && context)
    return `The context is full: this conversation has ${count(prompt)} tokens, and the model takes ${count(context)} with its answer. `
      + "Nothing is forgotten quietly: shorten it by editing or deleting messages, or begin a new chat.";
  return error.message;
}
