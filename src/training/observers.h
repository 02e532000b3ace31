// The observers there are.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "metrics/metric_info.h"
#include "training/observer.h"

namespace affekt {

/// A bar over the samples of each epoch with rate, time left and loss.
std::unique_ptr<Observer> make_progress_observer(int64_t num_epochs, const std::string& unit);
/// metrics.csv, written anew and whole after each epoch.
std::unique_ptr<Observer> make_metrics_observer(const std::filesystem::path& path);
/// One log line an epoch. @param metrics  of the task, for how their values are written
std::unique_ptr<Observer> make_log_observer(int64_t num_epochs, std::vector<MetricInfo> metrics,
                                            const std::string& best_metric, const std::string& unit);

}  // namespace affekt
