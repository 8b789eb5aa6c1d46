// Small talk: messages that pass, questions, panels that open.

import { el, iconButton } from "./dom.js";

/** Shows a message for a while, with something that can be done about it. */
export function toast(text, { action, kind = "note", milliseconds = 6000 } = {}) {
  const box = document.getElementById("toasts");
  const shown = el(`div.toast.${kind}`, { role: kind === "error" ? "alert" : "status" }, el("span", text));
  let timer;
  const close = () => {
    clearTimeout(timer);
    shown.remove();
  };
  if (action) shown.append(el("button.text-button", { type: "button", onclick: () => (action.run(), close()) }, action.label));
  shown.append(iconButton("close", "Dismiss", close));
  box.append(shown);
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover(); // above whatever has been opened meanwhile
  if (milliseconds) timer = setTimeout(close, milliseconds);
  return close;
}

export function failed(error) {
  if (error.name === "AbortError") return;
  toast(error.message || "Something went wrong.", { kind: "error", milliseconds: 10_000 });
}

/** Opens a dialog that holds something; returns how to close it. What is outside waits. */
export function dialog(title, content, { className = "", onclose } = {}) {
  const heading = el("h2", { id: `title-${Math.random().toString(36).slice(2)}` }, title);
  const box = el("dialog", { class: className, "aria-labelledby": heading.id });
  const close = () => box.close();
  box.append(el("header.dialog-head", heading, iconButton("close", "Close", close)), el("div.dialog-body", content));
  box.addEventListener("click", (event) => event.target === box && close());
  box.addEventListener("close", () => {
    box.remove();
    onclose?.();
  });
  document.body.append(box);
  box.showModal();
  return close;
}

/** Asks before something that cannot be taken back. */
export function confirmed(title, text, label) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => () => {
      answer = value;
      close();
    };
    const close = dialog(title, [
      el("p", text),
      el("div.buttons",
        el("button.button", { type: "button", onclick: choose(false) }, "Cancel"),
        el("button.button.danger", { type: "button", autofocus: true, onclick: choose(true) }, label)),
    ], { className: "small", onclose: () => resolve(answer) });
  });
}

/** Asks for a line of text; returns null if nobody answers. */
export function asked(title, text, { value = "", label, type = "text", extra } = {}) {
  return new Promise((resolve) => {
    let answer = null;
    const field = el("input", { type, value, "aria-label": label, autofocus: true, autocomplete: "off", spellcheck: "false" });
    const form = el("form", text ? el("p", text) : null, field, extra,
      el("div.buttons", el("button.button.primary", { type: "submit" }, "OK")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = field.value;
      close();
    });
    const close = dialog(title, form, { className: "small", onclose: () => resolve(answer) });
    field.select();
  });
}

/** A menu at a button: items are {label, icon, run, danger}. */
export function menu(button, items) {
  const box = el("div.menu", { popover: "auto", role: "menu" });
  for (const it of items) {
    box.append(el(`button.menu-item${it.danger ? ".danger" : ""}`, {
      type: "button", role: "menuitem", onclick: () => (box.hidePopover(), it.run()),
    }, it.icon ?? null, it.label));
  }
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    box.remove();
    button.setAttribute("aria-expanded", "false");
  });
  box.addEventListener("keydown", (event) => moveInMenu(event, box));
  document.body.append(box);
  box.showPopover();
  button.setAttribute("aria-expanded", "true");
  place(box, button);
  box.firstElementChild?.focus();
}

function moveInMenu(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...box.children];
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
}

/** Puts a box below or above a button, inside the window. */
export function place(box, button) {
  const at = button.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = at.bottom + 6 + size.height <= innerHeight;
  box.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - size.height - 6)}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
}
