// Asks the server. What it refuses becomes an ApiError with the server's own words.

const KEY = "panallama.key";

class ApiError extends Error {
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

let key = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? "";
let whoHasTheKey = async () => "";

/** Says who is asked for the key when the server wants one. */
export function onUnauthenticated(ask) {
  let asking = null;
  whoHasTheKey = () => (asking ??= ask().finally(() => (asking = null)));
}

export function useKey(value, remember) {
  key = value;
  sessionStorage.setItem(KEY, value);
  if (remember) localStorage.setItem(KEY, value);
  else localStorage.removeItem(KEY);
}

export function hasKey() {
  return key !== "";
}

export function forgetKey() {
  key = "";
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}

async function ask(method, path, body, options = {}) {
  const headers = {};
  if (key) headers.Authorization = `Bearer ${key}`;
  if (method !== "GET") headers["Content-Type"] = "application/json";
  const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, { method, headers, body: sent, ...options });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new ApiError(0, "The server cannot be reached. Is it still running?");
  }
  if (response.ok) return response;
  if (response.status === 401 && !options.keepalive) {
    if (await whoHasTheKey()) return ask(method, path, body, options);
  }
  throw await errorOf(response);
}

async function errorOf(response) {
  const text = await response.text().catch(() => "");
  try {
    const json = JSON.parse(text);
    const error = json.error ?? json;
    const message = typeof error === "string" ? error : error.message;
    return new ApiError(response.status, sentence(message ?? text), typeof error === "object" ? error : json);
  } catch {
    return new ApiError(response.status, sentence(text || `The server answered with status ${response.status}`));
  }
}

/** Writes a message of the server as a sentence. */
export function sentence(message) {
  const text = String(message).trim();
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

async function json(method, path, body, options) {
  const response = await ask(method, path, body, options);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path, options) => json("GET", path, undefined, options);
export const post = (path, body, options) => json("POST", path, body, options);
export const patch = (path, body, options) => json("PATCH", path, body, options);
export const remove = (path, body, options) => json("DELETE", path, body, options);
export const download = async (path) => (await ask("GET", path)).blob();

/** Posts, and yields the lines of the answer as they come. */
export async function* lines(path, body, signal) {
  const response = await ask("POST", path, body, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await read(reader);
    rest += value ?? "";
    const parts = rest.split("\n");
    rest = done ? "" : parts.pop();
    for (const it of parts) if (it.trim()) yield it.trim();
    if (done) return;
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new ApiError(0, "The connection to the server broke off.");
  }
}

/** Posts, and yields the JSON objects of the answer, one a line. */
export async function* objects(path, body, signal) {
  for await (const line of lines(path, body, signal)) {
    const object = JSON.parse(line);
    if (object.error) throw new ApiError(500, sentence(object.error), object);
    yield object;
  }
}

/** Posts, and yields the JSON objects of the events that come. */
export async function* events(path, body, signal) {
  for await (const line of lines(path, body, signal)) {
    if (!line.startsWith("data:")) continue;
    const data = line.slice(5).trim();
    if (data === "[DONE]") return;
    const object = JSON.parse(data);
    if (object.error) throw new ApiError(500, sentence(object.error.message ?? object.error), object.error);
    yield object;
  }
}
