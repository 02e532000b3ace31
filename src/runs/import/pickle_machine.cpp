#include "runs/import/pickle_machine.h"

#include "core/error.h"
#include "runs/import/pickle_stack.h"
#include "runs/import/weight_tensor.h"

namespace affekt {
namespace {

constexpr const char* kOrderedDict = "collections.OrderedDict";
constexpr const char* kRebuildTensor = "torch._utils._rebuild_tensor";
constexpr const char* kRebuildTensorV2 = "torch._utils._rebuild_tensor_v2";
constexpr std::ptrdiff_t kNumTensorArguments =
    4;  // those that are looked at: storage, offset, shape, strides
constexpr const char* kRebuildParameter = "torch._utils._rebuild_parameter";
constexpr const char* kRestoreTypeTag = "torch.jit._pickle.restore_type_tag";  // around LibTorch's dicts
constexpr const char* kGlobals[] = {
    kOrderedDict,        kRestoreTypeTag,       kRebuildParameter,    kRebuildTensorV2,
    kRebuildTensor,      "torch.DoubleStorage", "torch.FloatStorage", "torch.BFloat16Storage",
    "torch.HalfStorage", "torch.LongStorage",   "torch.IntStorage",   "torch.ShortStorage",
    "torch.CharStorage", "torch.ByteStorage",   "torch.BoolStorage",  "torch.storage.UntypedStorage"};

/// Of Python's pickle.py; the rest of them is known to pickles of no tensors only.
struct RefusedInstruction {
  unsigned char code;
  const char* name;
};
constexpr RefusedInstruction kRefused[] = {
    {'i', "INST"},        {'o', "OBJ"},          {'P', "PERSID"},
    {0x81, "NEWOBJ"},     {0x92, "NEWOBJ_EX"},   {0x82, "EXT1"},
    {0x83, "EXT2"},       {0x84, "EXT4"},        {'F', "FLOAT"},
    {'I', "INT"},         {'L', "LONG"},         {'S', "STRING"},
    {'V', "UNICODE"},     {'p', "PUT"},          {'g', "GET"},
    {0x8f, "EMPTY_SET"},  {0x90, "ADDITEMS"},    {0x91, "FROZENSET"},
    {0x96, "BYTEARRAY8"}, {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"}};

class PickleMachine {
 public:
  PickleMachine(std::string_view bytes, const std::string& where)
      : bytes_(bytes), where_(where), stack_(where) {}

  Pickle run() {
    if (bytes_.size() < 2 || bytes_[0] != '\x80') stack_.fail("no pickle of protocol 2 or later");
    while (step(static_cast<unsigned char>(take(1)[0]))) {
    }
    Pickle pickle;
    pickle.root = stack_.pop();
    pickle.objects = stack_.take_objects();
    pickle.num_bytes = at_;
    return pickle;
  }

 private:
  std::string_view take(uint64_t count) {
    if (count > bytes_.size() - at_) throw ArtifactError(where_ + ": truncated: it ends within its pickle");
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  std::string_view take_line() {
    const size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) throw ArtifactError(where_ + ": truncated: it ends within its pickle");
    const std::string_view line = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }
  static uint64_t little_endian(std::string_view text) {
    uint64_t value = 0;
    for (size_t i = text.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(text[i]);
    return value;
  }
  uint64_t take_number(size_t num_bytes) { return little_endian(take(num_bytes)); }

  void push_integer(uint64_t value) {
    stack_.push_new(PickleKind::kInteger, {}, static_cast<int64_t>(value));
  }
  void push_signed(uint64_t length) {
    const std::string_view text = take(length);
    if (length > 8) return stack_.push_new(PickleKind::kLong, text);
    uint64_t value = little_endian(text);
    const bool is_negative = length > 0 && (text.back() & 0x80) != 0;
    if (is_negative && length < 8) value |= ~uint64_t{0} << (8 * length);
    push_integer(value);
  }
  void push_text(uint64_t length) { stack_.push_new(PickleKind::kText, take(length)); }

  void push_global(std::string_view module, std::string_view name) {
    for (const std::string_view allowed : kGlobals)
      if (allowed.size() == module.size() + 1 + name.size() && allowed.substr(0, module.size()) == module &&
          allowed[module.size()] == '.' && allowed.substr(module.size() + 1) == name)
        return stack_.push_new(PickleKind::kGlobal, allowed);
    throw ArtifactError(where_ + ": refused: loading it in Python wants to call " +
                        show_name(std::string(module.substr(0, 100)) + "." + std::string(name)) +
                        "; nothing but tensors is taken from a pickle, and nothing in it was called. If you "
                        "trust the file, save its tensors alone in Python: torch.save(model.state_dict(), "
                        "\"weights.pth\")");
  }
  void push_global_of_stack() {
    const auto names = stack_.pop_items(2);
    const auto &module = stack_.object(names[0]), &name = stack_.object(names[1]);
    if (module.kind != PickleKind::kText || name.kind != PickleKind::kText)
      stack_.fail("a global without a name");
    push_global(module.text, name.text);
  }

  /// What a call would give, of the few functions that build tensors.
  void reduce() {
    const auto& given = stack_.object(stack_.pop(PickleKind::kTuple, "the arguments of a call")).items;
    const std::string_view function =
        stack_.object(stack_.pop(PickleKind::kGlobal, "the name of a call")).text;
    if (function == kOrderedDict) return push_ordered_dict(given);
    if ((function == kRebuildParameter || function == kRestoreTypeTag) && !given.empty())
      return stack_.push(given[0]);
    const bool is_tensor = function == kRebuildTensor || function == kRebuildTensorV2;
    if (!is_tensor || given.size() < size_t{kNumTensorArguments})
      stack_.fail("a call of " + std::string(function) + " with " + std::to_string(given.size()) +
                  " arguments");
    stack_.push_items(PickleKind::kTensor, {given.begin(), given.begin() + kNumTensorArguments});
  }
  /// Python 2 gives the pairs as the argument.
  void push_ordered_dict(const std::vector<uint32_t>& arguments) {
    std::vector<uint32_t> items;
    if (!arguments.empty()) {
      for (const uint32_t pair : stack_.object(arguments[0]).items) {
        const auto& both = stack_.object(pair).items;
        if (both.size() != 2) stack_.fail("pairs of keys and values expected");
        items.insert(items.end(), both.begin(), both.end());
        // One list may be used again and again.
        if (++num_pairs_copied_ > bytes_.size()) stack_.fail("more pairs than bytes");
      }
    }
    stack_.push_items(PickleKind::kDict, std::move(items));
  }

  /// @return false at the end
  bool step(unsigned char code) {
    if (code == '.') return false;
    if (!step_values(code) && !step_containers(code) && !step_calls(code)) refuse_instruction(code);
    return true;
  }

  bool step_values(unsigned char code) {
    switch (code) {
      case 'N':
        return stack_.push(PickleStack::kNone), true;
      case 0x88:
        return stack_.push(PickleStack::kTrue), true;
      case 0x89:
        return stack_.push(PickleStack::kFalse), true;
      case 'K':  // BININT1
        return push_integer(take_number(1)), true;
      case 'M':  // BININT2
        return push_integer(take_number(2)), true;
      case 'J':  // BININT
        return push_signed(4), true;
      case 0x8a:  // LONG1
        return push_signed(take_number(1)), true;
      case 0x8b:  // LONG4
        return push_signed(take_number(4)), true;
      case 'G':  // BINFLOAT: nobody asks for its value
        return stack_.push_new(PickleKind::kFloat, take(8)), true;
      case 'X':  // BINUNICODE
      case 'T':  // BINSTRING: Python 2's str
      case 'B':  // BINBYTES
        return push_text(take_number(4)), true;
      case 0x8c:  // SHORT_BINUNICODE
      case 'U':   // SHORT_BINSTRING
      case 'C':   // SHORT_BINBYTES
        return push_text(take_number(1)), true;
      case 0x8d:  // BINUNICODE8
        return push_text(take_number(8)), true;
      default:
        return false;
    }
  }

  bool step_containers(unsigned char code) {
    switch (code) {
      case ')':
        return stack_.push(PickleStack::kEmptyTuple), true;
      case ']':
        return stack_.push_items(PickleKind::kList, {}), true;
      case '}':
        return stack_.push_items(PickleKind::kDict, {}), true;
      case '(':
        return stack_.push_mark(), true;
      case 't':
        return stack_.push_items(PickleKind::kTuple, stack_.pop_to_mark()), true;
      case 0x85:
      case 0x86:
      case 0x87:  // TUPLE1 to TUPLE3
        return stack_.push_items(PickleKind::kTuple, stack_.pop_items(code - 0x84U)), true;
      case 'l':
        return stack_.push_items(PickleKind::kList, stack_.pop_to_mark()), true;
      case 'd':
        return stack_.push_items(PickleKind::kDict, stack_.pop_to_mark()), true;
      case 'a':
        return stack_.append(PickleKind::kList, stack_.pop_items(1), "a list"), true;
      case 'e':
        return stack_.append(PickleKind::kList, stack_.pop_to_mark(), "a list"), true;
      case 's':
        return stack_.append(PickleKind::kDict, stack_.pop_items(2), "a dict"), true;
      case 'u':
        return stack_.append(PickleKind::kDict, stack_.pop_to_mark(), "a dict"), true;
      default:
        return false;
    }
  }

  bool step_calls(unsigned char code) {
    switch (code) {
      case 0x80:  // PROTO
        if (const auto protocol = take_number(1); protocol < 2 || protocol > 4)
          stack_.fail("its protocol is " + std::to_string(protocol) + ", 2 to 4 expected");
        return true;
      case 0x95:  // FRAME: where it ends matters only to a reader that fetches frames
        return take(8), true;
      case '0':
        return stack_.pop(), true;
      case '1':  // POP_MARK
        return stack_.pop_to_mark(), true;
      case '2':
        return stack_.duplicate(), true;
      case 'q':
        return stack_.memoize(take_number(1)), true;
      case 'r':
        return stack_.memoize(take_number(4)), true;
      case 0x94:
        return stack_.memoize(), true;
      case 'h':
        return stack_.recall(take_number(1)), true;
      case 'j':
        return stack_.recall(take_number(4)), true;
      case 'c': {
        const std::string_view module = take_line();
        return push_global(module, take_line()), true;
      }
      case 0x93:
        return push_global_of_stack(), true;
      case 'Q':  // BINPERSID
        return stack_.push_items(PickleKind::kPersistent, stack_.pop_items(1)), true;
      case 'R':
        return reduce(), true;
      case 'b': {  // BUILD: attributes of a state dict, its _metadata
        stack_.pop();
        return stack_.append(PickleKind::kDict, {}, "a dict that gets attributes"), true;
      }
      default:
        return false;
    }
  }

  [[noreturn]] void refuse_instruction(unsigned char code) const {
    for (const auto& refused : kRefused)
      if (refused.code == code)
        stack_.fail(std::string("the instruction ") + refused.name + ", which no state dict needs");
    stack_.fail("the unknown instruction " + std::to_string(code));
  }

  std::string_view bytes_;
  const std::string& where_;
  PickleStack stack_;
  size_t at_ = 0;
  size_t num_pairs_copied_ = 0;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, const std::string& where) {
  return PickleMachine(bytes, where).run();
}

}  // namespace affekt
