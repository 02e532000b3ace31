#include "kinds/songs/fit_affect_network.h"

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "tasks/affect_regression_task.h"
#include "training/trainer.h"

namespace affekt {
namespace {

/// LibTorch's thread count is global: it is put back when the fit is done.
class OneThread {
 public:
  OneThread() : before_(at::get_num_threads()) { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

/// Columns brought to mean 0 and deviation 1, and how.
struct Standardized {
  torch::Tensor values;       // float32 [n, columns]
  torch::Tensor mean, scale;  // float64 [columns]
};

Standardized standardize(const std::vector<float>& all, int64_t num_columns, const torch::Tensor& rows) {
  const auto num_rows = static_cast<int64_t>(all.size()) / num_columns;
  const auto whole = torch::tensor(all).reshape({num_rows, num_columns});
  const auto values = whole.index_select(0, rows).to(torch::kFloat64);  // [n, columns]
  Standardized standardized;
  standardized.mean = values.mean(0);
  const auto deviation = (values - standardized.mean).square().mean(0).sqrt();
  // A column that does not vary stays 0 whatever it is divided by.
  standardized.scale = torch::where(deviation > 1e-12, deviation, torch::ones_like(deviation));
  standardized.values = ((values - standardized.mean) / standardized.scale).to(torch::kFloat32);
  return standardized;
}

LinearMap make_map(const torch::Tensor& weight, const torch::Tensor& bias) {
  const auto w = weight.to(torch::kFloat32).contiguous(), b = bias.to(torch::kFloat32).contiguous();
  LinearMap map;
  map.num_outputs = w.size(0);
  map.num_inputs = w.size(1);
  map.weight.assign(w.data_ptr<float>(), w.data_ptr<float>() + w.numel());
  map.bias.assign(b.data_ptr<float>(), b.data_ptr<float>() + b.numel());
  return map;
}

TrainConfig make_train_config(const AffectNetworkOptions& options) {
  TrainConfig config;
  config.epochs = options.epochs;
  config.optimizer.name = "adamw";
  config.optimizer.lr = 0.005;
  config.optimizer.weight_decay = 0.01;
  config.schedule.name = "cosine";
  config.schedule.warmup_epochs = std::min<double>(1.0, static_cast<double>(options.epochs) / 4);
  config.select = "last";
  config.best_metric = "loss";
  config.ema_decay = 0;
  config.checkpoint_minutes = 0;
  return config;
}

}  // namespace

AffectNetworkFit fit_affect_network(const RegressionData& data, const std::vector<int64_t>& rows,
                                    const AffectNetworkOptions& options) {
  AFFEKT_CHECK(rows.size() >= 2 && options.epochs > 0, "nothing to train on");
  const OneThread one_thread;
  const auto num_rows = static_cast<int64_t>(rows.size());
  const auto index = torch::tensor(rows, torch::kInt64);
  const Standardized points = standardize(data.points, data.num_inputs, index);
  const Standardized targets = standardize(data.targets, data.num_outputs, index);
  const auto network =
      std::make_shared<AffectNetwork>(data.num_inputs, options.hidden_units, data.num_outputs, options.seed);
  AffectRegressionTask::Data samples;
  samples.points = points.values;
  samples.targets = targets.values;
  // At least 16 steps an epoch where there are few samples.
  const int64_t batch_size = std::clamp<int64_t>(num_rows / 16, 16, 256);
  AffectRegressionTask task(network, std::move(samples), batch_size, options.seed);
  Trainer(task, make_train_config(options), {}, {}).run();

  const torch::NoGradGuard no_grad;
  const auto hidden_weight = network->hidden->weight.to(torch::kFloat64) / points.scale;  // [H, P]
  const auto hidden_bias = network->hidden->bias.to(torch::kFloat64) - hidden_weight.matmul(points.mean);
  const auto output_weight = network->output->weight.to(torch::kFloat64) * targets.scale.unsqueeze(1);
  const auto output_bias = network->output->bias.to(torch::kFloat64) * targets.scale + targets.mean;
  return {make_map(hidden_weight, hidden_bias), make_map(output_weight, output_bias)};
}

}  // namespace affekt
