#include "ingest/prepared_cache.h"

#include <fmt/format.h>

#include "core/digest.h"
#include "core/writable_folder.h"

namespace affekt {

namespace fs = std::filesystem;

fs::path make_prepared_path(const std::string& prepared_dir, const CacheKey& key) {
  const std::string digest =
      sha256_of(key.source_digest + "\n" + key.options + "\nschema " + std::to_string(key.schema_version));
  return fs::path(prepared_dir) / (key.source + "-" + digest.substr(0, 16) + ".h5");
}

void check_prepared_dir(const std::string& prepared_dir) {
  const std::string reason = why_not_writable(prepared_dir);
  if (!reason.empty()) throw ArtifactError("data.prepared_dir: " + prepared_dir + ": " + reason);
}

void check_new_prepared_dir(const std::string& prepared_dir) {
  std::error_code ignored;
  if (!fs::exists(prepared_dir, ignored)) check_prepared_dir(prepared_dir);
}

void make_prepared_dir(const std::string& prepared_dir) {
  std::error_code failure;
  fs::create_directories(prepared_dir, failure);
  if (failure) throw ArtifactError("data.prepared_dir: " + prepared_dir + ": " + failure.message());
}

void log_prepared(const fs::path& path, bool was_cached, double seconds) {
  log_event(LogLevel::kInfo, "data_prepared",
            fmt::format("{} {} ({:.1f} s)", was_cached ? "Found prepared data" : "Prepared", path.string(),
                        seconds),
            {{"path", path.string()}, {"cached", was_cached}, {"seconds", seconds}});
}

}  // namespace affekt
