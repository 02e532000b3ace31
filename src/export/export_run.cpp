#include "export/export_run.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/log.h"
#include "export/export_model.h"
#include "runs/trained_model.h"
#include "store/prepared_file.h"

namespace affekt {
namespace {

PreparedData read_gate_data(const ExportRequest& request, const TrainedModel& model) {
  const auto& path = request.data.empty() ? model.prepared_path : request.data;
  if (!std::filesystem::exists(path)) {
    throw DataError(
        fmt::format("{}: the prepared file for the export gate is not there; make it again with "
                    "`affekt prepare`, or name another one with --data",
                    path.string()));
  }
  PreparedData prepared = read_prepared(path);
  if (prepared.info.content_digest != model.data_digest) {
    log_warning(fmt::format(
        "{} is not the data that the run was trained on ({}..., trained on {}...); the gate uses "
        "it all the same",
        path.string(), prepared.info.content_digest.substr(0, 12), model.data_digest.substr(0, 12)));
  }
  return prepared;
}

}  // namespace

ExportSummary export_run(const ExportRequest& request) {
  const TrainedModel model = load_trained_model(request.run_directory);
  const PreparedData prepared = read_gate_data(request, model);
  // A model trained on all there is has training samples only: the gate compares computations, not scores.
  for (Split split : {Split::kTest, Split::kValidation, Split::kTrain}) {
    const Samples samples = select_split(prepared.samples, split);
    if (table_of(samples).num_samples == 0) continue;
    if (split != Split::kTest) {
      log_info(fmt::format("the data has no test split: the export gate compares on the {} split",
                           split_name(split)));
    }
    return export_model({model, samples, split_name(split), request.run_directory});
  }
  throw DataError(fmt::format("{}: it has no samples, so the export gate can't compare anything",
                              (request.data.empty() ? model.prepared_path : request.data).string()));
}

}  // namespace affekt
