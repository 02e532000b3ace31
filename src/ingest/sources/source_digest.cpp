#include "ingest/sources/source_digest.h"

#include <algorithm>
#include <atomic>

#include "core/digest.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"

namespace affekt {

SourceDigest digest_files(const std::vector<DigestFile>& files) {
  const auto count = static_cast<int64_t>(files.size());
  SourceDigest result;
  result.file_digests.resize(files.size());
  std::vector<std::string> lines(files.size());
  ProgressBar progress("Digesting", std::max<int64_t>(count, 1), "files");
  parallel_for(count, thread_count(), [&](int64_t i) {
    throw_if_interrupted("preparing the data");
    const auto index = static_cast<size_t>(i);
    const std::filesystem::path& path = files[index].path;
    std::string& digest = result.file_digests[index];
    std::error_code failure;
    const auto size = std::filesystem::file_size(path, failure);
    try {
      digest = failure ? "unreadable" : sha256_of_file(path);
    } catch (const DataError&) {
      digest = "unreadable";
    }
    lines[index] = files[index].name + '\0' + std::to_string(failure ? 0 : size) + " " + digest + "\n";
    progress.advance();
  });
  progress.finish();
  Sha256 digest;
  for (const std::string& line : lines) digest.update(line);
  result.digest = digest.finish();
  return result;
}

SourceDigest digest_source(const Source& source) {
  std::vector<DigestFile> files;
  for (const std::filesystem::path& file : source.files()) {
    files.push_back({file.generic_string(), source.root() / file});
  }
  return digest_files(files);
}

}  // namespace affekt
