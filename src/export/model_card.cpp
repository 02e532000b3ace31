#include "export/model_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "core/text/natural_order.h"
#include "core/text/text.h"
#include "export/graph/onnx_package.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string format_score(const std::string& format, const json& value) {
  return value.is_number() ? fmt::format(fmt::runtime(format), value.get<double>()) : to_json_text(value);
}

std::string render_scores(const ModelCard& card) {
  const ReportedScores& scores = card.scores;
  if (scores.metrics.empty()) return "None is known: run `affekt evaluate` on the run and export again.\n";
  std::string text = card.scores_origin + "\n" + make_table_head({"metric", "value", "95 % interval"});
  std::map<std::string, json, NaturalOrder> metrics;
  for (const auto& [name, score] : scores.metrics.items()) metrics[name] = score;
  for (const auto& [name, score] : metrics) {
    std::string interval = "not known";
    const auto ci95 = score.find("ci95");
    if (ci95 != score.end() && ci95->is_array() && ci95->size() == 2)
      interval = format_score("{:.4f}", (*ci95)[0]) + " to " + format_score("{:.4f}", (*ci95)[1]);
    text += make_table_row({name, format_score(card.score_format, score.at("value")), interval});
  }
  if (!scores.notes.empty()) text += "\nWhat to know of them:\n";
  for (const auto& note : scores.notes) text += fmt::format("- {}\n", note);
  return text;
}

}  // namespace

std::string make_table_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string make_table_head(const std::vector<std::string>& cells) {
  std::string rule = "|";
  for (size_t i = 0; i < cells.size(); ++i) rule += "---|";
  return make_table_row(cells) + rule + "\n";
}

std::string render_model_card(const ModelCard& card, const OnnxModel& model) {
  std::string text = fmt::format("# {}\n\n{}\n", card.title, card.summary);
  const auto add_section = [&](const std::string& title, const std::string& content) {
    text += fmt::format("\n## {}\n\n{}", title, content);
  };
  std::string tensors;
  for (const std::string& tensor : card.tensors) tensors += fmt::format("- {}\n", tensor);
  add_section("Input and output",
              fmt::format("{}- ONNX opset {}, IR version {}; {}. Self-contained, {} bytes.\n\n{}", tensors,
                          kOnnxOpset, kOnnxIrVersion, card.free_axes, model.bytes.size(), card.details));
  for (const auto& [title, content] : card.sections) add_section(title, content);
  add_section("Scores", render_scores(card));
  add_section("Checked", card.checked);
  add_section("Limits", card.limits);
  add_section("How to run it", card.usage);
  std::string digests =
      make_table_head({"what", "SHA-256"}) + make_table_row({"model.onnx", model.file_digest});
  for (const auto& [what, digest] : card.provenance) digests += make_table_row({what, digest});
  add_section("Provenance", digests);
  return text;
}

}  // namespace affekt
