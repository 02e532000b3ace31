// Images or waveforms with one class each: the task of the FER2013 and RAVDESS models.
#pragma once

#include <memory>

#include "config/experiment_config.h"
#include "data/batch_loader.h"
#include "models/classifier.h"
#include "store/prepared_file.h"
#include "tasks/classification_loss.h"
#include "tasks/task.h"

namespace affekt {

/// What a classifier is validated by: accuracy, macro_f1, uar, loss.
std::vector<MetricInfo> classification_metrics();

/// Samples of each class. @return [K]
std::vector<int64_t> count_classes(const SampleTable& samples, size_t num_classes);

class ClassificationTask : public Task {
 public:
  struct Data {
    Samples train, validation;  // validation may be empty
    size_t num_classes = 0;
  };
  /// @throws ConfigError naming the keys if the network can't learn from such batches
  ClassificationTask(std::shared_ptr<Classifier> network, std::shared_ptr<const Data> data,
                     const TrainConfig& config);

  Network& network() override { return *network_; }
  int64_t steps_per_epoch() const override;
  int64_t num_training_samples() const override { return table_of(data_->train).num_samples; }
  int64_t num_samples_per_epoch() const override;
  int64_t num_validation_samples() const override { return table_of(data_->validation).num_samples; }
  std::vector<MetricInfo> metrics() const override { return classification_metrics(); }
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) override;
  std::map<std::string, double> validate() override;
  TensorMap make_example_inputs(int64_t epoch) const override;
  std::vector<std::vector<int64_t>> confusion() const override { return confusion_; }

 private:
  std::shared_ptr<Classifier> network_;
  std::shared_ptr<const Data> data_;
  LoaderOptions loader_;
  ClassificationLossOptions loss_;
  std::vector<std::vector<int64_t>> confusion_;
};

}  // namespace affekt
