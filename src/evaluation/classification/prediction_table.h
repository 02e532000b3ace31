// What a model said about each sample of one split: the only thing a report is computed from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct PredictionTable {
  std::vector<std::string> class_names;      // K
  std::vector<std::string> source_ids;       // N
  std::vector<int32_t> labels;               // N
  std::vector<float> probabilities;          // [N, K], calibrated when a temperature was fitted
  std::vector<uint8_t> has_train_duplicate;  // N
  std::vector<std::string> groups;  // N, whom the sample is of ("Actor_05"); empty: no groups are known
  std::vector<int64_t> folds;       // N, the fold that the sample was tested in; empty: no folds
  std::string split;                // "validation"
  /// N each: the sample's place in the prepared file, from 0, and the digest of its values
  /// (store/sample_digest.h). Empty: not known, as in files of former versions.
  std::vector<int64_t> indices = {};
  std::vector<std::string> sample_digests = {};

  int64_t num_samples() const { return static_cast<int64_t>(labels.size()); }
  int num_classes() const { return static_cast<int>(class_names.size()); }
};

/// @throws DataError if there is no sample; ArtifactError naming the sample if probabilities are not finite,
/// lie outside 0..1, or don't sum to 1 (within 1e-3)
void check_prediction_table(const PredictionTable& table);

/// The rows whose index is given, in that order.
PredictionTable select_rows(const PredictionTable& table, const std::vector<int64_t>& rows);

/// The rows of all tables, one below the other. They must be of the same classes, and all or none of them
/// with groups, and with folds.
PredictionTable concatenate(const std::vector<PredictionTable>& tables);

/// predictions.csv: source_id,label,prediction,correct,has_train_duplicate,[group,][fold,]
/// [index,sample_digest,]p_<class>...; classes by name, 9 significant digits, so that reading it back gives
/// the same floats. The columns in brackets are there only when the table has them.
std::string render_predictions_csv(const PredictionTable& table);

/// published_predictions.csv, which tells no name of a file or a person: index and sample_digest in place of
/// source_id, groups as numbers in the order of their names ("group_03"). @param table  with indices
std::string render_published_predictions_csv(const PredictionTable& table);

/// Either of the two; source ids of the latter are "<index>:<sample digest>".
/// `split` is not in the file: it comes back empty.
/// @throws ArtifactError naming file and line: wrong columns, unknown class, not a number, a prediction that
/// is not the class with the largest probability
PredictionTable read_predictions_csv(const std::filesystem::path& path);

}  // namespace affekt
