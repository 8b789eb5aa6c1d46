// Puts the page together.

import { onUnauthenticated, useKey } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { asked, failed } from "./dialogs.js";
import { byId, el } from "./dom.js";
import { Gauge } from "./gauge.js";
import { listenToKeys } from "./keys.js";
import { state } from "./models.js";
import { defaultSettings, Parameters } from "./parameters.js";
import { ModelPicker } from "./picker.js";
import { openPreferences } from "./preferences.js";
import { Sidebar } from "./sidebar.js";
import * as store from "./store.js";
import { Welcome } from "./welcome.js";

onUnauthenticated(async () => {
  const remember = el("input", { type: "checkbox" });
  const value = await asked("API key", "This server wants a key.", {
    type: "password", label: "API key", extra: el("label.check", remember, "Remember it in this browser"),
  });
  if (value) useKey(value, remember.checked);
  return value;
});

const chat = new Chat();
const composer = new Composer(chat);
const picker = new ModelPicker(chat);
const parameters = new Parameters(chat);
const welcome = new Welcome(chat, composer);
const gauge = new Gauge(chat);
const sidebar = new Sidebar({
  begin: newChat,
  current: () => chat.conversation?.id,
  answers: (id) => chat.isAnswering(id),
  stop: (id) => chat.stop(id),
});

function newChat() {
  if (location.hash) history.pushState(null, "", "/");
  void chat.begin(defaultSettings());
  closeOnPhone();
  composer.focus();
}

async function follow() {
  const id = location.hash.slice(1);
  if (!id) return chat.conversation && newChat();
  try {
    await chat.open(id);
    closeOnPhone();
  } catch (failure) {
    failed(failure);
    newChat();
  }
}

function toggleSidebar(open = document.documentElement.dataset.sidebar === "closed") {
  document.documentElement.dataset.sidebar = open ? "open" : "closed";
  byId("sidebar-button").setAttribute("aria-expanded", open);
}

/** Somebody wants it so: on a wide screen it stays so. */
function chooseSidebar() {
  toggleSidebar();
  if (innerWidth >= 800) localStorage.setItem("panallama.sidebar", document.documentElement.dataset.sidebar);
}

matchMedia("(max-width: 799px)").addEventListener("change", (narrow) => {
  toggleSidebar(!narrow.matches && localStorage.getItem("panallama.sidebar") !== "closed");
});

function closeOnPhone() {
  if (innerWidth < 800) toggleSidebar(false);
}

let shown = null;
let answering = false;
chat.changed.listen(() => {
  const id = chat.conversation?.id ?? null;
  if (id !== shown && id && location.hash.slice(1) !== id) history.pushState(null, "", `#${id}`);
  document.title = chat.conversation?.title ? `${chat.conversation.title} · Panallama` : "Panallama";
  if (id !== shown || answering !== chat.busy) sidebar.draw();
  if (answering !== chat.busy) byId("said").textContent = chat.busy ? "The model answers." : "The answer is complete.";
  answering = chat.busy;
  shown = id;
});

store.changed.listen((id, elsewhere) => elsewhere && chat.refresh(id).catch(() => {}));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  void sidebar.refresh();
  chat.refresh().catch(() => {});
});
addEventListener("popstate", () => void follow()); // told of links as well
byId("sidebar-button").addEventListener("click", () => chooseSidebar());
byId("shade").addEventListener("click", () => toggleSidebar(false));
byId("preferences-button").addEventListener("click", openPreferences);
listenToKeys({ chat, composer, sidebar, parameters, newChat, toggleSidebar, chooseSidebar, openPreferences });

async function start() {
  await chat.begin(defaultSettings());
  await state.refresh();
  chat.model = await state.preferred();
  chat.changed.tell();
  await Promise.all([sidebar.refresh(), follow()]);
  document.documentElement.dataset.ready = "true";
  composer.focus();
}

start().catch((failure) => {
  byId("welcome").hidden = false;
  byId("welcome").replaceChildren(
    el("h1", "Not there yet"), el("p.lead", failure.message),
    el("button.button", { type: "button", onclick: () => location.reload() }, "Try again"));
  document.documentElement.dataset.ready = "failed";
});
