#include "ingest/prepared_cache.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/prepared_options.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/writable_folder.h"
#include "core/process/log.h"
#include "core/version.h"
#include "ingest/demo/demo_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

fs::path make_prepared_path(const std::string& prepared_dir, const CacheKey& key) {
  const std::string digest = sha256_of(key.source_digest + "\n" + key.options + "\nschema " +
                                       std::to_string(kPreparedSchemaVersion));
  return fs::path(prepared_dir) / (key.source + "-" + digest.substr(0, 16) + ".h5");
}

void check_prepared_dir(const std::string& prepared_dir) {
  const std::string reason = why_not_writable(prepared_dir);
  if (!reason.empty()) throw ArtifactError("data.prepared_dir: " + prepared_dir + ": " + reason);
}

void make_prepared_dir(const std::string& prepared_dir) {
  std::error_code failure;
  fs::create_directories(prepared_dir, failure);
  if (failure) throw ArtifactError("data.prepared_dir: " + prepared_dir + ": " + failure.message());
}

bool find_prepared(const fs::path& path, PreparedEnvelope& info) {
  if (!fs::exists(path)) return false;
  try {
    info = read_prepared_envelope(path);
    return true;
  } catch (const DataError& failure) {
    log_warning(std::string("Preparing again: ") + failure.what());
    return false;
  }
}

}  // namespace

nlohmann::json list_cache_options(const DataConfig& config, const fs::path& data, int ingest_revision) {
  nlohmann::json options = list_prepared_options(config);
  options["data_set"] = name_data_set(config.source, data);
  options["ingest_revision"] = ingest_revision;
  return options;
}

void describe_origin(const CacheKey& key, const std::string& path, PreparedEnvelope& envelope) {
  envelope.dataset_name = name_data_set(key.source, path);
  envelope.ingest_options = key.options;
  envelope.source_digest = key.source_digest;
  envelope.tool_version = tool_version();
}

void check_new_prepared_dir(const std::string& prepared_dir, const std::string& source) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(prepared_dir, ignored))
    if (entry.path().filename().string().rfind(source + "-", 0) == 0) return;  // it may be what is asked for
  check_prepared_dir(prepared_dir);
}

PrepareResult find_or_prepare(const std::string& prepared_dir, const CacheKey& key,
                              std::chrono::steady_clock::time_point start, const std::function<void()>& read,
                              const std::function<void(const fs::path& path)>& write) {
  PrepareResult result;
  result.path = make_prepared_path(prepared_dir, key);
  result.was_cached = find_prepared(result.path, result.info);
  if (!result.was_cached) {
    check_prepared_dir(prepared_dir);
    read();
    make_prepared_dir(prepared_dir);
    // Two processes that prepare the same data write two temporary files; the last rename wins, with equal
    // content.
    write(result.path);
    result.info = read_prepared_envelope(result.path);
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  log_event(LogLevel::kInfo, "data_prepared",
            fmt::format("{} {} ({:.1f} s)", result.was_cached ? "Found prepared data" : "Prepared",
                        result.path.string(), result.seconds),
            {{"path", result.path.string()}, {"cached", result.was_cached}, {"seconds", result.seconds}});
  return result;
}

}  // namespace affekt
