// Where somebody writes.

import { Attachments, LONG_PASTE } from "./attachments.js";
import { byId, show } from "./dom.js";

const DRAFT = "panallama.draft";

export class Composer {
  #form = byId("composer");
  #field = byId("prompt");
  #send = byId("send");
  #stop = byId("stop");
  #picker = byId("file-picker");
  attachments = new Attachments(byId("attachments"));

  constructor(chat) {
    this.chat = chat;
    this.#field.value = sessionStorage.getItem(DRAFT) ?? "";
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("paste", (event) => this.#pasted(event));
    this.#send.addEventListener("click", () => this.submit());
    this.#stop.addEventListener("click", () => chat.stop());
    byId("attach").addEventListener("click", () => this.#picker.click());
    this.#picker.addEventListener("change", async () => {
      const files = [...this.#picker.files];
      this.#picker.value = ""; // the next choice may come while these are read
      await this.attachments.take(files);
      this.focus();
    });
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.attachments.changed.listen(() => this.#changed());
    chat.changed.listen(() => this.#changed());
    this.#acceptDrops();
    this.#changed();
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  /** Puts a text there, as a beginning. */
  write(text) {
    this.#field.value = text;
    this.#changed();
    this.focus();
  }

  #changed() {
    const text = this.#field.value;
    sessionStorage.setItem(DRAFT, text.length < 100_000 ? text : "");
    this.#send.disabled = !this.chat.model || this.attachments.busy || (!text.trim() && this.attachments.files.length === 0);
    show(this.#send, !this.chat.busy);
    show(this.#stop, this.chat.busy);
    this.#field.placeholder = this.chat.model ? "Write a message" : "Choose a model first";
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && this.#field.value === "") {
      event.preventDefault();
      this.chat.editLast();
    }
  }

  submit() {
    if (!this.#send.disabled && !this.chat.busy) void this.#say(this.#field.value, [...this.attachments.files]);
  }

  /** What is written stays until it is kept: the server may be gone, or have something against it. */
  async #say(text, files) {
    if (!(await this.chat.send(text.trim(), files))) return;
    const now = this.#field.value;
    this.#field.value = now.startsWith(text) ? now.slice(text.length) : now; // somebody may have gone on writing
    this.attachments.drop(files);
    this.#changed();
  }

  #pasted(event) {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData("text/plain");
    const pictured = text && [...files].every((it) => it.type.startsWith("image/")); // office programs add a picture of the text
    const taken = pictured ? [] : files;
    if (!taken.length && text.length <= LONG_PASTE) return;
    event.preventDefault();
    if (taken.length) void this.attachments.take(taken);
    else this.attachments.add("pasted.txt", text);
  }

  #acceptDrops() {
    let inside = 0;
    const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragenter", (event) => holdsFiles(event) && document.body.classList.toggle("dropping", ++inside > 0));
    addEventListener("dragleave", (event) => holdsFiles(event) && document.body.classList.toggle("dropping", --inside > 0));
    addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      inside = 0;
      document.body.classList.remove("dropping");
      if (!holdsFiles(event)) return;
      event.preventDefault();
      void this.attachments.take(event.dataTransfer.files);
    });
  }
}
