#include "evaluation/report/reported_data.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/local_file.h"
#include "core/process/log.h"
#include "core/text/plural.h"

namespace affekt {

void override_options(const EvaluateRequest& request, EvaluateConfig& options) {
  if (request.images) options.pictures = *request.images;
  if (!request.saliency) return;
  options.saliency = *request.saliency;
  options.pictures = options.pictures || options.saliency > 0;
}

std::filesystem::path find_reported_data(const EvaluateRequest& request, const std::filesystem::path& own) {
  const std::filesystem::path path = request.data.empty() ? own : request.data;
  if (path.empty()) throw ConfigError(request.model.string() + ": " + explain_unknown_data(request.model));
  if (!std::filesystem::exists(path))
    throw DataError(path.string() +
                    ": the prepared file is not there; make it with 'affekt prepare CONFIG', or name "
                    "another with --data FILE.h5");
  return path;
}

std::optional<Split> choose_report_split(Split wanted, const SplitCounts& counts, const std::string& data,
                                         bool chose_epoch) {
  if (counts.of(wanted) > 0) return wanted;
  if (counts.validation == 0) return std::nullopt;
  log_warning(fmt::format(
      "{} has no {} split: the report is on the validation split instead{}", data, split_name(wanted),
      chose_epoch ? ", which also chose the best epoch, so its scores are on the optimistic side" : ""));
  return Split::kValidation;
}

Split choose_requested_split(const EvaluateRequest& request, Split wanted, const SplitCounts& counts,
                             const std::string& data, bool chose_epoch) {
  if (request.split) return split_from_name(*request.split);
  return choose_report_split(wanted, counts, data, chose_epoch).value_or(wanted);
}

bool is_selected_on_validation(const nlohmann::json& model) {
  const auto selected_on = model.find("selected_on");
  return selected_on != model.end() && *selected_on == split_name(Split::kValidation);
}

void require_samples(const std::string& dataset, Split split, const SplitCounts& counts,
                     const std::string& word, const std::string& advice) {
  if (counts.of(split) > 0) return;
  std::string available;
  for (const Split other : {Split::kTrain, Split::kValidation, Split::kTest})
    if (const int64_t count = counts.of(other); count > 0)
      available += fmt::format("{}{} ({} {})", available.empty() ? "" : ", ", split_name(other), count,
                               count == 1 ? word : plural_of(word));
  throw DataError(
      fmt::format("the data set '{}' has no {} in the {} split, so it can't be evaluated; it has: {}. {}",
                  dataset, word, split_name(split), available, advice));
}

}  // namespace affekt
