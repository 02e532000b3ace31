// Two predictions.csv, of a model of faces and of one of voices -> the weights with which `recommend` and
// `serve` fuse them, and a report on how much that gains: fusion.json, fusion_report.json, fusion.md.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "evaluation/classification/prediction_table.h"
#include "perception/fit_fusion.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

LabelledReadings read_readings(const std::string& source, const fs::path& path) {
  PredictionTable table = read_predictions_csv(path);
  return {source,       path.string(),          std::move(table.class_names), std::move(table.probabilities),
          table.labels, std::move(table.groups)};
}

void write_fit(const fs::path& folder, const FusionFit& fit) {
  fs::create_directories(folder);
  write_text_atomically(folder / "fusion.json", to_json_text(to_json(fit.rule), 2) + "\n");
  write_text_atomically(folder / "fusion_report.json", to_json_text(to_json(fit), 2) + "\n");
  write_text_atomically(folder / "fusion.md", render_fusion_markdown(fit));
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  std::string face, voice, out = ".";
  affekt::FusionFitOptions options;
  CLI::App app("How much a face's and a voice's answers should count beside each other");
  app.add_option("FACE_PREDICTIONS", face,
                 "predictions.csv of a model of faces, on samples that it didn't learn")
      ->required();
  app.add_option("VOICE_PREDICTIONS", voice, "the same of a model of speech")->required();
  app.add_option("--out", out, "folder of fusion.json, fusion_report.json and fusion.md")
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  app.add_option("--folds", options.num_folds)->capture_default_str()->check(CLI::Range(2, 50));
  CLI11_PARSE(app, argc, argv);
  try {
    const affekt::FusionFit fit = affekt::fit_fusion(affekt::read_readings("face", face),
                                                     affekt::read_readings("voice", voice), options);
    affekt::write_fit(out, fit);
    std::cout << affekt::render_fusion_markdown(fit);
  } catch (const affekt::Error& error) {
    std::cerr << "fit_fusion: " << error.what() << "\n";
    return static_cast<int>(error.code());
  }
}
