// Which models there are, which are in memory, and which one is chosen.

import { get, objects, post, remove } from "./api.js";
import { Signal } from "./dom.js";

const CHOSEN = "panallama.model";

class Models {
  installed = [];
  loaded = [];
  known = false;
  #abilities = new Map(); // by name and what it is now
  changed = new Signal();

  /** Asks the server again. */
  async refresh() {
    const [tags, loaded] = await Promise.all([get("/api/tags"), get("/api/ps")]);
    this.installed = tags.models.sort((a, b) => a.name.localeCompare(b.name));
    this.loaded = loaded.models;
    this.known = true;
    this.changed.tell();
  }

  async refreshLoaded() {
    this.loaded = (await get("/api/ps")).models;
    this.changed.tell();
  }

  find(name) {
    return this.installed.find((it) => it.name === full(name));
  }

  loadedAs(name) {
    return this.loaded.find((it) => it.name === full(name));
  }

  /** Returns where a model is, and how much of it is in memory. */
  async placeOf(name) {
    const { models } = await get("/panallama/models");
    return models.find((it) => it.name === full(name));
  }

  contextOf(name) {
    return this.loadedAs(name)?.context_length;
  }

  /** Returns what a model can do: "completion", "thinking", "embedding", … and what its maker sets. */
  async show(name) {
    const { digest, modified_at: changed } = this.find(name) ?? {};
    const key = [full(name), digest, changed].join(" "); // models of one file differ in what their makers set
    if (!this.#abilities.has(key)) this.#abilities.set(key, await post("/api/show", { model: name }));
    return this.#abilities.get(key);
  }

  async canChat(name) {
    return (await this.show(name)).capabilities.includes("completion");
  }

  /** Returns the model to begin with: the one chosen last, one in memory, or the first that can chat. */
  async preferred() {
    const names = [localStorage.getItem(CHOSEN), ...this.loaded.map((it) => it.name), ...this.installed.map((it) => it.name)];
    for (const it of names) if (it && this.find(it) && (await this.canChat(it))) return short(it);
    return null;
  }

  choose(name) {
    localStorage.setItem(CHOSEN, name);
  }

  async load(name, signal) {
    await post("/api/generate", { model: name }, { signal });
    await this.refreshLoaded();
  }

  async free(name) {
    await post("/api/generate", { model: name, keep_alive: 0 });
    await this.refreshLoaded();
  }

  async remove(name) {
    await remove("/api/delete", { model: name });
    await this.refresh();
  }
}

export const state = new Models();

/** Names without the usual tag, as people say them. */
export function short(name) {
  return name.replace(/:latest$/, "");
}

function full(name) {
  return name.includes(":") ? name : `${name}:latest`;
}

/** Says where the weights of a model in memory are. */
export function computesOn({ size, size_vram: onGpu = 0 }) {
  const share = Math.round(Math.min(1, onGpu / size) * 100);
  if (onGpu <= 0) return "on the CPU";
  return share >= 100 ? "on the GPU" : `${share} % on the GPU`;
}

/** A model that is being fetched. */
export class Fetching {
  #stop = new AbortController();
  status = "starting";
  total = 0;
  completed = 0;
  changed = new Signal();

  constructor(name) {
    this.name = name;
  }

  /** Fetches it to its end. What is there already when it is cancelled is not fetched again. @param license the id of the one that is accepted, if one is */
  async run(license) {
    for await (const it of objects("/api/pull", { model: this.name, accept_license: license }, this.#stop.signal)) {
      this.status = it.status;
      this.total = it.total ?? 0;
      this.completed = it.completed ?? 0;
      this.changed.tell();
    }
  }

  cancel() {
    this.#stop.abort();
  }
}
