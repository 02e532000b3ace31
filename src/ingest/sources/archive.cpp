#include "ingest/sources/archive.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/lower_case.h"
#include "core/text/shell_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

struct ArchiveKind {
  const char* name;
  size_t offset;  // of the mark in the file
  std::string_view mark;
  const char* command;  // {0}: the file, {1}: a folder for its content, both quoted
};
constexpr const char* kUntar = "mkdir -p {1} && tar -xf {0} -C {1}";
constexpr std::array<ArchiveKind, 8> kArchives = {
    {{"ZIP archive", 0, "PK\x03\x04"sv, "unzip {0} -d {1}"},
     {"tar archive", 257, "ustar"sv, kUntar},
     {"gzip file", 0, "\x1F\x8B"sv, kUntar},
     {"bzip2 file", 0, "BZh"sv, kUntar},
     {"xz file", 0, "\xFD\x37zXZ"sv, kUntar},
     {"Zstandard file", 0, "\x28\xB5\x2F\xFD"sv, kUntar},
     {"7-Zip archive", 0, "7z\xBC\xAF\x27\x1C"sv, "7z x {0} -o{1}"},
     {"RAR archive", 0, "Rar!\x1A\x07"sv, "unrar x {0} {1}/"}}};

std::string read_beginning(const fs::path& path) {
  std::string bytes(512, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

/// One compressed file without a tar around it: fer2013.csv.gz.
bool holds_one_csv(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.find(".csv.") != std::string::npos;
}

}  // namespace

std::string advise_path(const fs::path& path) {
  return "--set " + quote_for_shell("data.path=" + path.string());
}

void refuse_archive(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return;
  const std::string beginning = read_beginning(path);
  for (const ArchiveKind& kind : kArchives) {
    if (beginning.compare(std::min(kind.offset, beginning.size()), kind.mark.size(), kind.mark) != 0)
      continue;
    if (beginning.find("[Content_Types].xml") != std::string::npos)
      throw DataError("data.path: " + path.string() + " is an Excel workbook; save its sheet as CSV (UTF-8)");
    if (kind.command == kUntar && holds_one_csv(path)) {
      throw DataError(fmt::format(
          "data.path: {} is a {}; unpack it (gunzip, bunzip2, unxz or unzstd), then name the CSV file: {}",
          path.string(), kind.name, advise_path(path.parent_path() / path.stem())));
    }
    fs::path folder = path;
    folder.replace_extension();
    if (folder.extension() == ".tar") folder.replace_extension();
    if (folder == path) folder += "_unpacked";
    throw DataError(fmt::format("data.path: {} is a {}; unpack it, then name the folder: {}, then {}",
                                path.string(), kind.name,
                                fmt::format(fmt::runtime(kind.command), quote_for_shell(path.string()),
                                            quote_for_shell(folder.string())),
                                advise_path(folder)));
  }
}

bool is_archive_name(const fs::path& path) {
  constexpr std::array<std::string_view, 10> kExtensions = {".zip", ".tar", ".gz", ".tgz", ".bz2",
                                                            ".xz",  ".zst", ".7z", ".rar", ".tbz2"};
  return std::find(kExtensions.begin(), kExtensions.end(), lower_extension(path)) != kExtensions.end();
}

}  // namespace affekt
