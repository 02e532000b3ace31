#include "ingest/sources/fer2013/fer2013_source.h"

#include "core/error.h"
#include "ingest/sources/fer2013/fer2013_csv.h"
#include "ingest/sources/fer2013/fer2013_folders.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct Fer2013Layout {
  bool has_csv = false, has_train = false, has_validation = false, has_test = false;
  bool is_csv() const { return has_csv && !has_train && !has_validation && !has_test; }
  bool is_folders() const { return !has_csv && has_train && (has_validation || has_test); }
};

Fer2013Layout look_for_layout(const fs::path& folder) {
  Fer2013Layout layout;
  layout.has_csv = fs::is_regular_file(folder / "fer2013.csv");
  layout.has_train = fs::is_directory(folder / "train");
  layout.has_validation = fs::is_directory(folder / "validation");
  layout.has_test = fs::is_directory(folder / "test");
  return layout;
}

/// Archives often unpack into a folder of their own.
std::string hint_at_subfolder(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    const Fer2013Layout layout = look_for_layout(entry.path());
    if (layout.is_csv() || layout.is_folders()) return "; did you mean " + entry.path().string() + "?";
  }
  return "";
}

[[noreturn]] void throw_unclear_layout(const fs::path& folder, const Fer2013Layout& layout) {
  std::string found;
  if (layout.has_csv) found += " fer2013.csv";
  if (layout.has_train) found += " train/";
  if (layout.has_validation) found += " validation/";
  if (layout.has_test) found += " test/";
  throw DataError(
      folder.string() +
      ": no clear FER2013 layout. Looked for exactly one of: fer2013.csv; or train/ and validation/ [and "
      "test/]; or train/ and test/ with PublicTest_* and PrivateTest_* in test/. Found:" +
      (found.empty() ? " none of these" : found) + hint_at_subfolder(folder));
}

}  // namespace

std::optional<Fer2013Usage> find_usage_of_file_name(std::string_view file_name) {
  for (const Fer2013Usage& usage : kFer2013Usages) {
    const std::string prefix = std::string(usage.name) + "_";
    if (file_name.substr(0, prefix.size()) == prefix) return usage;
  }
  return std::nullopt;
}

std::unique_ptr<Source> open_fer2013(const fs::path& path) {
  try {
    if (fs::is_regular_file(path)) {
      if (path.extension() == ".csv") return open_fer2013_csv(path);
      throw DataError(path.string() + ": FER2013 as one file ends in .csv; '" + path.extension().string() +
                      "' got. If it is an archive, unpack it and name the folder");
    }
    const Fer2013Layout layout = look_for_layout(path);
    if (layout.is_csv()) return open_fer2013_csv(path / "fer2013.csv");
    if (layout.is_folders()) {
      return open_fer2013_folders(
          path, layout.has_validation ? Fer2013Folders::kBySplit : Fer2013Folders::kTestHoldsBoth);
    }
    throw_unclear_layout(path, layout);
  } catch (const fs::filesystem_error& failure) {
    throw DataError(path.string() + ": the data set can't be listed: " + failure.what());
  }
}

}  // namespace affekt
