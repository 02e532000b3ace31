#include "runs/import/state_dict.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/error.h"

namespace affekt {
namespace {

constexpr std::string_view kInnerDicts[] = {"state_dict", "model_state_dict", "model", "net", "weights"};
constexpr size_t kLongestName = 1000;  // one text may be used again and again

struct StorageClass {
  std::string_view name;
  WeightType type;
};
constexpr StorageClass kStorageClasses[] = {
    {"torch.DoubleStorage", WeightType::kFloat64},       {"torch.FloatStorage", WeightType::kFloat32},
    {"torch.BFloat16Storage", WeightType::kBFloat16},    {"torch.HalfStorage", WeightType::kFloat16},
    {"torch.LongStorage", WeightType::kInt64},           {"torch.IntStorage", WeightType::kInt32},
    {"torch.ShortStorage", WeightType::kInt16},          {"torch.CharStorage", WeightType::kInt8},
    {"torch.ByteStorage", WeightType::kUint8},           {"torch.BoolStorage", WeightType::kBool},
    {"torch.storage.UntypedStorage", WeightType::kUint8}};

class StateDictReader {
 public:
  StateDictReader(const Pickle& pickle, const std::string& where) : pickle_(pickle), where_(where) {}

  /// Of a kPersistent: ("storage", class, key, device, number of elements), in the old form with a view
  /// behind.
  PickledStorage read_storage(const PickleObject& object) const {
    const PickleObject& identity = pickle_[object.items.at(0)];
    const auto& items = identity.items;
    const auto has = [&](size_t i, PickleKind kind) { return pickle_[items[i]].kind == kind; };
    if (identity.kind != PickleKind::kTuple || items.size() < 5 || !has(0, PickleKind::kText) ||
        pickle_[items[0]].text != "storage" || !has(1, PickleKind::kGlobal) || !has(2, PickleKind::kText) ||
        !has(4, PickleKind::kInteger))
      fail("a storage of an unknown form");
    if (items.size() > 5 && !has(5, PickleKind::kNone))
      fail("a storage that is a part of another, which PyTorch has not written since 2018");
    PickledStorage storage;
    storage.key = pickle_[items[2]].text;
    if (storage.key.size() > kLongestName)
      fail("a storage with a name of " + std::to_string(storage.key.size()) + " bytes");
    const std::string_view name = pickle_[items[1]].text;
    const auto* known = std::find_if(std::begin(kStorageClasses), std::end(kStorageClasses),
                                     [&](const StorageClass& entry) { return entry.name == name; });
    if (known == std::end(kStorageClasses)) fail(std::string(name) + " where a storage should be");
    storage.type = known->type;
    const int64_t count = pickle_[items[4]].number;
    if (count < 0 || static_cast<uint64_t>(count) > UINT64_MAX / 16)
      fail("a storage of " + std::to_string(count) + " elements");
    storage.num_bytes = static_cast<uint64_t>(count) * size_of(storage.type);
    return storage;
  }

  std::vector<PickledTensor> read_tensors() {
    std::vector<PickledTensor> tensors;
    std::map<std::string_view, size_t> places;
    const auto& items = find_state_dict().items;
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
      const PickleObject &name = pickle_[items[i]], &value = pickle_[items[i + 1]];
      if (name.kind != PickleKind::kText || value.kind != PickleKind::kTensor) continue;
      if (name.text.size() > kLongestName)
        fail("a tensor with a name of " + std::to_string(name.text.size()) + " bytes");
      const auto [place, is_new] = places.emplace(name.text, tensors.size());
      if (is_new) tensors.emplace_back();
      tensors[place->second] = read_tensor(std::string(name.text), value);
    }
    return tensors;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw ArtifactError(where_ + ": the pickle in it holds " + what);
  }

  bool holds_tensors(const PickleObject& object) const {
    if (object.kind != PickleKind::kDict) return false;
    for (size_t i = 1; i < object.items.size(); i += 2)
      if (pickle_[object.items[i]].kind == PickleKind::kTensor) return true;
    return false;
  }

  const PickleObject& find_state_dict() const {
    const PickleObject& root = pickle_[pickle_.root];
    if (holds_tensors(root)) return root;
    std::string found;
    if (root.kind == PickleKind::kDict) {
      for (const std::string_view wanted : kInnerDicts) {
        const PickleObject* last = nullptr;  // Python's dict would keep that one
        for (size_t i = 0; i + 1 < root.items.size(); i += 2)
          if (pickle_[root.items[i]].text == wanted) last = &pickle_[root.items[i + 1]];
        if (last != nullptr && holds_tensors(*last)) return *last;
      }
      for (size_t i = 0; i + 1 < root.items.size() && i < 20; i += 2)
        found += (i > 0 ? ", '" : ": '") + show_name(pickle_[root.items[i]].text) + "'";
    }
    fail("no state dict: tensors by name expected, at its top or under 'state_dict' or 'model', got " +
         (root.kind == PickleKind::kDict ? "a dict" + found : "another object"));
  }

  std::vector<int64_t> read_sizes(const std::string& name, uint32_t index) {
    const PickleObject& object = pickle_[index];
    std::vector<int64_t> sizes;
    bool is_known = object.kind == PickleKind::kTuple || object.kind == PickleKind::kList;
    for (const uint32_t item : object.items) {
      is_known = is_known && pickle_[item].kind == PickleKind::kInteger;
      // One shape may be used again and again.
      if (++num_sizes_ > pickle_.num_bytes) fail("more sizes than bytes");
      if (!is_known) break;
      sizes.push_back(pickle_[item].number);
    }
    if (!is_known) fail("a tensor of an unknown form, '" + show_name(name) + "': its shape");
    return sizes;
  }

  PickledTensor read_tensor(const std::string& name, const PickleObject& object) {
    const PickleObject &storage = pickle_[object.items[0]], &offset = pickle_[object.items[1]];
    if (storage.kind != PickleKind::kPersistent || offset.kind != PickleKind::kInteger)
      fail("a tensor of an unknown form, '" + show_name(name) + "'");
    PickledTensor result;
    result.storage = read_storage(storage);
    result.offset = offset.number;
    result.tensor.name = name;
    result.tensor.type = result.storage.type;
    result.tensor.shape = read_sizes(name, object.items[2]);
    result.tensor.strides = read_sizes(name, object.items[3]);
    return result;
  }

  const Pickle& pickle_;
  const std::string& where_;
  size_t num_sizes_ = 0;
};

}  // namespace

std::vector<PickledStorage> list_storages(const Pickle& pickle, const std::string& where) {
  const StateDictReader reader(pickle, where);
  std::vector<PickledStorage> storages;
  for (const auto& object : pickle.objects)
    if (object.kind == PickleKind::kPersistent) storages.push_back(reader.read_storage(object));
  return storages;
}

std::vector<PickledTensor> list_tensors(const Pickle& pickle, const std::string& where) {
  return StateDictReader(pickle, where).read_tensors();
}

}  // namespace affekt
