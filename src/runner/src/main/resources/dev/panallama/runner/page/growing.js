// A Markdown text that grows: at most one look a frame, and only its last block is parsed and made anew.

import { blocks, render } from "./markdown.js";
import { el } from "./dom.js";

export class GrowingMarkdown {
  #target;
  #text = ""; // with ends of lines as the parser has them
  #returned = false; // whether the last piece ended in a carriage return
  #settled = 0; // how much of the text has its final elements
  #tail = []; // elements of the rest
  #frame = 0;
  #onGrown;
  /** How many frames were drawn, and how many characters were parsed in them. */
  static drawn = { frames: 0, characters: 0 };

  constructor(target, onGrown = () => {}) {
    this.#target = target;
    this.#onGrown = onGrown;
  }

  append(piece) {
    const rest = this.#returned && piece.startsWith("\n") ? piece.slice(1) : piece; // the end of a line may come in two pieces
    if (piece) this.#returned = piece.endsWith("\r");
    this.#text += rest.replace(/\r\n?/g, "\n");
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Draws what is left, as a whole: what is said at the end may change what stands before, such as the addresses of links. */
  finish() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (/^ {0,3}\[[^\]]+\]:/m.test(this.#text)) {
      this.#settled = 0;
      this.#target.replaceChildren();
      this.#tail = [];
    }
    this.#draw(true);
  }

  #draw(last = false) {
    this.#frame = 0;
    const rest = this.#text.slice(this.#settled);
    const all = blocks(rest);
    GrowingMarkdown.drawn.frames++;
    GrowingMarkdown.drawn.characters += rest.length;
    this.#settle(rest, all, last);
    for (const it of this.#tail) it.remove();
    const open = all.filter((it) => it.type !== "space" && it.type !== "def");
    this.#tail = open.map((it) => (last ? render([it], all.links) : growing(it, all.links, this.#tail)));
    this.#target.append(...this.#tail);
    if (last) this.#tail = [];
    this.#onGrown();
  }

  /** All but the last block will not change any more: they get their elements for good, and are taken off the list. */
  #settle(rest, all, last) {
    const whole = all.reduce((sum, it) => sum + it.raw.length, 0) === rest.length;
    const final = last ? all.length - 1 : all.findLastIndex((it) => it.type !== "space" && it.type !== "def");
    if (!whole || final <= 0) return;
    const links = all.links;
    const done = all.splice(0, final);
    this.#settled += done.reduce((sum, it) => sum + it.raw.length, 0);
    for (const it of this.#tail) it.remove();
    this.#tail = [];
    this.#target.append(...done.filter((it) => it.type !== "space" && it.type !== "def").map((it) => render([it], links)));
    all.links = links;
  }
}

/** Code that grows is plain text until it is whole, in an element that stays: long code is not made anew each frame. */
function growing(token, links, before) {
  if (token.type !== "code" || !token.raw.trimStart().startsWith("```")) return render([token], links);
  const kept = before.length === 1 && before[0].matches(".code-grows") ? before[0] : null;
  const language = token.lang?.match(/^[\w+#.-]*/)[0] || "text";
  const block = kept ?? el("div.block.code-grows", el("div.code", el("div.code-head", el("span", language)), el("pre", el("code"))));
  const code = block.querySelector("code");
  const text = code.firstChild ?? code.appendChild(document.createTextNode(""));
  if (token.text.startsWith(text.data)) text.appendData(token.text.slice(text.data.length));
  else text.data = token.text;
  return block;
}
