#include "ingest/prepared_splits.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "core/version.h"
#include "ingest/audit/image_range.h"
#include "ingest/bad_samples.h"
#include "ingest/chosen_classes.h"
#include "ingest/demo/demo_folder.h"

namespace affekt {
namespace {

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

void check_classes(const ClassCounts& counts, const std::string& where,
                   const std::vector<std::string>& names) {
  std::vector<std::string> there, missing;
  for (size_t k = 0; k < names.size(); ++k)
    (counts.by_class.at(Split::kTrain)[k] > 0 ? there : missing).push_back(names[k]);
  if (missing.empty()) return;
  const bool is_one = missing.size() == 1;
  std::string text = fmt::format("{}the {} '{}' {} no samples in the train split; at least one{} expected",
                                 where, is_one ? "class" : "classes", fmt::join(missing, "', '"),
                                 is_one ? "has" : "have", is_one ? "" : " of each");
  if (there.size() > 1)
    text +=
        fmt::format(". To do without {}: data.classes: [{}]", is_one ? "it" : "them", fmt::join(there, ", "));
  throw DataError(text);
}

/// Training needs every class, and selection needs a validation split unless the config wants none. A test
/// split may be absent.
void check_splits(const ClassCounts& counts, const SplitConfig& plan, const std::string& where,
                  const std::vector<std::string>& names) {
  const bool has_validation = counts.total(Split::kValidation) > 0;
  for (const Split split : {Split::kTrain, Split::kValidation}) {
    if (counts.total(split) > 0) continue;
    if (split == Split::kValidation && !why_no_validation(plan).empty()) continue;
    throw DataError(where + "the " + split_name(split) +
                    " split has no samples; at least one of every class expected");
  }
  check_classes(counts, where, names);
  for (size_t k = 0; k < names.size(); ++k) {
    if (has_validation && counts.by_class.at(Split::kValidation)[k] == 0)
      log_warning(where + "the class '" + names[k] + "' has no samples in the validation split");
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
    digest_of[to_valid_utf8(source.files()[i].string())] = &digest.file_digests[i];
  }
  std::vector<std::string> digests;
  for (const std::string& id : samples.source_ids) {
    const auto found = digest_of.find(id);
    if (found == digest_of.end()) return {};
    digests.push_back(*found->second);
  }
  return digests;
}

/// The first time or, with the splits of `samples` changed, anew.
template <class Audit, class KindOfSamples, class Options>
const Audit& audit_again(std::variant<std::monostate, LeakAudit, WaveAudit>& audit,
                         const KindOfSamples& samples, const std::vector<std::string>& file_digests,
                         const Options& options) {
  if (auto* before = std::get_if<Audit>(&audit)) {
    audit_splits(samples, *before);
    return *before;
  }
  return audit.emplace<Audit>(audit_leaks(samples, file_digests, options));
}

/// Fills in info.audit and samples.has_train_duplicate.
template <class Audit, class KindOfSamples>
void note_audit(const Audit& audit, KindOfSamples& samples, PreparedInfo& info) {
  samples.has_train_duplicate = audit.has_train_duplicate;
  info.audit = to_json(audit, samples, info.class_names);
  const bool leaks = audit.validation_with_train_duplicate + audit.test_with_train_duplicate > 0;
  log_event(leaks ? LogLevel::kWarning : LogLevel::kInfo, "leak_audit", summarize(audit), info.audit);
}

}  // namespace

SplitSubject describe_subject(const Source& source, const DataConfig& config) {
  return {config.source, config.path, source.has_official_split(), source.groups()};
}

void PreparedSplits::decode() {
  RawSamples raw = source_.read();
  PreparedInfo& info = prepared_.info;
  info.dataset_name = name_data_set(config_.source, source_.root());
  info.class_names = choose_classes(source_.class_names(), config_.classes);
  info.source_digest = digest_.digest;
  info.tool_version = tool_version();
  info.skipped = apply_bad_sample_policy(raw.bad, config_.path, config_.on_bad_sample);
  prepared_.samples = std::move(raw.samples);
  leave_out_classes(source_.class_names(), info.class_names, prepared_.samples);
  if (const auto* images = std::get_if<ImageSamples>(&prepared_.samples))
    report_range(measure_range(*images), images->num_samples);
  decoded_ = true;
}

void PreparedSplits::audit() {
  const auto file_digests = find_file_digests(source_, digest_, table_of(prepared_.samples));
  if (auto* images = std::get_if<ImageSamples>(&prepared_.samples)) {
    LeakAuditOptions options;
    options.near_duplicate_distance = config_.near_duplicate_distance;
    note_audit(audit_again<LeakAudit>(audit_, *images, file_digests, options), *images, prepared_.info);
  } else {
    auto& waveforms = std::get<WaveformSamples>(prepared_.samples);
    WaveAuditOptions options;
    options.near_duplicates = config_.near_duplicate_distance > 0;
    note_audit(audit_again<WaveAudit>(audit_, waveforms, file_digests, options), waveforms, prepared_.info);
  }
}

const PreparedData& PreparedSplits::make(const SplitConfig& split, const std::string& ingest_options) {
  if (!decoded_) decode();
  PreparedInfo& info = prepared_.info;
  info.ingest_options = ingest_options;
  SampleTable& table = table_of(prepared_.samples);
  const SplitSubject subject = describe_subject(source_, config_);
  apply_split_plan(split, subject, table);
  check_groups_in_two_splits(split, subject, table);
  const ClassCounts counts = count_samples(table, info.class_names.size());
  check_splits(counts, split, config_.path + " (" + source_.layout() + "): ", info.class_names);
  log_info(fmt::format("{}: {} of {} classes; {} train, {} validate, {} test", config_.source,
                       count_of(table.num_samples, "sample"), info.class_names.size(),
                       format_count(counts.total(Split::kTrain)),
                       format_count(counts.total(Split::kValidation)),
                       format_count(counts.total(Split::kTest))));
  audit();
  return prepared_;
}

}  // namespace affekt
