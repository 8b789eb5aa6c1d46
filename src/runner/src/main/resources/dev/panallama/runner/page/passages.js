// Of a file that is too long for the context, the passages that say most about a question: those that share the rarest words with it
// (BM25, Robertson and Zaragoza 2009).

const LONG = 600; // characters of a passage
const PIECES = /.{200,597}(?:[.!?]\s|[。！？])|.{1,599}(?:\s|$)|.{1,599}/gsu; // of a longer line
const SATURATION = 1.2;
const LENGTH = 0.75; // how much longer passages count less

/** Returns what of a text goes into some characters: all of it, or its beginning and the passages that suit a question, in their order. */
export function excerpt(text, question, characters) {
  if (text.length <= characters) return { text, whole: true };
  const all = passages(text);
  const scores = score(all, question);
  const some = scores.some((it) => it > 0);
  const order = all.map((_, i) => i).filter((i) => scores[i] > 0 || !some).sort((a, b) => scores[b] - scores[a] || a - b);
  const chosen = new Set();
  let room = characters;
  for (const i of [0, ...order]) {
    if (chosen.has(i) || all[i].length > room) continue;
    chosen.add(i);
    room -= all[i].length;
  }
  const kept = all.map((it, i) => (chosen.has(i) ? it : null));
  const parts = kept.flatMap((it, i) => (it !== null ? [it] : i > 0 && kept[i - 1] === null ? [] : ["[…]\n"]));
  return { text: parts.join(""), whole: false, chosen: chosen.size, of: all.length };
}

/** Cuts a text at the ends of lines, and where a line is longer at the ends of sentences or words. */
function passages(text) {
  const all = [""];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    for (const part of line.length > LONG ? line.match(PIECES) : [line]) {
      if (all.at(-1) && all.at(-1).length + part.length > LONG) all.push("");
      all[all.length - 1] += part;
    }
  }
  return all;
}

function score(all, question) {
  const wanted = new Set(words(question));
  const counts = all.map((it) => {
    const found = new Map();
    for (const word of words(it)) if (wanted.has(word)) found.set(word, (found.get(word) ?? 0) + 1);
    return found;
  });
  const mean = all.reduce((sum, it) => sum + it.length, 0) / all.length;
  const rarity = new Map([...wanted].map((word) => {
    const having = counts.filter((it) => it.has(word)).length;
    return [word, Math.log(1 + (all.length - having + 0.5) / (having + 0.5))];
  }));
  return counts.map((found, i) => {
    const norm = SATURATION * (1 - LENGTH + (LENGTH * all[i].length) / mean);
    return [...found].reduce((sum, [word, n]) => sum + (rarity.get(word) * n * (SATURATION + 1)) / (n + norm), 0);
  });
}

/** Chinese and Japanese have no blanks between words: each of their characters counts as one. */
function words(text) {
  return text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? [];
}
