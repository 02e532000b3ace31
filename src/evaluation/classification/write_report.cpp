#include <system_error>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "evaluation/classification/classification_figures.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/report_html.h"
#include "evaluation/classification/report_markdown.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

EpochMark epoch_of(const json& model) {
  EpochMark mark;
  const json& epoch = member_or_null(model, "selected_epoch");
  if (epoch.is_number()) mark.epoch = epoch.get<double>();
  mark.is_last = member_or_null(member_or_null(model, "selection"), "policy") == "last";
  return mark;
}

void make_directory(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw ArtifactError(path.string() + ": can't make the folder: " + error.message());
}

void remove_file(const std::filesystem::path& path) {
  std::error_code ignored;  // it may well not be there
  std::filesystem::remove(path, ignored);
}

/// The names of the files written into figures/. A curve of an earlier evaluation isn't left beside this
/// report.
std::vector<std::string> write_figures(const std::filesystem::path& directory, const json& report,
                                       const std::vector<Figure>& curves) {
  std::vector<std::string> files;
  const auto write = [&](const std::string& file, const Figure& figure) {
    write_text_atomically(directory / file, figure.standalone_svg());
    files.push_back(file);
  };
  write("confusion.svg", draw_confusion(report));
  write("class_scores.svg", draw_class_scores(report));
  write("reliability.svg", draw_reliability(report));
  if (report.contains("per_group")) {
    write("group_scores.svg", draw_group_scores(report));
  } else {
    remove_file(directory / "group_scores.svg");
  }
  if (curves.empty()) {
    remove_file(directory / "learning_curves.svg");
  } else {
    write("learning_curves.svg", FigureGroup{"learning_curves", "Learning curves", curves}.joined());
  }
  return files;
}

}  // namespace

json write_report(const std::filesystem::path& directory, const ReportInput& input) {
  json report = build_report(input);
  const std::vector<Figure> curves =
      draw_learning_curves(read_learning_curves(input.metrics_csv), epoch_of(input.model));
  const Samples* samples = input.options.pictures ? input.samples : nullptr;
  AFFEKT_CHECK(samples == nullptr || table_of(*samples).num_samples == input.table.num_samples(),
               "the samples must be those of the table");
  const std::string html = render_html({report, curves, samples});

  make_directory(directory / "figures");
  const std::vector<std::string> figure_files = write_figures(directory / "figures", report, curves);
  write_predictions_csv(directory / "predictions.csv", input.table);
  if (input.baselines.empty()) {
    remove_file(directory / "baseline_predictions.csv");
  } else {
    write_baseline_predictions(directory / "baseline_predictions.csv", input.table, input.baselines);
  }
  write_text_atomically(directory / "report.md", render_markdown(report, figure_files));
  write_text_atomically(directory / "report.html", html);
  for (const char* name : {"predictions.csv", "baseline_predictions.csv"})
    if (std::filesystem::exists(directory / name)) report["digests"][name] = sha256_of_file(directory / name);
  // Last, so that a report.json is there only when all the rest is. A file name may be no UTF-8.
  const std::string text = report.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  write_text_atomically(directory / "report.json", text);
  return json::parse(text);
}

}  // namespace affekt
