// OpenAI's, Ollama's and Anthropic's clients for Node, unmodified, against the server at the first argument.
import assert from "node:assert";
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { Ollama } from "ollama";

const address = process.argv[2];
const openai = new OpenAI({ baseURL: address + "/v1", apiKey: "any" });
const anthropic = new Anthropic({ baseURL: address, apiKey: "any" });
const ollama = new Ollama({ host: address });
const messages = [{ role: "user", content: "Why is the sky blue?" }];
let checks = 0;
const check = (condition, what) => {
  assert(condition, JSON.stringify(what));
  checks++;
};

const answer = await openai.chat.completions.create({ model: "smollm2", messages, max_tokens: 12, temperature: 0 });
check(answer.choices[0].message.content && answer.usage.completion_tokens === 12, answer);
let text = "";
const stream = await openai.chat.completions.create({ model: "smollm2", messages, max_tokens: 12, temperature: 0, stream: true });
for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
check(text === answer.choices[0].message.content, text);
const vectors = await openai.embeddings.create({ model: "bert", input: ["a", "b"] });
check(vectors.data.length === 2 && vectors.data[0].embedding.length > 1, vectors);
await assert.rejects(openai.chat.completions.create({ model: "nobody", messages }), OpenAI.NotFoundError);
checks++;

const options = { temperature: 0, num_predict: 12 };
const whole = await ollama.chat({ model: "smollm2", messages, options });
check(whole.message.content && whole.eval_count === 12, whole);
let streamed = "";
for await (const part of await ollama.chat({ model: "smollm2", messages, options, stream: true })) streamed += part.message.content;
check(streamed === whole.message.content, streamed);
check((await ollama.list()).models.length === 2, "models");
check((await ollama.embed({ model: "bert", input: "a" })).embeddings.length === 1, "vectors");

const message = await anthropic.messages.create({ model: "smollm2", messages, max_tokens: 12, temperature: 0 });
check(message.content[0].text === answer.choices[0].message.content && message.stop_reason === "max_tokens", message);
const final = await anthropic.messages.stream({ model: "smollm2", messages, max_tokens: 12, temperature: 0 }).finalMessage();
check(final.content[0].text === message.content[0].text, final);
await assert.rejects(anthropic.messages.create({ model: "nobody", messages, max_tokens: 12 }), Anthropic.NotFoundError);
checks++;

const long = await ollama.chat({ model: "smollm2", messages, options: { num_predict: 1000 }, stream: true });
setTimeout(() => ollama.abort(), 300);
await assert.rejects(async () => {
  for await (const _ of long);
}, { name: "AbortError" });
checks++;

console.log("checks:", checks);
