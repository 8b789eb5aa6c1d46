// The messages of a conversation, one below the other. It stays at its end while an answer grows, unless somebody scrolls.

import { byId, show } from "./dom.js";
import { MessageView } from "./message.js";
import { preferences } from "./preferences.js";

const NEAR = 90; // pixels from the end that count as the end
const DRESSED_AT_ONCE = 12; // messages
const BUDGET = 6; // milliseconds of a frame

export class Thread {
  #scroller = byId("scroller");
  #list = byId("messages");
  #jump = byId("jump");
  #instructions = byId("instructions");
  #views = new Map();
  #order = [];
  #follows = true;
  #naked = new Set();
  #frame = 0;
  #seen = new IntersectionObserver((entries) => this.#appear(entries), { root: this.#scroller, rootMargin: "1200px 0px" });

  constructor(deeds) {
    this.deeds = deeds;
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#follows && this.toEnd()).observe(this.#list);
    preferences.changed.listen(() => this.#order.forEach((it) => it.redress()));
  }

  /** Shows these messages; those that are there already stay as they are. */
  show(path, tree, busy) {
    const before = this.#order;
    this.#order = path.map((it) => this.#views.get(it.id)?.use(it) ?? this.#made(it));
    const kept = new Set(this.#order);
    for (const it of before) if (!kept.has(it)) this.#forget(it);
    let at = this.#list.firstElementChild;
    for (const it of this.#order) {
      if (it.element === at) at = at.nextElementSibling;
      else this.#list.insertBefore(it.element, at);
    }
    this.showFeet(tree, busy);
    this.#order.slice(-DRESSED_AT_ONCE).forEach((it) => it.dress());
  }

  /** Shows what the model is told before the conversation, where there is one. */
  showInstructions(text = "") {
    show(this.#instructions, Boolean(text.trim()) && this.#order.length > 0);
    this.#instructions.lastElementChild.textContent = text;
  }

  showFeet(tree, busy) {
    this.#order.forEach((it, index) => it.showFoot({
      siblings: tree.siblings(it.message), last: index === this.#order.length - 1,
    }));
    this.#list.classList.toggle("busy", busy);
  }

  #made(message) {
    const view = new MessageView(message, this.deeds);
    this.#views.set(message.id, view);
    this.#seen.observe(view.element);
    return view;
  }

  #forget(view) {
    view.element.remove();
    this.#views.delete(view.message.id);
    this.#seen.unobserve(view.element);
  }

  /** Adds a message that is not kept yet. */
  add(message) {
    const view = this.#made(message);
    this.#order.push(view);
    this.#list.append(view.element);
    return view;
  }

  /** The message has been kept, under an id of its own. */
  named(view, before) {
    this.#views.delete(before);
    this.#views.set(view.message.id, view);
    view.element.dataset.id = view.message.id;
  }

  drop(view) {
    this.#order = this.#order.filter((it) => it !== view);
    this.#forget(view);
  }

  find(id) {
    return this.#views.get(id);
  }

  clear() {
    this.#order.forEach((it) => this.#forget(it));
    this.#order = [];
    this.#follows = true;
  }

  #appear(entries) {
    for (const it of entries) {
      if (it.isIntersecting) this.#naked.add(it.target.dataset.id);
      else this.#naked.delete(it.target.dataset.id);
    }
    this.#frame ||= requestAnimationFrame(() => this.#dressSome());
  }

  /** As many as fit into a frame: scrolling stays smooth. */
  #dressSome() {
    const end = performance.now() + BUDGET;
    for (const id of this.#naked) {
      this.#naked.delete(id);
      this.find(id)?.dress();
      if (performance.now() > end) break;
    }
    this.#frame = this.#naked.size ? requestAnimationFrame(() => this.#dressSome()) : 0;
  }

  toEnd() {
    this.#follows = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    show(this.#jump, false);
  }

  /** Something has grown. */
  grown = () => {
    if (this.#follows) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  };

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#follows = scrollHeight - scrollTop - clientHeight < NEAR;
    show(this.#jump, !this.#follows);
  }
}
