"""OpenAI's Python client, unmodified, against the server at sys.argv[1]."""

import json
import sys
from typing import Literal

import openai
import pydantic

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="any")
asked = [{"role": "user", "content": "Why is the sky blue?"}]
checks = 0


def check(condition, what):
    global checks
    assert condition, what
    checks += 1


answer = client.chat.completions.create(model="smollm2", messages=asked, max_tokens=12, temperature=0)
text = answer.choices[0].message.content
check(text and answer.usage.completion_tokens == 12, answer)

stream = client.chat.completions.create(
    model="smollm2", messages=asked, max_tokens=12, temperature=0, stream=True, stream_options={"include_usage": True}
)
chunks = list(stream)
check("".join(it.choices[0].delta.content or "" for it in chunks if it.choices) == text, chunks)
check(chunks[-1].usage.completion_tokens == 12, chunks[-1])

scored = client.chat.completions.create(
    model="smollm2", messages=asked, max_tokens=5, temperature=0, logprobs=True, top_logprobs=3
)
check(len(scored.choices[0].logprobs.content[0].top_logprobs) == 3, scored)

tool = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]}}, "required": ["city"]},
    },
}
called = client.chat.completions.create(
    model="smollm2", messages=asked, max_tokens=100, temperature=0, tools=[tool], tool_choice="required", parallel_tool_calls=False
)
call = called.choices[0].message.tool_calls[0]
check(json.loads(call.function.arguments)["city"] in ("Rome", "Oslo"), call)

with client.chat.completions.stream(
    model="smollm2", messages=asked, max_tokens=100, temperature=0, tools=[tool], tool_choice="required", parallel_tool_calls=False
) as events:
    final = events.get_final_completion()
check(final.choices[0].message.tool_calls[0].function.arguments == call.function.arguments, final)

# The client asks for vectors in base64 by itself.
vectors = client.embeddings.create(model="bert", input=["a", "b"])
check(len(vectors.data) == 2 and abs(sum(x * x for x in vectors.data[0].embedding) - 1) < 1e-3, vectors)
plain = client.embeddings.create(model="bert", input="a", encoding_format="float")
check(all(abs(x - y) < 1e-5 for x, y in zip(plain.data[0].embedding, vectors.data[0].embedding)), plain)

check([it.id for it in client.models.list()] == ["smollm2", "bert"], "models")
check(client.models.retrieve("smollm2").id == "smollm2", "model")

response = client.responses.create(
    model="smollm2", input=[{"role": "system", "content": "Book"}, {"role": "user", "content": "Hello"}], max_output_tokens=12, temperature=0
)
check(response.id.startswith("resp_") and response.output[0].id.startswith("msg_") and response.output_text, response)
with client.responses.stream(
    model="smollm2", input=[{"role": "system", "content": "Book"}, {"role": "user", "content": "Hello"}], max_output_tokens=12, temperature=0
) as events:
    pieces = [it.delta for it in events if it.type == "response.output_text.delta"]
check("".join(pieces) == response.output_text, pieces)


class Mood(pydantic.BaseModel):
    colour: Literal["blue", "green"]


mood = client.responses.parse(model="smollm2", input="What is the colour of the sky?", text_format=Mood, temperature=0)
check(mood.output_parsed.colour in ("blue", "green"), mood)
flat = {"type": "function", "strict": False} | tool["function"]
called = client.responses.create(model="smollm2", input="The weather?", tools=[flat], tool_choice="required", parallel_tool_calls=False)
check(json.loads(called.output[-1].arguments)["city"] in ("Rome", "Oslo"), called)
with client.responses.stream(
    model="smollm2", input="The weather?", tools=[flat], tool_choice="required", parallel_tool_calls=False
) as events:
    final = events.get_final_response()
check(json.loads(final.output[-1].arguments)["city"] in ("Rome", "Oslo"), final)

for wrong, kind in (
    ({"model": "nobody"}, openai.NotFoundError),
    ({"messages": [{"role": "user", "content": "word " * 3000}]}, openai.BadRequestError),
    ({"stream": True, "messages": [{"role": "user", "content": "word " * 3000}]}, openai.BadRequestError),
    ({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": 1}}}}, openai.BadRequestError),
):
    try:
        client.chat.completions.create(**({"model": "smollm2", "messages": asked} | wrong))
        raise AssertionError(wrong)
    except kind:
        checks += 1

print("checks:", checks)
