#include "export/export_model.h"

#include <fmt/ranges.h>

#include <regex>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/staging_folder.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "export/gate.h"
#include "export/graph/onnx_package.h"
#include "export/model_card.h"
#include "export/model_contract.h"
#include "export/test_data_set.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The tensors in test_data_set_0 ... of a former model, which may have had more of them.
std::vector<fs::path> list_former_tensors(const fs::path& directory) {
  static const std::regex pattern("(input|output)_[0-9]+\\.pb");
  std::vector<fs::path> tensors;
  for (int i = 0; fs::is_directory(directory / name_test_data_set(i)); ++i)
    for (const auto& entry : fs::directory_iterator(directory / name_test_data_set(i)))
      if (std::regex_match(entry.path().filename().string(), pattern))
        tensors.push_back(fs::path(name_test_data_set(i)) / entry.path().filename());
  return tensors;
}

}  // namespace

ExportResult export_model(const ExportPlan& plan, const fs::path& directory) {
  if (plan.gate.num_samples == 0) throw DataError("the export gate has no samples to compare on");
  const std::string bytes = package_onnx_model(plan.graph, plan.doc, plan.metadata).SerializeAsString();
  StagingFolder staging(directory, "model.onnx");
  write_text_atomically(staging / "model.onnx", bytes);
  const SharedOnnxModel model = read_onnx_model(staging / "model.onnx");
  ExportResult result;
  result.engines = fmt::format("{}", fmt::join(plan.engines, ", "));
  for (const std::string& name : plan.engines) {
    const auto engine = make_engine(name, *model);
    pass_gate(plan, plan.gate, *engine, result.gate);
    for (const GateData& vectors : plan.test_vectors) pass_gate(plan, vectors, *engine, result.vectors);
  }
  for (size_t i = 0; i < plan.test_vectors.size(); ++i) {
    const GateData& vectors = plan.test_vectors[i];
    write_test_data_set(staging / name_test_data_set(static_cast<int>(i)), *model,
                        vectors.read(0, vectors.num_samples));
  }
  for (const auto& [name, content] : plan.files) write_text_atomically(staging / name, content);
  write_text_atomically(staging / kModelContractFile, render_model_contract(*model));
  write_text_atomically(staging / "model_card.md",
                        to_valid_utf8(render_model_card(plan.make_card(result), *model)));
  staging.move_in(list_former_tensors(directory));
  result.agreement = plan.describe_agreement(result);
  const std::string onnx = (directory / "model.onnx").string();
  log_event(LogLevel::kInfo, "model_exported", onnx + " " + result.agreement,
            {{"onnx", onnx},
             {"num_samples", result.gate.num_samples},
             {"num_ties", result.gate.num_ties},
             {"num_tie_differences", result.gate.num_tie_differences},
             {"differences", result.gate.differences}});
  return result;
}

}  // namespace affekt
