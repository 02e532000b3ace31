#include "ingest/prepare.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "ingest/bad_samples.h"
#include "ingest/chosen_classes.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/prepared_splits.h"
#include "ingest/sources/archive.h"
#include "ingest/sources/source_digest.h"
#include "ingest/sources/source_table.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kIngestRevision = 4;  // raise it when decoding or the audit give other results than before

/// Canonical: keys sorted, no blanks. Everything of `config` that shapes the content or the split, but for
/// the place of the sources, whose content the digest tells.
std::string describe_options(const DataConfig& config, const SplitConfig& split, const Source& source) {
  DataConfig planned = config;
  planned.split = split;
  nlohmann::json json = list_cache_options(planned, source.root(), kIngestRevision);
  const std::vector<std::string> all = source.class_names(), chosen = choose_classes(all, config.classes);
  if (chosen.size() < all.size()) json["classes"] = chosen;
  return to_json_text(json);
}

void report_ignored(const Source& source) {
  std::vector<fs::path> ignored = source.ignored();
  ignored.erase(std::remove(ignored.begin(), ignored.end(), kDemoDataMarker), ignored.end());
  if (ignored.empty()) return;
  std::string names;
  for (size_t i = 0; i < std::min<size_t>(ignored.size(), 5); ++i) {
    names += (names.empty() ? "" : ", ") + ignored[i].generic_string();
  }
  log_info(fmt::format("Ignored in {}, not part of the data set: {}{}", source.root().string(), names,
                       ignored.size() > 5 ? fmt::format(" and {} more", ignored.size() - 5) : ""));
}

void check_options(const DataConfig& config) {
  check_on_bad_sample(config.on_bad_sample);
  if (config.near_duplicate_distance < 0 || config.near_duplicate_distance > 64) {
    throw ConfigError("data.near_duplicate_distance: 0..64 bits expected, " +
                      std::to_string(config.near_duplicate_distance) + " got");
  }
}

/// What is missing from a split may be among the bad samples: those come first.
template <class Check>
void check_with_source(const Source& source, const DataConfig& config, const Check& check) {
  try {
    check(describe_subject(source, config));
  } catch (const Error&) {
    apply_bad_sample_policy(source.listed_bad(), config.path, config.on_bad_sample);
    throw;
  }
}

}  // namespace

PrepareResult prepare_data(const DataConfig& config) {
  const SourceEntry& source = find_source(config.source);
  if (source.open != nullptr) return prepare_splits(config, {config.split}).front();
  refuse_archive(config.path);
  return source.prepare(config);
}

std::vector<PrepareResult> prepare_splits(const DataConfig& config, const std::vector<SplitConfig>& splits) {
  auto start = std::chrono::steady_clock::now();
  check_options(config);
  const std::unique_ptr<Source> source = open_source(config);
  choose_classes(source->class_names(), config.classes);  // a name that it doesn't have is told first
  check_with_source(*source, config, [&](const SplitSubject& subject) {
    for (const SplitConfig& split : splits) check_split_plan(split, subject);
  });
  check_new_prepared_dir(config.prepared_dir, config.source);
  report_ignored(*source);
  const SourceDigest digest = digest_source(*source);
  PreparedSplits prepared(*source, digest, config);
  std::vector<PrepareResult> results;
  for (const SplitConfig& split : splits) {
    throw_if_interrupted("preparing the data");
    const CacheKey key{config.source, digest.digest, describe_options(config, split, *source)};
    const PreparedData* data = nullptr;
    results.push_back(find_or_prepare(
        config.prepared_dir, key, start, [&] { data = &prepared.make(split, key.options); },
        [&](const fs::path& path) { write_prepared(path, *data); }));
    start = std::chrono::steady_clock::now();
  }
  return results;
}

FoldList list_folds(const DataConfig& config) {
  const std::unique_ptr<Source> source = open_source(config);
  FoldList folds;
  check_with_source(*source, config,
                    [&](const SplitSubject& subject) { folds = list_folds(config.split, subject); });
  return folds;
}

}  // namespace affekt
