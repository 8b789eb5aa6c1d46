// Blocks of code: what language they are in, coloured, to be copied.

import { el, icon } from "./dom.js";

const LONGEST_COLOURED = 60_000; // characters
let highlighter = null;

/** Fetches the library when there is something to colour. */
function loaded() {
  highlighter ??= new Promise((resolve, reject) => {
    const script = el("script", { src: new URL("./lib/highlight.js", import.meta.url).href });
    script.onload = () => resolve(globalThis.hljs);
    script.onerror = reject;
    document.head.append(script);
  });
  return highlighter;
}

/** Puts a head on a block of code and colours it when it can be. */
export function dressCode(pre) {
  const code = pre.querySelector("code");
  if (!code) return;
  const language = pre.dataset.lang ?? "";
  pre.tabIndex = 0;
  const head = el("div.code-head", el("span", language || "text"), copyButton(() => code.textContent));
  const frame = el("div.code", { role: "group", "aria-label": `Code${language ? ` in ${language}` : ""}` }, head);
  pre.replaceWith(frame);
  frame.append(pre);
  if (language && code.textContent.length <= LONGEST_COLOURED) void colour(code, language);
}

async function colour(code, language) {
  const library = await loaded();
  if (!library.getLanguage(language)) return;
  // It escapes what it is given: the result has spans with classes and nothing else.
  const { value } = library.highlight(code.textContent, { language, ignoreIllegals: true });
  const parsed = new DOMParser().parseFromString(value, "text/html").body;
  for (const it of parsed.querySelectorAll(":not(span)")) it.replaceWith(it.textContent);
  code.replaceChildren(...parsed.childNodes);
}

/** Makes a button that copies a text, and says that it did. */
export function copyButton(text, label = "Copy") {
  const said = el("span", label);
  const button = el("button.copy", { type: "button" }, icon("copy"), said);
  button.addEventListener("click", async () => {
    said.textContent = (await copied(text())) ? "Copied" : "Could not copy";
    setTimeout(() => (said.textContent = label), 1600);
  });
  return button;
}

/** Puts a text on the clipboard: also where a page is not trusted with it, by the old command. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea.away", { value: text, "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
