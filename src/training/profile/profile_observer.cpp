#include "training/profile/profile_observer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "training/machine/precision.h"
#include "training/profile/chrome_trace.h"
#include "training/profile/matrix_work.h"
#include "training/profile/measure_matrix_rate.h"
#include "training/profile/profile_summary.h"
#include "training/profile/work_recorder.h"

namespace affekt {
namespace {

constexpr size_t kMostTracedPieces = 100000;  // about 10 MB

class ProfileObserver : public Observer {
 public:
  ProfileObserver(const Network& network, const ProfileOptions& options)
      : network_(network), options_(options) {
    summary_.unit = options.unit;
  }

  void on_epoch_start(const TrainState&, int64_t) override {
    if (is_warm_) begin_counting();
  }

  void on_step(const StepView& view) override {
    if (!is_warm_) {
      is_warm_ = true;
      since_ = WorkClock::now();
      begin_counting();
      return;
    }
    if (counter_) {
      summary_.flops_a_sample = counter_->flops() / static_cast<double>(view.num_samples);
      counter_.reset();
    }
    ++summary_.num_steps;
    summary_.num_samples += view.num_samples;
  }

  void on_epoch_end(const TrainState& state, bool) override {
    counter_.reset();  // of a step that didn't come
    add_epoch(recorder_.take());
    if (summary_.num_steps == 0) {
      if (state.finished)
        log_warning(
            "--profile: the training has one step only, which is not profiled: it makes what later ones use");
      return;
    }
    if (summary_.matrix_rate.flops_a_second == 0) measure_machine();
    write_text_atomically(options_.summary, to_json_text(to_json(summary_), 2) + "\n");
    if (state.finished || !was_told_) tell();
  }

 private:
  /// Of one step: it would slow all of them down.
  void begin_counting() {
    if (summary_.flops_a_sample == 0) counter_.emplace();
  }

  void add_epoch(const std::vector<WorkPiece>& pieces) {
    const auto steps = std::find_if(pieces.begin(), pieces.end(), [](const WorkPiece& piece) {
      return std::string("steps") == piece.name;
    });
    if (steps == pieces.end()) return;
    training_thread_ = steps->thread;
    ++summary_.num_epochs;
    std::vector<WorkPiece> counted;  // without the checkpoint at the end of the epoch before
    std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(counted), [&](const WorkPiece& piece) {
      return piece.thread != steps->thread || piece.begin >= steps->begin;
    });
    for (const auto& [thread, seconds] : sum_own_seconds(std::move(counted), since_)) {
      const auto of = [&own = seconds](const char* name) {
        const auto found = own.find(name);
        return found == own.end() ? 0.0 : found->second;
      };
      if (thread != training_thread_) {
        summary_.loading += of("loading");
        summary_.augmentation += of("augmentation");
        continue;
      }
      summary_.waiting += of("waiting");
      summary_.forward += of("forward");
      summary_.backward += of("backward");
      summary_.update += of("update");
      summary_.checkpoint += of("checkpoint");
      summary_.other += of("steps");
      summary_.validation += of("validation");
    }
    summary_.steps = summary_.waiting + summary_.forward + summary_.backward + summary_.update +
                     summary_.checkpoint + summary_.other;
    const size_t room = options_.trace.empty() ? 0 : kMostTracedPieces - traced_.size();
    traced_.insert(traced_.end(), pieces.begin(),
                   pieces.begin() + static_cast<std::ptrdiff_t>(std::min(room, pieces.size())));
  }

  void measure_machine() {
    const torch::ScalarType dtype = network_.compute_dtype();
    summary_.precision = name_precision(dtype);
    summary_.num_threads = at::get_num_threads();
    summary_.matrix_rate = measure_matrix_rate(dtype, network_.parameters().front().device());
    if (summary_.matrix_rate.is_disturbed())
      log_warning(fmt::format(
          "--profile: while the matrix rate was measured, other work had {:.0f} % of the CPUs: that rate is "
          "too "
          "low, and a step's time too long; profile again when the machine has nothing else to do",
          100 * (1 - summary_.matrix_rate.cpu_share)));
  }

  void tell() {
    was_told_ = true;
    if (!options_.trace.empty())
      write_text_atomically(options_.trace, render_chrome_trace(traced_, training_thread_));
    log_event(LogLevel::kInfo, "profile", render_profile(summary_), to_json(summary_));
  }

  const Network& network_;
  const ProfileOptions options_;
  WorkRecorder recorder_;
  std::optional<MatrixWorkCounter> counter_;
  ProfileSummary summary_;
  std::vector<WorkPiece> traced_;
  WorkClock::time_point since_ = WorkClock::time_point::max();
  int training_thread_ = 0;
  bool is_warm_ = false, was_told_ = false;
};

}  // namespace

std::unique_ptr<Observer> make_profile_observer(const Network& network, const ProfileOptions& options) {
  return std::make_unique<ProfileObserver>(network, options);
}

}  // namespace affekt
