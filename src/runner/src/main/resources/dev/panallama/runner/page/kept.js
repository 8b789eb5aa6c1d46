// Keeps an answer on the server while it grows.

import * as store from "./store.js";

const EVERY = 2500; // milliseconds

/** What has come of an answer, on the server: from its first words on, so that nothing is lost with the page. */
export class Kept {
  #due = 0;
  #work = Promise.resolve();

  constructor(conversation, message, continued) {
    this.conversation = conversation;
    this.message = message;
    this.before = continued ? continued.content : "";
    this.thought = continued?.thinking ?? "";
    this.exists = Boolean(continued);
    this.leave = () => this.exists && this.#send(true);
    addEventListener("pagehide", this.leave);
  }

  /** Keeps it now and then. */
  later(answer) {
    this.#fill(answer);
    if (performance.now() < this.#due) return;
    this.#due = performance.now() + EVERY;
    this.#work = this.#work.then(() => this.#send(false)).catch(() => {});
  }

  async finish(answer, failure) {
    removeEventListener("pagehide", this.leave);
    await this.#work;
    this.#fill(answer);
    if (!answer.content && !answer.thinking) return;
    this.message.stats = answer.stats();
    if (failure) this.message.stats.finish_reason = "error";
    await this.#send(false);
  }

  #fill(answer) {
    this.message.content = this.before + answer.content;
    this.message.thinking = (this.thought + answer.thinking) || undefined;
  }

  async #send(leaving) {
    const { content, thinking, stats, parent, role, model } = this.message;
    if (this.exists) await store.changeMessage(this.conversation, this.message.id, { content, thinking, stats }, leaving);
    else {
      const added = await store.addMessage(this.conversation, { parent, role, content, thinking, model, stats });
      this.exists = true;
      this.message.id = added.id;
    }
  }
}
