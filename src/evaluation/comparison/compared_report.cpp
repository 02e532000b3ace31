#include "evaluation/comparison/compared_report.h"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

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
  if (compared.kind() == "songs")
    throw ArtifactError(compared.path.string() +
                        ": a report on a clustering of songs; only reports on classifiers, on affect "
                        "(categories, valence, arousal, dominance) and on next songs can be compared");
  compared.expect("/metrics", &json::is_object);
  compared.expect("/model", &json::is_object);
  compared.expect("/data/split", &json::is_string);
  compared.expect("/selected_on_this_split", &json::is_primitive);
  compared.predictions = compared.path.parent_path() / "predictions.csv";
  if (!fs::exists(compared.predictions))
    throw ArtifactError(
        compared.predictions.string() +
        ": not there, but a comparison needs the predictions behind the report (published reports come "
        "without); make it anew with 'affekt evaluate', which writes both");
  return compared;
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
          {"excludes_zero", interval.low > 0 || interval.high < 0}};
}

}  // namespace affekt
