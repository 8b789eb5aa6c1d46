// Markdown as safe elements. What a model writes is never trusted: markup in it is shown as text, but for a few plain
// tags; the rest passes a sanitizer that knows only what Markdown itself makes; pictures are never fetched.

import { Marked } from "./lib/marked.js";
import DOMPurify from "./lib/purify.js";
import { dressCode } from "./code.js";
import { el } from "./dom.js";
import { BoundedLexer } from "./lexer.js";

const TAGS = [
  "p", "br", "hr", "strong", "em", "del", "sub", "sup", "kbd", "code", "pre", "blockquote", "a", "ul", "ol", "li",
  "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "span",
];
const ATTRIBUTES = ["href", "start", "align", "data-lang"];
const ADDRESS = /^(https?:\/\/|mailto:)/i;
const PLAIN_TAG = /^<\/?(br|sub|sup|kbd|b|i|strong|em|del|hr)\s*\/?>$/i;

function escaped(text) {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}

const marked = new Marked({
  gfm: true,
  renderer: {
    html({ text, block }) {
      const plain = text.trim();
      if (PLAIN_TAG.test(plain)) return plain.replace(/^<(\/?)b>/i, "<$1strong>").replace(/^<(\/?)i>/i, "<$1em>");
      return block ? `<p>${escaped(plain).replaceAll("\n", "<br>")}</p>` : escaped(text);
    },
    code({ text, lang }) {
      const language = (lang ?? "").match(/^[\w+#.-]*/)[0];
      return `<pre data-lang="${escaped(language)}"><code>${escaped(text)}</code></pre>`;
    },
    image({ href, text }) {
      const name = escaped(text || "picture");
      return ADDRESS.test(href) ? `<a href="${escaped(href)}">${name}</a>` : name;
    },
    link({ href, tokens }) {
      const inside = this.parser.parseInline(tokens);
      return ADDRESS.test(href) ? `<a href="${escaped(href)}">${inside}</a>` : inside;
    },
    checkbox({ checked }) {
      return checked ? "☑ " : "☐ ";
    },
  },
});

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer");
});

/** Returns the blocks of a text, as the parser has them. */
export function blocks(text) {
  return new BoundedLexer(marked.defaults).lex(text);
}

/** Makes blocks an element. */
export function render(some, links) {
  const tokens = Object.assign([...some], { links });
  const fragment = DOMPurify.sanitize(marked.parser(tokens), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: ADDRESS,
    ADD_URI_SAFE_ATTR: ["start", "align", "data-lang"], // they are no addresses
    RETURN_DOM_FRAGMENT: true,
  });
  const block = el("div.block", fragment);
  for (const it of block.querySelectorAll("a")) showAddress(it);
  for (const it of block.querySelectorAll("table")) wrapTable(it);
  for (const it of block.querySelectorAll("pre")) dressCode(it);
  return block;
}

/** A link says where it leads: its text may say something else. */
function showAddress(link) {
  const address = link.getAttribute("href") ?? "";
  if (!address) return link.replaceWith(...link.childNodes);
  link.title = address;
  const place = placeOf(address);
  if (place && !sameText(link.textContent, address, place)) link.append(el("span.place", place));
}

function placeOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === "mailto:" ? url.pathname : url.host;
  } catch {
    return address;
  }
}

function sameText(text, address, place) {
  const said = text.trim().replace(/\/$/, "");
  return [address, place, address.replace(/^https?:\/\//, "")].some((it) => it.replace(/\/$/, "") === said);
}

function wrapTable(table) {
  const frame = el("div.table", { tabindex: "0", role: "region", "aria-label": "Table" });
  table.replaceWith(frame);
  frame.append(table);
}

/** Makes a whole text an element. */
export function renderAll(text) {
  const all = blocks(text);
  return render(all, all.links);
}
