"""Says of GGUF files what llama.cpp's own Python reader reads in them: a line for each entry and each tensor.

Arguments: the folder gguf-py of llama.cpp's source, then files. Needs numpy alone: the package's own __init__, which
wants more, is not run.
"""
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

FORMS = {
    GGUFValueType.FLOAT32: "<f", GGUFValueType.FLOAT64: "<d", GGUFValueType.BOOL: "<?",
    GGUFValueType.UINT8: "<B", GGUFValueType.INT8: "<b", GGUFValueType.UINT16: "<H", GGUFValueType.INT16: "<h",
    GGUFValueType.UINT32: "<I", GGUFValueType.INT32: "<i", GGUFValueType.UINT64: "<Q", GGUFValueType.INT64: "<q",
}


def digest(chunks):
    hash = hashlib.sha256()
    for it in chunks:
        hash.update(it)
    return hash.hexdigest()


def canonical(field):
    """The values as bytes: numbers by their type, texts with their length before them."""
    of = field.types[-1]
    for index in field.data:
        part = field.parts[index]
        if of == GGUFValueType.STRING:
            text = part.tobytes()
            yield struct.pack("<q", len(text)) + text
        else:
            for value in part.tolist():
                yield struct.pack(FORMS[of], value)


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
