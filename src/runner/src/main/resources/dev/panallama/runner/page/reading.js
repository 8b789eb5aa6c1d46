// What a model gets to read of a conversation: its messages, and of their files as much as there is room for.

import { post } from "./api.js";
import { state } from "./models.js";
import { excerpt } from "./passages.js";

const PART = 0.5; // of the context is for files
const SAMPLE = 10_000; // characters whose tokens are counted

/** Returns the messages as the model gets them, and which files went in parts. */
export async function readingOf(model, path, signal) {
  const files = path.flatMap((it) => it.attachments ?? []);
  const rooms = shares(files, files.length ? await roomFor(model, files, signal) : 0);
  const latest = path.findLast((it) => it.role === "user")?.content ?? "";
  const cut = [];
  const messages = path.map((it) => ({ role: it.role, content: contentOf(it, latest, rooms, cut) }));
  return { messages, cut };
}

/** Returns how many characters of files go in. A model that is not in memory, or no longer, has a context when it is. */
async function roomFor(model, files, signal) {
  await state.refreshLoaded();
  if (!state.contextOf(model)) await state.load(model, signal);
  const content = files.map((it) => it.text).join("\n").slice(0, SAMPLE);
  const { tokens } = await post("/tokenize", { model, content }, { signal });
  return (state.contextOf(model) * PART * content.length) / Math.max(1, tokens.length);
}

/** Divides the room among files: what short ones leave, longer ones get. */
export function shares(files, room) {
  const rooms = new Map();
  const bySize = files.toSorted((a, b) => a.text.length - b.text.length);
  bySize.forEach((it, i) => {
    rooms.set(it, Math.min(it.text.length, room / (bySize.length - i)));
    room -= rooms.get(it);
  });
  return rooms;
}

/** Passages are chosen by what was asked with the file, and by what is asked now. */
function contentOf(message, latest, rooms, cut) {
  const question = `${message.content}\n${latest}`;
  const files = (message.attachments ?? []).map((it) => fileOf(it, question, rooms.get(it), cut));
  return files.join("") + message.content;
}

function fileOf({ name, text }, question, room, cut) {
  const part = excerpt(text, question, room);
  if (!part.whole) cut.push({ name, chosen: part.chosen, of: part.of });
  const title = part.whole ? `File ${name}` : `File ${name}, ${part.chosen} of ${part.of} passages`;
  return `${title}:\n\`\`\`\n${part.text.replace(/\n$/, "")}\n\`\`\`\n\n`;
}
