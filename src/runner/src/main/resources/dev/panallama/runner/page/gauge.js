// How much of the context the conversation takes.

import { byId, set, show } from "./dom.js";
import { count } from "./format.js";
import { state } from "./models.js";

export class Gauge {
  #box = byId("gauge");

  constructor(chat) {
    this.chat = chat;
    chat.changed.listen(() => this.#draw());
    state.changed.listen(() => this.#draw());
  }

  #draw() {
    const last = this.chat.tree.path().findLast((it) => it.stats?.prompt_tokens);
    const context = (this.chat.model && state.contextOf(this.chat.model)) ?? last?.stats.context;
    show(this.#box, Boolean(last && context));
    if (this.#box.hidden) return;
    const used = last.stats.prompt_tokens + last.stats.generated_tokens;
    const share = Math.min(1, used / context);
    set(this.#box, { "data-level": share >= 0.97 ? "full" : share >= 0.8 ? "high" : "low" });
    const text = `${count(used)} of ${count(context)} tokens of the context are used`;
    set(this.#box, { title: text, "aria-label": text });
    const ring = this.#box.querySelector(".ring-part");
    ring.setAttribute("stroke-dasharray", `${(share * 100).toFixed(1)} 100`);
    this.#box.querySelector("span").textContent = `${Math.round(share * 100)} %`;
  }
}
