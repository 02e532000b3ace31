#include "runs/import/pth_zip.h"

#include <zip.h>

#include <map>
#include <memory>

#include "core/error.h"
#include "runs/import/state_dict.h"

namespace affekt {
namespace {

// A fuzzer would hardly ever meet a checksum, and so never come further.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr zip_flags_t kReadFlags = ZIP_FL_COMPRESSED;
#else
constexpr zip_flags_t kReadFlags = 0;
#endif

class ZipArchive {
 public:
  ZipArchive(std::string_view bytes, const std::string& where) : where_(where), num_bytes_(bytes.size()) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) archive_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    const std::string why = archive_ == nullptr ? zip_error_strerror(&error) : "";
    if (source != nullptr && archive_ == nullptr) zip_source_free(source);
    zip_error_fini(&error);
    if (archive_ == nullptr)
      fail("truncated or damaged: its zip directory, which lies at the end, can't be read (" + why +
           "; the file has " + std::to_string(num_bytes_) + " bytes); fetch it again");
  }
  ~ZipArchive() { zip_discard(archive_); }
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  [[noreturn]] void fail(const std::string& what) const { throw ArtifactError(where_ + ": " + what); }

  /// The folder that all entries lie in, with a slash behind: "archive/" or the file's former name.
  std::string find_root() const {
    const zip_int64_t count = zip_get_num_entries(archive_, 0);
    constexpr std::string_view kPickle = "/data.pkl";
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* text = zip_get_name(archive_, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      const std::string_view name = text == nullptr ? "" : text;
      if (name.size() > kPickle.size() && name.find('/') == name.size() - kPickle.size() &&
          name.substr(name.find('/')) == kPickle)
        return std::string(name.substr(0, name.find('/') + 1));
    }
    fail("a zip archive, but none of PyTorch's: it has no data.pkl");
  }

  bool has(const std::string& name) const {
    return zip_name_locate(archive_, name.c_str(), ZIP_FL_ENC_RAW) >= 0;
  }

  /// All entries that are read have no more bytes than the file: none may be read twice.
  std::string read(const std::string& name) {
    zip_stat_t status;
    zip_stat_init(&status);
    const zip_int64_t index = zip_name_locate(archive_, name.c_str(), ZIP_FL_ENC_RAW);
    const std::string shown = show_name(name);
    if (index < 0) fail("damaged: it has no entry '" + shown + "', which its pickle names");
    const auto place = static_cast<zip_uint64_t>(index);
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if (zip_stat_index(archive_, place, 0, &status) != 0 || (status.valid & kNeeded) != kNeeded)
      fail("damaged: its entry '" + shown + "' says no size");
    if (status.comp_method != ZIP_CM_STORE || status.comp_size != status.size)
      fail("its entry '" + shown + "' is compressed, which PyTorch's never are");
    if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE)
      fail("its entry '" + shown + "' is encrypted");
    if (status.size > num_bytes_ - num_read_)
      fail("damaged: its entries have more bytes than the file (" + std::to_string(num_bytes_) + ")");
    num_read_ += status.size;
    std::string text(status.size, '\0');
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(archive_, place, kReadFlags),
                                                                 zip_fclose);
    // One byte more than there are: only at the end libzip compares the checksum.
    char behind = 0;
    const bool is_whole =
        file != nullptr &&
        zip_fread(file.get(), text.data(), text.size()) == static_cast<zip_int64_t>(text.size()) &&
        zip_fread(file.get(), &behind, 1) == 0;
    if (!is_whole)
      fail("damaged: its entry '" + shown + "' is cut off, or its checksum is wrong; fetch it again");
    return text;
  }

 private:
  const std::string& where_;
  uint64_t num_bytes_, num_read_ = 0;
  zip_t* archive_ = nullptr;
};

bool is_big_endian(ZipArchive& archive, const std::string& root) {
  if (!archive.has(root + "byteorder")) return false;  // PyTorch before 2.1 does not say
  const std::string order = archive.read(root + "byteorder");
  if (order != "little" && order != "big")
    archive.fail("its byteorder is '" + show_name(order) + "', little or big expected");
  return order == "big";
}

}  // namespace

bool looks_like_pth_zip(std::string_view bytes) {
  return bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4);
}

WeightFile parse_pth_zip(std::string_view bytes, const std::string& where) {
  ZipArchive archive(bytes, where);
  const std::string root = archive.find_root();
  if (archive.has(root + "constants.pkl"))
    archive.fail(
        "a TorchScript archive, which holds a program; save its tensors alone in Python: "
        "torch.save(torch.jit.load(FILE).state_dict(), \"weights.pth\")");
  const bool big_endian = is_big_endian(archive, root);
  const std::string pickle_bytes = archive.read(root + "data.pkl");
  const Pickle pickle = read_pickle(pickle_bytes, where);

  WeightFile file;
  std::map<std::string_view, std::string_view> known;
  for (auto& entry : list_tensors(pickle, where)) {
    const auto [storage, is_new] = known.emplace(entry.storage.key, std::string_view());
    if (is_new) {
      file.storages.push_back(archive.read(root + "data/" + std::string(entry.storage.key)));
      storage->second = file.storages.back();
    }
    if (storage->second.size() != entry.storage.num_bytes)
      archive.fail("damaged: tensor '" + show_name(entry.tensor.name) + "' is in a storage of " +
                   std::to_string(entry.storage.num_bytes) + " bytes, its entry has " +
                   std::to_string(storage->second.size()));
    entry.tensor.is_big_endian = big_endian;
    place_in_storage(entry.tensor, where, storage->second, entry.offset);
    file.tensors.push_back(std::move(entry.tensor));
  }
  return file;
}

}  // namespace affekt
