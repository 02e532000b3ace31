#include "config/unused_song_keys.h"

#include <algorithm>
#include <variant>

#include "config/field_visitor.h"

namespace affekt {
namespace {

using Value =
    std::variant<bool, int64_t, double, std::string, std::vector<int64_t>, std::vector<std::string>>;

struct Key {
  std::string path;
  Value value;
};

/// Lists every key with its value.
class KeyCollector : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer value, const FieldRules&) override {
    keys_.push_back(
        {join_key(sections_.back(), key), std::visit([](const auto* v) { return Value(*v); }, value)});
  }
  std::vector<Key> take() { return std::move(keys_); }

 protected:
  void enter_section(std::string_view key, const std::string&) override {
    sections_.push_back(join_key(sections_.back(), key));
  }
  void leave_section() override { sections_.pop_back(); }

 private:
  std::vector<std::string> sections_ = {""};
  std::vector<Key> keys_;
};

std::vector<Key> collect_keys(ExperimentConfig config) {
  KeyCollector collector;
  config.describe(collector);
  return collector.take();
}

/// What songs have, everything else of these sections is of networks.
bool is_used_by_songs(const std::string& path) {
  static const std::vector<std::string> used = {"name",
                                                "data.source",
                                                "data.path",
                                                "data.prepared_dir",
                                                "data.on_bad_sample",
                                                "data.songs.",
                                                "model.name",
                                                "model.features.",
                                                "model.kmeans.",
                                                "model.affect.",
                                                "train.seed",
                                                "train.num_threads",
                                                "evaluate.bootstrap_samples"};
  return std::any_of(used.begin(), used.end(), [&](const std::string& key) {
    return key.back() == '.' ? path.compare(0, key.size(), key) == 0 : path == key;
  });
}

}  // namespace

std::vector<std::string> find_unused_song_keys(const ExperimentConfig& config) {
  const std::vector<Key> keys = collect_keys(config), defaults = collect_keys(ExperimentConfig());
  std::vector<std::string> unused;
  for (size_t i = 0; i < keys.size(); ++i)
    if (!is_used_by_songs(keys[i].path) && keys[i].value != defaults[i].value) unused.push_back(keys[i].path);
  return unused;
}

}  // namespace affekt
