#include "ingest/prepare_emotic.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "core/version.h"
#include "ingest/bad_samples.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/prepare.h"
#include "ingest/sources/emotic/emotic_files.h"
#include "ingest/sources/emotic/emotic_images.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/emotic_plan.h"
#include "ingest/sources/source_digest.h"
#include "ingest/sources/source_table.h"
#include "ingest/split_plan.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kEmoticIngestRevision = 1;  // raise it when the rules give other rows than before

std::string describe_emotic_options(const DataConfig& config) {
  return to_json_text(list_cache_options(config, config.path, kEmoticIngestRevision));
}

/// The lists and every picture that they name.
struct EmoticDigests {
  std::string source;
  std::map<std::string, std::string> of_pictures;  // those that are there
};

EmoticDigests digest_emotic(const EmoticFiles& files, const EmoticLists& lists, const fs::path& root) {
  std::vector<DigestFile> digested;
  for (const fs::path& file : files.list()) digested.push_back({file.filename().string(), file});
  const size_t num_lists = digested.size();
  std::set<std::string> pictures;
  for (const EmoticPerson& person : lists.people) pictures.insert(person.picture);
  for (const std::string& picture : pictures) digested.push_back({picture, root / picture});
  const SourceDigest digest = digest_files(digested);
  EmoticDigests result{digest.digest, {}};
  for (size_t i = num_lists; i < digested.size(); ++i) {
    if (digest.file_digests[i] != "unreadable") result.of_pictures[digested[i].name] = digest.file_digests[i];
  }
  return result;
}

nlohmann::json describe_lists(const EmoticLists& lists) {
  nlohmann::json described = nlohmann::json::object();
  for (const Split list : lists.lists) {
    int64_t count = 0, annotators = 0;
    for (const EmoticPerson& person : lists.people) {
      if (person.list != list) continue;
      ++count;
      annotators += person.num_annotators;
    }
    nlohmann::json& of_list = described[split_name(list)];
    of_list["people"] = count;
    of_list["annotators"] = nullptr;
    if (annotators > 0) of_list["annotators"] = static_cast<double>(annotators) / static_cast<double>(count);
  }
  return described;
}

/// One line for each rule that did something.
void log_emotic_counts(const nlohmann::json& about) {
  const nlohmann::json& counts = about.at("counts");
  std::string text = fmt::format("emotic ({}): {} in {}", about.at("layout").get<std::string>(),
                                 format_count(counts.at("people").get<int64_t>()) + " people",
                                 count_of(counts.at("pictures").get<int64_t>(), "picture"));
  const std::vector<std::pair<const char*, const char*>> lines = {
      {"people_without_categories", "people left out, for whom nobody named a category"},
      {"people_without_values", "people left out, whose valence, arousal or dominance is missing"},
      {"people_without_area", "people left out, of whose box nothing lies in the picture"},
      {"people_of_other_lists",
       "people left out, whose picture also stands in a list before theirs (test, val, train)"},
      {"repeated_pictures", "other names of pictures that are there already, taken as one picture"},
      {"boxes_cut", "boxes cut to the picture"},
      {"pictures_padded", "pictures whose padding, below or at the right, is cut off"},
      {"pictures_scaled", "pictures of another size than the lists say, whose boxes are scaled"},
      {"pictures_turned", "pictures turned as their EXIF orientation says, as the lists have them"}};
  for (const auto& [key, meaning] : lines) {
    const auto count = counts.at(key).get<int64_t>();
    if (count > 0) text += fmt::format("\n  {}: {}", meaning, format_count(count));
  }
  log_event(LogLevel::kInfo, "people_read", text, counts);
}

void log_splits(const std::vector<Split>& splits, const EmoticLists& lists) {
  std::string text;
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        format_count(std::count(splits.begin(), splits.end(), split)), split_name(split));
    if (std::find(lists.lists.begin(), lists.lists.end(), split) == lists.lists.end())
      log_info(fmt::format("emotic: there is no list {} in this copy", emotic_list_name(split)));
  }
  log_info("emotic: people by split: " + text);
}

/// Early, since whether the training needs them shows only when the data are prepared.
void warn_without_validation(const std::vector<Split>& splits, const std::string& where) {
  if (std::find(splits.begin(), splits.end(), Split::kValidation) == splits.end())
    log_warning(where + ": nobody is in the validation split, so only train.select: last can train");
}

class EmoticPreparation {
 public:
  explicit EmoticPreparation(const DataConfig& config)
      : config_(config),
        files_(find_emotic_files(config.path)),
        lists_(read_emotic_lists(files_)),
        root_(find_picture_root(config.path, lists_)),
        digests_(digest_emotic(files_, lists_, root_)) {}

  CacheKey key() const { return {"emotic", digests_.source, describe_emotic_options(config_)}; }

  void read() {
    plan_ = plan_emotic(lists_, digests_.of_pictures);
    bad_ = lists_.bad;
    bad_.insert(bad_.end(), plan_.bad.begin(), plan_.bad.end());
    // Told together with the pictures that can't be decoded, unless there is nothing to decode.
    if (plan_.pictures.empty()) apply_bad_sample_policy(bad_, config_.path, config_.on_bad_sample);
    split_emotic(lists_, config_, plan_);
    if (why_no_validation(config_.split).empty()) warn_without_validation(plan_.splits, config_.path);
  }

  void write(const fs::path& path) {
    PreparedEnvelope envelope;
    envelope.kind = kPeopleKind;
    envelope.dataset_name = name_data_set("emotic", config_.path);
    envelope.ingest_options = describe_emotic_options(config_);
    envelope.source_digest = digests_.source;
    envelope.tool_version = tool_version();
    PreparedRowsWriter writer(path, envelope, describe_emotic_rows(config_.people));
    const EmoticImages images = write_emotic_rows(plan_, root_, config_.people, writer);
    bad_.insert(bad_.end(), images.bad.begin(), images.bad.end());
    const nlohmann::json skipped = apply_bad_sample_policy(bad_, config_.path, config_.on_bad_sample);
    check_emotic_splits(images.splits, lists_, config_);
    nlohmann::json about = {
        {"category_names", kEmoticCategories}, {"value_names", kEmoticValues}, {"layout", lists_.layout},
        {"lists", describe_lists(lists_)},     {"counts", plan_.counts},       {"bad", skipped}};
    for (const auto& [name, count] : images.counts) about["counts"][name] = count;
    log_emotic_counts(about);
    log_splits(images.splits, lists_);
    writer.finish(about);
  }

 private:
  const DataConfig& config_;
  const EmoticFiles files_;
  const EmoticLists lists_;
  const fs::path root_;
  const EmoticDigests digests_;
  EmoticPlan plan_;
  std::vector<BadSample> bad_;
};

}  // namespace

std::string digest_emotic_files(const DataConfig& config) {
  check_data_path(config);
  return EmoticPreparation(config).key().source_digest;
}

PrepareResult prepare_emotic(const DataConfig& config) {
  const auto start = std::chrono::steady_clock::now();
  check_on_bad_sample(config.on_bad_sample);
  check_data_path(config);
  check_emotic_plan(config);
  check_new_prepared_dir(config.prepared_dir, "emotic");
  EmoticPreparation preparation(config);
  return find_or_prepare(
      config.prepared_dir, preparation.key(), start, [&] { preparation.read(); },
      [&](const fs::path& path) { preparation.write(path); });
}

}  // namespace affekt
