"""Ollama's Python client, unmodified, against the server at sys.argv[1]; sys.argv[2] is the file of a model."""

import json
import pathlib
import sys

import ollama

client = ollama.Client(host=sys.argv[1])
asked = [{"role": "user", "content": "Why is the sky blue?"}]
short = {"temperature": 0, "num_predict": 12}
checks = 0


def check(condition, what):
    global checks
    assert condition, what
    checks += 1


answer = client.chat(model="smollm2", messages=asked, options=short)
check(answer.message.content and answer.eval_count == 12 and answer.done_reason == "length", answer)
pieces = list(client.chat(model="smollm2", messages=asked, options=short, stream=True))
check("".join(it.message.content for it in pieces) == answer.message.content, pieces)
check(pieces[-1].done and pieces[-1].total_duration > 0, pieces[-1])

generated = client.generate(model="smollm2", prompt="Once upon a time", options=short, raw=True)
check(generated.response and generated.eval_count == 12, generated)

schema = {"type": "object", "properties": {"colour": {"enum": ["blue", "green"]}}, "required": ["colour"]}
formed = client.chat(model="smollm2", messages=asked, format=schema, options={"temperature": 0, "num_predict": 60})
check(json.loads(formed.message.content)["colour"] in ("blue", "green"), formed)



def names():
    return {it.model.removesuffix(":latest") for it in client.list().models}


check(names() == {"smollm2", "bert"}, client.list())
shown = client.show("smollm2")
check(shown.modelinfo["llama.context_length"] == 8192 and "completion" in shown.capabilities, shown.capabilities)
check(client.ps().models[0].context_length == 2048, client.ps())

vectors = client.embed(model="bert", input=["a", "b"])
check(len(vectors.embeddings) == 2, vectors)
old = client.embeddings(model="bert", prompt="a").embedding
check(all(abs(x - y) < 1e-5 for x, y in zip(old, vectors.embeddings[0])), "embeddings")

client.copy("smollm2", "twin")
check(names() == {"smollm2", "bert", "twin"}, client.list())
client.create(model="brief", from_="twin", system="Be brief.", parameters={"temperature": 0.5})
brief = client.show("brief")
check("Be brief." in brief.modelfile and "temperature" in brief.parameters, brief)
check(client.generate(model="brief", prompt="a", raw=True, options={"num_predict": 2}).eval_count == 2, "brief")
for name in ("twin", "brief"):
    check(client.delete(name).status == "success", name)
check(names() == {"smollm2", "bert"}, client.list())

digest = client.create_blob(sys.argv[2])
check(client.create(model="sent", files={pathlib.Path(sys.argv[2]).name: digest}).status == "success", digest)
check(client.generate(model="sent", prompt="a", raw=True, options={"num_predict": 2}).eval_count == 2, "sent")
check(client.delete("sent").status == "success", "sent")

for wrong, status in (({"model": "nobody"}, 404), ({"options": {"temperature": "hot"}}, 400)):
    try:
        client.chat(**({"model": "smollm2", "messages": asked} | wrong))
        raise AssertionError(wrong)
    except ollama.ResponseError as refused:
        check(refused.status_code == status, refused)

print("checks:", checks)
