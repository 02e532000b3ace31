#include "training/observers.h"

#include <fmt/format.h>

#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/process/progress.h"

namespace affekt {
namespace {

class ProgressObserver : public Observer {
 public:
  ProgressObserver(int64_t num_epochs, std::string unit) : num_epochs_(num_epochs), unit_(std::move(unit)) {}

  void on_epoch_start(const TrainState& state, int64_t samples_per_epoch) override {
    const auto left = samples_per_epoch - state.num_samples;
    if (left <= 0) return;
    bar_ =
        std::make_unique<ProgressBar>(fmt::format("epoch {}/{}", state.epoch + 1, num_epochs_), left, unit_);
  }
  void on_step(const StepView& view) override {
    if (!bar_) return;
    bar_->set_note(fmt::format("loss {:.4f}", view.state.loss_sum.mean()));
    bar_->advance(view.num_samples);
  }
  void on_epoch_end(const TrainState&, bool) override { bar_.reset(); }

 private:
  int64_t num_epochs_;
  std::string unit_;
  std::unique_ptr<ProgressBar> bar_;
};

class MetricsObserver : public Observer {
 public:
  explicit MetricsObserver(std::filesystem::path path) : path_(std::move(path)) {}

  void on_epoch_end(const TrainState& state, bool) override {
    std::string text = "epoch,step,lr,train_loss";
    for (const auto& item : state.history.front().train_metrics) text += ",train_" + item.first;
    for (const auto& item : state.history.front().validation) text += ",val_" + item.first;
    text += ",seconds,samples_per_second\n";
    for (const auto& record : state.history) {
      text += fmt::format("{},{},{:.9g},{:.9g}", record.epoch + 1, record.global_step, record.lr,
                          record.train_loss);
      for (const auto& item : record.train_metrics) text += fmt::format(",{:.9g}", item.second);
      for (const auto& item : record.validation) text += fmt::format(",{:.9g}", item.second);
      text += fmt::format(",{:.3f},{:.1f}\n", record.seconds, record.samples_per_second);
    }
    write_text_atomically(path_, text);
  }

 private:
  std::filesystem::path path_;
};

class LogObserver : public Observer {
 public:
  LogObserver(int64_t num_epochs, std::vector<MetricInfo> metrics, std::string best_metric, std::string unit)
      : num_epochs_(num_epochs),
        metrics_(std::move(metrics)),
        best_metric_(std::move(best_metric)),
        unit_(std::move(unit)) {}

  void on_epoch_end(const TrainState& state, bool is_best) override {
    const auto& record = state.history.back();
    const auto validation =
        record.validation.empty()
            ? std::string()
            : fmt::format("validation loss {:.4f} {} {:.4f}{} | ", record.validation.at("loss"), best_metric_,
                          record.validation.at(best_metric_), is_best ? " (best)" : "");
    std::string train = fmt::format("train loss {:.4f}", record.train_loss);
    nlohmann::json fields = {{"epoch", record.epoch + 1},
                             {"step", record.global_step},
                             {"lr", record.lr},
                             {"train_loss", record.train_loss},
                             {"validation", record.validation},
                             {"is_best", is_best},
                             {"seconds", record.seconds},
                             {"samples_per_second", record.samples_per_second}};
    for (const auto& [name, value] : record.train_metrics) {
      const MetricInfo* info = find_metric(metrics_, name);
      const bool is_share = info != nullptr && info->format == MetricFormat::kPercent;
      train +=
          is_share ? fmt::format(" {} {:.2f} %", name, 100 * value) : fmt::format(" {} {:.4f}", name, value);
      fields["train_" + name] = value;
    }
    log_event(LogLevel::kInfo, "epoch_finished",
              fmt::format("epoch {}/{}: {} | {}{:.0f} {}/s", record.epoch + 1, num_epochs_, train, validation,
                          record.samples_per_second, unit_),
              fields);
  }

 private:
  int64_t num_epochs_;
  std::vector<MetricInfo> metrics_;
  std::string best_metric_, unit_;
};

}  // namespace

std::unique_ptr<Observer> make_progress_observer(int64_t num_epochs, const std::string& unit) {
  return std::make_unique<ProgressObserver>(num_epochs, unit);
}

std::unique_ptr<Observer> make_metrics_observer(const std::filesystem::path& path) {
  return std::make_unique<MetricsObserver>(path);
}

std::unique_ptr<Observer> make_log_observer(int64_t num_epochs, std::vector<MetricInfo> metrics,
                                            const std::string& best_metric, const std::string& unit) {
  return std::make_unique<LogObserver>(num_epochs, std::move(metrics), best_metric, unit);
}

}  // namespace affekt
