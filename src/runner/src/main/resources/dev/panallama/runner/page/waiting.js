// What is shown before an answer begins, and in its place when there is none.

import { el, icon, show } from "./dom.js";
import { count, seconds } from "./format.js";
import { short, state } from "./models.js";

/** Says what is waited for, and for how long. */
export class Waiting {
  #start = performance.now();
  #text = el("span");
  #bar = el("progress", { "aria-label": "Loading", max: 1, hidden: true });
  #loaded = 0;

  constructor(view, model) {
    this.view = view;
    this.model = model;
    this.loads = !state.loadedAs(model);
    view.note(el("div.waiting", { role: "status" }, el("span.dots", el("i"), el("i"), el("i")), this.#text, this.#bar));
    this.timer = setInterval(() => this.#tick(), 200);
    this.#tick();
    void this.#followLoading();
  }

  #tick() {
    const time = performance.now() - this.#start;
    const share = this.#loaded > 0 ? ` · ${Math.round(this.#loaded * 100)} %` : "";
    const what = this.loads ? `Loading ${short(this.model)} into memory${share}` : "Reading";
    this.#text.textContent = time < 900 ? what : `${what} · ${seconds(time)}`;
    show(this.#bar, this.loads && this.#loaded > 0);
    this.#bar.value = this.#loaded;
  }

  /** Asks how far it has come, until it is there: the server may have freed it since it was used last. */
  async #followLoading() {
    await state.refreshLoaded().catch(() => {});
    this.loads = !state.loadedAs(this.model);
    this.#tick();
    while (this.timer && this.loads) {
      const place = await state.placeOf(this.model).catch(() => null);
      if (place?.state === "loaded") this.loads = false;
      this.#loaded = place?.progress ?? 0;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  end() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.view.note();
  }
}

/** Says what went wrong with an answer, and what can be done about it. */
export function trouble(error, deed, label = "Try again") {
  return el("div.trouble", { role: "alert" },
    el("p", explained(error)),
    el("button.button.later", { type: "button", onclick: deed }, icon("again"), label));
}

function explained(error) {
  const { n_prompt_tokens: prompt, n_ctx: context } = error.details ?? {};
  if (prompt && context)
    return `The context is full: this conversation has ${count(prompt)} tokens, and the model takes ${count(context)} with its answer. `
      + "Nothing is forgotten quietly: shorten it by editing or deleting messages, or begin a new chat.";
  return error.message;
}
