// Counts of what the server did, in Prometheus' text format (version 0.0.4).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace affekt {

/// A number that is read when it is asked for. @param type  "gauge" or "counter"
struct MetricReading {
  std::string name, type, help;
  double value = 0;
};

/// Thread-safe.
class ServerMetrics {
 public:
  /// @param path     one of the server's own, or "other": clients can't make up series
  /// @param seconds  from the request's headers to the end of its answer
  void count_request(const std::string& path, int status, double seconds);
  std::string render(const std::vector<MetricReading>& readings) const;

 private:
  static constexpr std::array<double, 9> kBounds = {0.005, 0.01, 0.015, 0.025, 0.04, 0.1, 0.25, 1, 5};  // s
  struct Durations {
    std::array<int64_t, kBounds.size() + 1> counts{};
    double sum = 0;
    int64_t count = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, int64_t> requests_;
  std::map<std::string, Durations> durations_;
};

/// In bytes, that the process has in memory now.
double read_resident_bytes();

}  // namespace affekt
