#include "training/profile/profile_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text/count_text.h"

namespace affekt {
namespace {

constexpr double kNoticedWaiting = 0.1;  // of a step

struct Row {
  const char* title;
  double ProfileSummary::*seconds;
};
const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"waiting for data", &ProfileSummary::waiting}, {"forward", &ProfileSummary::forward},
      {"backward", &ProfileSummary::backward},        {"update", &ProfileSummary::update},
      {"checkpoints", &ProfileSummary::checkpoint},   {"other", &ProfileSummary::other}};
  return all;
}

std::string render_matrix_work(const ProfileSummary& summary) {
  if (summary.flops_a_sample <= 0) return "matrix work: none was counted";
  return fmt::format(
      "matrix work: {:.3g} GFLOP for each of the {}, {:.0f} GFLOP/s: {:.0f} % of the {:.0f} GFLOP/s that a "
      "matrix product in {} reaches here",
      summary.flops_a_sample / 1e9, summary.unit, summary.reached_rate() / 1e9,
      100 * summary.reached_rate() / summary.matrix_rate.flops_a_second,
      summary.matrix_rate.flops_a_second / 1e9, summary.precision);
}

}  // namespace

double ProfileSummary::reached_rate() const {
  return steps > 0 ? flops_a_sample * static_cast<double>(num_samples) / steps : 0;
}

std::string render_profile(const ProfileSummary& summary) {
  const double to_ms = 1000 / static_cast<double>(summary.num_steps);
  std::string text = fmt::format(
      "where a step's time goes ({} of {:.1f} ms, {:.0f} {}/s, {}, {}; without the first step, which makes "
      "what "
      "later ones use):",
      count_of(summary.num_steps, "step"), summary.steps * to_ms,
      static_cast<double>(summary.num_samples) / summary.steps, summary.unit,
      count_of(summary.num_threads, "thread"), summary.precision);
  for (const Row& row : rows()) {
    const double seconds = summary.*row.seconds;
    text += fmt::format("\n  {:<17}{:>9.2f} ms {:>5.1f} %", row.title, seconds * to_ms,
                        100 * seconds / summary.steps);
  }
  text += fmt::format(
      "\n  at the same time, in the loader's thread: loading {:.2f} ms, augmentation {:.2f} ms, {:.0f} % "
      "idle",
      summary.loading * to_ms, summary.augmentation * to_ms,
      100 * std::max(0.0, 1 - (summary.loading + summary.augmentation) / summary.steps));
  text += "\n  " + render_matrix_work(summary);
  if (summary.validation > 0)
    text += fmt::format("\n  validation, behind the steps: {:.2f} s an epoch",
                        summary.validation / static_cast<double>(summary.num_epochs));
  if (summary.waiting > kNoticedWaiting * summary.steps)
    text +=
        "\n  the network waits for its data: cheaper augmentation, smaller inputs or a faster disk shorten a "
        "step, a faster network does not";
  return text;
}

nlohmann::json to_json(const ProfileSummary& summary) {
  const auto a_step = [&](double seconds) { return seconds / static_cast<double>(summary.num_steps); };
  return {{"num_steps", summary.num_steps},
          {"num_steps_left_out", 1},
          {"num_samples", summary.num_samples},
          {"num_epochs", summary.num_epochs},
          {"seconds_a_step",
           {{"all", a_step(summary.steps)},
            {"waiting", a_step(summary.waiting)},
            {"forward", a_step(summary.forward)},
            {"backward", a_step(summary.backward)},
            {"update", a_step(summary.update)},
            {"checkpoint", a_step(summary.checkpoint)},
            {"other", a_step(summary.other)}}},
          {"loader_seconds_a_step",
           {{"loading", a_step(summary.loading)}, {"augmentation", a_step(summary.augmentation)}}},
          {"validation_seconds_an_epoch", summary.validation / static_cast<double>(summary.num_epochs)},
          {"flops_a_sample", summary.flops_a_sample},
          {"matrix_flops_a_second", summary.reached_rate()},
          {"machine_matrix_flops_a_second", summary.matrix_rate.flops_a_second},
          {"machine_cpu_share", summary.matrix_rate.cpu_share},
          {"precision", summary.precision},
          {"threads", summary.num_threads}};
}

}  // namespace affekt
