// One data set under several split plans: decoded once, then split, checked and audited as often as needed.
#pragma once

#include <string>
#include <variant>

#include "config/experiment_config.h"
#include "ingest/audit/leak_audit.h"
#include "ingest/audit/wave_audit.h"
#include "ingest/sources/source.h"
#include "ingest/sources/source_digest.h"
#include "ingest/split_plan.h"
#include "store/prepared_file.h"

namespace affekt {

/// What the split plans ask of a source.
SplitSubject describe_subject(const Source& source, const DataConfig& config);

class PreparedSplits {
 public:
  /// Decodes nothing. `source`, `digest` and `config` must outlive it; config.split is not looked at.
  PreparedSplits(const Source& source, const SourceDigest& digest, const DataConfig& config)
      : source_(source), digest_(digest), config_(config) {}

  /// The prepared data with these splits, all but its content_digest. Prints what it finds to the log.
  /// @param ingest_options  for PreparedInfo
  /// @return  valid until the next call
  /// @throws DataError: bad sample, empty class, empty split, the same group in two splits; ConfigError
  const PreparedData& make(const SplitConfig& split, const std::string& ingest_options);

 private:
  void decode();
  void audit();

  const Source& source_;
  const SourceDigest& digest_;
  const DataConfig& config_;
  PreparedData prepared_;
  bool decoded_ = false;
  std::variant<std::monostate, LeakAudit, WaveAudit> audit_;  // of the split before
};

}  // namespace affekt
