#include "evaluation/comparison/compared_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/value_text.h"
#include "metrics/differences/mcnemar.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kPublishedPredictions = "published_predictions.csv";
constexpr const char* kComparedKinds[] = {"classification", "affect", "next_song", "songs"};

std::string digest_of(const ComparedReport& compared, const char* name) {
  const json& digest = member_or_null(compared.report["data"], name);
  return digest.is_string() ? digest.get<std::string>() : "";
}

std::unordered_map<std::string, int64_t> rows_by_source_id(const ComparedReport& compared,
                                                           const std::vector<std::string>& source_ids) {
  std::unordered_map<std::string, int64_t> rows;
  for (size_t i = 0; i < source_ids.size(); ++i)
    if (!rows.emplace(source_ids[i], static_cast<int64_t>(i)).second)
      throw ArtifactError(
          fmt::format("{}: the sample '{}' is there twice", compared.path.string(), source_ids[i]));
  return rows;
}

}  // namespace

std::string ComparedReport::kind() const {
  const json& kind = member_or_null(report, "kind");
  return kind.is_string() ? kind.get<std::string>() : "classification";  // former reports
}

void ComparedReport::expect(const char* pointer, bool (json::*is_right)() const noexcept) const {
  const json::json_pointer member(pointer);
  if (report.contains(member) && (report.at(member).*is_right)()) return;
  throw ArtifactError(
      fmt::format("{}: not a report of affekt: {} is missing or of another type", path.string(), pointer));
}

void ComparedReport::check_belongs_together(const std::string& metric, double score) const {
  const json& reported = report["metrics"][metric]["value"];
  if (reported.is_null() && std::isnan(score)) return;
  if (reported.is_number() && std::abs(score - reported.get<double>()) <= 1e-9) return;
  throw ArtifactError(
      fmt::format("{}: {} {:.6f}, but the report beside it says {}: they are not of the same evaluation",
                  predictions.string(), key_to_words(metric), score,
                  reported.is_number() ? fmt::format("{:.6f}", reported.get<double>()) : "none"));
}

ComparedReport read_compared_report(const fs::path& given) {
  ComparedReport compared;
  compared.path = fs::is_directory(given) ? given / "report.json" : given;
  compared.report = json::parse(read_text_file(compared.path), nullptr, /*allow_exceptions=*/false);
  if (compared.report.is_discarded())
    throw ArtifactError(
        compared.path.string() +
        ": not a JSON file, or a damaged one; expected report.json, as 'affekt evaluate' writes it");
  compared.expect("/metrics", &json::is_object);
  compared.expect("/model", &json::is_object);
  compared.expect("/data", &json::is_object);
  const std::string kind = compared.kind();
  const bool has_split = kind != "songs";
  if (std::count(std::begin(kComparedKinds), std::end(kComparedKinds), kind) == 0)
    throw ArtifactError(
        fmt::format("{}: a report of the kind '{}', which can't be compared; those of these kinds "
                    "can: {}",
                    compared.path.string(), kind, fmt::join(kComparedKinds, ", ")));
  if (has_split) compared.expect("/data/split", &json::is_string);
  if (has_split) compared.expect("/selected_on_this_split", &json::is_primitive);
  const fs::path folder = compared.path.parent_path();
  compared.predictions = folder / (has_split ? "predictions.csv" : "clusters.csv");
  if (!fs::exists(compared.predictions) && has_split && fs::exists(folder / kPublishedPredictions))
    compared.predictions = folder / kPublishedPredictions;
  if (!fs::exists(compared.predictions))
    throw ArtifactError(
        compared.predictions.string() +
        ": not there, but a comparison needs the answers behind the report (some published reports come "
        "without); make it anew with 'affekt evaluate', which writes both");
  return compared;
}

void take_predictions_alike(ComparedReport& first, ComparedReport& second) {
  for (auto [published, other] : {std::pair{&first, &second}, std::pair{&second, &first}}) {
    if (published->predictions.filename() != kPublishedPredictions ||
        other->predictions.filename() == kPublishedPredictions)
      continue;
    const fs::path needed = other->path.parent_path() / kPublishedPredictions;
    if (!fs::exists(needed))
      throw ArtifactError(
          fmt::format("{}: not there, but a comparison with {} needs it, which names no files; make it anew "
                      "with 'affekt evaluate'",
                      needed.string(), published->predictions.string()));
    other->predictions = needed;
  }
}

bool check_same_source(const ComparedReport& first, const ComparedReport& second) {
  const auto are_same = [&](const char* name) {
    const std::string a = digest_of(first, name), b = digest_of(second, name);
    return a.empty() || b.empty() || a == b;
  };
  if (are_same("digest")) return true;
  if (are_same("source_digest")) return false;
  const bool is_one_kind = member_or_null(first.report["data"], "input_kind") ==
                           member_or_null(second.report["data"], "input_kind");
  throw ArtifactError(fmt::format(
      "{} and {} are of different data: those of the first ({}) have the digest {}, those of the second ({}) "
      "{}; {}",
      first.path.string(), second.path.string(), json_to_text(member_or_null(first.report["data"], "name")),
      digest_of(first, "source_digest").substr(0, 12),
      json_to_text(member_or_null(second.report["data"], "name")),
      digest_of(second, "source_digest").substr(0, 12),
      is_one_kind
          ? "evaluate one of the models on the data of the other: affekt evaluate MODEL --data FILE.h5"
          : "they are not of one kind, so there is nothing to compare"));
}

void fail_for_other_samples(const ComparedReport& first, const ComparedReport& second,
                            const std::string& what) {
  throw ArtifactError(fmt::format("{} and {} are not of the same samples: {}", first.path.string(),
                                  second.path.string(), what));
}

std::vector<int64_t> align_rows(const ComparedReport& first, const std::vector<std::string>& first_ids,
                                const ComparedReport& second, const std::vector<std::string>& second_ids) {
  const auto first_rows = rows_by_source_id(first, first_ids),
             second_rows = rows_by_source_id(second, second_ids);
  const auto check_all_in = [&](const std::vector<std::string>& ids, const auto& rows, const char* which) {
    for (const std::string& id : ids)
      if (rows.count(id) == 0)
        fail_for_other_samples(first, second,
                               fmt::format("'{}' is only in the {} ({} samples against {})", id, which,
                                           first_rows.size(), second_rows.size()));
  };
  check_all_in(first_ids, second_rows, "first");
  check_all_in(second_ids, first_rows, "second");
  std::vector<int64_t> rows;
  for (const std::string& id : first_ids) rows.push_back(second_rows.at(id));
  return rows;
}

json difference_to_json(double first, double second, double difference, const Interval& interval) {
  const json described = score_to_json(difference, interval);
  return {{"first", score_to_json(first, {})["value"]},
          {"second", score_to_json(second, {})["value"]},
          {"difference", described["value"]},
          {"ci95", described["ci95"]},
          {"excludes_zero", interval.low > 0 || interval.high < 0},
          {"p_value", std::isnan(interval.p_value) ? json() : json(interval.p_value)}};
}

json test_mcnemar(const std::vector<uint8_t>& first_right, const std::vector<uint8_t>& second_right) {
  int64_t only_first = 0, only_second = 0;
  for (size_t i = 0; i < first_right.size(); ++i) {
    only_first += first_right[i] != 0 && second_right[i] == 0 ? 1 : 0;
    only_second += second_right[i] != 0 && first_right[i] == 0 ? 1 : 0;
  }
  return {{"only_first_correct", only_first},
          {"only_second_correct", only_second},
          {"p_value", mcnemar_exact_p_value(only_first, only_second)}};
}

}  // namespace affekt
