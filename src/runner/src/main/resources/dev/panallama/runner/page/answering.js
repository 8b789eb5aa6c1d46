// Asks a model for an answer and follows it as it comes.

import { events } from "./api.js";
import { state } from "./models.js";
import { readingOf } from "./reading.js";

const NUMBERS = ["temperature", "top_k", "top_p", "min_p", "repeat_penalty", "presence_penalty", "frequency_penalty", "max_tokens", "seed"];

function requestOf({ model, settings }, messages) {
  if (settings.system?.trim()) messages.unshift({ role: "system", content: settings.system });
  const request = { model, messages, stream: true, stream_options: { include_usage: true } };
  for (const name of NUMBERS) if (typeof settings[name] === "number") request[name] = settings[name];
  if (settings.think === false) request.reasoning_effort = "none";
  if (settings.think === true) request.chat_template_kwargs = { enable_thinking: true };
  return request;
}

/** An answer under way. `on` hears {text}, {thinking} and, once, {begun: true}. */
export class Answer {
  #stop = new AbortController();
  #start = performance.now();
  #first = 0;
  #last = 0;
  #pieces = 0;
  #usage = null;
  #reason = null;
  #cut = [];
  content = "";
  thinking = "";

  constructor(request, on) {
    this.request = request;
    this.on = on;
  }

  stop() {
    this.#stop.abort();
  }

  /** Follows it to its end. Being stopped is an end too; what fails is thrown, and what had come is there. */
  async run() {
    try {
      const { messages, cut } = await readingOf(this.request.model, this.request.path, this.#stop.signal);
      this.#cut = cut;
      for await (const it of events("/v1/chat/completions", requestOf(this.request, messages), this.#stop.signal)) this.#take(it);
    } catch (failure) {
      if (failure.name !== "AbortError") throw failure;
      this.#reason = "stopped";
    }
  }

  #take(event) {
    if (event.usage) this.#usage = event.usage;
    const choice = event.choices?.[0];
    if (!choice) return;
    if (choice.finish_reason) this.#reason = choice.finish_reason;
    const { content, reasoning_content: thinking } = choice.delta ?? {};
    if (!content && !thinking) return;
    this.#last = performance.now();
    this.#first ||= this.#last;
    this.#pieces++;
    this.content += content ?? "";
    this.thinking += thinking ?? "";
    this.on({ text: content ?? "", thinking: thinking ?? "", begun: this.#pieces === 1 });
  }

  /** Returns what it took. Of an answer that was stopped nobody tells the tokens: its pieces are counted. */
  stats() {
    const generated = this.#usage?.completion_tokens ?? this.#pieces;
    const time = (this.#last - this.#first) / 1000;
    return {
      prompt_tokens: this.#usage?.prompt_tokens,
      cached_tokens: this.#usage?.prompt_tokens_details?.cached_tokens,
      generated_tokens: generated,
      tokens_per_second: generated > 1 && time > 0 ? Number(((generated - 1) / time).toFixed(1)) : undefined,
      first_token_ms: this.#first ? Math.round(this.#first - this.#start) : undefined,
      finish_reason: this.#reason ?? "stopped",
      context: state.contextOf(this.request.model),
      passages: this.#cut.length ? this.#cut : undefined,
    };
  }
}
