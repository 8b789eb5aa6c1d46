"""Says of GGUF files what llama.cpp's own Python reader reads in them: a line for each entry and each tensor.

Arguments: the folder gguf-py of llama.cpp's source, then files. Needs numpy alone: the package's own __init__, which
wants more, is not run.
"""
import gc
import hashlib
import struct
import sys
import types

import numpy as np

package = types.ModuleType("gguf")
package.__path__ = [sys.argv[1] + "/gguf"]
sys.modules["gguf"] = package
from gguf.constants import GGUFValueType  # noqa: E402
from gguf.gguf_reader import GGUFReader  # noqa: E402

# The reader makes a view for each value; those of a plain array are made in a third of the time.
np.memmap = lambda path, mode: np.fromfile(path, np.uint8)

gc.disable()  # the reader makes millions of views, and nothing that is garbage


def digest(parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def canonical(field):
    """The values as bytes: numbers as their type has them, texts with their length before them."""
    parts = [field.parts[index].tobytes() for index in field.data]
    if field.types[-1] != GGUFValueType.STRING:
        return parts
    return [struct.pack("<q", len(it)) + it for it in parts]


def describe(file):
    reader = GGUFReader(file)
    print("file", reader.fields["GGUF.version"].contents(), reader.alignment, reader.data_offset)
    for name, field in reader.fields.items():
        if name.startswith("GGUF."):
            continue
        array = field.types[0] == GGUFValueType.ARRAY
        empty = array and len(field.types) == 1  # the reader does not keep of what
        values = [] if empty else canonical(field)
        types = "ARRAY" if empty else " ".join(it.name for it in field.types[:2])
        count = len(field.data) if array else 1
        print("entry", name.encode().hex(), count, types, digest(values))
    for it in reader.tensors:
        print("tensor", it.name.encode().hex(), it.tensor_type.name, "x".join(str(int(n)) for n in it.shape),
              int(it.data_offset) - int(reader.data_offset), int(it.n_bytes), digest([it.data.tobytes()]))


for path in sys.argv[2:]:
    describe(path)
    print("end", flush=True)
