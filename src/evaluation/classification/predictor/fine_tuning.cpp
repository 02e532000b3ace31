#include "evaluation/classification/predictor/fine_tuning.h"

#include <fmt/format.h>

#include "core/files/json_file.h"
#include "core/text/count_text.h"
#include "evaluation/report/value_text.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "through layer2 for 3 epochs, then one layer more every 2 epochs"
std::string describe_freezing(const TransferConfig& transfer) {
  if (transfer.freeze_through.empty()) return "no layer";
  std::string text = "through " + transfer.freeze_through;
  if (transfer.freeze_epochs == 0) return text + " to the end";
  text += " for " + count_of(transfer.freeze_epochs, "epoch");
  if (transfer.unfreeze_every_epochs > 0)
    text += ", then one layer less every " + count_of(transfer.unfreeze_every_epochs, "epoch");
  return text;
}

}  // namespace

json describe_fine_tuning(const ExperimentConfig& config, const std::filesystem::path& run) {
  if (config.model.pretrained.path.empty()) return nullptr;
  const TransferConfig& transfer = config.train.transfer;
  json described = {
      {"frozen", describe_freezing(transfer)},
      {"learning_rate_of_backbone",
       fmt::format("{} times that of the head and of what is new", transfer.backbone_lr_factor)},
      {"batch_norm_statistics", transfer.freeze_batch_norm ? "those of pretrained layers stand still"
                                                           : "move where a layer is not frozen"}};
  const json manifest = read_json_object(RunPaths{run}.manifest());
  const json& imported = member_or_null(manifest, "pretrained");
  if (!imported.is_object()) return described;
  described["weights_file"] = member_or_null(imported, "file");
  described["weights_file_sha256"] = member_or_null(imported, "sha256");
  described["loaded_tensors"] = member_or_null(imported, "num_loaded");
  size_t num_new = 0;
  for (const char* reason : {"missing", "other_shape", "withheld"})
    num_new += member_or_null(imported, reason).size();
  described["new_tensors"] = num_new;
  return described;
}

}  // namespace affekt
