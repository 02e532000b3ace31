#include "server/http/server_metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

namespace affekt {

void ServerMetrics::count_request(const std::string& path, int status, double seconds) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++requests_[{path, status}];
  Durations& durations = durations_[path];
  size_t bin = 0;
  while (bin < kBounds.size() && seconds > kBounds[bin]) ++bin;
  ++durations.counts[bin];
  durations.sum += seconds;
  ++durations.count;
}

std::string ServerMetrics::render(const std::vector<MetricReading>& readings) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string text =
      "# HELP affekt_requests_total Requests that were answered, by path and status.\n"
      "# TYPE affekt_requests_total counter\n";
  for (const auto& [key, count] : requests_)
    text +=
        fmt::format("affekt_requests_total{{path=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
  text +=
      "# HELP affekt_request_seconds From the request's headers to the end of its answer.\n"
      "# TYPE affekt_request_seconds histogram\n";
  for (const auto& [path, durations] : durations_) {
    int64_t below = 0;
    for (size_t bin = 0; bin < kBounds.size(); ++bin) {
      below += durations.counts[bin];
      text += fmt::format("affekt_request_seconds_bucket{{path=\"{}\",le=\"{}\"}} {}\n", path, kBounds[bin],
                          below);
    }
    text += fmt::format(
        "affekt_request_seconds_bucket{{path=\"{0}\",le=\"+Inf\"}} "
        "{1}\naffekt_request_seconds_sum{{path=\"{0}\"}} "
        "{2}\naffekt_request_seconds_count{{path=\"{0}\"}} {1}\n",
        path, durations.count, durations.sum);
  }
  for (const MetricReading& reading : readings)
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", reading.name, reading.help, reading.type,
                        reading.value);
  return text;
}

double read_resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace affekt
