"""Anthropic's Python client, unmodified, against the server at sys.argv[1]."""

import sys

import anthropic

client = anthropic.Anthropic(base_url=sys.argv[1], api_key="any", max_retries=0)
asked = [{"role": "user", "content": "Why is the sky blue?"}]
short = {"model": "smollm2", "messages": asked, "max_tokens": 12, "extra_body": {"temperature": 0}}
checks = 0


def check(condition, what):
    global checks
    assert condition, what
    checks += 1



def prompt_tokens(message):
    return message.usage.input_tokens + message.usage.cache_read_input_tokens


answer = client.messages.create(**short, system="You are terse.")
check(answer.content[0].text and answer.usage.output_tokens == 12 and answer.stop_reason == "max_tokens", answer)

with client.messages.stream(**short, system="You are terse.") as stream:
    text = "".join(stream.text_stream)
    final = stream.get_final_message()
check(text == answer.content[0].text == final.content[0].text, text)
check(prompt_tokens(final) == prompt_tokens(answer) and final.usage.output_tokens == 12, final)
check(final.stop_reason == "max_tokens", final)

counted = client.messages.count_tokens(model="smollm2", messages=asked, system="You are terse.")
check(counted.input_tokens == prompt_tokens(answer), counted)

stopped = client.messages.create(**short, stop_sequences=[" "])
check(stopped.stop_reason == "stop_sequence" and stopped.stop_sequence == " ", stopped)

tools = {
    "tools": [
        {
            "name": "weather",
            "input_schema": {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]},
        }
    ],
    "tool_choice": {"type": "any", "disable_parallel_tool_use": True},
}
called = client.messages.create(**(short | {"max_tokens": 100}), **tools)
call = called.content[0]
check(called.stop_reason == "tool_use" and call.input["city"] in ("Rome", "Oslo"), called)
with client.messages.stream(**(short | {"max_tokens": 100}), **tools) as stream:
    kinds = {event.type for event in stream}
    final = stream.get_final_message()
check("input_json" in kinds and final.content[0].input == call.input, final)

told = asked + [
    {"role": "assistant", "content": called.content},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "Sunny"}]},
]
check(client.messages.create(**(short | {"messages": told})).content[0].type == "text", "result")

with client.messages.stream(**(short | {"max_tokens": 1000})) as stream:
    next(iter(stream.text_stream))
check(client.messages.create(**short).content[0].text, "an answer after one that was broken off")

for wrong, kind in (
    ({"model": "nobody"}, anthropic.NotFoundError),
    ({"extra_body": {"temperature": "hot"}}, anthropic.BadRequestError),
    ({"stream": True, "messages": [{"role": "user", "content": "word " * 3000}]}, anthropic.BadRequestError),
):
    try:
        client.messages.create(**(short | wrong))
        raise AssertionError(wrong)
    except kind as refused:
        check(refused.body["error"]["message"], refused)

print("checks:", checks)
