// Licences that somebody has to accept before a model is used.

import { dialog } from "./dialogs.js";
import { el } from "./dom.js";

/** Shows what a licence asks for; returns whether it is accepted. Nothing is accepted by a key that is pressed too early: the focus is not there. */
export function accepted(license, model) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => () => {
      answer = value;
      close();
    };
    const close = dialog(license.title, [
      el("p.lead-in", el("strong", model), " may be used under this licence. It is asked for once."),
      el("p.terms", license.terms.replace(/\n/g, " ")),
      el("ul.links", license.links.filter((it) => /^https?:/.test(it.url)).map(link)),
      el("div.buttons",
        el("button.button", { type: "button", onclick: choose(false) }, "Do not accept"),
        el("button.button.primary", { type: "button", onclick: choose(true) }, "Accept")),
    ], { className: "license", onclose: () => resolve(answer) });
  });
}

function link({ name, url }) {
  return el("li", el("span", name), el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.replace(/^https?:\/\//, "")));
}
