// The conversations on the server.

import { download, get, patch, post, remove } from "./api.js";
import { Signal } from "./dom.js";

const PATH = "/panallama/conversations";
const channel = new BroadcastChannel("panallama");

/** Told when conversations have changed, here or in another tab: the id of the one, or null for several. */
export const changed = new Signal();

channel.onmessage = ({ data }) => changed.tell(data, true);

function tell(id) {
  channel.postMessage(id);
  changed.tell(id, false);
}

export function list({ search = "", before = "", limit = 60 } = {}) {
  const query = new URLSearchParams({ limit });
  if (search) query.set("search", search);
  if (before) query.set("before", before);
  return get(`${PATH}?${query}`);
}

export const read = (id) => get(`${PATH}/${encodeURIComponent(id)}`);

export async function create(fields) {
  const made = await post(PATH, fields);
  tell(made.id);
  return { messages: [], leaf: null, settings: {}, ...made };
}

/** Changes title, model, settings or leaf; also as the page goes away. */
export async function change(id, fields, keepalive = false) {
  const conversation = await patch(`${PATH}/${id}`, fields, { keepalive });
  if (!keepalive) tell(id);
  return conversation;
}

/** Removes a conversation; also as the page goes away. */
export async function removeAll(id) {
  await remove(`${PATH}/${id}`, undefined, { keepalive: true });
  tell(id);
}

export async function addMessage(id, message) {
  const added = await post(`${PATH}/${id}/messages`, message);
  tell(id);
  return added;
}

/** Keeps what has come of a message; the last one may come as the page goes away. */
export function changeMessage(id, message, fields, keepalive = false) {
  return patch(`${PATH}/${id}/messages/${message}`, fields, { keepalive }).then((it) => {
    if (!keepalive) tell(id);
    return it;
  });
}

export async function removeMessage(id, message) {
  await remove(`${PATH}/${id}/messages/${message}`);
  tell(id);
}

export function exported(id) {
  return download(`${PATH}/export${id ? `?id=${id}` : ""}`);
}

export async function imported(text) {
  const result = await post(`${PATH}/import`, text);
  tell(null);
  return result;
}
