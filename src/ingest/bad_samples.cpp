#include "ingest/bad_samples.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/shown_text.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr size_t kMaxListedLines = 20, kMaxListedPlaces = 3;

/// One line: a file's name may hold any bytes, a line break too.
std::string to_one_line(const std::string& text) {
  std::string line;
  for (const char c : to_valid_utf8(text)) line += c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
  return replace_controls(line, '?');
}

}  // namespace

/// Where there are too many for a line each, those with one reason have a line together.
std::string list_bad_samples(const std::vector<BadSample>& bad) {
  std::map<std::string, std::vector<std::string>> places_of;  // by reason
  for (const BadSample& sample : bad) places_of[sample.reason].push_back(sample.source_id);
  std::string text;
  size_t num_lines = 0, num_told = 0;
  for (const BadSample& sample : bad) {
    std::vector<std::string>& places = places_of[sample.reason];
    if (places.empty()) continue;  // told already
    if (num_lines++ == kMaxListedLines) break;
    const bool is_group = bad.size() > kMaxListedLines && places.size() > kMaxListedPlaces;
    num_told += is_group ? places.size() : 1;
    text += "\n  ";
    if (!is_group) {
      text += to_one_line(sample.source_id + ": " + sample.reason);
      continue;
    }
    text += to_one_line(fmt::format("{} times: {} ({} and {} more)",
                                    format_count(static_cast<int64_t>(places.size())), sample.reason,
                                    fmt::join(places.begin(), places.begin() + kMaxListedPlaces, ", "),
                                    format_count(static_cast<int64_t>(places.size() - kMaxListedPlaces))));
    places.clear();
  }
  if (bad.size() > num_told)
    text += "\n  and " + format_count(static_cast<int64_t>(bad.size() - num_told)) + " more";
  return text;
}

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
