#!/usr/bin/env python3
"""Writes the seeds of the fuzzers, good and hostile ones, with nothing but Python's standard library:

    python3 tests/fuzz/make_corpus.py tests/fuzz/corpus

tests/runs/import replays them, and says what must become of some of them by name. The forms follow
torch/serialization.py (torch.save of PyTorch 2, and with _use_new_zipfile_serialization=False)."""
import io
import json
import os
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict

CODES = {"Float": "f", "Double": "d", "Half": "e", "Long": "q", "BFloat16": None, "Byte": "B"}


def make_fake_torch():
    """Classes and functions that are pickled as torch's."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name in CODES:
        cls = type(name + "Storage", (), {})
        cls.__module__ = "torch"
        setattr(torch, cls.__name__, cls)
    for name in ["_rebuild_tensor_v2", "_rebuild_parameter"]:
        function = lambda *arguments: None
        function.__name__ = function.__qualname__ = name
        function.__module__ = "torch._utils"
        setattr(utils, name, function)
    torch._utils = utils
    sys.modules["torch"], sys.modules["torch._utils"] = torch, utils
    return torch


torch = make_fake_torch()


def strides_of(shape):
    strides, step = [], 1
    for size in reversed(shape):
        strides.insert(0, step)
        step *= size
    return tuple(strides)


class Storage:
    def __init__(self, key, values, kind="Float"):
        self.key, self.values, self.kind = key, values, kind

    def data(self, order="<"):
        if self.kind == "BFloat16":  # the upper half of a float32
            halves = [struct.pack(">f", v)[:2] for v in self.values]
            return b"".join(h if order == ">" else h[::-1] for h in halves)
        return struct.pack(order + str(len(self.values)) + CODES[self.kind], *self.values)


class Tensor:
    def __init__(self, storage, shape, offset=0, strides=None, parameter=False):
        self.storage, self.shape, self.offset = storage, tuple(shape), offset
        self.strides = strides_of(shape) if strides is None else tuple(strides)
        self.parameter = parameter

    def __reduce__(self):
        if self.parameter:
            plain = Tensor(self.storage, self.shape, self.offset, self.strides)
            return torch._utils._rebuild_parameter, (plain, True, OrderedDict())
        return torch._utils._rebuild_tensor_v2, (self.storage, self.offset, self.shape, self.strides, False,
                                                 OrderedDict())


def tensor(key, shape, values=None, kind="Float", **more):
    count = 1
    for size in shape:
        count *= size
    return Tensor(Storage(key, values or [float(i) for i in range(count)], kind), shape, **more)


class StateDict(OrderedDict):
    """With _metadata, as nn.Module.state_dict() has it."""

    def __reduce__(self):
        state = {"_metadata": OrderedDict([("", {"version": 1})])}
        return OrderedDict, (), state, None, iter(self.items())


def dump(value, protocol=2, legacy=False):
    storages = OrderedDict()

    class Pickler(pickle.Pickler):
        def persistent_id(self, object_):
            if not isinstance(object_, Storage):
                return None
            storages[object_.key] = object_
            cls = getattr(torch, object_.kind + "Storage")
            return ("storage", cls, object_.key, "cpu", len(object_.values)) + ((None,) if legacy else ())

    out = io.BytesIO()
    Pickler(out, protocol).dump(value)
    return out.getvalue(), storages


def zip_bytes(entries, compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compression)
    return out.getvalue()


def pth_zip(value, root="archive", protocol=2, order=None, compression=zipfile.ZIP_STORED, pickled=None, more=()):
    data, storages = dump(value, protocol)
    entries = [(root + "/data.pkl", pickled or data)]
    if order:
        entries.append((root + "/byteorder", order.encode()))
    entries += [(f"{root}/data/{s.key}", s.data(">" if order == "big" else "<")) for s in storages.values()]
    entries.append((root + "/version", b"3\n"))
    return zip_bytes(entries + list(more), compression)


MAGIC = 0x1950A86A20F9469CFC6C


def pth_legacy(value, pickled=None, keys=None, order="<"):
    data, storages = dump(value, legacy=True)
    sizes = {"short": 2, "int": 4, "long": 4}
    info = {"protocol_version": 1001, "little_endian": True, "type_sizes": sizes}
    out = pickle.dumps(MAGIC, 2) + pickle.dumps(1001, 2) + pickle.dumps(info, 2) + (pickled or data)
    out += pickle.dumps(sorted(storages) if keys is None else keys, 2)
    for key in sorted(storages):
        out += struct.pack("<q", len(storages[key].values)) + storages[key].data(order)
    return out


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def example():
    shared = Storage("0", [float(i) for i in range(12)])
    return StateDict([
        ("plain.weight", Tensor(shared, (2, 3), parameter=True)),
        ("offset.weight", Tensor(shared, (2, 3), offset=6)),
        ("transposed.weight", Tensor(shared, (3, 2), strides=(1, 3))),
        ("every_second", Tensor(shared, (3,), offset=1, strides=(2,))),
        ("half", tensor("1", (2,), [1.5, -2.0], "Half")),
        ("bfloat16", tensor("2", (2,), [1.5, -2.0], "BFloat16")),
        ("double", tensor("3", (2,), [0.1, 1e10], "Double")),
        ("bn1.num_batches_tracked", tensor("4", (), [7], "Long")),
        ("scalar", tensor("5", (), [3.5])),
        ("empty", Tensor(shared, (0, 4))),
    ])


class System:
    def __reduce__(self):
        return os.system, ("touch /tmp/affekt_was_called",)


def hostile_pickles():
    """Name -> pickle, each of protocol 2."""
    head = b"\x80\x02"
    call = b"ctorch._utils\n_rebuild_tensor_v2\n("
    storage = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ"

    def one_tensor(arguments):
        return head + b"}X\x01\x00\x00\x00w" + call + storage + arguments + b"tRs."

    return {
        "calls_os_system": pickle.dumps(StateDict([("w", System())]), 2),
        "calls_builtins_eval": head + b"c__builtin__\neval\nX\x03\x00\x00\x001+1\x85R.",
        "instruction_inst": head + b"(X\x02\x00\x00\x00lsios\nsystem\n.",
        "list_in_itself": head + b"]q\x00h\x00a.",
        "dict_in_itself": head + b"}q\x00X\x0a\x00\x00\x00state_dicth\x00s.",
        "tensor_in_itself": head + b"]q\x00" + call + b"h\x00h\x00h\x00h\x00tRa.",
        "tensor_of_its_dict": head + b"}q\x00X\x01\x00\x00\x00w" + call + b"h\x00K\x00))tRs.",
        "nested_tuples": head + b")" + b"\x85" * 3000 + b".",
        "doubled_tuples": head + b")" + b"q\x00h\x00\x86" * 1000 + b".",
        "pairs_again_and_again": head + b"](K\x01K\x02\x86q\x01" + b"h\x01" * 300 + b"eq\x00" +
        b"ccollections\nOrderedDict\nq\x02" + b"h\x02h\x00\x85R0" * 300 + b"}.",
        "stack_empty": head + b"0.",
        "mark_missing": head + b"u.",
        "memo_missing": head + b"h\x07.",
        "memo_far": head + b"}r\xff\xff\xff\xffj\xff\xff\xff\xff.",
        "text_longer_than_file": head + b"X\xff\xff\xff\x7fabc.",
        "text_of_eight_bytes_length": head + b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.",
        "no_end": head + b"}",
        "only_a_number": head + b"K\x01.",
        "offset_outside": one_tensor(b"K\x04K\x01\x85K\x01\x85"),
        "offset_negative": one_tensor(b"J\xff\xff\xff\xffK\x01\x85K\x01\x85"),
        "stride_outside": one_tensor(b"K\x00K\x02\x85K\x04\x85"),
        "stride_negative": one_tensor(b"K\x03K\x02\x85J\xff\xff\xff\xff\x85"),
        "stride_overflows": one_tensor(b"K\x00K\x02K\x02\x86\x8a\x08" + b"\xff" * 7 + b"\x7fK\x01\x86"),
        "shape_overflows": one_tensor(b"K\x00\x8a\x08" + b"\xff" * 7 + b"\x7fK\x04\x86K\x00K\x00\x86"),
        "expanded": one_tensor(b"K\x00J\xff\xff\xff\x7f\x85K\x00\x85"),
        "shape_is_text": one_tensor(b"K\x00X\x01\x00\x00\x00aK\x01\x85"),
        "strides_missing": one_tensor(b"K\x00K\x02\x85)"),
        "control_character": head + b"c\x1b[2Jx\ny\n.",
    }


def corpus():
    """Folder -> name -> bytes."""
    good = example()
    zips = {
        "good": pth_zip(good),
        "big_endian": pth_zip(good, order="big"),
        "little_endian": pth_zip(good, order="little", root="resnet18"),
        "protocol_4": pth_zip(good, protocol=4),
        "in_state_dict": pth_zip({"epoch": 3, "best": 0.5, "state_dict": good}),
        "in_model": pth_zip({"model": dict(good), "args": None}),
        "data_parallel": pth_zip(StateDict([("module.w", tensor("0", (2,))), ("module.b", tensor("1", (1,)))])),
        "compressed": pth_zip(StateDict([("w", tensor("0", (64,), [0.0] * 64))]), compression=zipfile.ZIP_DEFLATED),
        "unknown_byteorder": pth_zip(StateDict([("w", tensor("0", (2,)))]), order="middle"),
        "torchscript": pth_zip(StateDict([("w", tensor("0", (2,)))]), more=[("archive/constants.pkl", b"\x80\x02).")]),
        "no_pickle": zip_bytes([("archive/version", b"3\n")]),
        "storage_missing": zip_bytes([("archive/data.pkl", dump(good)[0])]),
        "truncated": pth_zip(good)[:-40],
    }
    small = pth_zip(StateDict([("w", tensor("0", (2,), [1.0, 2.0]))]))
    zips["bit_flipped"] = small.replace(struct.pack("<f", 2.0), struct.pack("<f", 3.0))
    size = struct.pack("<I", 8)
    zips["sizes_larger_than_file"] = small.replace(size, struct.pack("<I", 0x7FFFFFF0))
    legacy = {
        "good": pth_legacy(good),
        "truncated": pth_legacy(good)[:-3],
        "storage_twice": pth_legacy(good, keys=["0", "0"]),
        "storage_unknown": pth_legacy(good, keys=["9"]),
        "storage_missing": pth_legacy(good, keys=[]),
        "two_types": pth_legacy(StateDict([("a", tensor("0", (2,))), ("b", tensor("0", (2,), [1, 2], "Long"))])),
    }
    # Python 2 gives an OrderedDict its pairs as an argument.
    data = dump([["w", tensor("0", (2,))]], legacy=True)[0]
    legacy["python_2"] = pth_legacy(StateDict([("w", tensor("0", (2,)))]),
                                    pickled=b"\x80\x02ccollections\nOrderedDict\n" + data[2:-1] + b"\x85R.")
    for name, pickled in hostile_pickles().items():
        zips[name] = pth_zip(StateDict([("w", tensor("0", (4,)))]), pickled=pickled)
        legacy[name] = pth_legacy(StateDict([("w", tensor("0", (4,)))]), pickled=pickled)
    eight = bytes(range(8))
    plain = {"__metadata__": {"format": "pt"}, "a": entry("F32", [1], 0, 4), "b": entry("BF16", [2, 1], 4, 8)}
    tensors = {
        "good": safetensors(plain, eight),
        "empty": safetensors({}),
        "truncated": safetensors(plain, eight)[:-1],
        "header_longer_than_file": safetensors(plain, eight, length=5000),
        "header_huge": safetensors(plain, eight, length=2**63),
        "overlap": safetensors({"a": entry("F32", [1], 0, 4), "b": entry("F32", [1], 2, 6)}, eight[:6]),
        "gap": safetensors({"a": entry("F32", [1], 4, 8)}, eight),
        "bytes_behind": safetensors({"a": entry("F32", [1], 0, 4)}, eight),
        "outside": safetensors({"a": entry("F32", [2], 4, 12)}, eight),
        "ends_before_it_begins": safetensors({"a": entry("F32", [1], 8, 4)}, eight),
        "name_twice": safetensors(b'{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},'
                                  b'"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}', eight),
        "key_twice": safetensors(b'{"a":{"dtype":"U8","dtype":"U8","shape":[8],"data_offsets":[0,8]}}', eight),
        "wrong_dtype": safetensors({"a": entry("F8_E4M3", [8], 0, 8)}, eight),
        "shape_overflows": safetensors({"a": entry("F32", [2**62, 4], 0, 0)}, eight),
        "shape_too_large": safetensors({"a": entry("F32", [2**64 - 1], 0, 8)}, eight),
        "shape_negative": safetensors({"a": entry("F32", [-2, -1], 0, 8)}, eight),
        "shape_fraction": safetensors({"a": entry("F32", [2.0], 0, 8)}, eight),
        "shape_of_too_many_axes": safetensors({"a": entry("U8", [1] * 65 + [8], 0, 8)}, eight),
        "three_offsets": safetensors({"a": {"dtype": "U8", "shape": [8], "data_offsets": [0, 4, 8]}}, eight),
        "entry_missing": safetensors({"a": {"dtype": "U8", "shape": [8]}}, eight),
        "entry_unknown": safetensors({"a": dict(entry("U8", [8], 0, 8), sparse=[])}, eight),
        "deep_lists": safetensors(b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", eight),
        "deep_objects": safetensors(b'{"a":' * 3000 + b"1" + b"}" * 3000, eight),
        "metadata_of_numbers": safetensors({"__metadata__": {"a": 1}}),
        "no_utf8": safetensors(b'{"\xff":{}}', eight),
        "no_json": safetensors(b'{"a" 1}', eight),
    }
    return {"pth_zip": zips, "pth_legacy": legacy, "safetensors": tensors}


def main():
    for folder, files in corpus().items():
        path = os.path.join(sys.argv[1], folder)
        os.makedirs(path, exist_ok=True)
        for name, data in files.items():
            with open(os.path.join(path, name), "wb") as out:
                out.write(data)


if __name__ == "__main__":
    main()
