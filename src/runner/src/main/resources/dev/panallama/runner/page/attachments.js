// Files that go with a message: texts, whole.

import { toast } from "./dialogs.js";
import { el, icon, iconButton, show, Signal } from "./dom.js";
import { bytes } from "./format.js";

const LARGEST = 1 << 20; // bytes
const MOST = 20;
/** A pasted text that is longer becomes a file. */
export const LONG_PASTE = 3000;

export class Attachments {
  files = [];
  changed = new Signal();
  #box;

  constructor(box) {
    this.#box = box;
  }

  async take(files) {
    for (const it of files) await this.#takeOne(it);
  }

  async #takeOne(file) {
    if (/^(image|audio|video)\//.test(file.type) || file.type === "application/pdf")
      return toast(`${file.name} is no text: pictures and PDF cannot be read yet.`, { kind: "error" });
    if (file.size > LARGEST)
      return toast(`${file.name} has ${bytes(file.size)}: at most ${bytes(LARGEST)} go into a message.`, { kind: "error" });
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      if (text.includes("\0")) throw new TypeError("zeros");
      this.add(file.name, text);
    } catch {
      toast(`${file.name} is no text file.`, { kind: "error" });
    }
  }

  add(name, text) {
    if (this.files.length >= MOST) return toast(`At most ${MOST} files go with a message.`, { kind: "error" });
    this.files.push({ name: this.#free(name.slice(0, 200) || "text.txt"), text });
    this.#show();
  }

  #free(name) {
    let free = name;
    for (let i = 2; this.files.some((it) => it.name === free); i++) free = name.replace(/(\.[^.]*)?$/, ` ${i}$1`);
    return free;
  }

  /** Returns them and is empty. */
  takeAll() {
    const all = this.files;
    this.files = [];
    this.#show();
    return all;
  }

  #show() {
    show(this.#box, this.files.length > 0);
    this.#box.replaceChildren(...this.files.map((it) => el("div.file", icon("file"), el("span", it.name), el("small", bytes(it.text.length)),
      iconButton("close", `Remove ${it.name}`, () => {
        this.files = this.files.filter((other) => other !== it);
        this.#show();
      }))));
    this.changed.tell();
  }
}
