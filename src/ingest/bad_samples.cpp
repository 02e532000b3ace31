#include "ingest/bad_samples.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr size_t kMaxListedSamples = 20;

std::string list_bad_samples(const std::vector<BadSample>& bad) {
  std::string text;
  for (size_t i = 0; i < std::min(bad.size(), kMaxListedSamples); ++i) {
    text += "\n  " + to_valid_utf8(bad[i].source_id + ": " + bad[i].reason);
  }
  if (bad.size() > kMaxListedSamples)
    text += "\n  and " + std::to_string(bad.size() - kMaxListedSamples) + " more";
  return text;
}

}  // namespace

nlohmann::json apply_bad_sample_policy(const std::vector<BadSample>& bad, const std::string& where,
                                       const std::string& on_bad_sample) {
  nlohmann::json skipped = nlohmann::json::array();
  if (bad.empty()) return skipped;
  const auto count = static_cast<int64_t>(bad.size());
  if (on_bad_sample == "error") {
    throw DataError(fmt::format("{}: {}; repair or remove what is bad, or set data.on_bad_sample: skip{}",
                                where, count_of(count, "bad sample"), list_bad_samples(bad)));
  }
  for (const BadSample& sample : bad) {
    skipped.push_back(
        {{"source_id", to_valid_utf8(sample.source_id)}, {"reason", to_valid_utf8(sample.reason)}});
  }
  log_event(LogLevel::kWarning, "samples_skipped",
            fmt::format("Skipped {}:{}", count_of(count, "bad sample"), list_bad_samples(bad)),
            {{"count", count}});
  return skipped;
}

void check_on_bad_sample(const std::string& on_bad_sample) {
  if (on_bad_sample == "error" || on_bad_sample == "skip") return;
  throw ConfigError("data.on_bad_sample: 'error' or 'skip' expected, '" + on_bad_sample + "' got");
}

}  // namespace affekt
