// One message as it is shown.

import { copied, copyButton } from "./code.js";
import { dialog } from "./dialogs.js";
import { el, icon, iconButton, show } from "./dom.js";
import { editor } from "./editor.js";
import { bytes, count, rate, seconds } from "./format.js";
import { GrowingMarkdown } from "./growing.js";
import { renderAll } from "./markdown.js";
import { preferences } from "./preferences.js";

const REASONS = {
  length: "ended at the limit of its length",
  stopped: "stopped by you",
  error: "broke off",
  content_filter: "filtered",
};

/** The id of a message that the server does not know yet. */
export const GROWING = "growing";

const WRITERS = { user: "You", system: "Instructions" }; // answers are those of a model, if it is known

export class MessageView {
  #body = el("div.body");
  #thought = null;
  #foot = el("footer.foot");
  #grown = null;
  #plain = true;
  #drawn = "";
  siblings = [];

  /** @param deeds what its buttons do: edit, again, goOn, remove, branch, each with the message */
  constructor(message, deeds) {
    this.message = message;
    this.deeds = deeds;
    const who = WRITERS[message.role] ?? message.model;
    this.element = el(`article.message.${message.role}`, { "data-id": message.id, "aria-label": who || "Answer" });
    if (message.role !== "user" && who) this.element.append(el("div.who", who));
    if (message.attachments?.length) this.element.append(files(message.attachments));
    this.element.append(this.#body, this.#foot);
    if (message.thinking) this.#showThought().append(message.thinking);
    this.#body.textContent = message.content;
    this.#body.classList.add("plain");
    if (message.role === "user" && isLong(message.content)) this.#fold();
  }

  /** A long text of one's own shows its beginning. */
  #fold() {
    const button = el("button.text-button", { type: "button", "aria-expanded": "false" }, "Show all");
    button.onclick = () => {
      const folded = this.#body.classList.toggle("folded");
      button.textContent = folded ? "Show all" : "Show less";
      button.setAttribute("aria-expanded", !folded);
    };
    this.#body.classList.add("folded");
    this.#body.after(button);
  }

  /** Makes its text Markdown and gives it buttons; until then it is plain, which is quick to make. */
  dress() {
    this.dressed = true;
    this.#drawFoot();
    if (!this.#plain || this.#grown) return;
    this.#plain = false;
    if (this.message.role === "user" || this.raw || preferences.raw) return;
    this.#body.classList.remove("plain");
    this.#body.replaceChildren(renderAll(this.message.content));
  }

  /** The message has become another one, in another tab perhaps. */
  use(message) {
    const { content, thinking } = this.message;
    this.message = message;
    if (this.#grown || (message.content === content && (message.thinking || "") === (thinking || ""))) return this;
    if (message.thinking) this.#showThought().textContent = message.thinking;
    this.redress();
    return this;
  }

  /** Shows its text anew; one that grows does so when it is whole. */
  redress() {
    if (this.#grown) return;
    this.#undress();
    if (this.dressed) this.dress();
  }

  #undress() {
    this.#plain = true;
    this.#body.classList.add("plain");
    this.#body.textContent = this.message.content;
  }

  /** Takes a piece of the answer. */
  grow({ text, thinking }, onGrown) {
    if (thinking) {
      const thought = this.#showThought(true);
      thought.firstChild ? thought.firstChild.appendData(thinking) : thought.append(thinking);
      onGrown();
    }
    if (!text) return;
    if (!this.#grown) {
      const old = this.message.content;
      this.#body.classList.remove("plain");
      this.#body.replaceChildren();
      this.#grown = new GrowingMarkdown(this.#body, onGrown);
      if (old) this.#grown.append(old);
      this.#thought?.closest("details").classList.remove("thinks");
    }
    this.#grown.append(text);
  }

  /** The answer is whole. */
  settle(message) {
    this.message = message;
    if (message.id === GROWING) this.#foot.replaceChildren(el("div.deeds", copy(message)));
    if (this.#grown) {
      this.#grown.finish();
      this.#grown = null;
      this.#plain = false;
    }
    this.#thought?.closest("details").classList.remove("thinks");
    if (this.raw || preferences.raw) this.#undress();
  }

  #showThought(thinks = false) {
    if (this.#thought) return this.#thought;
    this.#thought = el("div.thought-text");
    const details = el(`details.thought${thinks ? ".thinks" : ""}`, el("summary", icon("bulb"), el("span", "Thinking")), this.#thought);
    this.#body.before(details);
    return this.#thought;
  }

  /** Shows something in the place of the answer: that it is waited for, or why there is none. */
  note(...content) {
    this.#notes().replaceChildren(...content);
  }

  #notes() {
    this.notes ??= this.#body.parentNode.insertBefore(el("div.notes"), this.#foot);
    return this.notes;
  }

  /** Says which buttons it has; @param siblings those in the same place, @param last whether nothing follows */
  showFoot({ siblings, last }) {
    this.siblings = siblings;
    this.last = last;
    if (this.dressed) this.#drawFoot();
  }

  #drawFoot() {
    const { message, deeds, siblings, last } = this;
    if (message.id === GROWING) return;
    const facts = JSON.stringify([siblings.map((it) => it.id), last, message.stats]);
    if (facts === this.#drawn) return;
    this.#drawn = facts;
    const foot = [];
    if (siblings.length > 1) foot.push(branches(message, siblings, deeds));
    const answer = message.role === "assistant";
    foot.push(el("div.deeds",
      copy(message),
      message.role !== "system" && iconButton("edit", "Edit", () => deeds.edit(this), { class: "icon-button later" }),
      answer && iconButton("again", "Regenerate", () => deeds.again(message), { class: "icon-button later" }),
      answer && last && iconButton("forward", "Continue this answer", () => deeds.goOn(message), { class: "icon-button later" }),
      answer && this.#rawButton(),
      iconButton("trash", "Delete message", () => deeds.remove(message), { class: "icon-button later" })));
    if (message.stats) foot.push(statistics(message.stats));
    this.#foot.replaceChildren(...foot);
  }

  #rawButton() {
    const button = iconButton("file", "Show as it was written", () => {
      this.raw = !this.raw;
      button.setAttribute("aria-pressed", this.raw);
      this.redress();
    }, { "aria-pressed": String(Boolean(this.raw)) });
    return button;
  }

  set busy(value) {
    this.element.setAttribute("aria-busy", value);
    this.element.classList.toggle("grows", value);
  }

  /** Has its text changed in its place; @param keep keeps what it is to be, and says whether that is done */
  edit(keep) {
    const before = this.element.querySelector(".editor");
    const form = before ?? editor(this.message.content, this.message.role === "user" ? "Send" : "Save", keep, () => {
      form.remove();
      this.#hide(false);
    });
    if (!before) this.#body.before(form);
    this.#hide(true);
    const area = form.firstElementChild;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }

  #hide(hidden) {
    show(this.#body, !hidden);
    show(this.#foot, !hidden);
  }
}

function isLong(text) {
  return text.length > 1800 || text.split("\n").length > 22;
}

function copy(message) {
  const button = iconButton("copy", "Copy", async () => {
    if (!(await copied(message.content))) return;
    button.replaceChildren(icon("check"));
    setTimeout(() => button.replaceChildren(icon("copy")), 1600);
  });
  return button;
}

function branches(message, siblings, deeds) {
  const at = siblings.indexOf(message);
  const go = (step, label, name) => iconButton(name, label, () => deeds.branch(siblings[at + step]), {
    class: "icon-button later", disabled: !siblings[at + step],
  });
  return el("div.branches", { role: "group", "aria-label": "Versions" },
    go(-1, "Version before", "left"), el("span", `${at + 1}/${siblings.length}`), go(1, "Next version", "right"));
}

function statistics(stats) {
  const parts = [];
  if (stats.tokens_per_second) parts.push(rate(stats.tokens_per_second));
  if (stats.generated_tokens) parts.push(`${count(stats.generated_tokens)} tokens`);
  if (stats.first_token_ms) parts.push(`first after ${seconds(stats.first_token_ms)}`);
  for (const it of stats.passages ?? []) parts.push(`read ${it.chosen} of ${it.of} passages of ${it.name}`);
  if (REASONS[stats.finish_reason]) parts.push(REASONS[stats.finish_reason]);
  const prompt = stats.prompt_tokens
    ? `The prompt had ${count(stats.prompt_tokens)} tokens, of which ${count(stats.cached_tokens ?? 0)} were known.`
    : "";
  return el("div.stats", { title: prompt }, parts.join(" · "));
}

function files(attachments) {
  return el("div.files", attachments.map((it) => el("button.file", {
    type: "button", onclick: () => dialog(it.name, [el("pre.file-text", { tabindex: "0" }, it.text), copyButton(() => it.text)], { className: "wide" }),
  }, icon("file"), el("span", it.name), el("small", bytes(it.text.length)))));
}
