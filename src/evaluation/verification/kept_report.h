// A report as it was kept, and how far it agrees with itself and with the tables beside it. No data are
// needed.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "evaluation/verification/check_list.h"

namespace affekt {

struct KeptReport {
  std::filesystem::path directory;
  nlohmann::json report;  // report.json

  std::filesystem::path path() const { return directory / "report.json"; }
  /// The member, or null.
  nlohmann::json member(const char* pointer) const;
  /// The text of the member, or "".
  std::string text(const char* pointer) const;
  /// "classification", "songs", ...; a report of a former version that does not say is on a classifier.
  std::string kind() const;
  /// Of the raw data that the report is on, the same in every kind's report: by it data are told to be the
  /// same. "": a former version of affekt kept none.
  std::string source_digest() const { return text("/data/source_digest"); }
  bool is_pooled() const { return report.contains("cross_validation"); }
  /// The digest of the weights that model.onnx was made from: the report's own model, or of a
  /// cross-validation the final one.
  std::string weights_digest() const;
  /// predictions.csv, or published_predictions.csv where only that is kept; empty: neither.
  std::filesystem::path find_predictions() const;
};

/// @throws ArtifactError: not there, or no JSON object
KeptReport read_kept_report(const std::filesystem::path& directory);

/// report.json against its own digest, and the files beside it against the digests that it names.
void check_report_digests(const KeptReport& kept, CheckList& checks);

/// The scores of report.json, computed anew from the kept predictions; and what of it can be computed from
/// the rest of it, such as accuracy from the confusion matrix. @throws ArtifactError: a table can't be read
void check_classification_report(const KeptReport& kept, CheckList& checks);
void check_affect_report(const KeptReport& kept, CheckList& checks);
void check_next_song_report(const KeptReport& kept, CheckList& checks);
void check_song_report(const KeptReport& kept, CheckList& checks);

}  // namespace affekt
