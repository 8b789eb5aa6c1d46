// Where the text of a message is changed, in its place.

import { el } from "./dom.js";

/** Makes a field with a text. What is written stays until it is kept. @param deed what its button is called, @param keep keeps a text and says whether that is done, @param close ends it */
export function editor(text, deed, keep, close) {
  const area = el("textarea.edit", { value: text, "aria-label": "Edit the message", rows: 1 });
  const submit = async () => (await keep(area.value)) && close();
  area.onkeydown = (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) void submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return el("div.editor", area, el("div.buttons",
    el("button.button", { type: "button", onclick: close }, "Cancel"),
    el("button.button.primary.later", { type: "button", onclick: submit }, deed)));
}
