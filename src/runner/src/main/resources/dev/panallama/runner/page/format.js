// How numbers and times are written.

const whole = new Intl.NumberFormat("en");
const DAY = 24 * 60 * 60 * 1000;

export function count(number) {
  return whole.format(number);
}

export function bytes(number) {
  if (number === undefined || number === null) return "size unknown";
  if (number >= 1e10) return `${Math.round(number / 1e9)} GB`;
  if (number >= 1e9) return `${(number / 1e9).toFixed(1)} GB`;
  if (number >= 1e6) return `${Math.round(number / 1e6)} MB`;
  return number >= 1e3 ? `${Math.round(number / 1e3)} kB` : `${number} B`;
}

/** Returns how many bytes a text has in a file. */
export function sizeOf(text) {
  return new TextEncoder().encode(text).length;
}

export function seconds(milliseconds) {
  const value = milliseconds / 1000;
  if (value < 0.95) return `${Math.max(1, Math.round(milliseconds))} ms`;
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 60) return `${Math.round(value)} s`;
  return `${Math.floor(value / 60)} min ${String(Math.round(value % 60)).padStart(2, "0")} s`;
}

export function rate(perSecond) {
  return `${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)} tokens/s`;
}

/** Says in which part of a list something of this time stands. */
export function period(date, now = new Date()) {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const time = new Date(date).getTime();
  if (time >= midnight) return "Today";
  if (time >= midnight - DAY) return "Yesterday";
  if (time >= midnight - 7 * DAY) return "Last seven days";
  return time >= midnight - 30 * DAY ? "Last thirty days" : "Earlier";
}

/** Makes a title of what somebody said first. */
export function titleOf(text) {
  const line = text.trim().split("\n").find((it) => it.trim()) ?? "";
  const plain = line.replace(/[#*_`>]+/g, "").replace(/\s+/g, " ").trim();
  if (plain.length <= 60) return plain || "New conversation";
  const cut = plain.slice(0, 60);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40)).trimEnd()}…`;
}
