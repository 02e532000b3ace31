// Which model or data set makes use of which keys: the table behind the effective config, the JSON Schema and
// the refusal of keys that mean nothing.
#pragma once

#include <string>
#include <vector>

namespace affekt {

struct ExperimentConfig;

/// What a key is about. The keys and sections say it of themselves (FieldRules::of, FieldVisitor::section);
/// one that says nothing is everybody's.
enum class KeyPart {
  kNetwork,     // anything trained by gradients
  kClassifier,  // samples with one class each
  kStages,      // convolution stages
  kImages,
  kResNet,
  kPeople,  // people in their surroundings: two images a sample
  kWaveforms,
  kSplitPlan,  // samples without a split of their own
  kSongs,
  kPlays  // of songs, in the order in which they were played
};

/// The names that model.name and data.source take, in the order of the table.
std::vector<std::string> known_models();
std::vector<std::string> known_data_sets();

/// Whether the model (model.name) or, for keys of `data`, the data set (data.source) makes use of a key of
/// all these parts. A name that isn't in the table makes use of every key: whoever knows it checks it.
bool is_key_used(const ExperimentConfig& config, const std::string& path, const std::vector<KeyPart>& parts);

/// Who makes use of such a key: "speech_cnn", "small_cnn or speech_cnn"; empty: everybody.
std::string list_key_users(const std::string& path, const std::vector<KeyPart>& parts);

/// Of a key that isn't used: "not used by small_cnn (model.name), only by speech_cnn; remove it".
std::string describe_unused_key(const ExperimentConfig& config, const std::string& path,
                                const std::vector<KeyPart>& parts);

}  // namespace affekt
