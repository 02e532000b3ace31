#include "runs/import/pth_legacy.h"

#include <map>

#include "core/error.h"
#include "runs/import/state_dict.h"

namespace affekt {
namespace {

// PROTO 2, LONG1 of ten bytes: torch/serialization.py's MAGIC_NUMBER 0x1950a86a20f9469cfc6c.
constexpr std::string_view kMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr int64_t kProtocolVersion = 1001;

class LegacyReader {
 public:
  LegacyReader(std::string_view bytes, const std::string& where)
      : rest_(bytes.substr(kMagic.size())), where_(where) {}

  [[noreturn]] void fail(const std::string& what) const { throw ArtifactError(where_ + ": " + what); }

  Pickle next_pickle() {
    Pickle pickle = read_pickle(rest_, where_);
    rest_.remove_prefix(pickle.num_bytes);
    return pickle;
  }

  /// The number of its elements, then these. Both are little-endian, whatever sys_info says: PyTorch turns
  /// the bytes when it writes (THPStorage_writeFileRaw).
  std::string_view next_storage(const PickledStorage& storage) {
    uint64_t count = 0;
    if (rest_.size() < sizeof count)
      fail("truncated: it ends before the storage '" + show_name(storage.key) + "'");
    for (size_t i = sizeof count; i-- > 0;) count = count << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(sizeof count);
    const uint64_t expected = storage.num_bytes / size_of(storage.type);
    if (count != expected)
      fail("damaged: storage '" + show_name(storage.key) + "' has " + std::to_string(count) +
           " elements, its pickle says " + std::to_string(expected));
    if (storage.num_bytes > rest_.size())
      fail("truncated: storage '" + show_name(storage.key) + "' needs " + std::to_string(storage.num_bytes) +
           " bytes, the file has " + std::to_string(rest_.size()) + " more");
    const std::string_view data = rest_.substr(0, storage.num_bytes);
    rest_.remove_prefix(storage.num_bytes);
    return data;
  }

 private:
  std::string_view rest_;
  const std::string& where_;
};

/// By key. @throws ArtifactError: one storage with two types or sizes
std::map<std::string_view, PickledStorage> collect_storages(const Pickle& pickle, const std::string& where) {
  std::map<std::string_view, PickledStorage> storages;
  for (auto& storage : list_storages(pickle, where)) {
    const PickledStorage& known = storages.emplace(storage.key, storage).first->second;
    if (known.type != storage.type || known.num_bytes != storage.num_bytes)
      throw ArtifactError(where + ": storage '" + show_name(storage.key) + "' has two types or sizes");
  }
  return storages;
}

}  // namespace

bool looks_like_pth_legacy(std::string_view bytes) {
  return bytes.substr(0, kMagic.size()) == kMagic;
}

WeightFile parse_pth_legacy(std::string_view bytes, const std::string& where) {
  if (!looks_like_pth_legacy(bytes)) throw ArtifactError(where + ": no .pth file of the old form");
  LegacyReader reader(bytes, where);
  const Pickle version = reader.next_pickle();
  if (version[version.root].kind != PickleKind::kInteger || version[version.root].number != kProtocolVersion)
    reader.fail("its protocol version is not " + std::to_string(kProtocolVersion));
  reader.next_pickle();  // sys_info
  const Pickle pickle = reader.next_pickle();
  auto tensors = list_tensors(pickle, where);
  const Pickle keys = reader.next_pickle();
  if (keys[keys.root].kind != PickleKind::kList) reader.fail("damaged: it lists no storages");

  const auto storages = collect_storages(pickle, where);
  std::map<std::string_view, std::string_view> data;
  for (const uint32_t item : keys[keys.root].items) {
    const std::string_view key = keys[item].text;
    const auto storage = storages.find(key);
    if (storage == storages.end())
      reader.fail("damaged: no tensor is in its storage '" + show_name(key) + "'");
    if (data.count(key) > 0) reader.fail("damaged: its storage '" + show_name(key) + "' comes twice");
    data[key] = reader.next_storage(storage->second);
  }

  WeightFile file;
  for (auto& entry : tensors) {
    const auto storage = data.find(entry.storage.key);
    if (storage == data.end())
      reader.fail("truncated or damaged: tensor '" + show_name(entry.tensor.name) + "' has no storage");
    place_in_storage(entry.tensor, where, storage->second, entry.offset);
    file.tensors.push_back(std::move(entry.tensor));
  }
  return file;
}

}  // namespace affekt
