// The conversation that is open: what is said, asked for again, edited and kept.

import { Answer } from "./answering.js";
import { confirmed, failed } from "./dialogs.js";
import { Signal } from "./dom.js";
import { titleOf } from "./format.js";
import { Kept } from "./kept.js";
import { GROWING } from "./message.js";
import { short, state } from "./models.js";
import * as store from "./store.js";
import { Thread } from "./thread.js";
import { Tree } from "./tree.js";
import { Waiting, trouble } from "./waiting.js";

export class Chat {
  conversation = null;
  tree = new Tree();
  model = null;
  settings = {};
  #runs = new Map(); // answers that are under way, or could not be kept, by conversation
  #work = null; // what is on its way to the server, and done before another conversation is shown
  #visits = 0; // how often another conversation was asked for
  changed = new Signal();
  thread = new Thread({
    edit: (view) => this.edit(view),
    again: (message) => this.#under(() => this.#start(this.#pathTo(message.parent), message.parent)),
    goOn: (message) => this.#under(() => this.#start(this.#pathTo(message.id), message.parent, message)),
    remove: (message) => this.remove(message).catch(failed),
    branch: (message) => this.busy || this.#goTo(this.tree.newestLeaf(message.id)).catch(failed),
  });

  get busy() {
    return this.isAnswering(this.conversation?.id);
  }

  isAnswering(id) {
    return this.#runs.get(id)?.ended === false;
  }

  /** Begins anew; nothing is kept before something is said. */
  async begin(settings) {
    const visit = ++this.#visits;
    await this.#work;
    if (visit !== this.#visits) return;
    this.conversation = null;
    this.settings = settings;
    this.tree = new Tree();
    this.thread.clear();
    this.#show();
  }

  async open(id) {
    const visit = ++this.#visits;
    await this.#work;
    if (this.conversation?.id === id) return;
    const read = await store.read(id);
    if (visit !== this.#visits) return; // by now, another one is wanted
    this.#take(read, true);
    if (this.#runs.has(id)) this.#join(this.#runs.get(id));
    this.thread.toEnd();
  }

  /** Looks whether another tab has changed it. */
  async refresh(id) {
    if (!this.conversation || (id && id !== this.conversation.id) || this.#runs.has(this.conversation.id)) return;
    const read = await store.read(this.conversation.id);
    if (read.id === this.conversation?.id && !this.#runs.has(read.id)) this.#take(read, false);
  }

  #take(conversation, anew) {
    if (anew) this.thread.clear();
    this.conversation = conversation;
    this.tree = new Tree(conversation.messages, conversation.leaf);
    this.settings = conversation.settings ?? {};
    if (conversation.model && state.find(conversation.model)) this.model = conversation.model;
    this.#show();
  }

  #show() {
    this.thread.show(this.tree.path(), this.tree, this.busy);
    this.thread.showInstructions(this.settings.system);
    this.changed.tell();
  }

  async useModel(name) {
    this.model = name;
    state.choose(name);
    this.changed.tell();
    if (this.conversation) await store.change(this.conversation.id, { model: name });
  }

  async useSettings(settings, id = this.conversation?.id) {
    if (id === this.conversation?.id) {
      this.settings = settings;
      this.thread.showInstructions(settings.system);
    }
    if (id) await store.change(id, { settings });
  }

  /** Says something and has it answered; returns whether it is kept. */
  send(content, attachments) {
    return this.#under(async () => {
      if (!this.conversation) {
        const title = titleOf(content || attachments[0].name);
        this.conversation = await store.create({ title, model: this.model, settings: this.settings });
      }
      const said = await this.#add({ parent: this.tree.leaf ?? null, role: "user", content, attachments });
      this.thread.toEnd();
      this.#start(this.tree.path(), said.id);
    });
  }

  async #add(message) {
    const added = await store.addMessage(this.conversation.id, message);
    this.tree.add({ ...message, ...added });
    this.#show();
    return added;
  }

  /** Has a message changed. */
  edit(view) {
    if (!this.busy) view.edit((content) => this.#edited(view.message, content));
  }

  /** Puts a changed message beside the one before; returns whether it is kept, or nothing is to be. */
  #edited(message, content) {
    if (content.trim() === "" || (content === message.content && message.role !== "user")) return true;
    return this.#under(async () => {
      const { parent = null, role, attachments, thinking, model } = message;
      const added = await this.#add({ parent, role, content, attachments, thinking, model });
      if (role === "user") this.#start(this.tree.path(), added.id);
    });
  }

  editLast() {
    const last = this.tree.path().findLast((it) => it.role === "user");
    if (last) this.edit(this.thread.find(last.id));
  }

  async remove(message) {
    if (this.busy) return;
    const more = this.tree.descendants(message.id);
    const text = more ? `It and the ${more === 1 ? "message that follows" : `${more} messages that follow`} are deleted.` : "It is deleted for good.";
    if (!(await confirmed("Delete this message?", text, "Delete"))) return;
    await store.removeMessage(this.conversation.id, message.id);
    this.tree.remove(message.id);
    this.#show();
  }

  async #goTo(leaf) {
    this.tree.leaf = leaf;
    this.#show();
    await store.change(this.conversation.id, { leaf });
  }

  #pathTo(id) {
    const path = [];
    for (let at = this.tree.find(id); at; at = this.tree.find(at.parent)) path.unshift(at);
    return path;
  }

  stop(id = this.conversation?.id) {
    this.#runs.get(id)?.answer.stop();
  }

  /** Does one thing at a time; returns whether it is done. */
  async #under(work) {
    if (this.busy || this.#work) return false;
    this.#work = (async () => work())().then(() => true, (failure) => (failed(failure), false));
    try {
      return await this.#work;
    } finally {
      this.#work = null;
    }
  }

  /** Has a model answer; it goes on when another conversation is opened. @param path what it reads, @param continued the answer that it goes on with, if it does */
  async #generate(path, parent, continued = null) {
    const { id } = this.conversation;
    const message = continued ?? { id: GROWING, parent, role: "assistant", content: "", model: short(this.model) };
    if (!continued) this.tree.leaf = parent;
    const kept = new Kept(id, message, continued);
    const answer = new Answer({ model: this.model, path, settings: this.settings }, (piece) => {
      if (piece.begun) run.waiting.end();
      run.view.grow(piece, this.thread.grown);
      kept.later(answer);
    });
    const run = { id, answer, message, kept, ended: false, again: () => this.#start(path, parent, continued) };
    this.#runs.set(id, run);
    this.#show();
    run.view = continued ? this.thread.find(continued.id) : this.thread.add(message);
    run.view.busy = true;
    run.waiting = new Waiting(run.view, this.model);
    this.thread.grown();
    run.failure = await answer.run().then(() => null, (failure) => failure);
    run.waiting.end();
    await state.refreshLoaded().catch(() => {});
    await this.#keep(run);
  }

  /** Keeps an answer that has ended; what cannot be kept stays on the page until somebody tries again or goes on. */
  async #keep(run) {
    run.unkept = await run.kept.finish(run.answer, run.failure).then(() => null, ({ message }) => new Error(`This answer is not kept. ${message}`));
    run.ended = true;
    if (!run.unkept && this.#runs.get(run.id) === run) this.#runs.delete(run.id);
    if (this.conversation?.id === run.id) this.#end(run);
    this.changed.tell();
  }

  #start(...values) {
    void this.#generate(...values).catch(failed);
  }

  #end(run) {
    const { view, message, failure, unkept } = run;
    const said = message.content || message.thinking;
    view.busy = false;
    view.note();
    if (said) view.settle(message);
    else if (!failure) this.thread.drop(view);
    if (said && message.id !== GROWING) this.#named(run);
    if (unkept) view.note(trouble(unkept, () => this.#under(() => this.#keep(run)), "Keep it again"));
    else if (failure) view.note(trouble(failure, () => this.#under(() => (said ? view.note() : this.thread.drop(view), run.again()))));
    this.thread.showFeet(this.tree, false);
  }

  /** The server knows an answer: it is a message like any other. */
  #named({ view, message }) {
    const known = this.tree.find(message.id);
    if (known) Object.assign(known, message);
    else this.tree.add(message);
    this.thread.named(view, GROWING);
  }

  /** A conversation whose answer is under way, or not kept, is open again: it goes on here. */
  #join(run) {
    const view = this.thread.find(run.message.id) ?? this.thread.add(run.message);
    run.view = view;
    view.use(run.message);
    if (run.ended) return this.#end(run);
    view.busy = true;
    if (!run.answer.content && !run.answer.thinking) {
      run.waiting.end(); // the view that it was in is gone
      run.waiting = new Waiting(view, run.answer.request.model);
    }
  }
}
