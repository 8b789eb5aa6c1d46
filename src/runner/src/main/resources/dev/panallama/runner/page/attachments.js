// Files that go with a message: texts, whole, and the text of PDF, which the server reads.

import { post } from "./api.js";
import { toast } from "./dialogs.js";
import { el, icon, iconButton, show, Signal } from "./dom.js";
import { bytes, sizeOf } from "./format.js";

const LARGEST = 1 << 20; // bytes of text
const LARGEST_PDF = 40 << 20; // bytes
const MOST = 20;
/** A pasted text that is longer becomes a file. */
export const LONG_PASTE = 3000;

export class Attachments {
  files = [];
  #reading = []; // names
  changed = new Signal();
  #box;

  constructor(box) {
    this.#box = box;
  }

  /** Whether one is still being read. */
  get busy() {
    return this.#reading.length > 0;
  }

  async take(files) {
    for (const it of files) await this.#takeOne(it);
  }

  async #takeOne(file) {
    if (/^(image|audio|video)\//.test(file.type))
      return toast(`${file.name} is no text: the models here see no pictures and hear no sound.`, { kind: "error" });
    const pdf = file.type === "application/pdf" || /\.pdf$/i.test(file.name);
    const most = pdf ? LARGEST_PDF : LARGEST;
    if (file.size > most)
      return toast(`${file.name} has ${bytes(file.size)}: at most ${bytes(most)} go into a message.`, { kind: "error" });
    if (pdf) return this.#takePdf(file);
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      if (text.includes("\0")) throw new TypeError("zeros");
      this.add(file.name, text);
    } catch {
      toast(`${file.name} is no text file.`, { kind: "error" });
    }
  }

  async #takePdf(file) {
    this.#reading.push(file.name);
    this.#show();
    try {
      const text = await textOfPdf(file);
      this.add(file.name, text);
    } catch (failure) {
      toast(`${file.name}: ${failure.message}`, { kind: "error" });
    } finally {
      this.#reading.splice(this.#reading.indexOf(file.name), 1);
      this.#show();
    }
  }

  add(name, text) {
    const size = sizeOf(text);
    if (size > LARGEST)
      return toast(`The text of ${name} has ${bytes(size)}: at most ${bytes(LARGEST)} go into a message.`, { kind: "error" });
    if (this.files.length >= MOST) return toast(`At most ${MOST} files go with a message.`, { kind: "error" });
    this.files.push({ name: this.#free(name.slice(0, 200) || "text.txt"), text });
    this.#show();
  }

  #free(name) {
    let free = name;
    for (let i = 2; this.files.some((it) => it.name === free); i++) free = name.replace(/(\.[^.]*)?$/, ` ${i}$1`);
    return free;
  }

  drop(files) {
    this.files = this.files.filter((it) => !files.includes(it));
    this.#show();
  }

  #show() {
    show(this.#box, this.files.length + this.#reading.length > 0);
    const reading = this.#reading.map((it) => el("div.file", icon("file"), el("span", it), el("small", "reading…")));
    this.#box.replaceChildren(...this.files.map((it) => el("div.file", icon("file"), el("span", it.name), el("small", bytes(it.text.length)),
      iconButton("close", `Remove ${it.name}`, () => this.drop([it])))), ...reading);
    this.changed.tell();
  }
}

async function textOfPdf(file) {
  const url = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return (await post("/panallama/text", { pdf: url.slice(url.indexOf(",") + 1) })).text;
}
