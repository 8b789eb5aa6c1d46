// Models that can be fetched, and how far those are that are on their way.

import { get } from "./api.js";
import { dialog, failed, toast } from "./dialogs.js";
import { el, icon, set, show, Signal } from "./dom.js";
import { bytes } from "./format.js";
import { accepted } from "./license.js";
import { Fetching, short, state } from "./models.js";

const underWay = new Map(); // Fetching by name
const moved = new Signal();

/** Fetches a model; it goes on when the window is closed. */
async function fetchModel(name, chat) {
  if (underWay.has(name)) return;
  const fetching = new Fetching(name);
  underWay.set(name, fetching);
  moved.tell();
  try {
    if (!(await arrives(fetching))) return;
    await state.refresh();
    toast(`${short(name)} is here.`);
    await chooseFirst(chat);
  } catch (failure) {
    if (failure.name !== "AbortError") fetching.failure = failure.message;
    failed(failure);
  } finally {
    underWay.delete(name);
    lastFailures.set(name, fetching.failure);
    moved.tell();
  }
}

const lastFailures = new Map();

/** Returns whether it came: its licence may have to be accepted, which may be known before it comes or when it is there. */
async function arrives(fetching) {
  try {
    await fetching.run();
  } catch (failure) {
    const { license } = failure.details ?? {};
    if (!license) throw failure;
    if (!(await accepted(license, short(fetching.name)))) {
      fetching.failure = `It is not downloaded: the ${license.title} is not accepted.`;
      return false;
    }
    await fetching.run(license.id);
  }
  return true;
}

async function chooseFirst(chat) {
  if (chat.model) return;
  chat.model = await state.preferred();
  chat.changed.tell();
}

/** Opens the window of models that can be fetched. */
export function openCatalog(chat) {
  const content = el("div");
  const close = catalog(content, chat);
  dialog("Get a model", content, { className: "catalog-window", onclose: close });
}

/** Shows them in an element; returns what ends that. */
export function catalog(target, chat) {
  const list = el("ul.catalog");
  const field = el("input", { type: "text", placeholder: "hf.co/user/repository", "aria-label": "Name of a model", spellcheck: "false", autocomplete: "off" });
  const other = el("form.other", el("label", "Any other GGUF model of the hub"), el("div.line", field, el("button.button", { type: "submit" }, icon("download"), "Download")));
  other.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) void fetchModel(field.value.trim(), chat);
    field.value = "";
  });
  target.append(list, other);
  let machine = null;
  const draw = () => machine && list.replaceChildren(...rows(machine, chat));
  const load = () => get("/panallama/machine").then((it) => ((machine = it), draw()))
    .catch((failure) => list.replaceChildren(el("li.empty", failure.message)));
  void load();
  const ends = [moved.listen(draw), state.changed.listen(load)];
  return () => ends.forEach((it) => it());
}

function rows(machine, chat) {
  const known = new Set(machine.catalog.map((it) => it.name));
  const strangers = [...underWay.keys()].filter((it) => !known.has(it)).map((name) => ({ name, title: name, fits: true }));
  const order = (it) => (underWay.has(it.name) ? 0 : it.fits ? 1 : 2);
  return [...strangers, ...machine.catalog].sort((a, b) => order(a) - order(b)).map((it) => row(it, chat));
}

function row(it, chat) {
  const fetching = underWay.get(it.name);
  const facts = [it.parameters, it.bytes && bytes(it.bytes), it.license].filter(Boolean).join(" · ");
  const fit = it.memory_bytes && el(`span.fit${it.fits ? ".good" : ".bad"}`, it.fits ? "fits this machine" : `needs ${bytes(it.memory_bytes)} of memory`);
  const text = el("div.entry", el("strong", it.title), el("small", it.name === it.title ? "" : it.name), el("small", facts), fit);
  const item = el("li", text);
  if (fetching) item.append(progress(fetching));
  else if (it.installed) item.append(el("span.here", icon("check"), "Here"));
  else item.append(el("button.button", { type: "button", "aria-label": `Download ${it.title}`, onclick: () => fetchModel(it.name, chat) }, icon("download"), "Download"));
  const failure = lastFailures.get(it.name);
  if (failure && !fetching) item.append(el("p.failure", { role: "alert" }, failure));
  return item;
}

function progress(fetching) {
  const bar = el("progress", { "aria-label": `Fetching ${fetching.name}`, max: 1 });
  const said = el("small");
  const draw = () => {
    const { total, completed, status } = fetching;
    if (total) set(bar, { value: completed / total });
    else bar.removeAttribute("value");
    said.textContent = total ? `${bytes(completed)} of ${bytes(total)}` : status;
    show(said, true);
  };
  draw();
  const element = el("div.progress", bar, el("div.line", said, el("button.text-button", { type: "button", onclick: () => fetching.cancel() }, "Cancel")));
  const end = fetching.changed.listen(() => (element.isConnected ? draw() : end())); // the list may have been drawn anew
  return element;
}
