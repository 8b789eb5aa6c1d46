// Reads Markdown within bounds. Small models repeat themselves: thousands of the same mark would overflow the stack or take minutes.

import { Lexer } from "./lib/marked.js";

const DEEPEST = 16; // blocks and marks within each other
const MOST = 400; // marks in a paragraph, or a cell
const MARKS = /[*_`~!\[\]()<>&\\@:|]/g;

export class BoundedLexer extends Lexer {
  #depth = 0;

  blockTokens(text, tokens = [], clipped = false) {
    return this.#within(text, tokens, () => super.blockTokens(text, tokens, clipped));
  }

  inlineTokens(text, tokens = []) {
    if ((text.match(MARKS)?.length ?? 0) > MOST) return plain(text, tokens);
    return this.#within(text, tokens, () => super.inlineTokens(text, tokens));
  }

  #within(text, tokens, work) {
    if (this.#depth >= DEEPEST) return plain(text, tokens);
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }
}

/** What is beyond the bounds stands as it was written. */
function plain(text, tokens) {
  tokens.push({ type: "text", raw: text, text, escaped: false });
  return tokens;
}
