// The conversations, newest first, with search.

import { sentence } from "./api.js";
import { failed, menu, toast } from "./dialogs.js";
import { byId, debounced, el, icon, iconButton, show } from "./dom.js";
import { period } from "./format.js";
import * as store from "./store.js";

const UNDO = 6000; // milliseconds
const PAGE = 60; // conversations
const MOST = 500; // that the server tells at once

export class Sidebar {
  #list = byId("conversations");
  #search = byId("search");
  #more = byId("more-conversations");
  #shown = [];
  #leaving = new Map(); // ids of those that are about to be deleted, and what deletes them at once
  #asked = 0;
  #searched = "";
  #renaming = false;

  /** @param begin what begins a conversation, @param current which one is open, @param answers whether one is being answered, @param stop what ends that */
  constructor({ begin, current, answers, stop }) {
    Object.assign(this, { begin, current, answers, stop });
    this.#search.addEventListener("input", debounced(180, () => this.refresh()));
    this.#search.addEventListener("keydown", (event) => this.#searchKey(event));
    this.#list.addEventListener("keydown", (event) => this.#listKey(event));
    this.#more.addEventListener("click", () => this.#loadMore().catch(failed));
    byId("new-chat").addEventListener("click", () => begin());
    byId("file-menu").addEventListener("click", (event) => this.#fileMenu(event.currentTarget));
    byId("import-picker").addEventListener("change", (event) => this.#import(event.target).catch(failed));
    store.changed.listen(debounced(150, () => this.refresh()));
    addEventListener("pagehide", () => this.#leaving.forEach((it) => it()));
  }

  async refresh() {
    const asked = ++this.#asked;
    try {
      const search = this.#search.value.trim();
      const limit = search === this.#searched ? Math.min(Math.max(PAGE, this.#shown.length), MOST) : PAGE;
      const found = await store.list({ search, limit });
      if (asked !== this.#asked) return;
      this.#searched = search;
      this.#shown = found.conversations;
      this.#notice(found.notice);
      show(this.#more, found.more);
      this.draw();
    } catch (failure) {
      if (asked === this.#asked) this.#list.replaceChildren(el("p.empty", failure.message));
    }
  }

  /** Says once what the server has to say about the file of conversations. */
  #notice(text) {
    if (!text || text === this.noticed) return;
    this.noticed = text;
    toast(sentence(text), { milliseconds: 0 });
  }

  async #loadMore() {
    const found = await store.list({ search: this.#search.value.trim(), before: this.#shown.at(-1).updated_at });
    this.#shown.push(...found.conversations);
    show(this.#more, found.more);
    this.draw();
  }

  /** Shows the list, with the one marked that is open. */
  draw() {
    if (this.#renaming) return; // what is typed there would be gone
    const current = this.current();
    const focused = document.activeElement?.closest?.("[data-conversation]")?.dataset.conversation;
    const shown = this.#shown.filter((it) => !this.#leaving.has(it.id));
    const groups = Map.groupBy(shown, (it) => (this.#search.value.trim() ? "Found" : period(it.updated_at)));
    this.#list.replaceChildren(...[...groups].map(([name, all]) =>
      el("section", el("h2", name), el("ul", all.map((it) => this.#item(it, it.id === current))))));
    if (!shown.length) this.#list.append(el("p.empty", this.#search.value.trim() ? "Nothing found." : "Your conversations will be here."));
    if (focused) this.#list.querySelector(`[data-conversation="${focused}"] a`)?.focus();
  }

  #item(it, current) {
    const link = el("a", { href: `#${it.id}`, "aria-current": current ? "page" : null, title: it.title }, el("span.title", this.answers(it.id) && el("span.lamp.on", { role: "img", "aria-label": "Is being answered" }), it.title || "Untitled"));
    if (it.snippet) link.append(el("span.snippet", ...marked(it.snippet, this.#search.value.trim())));
    const more = iconButton("more", `Menu of ${it.title}`, (event) => this.#menu(event.currentTarget, it), { "aria-haspopup": "menu" });
    return el(`li.conversation${current ? ".current" : ""}`, { "data-conversation": it.id }, link, more);
  }

  #menu(button, it) {
    menu(button, [
      { label: "Rename", icon: icon("edit"), run: () => this.#rename(it) },
      { label: "Export", icon: icon("download"), run: () => this.#export(it.id).catch(failed) },
      { label: "Delete", icon: icon("trash"), danger: true, run: () => this.#delete(it) },
    ]);
  }

  #rename(it) {
    const item = this.#list.querySelector(`[data-conversation="${it.id}"]`);
    const field = el("input.rename", { value: it.title, "aria-label": "New title", maxlength: 200 });
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      this.#renaming = false;
      const title = field.value.trim();
      if (keep && title && title !== it.title) store.change(it.id, { title }).catch(failed).then(() => this.refresh());
      else this.draw();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
      event.stopPropagation();
    });
    field.addEventListener("blur", () => end(true));
    item.replaceChildren(field);
    this.#renaming = true;
    field.select();
  }

  /** Deletes a conversation in a few seconds; until then it can be taken back. */
  #delete(it) {
    const now = () => {
      clearTimeout(timer);
      this.stop(it.id);
      void store.removeAll(it.id).catch(failed).finally(() => this.#leaving.delete(it.id));
    };
    const timer = setTimeout(now, UNDO);
    this.#leaving.set(it.id, now);
    if (it.id === this.current()) this.begin();
    this.draw();
    toast(`“${it.title}” is deleted.`, {
      milliseconds: UNDO,
      action: { label: "Undo", run: () => (clearTimeout(timer), this.#leaving.delete(it.id), this.draw()) },
    });
  }

  #fileMenu(button) {
    menu(button, [
      { label: "Export all conversations", icon: icon("download"), run: () => this.#export().catch(failed) },
      { label: "Import conversations", icon: icon("upload"), run: () => byId("import-picker").click() },
    ]);
  }

  async #export(id) {
    const address = URL.createObjectURL(await store.exported(id));
    const link = el("a", { href: address, download: id ? "panallama-conversation.json" : "panallama-conversations.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async #import(picker) {
    const files = [...picker.files];
    picker.value = ""; // the same file may be chosen again
    for (const file of files) {
      const { imported } = await store.imported(await file.text());
      toast(`${imported} ${imported === 1 ? "conversation" : "conversations"} imported.`);
    }
    await this.refresh();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  #searchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      this.#list.querySelector("a")?.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && this.#search.value) {
      this.#search.value = "";
      void this.refresh();
      event.stopPropagation();
    }
  }

  #listKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.tagName !== "A") return;
    event.preventDefault();
    const all = [...this.#list.querySelectorAll("a")];
    (all[all.indexOf(event.target) + step] ?? this.#search).focus();
  }
}

/** Marks what was looked for in a text. */
function marked(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return [text];
  return [text.slice(0, at), el("mark", text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
}
