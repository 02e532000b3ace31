#include "ingest/prepare.h"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "core/count_text.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "core/version.h"
#include "ingest/demo_data.h"
#include "ingest/leak_audit.h"
#include "ingest/source_digest.h"
#include "ingest/source_table.h"
#include "ingest/wave_audit.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kIngestRevision = 3;  // raise it when decoding or the audit give other results than before
constexpr size_t kMaxListed = 20;

/// The options that this plan looks at.
nlohmann::json describe_split(const SplitConfig& split) {
  nlohmann::json json = {{"plan", split.plan}, {"same_group_in_two_splits", split.same_group_in_two_splits}};
  if (split.plan == "leave_actors_out") {
    json["test_actors"] = split.test_actors;
    json["validation_actors"] = split.validation_actors;
  } else if (split.plan != "official") {
    json["test_fold"] = split.test_fold;
    json["validation_fold"] = split.validation_fold;
    if (split.plan != "ravdess_5fold") json["num_folds"] = split.num_folds;
  }
  return json;
}

/// Canonical: keys sorted, no blanks. Everything of `config` that shapes the content or the split, but for
/// the place of the sources, whose content the digest tells.
std::string describe_options(const DataConfig& config, const Source& source) {
  nlohmann::json json = {{"source", config.source},
                         {"split", describe_split(config.split)},
                         {"on_bad_sample", config.on_bad_sample},
                         {"near_duplicate_distance", config.near_duplicate_distance},
                         {"ingest_revision", kIngestRevision}};
  if (!source.options().empty()) json["source_options"] = source.options();
  return json.dump();
}

SplitSubject describe_subject(const Source& source, const DataConfig& config) {
  return {config.source, config.path, source.has_official_split(), source.groups()};
}

std::string list_bad_samples(const std::vector<BadSample>& bad) {
  std::string text;
  for (size_t i = 0; i < std::min(bad.size(), kMaxListed); ++i) {
    text += "\n  " + bad[i].source_id + ": " + bad[i].reason;
  }
  if (bad.size() > kMaxListed) text += "\n  and " + std::to_string(bad.size() - kMaxListed) + " more";
  return text;
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

/// Throws or notes them, as the config says.
nlohmann::json treat_bad_samples(const RawSamples& raw, const DataConfig& config) {
  nlohmann::json skipped = nlohmann::json::array();
  if (raw.bad.empty()) return skipped;
  const auto count = static_cast<int64_t>(raw.bad.size());
  if (config.on_bad_sample == "error") {
    throw DataError(fmt::format("{}: {}; repair or remove what is bad, or set data.on_bad_sample: skip{}",
                                config.path, count_of(count, "bad sample"), list_bad_samples(raw.bad)));
  }
  for (const BadSample& bad : raw.bad)
    skipped.push_back({{"source_id", bad.source_id}, {"reason", bad.reason}});
  log_event(LogLevel::kWarning, "samples_skipped",
            fmt::format("Skipped {}:{}", count_of(count, "bad sample"), list_bad_samples(raw.bad)),
            {{"count", count}});
  return skipped;
}

struct ClassCounts {
  std::map<Split, std::vector<int64_t>> by_class;  // [K] of each split
  int64_t total(Split split) const {
    int64_t sum = 0;
    for (const int64_t count : by_class.at(split)) sum += count;
    return sum;
  }
};

ClassCounts count_samples(const SampleTable& samples, size_t num_classes) {
  ClassCounts counts;
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    counts.by_class[split].resize(num_classes);
  }
  for (size_t i = 0; i < samples.labels.size(); ++i) {
    ++counts.by_class[samples.splits[i]][static_cast<size_t>(samples.labels[i])];
  }
  return counts;
}

/// Whether the config says in words that nobody validates.
bool wants_no_validation(const SplitConfig& split) {
  if (split.plan == "official") return false;
  return split.plan == "leave_actors_out" ? split.validation_actors.empty() : split.validation_fold == 0;
}

/// Training needs every class, and selection needs a validation split unless the config wants none. A test
/// split may be absent.
void check_splits(const ClassCounts& counts, const Source& source, const DataConfig& config) {
  const std::string where = config.path + " (" + source.layout() + "): ";
  const bool has_validation = counts.total(Split::kValidation) > 0;
  for (const Split split : {Split::kTrain, Split::kValidation}) {
    if (counts.total(split) > 0) continue;
    if (split == Split::kValidation && wants_no_validation(config.split)) continue;
    throw DataError(where + "the " + split_name(split) +
                    " split has no samples; at least one of every class expected");
  }
  const std::vector<std::string> names = source.class_names();
  for (size_t k = 0; k < names.size(); ++k) {
    if (counts.by_class.at(Split::kTrain)[k] == 0) {
      throw DataError(where + "the class '" + names[k] +
                      "' has no samples in the train split; at least one expected");
    }
    if (has_validation && counts.by_class.at(Split::kValidation)[k] == 0) {
      log_warning(where + "the class '" + names[k] + "' has no samples in the validation split");
    }
  }
  if (!has_validation) log_info(where + "there is no validation split, as data.split says");
  if (counts.total(Split::kTest) == 0) {
    log_info(where + "there is no test split" +
             (has_validation ? "; validation is what can be reported" : ""));
  }
}

/// [N] digests of the samples' files, or nothing if a sample isn't a file of its own.
std::vector<std::string> find_file_digests(const Source& source, const SourceDigest& digest,
                                           const SampleTable& samples) {
  std::map<std::string, const std::string*> digest_of;
  for (size_t i = 0; i < source.files().size(); ++i) {
    digest_of[source.files()[i].string()] = &digest.file_digests[i];
  }
  std::vector<std::string> digests;
  for (const std::string& id : samples.source_ids) {
    const auto found = digest_of.find(id);
    if (found == digest_of.end()) return {};
    digests.push_back(*found->second);
  }
  return digests;
}

/// What a cache hit needs; a damaged file isn't a hit.
bool find_prepared(const fs::path& path, PreparedInfo& info) {
  if (!fs::exists(path)) return false;
  try {
    info = read_prepared_info(path);
    return true;
  } catch (const DataError& failure) {
    log_warning(std::string("Preparing again: ") + failure.what());
    return false;
  }
}

/// Fills in info.audit and samples.has_train_twin.
template <class KindOfSamples, class Options>
void audit_samples(KindOfSamples& samples, const std::vector<std::string>& file_digests,
                   const Options& options, PreparedInfo& info) {
  const auto audit = audit_leaks(samples, file_digests, options);
  samples.has_train_twin = audit.has_train_twin;
  info.audit = to_json(audit, samples, info.class_names);
  const bool leaks = audit.validation_with_train_twin + audit.test_with_train_twin > 0;
  log_event(leaks ? LogLevel::kWarning : LogLevel::kInfo, "leak_audit", summarize(audit), info.audit);
}

void audit_prepared(PreparedData& prepared, const std::vector<std::string>& file_digests,
                    const DataConfig& config) {
  if (auto* images = std::get_if<ImageSamples>(&prepared.samples)) {
    LeakAuditOptions options;
    options.near_duplicate_distance = config.near_duplicate_distance;
    audit_samples(*images, file_digests, options, prepared.info);
  } else {
    WaveAuditOptions options;
    options.near_duplicates = config.near_duplicate_distance > 0;
    audit_samples(std::get<WaveformSamples>(prepared.samples), file_digests, options, prepared.info);
  }
}

PreparedData make_prepared(const Source& source, const SourceDigest& digest, const DataConfig& config) {
  RawSamples raw = source.read();
  PreparedData prepared;
  PreparedInfo& info = prepared.info;
  info.dataset_name = config.source;
  info.class_names = source.class_names();
  info.ingest_options = describe_options(config, source);
  info.source_digest = digest.digest;
  info.tool_version = tool_version();
  info.skipped = treat_bad_samples(raw, config);
  prepared.samples = std::move(raw.samples);

  SampleTable& table = table_of(prepared.samples);
  const SplitSubject subject = describe_subject(source, config);
  apply_split_plan(config.split, subject, table);
  check_groups_in_two_splits(config.split, subject, table);
  const ClassCounts counts = count_samples(table, info.class_names.size());
  check_splits(counts, source, config);
  log_info(fmt::format("{}: {} of {} classes; {} train, {} validate, {} test", config.source,
                       count_of(table.num_samples, "sample"), info.class_names.size(),
                       format_count(counts.total(Split::kTrain)),
                       format_count(counts.total(Split::kValidation)),
                       format_count(counts.total(Split::kTest))));
  audit_prepared(prepared, find_file_digests(source, digest, table), config);
  return prepared;
}

}  // namespace

PrepareResult prepare_data(const DataConfig& config) {
  const auto start = std::chrono::steady_clock::now();
  if (config.on_bad_sample != "error" && config.on_bad_sample != "skip") {
    throw ConfigError("data.on_bad_sample: 'error' or 'skip' expected, '" + config.on_bad_sample + "' got");
  }
  if (config.near_duplicate_distance < 0 || config.near_duplicate_distance > 64) {
    throw ConfigError("data.near_duplicate_distance: 0..64 bits expected, " +
                      std::to_string(config.near_duplicate_distance) + " got");
  }
  const std::unique_ptr<Source> source = open_source(config);
  check_split_plan(config.split, describe_subject(*source, config));
  report_ignored(*source);
  const SourceDigest digest = digest_source(*source);
  const std::string key = sha256_of(digest.digest + "\n" + describe_options(config, *source) + "\nschema " +
                                    std::to_string(kPreparedSchemaVersion));
  PrepareResult result;
  result.path = fs::path(config.prepared_dir) / (config.source + "-" + key.substr(0, 16) + ".h5");
  result.was_cached = find_prepared(result.path, result.info);
  if (!result.was_cached) {
    const PreparedData prepared = make_prepared(*source, digest, config);
    std::error_code failure;
    fs::create_directories(config.prepared_dir, failure);
    if (failure) throw ArtifactError("data.prepared_dir: " + config.prepared_dir + ": " + failure.message());
    // Two processes that prepare the same data write two temporary files; the last rename wins, with equal
    // content.
    write_prepared(result.path, prepared);
    result.info = read_prepared_info(result.path);
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  log_event(LogLevel::kInfo, "data_prepared",
            fmt::format("{} {} ({:.1f} s)", result.was_cached ? "Found prepared data" : "Prepared",
                        result.path.string(), result.seconds),
            {{"path", result.path.string()}, {"cached", result.was_cached}, {"seconds", result.seconds}});
  return result;
}

FoldList list_folds(const DataConfig& config) {
  const std::unique_ptr<Source> source = open_source(config);
  return list_folds(config.split, describe_subject(*source, config));
}

}  // namespace affekt
