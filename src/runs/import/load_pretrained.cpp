#include "runs/import/load_pretrained.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/mapped_file.h"
#include "core/text/affix.h"
#include "runs/explain_run.h"
#include "runs/import/weight_file.h"
#include "runs/run_directory.h"
#include "runs/safetensors.h"
#include "runs/weights.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// What stands before the names of the batch norm behind a convolution, as torchvision has them:
/// "layer2.0.bn1." behind "layer2.0.conv1.weight", "layer2.0.downsample.1." behind
/// "layer2.0.downsample.0.weight"; "" of other tensors.
std::string norm_behind(const std::string& name) {
  const std::string weight = ".weight", first = "downsample.0";
  if (!ends_with(name, weight)) return "";
  const std::string layer = name.substr(0, name.size() - weight.size());
  if (ends_with(layer, first)) return layer.substr(0, layer.size() - 1) + "1.";
  const size_t last = layer.rfind('.') + 1;  // 0: it has no owner
  if (!begins_with(std::string_view(layer).substr(last), "conv")) return "";
  return layer.substr(0, last) + "bn" + layer.substr(last + 4) + ".";
}

/// A run's own digest of its weights, as `affekt evaluate` checks it.
void check_run_weights(const fs::path& path) {
  const SafetensorsFile file = read_safetensors(path);
  const auto digest = file.metadata.find("tensors_digest");
  if (digest != file.metadata.end() && digest->second != digest_of_tensors(file.tensors))
    throw ArtifactError(path.string() +
                        ": its weights do not match their digest: the file is damaged "
                        "(model.pretrained.path)");
}

fs::path find_weights(const PretrainedConfig& config) {
  const fs::path path = config.path;
  if (fs::is_directory(path)) {
    const fs::path weights = RunPaths{path}.weights();
    if (!fs::exists(weights)) throw ArtifactError(explain_missing_weights(path) + " (model.pretrained.path)");
    check_run_weights(weights);
    return weights;
  }
  if (!fs::exists(path))
    throw ArtifactError(
        config.path +
        ": no such file (model.pretrained.path); name a .safetensors or .pth file with "
        "torchvision's tensor names, such as resnet18-f37072fd.pth from "
        "https://download.pytorch.org/models/resnet18-f37072fd.pth, or a run directory, or leave "
        "the key out: the weights then start random");
  return path;
}

/// What a network wants of a file, and how the file calls it.
class Importer {
 public:
  Importer(Network& network, const WeightFile& file, std::string where)
      : network_(network), groups_(network.layer_groups()), where_(std::move(where)) {
    for (const auto& tensor : file.tensors)
      if (!ends_with(tensor.name, "num_batches_tracked")) source_[tensor.name] = &tensor;
    find_owners();
    find_targets();
    find_withheld();
  }

  ImportSummary run(bool strict) {
    refuse_bottlenecks();
    const torch::NoGradGuard no_grad;
    for (const auto& [name, target] : targets_) load(name, target);
    for (const auto& [name, tensor] : source_)
      if (used_.count(name) == 0 && constants_.count(name) == 0)
        summary_.left_over.push_back(show_name(name));
    if (summary_.loaded.empty()) refuse_strangers();
    if (strict) refuse_differences();
    summary_.has_folded_batch_norm = has_folded_batch_norm();
    return summary_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw ArtifactError(where_ + ": " + what); }

  /// "body." where a layer group "conv1" has the prefix "body.conv1.".
  void find_owners() {
    for (size_t i = 0; i + 1 < groups_.size(); ++i)
      for (const auto& prefix : groups_[i].prefixes)
        if (const std::string end = groups_[i].name + ".";
            prefix.size() > end.size() && ends_with(prefix, end))
          owners_.insert(prefix.substr(0, prefix.size() - end.size()));
  }

  void find_targets() {
    for (const auto& item : network_.named_parameters()) targets_.push_back({item.key(), item.value()});
    for (const auto& item : network_.named_buffers()) {
      if (ends_with(item.key(), ".running_mean") || ends_with(item.key(), ".running_var")) {
        targets_.push_back({item.key(), item.value()});
      } else {
        constants_.insert({item.key(), without_owner(item.key())});
      }
    }
  }

  std::string without_owner(const std::string& name) const {
    for (const auto& owner : owners_)
      if (begins_with(name, owner)) return name.substr(owner.size());
    return name;
  }

  bool is_head(const std::string& name) const {
    return !groups_.empty() && begins_with_any(name, groups_.back().prefixes);
  }

  /// ResNet-50 and deeper ones: some of their tensors would fit by name and shape, and make no sense.
  void refuse_bottlenecks() const {
    const std::string sign = "layer1.0.conv3.weight";
    const auto has_sign = [&](const std::string& name) { return without_owner(name) == sign; };
    const bool file_has = std::any_of(source_.begin(), source_.end(),
                                      [&](const auto& entry) { return ends_with(entry.first, sign); });
    const auto is_basic = [&](const NamedTensor& entry) {
      return without_owner(entry.name) == "layer1.0.conv2.weight";
    };
    if (!file_has || std::none_of(targets_.begin(), targets_.end(), is_basic) ||
        std::any_of(targets_.begin(), targets_.end(),
                    [&](const NamedTensor& entry) { return has_sign(entry.name); }))
      return;
    fail(
        "weights of a ResNet with bottleneck blocks, as ResNet-50 has (layer1.0.conv3.weight); this network "
        "has basic blocks: take weights of ResNet-18, such as torchvision's resnet18-f37072fd.pth");
  }

  /// nullptr: the file has none.
  const WeightTensor* find_source(const std::string& name) const {
    auto found = source_.find(name);
    if (found == source_.end()) found = source_.find(without_owner(name));
    return found == source_.end() ? nullptr : found->second;
  }

  static bool fits(const std::vector<int64_t>& sizes, const WeightTensor& source) {
    return source.shape == sizes || differ_in_channels(sizes, source.shape, 1, 3) ||
           differ_in_channels(sizes, source.shape, 3, 1);
  }

  void find_withheld() {
    for (const auto& [name, target] : targets_) {
      const WeightTensor* source = find_source(name);
      if (source != nullptr && fits(target.sizes().vec(), *source)) continue;
      if (is_head(name)) {
        withheld_.insert(groups_.back().prefixes.begin(), groups_.back().prefixes.end());
      } else if (const std::string norm = norm_behind(name); !norm.empty()) {
        withheld_.insert(norm);
      }
    }
  }

  void load(const std::string& name, torch::Tensor target) {
    const WeightTensor* found = find_source(name);
    if (found == nullptr) {
      summary_.missing.push_back(name);
      return;
    }
    const WeightTensor& source = *found;
    used_.insert(source.name);
    const auto sizes = target.sizes().vec();
    if (!fits(sizes, source)) {
      summary_.other_shape.push_back({name, shape_text(sizes), shape_text(source.shape)});
      return;
    }
    if (begins_with_any(name, withheld_)) {
      summary_.withheld.push_back(name);
      return;
    }
    torch::Tensor values = to_torch(source);
    if (!values.is_floating_point())
      fail(fmt::format("tensor '{}' holds integers: quantised weights can't be loaded, save them as float32",
                       show_name(source.name)));
    values = values.to(torch::kFloat32);
    if (!values.isfinite().all().item<bool>())
      fail(fmt::format("tensor '{}' holds values that are not finite", show_name(source.name)));
    if (ends_with(source.name, "running_var") && (values < 0).any().item<bool>())
      fail(fmt::format("tensor '{}' holds a negative variance", show_name(source.name)));
    if (differ_in_channels(sizes, source.shape, 1, 3)) {
      values = values.sum(1, /*keepdim=*/true);
      summary_.adapted.push_back(name + ": the file's three input channels are summed, for grey images");
    } else if (differ_in_channels(sizes, source.shape, 3, 1)) {
      values = values.expand(sizes) / 3;
      summary_.adapted.push_back(name + ": a third of the file's one input channel for each of three");
    }
    target.copy_(values);
    summary_.loaded.push_back(name);
  }

  /// Of convolutions [C_out, C_in, h, w].
  static bool differ_in_channels(const std::vector<int64_t>& network, const std::vector<int64_t>& file,
                                 int64_t in_network, int64_t in_file) {
    if (network.size() != 4 || file.size() != 4 || network[1] != in_network || file[1] != in_file)
      return false;
    return network[0] == file[0] && network[2] == file[2] && network[3] == file[3];
  }

  [[noreturn]] void refuse_strangers() const {
    std::vector<std::string> expected, found;
    for (const auto& entry : targets_) expected.push_back(without_owner(entry.name));
    for (const auto& [name, tensor] : source_) found.push_back(show_name(name));
    if (summary_.other_shape.empty())
      fail(fmt::format("none of its tensors has a name of this network's; expected: {}; found: {}",
                       list_names(expected), list_names(found)));
    const auto& unfit = summary_.other_shape.front();
    fail(fmt::format("none of its tensors fits this network; '{}': expected {}, got {}, and {} more",
                     unfit.name, unfit.expected, unfit.got, summary_.other_shape.size() - 1));
  }

  void refuse_differences() const {
    std::vector<std::string> faults;
    for (const auto& name : summary_.missing)
      if (!is_head(name)) faults.push_back(name + " is missing");
    for (const auto& entry : summary_.other_shape)
      if (!is_head(entry.name))
        faults.push_back(fmt::format("{}: expected {}, got {}", entry.name, entry.expected, entry.got));
    for (const auto& name : summary_.left_over)
      if (!is_head(name) && !(begins_with(name, "fc.") && !groups_.empty()))  // torchvision's head
        faults.push_back(name + " is left over");
    if (!faults.empty())
      fail(
          fmt::format("does not fit the network in all, as model.pretrained.strict demands: {}; with "
                      "strict: false what fits is loaded",
                      list_names(faults)));
  }

  bool has_folded_batch_norm() const {
    const auto tensors = network_.named_parameters();
    int64_t num_norms = 0;
    const auto is_all = [](const torch::Tensor& tensor, double value) {
      return ((tensor - value).abs() < 1e-4).all().item<bool>();
    };
    const std::set<std::string> loaded(summary_.loaded.begin(), summary_.loaded.end());
    for (const auto& [name, mean] : targets_) {
      if (!ends_with(name, ".running_mean") || loaded.count(name) == 0) continue;
      const std::string norm = name.substr(0, name.rfind('.'));
      const auto var = network_.named_buffers()[norm + ".running_var"];
      const auto* weight = tensors.find(norm + ".weight");
      if (!is_all(mean, 0) || !is_all(var, 1) || (weight != nullptr && !is_all(*weight, 1))) return false;
      ++num_norms;
    }
    return num_norms > 0;
  }

  Network& network_;
  std::vector<LayerGroup> groups_;
  std::string where_;
  std::set<std::string> owners_, constants_, used_, withheld_;
  std::vector<NamedTensor> targets_;
  std::map<std::string, const WeightTensor*> source_;
  ImportSummary summary_;
};

}  // namespace

void check_pretrained(const PretrainedConfig& config) {
  if (config.path.empty()) return;
  const fs::path path = find_weights(config);
  const MappedFile file(path, ExitCode::kArtifact);
  parse_weight_file(file.text(), path.string());
}

ImportSummary load_pretrained(Network& network, const PretrainedConfig& config) {
  const fs::path path = find_weights(config);
  const MappedFile file(path, ExitCode::kArtifact);
  const WeightFile weights = parse_weight_file(file.text(), path.string());
  ImportSummary summary = Importer(network, weights, path.string()).run(config.strict);
  const bool is_run = fs::is_directory(config.path);
  summary.file_name = (is_run ? path.parent_path().filename() / path.filename() : path.filename()).string();
  summary.sha256 = sha256_of(file.text());
  return summary;
}

}  // namespace affekt
