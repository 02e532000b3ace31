// TensorBoard: scalars, gradient norms, pictures and hyperparameters of a training, and histograms on
// request.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/load_config.h"
#include "tasks/task.h"
#include "training/observer.h"
#include "training/tensorboard/event_file.h"

namespace affekt {

struct TensorboardOptions {
  std::filesystem::path directory;
  std::map<std::string, HyperParameter> hyper_parameters;
  std::vector<std::string> class_names;  // of Task::confusion(); may be empty
  bool histograms = false;               // of weights and gradients, every epoch
};

/// The keys of `model` and `train` that are in use, with their values.
std::map<std::string, HyperParameter> list_hyper_parameters(const ExperimentConfig& config);

/// Writes, flushed behind each epoch, at the step that it ends with:
/// train/loss, train/<metric>, train/lr, train/samples_per_second, validation/<metric>
/// train/gradient_norm      of every step, before clipping: of all parameters together
/// gradient_norm/<tensor>   mean over the epoch's steps
/// samples/<input>          augmented images as the network gets them
/// validation/confusion     a picture
/// weights/<tensor>, gradients/<tensor>  histograms; gradients are the last step's
/// @param task  must live as long
std::unique_ptr<Observer> make_tensorboard_observer(Task& task, const TensorboardOptions& options);

}  // namespace affekt
