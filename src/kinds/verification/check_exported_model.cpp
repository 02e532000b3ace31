// model.onnx against its test vectors, model.json against model.onnx, and the model card against both the
// file and the report.
#include <fmt/format.h>

#include <regex>
#include <sstream>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "evaluation/report/value_text.h"
#include "export/model_contract.h"
#include "export/test_data_set.h"
#include "inference/onnx_metadata.h"
#include "inference/test_vectors.h"
#include "kinds/verification/verify_experiment.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The cells of the table's rows under a heading of the card, without the table's head.
std::vector<std::vector<std::string>> read_card_table(const std::string& card, const std::string& heading) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(card);
  bool is_inside = false, is_below_rule = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("## ", 0) == 0) is_inside = line == "## " + heading, is_below_rule = false;
    if (!is_inside || line.rfind('|', 0) != 0) continue;
    if (line.rfind("|---", 0) == 0) {
      is_below_rule = true;
    } else if (is_below_rule) {
      rows.emplace_back();
      static const std::regex cell(R"(\| ([^|]*) (?=\|))");
      for (std::sregex_iterator match(line.begin(), line.end(), cell), end; match != end; ++match)
        rows.back().push_back((*match)[1]);
    }
  }
  return rows;
}

/// As a card may write a value: "{:.4f}", or "{:.6g}".
bool is_written_as(const std::string& text, double value) {
  return text == fmt::format("{:.4f}", value) || text == fmt::format("{:.6g}", value);
}

void check_card_scores(const KeptExperiment& kept, const std::string& card, CheckList& checks) {
  const std::string what = "model card's scores against report.json";
  if (kept.report.report.is_null()) return checks.add_impossible(what, kept.why_no_report);
  if (card.find("from `report.json`") == std::string::npos)
    return checks.add_impossible(what, "the model was exported before the report was made");
  const json metrics = kept.report.member("/metrics");
  int num_compared = 0;
  for (const auto& row : read_card_table(card, "Scores")) {
    if (row.size() != 3 || !metrics.contains(row[0])) continue;  // a score that only the training knows
    ++num_compared;
    const json& score = metrics.at(row[0]);
    const json& value = score.at("value");
    if (value.is_number() && !is_written_as(row[1], value.get<double>()))
      return checks.add_difference(what, fmt::format("{} {:.6g}", row[0], value.get<double>()), row[1]);
    const json& interval = member_or_null(score, "ci95");
    const std::string expected =
        interval.is_array()
            ? fmt::format("{:.4f} to {:.4f}", interval.at(0).get<double>(), interval.at(1).get<double>())
            : "not known";
    if (row[2] != expected)
      return checks.add_difference(what, fmt::format("{} {}", row[0], expected), row[2]);
  }
  if (num_compared == 0) throw ArtifactError("model_card.md: expected a table of scores");
  checks.add_ok(what, fmt::format("{} scores", num_compared));
}

void check_card_digests(const KeptExperiment& kept, const std::string& card, CheckList& checks) {
  const auto rows = read_card_table(card, "Provenance");
  const std::string what = "model card's digests against model.onnx";
  std::string of_file;
  for (const auto& row : rows) {
    if (row.size() != 2) continue;
    const std::string& digest = row[1];
    if (row[0] == "model.onnx") {
      of_file = digest;
      continue;
    }
    bool is_known = false;
    for (const auto& [key, text] : kept.onnx->metadata) is_known = is_known || text == digest;
    if (!is_known)
      return checks.add_difference(what, "one of the digests in the file's metadata", row[0] + " " + digest);
  }
  if (of_file.empty()) throw ArtifactError("model_card.md: expected a table with the digest of model.onnx");
  checks.compare(what, kept.onnx->file_digest, of_file);
}

/// {name: {value, ci95}}: what the file says of its scores. Those of the training have no interval.
json read_scores_in_file(const OnnxModel& model) {
  json scores = json::object();
  const json one = json::parse(model.text(onnx_key::kMetric), nullptr, /*allow_exceptions=*/false);
  if (one.is_object() && one.contains("name")) scores[one.at("name").get<std::string>()] = one;
  const json many = json::parse(model.text("affekt.metrics"), nullptr, /*allow_exceptions=*/false);
  if (many.is_object()) scores.update(many);
  return scores;
}

void check_scores_in_file(const KeptExperiment& kept, CheckList& checks) {
  const std::string what = "scores in model.onnx against report.json";
  if (kept.report.report.is_null()) return checks.add_impossible(what, kept.why_no_report);
  const json metrics = kept.report.member("/metrics"), split = kept.report.member("/data/split");
  const json scores = read_scores_in_file(*kept.onnx);
  int num_compared = 0;
  for (const auto& [name, score] : scores.items()) {
    if (!metrics.contains(name) || !score.contains("ci95")) continue;
    if (score.contains("split") && score.at("split") != split) continue;
    ++num_compared;
    for (const char* member : {"value", "ci95"}) {
      const json &expected = member_or_null(metrics.at(name), member), &got = member_or_null(score, member);
      if (got != expected)
        return checks.add_difference(what, name + " " + to_json_text(expected), to_json_text(got));
    }
  }
  if (num_compared == 0)
    return checks.add_impossible(what, "the model was exported before the report was made, or for another");
  checks.add_ok(what, fmt::format("{} {}", num_compared, num_compared == 1 ? "score" : "scores"));
}

}  // namespace

void check_test_vectors(const KeptExperiment& kept, CheckList& checks) {
  const std::string what = "model.onnx against ";
  int num_sets = 0;
  for (; fs::is_directory(kept.run.root / name_test_data_set(num_sets)); ++num_sets) {
    const std::string name = name_test_data_set(num_sets);
    check_or_tell(checks, what + name, [&] {
      const TestVectors vectors = read_test_vectors(kept.run.root / name, *kept.onnx);
      const std::string engine_name = kept.kind->usual_engine();
      const std::string missing = explain_missing_engine(engine_name);
      if (!missing.empty()) return checks.add_impossible(what + name, missing);
      const auto engine = make_engine(engine_name, *kept.onnx);
      const std::string failure =
          find_vector_failure(vectors, kept.kind->choose_vector_checks(*kept.onnx), *engine);
      if (failure.empty()) {
        checks.add_ok(what + name, "by " + engine_name);
      } else {
        checks.add({what + name, CheckOutcome::kDiffers, failure});
      }
    });
  }
  if (num_sets == 0) checks.add_not_kept(what + "test vectors", name_test_data_set(0));
}

void check_model_contract(const KeptExperiment& kept, CheckList& checks) {
  const std::string what = "model.json against model.onnx";
  const fs::path path = kept.run.root / kModelContractFile;
  if (!fs::exists(path)) return checks.add_not_kept(what, kModelContractFile);  // an older affekt wrote none
  const json expected = json::parse(render_model_contract(*kept.onnx));
  const json got = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (!got.is_object())
    throw ArtifactError(path.string() + ": expected a JSON object; `affekt export` writes it again");
  for (const auto& [member, value] : expected.items())
    if (member_or_null(got, member.c_str()) != value)
      return checks.add_difference(what, member + " " + shorten_text(to_json_text(value), 200),
                                   shorten_text(to_json_text(member_or_null(got, member.c_str())), 200));
  checks.add_ok(what);
}

void check_model_card(const KeptExperiment& kept, CheckList& checks) {
  check_scores_in_file(kept, checks);
  const fs::path path = kept.run.root / "model_card.md";
  if (!fs::exists(path)) return checks.add_not_kept("model card", "model_card.md");
  const std::string card = read_text_file(path);
  check_card_digests(kept, card, checks);
  check_card_scores(kept, card, checks);
}

}  // namespace affekt
