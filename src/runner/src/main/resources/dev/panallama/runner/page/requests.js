// The requests that the server has answered last: when, what for, how long; never what they said.

import { get } from "./api.js";
import { dialog } from "./dialogs.js";
import { el } from "./dom.js";
import { count, seconds } from "./format.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** Opens the window of requests. */
export function openRequests() {
  const body = el("tbody");
  const heads = ["Time", "Status", "Took", "Request", "Model", "Tokens"].map((it) => el("th", { scope: "col" }, it));
  const refresh = el("button.button", { type: "button", onclick: () => void load(body) }, "Refresh");
  dialog("Last requests", [
    el("p.hint", "Those of this page's files and conversations are left out. What requests say is not noted."),
    el("div.table.requests", { tabindex: "0", role: "region", "aria-label": "Last requests" }, el("table", el("thead", el("tr", heads)), body)),
    el("div.buttons", refresh),
  ], { className: "wide" });
  void load(body);
}

async function load(body) {
  try {
    const { requests } = await get("/panallama/requests");
    body.replaceChildren(...requests.map(row));
    if (!requests.length) body.append(el("tr", el("td", { colspan: 6 }, "None yet.")));
  } catch (failure) {
    body.replaceChildren(el("tr", el("td", { colspan: 6 }, failure.message)));
  }
}

function row(it) {
  const tokens = it.prompt_tokens === undefined ? "" : `${count(it.prompt_tokens)} + ${count(it.generated_tokens)}`;
  const status = el(`td${it.status >= 400 ? ".bad" : ""}`, String(it.status));
  return el("tr", el("td", clock.format(new Date(it.time))), status, el("td", seconds(it.ms)), el("td", `${it.method} ${it.path}`), el("td", it.model ?? ""), el("td", tokens));
}
